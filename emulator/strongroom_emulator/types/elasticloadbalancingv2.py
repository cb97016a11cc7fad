"""Elastic Load Balancing: balancers are stored; nothing is forwarded."""

from __future__ import annotations

from typing import Any

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Resource, changed, replace_if_changed, resource
from strongroom_emulator.types._api import absence_is_success, call, change_tags, generated_name, pick, tag_list


def _change_tags(balancing: Any, resource_arn: str, old: Props, new: Props) -> None:
    change_tags(
        old.get("Tags"), new.get("Tags"),
        lambda tags: balancing.add_tags(ResourceArns=[resource_arn], Tags=tag_list(tags)),
        lambda names: balancing.remove_tags(ResourceArns=[resource_arn], TagKeys=names),
    )  # fmt: skip


@resource("AWS::ElasticLoadBalancingV2::LoadBalancer", level=Level.STORED, name_property="Name")
class LoadBalancer(Resource):
    handles = frozenset({"IpAddressType", "LoadBalancerAttributes", "Name", "Scheme", "SecurityGroups", "SubnetMappings", "Subnets", "Tags", "Type"})
    ignores = {
        "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic": "moto keeps no such setting",
        "MinimumLoadBalancerCapacity": "moto reserves no capacity",
    }

    def create(self, ctx: Context, props: Props) -> Created:
        balancing, name = ctx.client("elbv2"), generated_name(ctx, props, "Name", limit=32)
        settings = pick(props, "IpAddressType", "Scheme", "SecurityGroups", "SubnetMappings", "Subnets", "Type")
        made = call(balancing, "create_load_balancer", Name=name, Tags=tag_list(props.get("Tags")) or None, **settings)["LoadBalancers"][0]["LoadBalancerArn"]
        ctx.made(made)
        self._set_attributes(balancing, made, {}, props)
        return Created(made, self._attributes(balancing, made))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "Name", "Scheme", "Type")
        balancing, who = ctx.client("elbv2"), {"LoadBalancerArn": physical_id}
        if changed(old, new, ("IpAddressType",)):
            balancing.set_ip_address_type(IpAddressType=new.get("IpAddressType", "ipv4"), **who)
        if changed(old, new, ("SecurityGroups",)):
            balancing.set_security_groups(SecurityGroups=new.get("SecurityGroups", []), **who)
        if changed(old, new, ("Subnets", "SubnetMappings")):
            call(balancing, "set_subnets", **who, **pick(new, "Subnets", "SubnetMappings"))
        self._set_attributes(balancing, physical_id, old, new)
        _change_tags(balancing, physical_id, old, new)
        return self._attributes(balancing, physical_id)

    def _set_attributes(self, balancing: Any, balancer: str, old: Props, new: Props) -> None:
        attributes = new.get("LoadBalancerAttributes", [])
        if attributes and changed(old, new, ("LoadBalancerAttributes",)):
            call(balancing, "modify_load_balancer_attributes", LoadBalancerArn=balancer, Attributes=attributes)

    def _attributes(self, balancing: Any, balancer: str) -> Attributes:
        found = balancing.describe_load_balancers(LoadBalancerArns=[balancer])["LoadBalancers"][0]
        return {
            "LoadBalancerArn": balancer,
            "LoadBalancerName": found["LoadBalancerName"],
            "LoadBalancerFullName": balancer.split(":loadbalancer/")[1],
            "CanonicalHostedZoneID": found["CanonicalHostedZoneId"],
            "DNSName": found["DNSName"],
        }

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("elbv2").delete_load_balancer(LoadBalancerArn=physical_id)


