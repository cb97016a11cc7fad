"""The types of Route 53 Resolver."""

from __future__ import annotations

from typing import Any

import pytest
from types_support import ACCOUNT, OTHER_TAGS, REGION, TAGS, Case, Created, World, as_tags, lives, reads, world  # noqa: F401

from strongroom_emulator.resource import registered

ARN = rf"arn:aws:route53resolver:{REGION}:{ACCOUNT}"


def tags_of(w: World, made: Created) -> list[dict[str, str]]:
    return as_tags(w.client("route53resolver").list_tags_for_resource(ResourceArn=made.attributes["Arn"])["Tags"])


def read_list(w: World, made: Created) -> dict[str, Any]:
    resolver = w.client("route53resolver")
    found = resolver.get_firewall_domain_list(FirewallDomainListId=made.physical_id)["FirewallDomainList"]
    return {**found, "Domains": resolver.list_firewall_domains(FirewallDomainListId=made.physical_id)["Domains"], "Tags": tags_of(w, made)}


def read_group(w: World, made: Created) -> dict[str, Any]:
    resolver = w.client("route53resolver")
    found = resolver.get_firewall_rule_group(FirewallRuleGroupId=made.physical_id)["FirewallRuleGroup"]
    return {**found, "FirewallRules": resolver.list_firewall_rules(FirewallRuleGroupId=made.physical_id)["FirewallRules"], "Tags": tags_of(w, made)}


def read_association(w: World, made: Created) -> dict[str, Any]:
    found = w.client("route53resolver").get_firewall_rule_group_association(FirewallRuleGroupAssociationId=made.physical_id)
    return {**found["FirewallRuleGroupAssociation"], "Tags": tags_of(w, made)}


def read_logging(w: World, made: Created) -> dict[str, Any]:
    found = w.client("route53resolver").get_resolver_query_log_config(ResolverQueryLogConfigId=made.physical_id)["ResolverQueryLogConfig"]
    return {**found, "Tags": tags_of(w, made)}


def read_logged(w: World, made: Created) -> dict[str, Any]:
    found = w.client("route53resolver").get_resolver_query_log_config_association(ResolverQueryLogConfigAssociationId=made.physical_id)
    return found["ResolverQueryLogConfigAssociation"]


def domains(w: World) -> str:
    return w.make("AWS::Route53Resolver::FirewallDomainList", {"Domains": ["*"]}).physical_id


def group(w: World) -> str:
    return w.make("AWS::Route53Resolver::FirewallRuleGroup", {"FirewallRules": [threat("DGA", 1)]}).physical_id


def logging(w: World) -> str:
    return w.make("AWS::Route53Resolver::ResolverQueryLoggingConfig", {"DestinationArn": "arn:aws:s3:::made"}).physical_id


def threat(kind: str, priority: int) -> dict[str, Any]:
    return {"Action": "BLOCK", "BlockResponse": "NODATA", "ConfidenceThreshold": "HIGH", "DnsThreatProtection": kind, "Priority": str(priority)}


CASES = [
    Case(
        "AWS::Route53Resolver::FirewallDomainList",
        props=lambda w: {"Domains": ["a.example", "*.b.example"], "Name": w.name("made"), "Tags": TAGS},
        read=reads(read_list),
        change=lambda w: {"Domains": ["c.example"], "Tags": OTHER_TAGS},
        replace=lambda w: {"Name": "other"},
        attributes={"Arn": rf"{ARN}:firewall-domain-list/rslvr-fdl-\w+", "Id": r"rslvr-fdl-\w+", "DomainCount": "2"},
        ref=r"rslvr-fdl-\w+",
    ),
    Case(
        "AWS::Route53Resolver::FirewallRuleGroup",
        props=lambda w: {"FirewallRules": [threat("DGA", 10), threat("DNS_TUNNELING", 20)], "Name": w.name("made"), "Tags": TAGS},
        read=reads(read_group),
        change=lambda w: {
            "Tags": OTHER_TAGS,
            "FirewallRules": [
                threat("DNS_TUNNELING", 10),
                {"Action": "ALLOW", "FirewallDomainListId": domains(w), "FirewallDomainRedirectionAction": "TRUST_REDIRECTION_DOMAIN", "Priority": 20, "Qtype": "A"},
                {
                    "Action": "BLOCK", "BlockResponse": "OVERRIDE", "BlockOverrideDomain": "no.example", "BlockOverrideDnsType": "CNAME", "BlockOverrideTtl": "60",
                    "FirewallDomainListId": domains(w), "Priority": 30,
                },
            ],
        },
        replace=lambda w: {"Name": "other"},
        attributes={"Arn": rf"{ARN}:firewall-rule-group/rslvr-frg-\w+", "Id": r"rslvr-frg-\w+", "RuleCount": "2"},
        ref=r"rslvr-frg-\w+",
    ),
    Case(
        "AWS::Route53Resolver::FirewallRuleGroupAssociation",
        props=lambda w: {"FirewallRuleGroupId": group(w), "MutationProtection": "ENABLED", "Name": "made", "Priority": "101", "Tags": TAGS, "VpcId": w.vpc},
        read=reads(read_association),
        change=lambda w: {"MutationProtection": None, "Name": "other", "Priority": 102, "Tags": OTHER_TAGS},
        changed={"MutationProtection": "DISABLED"},
        replace=lambda w: {"FirewallRuleGroupId": "rslvr-frg-2", "VpcId": "vpc-2"},
        ref=r"rslvr-frgassoc-\w+",
    ),
    Case(
        "AWS::Route53Resolver::ResolverQueryLoggingConfig",
        props=lambda w: {"DestinationArn": "arn:aws:s3:::made", "Name": w.name("made"), "Tags": TAGS},
        read=reads(read_logging),
        change=lambda w: {"Tags": OTHER_TAGS},
        replace=lambda w: {"DestinationArn": "arn:aws:s3:::other", "Name": "other"},
        attributes={"Id": r"rslvr-qlc-\w+"},
        ref=r"rslvr-qlc-\w+",
    ),
    Case(
        "AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation",
        props=lambda w: {"ResolverQueryLogConfigId": logging(w), "ResourceId": w.vpc},
        read=reads(read_logged),
        replace=lambda w: {"ResolverQueryLogConfigId": "rslvr-qlc-2", "ResourceId": "vpc-2"},
        ref=r"rslvr-qla-\w+",
    ),
]  # fmt: skip

