"""Amazon VPC's types."""

from __future__ import annotations

from typing import Any

import pytest
from types_support import ACCOUNT, ALLOW_ALL, ALLOW_LESS, OTHER_TAGS, POLICY, REGION, TAGS, TRUST, Case, Created, World, as_tags, lives, reads, world  # noqa: F401

from strongroom_emulator.resource import registered


def tags_of(found: dict[str, Any]) -> list[dict[str, str]]:
    return as_tags(found.get("Tags", []))


def read_vpc(w: World, made: Created) -> dict[str, Any]:
    ec2, vpc = w.client("ec2"), made.physical_id
    found = ec2.describe_vpcs(VpcIds=[vpc])["Vpcs"][0]
    switches = {
        name: ec2.describe_vpc_attribute(VpcId=vpc, Attribute=name[0].lower() + name[1:])[name]["Value"] for name in ("EnableDnsHostnames", "EnableDnsSupport")
    }
    return {**found, **switches, "Tags": tags_of(found)}


def read_block(w: World, made: Created) -> dict[str, Any]:
    found = w.client("ec2").describe_vpcs(VpcIds=[w.vpc])["Vpcs"][0]
    blocks = [*found.get("CidrBlockAssociationSet", []), *found.get("Ipv6CidrBlockAssociationSet", [])]
    block = next(each for each in blocks if each["AssociationId"] == made.physical_id)
    state = block.get("CidrBlockState", block.get("Ipv6CidrBlockState"))["State"]
    if state == "disassociated":
        raise LookupError(made.physical_id)
    return {"CidrBlock": block.get("CidrBlock"), "AmazonProvidedIpv6CidrBlock": "Ipv6CidrBlock" in block, "VpcId": w.vpc}


def read_subnet(w: World, made: Created) -> dict[str, Any]:
    found = w.client("ec2").describe_subnets(SubnetIds=[made.physical_id])["Subnets"][0]
    six = [each["Ipv6CidrBlock"] for each in found["Ipv6CidrBlockAssociationSet"]]
    return {**found, "Tags": tags_of(found), "Ipv6CidrBlock": six[0] if six else None}


def read_table(w: World, made: Created) -> dict[str, Any]:
    found = w.client("ec2").describe_route_tables(RouteTableIds=[made.physical_id])["RouteTables"][0]
    return {**found, "Tags": tags_of(found)}


def read_table_association(w: World, made: Created) -> dict[str, Any]:
    tables = w.client("ec2").describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [w.vpc]}])["RouteTables"]
    return next(each for table in tables for each in table["Associations"] if each["RouteTableAssociationId"] == made.physical_id)


def read_route(w: World, made: Created, props: dict[str, Any]) -> dict[str, Any]:
    table, destination = made.physical_id.split("|")
    routes = w.client("ec2").describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["Routes"]
    found = next(
        each for each in routes
        if destination in (each.get("DestinationCidrBlock"), each.get("DestinationIpv6CidrBlock"), each.get("DestinationPrefixListId"))
    )  # fmt: skip
    return {**found, "RouteTableId": table}


def read_gateway(w: World, made: Created) -> dict[str, Any]:
    found = w.client("ec2").describe_internet_gateways(InternetGatewayIds=[made.physical_id])["InternetGateways"][0]
    return {"Tags": tags_of(found)}


def read_attachment(w: World, made: Created, props: dict[str, Any]) -> dict[str, Any]:
    if "VpnGatewayId" in props:
        found = w.client("ec2").describe_vpn_gateways(VpnGatewayIds=[props["VpnGatewayId"]])["VpnGateways"][0]
        return {"VpnGatewayId": props["VpnGatewayId"], "VpcId": next(each["VpcId"] for each in found["VpcAttachments"] if each["State"] == "attached")}
    found = w.client("ec2").describe_internet_gateways(InternetGatewayIds=[props["InternetGatewayId"]])["InternetGateways"][0]
    return {"InternetGatewayId": props["InternetGatewayId"], "VpcId": found["Attachments"][0]["VpcId"]}


