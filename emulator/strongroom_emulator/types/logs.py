"""Amazon CloudWatch Logs."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Resource, changed, replace_if_changed, resource, to_bool
from strongroom_emulator.types import _moto_logs
from strongroom_emulator.types._api import absence_is_success, arn, call, change_tags, generated_name, pick, tag_map, without

_moto_logs.keep_group_protection()
_moto_logs.replace_metric_filters()


@resource("AWS::Logs::LogGroup", level=Level.EXERCISED, name_property="LogGroupName")
class LogGroup(Resource):
    handles = frozenset({"DataProtectionPolicy", "DeletionProtectionEnabled", "KmsKeyId", "LogGroupName", "RetentionInDays", "Tags"})
    ignores = {
        "FieldIndexPolicies": "moto has no PutIndexPolicy",
        "LogGroupClass": "moto has one class, the standard",
        "ResourcePolicyDocument": "moto's resource policies belong to the account, not to a group",
    }

    def create(self, ctx: Context, props: Props) -> Created:
        logs, name = ctx.client("logs"), generated_name(ctx, props, "LogGroupName", limit=512)
        call(logs, "create_log_group", logGroupName=name, tags=tag_map(props.get("Tags")) or None, **pick(props, "KmsKeyId"))
        ctx.made(name)
        self._apply(logs, name, {}, without(props, "KmsKeyId"))
        return Created(name, _group_attributes(ctx, name))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "LogGroupName")
        logs = ctx.client("logs")
        self._apply(logs, physical_id, old, new)
        group = arn(ctx, "logs", f"log-group:{physical_id}")
        change_tags(
            old.get("Tags"), new.get("Tags"),
            lambda tags: logs.tag_resource(resourceArn=group, tags=tags),
            lambda names: logs.untag_resource(resourceArn=group, tagKeys=names),
        )  # fmt: skip
        return _group_attributes(ctx, physical_id)

    def _apply(self, logs: Any, name: str, old: Props, new: Props) -> None:
        differing = changed(old, new, self.handles)
        if "RetentionInDays" in differing:
            if "RetentionInDays" in new:
                call(logs, "put_retention_policy", logGroupName=name, **pick(new, "RetentionInDays"))
            else:
                logs.delete_retention_policy(logGroupName=name)
        if "KmsKeyId" in differing:
            if "KmsKeyId" in new:
                logs.associate_kms_key(logGroupName=name, kmsKeyId=new["KmsKeyId"])
            else:
                logs.disassociate_kms_key(logGroupName=name)
        if "DataProtectionPolicy" in differing:
            if "DataProtectionPolicy" in new:
                call(logs, "put_data_protection_policy", logGroupIdentifier=name, policyDocument=new["DataProtectionPolicy"])
            else:
                logs.delete_data_protection_policy(logGroupIdentifier=name)
        if "DeletionProtectionEnabled" in differing:
            protected = to_bool(new.get("DeletionProtectionEnabled", False))
            logs.put_log_group_deletion_protection(logGroupIdentifier=name, deletionProtectionEnabled=protected)

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("logs").delete_log_group(logGroupName=physical_id)


def _group_attributes(ctx: Context, name: str) -> Attributes:
    return {"Arn": arn(ctx, "logs", f"log-group:{name}:*")}


@resource("AWS::Logs::LogStream", level=Level.EXERCISED, name_property="LogStreamName")
class LogStream(Resource):
    handles = frozenset({"LogGroupName", "LogStreamName"})

    def create(self, ctx: Context, props: Props) -> Created:
        name = generated_name(ctx, props, "LogStreamName", limit=512)
        ctx.client("logs").create_log_stream(logGroupName=props["LogGroupName"], logStreamName=name)
        return Created(name)

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "LogGroupName", "LogStreamName")
        return {}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("logs").delete_log_stream(logGroupName=props["LogGroupName"], logStreamName=physical_id)


@resource("AWS::Logs::MetricFilter", level=Level.STORED, name_property="FilterName")
class MetricFilter(Resource):
    handles = frozenset({"FilterName", "FilterPattern", "LogGroupName", "MetricTransformations"})
    ignores = {
        "ApplyOnTransformedLogs": "moto transforms no logs",
        "EmitSystemFieldDimensions": "moto emits no metrics",
        "FieldSelectionCriteria": "moto emits no metrics",
    }

    def create(self, ctx: Context, props: Props) -> Created:
        name = generated_name(ctx, props, "FilterName", limit=512)
        self._put(ctx, name, props)
        return Created(name)

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "FilterName", "LogGroupName")
        self._put(ctx, physical_id, new)
        return {}

    def _put(self, ctx: Context, name: str, props: Props) -> None:
        transformations = [
            {**each, "Dimensions": {pair["Key"]: pair["Value"] for pair in each["Dimensions"]}} if "Dimensions" in each else each
            for each in props["MetricTransformations"]
        ]
        call(
            ctx.client("logs"), "put_metric_filter", filterName=name, metricTransformations=transformations, **pick(props, "FilterPattern", "LogGroupName")
        )  # fmt: skip

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("logs").delete_metric_filter(filterName=physical_id, logGroupName=props["LogGroupName"])


@resource("AWS::Logs::SubscriptionFilter", level=Level.EXERCISED, name_property="FilterName")
class SubscriptionFilter(Resource):
    handles = frozenset({"DestinationArn", "FilterName", "FilterPattern", "LogGroupName", "RoleArn"})
    ignores = {
        "ApplyOnTransformedLogs": "moto transforms no logs",
        "Distribution": "moto keeps no distribution",
        "EmitSystemFields": "moto emits no system fields",
        "FieldSelectionCriteria": "moto selects by pattern only",
    }

    def create(self, ctx: Context, props: Props) -> Created:
        name = generated_name(ctx, props, "FilterName", limit=512)
        self._put(ctx, name, props)
        return Created(name)

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "FilterName", "LogGroupName")
        try:
            self._put(ctx, physical_id, new)
        except ClientError as error:
            # moto counts an update of one of a group's two filters as a third.
            if error.response["Error"]["Code"] != "LimitExceededException":
                raise
            self.delete(ctx, physical_id, old)
            self._put(ctx, physical_id, new)
        return {}

    def _put(self, ctx: Context, name: str, props: Props) -> None:
        call(ctx.client("logs"), "put_subscription_filter", filterName=name, **pick(props, "DestinationArn", "FilterPattern", "LogGroupName", "RoleArn"))

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("logs").delete_subscription_filter(filterName=physical_id, logGroupName=props["LogGroupName"])


@resource("AWS::Logs::ResourcePolicy", level=Level.STORED, name_property="PolicyName")
class ResourcePolicy(Resource):
    handles = frozenset({"PolicyDocument", "PolicyName"})

    def create(self, ctx: Context, props: Props) -> Created:
        call(ctx.client("logs"), "put_resource_policy", **pick(props, "PolicyName", "PolicyDocument"))
        return Created(props["PolicyName"])

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "PolicyName")
        call(ctx.client("logs"), "put_resource_policy", **pick(new, "PolicyName", "PolicyDocument"))
        return {}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("logs").delete_resource_policy(policyName=physical_id)
