"""Amazon Simple Notification Service."""

from __future__ import annotations

import json
from typing import Any

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Resource, changed, client, replace_if_changed, resource, to_bool
from strongroom_emulator.types import _moto_messaging
from strongroom_emulator.types._api import absence_is_success, change_tags, generated_name, pick, tag_list, to_text

_moto_messaging.keep_topic_attributes()
_moto_messaging.deliver_wrapped_when_not_raw()

# Property -> attribute and what stands for its absence.
_ATTRIBUTES: dict[str, tuple[str, str]] = {
    "ArchivePolicy": ("ArchivePolicy", "{}"),
    "ContentBasedDeduplication": ("ContentBasedDeduplication", "false"),
    "DisplayName": ("DisplayName", ""),
    "FifoThroughputScope": ("FifoThroughputScope", "Topic"),
    "KmsMasterKeyId": ("KmsMasterKeyId", ""),
    "SignatureVersion": ("SignatureVersion", "1"),
    "TracingConfig": ("TracingConfig", "PassThrough"),
}
_LOGGED_PROTOCOLS = {"http/s": "HTTP", "sqs": "SQS", "lambda": "Lambda", "firehose": "Firehose", "application": "Application"}


@resource("AWS::SNS::Topic", level=Level.EXERCISED, name_property="TopicName")
class Topic(Resource):
    handles = frozenset({*_ATTRIBUTES, "DataProtectionPolicy", "DeliveryStatusLogging", "FifoTopic", "Subscription", "Tags", "TopicName"})

    def create(self, ctx: Context, props: Props) -> Created:
        sns, fifo = ctx.client("sns"), to_bool(props.get("FifoTopic", False))
        name = generated_name(ctx, props, "TopicName", limit=256)
        if fifo and not name.endswith(".fifo"):
            name = f"{name[:251]}.fifo"
        attributes = {attribute: to_text(props[name_]) for name_, (attribute, _) in _ATTRIBUTES.items() if name_ in props}
        if fifo:
            attributes["FifoTopic"] = "true"
        topic = sns.create_topic(Name=name, Attributes=attributes, Tags=tag_list(props.get("Tags")))["TopicArn"]
        ctx.made(topic)
        self._apply(sns, topic, {}, props)
        return Created(topic, _topic_attributes(topic))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "FifoTopic", "TopicName")
        sns = ctx.client("sns")
        for name in changed(old, new, _ATTRIBUTES):
            attribute, absent = _ATTRIBUTES[name]
            sns.set_topic_attributes(TopicArn=physical_id, AttributeName=attribute, AttributeValue=to_text(new.get(name, absent)))
        self._apply(sns, physical_id, old, new)
        change_tags(
            old.get("Tags"), new.get("Tags"),
            lambda tags: sns.tag_resource(ResourceArn=physical_id, Tags=tag_list(tags)),
            lambda names: sns.untag_resource(ResourceArn=physical_id, TagKeys=names),
        )  # fmt: skip
        return _topic_attributes(physical_id)

    def _apply(self, sns: Any, topic: str, old: Props, new: Props) -> None:
        """What create and update do alike."""
        if changed(old, new, ("DataProtectionPolicy",)):
            policy = to_text(new.get("DataProtectionPolicy", ""))
            sns.put_data_protection_policy(ResourceArn=topic, DataProtectionPolicy=policy)
        before, after = _delivery_logging(old), _delivery_logging(new)
        for attribute in changed(before, after, {*before, *after}):
            sns.set_topic_attributes(TopicArn=topic, AttributeName=attribute, AttributeValue=after.get(attribute, ""))
        wanted = [(each["Protocol"], each["Endpoint"]) for each in new.get("Subscription", [])]
        had = [(each["Protocol"], each["Endpoint"]) for each in old.get("Subscription", [])]
        for protocol, endpoint in (each for each in wanted if each not in had):
            sns.subscribe(TopicArn=topic, Protocol=protocol, Endpoint=endpoint)
        for subscription in sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"] if had else []:
            key = (subscription["Protocol"], subscription["Endpoint"])
            if key in had and key not in wanted:
                sns.unsubscribe(SubscriptionArn=subscription["SubscriptionArn"])

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        sns = ctx.client("sns")
        with absence_is_success():
            for subscription in sns.list_subscriptions_by_topic(TopicArn=physical_id)["Subscriptions"] if props.get("Subscription") else []:
                sns.unsubscribe(SubscriptionArn=subscription["SubscriptionArn"])
            sns.delete_topic(TopicArn=physical_id)