def read_egress_only(w: World, made: Created) -> dict[str, Any]:
    found = w.client("ec2").describe_egress_only_internet_gateways(EgressOnlyInternetGatewayIds=[made.physical_id])["EgressOnlyInternetGateways"][0]
    return {"VpcId": found["Attachments"][0]["VpcId"], "Tags": tags_of(found)}


def read_address(w: World, made: Created) -> dict[str, Any]:
    found = w.client("ec2").describe_addresses(PublicIps=[made.physical_id])["Addresses"][0]
    return {**found, "Tags": tags_of(found)}


def read_nat(w: World, made: Created) -> dict[str, Any]:
    found = next(each for each in w.client("ec2").describe_nat_gateways(NatGatewayIds=[made.physical_id])["NatGateways"] if each["State"] != "deleted")
    return {**found, "Tags": tags_of(found), "AllocationId": found["NatGatewayAddresses"][0].get("AllocationId")}


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


def attached_gateway(w: World) -> str:
    made = gateway(w)
    w.client("ec2").attach_internet_gateway(InternetGatewayId=made, VpcId=w.vpc)
    return made


def firewall_endpoint(w: World) -> str:
    props = {
        "FirewallName": w.name("wall"), "FirewallPolicyArn": f"arn:aws:network-firewall:{REGION}:{ACCOUNT}:firewall-policy/a", "VpcId": w.vpc,
        "SubnetMappings": [{"SubnetId": w.subnet}],
    }  # fmt: skip
    return w.make("AWS::NetworkFirewall::Firewall", props).attributes["EndpointIds"][0].split(":")[1]


def nat(w: World) -> str:
    return w.client("ec2").create_nat_gateway(SubnetId=w.subnet, ConnectivityType="private")["NatGateway"]["NatGatewayId"]


def acl(w: World) -> str:
    return w.client("ec2").create_network_acl(VpcId=w.vpc)["NetworkAcl"]["NetworkAclId"]


def address(w: World) -> str:
    return w.client("ec2").allocate_address(Domain="vpc")["AllocationId"]


def service_list(w: World) -> str:
    lists = w.client("ec2").describe_managed_prefix_lists(Filters=[{"Name": "prefix-list-name", "Values": [f"com.amazonaws.{REGION}.s3"]}])["PrefixLists"]
    return lists[0]["PrefixListId"]


def rule(**more: Any) -> dict[str, Any]:
    return {"IpProtocol": "tcp", "FromPort": "443", "ToPort": 443, "CidrIp": "10.0.0.0/8", "Description": "a", **more}


ANY = {"IpProtocol": "-1", "CidrIp": "0.0.0.0/0"}

