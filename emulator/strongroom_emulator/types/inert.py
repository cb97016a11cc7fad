"""Types nothing stands behind, here or (CDK's metadata) at all."""

from __future__ import annotations

from strongroom_emulator.resource import Attributes, Context, Level, Props, resource
from strongroom_emulator.types._api import InertResource, arn, generated_name


@resource("AWS::AccessAnalyzer::Analyzer", level=Level.INERT, name_property="AnalyzerName")
class Analyzer(InertResource):
    handles = frozenset({"AnalyzerConfiguration", "AnalyzerName", "ArchiveRules", "Tags", "Type"})
    replaced_by = ("AnalyzerName", "Type")

    def identify(self, ctx: Context, props: Props) -> str:
        return arn(ctx, "access-analyzer", f"analyzer/{generated_name(ctx, props, 'AnalyzerName', limit=255)}")

    def attributes(self, ctx: Context, physical_id: str, props: Props) -> Attributes:
        return {"Arn": physical_id}


@resource("AWS::CDK::Metadata", level=Level.INERT)
class CdkMetadata(InertResource):
    handles = frozenset({"Analytics"})

    def identify(self, ctx: Context, props: Props) -> str:
        return ctx.name


@resource("AWS::CloudFormation::WaitConditionHandle", level=Level.INERT)
class WaitConditionHandle(InertResource):
    """`Ref` is a URL that a wait condition would be signalled at; nothing listens there."""

    def identify(self, ctx: Context, props: Props) -> str:
        return f"https://cloudformation-waitcondition-{ctx.region}.s3.{ctx.region}.amazonaws.com/{ctx.stack}/{ctx.logical_id}"
