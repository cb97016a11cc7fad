"""The types of Network Firewall."""

from __future__ import annotations

from typing import Any

import pytest
from types_support import ACCOUNT, OTHER_TAGS, REGION, TAGS, Case, Created, World, lives, reads, world  # noqa: F401

from strongroom_emulator.resource import registered

ARN = rf"arn:aws:network-firewall:{REGION}:{ACCOUNT}"
FORWARD = {"StatelessDefaultActions": ["aws:forward_to_sfe"], "StatelessFragmentDefaultActions": ["aws:forward_to_sfe"]}
DROP = {
    **FORWARD, "StatefulDefaultActions": ["aws:drop_established"], "StatefulEngineOptions": {"RuleOrder": "STRICT_ORDER", "StreamExceptionPolicy": "REJECT"},
}  # fmt: skip
MANAGED = f"arn:aws:network-firewall:{REGION}:aws-managed:stateful-rulegroup/AttackInfrastructureStrictOrder"


def read_firewall(w: World, made: Created) -> dict[str, Any]:
    return w.client("network-firewall").describe_firewall(FirewallArn=made.physical_id)["Firewall"]


def read_logging(w: World, made: Created) -> dict[str, Any]:
    found = w.client("network-firewall").describe_logging_configuration(FirewallArn=made.physical_id)
    if not found["LoggingConfiguration"]["LogDestinationConfigs"]:
        raise LookupError(made.physical_id)
    return {**found, "FirewallName": made.physical_id.split("/")[-1]}


def reader(key: str, noun: str) -> Any:
    def read(w: World, made: Created) -> dict[str, Any]:
        found = getattr(w.client("network-firewall"), f"describe_{noun}")(**{f"{key}Arn": made.physical_id})
        return {**found[f"{key}Response"], key: found[key]}

    return reads(read)


def read_association(w: World, made: Created) -> dict[str, Any]:
    found = w.client("network-firewall").describe_vpc_endpoint_association(VpcEndpointAssociationArn=made.physical_id)
    return found["VpcEndpointAssociation"]


def policy(w: World, name: str = "policy", **more: Any) -> str:
    """The policy of that name, made when it is first asked for."""
    arn = f"{ARN}:firewall-policy/{w.name(name)}"
    listed = w.client("network-firewall").list_firewall_policies()["FirewallPolicies"] or []
    if arn not in [each["Arn"] for each in listed]:
        w.make("AWS::NetworkFirewall::FirewallPolicy", {"FirewallPolicyName": w.name(name), "FirewallPolicy": {**FORWARD, **more}})
    return arn


def group(w: World, name: str = "group") -> str:
    return w.make("AWS::NetworkFirewall::RuleGroup", {"RuleGroupName": w.name(name), **rules("pass")}).physical_id


def rules(action: str) -> dict[str, Any]:
    source = {"RulesString": f'{action} tls $HOME_NET any -> $EXTERNAL_NET 443 (tls.sni; content:"a.example"; sid:1; rev:1;)'}
    return {"Type": "STATEFUL", "Capacity": "100", "RuleGroup": {"RulesSource": source, "StatefulRuleOptions": {"RuleOrder": "STRICT_ORDER"}}}


def firewall(w: World) -> str:
    props = {"FirewallName": w.name("wall"), "FirewallPolicyArn": policy(w), "VpcId": w.vpc, "SubnetMappings": [{"SubnetId": w.subnet}]}
    return w.make("AWS::NetworkFirewall::Firewall", props).physical_id


def logs_to(group_name: str, kind: str = "FLOW") -> dict[str, Any]:
    return {"LogDestinationConfigs": [{"LogType": kind, "LogDestinationType": "CloudWatchLogs", "LogDestination": {"logGroup": group_name}}]}