CASES = [
    Case(
        "AWS::EC2::VPC",
        props=lambda w: {"CidrBlock": "10.1.0.0/16", "EnableDnsHostnames": "true", "EnableDnsSupport": True, "InstanceTenancy": "dedicated", "Tags": TAGS},
        read=reads(read_vpc),
        change=lambda w: {"EnableDnsHostnames": False, "EnableDnsSupport": "false", "InstanceTenancy": "default", "Tags": OTHER_TAGS},
        replace=lambda w: {"CidrBlock": "10.2.0.0/16"},
        attributes={
            "VpcId": r"vpc-\w+", "CidrBlock": r"10\.1\.0\.0/16", "DefaultNetworkAcl": r"acl-\w+", "DefaultSecurityGroup": r"sg-\w+",
            "CidrBlockAssociations": r'\["vpc-cidr-assoc-\w+"\]', "Ipv6CidrBlocks": r"\[\]",
        },
        ref=r"vpc-\w+",
    ),
    Case(
        "AWS::EC2::VPCCidrBlock",
        label="IPv4",
        props=lambda w: {"CidrBlock": "10.9.0.0/16", "VpcId": w.vpc},
        read=reads(read_block),
        replace=lambda w: {"CidrBlock": "10.8.0.0/16", "VpcId": "vpc-1", "AmazonProvidedIpv6CidrBlock": True},
        attributes={"Id": r"vpc-cidr-assoc-\w+"},
    ),
    Case("AWS::EC2::VPCCidrBlock", label="IPv6", props=lambda w: {"AmazonProvidedIpv6CidrBlock": "true", "VpcId": w.vpc}, read=reads(read_block)),
    Case(
        "AWS::EC2::Subnet",
        label="IPv4",
        props=lambda w: {
            "AvailabilityZone": f"{REGION}a", "CidrBlock": "10.0.9.0/24", "MapPublicIpOnLaunch": "true", "Tags": TAGS, "VpcId": w.vpc, "Ipv6Native": False,
            "AssignIpv6AddressOnCreation": False, "PrivateDnsNameOptionsOnLaunch": {"EnableResourceNameDnsARecord": "true"},
        },
        read=reads(read_subnet),
        change=lambda w: {"MapPublicIpOnLaunch": False, "Tags": OTHER_TAGS, "PrivateDnsNameOptionsOnLaunch": {"EnableResourceNameDnsARecord": False}},
        replace=lambda w: {"AvailabilityZone": f"{REGION}b", "CidrBlock": "10.0.8.0/24", "VpcId": "vpc-1", "AvailabilityZoneId": "euw1-az2", "Ipv6Native": True},
        attributes={
            "SubnetId": r"subnet-\w+", "VpcId": r"vpc-\w+", "AvailabilityZone": f"{REGION}a", "AvailabilityZoneId": r"euw1-az\d", "CidrBlock": r"10\.0\.9\.0/24",
            "NetworkAclAssociationId": r"aclassoc-\w+", "Ipv6CidrBlocks": r"\[\]",
        },
        ref=r"subnet-\w+",
    ),
    Case(
        "AWS::EC2::Subnet",
        label="dual",
        props=lambda w: {
            "AvailabilityZoneId": "euw1-az1", "CidrBlock": "10.0.9.0/24", "VpcId": w.vpc, "Ipv6CidrBlock": "2001:db8::/64", "AssignIpv6AddressOnCreation": "true",
        },
        read=reads(read_subnet),
        change=lambda w: {"AssignIpv6AddressOnCreation": "false"},
        replace=lambda w: {"Ipv6CidrBlock": "2001:db9::/64"},
    ),
    Case(
        "AWS::EC2::RouteTable",
        props=lambda w: {"VpcId": w.vpc, "Tags": TAGS},
        read=reads(read_table),
        change=lambda w: {"Tags": OTHER_TAGS},
        replace=lambda w: {"VpcId": "vpc-1"},
        attributes={"RouteTableId": r"rtb-\w+"},
    ),
    Case(
        "AWS::EC2::SubnetRouteTableAssociation",
        props=lambda w: {"RouteTableId": w.table, "SubnetId": w.subnet},
        read=reads(read_table_association),
        replace=lambda w: {"RouteTableId": w.other_table, "SubnetId": w.other_subnet},
        attributes={"Id": r"rtbassoc-\w+"},
    ),
    Case(
        "AWS::EC2::Route",
        label="to a gateway",
        props=lambda w: {"RouteTableId": w.table, "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": attached_gateway(w)},
        read=read_route,
        change=lambda w: {"GatewayId": None, "NatGatewayId": nat(w)},
        replace=lambda w: {"RouteTableId": w.other_table, "DestinationCidrBlock": "1.0.0.0/8"},
        attributes={"CidrBlock": "0.0.0.0/0"},
        ref=r"rtb-\w+\|0\.0\.0\.0/0",
    ),
    Case(
        "AWS::EC2::Route",
        label="of IPv6",
        props=lambda w: {
            "RouteTableId": w.table, "DestinationIpv6CidrBlock": "::/0",
            "EgressOnlyInternetGatewayId": w.client("ec2").create_egress_only_internet_gateway(VpcId=w.vpc)["EgressOnlyInternetGateway"]["EgressOnlyInternetGatewayId"],
        },
        read=read_route,
        change=lambda w: {"EgressOnlyInternetGatewayId": None, "GatewayId": attached_gateway(w)},
        replace=lambda w: {"DestinationIpv6CidrBlock": "2001:db8::/32"},
    ),
    Case(
        "AWS::EC2::Route",
        label="of a prefix list",
        props=lambda w: {"RouteTableId": w.table, "DestinationPrefixListId": service_list(w), "GatewayId": attached_gateway(w)},
        read=read_route,
        replace=lambda w: {"DestinationPrefixListId": "pl-1"},
    ),
    Case(
        "AWS::EC2::Route",
        label="to an interface",
        props=lambda w: {
            "RouteTableId": w.table, "DestinationCidrBlock": "1.0.0.0/8",
            "NetworkInterfaceId": w.client("ec2").create_network_interface(SubnetId=w.subnet)["NetworkInterface"]["NetworkInterfaceId"],
        },
        read=read_route,
        change=lambda w: {
            "NetworkInterfaceId": None, "InstanceId": w.client("ec2").run_instances(ImageId="ami-12c6146b", MinCount=1, MaxCount=1)["Instances"][0]["InstanceId"],
        },
    ),
    Case(
        "AWS::EC2::Route",
        label="to another network",
        props=lambda w: {
            "RouteTableId": w.table, "DestinationCidrBlock": "1.0.0.0/8",
            "VpcPeeringConnectionId": w.client("ec2").create_vpc_peering_connection(VpcId=w.vpc, PeerVpcId=w.vpc)["VpcPeeringConnection"]["VpcPeeringConnectionId"],
        },
        read=read_route,
        change=lambda w: {"VpcPeeringConnectionId": None, "TransitGatewayId": w.client("ec2").create_transit_gateway()["TransitGateway"]["TransitGatewayId"]},
    ),
    Case(
        "AWS::EC2::Route",
        label="to a firewall",
        props=lambda w: {"RouteTableId": w.table, "DestinationCidrBlock": "0.0.0.0/0", "VpcEndpointId": firewall_endpoint(w)},
        read=read_route,
        change=lambda w: {"VpcEndpointId": None, "NatGatewayId": nat(w)},
        unread={"VpcEndpointId": "moto keeps it and shows it nowhere"},
    ),
    Case("AWS::EC2::InternetGateway", props=lambda w: {"Tags": TAGS}, read=reads(read_gateway), change=lambda w: {"Tags": OTHER_TAGS}, ref=r"igw-\w+"),
    Case(
        "AWS::EC2::VPCGatewayAttachment",
        props=lambda w: {"InternetGatewayId": gateway(w), "VpcId": w.vpc},
        read=read_attachment,
        change=lambda w: {"InternetGatewayId": gateway(w)},
        replace=lambda w: {"VpcId": "vpc-1"},
        attributes={"AttachmentType": "IGW"},
        ref=r"IGW\|vpc-\w+",
    ),
    Case(
        "AWS::EC2::VPCGatewayAttachment",
        label="of a VPN gateway",
        props=lambda w: {"VpnGatewayId": w.client("ec2").create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"], "VpcId": w.vpc},
        read=read_attachment,
        ref=r"VGW\|vpc-\w+",
    ),
    Case(
        "AWS::EC2::EgressOnlyInternetGateway",
        props=lambda w: {"VpcId": w.vpc, "Tags": TAGS},
        read=reads(read_egress_only),
        change=lambda w: {"Tags": OTHER_TAGS},
        replace=lambda w: {"VpcId": "vpc-1"},
        attributes={"Id": r"eigw-\w+"},
    ),
    Case(
        "AWS::EC2::EIP",
        props=lambda w: {"Domain": "vpc", "Tags": TAGS},
        read=reads(read_address),
        change=lambda w: {"Tags": OTHER_TAGS},
        replace=lambda w: {"Domain": "standard"},
        attributes={"AllocationId": r"eipalloc-\w+", "PublicIp": r"[\d.]+"},
        ref=r"[\d.]+",
    ),
    Case(
        "AWS::EC2::NatGateway",
        props=lambda w: {"AllocationId": address(w), "ConnectivityType": "public", "SubnetId": w.subnet, "Tags": TAGS},
        read=reads(read_nat),
        change=lambda w: {"Tags": OTHER_TAGS},
        replace=lambda w: {"AllocationId": "eipalloc-1", "ConnectivityType": "private", "SubnetId": w.other_subnet},
        attributes={"NatGatewayId": r"nat-\w+", "EniId": r"eni-\w+"},
    ),
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
            "VpcEndpointType": "Interface", "VpcId": w.vpc,
        },
        read=reads(read_endpoint),
        change=lambda w: {"PrivateDnsEnabled": False, "SecurityGroupIds": [w.other_group], "SubnetIds": [w.subnet, w.other_subnet]},
        attributes={"DnsEntries": r'\["\w+:vpce-.+"\]', "NetworkInterfaceIds": r'\["eni-\w+"\]'},
    ),
    Case(
        "AWS::EC2::PrefixList",
        props=lambda w: {
            "AddressFamily": "IPv4", "Entries": [{"Cidr": "10.0.0.0/8", "Description": "a"}], "MaxEntries": "5", "PrefixListName": w.name("made"), "Tags": TAGS,
        },
        read=reads(read_prefix_list),
        change=lambda w: {"Entries": [{"Cidr": "10.0.0.0/8", "Description": "a"}, {"Cidr": "11.0.0.0/8", "Description": "b"}], "PrefixListName": w.name("b"), "Tags": OTHER_TAGS},
        replace=lambda w: {"AddressFamily": "IPv6", "MaxEntries": 9},
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
        },
        read=read_flow_log,
    ),
    Case(
        "AWS::EC2::VPCBlockPublicAccessOptions",
        props=lambda w: {"InternetGatewayBlockMode": "block-bidirectional"},
        unread={"InternetGatewayBlockMode": "inert"},
        change=lambda w: {"InternetGatewayBlockMode": "off"},
        attributes={"AccountId": ACCOUNT},
    ),
    Case(
        "AWS::EC2::VPCBlockPublicAccessExclusion",
        props=lambda w: {"InternetGatewayExclusionMode": "allow-egress", "VpcId": w.vpc, "Tags": TAGS, "SubnetId": w.subnet},
        unread={name: "inert" for name in ("InternetGatewayExclusionMode", "VpcId", "SubnetId", "Tags")},
        change=lambda w: {"Tags": OTHER_TAGS},
        replace=lambda w: {"VpcId": "vpc-1", "SubnetId": "subnet-1"},
        attributes={"ExclusionId": r"vpcbpa-exclude-\w+"},
    ),
]  # fmt: skip

