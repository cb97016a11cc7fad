"""AWS Network Firewall: firewalls and what they enforce are stored; no packet is inspected."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Resource, changed, replace_if_changed, resource
from strongroom_emulator.types import _moto_network_firewall, _moto_network_firewall_parts
from strongroom_emulator.types._api import absence_is_success, call, change_tags, pick, tag_list

_moto_network_firewall.let_firewalls_change()
_moto_network_firewall_parts.have_parts()

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
        _set_tags(firewalls, physical_id, old, new)
        return _firewall_attributes(ctx, physical_id)

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("network-firewall").delete_firewall(FirewallArn=physical_id)
            _place_endpoints(ctx, physical_id, {})


def _set_tags(firewalls: Any, arn: str, old: Props, new: Props) -> None:
    change_tags(
        old.get("Tags"), new.get("Tags"),
        lambda tags: firewalls.tag_resource(ResourceArn=arn, Tags=tag_list(tags)),
        lambda names: firewalls.untag_resource(ResourceArn=arn, TagKeys=names),
    )  # fmt: skip


def _endpoints(ctx: Context, owner: str) -> dict[str, str]:
    """The endpoint of a firewall, or of an association with one, in each of its subnets, so that a route can point at it."""
    found = ctx.client("ec2").describe_vpc_endpoints(Filters=[{"Name": "tag:Firewall", "Values": [owner]}])["VpcEndpoints"]
    return {each["SubnetIds"][0]: each["VpcEndpointId"] for each in found if each["State"] != "deleted"}


def _place_endpoints(ctx: Context, owner: str, props: Props) -> None:
    ec2, current = ctx.client("ec2"), _endpoints(ctx, owner)
    wanted = [each["SubnetId"] for each in props.get("SubnetMappings", [])]
    gone = [endpoint for subnet, endpoint in current.items() if subnet not in wanted]
    if gone:
        ec2.delete_vpc_endpoints(VpcEndpointIds=gone)
    for subnet in (subnet for subnet in wanted if subnet not in current):
        tags = [{"Key": "Firewall", "Value": owner}, {"Key": "AWSNetworkFirewallManaged", "Value": "true"}]
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


class _Part(Resource):
    """What a firewall enforces: known by its ARN, changed under the token of its last change."""

    key: ClassVar[str]
    noun: ClassVar[str]
    fixed: ClassVar[tuple[str, ...]] = ()
    changeable: ClassVar[tuple[str, ...]] = ("Description",)

    def create(self, ctx: Context, props: Props) -> Created:
        settings = pick(props, self.key, f"{self.key}Name", *self.fixed, *self.changeable)
        made = call(ctx.client("network-firewall"), f"create_{self.noun}", Tags=tag_list(props.get("Tags")) or None, **settings)
        arn = made[f"{self.key}Response"][f"{self.key}Arn"]
        return Created(arn, self._attributes(made))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, f"{self.key}Name", *self.fixed)
        firewalls, known = ctx.client("network-firewall"), {f"{self.key}Arn": physical_id}
        token = getattr(firewalls, f"describe_{self.noun}")(**known)["UpdateToken"]
        made = call(firewalls, f"update_{self.noun}", UpdateToken=token, **known, **pick(new, self.key, *self.changeable))
        _set_tags(firewalls, physical_id, old, new)
        return self._attributes(made)

    def _attributes(self, made: Props) -> Attributes:
        return {f"{self.key}{name}": made[f"{self.key}Response"][f"{self.key}{name}"] for name in ("Arn", "Id")}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            getattr(ctx.client("network-firewall"), f"delete_{self.noun}")(**{f"{self.key}Arn": physical_id})


@resource("AWS::NetworkFirewall::RuleGroup", level=Level.STORED, name_property="RuleGroupName")
class RuleGroup(_Part):
    key, noun = "RuleGroup", "rule_group"
    fixed, changeable = ("Capacity", "Type"), ("Description", "SummaryConfiguration")
    handles = frozenset({*fixed, *changeable, "RuleGroup", "RuleGroupName", "Tags"})


@resource("AWS::NetworkFirewall::FirewallPolicy", level=Level.STORED, name_property="FirewallPolicyName")
class FirewallPolicy(_Part):
    key, noun = "FirewallPolicy", "firewall_policy"
    handles = frozenset({"Description", "FirewallPolicy", "FirewallPolicyName", "Tags"})


@resource("AWS::NetworkFirewall::TLSInspectionConfiguration", level=Level.STORED, name_property="TLSInspectionConfigurationName")
class TlsInspectionConfiguration(_Part):
    key, noun = "TLSInspectionConfiguration", "tls_inspection_configuration"
    handles = frozenset({"Description", "TLSInspectionConfiguration", "TLSInspectionConfigurationName", "Tags"})


@resource("AWS::NetworkFirewall::VpcEndpointAssociation", level=Level.STORED)
class VpcEndpointAssociation(Resource):
    _FIXED = ("Description", "FirewallArn", "SubnetMapping", "VpcId")
    handles = frozenset({*_FIXED, "Tags"})

    def create(self, ctx: Context, props: Props) -> Created:
        firewalls, tags = ctx.client("network-firewall"), tag_list(props.get("Tags")) or None
        made = call(firewalls, "create_vpc_endpoint_association", Tags=tags, **pick(props, *self._FIXED))["VpcEndpointAssociation"]
        arn = made["VpcEndpointAssociationArn"]
        ctx.made(arn)
        _place_endpoints(ctx, arn, {"SubnetMappings": [props["SubnetMapping"]], "VpcId": props["VpcId"]})
        return Created(arn, self._attributes(ctx, arn))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, *self._FIXED)
        _set_tags(ctx.client("network-firewall"), physical_id, old, new)
        return self._attributes(ctx, physical_id)

    def _attributes(self, ctx: Context, arn: str) -> Attributes:
        (endpoint,) = _endpoints(ctx, arn).values()
        return {"EndpointId": endpoint, "VpcEndpointAssociationArn": arn, "VpcEndpointAssociationId": arn.split("/")[-1]}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("network-firewall").delete_vpc_endpoint_association(VpcEndpointAssociationArn=physical_id)
            _place_endpoints(ctx, physical_id, {})
