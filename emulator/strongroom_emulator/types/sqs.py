"""Amazon Simple Queue Service."""

from __future__ import annotations

from typing import Any

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Resource, changed, replace_if_changed, resource, to_bool
from strongroom_emulator.types import _moto_messaging
from strongroom_emulator.types._api import absence_is_success, arn, change_tags, generated_name, tag_map, to_text

_moto_messaging.keep_queue_policy()
_moto_messaging.report_redrive_allow_policy()

# Each attribute, with what stands for its absence in an update.
_ATTRIBUTES = {
    "ContentBasedDeduplication": "false",
    "DeduplicationScope": "queue",
    "DelaySeconds": "0",
    "FifoThroughputLimit": "perQueue",
    "KmsDataKeyReusePeriodSeconds": "300",
    "KmsMasterKeyId": "",
    "MaximumMessageSize": "262144",
    "MessageRetentionPeriod": "345600",
    "ReceiveMessageWaitTimeSeconds": "0",
    "RedriveAllowPolicy": "",
    "RedrivePolicy": "",
    "SqsManagedSseEnabled": "true",
    "VisibilityTimeout": "30",
}


@resource("AWS::SQS::Queue", level=Level.EXERCISED, name_property="QueueName")
class Queue(Resource):
    handles = frozenset({*_ATTRIBUTES, "FifoQueue", "QueueName", "Tags"})

    def create(self, ctx: Context, props: Props) -> Created:
        fifo = to_bool(props.get("FifoQueue", False))
        name = generated_name(ctx, props, "QueueName", limit=75 if fifo else 80)
        if fifo and not name.endswith(".fifo"):
            name = f"{name}.fifo"
        attributes = {attribute: to_text(props[attribute]) for attribute in _ATTRIBUTES if attribute in props}
        if fifo:
            attributes["FifoQueue"] = "true"
        url = ctx.client("sqs").create_queue(QueueName=name, Attributes=attributes, tags=tag_map(props.get("Tags")))["QueueUrl"]
        return Created(url, _queue_attributes(ctx, url))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "FifoQueue", "QueueName")
        sqs = ctx.client("sqs")
        attributes = {name: to_text(new.get(name, _ATTRIBUTES[name])) for name in changed(old, new, _ATTRIBUTES)}
        if attributes:
            sqs.set_queue_attributes(QueueUrl=physical_id, Attributes=attributes)
        change_tags(
            old.get("Tags"), new.get("Tags"),
            lambda tags: sqs.tag_queue(QueueUrl=physical_id, Tags=tags),
            lambda names: sqs.untag_queue(QueueUrl=physical_id, TagKeys=names),
        )  # fmt: skip
        return _queue_attributes(ctx, physical_id)

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("sqs").delete_queue(QueueUrl=physical_id)


def _queue_attributes(ctx: Context, url: str) -> Attributes:
    name = url.rsplit("/", 1)[1]
    return {"Arn": arn(ctx, "sqs", name), "QueueName": name, "QueueUrl": url}


def _set_policy(ctx: Context, queue: str, policy: Any) -> None:
    ctx.client("sqs").set_queue_attributes(QueueUrl=queue, Attributes={"Policy": to_text(policy)})


def _clear_policy(ctx: Context, queue: str) -> None:
    with absence_is_success():
        _set_policy(ctx, queue, "")


@resource("AWS::SQS::QueuePolicy", level=Level.STORED)
class QueuePolicy(Resource):
    handles = frozenset({"PolicyDocument", "Queues"})

    def create(self, ctx: Context, props: Props) -> Created:
        ctx.made(ctx.name)
        for queue in props["Queues"]:
            _set_policy(ctx, queue, props["PolicyDocument"])
        return Created(ctx.name, {"Id": ctx.name})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        for queue in new["Queues"]:
            _set_policy(ctx, queue, new["PolicyDocument"])
        for queue in (queue for queue in old["Queues"] if queue not in new["Queues"]):
            _clear_policy(ctx, queue)
        return {"Id": physical_id}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        for queue in props["Queues"]:
            _clear_policy(ctx, queue)


@resource("AWS::SQS::QueueInlinePolicy", level=Level.STORED)
class QueueInlinePolicy(Resource):
    handles = frozenset({"PolicyDocument", "Queue"})

    def create(self, ctx: Context, props: Props) -> Created:
        _set_policy(ctx, props["Queue"], props["PolicyDocument"])
        return Created(props["Queue"])

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "Queue")
        _set_policy(ctx, physical_id, new["PolicyDocument"])
        return {}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        _clear_policy(ctx, physical_id)