life, test_made, test_replaced, test_changed_in_place, test_deleted = lives(CASES)


def test_a_network_is_taken_down_in_reverse(world: World) -> None:  # noqa: F811
    """Everything a segmented network has, made in order and deleted in reverse, leaves nothing."""
    ec2, made = world.client("ec2"), []

    def make(type_name: str, **props: Any) -> str:
        created = world.make(type_name, props, logical_id=f"R{len(made)}")
        made.append((type_name, created, props))
        return created.physical_id

    vpc = make("AWS::EC2::VPC", CidrBlock="10.7.0.0/16")
    subnet = make("AWS::EC2::Subnet", VpcId=vpc, CidrBlock="10.7.0.0/24")
    table = make("AWS::EC2::RouteTable", VpcId=vpc)
    make("AWS::EC2::SubnetRouteTableAssociation", SubnetId=subnet, RouteTableId=table)
    gateway_id = make("AWS::EC2::InternetGateway")
    make("AWS::EC2::VPCGatewayAttachment", VpcId=vpc, InternetGatewayId=gateway_id)
    make("AWS::EC2::Route", RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway_id)
    acl_id = make("AWS::EC2::NetworkAcl", VpcId=vpc)
    make("AWS::EC2::NetworkAclEntry", NetworkAclId=acl_id, RuleNumber=100, Protocol=-1, RuleAction="allow", CidrBlock="10.0.0.0/8")
    make("AWS::EC2::SubnetNetworkAclAssociation", SubnetId=subnet, NetworkAclId=acl_id)
    group_id = make("AWS::EC2::SecurityGroup", GroupDescription="d", VpcId=vpc)
    make("AWS::EC2::SecurityGroupIngress", GroupId=group_id, **rule())
    make("AWS::EC2::VPCEndpoint", VpcId=vpc, ServiceName=f"com.amazonaws.{REGION}.s3", RouteTableIds=[table])
    make("AWS::EC2::VPCEndpoint", VpcId=vpc, ServiceName=f"com.amazonaws.{REGION}.kms", VpcEndpointType="Interface", SubnetIds=[subnet], SecurityGroupIds=[group_id])
    for type_name, created, props in reversed(made):
        registered()[type_name].delete(world.context(props, None), created.physical_id, props)
    mine = [{"Name": "vpc-id", "Values": [vpc]}]
    assert not ec2.describe_vpcs(Filters=mine)["Vpcs"]
    assert not ec2.describe_subnets(Filters=mine)["Subnets"]
    assert not ec2.describe_route_tables(Filters=mine)["RouteTables"]
    assert not ec2.describe_network_acls(Filters=mine)["NetworkAcls"]
    assert not ec2.describe_security_groups(Filters=mine)["SecurityGroups"]


