"""Amazon VPC's types: who may pass, and what is written of it."""

from __future__ import annotations

from typing import Any

import pytest
from types_support import ACCOUNT, ALLOW_ALL, ALLOW_LESS, OTHER_TAGS, POLICY, REGION, TAGS, TRUST, Case, Created, World, as_tags, lives, reads, world  # noqa: F401

from strongroom_emulator.resource import registered


def tags_of(found: dict[str, Any]) -> list[dict[str, str]]:
    return as_tags(found.get("Tags", []))


def read_acl(w: World, made: Created) -> dict[str, Any]:
    found = w.client("ec2").describe_network_acls(NetworkAclIds=[made.physical_id])["NetworkAcls"][0]
    return {**found, "Tags": tags_of(found)}


def read_entry(w: World, made: Created, props: dict[str, Any]) -> dict[str, Any]:
    acl = w.client("ec2").describe_network_acls(NetworkAclIds=[props["NetworkAclId"]])["NetworkAcls"][0]
    found = next(each for each in acl["Entries"] if each["RuleNumber"] == int(props["RuleNumber"]))
    return {**found, "NetworkAclId": acl["NetworkAclId"], "Icmp": found.get("IcmpTypeCode")}


def read_acl_association(w: World, made: Created) -> dict[str, Any]:
    acls = w.client("ec2").describe_network_acls(Filters=[{"Name": "vpc-id", "Values": [w.vpc]}])["NetworkAcls"]
    return next(each for acl in acls for each in acl["Associations"] if each["NetworkAclAssociationId"] == made.physical_id)


def as_rule(permission: dict[str, Any], peer: str) -> list[dict[str, Any]]:
    """Each range or peer of a permission as a rule of its own."""
    base = {name: permission[name] for name in ("IpProtocol", "FromPort", "ToPort") if name in permission}
    four = [{**base, **each} for each in permission["IpRanges"]]
    six = [{**base, **each} for each in permission.get("Ipv6Ranges", [])]
    groups = [
        {**base, f"{peer}SecurityGroupId": each["GroupId"], "SourceSecurityGroupOwnerId": each.get("UserId"), "Description": each.get("Description")}
        for each in permission["UserIdGroupPairs"]
    ]
    lists = [{**base, f"{peer}PrefixListId": each["PrefixListId"], "Description": each.get("Description")} for each in permission.get("PrefixListIds", [])]
    return [*four, *six, *groups, *lists]


def rules_of(w: World, group: str) -> dict[str, list[dict[str, Any]]]:
    found = w.client("ec2").describe_security_groups(GroupIds=[group])["SecurityGroups"][0]
    return {
        "SecurityGroupIngress": [rule for each in found["IpPermissions"] for rule in as_rule(each, "Source")],
        "SecurityGroupEgress": [rule for each in found["IpPermissionsEgress"] for rule in as_rule(each, "Destination")],
    }


def read_group(w: World, made: Created) -> dict[str, Any]:
    found = w.client("ec2").describe_security_groups(GroupIds=[made.physical_id])["SecurityGroups"][0]
    return {**found, "GroupDescription": found["Description"], "Tags": tags_of(found), **rules_of(w, made.physical_id)}


def read_rule(direction: str) -> Any:
    def read(w: World, made: Created, props: dict[str, Any]) -> dict[str, Any]:
        keys = ("CidrIp", "CidrIpv6", "SourceSecurityGroupId", "DestinationSecurityGroupId", "SourcePrefixListId", "DestinationPrefixListId")
        peer = {name: props[name] for name in keys if name in props}
        return {**next(rule for rule in rules_of(w, w.group)[direction] if peer.items() <= rule.items()), "GroupId": w.group}

    return read


def read_endpoint(w: World, made: Created) -> dict[str, Any]:
    found = w.client("ec2").describe_vpc_endpoints(VpcEndpointIds=[made.physical_id])["VpcEndpoints"][0]
    if found["State"] == "deleted":
        raise LookupError(made.physical_id)
    return {**found, "Tags": tags_of(found), "SecurityGroupIds": [each["GroupId"] for each in found.get("Groups", [])]}


