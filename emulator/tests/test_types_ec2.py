"""Amazon VPC's types: the network itself."""

from __future__ import annotations

from typing import Any

from types_support import ACCOUNT, ALLOW_ALL, ALLOW_LESS, OTHER_TAGS, POLICY, REGION, TAGS, TRUST, Case, Created, World, as_tags, lives, reads, world  # noqa: F401

from strongroom_emulator.resource import registered


FORWARD = {"StatelessDefaultActions": ["aws:forward_to_sfe"], "StatelessFragmentDefaultActions": ["aws:forward_to_sfe"]}


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
    target = found.get("GatewayId", "")
    return {**found, "RouteTableId": table, "VpcEndpointId": target if target.startswith("vpce-") else None}


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


def gateway(w: World) -> str:
    return w.client("ec2").create_internet_gateway()["InternetGateway"]["InternetGatewayId"]


def attached_gateway(w: World) -> str:
    made = gateway(w)
    w.client("ec2").attach_internet_gateway(InternetGatewayId=made, VpcId=w.vpc)
    return made


def firewall_endpoint(w: World) -> str:
    policy = w.make("AWS::NetworkFirewall::FirewallPolicy", {"FirewallPolicyName": w.name("policy"), "FirewallPolicy": FORWARD})
    props = {"FirewallName": w.name("wall"), "FirewallPolicyArn": policy.physical_id, "VpcId": w.vpc, "SubnetMappings": [{"SubnetId": w.subnet}]}
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
        change=lambda w: {"AssignIpv6AddressOnCreation": "false", "Ipv6CidrBlock": "2001:db9::/64"},
    ),
    Case(
        "AWS::EC2::Subnet",
        label="IPv6 alone",
        props=lambda w: {"AvailabilityZoneId": "euw1-az1", "VpcId": w.vpc, "Ipv6CidrBlock": "2001:db8:0:1::/64", "Ipv6Native": True},
        read=reads(read_subnet),
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
        "AWS::EC2::GatewayRouteTableAssociation",
        props=lambda w: {"RouteTableId": w.table, "GatewayId": attached_gateway(w)},
        read=lambda w, made, props: next(
            each for table in w.client("ec2").describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [w.vpc]}])["RouteTables"] for each in table["Associations"]
            if each.get("GatewayId") == made.physical_id
        ),
        change=lambda w: {"RouteTableId": w.other_table},
        replace=lambda w: {"GatewayId": "igw-1"},
        attributes={"AssociationId": r"rtbassoc-\w+"},
        ref=r"igw-\w+",
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


def test_a_replaced_association_takes_over(world: World) -> None:  # noqa: F811
    """A replacement makes the new association before the old one goes."""
    associations = registered()["AWS::EC2::SubnetRouteTableAssociation"]
    old = world.make("AWS::EC2::SubnetRouteTableAssociation", {"RouteTableId": world.table, "SubnetId": world.subnet})
    new = world.make("AWS::EC2::SubnetRouteTableAssociation", {"RouteTableId": world.other_table, "SubnetId": world.subnet})
    associations.delete(world.context({}, None), old.physical_id, {})
    assert read_table_association(world, new)["RouteTableId"] == world.other_table
