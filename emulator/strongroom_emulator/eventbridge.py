"""EventBridge delivers: functions, topics, queues, state machines, log groups and other buses; archives stay moto's.

Delivery is asynchronous and attempted once; what can't be delivered goes to the target's dead-letter queue. Schedules don't run
by themselves: `fire` does what one tick would do.
"""

from __future__ import annotations

import copy
import json
import re
import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from typing import Any

from .overrides import override
from .resource import client

Event = dict[str, Any]
_PLACEHOLDER = re.compile(r"<([^<>\s]+)>")
_STEP = re.compile(r"\.([^.\[\]]+)|\['([^']+)'\]|\[(\d+)\]")


def normalise(event: Event) -> Event:
    """The event as its receivers see it: time as text, nothing of moto's own."""
    time = event.get("time")
    if isinstance(time, (int, float)) or (isinstance(time, str) and re.fullmatch(r"\d+(\.\d+)?", time)):
        time = datetime.fromtimestamp(float(time), timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {key: value for key, value in {**event, "time": time}.items() if key != "ingestion-time"}


def select(event: Any, path: str) -> Any:
    """What a JSON path ($.detail.items[0]) finds in the event, or None."""
    value = event
    for name, quoted, index in _STEP.findall(path):
        try:
            value = value[int(index)] if index else value[name or quoted]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def render(target: dict[str, Any], event: Event, rule_arn: str) -> str:
    """The text that a target receives: the event, a part of it, a constant, or a filled template."""
    if "Input" in target:
        return str(target["Input"])
    if "InputPath" in target:
        return json.dumps(select(event, target["InputPath"]))
    transformer = target.get("InputTransformer")
    if not transformer:
        return json.dumps(event)
    values = {name: select(event, path) for name, path in (transformer.get("InputPathsMap") or {}).items()}
    values |= {
        "aws.events.event": event,
        "aws.events.event.json": event,
        "aws.events.event.ingestion-time": event.get("time"),
        "aws.events.rule-arn": rule_arn,
        "aws.events.rule-name": rule_arn.split("/")[-1],
    }
    return _fill(transformer["InputTemplate"], values)


def _fill(template: str, values: dict[str, Any]) -> str:
    """A value between quotes becomes part of that text, elsewhere it is JSON."""
    filled, quoted, last = [], False, 0
    for match in _PLACEHOLDER.finditer(template):
        before = template[last : match.start()]
        quoted ^= len(re.findall(r'(?<!\\)"', before)) % 2 == 1
        filled.append(before)
        name = match.group(1)
        if name not in values:
            filled.append(match.group(0))
        elif quoted:
            value = values[name]
            filled.append(json.dumps(value if isinstance(value, str) else json.dumps(value))[1:-1])
        else:
            filled.append(json.dumps(values[name]))
        last = match.end()
    return "".join([*filled, template[last:]])


def _to_function(arn: str, region: str, body: str, target: dict[str, Any]) -> None:
    client("lambda", region).invoke(FunctionName=arn, InvocationType="Event", Payload=body)


def _to_topic(arn: str, region: str, body: str, target: dict[str, Any]) -> None:
    client("sns", region).publish(TopicArn=arn, Message=body)


def _to_queue(arn: str, region: str, body: str, target: dict[str, Any]) -> None:
    sqs = client("sqs", region)
    url = sqs.get_queue_url(QueueName=arn.split(":")[5])["QueueUrl"]
    group = target.get("SqsParameters", {}).get("MessageGroupId")
    fifo = {"MessageGroupId": group, "MessageDeduplicationId": str(uuid.uuid4())} if group else {}
    sqs.send_message(QueueUrl=url, MessageBody=body, **fifo)


def _to_machine(arn: str, region: str, body: str, target: dict[str, Any]) -> None:
    client("stepfunctions", region).start_execution(stateMachineArn=arn, input=body, name=str(uuid.uuid4()))


def _to_log_group(arn: str, region: str, body: str, target: dict[str, Any]) -> None:
    logs, group, stream = client("logs", region), arn.split(":")[6], str(uuid.uuid4())
    logs.create_log_stream(logGroupName=group, logStreamName=stream)
    timestamp = int(datetime.now(timezone.utc).timestamp() * 1000)
    logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=[{"timestamp": timestamp, "message": body}])


def _to_bus(arn: str, region: str, body: str, target: dict[str, Any]) -> None:
    event = json.loads(body)
    entry = {"Source": event["source"], "DetailType": event["detail-type"], "Detail": json.dumps(event["detail"]), "EventBusName": arn}
    answer = client("events", arn.split(":")[3]).put_events(Entries=[entry])
    if answer["FailedEntryCount"]:
        raise ValueError(answer["Entries"][0]["ErrorMessage"])


_DELIVERIES: dict[str, Callable[[str, str, str, dict[str, Any]], None]] = {
    "lambda": _to_function,
    "sns": _to_topic,
    "sqs": _to_queue,
    "states": _to_machine,
    "logs": _to_log_group,
    "event-bus": _to_bus,
}


def _kind(target: dict[str, Any]) -> str:
    parts = target["Arn"].split(":")
    return "event-bus" if parts[2] == "events" and parts[5].startswith("event-bus/") else parts[2]


def deliver(target: dict[str, Any], event: Event, rule: Any) -> str | None:
    """Deliver once; the reason if it failed."""
    body = render(target, event, rule.arn)
    try:
        _DELIVERIES[_kind(target)](target["Arn"], rule.region_name, body, target)
        return None
    except Exception as error:
        print(f"rule {rule.name}: delivery to {target['Arn']} failed: {error}", file=sys.stderr)
        dead_letters = target.get("DeadLetterConfig", {}).get("Arn")
        if dead_letters:
            _to_queue(dead_letters, rule.region_name, body, {})
        return str(error)


def fire(rule_name: str, bus: str, account: str, region: str) -> Iterator[dict[str, Any]]:
    """One tick of a scheduled rule, now: what became of each target."""
    from moto.events.models import events_backends

    rule = events_backends[account][region].describe_rule(rule_name, bus)
    event = {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": account,
        "time": datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": region,
        "resources": [rule.arn],
        "detail": {},
    }
    for target in list(rule.targets):
        supported = _kind(target) in _DELIVERIES
        failure = deliver(target, event, rule) if supported else f"targets of {_kind(target)} are not emulated"
        yield {"id": target["Id"], "arn": target["Arn"], "delivered": failure is None, **({"reason": failure} if failure else {})}


def install() -> None:
    from moto.events.models import Rule

    send_what_moto_can = Rule.send_to_targets

    @override(Rule, "send_to_targets")
    def send_to_targets(self: Any, original_event: Event, transform_input: bool = True) -> None:
        listens = not self.scheduled_expression or self.event_pattern.dump()
        if self.state.startswith("DISABLED") or not listens or not self.event_pattern.matches_event(original_event):
            return
        event = normalise(original_event)
        others = copy.copy(self)
        others.targets = [target for target in self.targets if _kind(target) not in _DELIVERIES]
        for target in self.targets:
            if _kind(target) in _DELIVERIES:
                threading.Thread(target=deliver, args=(target, event, self), daemon=True).start()
        if others.targets:
            send_what_moto_can(others, original_event, transform_input)