def scope(port: int) -> dict[str, Any]:
    address, ports = [{"AddressDefinition": "0.0.0.0/0"}], [{"FromPort": "0", "ToPort": 65535}]
    where = {"Sources": address, "Destinations": address, "SourcePorts": ports, "DestinationPorts": [{"FromPort": port, "ToPort": port}], "Protocols": ["6"]}
    authority = f"arn:aws:acm:{REGION}:{ACCOUNT}:certificate/a"
    status = {"RevokedStatusAction": "REJECT", "UnknownStatusAction": "PASS"}
    return {"ServerCertificateConfigurations": [{"CertificateAuthorityArn": authority, "CheckCertificateRevocationStatus": status, "Scopes": [where]}]}


CASES = [
    Case(
        "AWS::NetworkFirewall::Firewall",
        props=lambda w: {
            "DeleteProtection": "false", "Description": "a", "EnabledAnalysisTypes": ["TLS_SNI"], "FirewallName": w.name("made"), "FirewallPolicyArn": policy(w, "a"),
            "FirewallPolicyChangeProtection": "true", "SubnetChangeProtection": "true", "SubnetMappings": [{"SubnetId": w.subnet}], "Tags": TAGS, "VpcId": w.vpc,
        },
        read=reads(read_firewall),
        change=lambda w: {
            "Description": "b", "EnabledAnalysisTypes": ["HTTP_HOST"], "FirewallPolicyArn": policy(w, "b"), "FirewallPolicyChangeProtection": False,
            "SubnetChangeProtection": False, "SubnetMappings": [{"SubnetId": w.other_subnet}], "Tags": OTHER_TAGS,
        },
        replace=lambda w: {"FirewallName": "other", "VpcId": "vpc-1"},
        attributes={"FirewallArn": rf"{ARN}:firewall/made-\w+", "FirewallId": "[0-9a-f-]{36}", "EndpointIds": rf'\["{REGION}a:vpce-\w+"\]'},
    ),
    Case(
        "AWS::NetworkFirewall::LoggingConfiguration",
        props=lambda w: {"FirewallArn": firewall(w), "FirewallName": w.name("wall"), "LoggingConfiguration": logs_to("a")},
        read=reads(read_logging),
        change=lambda w: {"LoggingConfiguration": logs_to("b", "ALERT")},
        replace=lambda w: {"FirewallArn": "other", "FirewallName": "other"},
    ),
    Case(
        "AWS::NetworkFirewall::RuleGroup",
        props=lambda w: {"Description": "a", "RuleGroupName": w.name("made"), "SummaryConfiguration": {"RuleOptions": ["SID"]}, "Tags": TAGS, **rules("pass")},
        read=reader("RuleGroup", "rule_group"),
        change=lambda w: {"Description": None, "Tags": OTHER_TAGS, "RuleGroup": rules("reject")["RuleGroup"], "SummaryConfiguration": {"RuleOptions": ["MSG"]}},
        replace=lambda w: {"Capacity": 200, "RuleGroupName": "other", "Type": "STATELESS"},
        attributes={"RuleGroupArn": rf"{ARN}:stateful-rulegroup/made-\w+", "RuleGroupId": "[0-9a-f-]{36}"},
        ref=rf"{ARN}:stateful-rulegroup/made-\w+",
    ),
    Case(
        "AWS::NetworkFirewall::RuleGroup",
        label="of domains",
        props=lambda w: {
            "RuleGroupName": w.name("domains"), "Type": "STATEFUL", "Capacity": 10,
            "RuleGroup": {
                "RuleVariables": {"IPSets": {"HOME_NET": {"Definition": ["10.0.0.0/16"]}}},
                "RulesSource": {"RulesSourceList": {"GeneratedRulesType": "ALLOWLIST", "Targets": [".example.com"], "TargetTypes": ["TLS_SNI"]}},
            },
        },
        read=reader("RuleGroup", "rule_group"),
    ),
    Case(
        "AWS::NetworkFirewall::FirewallPolicy",
        props=lambda w: {
            "Description": "a", "FirewallPolicyName": w.name("made"), "Tags": TAGS,
            "FirewallPolicy": {
                **DROP, "PolicyVariables": {"RuleVariables": {"HOME_NET": {"Definition": ["10.0.0.0/16"]}}},
                "StatefulRuleGroupReferences": [
                    {"ResourceArn": MANAGED, "Priority": "10", "Override": {"Action": "DROP_TO_ALERT"}, "DeepThreatInspection": "false"},
                    {"ResourceArn": group(w), "Priority": 1000},
                ],
            },
        },
        read=reader("FirewallPolicy", "firewall_policy"),
        change=lambda w: {"Description": "b", "FirewallPolicy": FORWARD, "Tags": OTHER_TAGS},
        replace=lambda w: {"FirewallPolicyName": "other"},
        attributes={"FirewallPolicyArn": rf"{ARN}:firewall-policy/made-\w+", "FirewallPolicyId": "[0-9a-f-]{36}"},
    ),
    Case(
        "AWS::NetworkFirewall::FirewallPolicy",
        label="that inspects TLS",
        props=lambda w: {"FirewallPolicyName": w.name("made"), "FirewallPolicy": {**DROP, "TLSInspectionConfigurationArn": configuration(w, "one")}},
        read=reader("FirewallPolicy", "firewall_policy"),
        change=lambda w: {"FirewallPolicy": {**DROP, "TLSInspectionConfigurationArn": configuration(w, "two")}},
    ),
    Case(
        "AWS::NetworkFirewall::TLSInspectionConfiguration",
        props=lambda w: {"Description": "a", "Tags": TAGS, "TLSInspectionConfigurationName": w.name("made"), "TLSInspectionConfiguration": scope(443)},
        read=reader("TLSInspectionConfiguration", "tls_inspection_configuration"),
        change=lambda w: {"Description": "b", "Tags": OTHER_TAGS, "TLSInspectionConfiguration": scope(8443)},
        replace=lambda w: {"TLSInspectionConfigurationName": "other"},
        attributes={"TLSInspectionConfigurationArn": rf"{ARN}:tls-configuration/made-\w+", "TLSInspectionConfigurationId": "[0-9a-f-]{36}"},
    ),
    Case(
        "AWS::NetworkFirewall::VpcEndpointAssociation",
        props=lambda w: {"Description": "a", "FirewallArn": firewall(w), "SubnetMapping": {"SubnetId": w.other_subnet}, "Tags": TAGS, "VpcId": w.vpc},
        read=reads(read_association),
        change=lambda w: {"Tags": OTHER_TAGS},
        replace=lambda w: {"Description": "b", "FirewallArn": "other", "SubnetMapping": {"SubnetId": w.subnet}, "VpcId": "vpc-1"},
        attributes={
            "EndpointId": r"vpce-\w+", "VpcEndpointAssociationArn": rf"{ARN}:vpc-endpoint-association/[0-9a-f-]+", "VpcEndpointAssociationId": "[0-9a-f-]{36}",
        },
    ),
]  # fmt: skip