def test_a_subnet_goes_back_to_the_default_acl(world: World) -> None:  # noqa: F811
    acl_id = acl(world)
    props = {"NetworkAclId": acl_id, "SubnetId": world.subnet}
    made = world.make("AWS::EC2::SubnetNetworkAclAssociation", props)
    registered()["AWS::EC2::SubnetNetworkAclAssociation"].delete(world.context({}, None), made.physical_id, props)
    found = world.client("ec2").describe_network_acls(Filters=[{"Name": "association.subnet-id", "Values": [world.subnet]}])["NetworkAcls"]
    assert [each["IsDefault"] for each in found] == [True]


def test_a_replaced_association_takes_over(world: World) -> None:  # noqa: F811
    """A replacement makes the new association before the old one goes."""
    associations = registered()["AWS::EC2::SubnetRouteTableAssociation"]
    old = world.make("AWS::EC2::SubnetRouteTableAssociation", {"RouteTableId": world.table, "SubnetId": world.subnet})
    new = world.make("AWS::EC2::SubnetRouteTableAssociation", {"RouteTableId": world.other_table, "SubnetId": world.subnet})
    associations.delete(world.context({}, None), old.physical_id, {})
    assert read_table_association(world, new)["RouteTableId"] == world.other_table


@pytest.mark.parametrize("missing", ["subnet", "bucket"])
def test_a_flow_log_to_nowhere_is_refused(world: World, missing: str) -> None:  # noqa: F811
    resource_id = "subnet-12345678" if missing == "subnet" else world.subnet
    with pytest.raises(Exception, match="does not exist"):
        world.make("AWS::EC2::FlowLog", {
            "LogDestination": "arn:aws:s3:::nowhere-at-all", "LogDestinationType": "s3", "ResourceId": resource_id, "ResourceType": "Subnet", "TrafficType": "ALL",
        })  # fmt: skip
