"""Route 53 Resolver: DNS Firewall and query logs are stored; no query is filtered or logged.

`AWS::Route53Resolver::FirewallConfig` is not here: its schema is published, but CloudFormation can't make one. A VPC has its
configuration, which fails closed, from the start.
"""

from __future__ import annotations

import uuid
from typing import Any

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Resource, changed, replace_if_changed, resource
from strongroom_emulator.types import _moto_route53resolver
from strongroom_emulator.types._api import absence_is_success, arn, call, change_tags, generated_name, pick, tag_list

_moto_route53resolver.have_dns_firewall()
_moto_route53resolver.let_query_logs_go()


class _Named(Resource):
    """What has an id, an ARN made of it, a name, generated if none is given, and tags."""

    path: str

    def known(self, ctx: Context, props: Props) -> Props:
        """What every creation takes."""
        return {"CreatorRequestId": uuid.uuid4().hex, "Name": generated_name(ctx, props, "Name", limit=64), "Tags": tag_list(props.get("Tags"))}

    def attributes(self, ctx: Context, physical_id: str) -> Attributes:
        return {"Arn": self.arn(ctx, physical_id), "Id": physical_id}

    def arn(self, ctx: Context, physical_id: str) -> str:
        return arn(ctx, "route53resolver", f"{self.path}/{physical_id}")

    def set_tags(self, ctx: Context, physical_id: str, old: Props, new: Props) -> None:
        resolver, named = ctx.client("route53resolver"), self.arn(ctx, physical_id)
        change_tags(
            old.get("Tags"), new.get("Tags"),
            lambda tags: resolver.tag_resource(ResourceArn=named, Tags=tag_list(tags)),
            lambda names: resolver.untag_resource(ResourceArn=named, TagKeys=names),
        )  # fmt: skip


@resource("AWS::Route53Resolver::FirewallDomainList", level=Level.STORED)
class FirewallDomainList(_Named):
    handles = frozenset({"Domains", "Name", "Tags"})
    path = "firewall-domain-list"

    def create(self, ctx: Context, props: Props) -> Created:
        resolver = ctx.client("route53resolver")
        made = resolver.create_firewall_domain_list(**self.known(ctx, props))["FirewallDomainList"]["Id"]
        ctx.made(made)
        self._set(resolver, made, props)
        return Created(made, self._attributes(ctx, made, props))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "Name")
        if changed(old, new, ("Domains",)):
            self._set(ctx.client("route53resolver"), physical_id, new)
        self.set_tags(ctx, physical_id, old, new)
        return self._attributes(ctx, physical_id, new)

    def _set(self, resolver: Any, domain_list: str, props: Props) -> None:
        resolver.update_firewall_domains(FirewallDomainListId=domain_list, Operation="REPLACE", Domains=props.get("Domains", []))

    def _attributes(self, ctx: Context, physical_id: str, props: Props) -> Attributes:
        return {**self.attributes(ctx, physical_id), "DomainCount": len(props.get("Domains", [])), "Status": "COMPLETE"}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("route53resolver").delete_firewall_domain_list(FirewallDomainListId=physical_id)