def configuration(w: World, name: str = "inspection") -> str:
    props = {"TLSInspectionConfigurationName": w.name(name), "TLSInspectionConfiguration": scope(443)}
    return w.make("AWS::NetworkFirewall::TLSInspectionConfiguration", props).physical_id


life, test_made, test_replaced, test_changed_in_place, test_deleted = lives(CASES)


def delete(w: World, type_name: str, arn: str, props: dict[str, Any] | None = None) -> None:
    registered()[type_name].delete(w.context({}, None), arn, props or {})


def test_a_protected_firewall_is_not_deleted(world: World) -> None:  # noqa: F811
    props = {"FirewallName": world.name("kept"), "FirewallPolicyArn": policy(world), "VpcId": world.vpc, "DeleteProtection": True}
    wall = world.make("AWS::NetworkFirewall::Firewall", props)
    with pytest.raises(Exception, match="DeleteProtection"):
        delete(world, "AWS::NetworkFirewall::Firewall", wall.physical_id, props)


def test_what_is_in_use_is_not_deleted(world: World) -> None:  # noqa: F811
    inspection, own = configuration(world), group(world)
    used = policy(world, StatefulRuleGroupReferences=[{"ResourceArn": own, "Priority": 1}], TLSInspectionConfigurationArn=inspection)
    wall = firewall(world)
    held = {
        own: "AWS::NetworkFirewall::RuleGroup", inspection: "AWS::NetworkFirewall::TLSInspectionConfiguration", used: "AWS::NetworkFirewall::FirewallPolicy",
    }  # fmt: skip
    for arn, type_name in held.items():
        with pytest.raises(Exception, match="in use"):
            delete(world, type_name, arn)
    for arn, type_name in {wall: "AWS::NetworkFirewall::Firewall", used: held[used], own: held[own], inspection: held[inspection]}.items():
        delete(world, type_name, arn)
    endpoints = world.client("ec2").describe_vpc_endpoints(Filters=[{"Name": "vpc-id", "Values": [world.vpc]}])["VpcEndpoints"]
    assert {each["State"] for each in endpoints} <= {"deleted"}