def _topic_attributes(topic: str) -> Attributes:
    return {"TopicArn": topic, "TopicName": topic.rsplit(":", 1)[1]}


def _delivery_logging(props: Props) -> dict[str, str]:
    """HTTPSuccessFeedbackRoleArn and its like, one set a protocol."""
    attributes: dict[str, str] = {}
    for entry in props.get("DeliveryStatusLogging", []):
        protocol = _LOGGED_PROTOCOLS[entry["Protocol"]]
        for name in ("SuccessFeedbackRoleArn", "SuccessFeedbackSampleRate", "FailureFeedbackRoleArn"):
            if name in entry:
                attributes[f"{protocol}{name}"] = to_text(entry[name])
    return attributes


def _default_topic_policy(topic: str) -> str:
    """The policy a topic has before it is given one (Amazon SNS Developer Guide)."""
    actions = ["AddPermission", "DeleteTopic", "GetTopicAttributes", "ListSubscriptionsByTopic", "Publish", "RemovePermission", "SetTopicAttributes", "Subscribe"]
    statement = {
        "Sid": "__default_statement_ID",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": [f"SNS:{action}" for action in actions],
        "Resource": topic,
        "Condition": {"StringEquals": {"AWS:SourceOwner": topic.split(":")[4]}},
    }
    return json.dumps({"Version": "2008-10-17", "Id": "__default_policy_ID", "Statement": [statement]})


def _set_policy(ctx: Context, topic: str, policy: Any) -> None:
    ctx.client("sns").set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=to_text(policy))


def _reset_policy(ctx: Context, topic: str) -> None:
    with absence_is_success():
        _set_policy(ctx, topic, _default_topic_policy(topic))


@resource("AWS::SNS::TopicPolicy", level=Level.STORED)
class TopicPolicy(Resource):
    handles = frozenset({"PolicyDocument", "Topics"})

    def create(self, ctx: Context, props: Props) -> Created:
        ctx.made(ctx.name)
        for topic in props["Topics"]:
            _set_policy(ctx, topic, props["PolicyDocument"])
        return Created(ctx.name, {"Id": ctx.name})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        for topic in new["Topics"]:
            _set_policy(ctx, topic, new["PolicyDocument"])
        for topic in (topic for topic in old["Topics"] if topic not in new["Topics"]):
            _reset_policy(ctx, topic)
        return {"Id": physical_id}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        for topic in props["Topics"]:
            _reset_policy(ctx, topic)


@resource("AWS::SNS::TopicInlinePolicy", level=Level.STORED)
class TopicInlinePolicy(Resource):
    handles = frozenset({"PolicyDocument", "TopicArn"})

    def create(self, ctx: Context, props: Props) -> Created:
        _set_policy(ctx, props["TopicArn"], props["PolicyDocument"])
        return Created(props["TopicArn"])

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "TopicArn")
        _set_policy(ctx, physical_id, new["PolicyDocument"])
        return {}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        _reset_policy(ctx, physical_id)


_SUBSCRIPTION = ("DeliveryPolicy", "FilterPolicyScope", "FilterPolicy", "RawMessageDelivery", "RedrivePolicy", "SubscriptionRoleArn")


@resource("AWS::SNS::Subscription", level=Level.EXERCISED)
class Subscription(Resource):
    handles = frozenset({*_SUBSCRIPTION, "Endpoint", "Protocol", "Region", "TopicArn"})
    ignores = {"ReplayPolicy": "moto replays no archive"}

    def create(self, ctx: Context, props: Props) -> Created:
        attributes = {name: to_text(props[name]) for name in _SUBSCRIPTION if name in props}
        made = _sns(ctx, props).subscribe(Attributes=attributes, ReturnSubscriptionArn=True, **pick(props, "Endpoint", "Protocol", "TopicArn"))
        return Created(made["SubscriptionArn"], {"Arn": made["SubscriptionArn"]})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "Endpoint", "Protocol", "Region", "TopicArn")
        sns = _sns(ctx, new)
        differing = changed(old, new, _SUBSCRIPTION)
        for name in (name for name in _SUBSCRIPTION if name in differing):
            absent = "false" if name == "RawMessageDelivery" else ""
            sns.set_subscription_attributes(SubscriptionArn=physical_id, AttributeName=name, AttributeValue=to_text(new.get(name, absent)))
        return {"Arn": physical_id}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            _sns(ctx, props).unsubscribe(SubscriptionArn=physical_id)


def _sns(ctx: Context, props: Props) -> Any:
    """A subscription may be to another region's topic."""
    return client("sns", props.get("Region") or props["TopicArn"].split(":")[3])