def read_flow_log(w: World, made: Created, props: dict[str, Any]) -> dict[str, Any]:
    found = w.client("ec2").describe_flow_logs(FlowLogIds=[made.physical_id])["FlowLogs"][0]
    return {**found, "Tags": tags_of(found), "ResourceType": {"vpc": "VPC", "sub": "Subnet"}[found["ResourceId"][:3].replace("-", "")]}


def read_prefix_list(w: World, made: Created) -> dict[str, Any]:
    ec2 = w.client("ec2")
    found = ec2.describe_managed_prefix_lists(PrefixListIds=[made.physical_id])["PrefixLists"][0]
    return {**found, "Tags": tags_of(found), "Entries": ec2.get_managed_prefix_list_entries(PrefixListId=made.physical_id)["Entries"]}


def gateway(w: World) -> str:
    return w.client("ec2").create_internet_gateway()["InternetGateway"]["InternetGatewayId"]


def acl(w: World) -> str:
    return w.client("ec2").create_network_acl(VpcId=w.vpc)["NetworkAcl"]["NetworkAclId"]


def service_list(w: World) -> str:
    lists = w.client("ec2").describe_managed_prefix_lists(Filters=[{"Name": "prefix-list-name", "Values": [f"com.amazonaws.{REGION}.s3"]}])["PrefixLists"]
    return lists[0]["PrefixListId"]


def rule(**more: Any) -> dict[str, Any]:
    return {"IpProtocol": "tcp", "FromPort": "443", "ToPort": 443, "CidrIp": "10.0.0.0/8", "Description": "a", **more}


ANY = {"IpProtocol": "-1", "CidrIp": "0.0.0.0/0"}

