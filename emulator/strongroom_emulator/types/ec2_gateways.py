"""Amazon VPC: gateways and addresses."""

from __future__ import annotations

from typing import Any

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Resource, changed, replace_if_changed, resource
from strongroom_emulator.types._api import absence_is_success, pick
from strongroom_emulator.types._ec2 import PartOfVpc, only, set_tags


@resource("AWS::EC2::InternetGateway", level=Level.STORED)
class InternetGateway(Resource):
    handles = frozenset({"Tags"})

    def create(self, ctx: Context, props: Props) -> Created:
        ec2 = ctx.client("ec2")
        gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        ctx.made(gateway)
        set_tags(ec2, gateway, {}, props)
        return Created(gateway, {"InternetGatewayId": gateway})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        set_tags(ctx.client("ec2"), physical_id, old, new)
        return {"InternetGatewayId": physical_id}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("ec2").delete_internet_gateway(InternetGatewayId=physical_id)


@resource("AWS::EC2::VPCGatewayAttachment", level=Level.STORED)
class VpcGatewayAttachment(Resource):
    handles = frozenset({"InternetGatewayId", "VpcId", "VpnGatewayId"})

    def create(self, ctx: Context, props: Props) -> Created:
        _attach(ctx.client("ec2"), props)
        kind = "IGW" if "InternetGatewayId" in props else "VGW"
        return Created(f"{kind}|{props['VpcId']}", {"AttachmentType": kind})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "VpcId")
        if ("InternetGatewayId" in old) != ("InternetGatewayId" in new):
            replace_if_changed(old, new, "InternetGatewayId")
        ec2 = ctx.client("ec2")
        if changed(old, new, ("InternetGatewayId", "VpnGatewayId")):
            _detach(ec2, old)
            _attach(ec2, new)
        return {"AttachmentType": physical_id.split("|")[0]}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        _detach(ctx.client("ec2"), props)


def _attach(ec2: Any, props: Props) -> None:
    attach = ec2.attach_internet_gateway if "InternetGatewayId" in props else ec2.attach_vpn_gateway
    attach(**pick(props, "InternetGatewayId", "VpcId", "VpnGatewayId"))


def _detach(ec2: Any, props: Props) -> None:
    if "VpnGatewayId" in props:
        with absence_is_success():
            ec2.detach_vpn_gateway(**pick(props, "VpcId", "VpnGatewayId"))
        return
    with absence_is_success():
        gateway = only(ec2.describe_internet_gateways(InternetGatewayIds=[props["InternetGatewayId"]])["InternetGateways"])
        if any(each["VpcId"] == props["VpcId"] for each in gateway["Attachments"]):
            ec2.detach_internet_gateway(**pick(props, "InternetGatewayId", "VpcId"))


@resource("AWS::EC2::EgressOnlyInternetGateway", level=Level.STORED)
class EgressOnlyInternetGateway(PartOfVpc):
    noun, key = "egress_only_internet_gateway", "EgressOnlyInternetGateway"


@resource("AWS::EC2::EIP", level=Level.STORED)
class ElasticIp(Resource):
    handles = frozenset({"Domain", "Tags"})

    def create(self, ctx: Context, props: Props) -> Created:
        ec2 = ctx.client("ec2")
        made = ec2.allocate_address(Domain=props.get("Domain", "vpc"))
        ctx.made(made["PublicIp"])
        set_tags(ec2, made["AllocationId"], {}, props)
        return Created(made["PublicIp"], {"AllocationId": made["AllocationId"], "PublicIp": made["PublicIp"]})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed({"Domain": old.get("Domain", "vpc")}, {"Domain": new.get("Domain", "vpc")}, "Domain")
        ec2 = ctx.client("ec2")
        allocation = only(ec2.describe_addresses(PublicIps=[physical_id])["Addresses"])["AllocationId"]
        set_tags(ec2, allocation, old, new)
        return {"AllocationId": allocation, "PublicIp": physical_id}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        ec2 = ctx.client("ec2")
        with absence_is_success():
            ec2.release_address(AllocationId=only(ec2.describe_addresses(PublicIps=[physical_id])["Addresses"])["AllocationId"])


@resource("AWS::EC2::NatGateway", level=Level.STORED)
class NatGateway(Resource):
    _FIXED = ("AllocationId", "ConnectivityType", "SubnetId")
    handles = frozenset({*_FIXED, "Tags"})
    ignores = {
        "MaxDrainDurationSeconds": "there is no traffic to drain",
        "VpcId": "moto has no regional gateways; the subnet's VPC is taken",
    }

    def create(self, ctx: Context, props: Props) -> Created:
        ec2 = ctx.client("ec2")
        gateway = ec2.create_nat_gateway(**{"ConnectivityType": "public", **pick(props, *self._FIXED)})["NatGateway"]["NatGatewayId"]
        ctx.made(gateway)
        set_tags(ec2, gateway, {}, props)
        return Created(gateway, _nat_attributes(ec2, gateway))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, *self._FIXED)
        ec2 = ctx.client("ec2")
        set_tags(ec2, physical_id, old, new)
        return _nat_attributes(ec2, physical_id)

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        ec2 = ctx.client("ec2")
        with absence_is_success():
            # moto answers 500 for a gateway it does not know.
            if ec2.describe_nat_gateways(NatGatewayIds=[physical_id])["NatGateways"]:
                ec2.delete_nat_gateway(NatGatewayId=physical_id)


def _nat_attributes(ec2: Any, gateway: str) -> Attributes:
    addresses = only(ec2.describe_nat_gateways(NatGatewayIds=[gateway])["NatGateways"]).get("NatGatewayAddresses", [])
    return {"NatGatewayId": gateway, "EniId": addresses[0].get("NetworkInterfaceId", "") if addresses else ""}