def test_a_firewall_of_no_policy_and_a_policy_of_no_group_are_refused(world: World) -> None:  # noqa: F811
    nowhere = {"FirewallName": world.name("wall"), "FirewallPolicyArn": f"{ARN}:firewall-policy/nowhere", "VpcId": world.vpc}
    with pytest.raises(Exception, match="not found"):
        world.make("AWS::NetworkFirewall::Firewall", nowhere)
    with pytest.raises(Exception, match="not found"):
        policy(world, StatefulRuleGroupReferences=[{"ResourceArn": f"{ARN}:stateful-rulegroup/nowhere", "Priority": 1}])


def test_a_firewall_that_logs_or_has_more_endpoints_is_not_deleted(world: World) -> None:  # noqa: F811
    wall = firewall(world)
    logging = world.make("AWS::NetworkFirewall::LoggingConfiguration", {"FirewallArn": wall, "LoggingConfiguration": logs_to("a")})
    with pytest.raises(Exception, match="logging"):
        delete(world, "AWS::NetworkFirewall::Firewall", wall)
    delete(world, "AWS::NetworkFirewall::LoggingConfiguration", logging.physical_id)
    more = world.make("AWS::NetworkFirewall::VpcEndpointAssociation", {"FirewallArn": wall, "SubnetMapping": {"SubnetId": world.other_subnet}, "VpcId": world.vpc})
    assert read_firewall(world, Created(wall))["NumberOfAssociations"] == 1
    with pytest.raises(Exception, match="associations"):
        delete(world, "AWS::NetworkFirewall::Firewall", wall)
    delete(world, "AWS::NetworkFirewall::VpcEndpointAssociation", more.physical_id)
    delete(world, "AWS::NetworkFirewall::Firewall", wall)


def test_inspection_is_not_added_to_a_policy(world: World) -> None:  # noqa: F811
    old = {"FirewallPolicyName": world.name("policy"), "FirewallPolicy": FORWARD}
    made = world.make("AWS::NetworkFirewall::FirewallPolicy", old)
    new = {**old, "FirewallPolicy": {**FORWARD, "TLSInspectionConfigurationArn": configuration(world)}}
    with pytest.raises(Exception, match="neither added"):
        registered()["AWS::NetworkFirewall::FirewallPolicy"].update(world.context({}, None), made.physical_id, old, new)


def test_a_change_needs_the_token_of_the_last_one(world: World) -> None:  # noqa: F811
    firewalls, arn = world.client("network-firewall"), group(world)
    token = firewalls.describe_rule_group(RuleGroupArn=arn)["UpdateToken"]
    firewalls.update_rule_group(RuleGroupArn=arn, UpdateToken=token, Description="b")
    with pytest.raises(firewalls.exceptions.ClientError, match="token"):
        firewalls.update_rule_group(RuleGroupArn=arn, UpdateToken=token, Description="c")
