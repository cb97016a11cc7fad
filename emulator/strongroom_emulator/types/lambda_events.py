"""What calls a Lambda function: event source mappings, and what becomes of asynchronous calls."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Resource, changed, replace_if_changed, resource
from strongroom_emulator.types import _moto_lambda
from strongroom_emulator.types._api import absence_is_success, call, change_tags, is_absent, pick, tag_map

_moto_lambda.keep_changed_mappings()

_AT_CREATION = ("EventSourceArn", "StartingPosition", "StartingPositionTimestamp")
_CHANGEABLE: dict[str, Any] = {
    "BatchSize": None,
    "BisectBatchOnFunctionError": False,
    "DestinationConfig": {},
    "Enabled": True,
    "FilterCriteria": {},
    "FunctionName": None,
    "FunctionResponseTypes": [],
    "MaximumBatchingWindowInSeconds": 0,
    "MaximumRecordAgeInSeconds": -1,
    "MaximumRetryAttempts": -1,
    "KmsKeyArn": "",
    "MetricsConfig": {},
    "ParallelizationFactor": 1,
    "ProvisionedPollerConfig": {},
    "ScalingConfig": {},
    "SourceAccessConfigurations": [],
    "TumblingWindowInSeconds": 0,
}


@resource("AWS::Lambda::EventSourceMapping", level=Level.EXERCISED)
class EventSourceMapping(Resource):
    """From SQS, DynamoDB and Kinesis; moto knows no Kafka, MQ or DocumentDB, and their properties are refused."""

    handles = frozenset({*_AT_CREATION, *_CHANGEABLE, "Tags"})
    ignores = {"LoggingConfig": "moto's mappings log nothing"}

    def create(self, ctx: Context, props: Props) -> Created:
        made = call(
            ctx.client("lambda"), "create_event_source_mapping", Tags=tag_map(props.get("Tags")) or None, **pick(props, *_AT_CREATION, *_CHANGEABLE)
        )  # fmt: skip
        return Created(made["UUID"], _mapping_attributes(made))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, *_AT_CREATION)
        functions = ctx.client("lambda")
        settings = {name: new.get(name, _CHANGEABLE[name]) for name in changed(old, new, _CHANGEABLE)}
        if settings:
            call(functions, "update_event_source_mapping", UUID=physical_id, **settings)
        made = functions.get_event_source_mapping(UUID=physical_id)
        change_tags(
            old.get("Tags"), new.get("Tags"),
            lambda tags: functions.tag_resource(Resource=made["EventSourceMappingArn"], Tags=tags),
            lambda names: functions.untag_resource(Resource=made["EventSourceMappingArn"], TagKeys=names),
        )  # fmt: skip
        return _mapping_attributes(made)

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("lambda").delete_event_source_mapping(UUID=physical_id)


def _mapping_attributes(made: Props) -> Attributes:
    return {"Id": made["UUID"], "EventSourceMappingArn": made["EventSourceMappingArn"]}


@resource("AWS::Lambda::EventInvokeConfig", level=Level.STORED)
class EventInvokeConfig(Resource):
    handles = frozenset({"DestinationConfig", "FunctionName", "MaximumEventAgeInSeconds", "MaximumRetryAttempts"})
    ignores = {"Qualifier": "moto keeps one configuration a function, whatever the qualifier"}

    def create(self, ctx: Context, props: Props) -> Created:
        self._put(ctx, props)
        return Created(f"{props['FunctionName']}|{props.get('Qualifier', '$LATEST')}")

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "FunctionName", "Qualifier")
        # moto appends a configuration and gives the first, so the old one goes before the new one comes.
        self.delete(ctx, physical_id, old)
        self._put(ctx, new)
        return {}

    def _put(self, ctx: Context, props: Props) -> None:
        call(ctx.client("lambda"), "put_function_event_invoke_config", **pick(props, *self.handles))

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        functions = ctx.client("lambda")
        try:
            functions.get_function_event_invoke_config(FunctionName=props["FunctionName"])
        except ClientError as error:
            if is_absent(error):
                return
            raise
        functions.delete_function_event_invoke_config(FunctionName=props["FunctionName"])
