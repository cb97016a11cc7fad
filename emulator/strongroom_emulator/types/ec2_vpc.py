"""Amazon VPC: the network and its subnets. Configuration is stored; no packet flows."""

from __future__ import annotations

from typing import Any

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Resource, changed, replace_if_changed, resource, to_bool
from strongroom_emulator.types import _moto_ec2
from strongroom_emulator.types._api import absence_is_success, call, pick
from strongroom_emulator.types._ec2 import only, set_tags

_moto_ec2.take_defaults_along()


@resource("AWS::EC2::VPC", level=Level.STORED)
class Vpc(Resource):
    handles = frozenset({"CidrBlock", "EnableDnsHostnames", "EnableDnsSupport", "InstanceTenancy", "Tags"})

    def create(self, ctx: Context, props: Props) -> Created:
        ec2 = ctx.client("ec2")
        vpc = call(ec2, "create_vpc", **pick(props, "CidrBlock", "InstanceTenancy"))["Vpc"]["VpcId"]
        ctx.made(vpc)
        self._set_dns(ec2, vpc, {}, props)
        set_tags(ec2, vpc, {}, props)
        return Created(vpc, _vpc_attributes(ec2, vpc))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "CidrBlock")
        if new.get("InstanceTenancy", "default") == "dedicated":
            replace_if_changed(old, new, "InstanceTenancy")
        ec2 = ctx.client("ec2")
        if changed(old, new, ("InstanceTenancy",)):
            ec2.modify_vpc_tenancy(VpcId=physical_id, InstanceTenancy=new.get("InstanceTenancy", "default"))
        self._set_dns(ec2, physical_id, old, new)
        set_tags(ec2, physical_id, old, new)
        return _vpc_attributes(ec2, physical_id)

    def _set_dns(self, ec2: Any, vpc: str, old: Props, new: Props) -> None:
        for name, default in (("EnableDnsSupport", True), ("EnableDnsHostnames", False)):
            if changed(old, new, (name,)):
                ec2.modify_vpc_attribute(VpcId=vpc, **{name: {"Value": to_bool(new.get(name, default))}})

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("ec2").delete_vpc(VpcId=physical_id)


def _vpc_attributes(ec2: Any, vpc: str) -> Attributes:
    found = only(ec2.describe_vpcs(VpcIds=[vpc])["Vpcs"])
    mine = [{"Name": "vpc-id", "Values": [vpc]}]
    group = only(ec2.describe_security_groups(Filters=[*mine, {"Name": "group-name", "Values": ["default"]}])["SecurityGroups"])
    acl = only(ec2.describe_network_acls(Filters=[*mine, {"Name": "default", "Values": ["true"]}])["NetworkAcls"])
    return {
        "VpcId": vpc,
        "CidrBlock": found["CidrBlock"],
        "CidrBlockAssociations": [each["AssociationId"] for each in found.get("CidrBlockAssociationSet", [])],
        "DefaultNetworkAcl": acl["NetworkAclId"],
        "DefaultSecurityGroup": group["GroupId"],
        "Ipv6CidrBlocks": lambda: _ipv6_blocks(ec2, vpc),
    }


def _ipv6_blocks(ec2: Any, vpc: str) -> list[str]:
    found = only(ec2.describe_vpcs(VpcIds=[vpc])["Vpcs"]).get("Ipv6CidrBlockAssociationSet", [])
    return [each["Ipv6CidrBlock"] for each in found if each["Ipv6CidrBlockState"]["State"] == "associated"]


@resource("AWS::EC2::VPCCidrBlock", level=Level.STORED)
class VpcCidrBlock(Resource):
    _FIXED = ("AmazonProvidedIpv6CidrBlock", "CidrBlock", "VpcId")
    handles = frozenset(_FIXED)

    def create(self, ctx: Context, props: Props) -> Created:
        made = call(ctx.client("ec2"), "associate_vpc_cidr_block", **pick(props, *self._FIXED))
        association = made.get("CidrBlockAssociation") or made["Ipv6CidrBlockAssociation"]
        return Created(association["AssociationId"], {"Id": association["AssociationId"]})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, *self._FIXED)
        return {"Id": physical_id}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("ec2").disassociate_vpc_cidr_block(AssociationId=physical_id)


