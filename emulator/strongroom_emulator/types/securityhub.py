"""AWS Security Hub: the hub can be switched on; standards are recorded only."""

from __future__ import annotations

from botocore.exceptions import ClientError

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Resource, resource
from strongroom_emulator.types._api import InertResource, arn, call, pick, tag_map


@resource("AWS::SecurityHub::Hub", level=Level.STORED)
class Hub(Resource):
    handles = frozenset({"EnableDefaultStandards", "Tags"})
    ignores = {
        "AutoEnableControls": "moto has no UpdateSecurityHubConfiguration",
        "ControlFindingGenerator": "moto has no UpdateSecurityHubConfiguration",
    }

    def create(self, ctx: Context, props: Props) -> Created:
        hub = ctx.client("securityhub")
        call(hub, "enable_security_hub", Tags=tag_map(props.get("Tags")) or None, **pick(props, "EnableDefaultStandards"))
        return Created(arn(ctx, "securityhub", "hub/default"), self._attributes(ctx))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        """EnableDefaultStandards counts at creation; moto has no tag calls here."""
        return self._attributes(ctx)

    def _attributes(self, ctx: Context) -> Attributes:
        found = ctx.client("securityhub").describe_hub()
        return {"ARN": found["HubArn"], "SubscribedAt": found["SubscribedAt"]}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        try:
            ctx.client("securityhub").disable_security_hub()
        except ClientError as error:
            if "not subscribed" not in str(error):
                raise


@resource("AWS::SecurityHub::Standard", level=Level.INERT)
class Standard(InertResource):
    handles = frozenset({"DisabledStandardsControls", "StandardsArn"})
    replaced_by = ("StandardsArn",)

    def identify(self, ctx: Context, props: Props) -> str:
        standard = props["StandardsArn"].split("standards/")[-1].split("ruleset/")[-1]
        return arn(ctx, "securityhub", f"subscription/{standard}")

    def attributes(self, ctx: Context, physical_id: str, props: Props) -> Attributes:
        return {"StandardsSubscriptionArn": physical_id}
