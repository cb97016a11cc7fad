"""Amazon VPC: route tables."""

from __future__ import annotations

from typing import Any

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Resource, changed, replace_if_changed, resource
from strongroom_emulator.types._api import absence_is_success, pick
from strongroom_emulator.types._ec2 import PartOfVpc


@resource("AWS::EC2::RouteTable", level=Level.STORED)
class RouteTable(PartOfVpc):
    noun, key, attribute = "route_table", "RouteTable", "RouteTableId"


@resource("AWS::EC2::SubnetRouteTableAssociation", level=Level.STORED)
class SubnetRouteTableAssociation(Resource):
    handles = frozenset({"RouteTableId", "SubnetId"})

    def create(self, ctx: Context, props: Props) -> Created:
        ec2, subnet = ctx.client("ec2"), props["SubnetId"]
        existing = [
            each["RouteTableAssociationId"]
            for table in ec2.describe_route_tables(Filters=[{"Name": "association.subnet-id", "Values": [subnet]}])["RouteTables"]
            for each in table["Associations"]
            if each.get("SubnetId") == subnet
        ]
        # A subnet has one table: a second association, as in a replacement, takes over from the first.
        association = (
            ec2.replace_route_table_association(AssociationId=existing[0], RouteTableId=props["RouteTableId"])["NewAssociationId"]
            if existing
            else ec2.associate_route_table(**pick(props, "RouteTableId", "SubnetId"))["AssociationId"]
        )
        return Created(association, {"Id": association})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "RouteTableId", "SubnetId")
        return {"Id": physical_id}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("ec2").disassociate_route_table(AssociationId=physical_id)


@resource("AWS::EC2::GatewayRouteTableAssociation", level=Level.STORED)
class GatewayRouteTableAssociation(Resource):
    """The table that routes what comes in by a gateway."""

    handles = frozenset({"GatewayId", "RouteTableId"})

    def create(self, ctx: Context, props: Props) -> Created:
        association = ctx.client("ec2").associate_route_table(**pick(props, "GatewayId", "RouteTableId"))["AssociationId"]
        return Created(props["GatewayId"], {"AssociationId": association})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "GatewayId")
        association = self._association(ctx, old)
        moved = ctx.client("ec2").replace_route_table_association(AssociationId=association, RouteTableId=new["RouteTableId"])
        return {"AssociationId": moved["NewAssociationId"]}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            association = self._association(ctx, props)
            if association:
                ctx.client("ec2").disassociate_route_table(AssociationId=association)

    def _association(self, ctx: Context, props: Props) -> str:
        tables = ctx.client("ec2").describe_route_tables(RouteTableIds=[props["RouteTableId"]])["RouteTables"]
        found = [each["RouteTableAssociationId"] for each in tables[0]["Associations"] if each.get("GatewayId") == props["GatewayId"]]
        return found[0] if found else ""


_DESTINATIONS = ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId")
_TARGETS = (
    "EgressOnlyInternetGatewayId", "GatewayId", "InstanceId", "NatGatewayId", "NetworkInterfaceId", "TransitGatewayId", "VpcEndpointId", "VpcPeeringConnectionId",
)  # fmt: skip


@resource("AWS::EC2::Route", level=Level.STORED)
class Route(Resource):
    handles = frozenset({*_DESTINATIONS, *_TARGETS, "RouteTableId"})

    def create(self, ctx: Context, props: Props) -> Created:
        ctx.client("ec2").create_route(**pick(props, "RouteTableId", *_DESTINATIONS, *_TARGETS))
        destination = _destination(props)
        return Created(f"{props['RouteTableId']}|{destination}", {"CidrBlock": destination})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "RouteTableId", *_DESTINATIONS)
        if changed(old, new, _TARGETS):
            _retarget(ctx.client("ec2"), old, new)
        return {"CidrBlock": _destination(new)}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("ec2").delete_route(**pick(props, "RouteTableId", *_DESTINATIONS))


def _destination(props: Props) -> str:
    return next(props[name] for name in _DESTINATIONS if name in props)


def _retarget(ec2: Any, old: Props, new: Props) -> None:
    if "VpcEndpointId" in old or "VpcEndpointId" in new or "DestinationIpv6CidrBlock" in new:
        # moto's ReplaceRoute knows no endpoints, and looks an IPv6 destination up under another name.
        ec2.delete_route(**pick(old, "RouteTableId", *_DESTINATIONS))
        ec2.create_route(**pick(new, "RouteTableId", *_DESTINATIONS, *_TARGETS))
    else:
        ec2.replace_route(**pick(new, "RouteTableId", *_DESTINATIONS, *_TARGETS))