life, test_made, test_replaced, test_changed_in_place, test_deleted = lives(CASES)


def delete(w: World, type_name: str, made: Created, props: dict[str, Any] | None = None) -> None:
    registered()[f"AWS::Route53Resolver::{type_name}"].delete(w.context({}, None), made.physical_id, props or {})


def test_a_vpc_fails_closed(world: World) -> None:  # noqa: F811
    assert world.client("route53resolver").get_firewall_config(ResourceId=world.vpc)["FirewallConfig"]["FirewallFailOpen"] == "DISABLED"


def test_a_protected_association_is_not_deleted(world: World) -> None:  # noqa: F811
    props = {"FirewallRuleGroupId": group(world), "MutationProtection": "ENABLED", "Priority": 101, "VpcId": world.vpc}
    made = world.make("AWS::Route53Resolver::FirewallRuleGroupAssociation", props)
    with pytest.raises(Exception, match="protected"):
        delete(world, "FirewallRuleGroupAssociation", made)


def test_what_is_in_use_is_not_deleted(world: World) -> None:  # noqa: F811
    owned = world.make("AWS::Route53Resolver::FirewallDomainList", {"Domains": ["*"]})
    rule = {"Action": "BLOCK", "BlockResponse": "NODATA", "FirewallDomainListId": owned.physical_id, "Priority": 1}
    rules = world.make("AWS::Route53Resolver::FirewallRuleGroup", {"FirewallRules": [rule]})
    props = {"FirewallRuleGroupId": rules.physical_id, "Priority": 101, "VpcId": world.vpc}
    association = world.make("AWS::Route53Resolver::FirewallRuleGroupAssociation", props)
    with pytest.raises(Exception, match="in use"):
        delete(world, "FirewallDomainList", owned)
    with pytest.raises(Exception, match="associated"):
        delete(world, "FirewallRuleGroup", rules)
    delete(world, "FirewallRuleGroupAssociation", association)
    delete(world, "FirewallRuleGroup", rules)
    delete(world, "FirewallDomainList", owned)


@pytest.mark.parametrize("priority", [100, 9900])
def test_priorities_of_firewall_manager_are_refused(world: World, priority: int) -> None:  # noqa: F811
    with pytest.raises(Exception, match="priority"):
        world.make("AWS::Route53Resolver::FirewallRuleGroupAssociation", {"FirewallRuleGroupId": group(world), "Priority": priority, "VpcId": world.vpc})


def test_two_of_one_priority_are_refused(world: World) -> None:  # noqa: F811
    with pytest.raises(Exception, match="priority"):
        world.make("AWS::Route53Resolver::FirewallRuleGroup", {"FirewallRules": [threat("DGA", 1), threat("DNS_TUNNELING", 1)]})
    props = {"FirewallRuleGroupId": group(world), "Priority": 200, "VpcId": world.vpc}
    world.make("AWS::Route53Resolver::FirewallRuleGroupAssociation", props)
    with pytest.raises(Exception, match="priority"):
        world.make("AWS::Route53Resolver::FirewallRuleGroupAssociation", props)


def test_a_configuration_that_cloudformation_can_not_make_is_not_emulated() -> None:
    assert "AWS::Route53Resolver::FirewallConfig" not in registered()