CASES = [
    Case(
        "AWS::EC2::NetworkAcl",
        props=lambda w: {"VpcId": w.vpc, "Tags": TAGS},
        read=reads(read_acl),
        change=lambda w: {"Tags": OTHER_TAGS},
        replace=lambda w: {"VpcId": "vpc-1"},
        attributes={"Id": r"acl-\w+"},
    ),
    Case(
        "AWS::EC2::NetworkAclEntry",
        props=lambda w: {
            "NetworkAclId": acl(w), "RuleNumber": "100", "Protocol": 6, "RuleAction": "allow", "Egress": "true", "CidrBlock": "10.0.0.0/8",
            "PortRange": {"From": "443", "To": 443},
        },
        read=read_entry,
        change=lambda w: {"RuleAction": "deny", "CidrBlock": "0.0.0.0/0", "PortRange": {"From": 1, "To": 65535}},
        replace=lambda w: {"NetworkAclId": "acl-1", "RuleNumber": 200, "Egress": False},
    ),
    Case(
        "AWS::EC2::NetworkAclEntry",
        label="of IPv6 and ICMP",
        props=lambda w: {
            "NetworkAclId": acl(w), "RuleNumber": 100, "Protocol": "58", "RuleAction": "allow", "Ipv6CidrBlock": "::/0", "Icmp": {"Code": "-1", "Type": -1},
        },
        read=read_entry,
    ),
    Case(
        "AWS::EC2::SubnetNetworkAclAssociation",
        props=lambda w: {"NetworkAclId": acl(w), "SubnetId": w.subnet},
        read=reads(read_acl_association),
        replace=lambda w: {"NetworkAclId": "acl-1", "SubnetId": w.other_subnet},
        attributes={"AssociationId": r"aclassoc-\w+"},
    ),
    Case(
        "AWS::EC2::SecurityGroup",
        props=lambda w: {
            "GroupDescription": "a", "GroupName": w.name("made"), "VpcId": w.vpc, "Tags": TAGS,
            "SecurityGroupIngress": [rule(), {"IpProtocol": "6", "FromPort": 1, "ToPort": 2, "SourceSecurityGroupId": w.group, "Description": "b"}],
            "SecurityGroupEgress": [rule(CidrIp="255.255.255.255/32")],
        },
        read=lambda w, made, props: {
            **read_group(w, made),
            "SecurityGroupIngress": [{**each, **({"IpProtocol": "6"} if "SourceSecurityGroupId" in each else {})} for each in read_group(w, made)["SecurityGroupIngress"]],
        },
        change=lambda w: {"SecurityGroupIngress": [rule(ToPort=444)], "SecurityGroupEgress": [rule(CidrIp="10.0.0.0/16", Description="c")], "Tags": OTHER_TAGS},
        replace=lambda w: {"GroupDescription": "b", "GroupName": "other", "VpcId": "vpc-1"},
        attributes={"GroupId": r"sg-\w+", "Id": r"sg-\w+", "VpcId": r"vpc-\w+"},
        ref=r"sg-\w+",
    ),
    Case(
        "AWS::EC2::SecurityGroup",
        label="that says what is the default",
        props=lambda w: {"GroupDescription": "a", "VpcId": w.vpc, "SecurityGroupEgress": [{**ANY, "Description": "Allow all outbound traffic by default"}]},
        read=reads(read_group),
        change=lambda w: {"SecurityGroupEgress": None},
        changed={"SecurityGroupEgress": [ANY]},
    ),
    Case(
        "AWS::EC2::SecurityGroupIngress",
        props=lambda w: {"GroupId": w.group, **rule()},
        read=read_rule("SecurityGroupIngress"),
        change=lambda w: {"Description": "b"},
        replace=lambda w: {
            "CidrIp": "1.0.0.0/8", "CidrIpv6": "::/0", "FromPort": 1, "GroupId": w.other_group, "IpProtocol": "udp", "SourcePrefixListId": "pl-1",
            "SourceSecurityGroupId": "sg-1", "SourceSecurityGroupName": "a", "SourceSecurityGroupOwnerId": "1", "ToPort": 1,
        },
        attributes={"Id": r"sgr-\w+"},
    ),
    Case(
        "AWS::EC2::SecurityGroupIngress",
        label="from a group",
        props=lambda w: {
            "GroupId": w.group, "IpProtocol": "udp", "FromPort": 53, "ToPort": 53, "SourceSecurityGroupId": w.other_group, "SourceSecurityGroupOwnerId": ACCOUNT,
        },
        read=read_rule("SecurityGroupIngress"),
    ),
    Case(
        "AWS::EC2::SecurityGroupIngress",
        label="of IPv6",
        props=lambda w: {"GroupId": w.group, "IpProtocol": "tcp", "FromPort": 1, "ToPort": 2, "CidrIpv6": "::/0"},
        read=read_rule("SecurityGroupIngress"),
    ),
    Case(
        "AWS::EC2::SecurityGroupIngress",
        label="from a prefix list",
        props=lambda w: {"GroupId": w.group, "IpProtocol": "tcp", "FromPort": 1, "ToPort": 2, "SourcePrefixListId": service_list(w)},
        read=read_rule("SecurityGroupIngress"),
    ),
    Case(
        "AWS::EC2::SecurityGroupIngress",
        label="from a group by name",
        props=lambda w: {"GroupId": w.group, "IpProtocol": "tcp", "FromPort": 7, "ToPort": 7, "SourceSecurityGroupName": w.name("other-group")} if w.other_group else {},
        read=lambda w, made, props: {
            **next(each for each in rules_of(w, w.group)["SecurityGroupIngress"] if each.get("FromPort") == 7), "GroupId": w.group,
            "SourceSecurityGroupName": w.name("other-group"),
        },
    ),
    Case(
        "AWS::EC2::SecurityGroupEgress",
        props=lambda w: {"GroupId": w.group, **rule()},
        read=read_rule("SecurityGroupEgress"),
        change=lambda w: {"Description": "b"},
        replace=lambda w: {
            "CidrIp": "1.0.0.0/8", "CidrIpv6": "::/0", "FromPort": 1, "GroupId": w.other_group, "IpProtocol": "udp", "DestinationPrefixListId": "pl-1",
            "DestinationSecurityGroupId": "sg-1", "ToPort": 1,
        },
        attributes={"Id": r"sgr-\w+"},
    ),
    Case(
        "AWS::EC2::SecurityGroupEgress",
        label="to a prefix list",
        props=lambda w: {"GroupId": w.group, "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "DestinationPrefixListId": service_list(w)},
        read=read_rule("SecurityGroupEgress"),
    ),
    Case(
        "AWS::EC2::SecurityGroupEgress",
        label="to a group",
        props=lambda w: {"GroupId": w.group, "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "DestinationSecurityGroupId": w.other_group},
        read=read_rule("SecurityGroupEgress"),
    ),
    Case(
        "AWS::EC2::SecurityGroupEgress",
        label="of IPv6",
        props=lambda w: {"GroupId": w.group, "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIpv6": "2001:db8::/32"},
        read=read_rule("SecurityGroupEgress"),
    ),
    Case(
        "AWS::EC2::VPCEndpoint",
        label="gateway",
        props=lambda w: {
            "PolicyDocument": ALLOW_ALL, "RouteTableIds": [w.table], "ServiceName": f"com.amazonaws.{REGION}.s3", "Tags": TAGS, "VpcEndpointType": "Gateway",
            "VpcId": w.vpc,
        },
        read=reads(read_endpoint),
        change=lambda w: {"PolicyDocument": ALLOW_LESS, "RouteTableIds": [w.other_table], "Tags": OTHER_TAGS},
        replace=lambda w: {"ServiceName": "other", "VpcEndpointType": "Interface", "VpcId": "vpc-1"},
        attributes={"Id": r"vpce-\w+", "CreationTimestamp": r"\d{4}-.+", "DnsEntries": r"\[\]", "NetworkInterfaceIds": r"\[\]"},
        ref=r"vpce-\w+",
    ),
    Case(
        "AWS::EC2::VPCEndpoint",
        label="interface",
        props=lambda w: {
            "PrivateDnsEnabled": "true", "SecurityGroupIds": [w.group], "ServiceName": f"com.amazonaws.{REGION}.kms", "SubnetIds": [w.subnet],
            "VpcEndpointType": "Interface", "VpcId": w.vpc, "IpAddressType": "dualstack", "DnsOptions": {"DnsRecordIpType": "dualstack"},
        },
        read=reads(read_endpoint),
        change=lambda w: {
            "PrivateDnsEnabled": False, "SecurityGroupIds": [w.other_group], "SubnetIds": [w.subnet, w.other_subnet], "IpAddressType": "ipv4",
            "DnsOptions": {"DnsRecordIpType": "ipv4"},
        },
        attributes={"DnsEntries": r'\["\w+:vpce-.+"\]', "NetworkInterfaceIds": r'\["eni-\w+"\]'},
    ),
    Case(
        "AWS::EC2::PrefixList",
        props=lambda w: {
            "AddressFamily": "IPv4", "Entries": [{"Cidr": "10.0.0.0/8", "Description": "a"}], "MaxEntries": "5", "PrefixListName": w.name("made"), "Tags": TAGS,
        },
        read=reads(read_prefix_list),
        change=lambda w: {"Entries": [{"Cidr": "10.0.0.0/8", "Description": "a"}, {"Cidr": "11.0.0.0/8", "Description": "b"}], "PrefixListName": w.name("b"), "Tags": OTHER_TAGS, "MaxEntries": 9},
        refuse=lambda w: {"AddressFamily": "IPv6"},
        attributes={"Arn": rf"arn:aws:ec2:{REGION}:{ACCOUNT}:prefix-list/pl-\w+", "OwnerId": ACCOUNT, "Version": "1", "PrefixListId": r"pl-\w+"},
        gone=lambda w, made, props: w.client("ec2").describe_managed_prefix_lists(PrefixListIds=[made.physical_id])["PrefixLists"][0]["State"] == "delete-complete",
    ),
    Case(
        "AWS::EC2::FlowLog",
        label="to a log group",
        props=lambda w: {
            "DeliverLogsPermissionArn": w.role, "LogDestinationType": "cloud-watch-logs", "LogFormat": "${version}", "LogGroupName": w.log_group,
            "MaxAggregationInterval": "60", "ResourceId": w.vpc, "ResourceType": "VPC", "Tags": TAGS, "TrafficType": "ALL",
        },
        read=read_flow_log,
        change=lambda w: {"Tags": OTHER_TAGS},
        replace=lambda w: {
            "DeliverLogsPermissionArn": "a", "LogDestinationType": "s3", "LogFormat": "a", "LogGroupName": "a", "MaxAggregationInterval": 600,
            "ResourceId": "vpc-1", "ResourceType": "Subnet", "TrafficType": "REJECT", "LogDestination": "arn:aws:s3:::a",
        },
        attributes={"Id": r"fl-\w+"},
    ),
    Case(
        "AWS::EC2::FlowLog",
        label="to a bucket",
        props=lambda w: {
            "LogDestination": f"arn:aws:s3:::{w.bucket}/flow/", "LogDestinationType": "s3", "ResourceId": w.subnet, "ResourceType": "Subnet", "TrafficType": "REJECT",
            "DestinationOptions": {"FileFormat": "parquet", "HiveCompatiblePartitions": "true", "PerHourPartition": True},
        },
        read=read_flow_log,
        replace=lambda w: {"DestinationOptions": {"FileFormat": "plain-text"}},
    ),
]  # fmt: skip

life, test_made, test_replaced, test_changed_in_place, test_deleted = lives(CASES)


@pytest.mark.parametrize("direction", ["Ingress", "Egress"])
def test_a_rule_says_why_it_is_there_whatever_it_is_about(world: World, direction: str) -> None:  # noqa: F811
    end = "Source" if direction == "Ingress" else "Destination"
    peers = ({"CidrIp": "10.0.0.0/8"}, {f"{end}SecurityGroupId": world.other_group}, {f"{end}PrefixListId": service_list(world)})
    for number, peer in enumerate(peers):
        props = {"GroupId": world.group, "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "Description": f"why {number}", **peer}
        made = world.make(f"AWS::EC2::SecurityGroup{direction}", props)
        rules = world.client("ec2").describe_security_group_rules(SecurityGroupRuleIds=[made.physical_id])["SecurityGroupRules"]
        assert [each.get("Description") for each in rules] == [f"why {number}"]


@pytest.mark.parametrize("before", [True, False])
def test_every_acl_ends_with_entries_of_aws_that_deny(world: World, before: bool) -> None:  # noqa: F811
    """Whether the VPC's IPv6 addresses are there before the ACL or come after it."""
    acl_id = acl(world) if before else ""
    world.make("AWS::EC2::VPCCidrBlock", {"AmazonProvidedIpv6CidrBlock": True, "VpcId": world.vpc})
    acl_id = acl_id or acl(world)
    acls = world.client("ec2").describe_network_acls(Filters=[{"Name": "vpc-id", "Values": [world.vpc]}])["NetworkAcls"]
    entries = {
        each["NetworkAclId"]: sorted((entry["RuleNumber"], entry["RuleAction"], entry.get("CidrBlock", entry.get("Ipv6CidrBlock"))) for entry in each["Entries"])
        for each in acls
    }  # fmt: skip
    last = [(32767, "deny", "0.0.0.0/0")] * 2 + [(32768, "deny", "::/0")] * 2
    default = next(each["NetworkAclId"] for each in acls if each["IsDefault"])
    assert entries == {acl_id: last, default: [(100, "allow", "0.0.0.0/0")] * 2 + [(101, "allow", "::/0")] * 2 + last}


def test_a_subnet_goes_back_to_the_default_acl(world: World) -> None:  # noqa: F811
    acl_id = acl(world)
    props = {"NetworkAclId": acl_id, "SubnetId": world.subnet}
    made = world.make("AWS::EC2::SubnetNetworkAclAssociation", props)
    registered()["AWS::EC2::SubnetNetworkAclAssociation"].delete(world.context({}, None), made.physical_id, props)
    found = world.client("ec2").describe_network_acls(Filters=[{"Name": "association.subnet-id", "Values": [world.subnet]}])["NetworkAcls"]
    assert [each["IsDefault"] for each in found] == [True]


@pytest.mark.parametrize("missing", ["subnet", "bucket"])
def test_a_flow_log_to_nowhere_is_refused(world: World, missing: str) -> None:  # noqa: F811
    resource_id = "subnet-12345678" if missing == "subnet" else world.subnet
    with pytest.raises(Exception, match="does not exist"):
        world.make("AWS::EC2::FlowLog", {
            "LogDestination": "arn:aws:s3:::nowhere-at-all", "LogDestinationType": "s3", "ResourceId": resource_id, "ResourceType": "Subnet", "TrafficType": "ALL",
        })  # fmt: skip