@resource("AWS::EC2::Subnet", level=Level.STORED)
class Subnet(Resource):
    _FIXED = ("AvailabilityZone", "AvailabilityZoneId", "CidrBlock", "Ipv6Native", "VpcId")
    _SWITCHES = ("MapPublicIpOnLaunch", "AssignIpv6AddressOnCreation")
    handles = frozenset({*_FIXED, *_SWITCHES, "Ipv6CidrBlock", "PrivateDnsNameOptionsOnLaunch", "Tags"})
    ignores = {
        "EnableDns64": "moto has no such attribute",
        "EnableLniAtDeviceIndex": "moto has no such attribute",
        "PrivateDnsNameOptionsOnLaunch.HostnameType": "moto has no such attribute",
        "PrivateDnsNameOptionsOnLaunch.EnableResourceNameDnsAAAARecord": "moto has no such attribute",
    }

    def create(self, ctx: Context, props: Props) -> Created:
        ec2 = ctx.client("ec2")
        subnet = call(ec2, "create_subnet", **pick(props, "Ipv6CidrBlock", *self._FIXED))["Subnet"]["SubnetId"]
        ctx.made(subnet)
        self._switch(ec2, subnet, {}, props)
        set_tags(ec2, subnet, {}, props)
        return Created(subnet, _subnet_attributes(ec2, subnet))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, *self._FIXED)
        if "CidrBlock" not in new:
            replace_if_changed(old, new, "Ipv6CidrBlock")
        ec2 = ctx.client("ec2")
        if changed(old, new, ("Ipv6CidrBlock",)):
            self._readdress(ec2, physical_id, new)
        self._switch(ec2, physical_id, old, new)
        set_tags(ec2, physical_id, old, new)
        return _subnet_attributes(ec2, physical_id)

    def _readdress(self, ec2: Any, subnet: str, new: Props) -> None:
        """Beside IPv4, addresses of IPv6 come and go."""
        for each in only(ec2.describe_subnets(SubnetIds=[subnet])["Subnets"])["Ipv6CidrBlockAssociationSet"]:
            ec2.disassociate_subnet_cidr_block(AssociationId=each["AssociationId"])
        if "Ipv6CidrBlock" in new:
            ec2.associate_subnet_cidr_block(SubnetId=subnet, Ipv6CidrBlock=new["Ipv6CidrBlock"])

    def _switch(self, ec2: Any, subnet: str, old: Props, new: Props) -> None:
        for name in changed(old, new, self._SWITCHES):
            ec2.modify_subnet_attribute(SubnetId=subnet, **{name: {"Value": to_bool(new.get(name, False))}})
        if changed(old, new, ("PrivateDnsNameOptionsOnLaunch",)):
            record = to_bool(new.get("PrivateDnsNameOptionsOnLaunch", {}).get("EnableResourceNameDnsARecord", False))
            ec2.modify_subnet_attribute(SubnetId=subnet, EnableResourceNameDnsARecordOnLaunch={"Value": record})

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("ec2").delete_subnet(SubnetId=physical_id)


def _subnet_attributes(ec2: Any, subnet: str) -> Attributes:
    found = only(ec2.describe_subnets(SubnetIds=[subnet])["Subnets"])
    associations = [
        each["NetworkAclAssociationId"]
        for acl in ec2.describe_network_acls(Filters=[{"Name": "association.subnet-id", "Values": [subnet]}])["NetworkAcls"]
        for each in acl["Associations"]
        if each["SubnetId"] == subnet
    ]
    return {
        "SubnetId": subnet,
        "VpcId": found["VpcId"],
        "AvailabilityZone": found["AvailabilityZone"],
        "AvailabilityZoneId": found["AvailabilityZoneId"],
        "CidrBlock": found.get("CidrBlock", ""),
        "Ipv6CidrBlocks": [each["Ipv6CidrBlock"] for each in found.get("Ipv6CidrBlockAssociationSet", [])],
        "NetworkAclAssociationId": associations[0] if associations else "",
        "OutpostArn": found.get("OutpostArn", ""),
    }
