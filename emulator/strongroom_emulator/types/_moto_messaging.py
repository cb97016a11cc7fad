"""Gaps in moto's messaging and monitoring: settings it takes and does not give back."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from strongroom_emulator.overrides import override

# Attributes of a topic that moto gives back itself.
_GIVEN = {"DeliveryPolicy", "DisplayName", "KmsMasterKeyId", "Policy", "FifoTopic", "ContentBasedDeduplication"}


@lru_cache(maxsize=None)
def keep_topic_attributes() -> None:
    """Signature version, tracing, archive and delivery logging of a topic; its data protection policy."""
    from moto.core.responses import ActionResult, EmptyResult
    from moto.sns.responses import SNSResponse

    create, read, write = SNSResponse.create_topic, SNSResponse.get_topic_attributes, SNSResponse.set_topic_attributes

    def keep(topic: Any, attributes: dict[str, str]) -> None:
        kept = topic.__dict__.setdefault("kept", {})
        kept.update({name: value for name, value in attributes.items() if name not in _GIVEN})

    def create_topic(self: Any) -> Any:
        answer = create(self)
        keep(self.backend.get_topic(answer.result["TopicArn"]), self._get_attributes() or {})
        return answer

    def get_topic_attributes(self: Any) -> Any:
        answer = read(self)
        kept = getattr(self.backend.get_topic(self._get_param("TopicArn")), "kept", {})
        answer.result["Attributes"].update({name: value for name, value in kept.items() if value})
        return answer

    def set_topic_attributes(self: Any) -> Any:
        answer = write(self)
        topic = self.backend.get_topic(self._get_param("TopicArn"))
        keep(topic, {self._get_param("AttributeName"): self._get_param("AttributeValue")})
        return answer

    def put_data_protection_policy(self: Any) -> Any:
        self.backend.get_topic(self._get_param("ResourceArn")).data_protection_policy = self._get_param("DataProtectionPolicy")
        return EmptyResult()

    def get_data_protection_policy(self: Any) -> Any:
        topic = self.backend.get_topic(self._get_param("ResourceArn"))
        return ActionResult({"DataProtectionPolicy": getattr(topic, "data_protection_policy", "")})

    for method in (create_topic, get_topic_attributes, set_topic_attributes, put_data_protection_policy, get_data_protection_policy):
        setattr(SNSResponse, method.__name__, method)


@lru_cache(maxsize=None)
def deliver_wrapped_when_not_raw() -> None:
    """moto takes the text "false" of RawMessageDelivery for true."""
    from moto.sns.models import SNSBackend

    write = SNSBackend.set_subscription_attributes

    def set_subscription_attributes(self: Any, arn: str, name: str, value: Any) -> None:
        write(self, arn, name, value)
        if name == "RawMessageDelivery" and str(value).lower() == "false":
            del self.subscriptions[arn].attributes[name]

    override(SNSBackend, "set_subscription_attributes")(set_subscription_attributes)


@lru_cache(maxsize=None)
def keep_queue_policy() -> None:
    """moto drops a queue's policy whenever another attribute is set."""
    from moto.sqs.models import Queue

    write = Queue._set_attributes

    def _set_attributes(self: Any, attributes: dict[str, Any], now: float | None = None) -> None:
        if "Policy" not in attributes and getattr(self, "policy", None):
            attributes = {**attributes, "Policy": self.policy}
        write(self, attributes, now)

    override(Queue, "_set_attributes")(_set_attributes)


@lru_cache(maxsize=None)
def report_redrive_allow_policy() -> None:
    """moto keeps a queue's RedriveAllowPolicy and leaves it out of its attributes."""
    from moto.sqs.models import Queue

    read = Queue.attributes.fget

    def attributes(self: Any) -> dict[str, Any]:
        allowed = getattr(self, "redrive_allow_policy", None)
        return {**read(self), **({"RedriveAllowPolicy": allowed} if allowed else {})}  # type: ignore[misc]

    override(Queue, "attributes")(property(attributes))


@lru_cache(maxsize=None)
def put_composite_alarms() -> None:
    """moto keeps composite alarms in the same place as others and has no call for them."""
    from moto.cloudwatch.responses import CloudWatchResponse

    def put_composite_alarm(self: Any) -> Any:
        answer = CloudWatchResponse.put_metric_alarm(self)
        alarm = self.cloudwatch_backend.alarms[self._get_param("AlarmName")]
        alarm.alarm_rule = self._get_param("AlarmRule")
        alarm.actions_suppressor = self._get_param("ActionsSuppressor")
        alarm.actions_suppressor_wait_period = self._get_param("ActionsSuppressorWaitPeriod")
        alarm.actions_suppressor_extension_period = self._get_param("ActionsSuppressorExtensionPeriod")
        return answer

    CloudWatchResponse.put_composite_alarm = put_composite_alarm  # type: ignore[attr-defined]


@lru_cache(maxsize=None)
def let_event_buses_change() -> None:
    """moto has no UpdateEventBus."""
    import json

    from moto.events.responses import EventsHandler

    def update_event_bus(self: Any) -> tuple[str, dict[str, Any]]:
        bus = self.events_backend.describe_event_bus(self._get_param("Name"))
        bus.description = self._get_param("Description")
        bus.kms_key_identifier = self._get_param("KmsKeyIdentifier")
        bus.dead_letter_config = self._get_param("DeadLetterConfig")
        return json.dumps({"Arn": bus.arn, "Name": bus.name}), self.response_headers

    EventsHandler.update_event_bus = update_event_bus  # type: ignore[attr-defined]


@lru_cache(maxsize=None)
def name_groups_by_their_region() -> None:
    """moto puts every resource group's ARN in us-west-1."""
    from moto.resourcegroups.models import FakeResourceGroup

    make = FakeResourceGroup.__init__

    def __init__(self: Any, account_id: str, region_name: str, *rest: Any, **named: Any) -> None:
        make(self, account_id, region_name, *rest, **named)
        self.arn = self.arn.replace(":us-west-1:", f":{region_name}:")

    override(FakeResourceGroup, "__init__")(__init__)
