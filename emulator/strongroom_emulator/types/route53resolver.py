"""Route 53 Resolver: DNS Firewall, of which moto has nothing, and query logs, which it can't delete. No query is filtered or logged."""

from __future__ import annotations

import uuid

from strongroom_emulator.resource import Attributes, Context, Level, Props, resource
from strongroom_emulator.types._api import InertResource, arn


class _Recorded(InertResource):
    """Its id is all that is kept of it.

    kind    what ids begin with, after `rslvr-`
    path    what its ARN has before the id
    """

    kind = ""
    path = ""

    def identify(self, ctx: Context, props: Props) -> str:
        return f"rslvr-{self.kind}-{uuid.uuid4().hex[:16]}"

    def attributes(self, ctx: Context, physical_id: str, props: Props) -> Attributes:
        return {"Arn": arn(ctx, "route53resolver", f"{self.path}/{physical_id}"), "Id": physical_id}


@resource("AWS::Route53Resolver::FirewallRuleGroup", level=Level.INERT)
class FirewallRuleGroup(_Recorded):
    handles = frozenset({"FirewallRules", "Name", "Tags"})
    replaced_by = ("Name",)
    kind, path = "frg", "firewall-rule-group"

    def attributes(self, ctx: Context, physical_id: str, props: Props) -> Attributes:
        return {**super().attributes(ctx, physical_id, props), "RuleCount": len(props.get("FirewallRules", [])), "Status": "COMPLETE"}


@resource("AWS::Route53Resolver::FirewallRuleGroupAssociation", level=Level.INERT)
class FirewallRuleGroupAssociation(_Recorded):
    handles = frozenset({"FirewallRuleGroupId", "MutationProtection", "Name", "Priority", "Tags", "VpcId"})
    replaced_by = ("FirewallRuleGroupId", "VpcId")
    kind, path = "frgassoc", "firewall-rule-group-association"

    def attributes(self, ctx: Context, physical_id: str, props: Props) -> Attributes:
        return {**super().attributes(ctx, physical_id, props), "Status": "COMPLETE"}


@resource("AWS::Route53Resolver::ResolverQueryLoggingConfig", level=Level.INERT)
class ResolverQueryLoggingConfig(_Recorded):
    handles = frozenset({"DestinationArn", "Name", "Tags"})
    replaced_by = ("DestinationArn", "Name")
    kind, path = "qlc", "resolver-query-log-config"


@resource("AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation", level=Level.INERT)
class ResolverQueryLoggingConfigAssociation(InertResource):
    handles = frozenset({"ResolverQueryLogConfigId", "ResourceId"})
    replaced_by = ("ResolverQueryLogConfigId", "ResourceId")

    def identify(self, ctx: Context, props: Props) -> str:
        return f"rslvr-qlcassoc-{uuid.uuid4().hex[:16]}"

    def attributes(self, ctx: Context, physical_id: str, props: Props) -> Attributes:
        return {"Id": physical_id}