@resource("AWS::Route53Resolver::FirewallRuleGroup", level=Level.STORED)
class FirewallRuleGroup(_Named):
    handles = frozenset({"FirewallRules", "Name", "Tags"})
    path = "firewall-rule-group"

    def create(self, ctx: Context, props: Props) -> Created:
        resolver = ctx.client("route53resolver")
        made = resolver.create_firewall_rule_group(**self.known(ctx, props))["FirewallRuleGroup"]["Id"]
        ctx.made(made)
        self._add(resolver, made, props.get("FirewallRules", []))
        return Created(made, self._attributes(ctx, made, props))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "Name")
        if changed(old, new, ("FirewallRules",)):
            resolver = ctx.client("route53resolver")
            self._remove_all(resolver, physical_id)
            self._add(resolver, physical_id, new.get("FirewallRules", []))
        self.set_tags(ctx, physical_id, old, new)
        return self._attributes(ctx, physical_id, new)

    def _add(self, resolver: Any, group: str, rules: list[Props]) -> None:
        for rule in rules:
            known = {"CreatorRequestId": uuid.uuid4().hex, "Name": f"rule-{rule['Priority']}", "FirewallRuleGroupId": group}
            call(resolver, "create_firewall_rule", **known, **{name: value for name, value in rule.items() if name != "FirewallThreatProtectionId"})

    def _remove_all(self, resolver: Any, group: str) -> None:
        for rule in resolver.list_firewall_rules(FirewallRuleGroupId=group)["FirewallRules"]:
            about = pick(rule, "FirewallThreatProtectionId") or pick(rule, "FirewallDomainListId")
            resolver.delete_firewall_rule(FirewallRuleGroupId=group, **about, **pick(rule, "Qtype"))

    def _attributes(self, ctx: Context, physical_id: str, props: Props) -> Attributes:
        return {**self.attributes(ctx, physical_id), "RuleCount": len(props.get("FirewallRules", [])), "Status": "COMPLETE"}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        resolver = ctx.client("route53resolver")
        with absence_is_success():
            self._remove_all(resolver, physical_id)
            resolver.delete_firewall_rule_group(FirewallRuleGroupId=physical_id)


@resource("AWS::Route53Resolver::FirewallRuleGroupAssociation", level=Level.STORED)
class FirewallRuleGroupAssociation(_Named):
    _CHANGEABLE = ("MutationProtection", "Priority")
    handles = frozenset({*_CHANGEABLE, "FirewallRuleGroupId", "Name", "Tags", "VpcId"})
    path = "firewall-rule-group-association"

    def create(self, ctx: Context, props: Props) -> Created:
        settings = pick(props, "FirewallRuleGroupId", "VpcId", *self._CHANGEABLE)
        made = call(ctx.client("route53resolver"), "associate_firewall_rule_group", **self.known(ctx, props), **settings)
        identity = made["FirewallRuleGroupAssociation"]["Id"]
        return Created(identity, {**self.attributes(ctx, identity), "Status": "COMPLETE"})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "FirewallRuleGroupId", "VpcId")
        settings = {"MutationProtection": "DISABLED", **pick(new, "Name", *self._CHANGEABLE)}
        call(ctx.client("route53resolver"), "update_firewall_rule_group_association", FirewallRuleGroupAssociationId=physical_id, **settings)
        self.set_tags(ctx, physical_id, old, new)
        return {**self.attributes(ctx, physical_id), "Status": "COMPLETE"}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("route53resolver").disassociate_firewall_rule_group(FirewallRuleGroupAssociationId=physical_id)


@resource("AWS::Route53Resolver::ResolverQueryLoggingConfig", level=Level.STORED)
class ResolverQueryLoggingConfig(_Named):
    handles = frozenset({"DestinationArn", "Name", "Tags"})
    path = "resolver-query-log-config"

    def create(self, ctx: Context, props: Props) -> Created:
        made = ctx.client("route53resolver").create_resolver_query_log_config(**self.known(ctx, props), **pick(props, "DestinationArn"))
        identity = made["ResolverQueryLogConfig"]["Id"]
        return Created(identity, self.attributes(ctx, identity))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "DestinationArn", "Name")
        self.set_tags(ctx, physical_id, old, new)
        return self.attributes(ctx, physical_id)

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("route53resolver").delete_resolver_query_log_config(ResolverQueryLogConfigId=physical_id)


@resource("AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation", level=Level.STORED)
class ResolverQueryLoggingConfigAssociation(Resource):
    handles = frozenset({"ResolverQueryLogConfigId", "ResourceId"})

    def create(self, ctx: Context, props: Props) -> Created:
        made = ctx.client("route53resolver").associate_resolver_query_log_config(**props)["ResolverQueryLogConfigAssociation"]["Id"]
        return Created(made, {"Id": made})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, *self.handles)
        return {"Id": physical_id}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("route53resolver").disassociate_resolver_query_log_config(**props)
