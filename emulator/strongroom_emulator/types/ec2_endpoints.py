"""Amazon VPC: endpoints to services, prefix lists, flow logs."""

from __future__ import annotations

from typing import Any

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Refused, Resource, changed, replace_if_changed, resource, to_bool
from strongroom_emulator.types import _moto_ec2
from strongroom_emulator.types._api import absence_is_success, call, pick, refuse_if_changed, to_text
from strongroom_emulator.types._ec2 import only, set_tags

_moto_ec2.keep_private_dns()
_moto_ec2.keep_endpoint_addresses()
_moto_ec2.keep_flow_log_files()
_moto_ec2.log_flows_under_a_prefix()
_moto_ec2.keep_changed_list_sizes()

_ALLOW_ALL = {"Version": "2008-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}
_MEMBERS = ("RouteTableIds", "SecurityGroupIds", "SubnetIds")


@resource("AWS::EC2::VPCEndpoint", level=Level.STORED)
class VpcEndpoint(Resource):
    _ADDRESSES = ("DnsOptions", "IpAddressType")
    handles = frozenset({*_ADDRESSES, *_MEMBERS, "PolicyDocument", "PrivateDnsEnabled", "ServiceName", "Tags", "VpcEndpointType", "VpcId"})

    def create(self, ctx: Context, props: Props) -> Created:
        ec2 = ctx.client("ec2")
        given = pick(props, "PolicyDocument", "PrivateDnsEnabled", "ServiceName", "VpcEndpointType", "VpcId", *self._ADDRESSES, *_MEMBERS)
        request = {"VpcEndpointType": "Gateway", "PrivateDnsEnabled": False, **given}
        endpoint = call(ec2, "create_vpc_endpoint", **request)["VpcEndpoint"]["VpcEndpointId"]
        ctx.made(endpoint)
        set_tags(ec2, endpoint, {}, props)
        return Created(endpoint, _endpoint_attributes(ec2, endpoint))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "ServiceName", "VpcEndpointType", "VpcId")
        ec2 = ctx.client("ec2")
        changes: dict[str, Any] = {}
        for name in _MEMBERS:
            before, after = old.get(name, []), new.get(name, [])
            changes[f"Add{name}"] = [each for each in after if each not in before]
            changes[f"Remove{name}"] = [each for each in before if each not in after]
        changes = {name: value for name, value in changes.items() if value}
        if changed(old, new, ("PolicyDocument",)):
            changes["PolicyDocument"] = to_text(new.get("PolicyDocument", _ALLOW_ALL))
        if changed(old, new, ("PrivateDnsEnabled",)):
            changes["PrivateDnsEnabled"] = to_bool(new.get("PrivateDnsEnabled", False))
        changes.update(pick(new, *changed(old, new, self._ADDRESSES)))
        if changes:
            call(ec2, "modify_vpc_endpoint", VpcEndpointId=physical_id, **changes)
        self._follow_route_tables(ec2, physical_id, changes)
        set_tags(ec2, physical_id, old, new)
        return _endpoint_attributes(ec2, physical_id)

    def _follow_route_tables(self, ec2: Any, endpoint: str, changes: dict[str, Any]) -> None:
        """moto puts a gateway endpoint's route in the tables it is made with, not in those it gets later."""
        if not {"AddRouteTableIds", "RemoveRouteTableIds"} & changes.keys():
            return
        service = only(ec2.describe_vpc_endpoints(VpcEndpointIds=[endpoint])["VpcEndpoints"])["ServiceName"]
        lists = ec2.describe_managed_prefix_lists(Filters=[{"Name": "prefix-list-name", "Values": [service]}])["PrefixLists"]
        for prefix_list in lists:
            route = {"DestinationPrefixListId": prefix_list["PrefixListId"]}
            for table in changes.get("AddRouteTableIds", []):
                ec2.create_route(RouteTableId=table, GatewayId=endpoint, **route)
            for table in changes.get("RemoveRouteTableIds", []):
                ec2.delete_route(RouteTableId=table, **route)

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        ec2 = ctx.client("ec2")
        with absence_is_success():
            # moto keeps what it deleted, in state "deleted", and fails to delete its routes twice.
            if only(ec2.describe_vpc_endpoints(VpcEndpointIds=[physical_id])["VpcEndpoints"])["State"] != "deleted":
                ec2.delete_vpc_endpoints(VpcEndpointIds=[physical_id])