@resource("AWS::ElasticLoadBalancingV2::TargetGroup", level=Level.STORED, name_property="Name")
class TargetGroup(Resource):
    _FIXED = ("IpAddressType", "Port", "Protocol", "ProtocolVersion", "TargetType", "VpcId")
    _CHANGEABLE = (
        "HealthCheckEnabled", "HealthCheckIntervalSeconds", "HealthCheckPath", "HealthCheckPort", "HealthCheckProtocol", "HealthCheckTimeoutSeconds",
        "HealthyThresholdCount", "Matcher", "UnhealthyThresholdCount",
    )  # fmt: skip
    handles = frozenset({*_FIXED, *_CHANGEABLE, "Name", "Tags", "TargetGroupAttributes", "Targets"})
    ignores = {"TargetControlPort": "moto has no target control"}

    def create(self, ctx: Context, props: Props) -> Created:
        balancing, name = ctx.client("elbv2"), generated_name(ctx, props, "Name", limit=32)
        settings = pick(props, *self._FIXED, *self._CHANGEABLE)
        made = call(balancing, "create_target_group", Name=name, Tags=tag_list(props.get("Tags")) or None, **settings)["TargetGroups"][0]["TargetGroupArn"]
        ctx.made(made)
        self._apply(balancing, made, {}, props)
        return Created(made, self._attributes(balancing, made))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "Name", *self._FIXED)
        balancing = ctx.client("elbv2")
        if changed(old, new, self._CHANGEABLE):
            call(balancing, "modify_target_group", TargetGroupArn=physical_id, **pick(new, *self._CHANGEABLE))
        self._apply(balancing, physical_id, old, new)
        _change_tags(balancing, physical_id, old, new)
        return self._attributes(balancing, physical_id)

    def _apply(self, balancing: Any, group: str, old: Props, new: Props) -> None:
        if new.get("TargetGroupAttributes") and changed(old, new, ("TargetGroupAttributes",)):
            call(balancing, "modify_target_group_attributes", TargetGroupArn=group, Attributes=new["TargetGroupAttributes"])
        before, after = old.get("Targets", []), new.get("Targets", [])
        gone, added = [each for each in before if each not in after], [each for each in after if each not in before]
        if gone:
            call(balancing, "deregister_targets", TargetGroupArn=group, Targets=gone)
        if added:
            call(balancing, "register_targets", TargetGroupArn=group, Targets=added)

    def _attributes(self, balancing: Any, group: str) -> Attributes:
        found = balancing.describe_target_groups(TargetGroupArns=[group])["TargetGroups"][0]
        return {
            "TargetGroupArn": group,
            "TargetGroupName": found["TargetGroupName"],
            "TargetGroupFullName": group.rsplit(":", 1)[1],
            "LoadBalancerArns": found.get("LoadBalancerArns", []),
        }

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("elbv2").delete_target_group(TargetGroupArn=physical_id)


@resource("AWS::ElasticLoadBalancingV2::Listener", level=Level.STORED)
class Listener(Resource):
    _CHANGEABLE = ("AlpnPolicy", "Certificates", "DefaultActions", "Port", "Protocol", "SslPolicy")
    handles = frozenset({*_CHANGEABLE, "ListenerAttributes", "LoadBalancerArn"})
    ignores = {"MutualAuthentication": "moto keeps no mutual TLS"}

    def create(self, ctx: Context, props: Props) -> Created:
        balancing = ctx.client("elbv2")
        made = call(balancing, "create_listener", **pick(props, "LoadBalancerArn", *self._CHANGEABLE))["Listeners"][0]["ListenerArn"]
        ctx.made(made)
        self._set_attributes(balancing, made, {}, props)
        return Created(made, {"ListenerArn": made})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "LoadBalancerArn")
        balancing = ctx.client("elbv2")
        if changed(old, new, self._CHANGEABLE):
            call(balancing, "modify_listener", ListenerArn=physical_id, **pick(new, *self._CHANGEABLE))
        self._set_attributes(balancing, physical_id, old, new)
        return {"ListenerArn": physical_id}

    def _set_attributes(self, balancing: Any, listener: str, old: Props, new: Props) -> None:
        if new.get("ListenerAttributes") and changed(old, new, ("ListenerAttributes",)):
            call(balancing, "modify_listener_attributes", ListenerArn=listener, Attributes=new["ListenerAttributes"])

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("elbv2").delete_listener(ListenerArn=physical_id)


@resource("AWS::ElasticLoadBalancingV2::ListenerRule", level=Level.STORED)
class ListenerRule(Resource):
    handles = frozenset({"Actions", "Conditions", "ListenerArn", "Priority"})
    ignores = {"Transforms": "moto rewrites no request"}

    def create(self, ctx: Context, props: Props) -> Created:
        made = call(ctx.client("elbv2"), "create_rule", **pick(props, *self.handles))["Rules"][0]["RuleArn"]
        return Created(made, {"RuleArn": made, "IsDefault": "false"})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "ListenerArn")
        balancing = ctx.client("elbv2")
        call(balancing, "modify_rule", RuleArn=physical_id, **pick(new, "Actions", "Conditions"))
        if changed(old, new, ("Priority",)):
            call(balancing, "set_rule_priorities", RulePriorities=[{"RuleArn": physical_id, "Priority": new["Priority"]}])
        return {"RuleArn": physical_id, "IsDefault": "false"}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("elbv2").delete_rule(RuleArn=physical_id)
