"""AWS Network Firewall: firewalls are stored, rule groups and policies recorded only; no packet is inspected."""

from __future__ import annotations

import uuid
from typing import Any

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Resource, changed, replace_if_changed, resource
from strongroom_emulator.types import _moto_network_firewall
from strongroom_emulator.types._api import InertResource, absence_is_success, arn, call, change_tags, pick, tag_list

_moto_network_firewall.let_firewalls_change()

# Property -> the call that changes it and what stands for its absence.
_SETTINGS: dict[str, tuple[str, Any]] = {
    "DeleteProtection": ("update_firewall_delete_protection", False),
    "Description": ("update_firewall_description", ""),
    "EnabledAnalysisTypes": ("update_firewall_analysis_settings", []),
    "FirewallPolicyArn": ("associate_firewall_policy", None),
    "FirewallPolicyChangeProtection": ("update_firewall_policy_change_protection", False),
    "SubnetChangeProtection": ("update_subnet_change_protection", False),
}


@resource("AWS::NetworkFirewall::Firewall", level=Level.STORED, name_property="FirewallName")
class Firewall(Resource):
    handles = frozenset({*_SETTINGS, "FirewallName", "SubnetMappings", "Tags", "VpcId"})

    def create(self, ctx: Context, props: Props) -> Created:
        firewalls, off = ctx.client("network-firewall"), {name: absent for name, (_, absent) in _SETTINGS.items() if absent is False}
        settings = {**off, **pick(props, "FirewallName", "SubnetMappings", "VpcId", *_SETTINGS)}
        made = call(firewalls, "create_firewall", Tags=tag_list(props.get("Tags")) or None, **settings)["Firewall"]["FirewallArn"]
        ctx.made(made)
        _place_endpoints(ctx, made, props)
        return Created(made, _firewall_attributes(ctx, made))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "FirewallName", "VpcId")
        firewalls = ctx.client("network-firewall")
        for name in changed(old, new, _SETTINGS):
            operation, absent = _SETTINGS[name]
            call(firewalls, operation, FirewallArn=physical_id, **{name: new.get(name, absent)})
        before = {each["SubnetId"]: each for each in old.get("SubnetMappings", [])}
        after = {each["SubnetId"]: each for each in new.get("SubnetMappings", [])}
        added = [mapping for subnet, mapping in after.items() if before.get(subnet) != mapping]
        gone = [subnet for subnet, mapping in before.items() if after.get(subnet) != mapping]
        if gone:
            firewalls.disassociate_subnets(FirewallArn=physical_id, SubnetIds=gone)
        if added:
            call(firewalls, "associate_subnets", FirewallArn=physical_id, SubnetMappings=added)
        _place_endpoints(ctx, physical_id, new)
        change_tags(
            old.get("Tags"), new.get("Tags"),
            lambda tags: firewalls.tag_resource(ResourceArn=physical_id, Tags=tag_list(tags)),
            lambda names: firewalls.untag_resource(ResourceArn=physical_id, TagKeys=names),
        )  # fmt: skip
        return _firewall_attributes(ctx, physical_id)

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("network-firewall").delete_firewall(FirewallArn=physical_id)
            _place_endpoints(ctx, physical_id, {})


def _endpoints(ctx: Context, firewall: str) -> dict[str, str]:
    """A firewall's endpoint in each of its subnets, so that a route can point at it."""
    found = ctx.client("ec2").describe_vpc_endpoints(Filters=[{"Name": "tag:Firewall", "Values": [firewall]}])["VpcEndpoints"]
    return {each["SubnetIds"][0]: each["VpcEndpointId"] for each in found if each["State"] != "deleted"}


def _place_endpoints(ctx: Context, firewall: str, props: Props) -> None:
    ec2, current = ctx.client("ec2"), _endpoints(ctx, firewall)
    wanted = [each["SubnetId"] for each in props.get("SubnetMappings", [])]
    gone = [endpoint for subnet, endpoint in current.items() if subnet not in wanted]
    if gone:
        ec2.delete_vpc_endpoints(VpcEndpointIds=gone)
    for subnet in (subnet for subnet in wanted if subnet not in current):
        tags = [{"Key": "Firewall", "Value": firewall}, {"Key": "AWSNetworkFirewallManaged", "Value": "true"}]
        ec2.create_vpc_endpoint(
            VpcEndpointType="GatewayLoadBalancer",
            ServiceName=f"com.amazonaws.vpce.{ctx.region}.network-firewall",
            VpcId=props["VpcId"],
            SubnetIds=[subnet],
            TagSpecifications=[{"ResourceType": "vpc-endpoint", "Tags": tags}],
        )


def _firewall_attributes(ctx: Context, firewall: str) -> Attributes:
    """An endpoint an availability zone, as `zone:vpce-id`."""
    endpoints = _endpoints(ctx, firewall)
    found = ctx.client("ec2").describe_subnets(SubnetIds=list(endpoints))["Subnets"] if endpoints else []
    placed = [f"{subnet['AvailabilityZone']}:{endpoints[subnet['SubnetId']]}" for subnet in found]
    return {"FirewallArn": firewall, "FirewallId": str(uuid.uuid5(uuid.NAMESPACE_URL, firewall)), "EndpointIds": placed}


@resource("AWS::NetworkFirewall::LoggingConfiguration", level=Level.STORED)
class LoggingConfiguration(Resource):
    handles = frozenset({"FirewallArn", "FirewallName", "LoggingConfiguration"})
    ignores = {"EnableMonitoringDashboard": "there is no traffic to show"}

    def create(self, ctx: Context, props: Props) -> Created:
        self._put(ctx, props)
        return Created(props["FirewallArn"])

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "FirewallArn", "FirewallName")
        self._put(ctx, new)
        return {}

    def _put(self, ctx: Context, props: Props) -> None:
        call(ctx.client("network-firewall"), "update_logging_configuration", **pick(props, "FirewallArn", "FirewallName", "LoggingConfiguration"))

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            nothing: Props = {"LogDestinationConfigs": []}
            ctx.client("network-firewall").update_logging_configuration(FirewallArn=physical_id, LoggingConfiguration=nothing)


@resource("AWS::NetworkFirewall::RuleGroup", level=Level.INERT, name_property="RuleGroupName")
class RuleGroup(InertResource):
    handles = frozenset({"Capacity", "Description", "RuleGroup", "RuleGroupName", "SummaryConfiguration", "Tags", "Type"})
    replaced_by = ("Capacity", "RuleGroupName", "Type")

    def identify(self, ctx: Context, props: Props) -> str:
        return arn(ctx, "network-firewall", f"{props['Type'].lower()}-rulegroup/{props['RuleGroupName']}")

    def attributes(self, ctx: Context, physical_id: str, props: Props) -> Attributes:
        return {"RuleGroupArn": physical_id, "RuleGroupId": str(uuid.uuid5(uuid.NAMESPACE_URL, physical_id))}


@resource("AWS::NetworkFirewall::FirewallPolicy", level=Level.INERT, name_property="FirewallPolicyName")
class FirewallPolicy(InertResource):
    handles = frozenset({"Description", "FirewallPolicy", "FirewallPolicyName", "Tags"})
    replaced_by = ("FirewallPolicyName",)

    def identify(self, ctx: Context, props: Props) -> str:
        return arn(ctx, "network-firewall", f"firewall-policy/{props['FirewallPolicyName']}")

    def attributes(self, ctx: Context, physical_id: str, props: Props) -> Attributes:
        return {"FirewallPolicyArn": physical_id, "FirewallPolicyId": str(uuid.uuid5(uuid.NAMESPACE_URL, physical_id))}