def _endpoint_attributes(ec2: Any, endpoint: str) -> Attributes:
    found = only(ec2.describe_vpc_endpoints(VpcEndpointIds=[endpoint])["VpcEndpoints"])
    return {
        "Id": endpoint,
        "CreationTimestamp": found["CreationTimestamp"].isoformat(),
        "DnsEntries": [f"{entry['HostedZoneId']}:{entry['DnsName']}" for entry in found.get("DnsEntries", [])],
        "NetworkInterfaceIds": found.get("NetworkInterfaceIds", []),
    }


@resource("AWS::EC2::PrefixList", level=Level.STORED)
class PrefixList(Resource):
    handles = frozenset({"AddressFamily", "Entries", "MaxEntries", "PrefixListName", "Tags"})

    def create(self, ctx: Context, props: Props) -> Created:
        ec2 = ctx.client("ec2")
        entries = props.get("Entries", [])
        settings = {"MaxEntries": max(len(entries), 1), **pick(props, "AddressFamily", "Entries", "MaxEntries", "PrefixListName")}
        made = call(ec2, "create_managed_prefix_list", **settings)["PrefixList"]["PrefixListId"]
        ctx.made(made)
        set_tags(ec2, made, {}, props)
        return Created(made, _prefix_list_attributes(ec2, made))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        refuse_if_changed(old, new, "EC2 takes it at creation only", "AddressFamily")
        ec2 = ctx.client("ec2")
        before, after = old.get("Entries", []), new.get("Entries", [])
        added = [entry for entry in after if entry not in before]
        removed = [{"Cidr": entry["Cidr"]} for entry in before if entry not in after]
        if "MaxEntries" in new and changed(old, new, ("MaxEntries",)):
            # Not in one call with the entries.
            call(ec2, "modify_managed_prefix_list", PrefixListId=physical_id, **pick(new, "MaxEntries", "PrefixListName"))
        if added or removed or changed(old, new, ("PrefixListName",)):
            version = only(ec2.describe_managed_prefix_lists(PrefixListIds=[physical_id])["PrefixLists"])["Version"]
            changes = {"AddEntries": added or None, "RemoveEntries": removed or None, **pick(new, "PrefixListName")}
            call(ec2, "modify_managed_prefix_list", PrefixListId=physical_id, CurrentVersion=version, **changes)
        set_tags(ec2, physical_id, old, new)
        return _prefix_list_attributes(ec2, physical_id)

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        ec2 = ctx.client("ec2")
        with absence_is_success():
            if ec2.describe_managed_prefix_lists(PrefixListIds=[physical_id])["PrefixLists"]:
                ec2.delete_managed_prefix_list(PrefixListId=physical_id)


def _prefix_list_attributes(ec2: Any, prefix_list: str) -> Attributes:
    found = only(ec2.describe_managed_prefix_lists(PrefixListIds=[prefix_list])["PrefixLists"])
    return {"PrefixListId": prefix_list, "Arn": found["PrefixListArn"], "OwnerId": found["OwnerId"], "Version": str(found["Version"])}


@resource("AWS::EC2::FlowLog", level=Level.STORED)
class FlowLog(Resource):
    _FIXED = (
        "DeliverLogsPermissionArn", "DestinationOptions", "LogDestination", "LogDestinationType", "LogFormat", "LogGroupName", "MaxAggregationInterval",
        "ResourceId", "ResourceType", "TrafficType",
    )  # fmt: skip
    handles = frozenset({*_FIXED, "Tags"})
    ignores = {"DeliverCrossAccountRole": "moto keeps no such role"}

    def create(self, ctx: Context, props: Props) -> Created:
        ec2 = ctx.client("ec2")
        request = pick(props, *(name for name in self._FIXED if name != "ResourceId"))
        made = call(ec2, "create_flow_logs", ResourceIds=[props["ResourceId"]], **request)
        if made["Unsuccessful"]:
            raise Refused(made["Unsuccessful"][0]["Error"]["Message"])
        flow_log = made["FlowLogIds"][0]
        ctx.made(flow_log)
        set_tags(ec2, flow_log, {}, props)
        return Created(flow_log, {"Id": flow_log})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, *self._FIXED, *self.ignores)
        set_tags(ctx.client("ec2"), physical_id, old, new)
        return {"Id": physical_id}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("ec2").delete_flow_logs(FlowLogIds=[physical_id])
