"""Amazon EventBridge: buses, rules, archives."""

from __future__ import annotations

import json
from typing import Any

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Resource, changed, replace_if_changed, resource
from strongroom_emulator.types import _moto_messaging
from strongroom_emulator.types._api import absence_is_success, arn, call, change_tags, generated_name, partition, pick, refuse_if_changed, tag_list

_moto_messaging.let_event_buses_change()


def _change_tags(events: Any, resource_arn: str, old: Props, new: Props) -> None:
    change_tags(
        old.get("Tags"), new.get("Tags"),
        lambda tags: events.tag_resource(ResourceARN=resource_arn, Tags=tag_list(tags)),
        lambda names: events.untag_resource(ResourceARN=resource_arn, TagKeys=names),
    )  # fmt: skip


@resource("AWS::Events::EventBus", level=Level.EXERCISED, name_property="Name")
class EventBus(Resource):
    _CHANGEABLE = ("DeadLetterConfig", "Description", "KmsKeyIdentifier")
    handles = frozenset({*_CHANGEABLE, "EventSourceName", "Name", "Policy", "Tags"})
    ignores = {"LogConfig": "moto's buses log nothing"}

    def create(self, ctx: Context, props: Props) -> Created:
        events, name = ctx.client("events"), props["Name"]
        call(events, "create_event_bus", Name=name, Tags=tag_list(props.get("Tags")) or None, **pick(props, "EventSourceName", *self._CHANGEABLE))
        ctx.made(name)
        if "Policy" in props:
            call(events, "put_permission", EventBusName=name, Policy=props["Policy"])
        return Created(name, _bus_attributes(events, name))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "Name")
        refuse_if_changed(old, new, "a partner's bus keeps its source", "EventSourceName")
        events = ctx.client("events")
        if changed(old, new, self._CHANGEABLE):
            call(events, "update_event_bus", Name=physical_id, **pick(new, *self._CHANGEABLE))
        if changed(old, new, ("Policy",)):
            if "Policy" in new:
                call(events, "put_permission", EventBusName=physical_id, Policy=new["Policy"])
            else:
                events.remove_permission(EventBusName=physical_id, RemoveAllPermissions=True)
        attributes = _bus_attributes(events, physical_id)
        _change_tags(events, attributes["Arn"], old, new)
        return attributes

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("events").delete_event_bus(Name=physical_id)


def _bus_attributes(events: Any, name: str) -> Attributes:
    found = events.describe_event_bus(Name=name)
    return {"Arn": found["Arn"], "Name": name, "Policy": found.get("Policy", "")}


@resource("AWS::Events::EventBusPolicy", level=Level.STORED)
class EventBusPolicy(Resource):
    """One statement of a bus's policy; the others stay."""

    handles = frozenset({"Action", "Condition", "EventBusName", "Principal", "Statement", "StatementId"})

    def create(self, ctx: Context, props: Props) -> Created:
        self._put(ctx, props)
        return Created(f"{props.get('EventBusName', 'default')}|{props['StatementId']}")

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "EventBusName", "StatementId")
        self._put(ctx, new)
        return {}

    def _put(self, ctx: Context, props: Props) -> None:
        events, bus = ctx.client("events"), props.get("EventBusName", "default")
        policy = json.loads(events.describe_event_bus(Name=bus).get("Policy") or '{"Version": "2012-10-17", "Statement": []}')
        others = [statement for statement in policy["Statement"] if statement["Sid"] != props["StatementId"]]
        policy["Statement"] = [*others, self._statement(ctx, props, bus)]
        events.put_permission(EventBusName=bus, Policy=json.dumps(policy))

    def _statement(self, ctx: Context, props: Props, bus: str) -> Props:
        if "Statement" in props:
            return {**props["Statement"], "Sid": props["StatementId"]}
        principal = props["Principal"]
        statement = {
            "Sid": props["StatementId"],
            "Effect": "Allow",
            "Principal": principal if principal == "*" else {"AWS": f"arn:{partition(ctx.region)}:iam::{principal}:root"},
            "Action": props["Action"],
            "Resource": arn(ctx, "events", f"event-bus/{bus}"),
        }
        if "Condition" in props:
            condition = props["Condition"]
            statement["Condition"] = {condition["Type"]: {condition["Key"]: condition["Value"]}}
        return statement

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        bus, statement = physical_id.split("|")
        with absence_is_success():
            ctx.client("events").remove_permission(EventBusName=bus, StatementId=statement)


@resource("AWS::Events::Rule", level=Level.EXERCISED, name_property="Name")
class Rule(Resource):
    _SETTINGS = ("Description", "EventBusName", "EventPattern", "RoleArn", "ScheduleExpression", "State")
    handles = frozenset({*_SETTINGS, "Name", "Tags", "Targets"})

    def create(self, ctx: Context, props: Props) -> Created:
        events, name = ctx.client("events"), generated_name(ctx, props, "Name", limit=64)
        rule = call(events, "put_rule", Name=name, Tags=tag_list(props.get("Tags")) or None, **pick(props, *self._SETTINGS))["RuleArn"]
        bus = _bus_name(props)
        physical_id = name if bus == "default" else f"{bus}|{name}"
        ctx.made(physical_id)
        if props.get("Targets"):
            call(events, "put_targets", Rule=name, EventBusName=bus, Targets=props["Targets"])
        return Created(physical_id, {"Arn": rule})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "Name", "EventBusName")
        events, (bus, name) = ctx.client("events"), _split(physical_id)
        rule = call(events, "put_rule", Name=name, **pick(new, *self._SETTINGS))["RuleArn"]
        kept = {target["Id"] for target in new.get("Targets", [])}
        gone = [target["Id"] for target in old.get("Targets", []) if target["Id"] not in kept]
        if gone:
            events.remove_targets(Rule=name, EventBusName=bus, Ids=gone)
        if kept:
            call(events, "put_targets", Rule=name, EventBusName=bus, Targets=new["Targets"])
        _change_tags(events, rule, old, new)
        return {"Arn": rule}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        events, (bus, name) = ctx.client("events"), _split(physical_id)
        with absence_is_success():
            targets = [target["Id"] for target in events.list_targets_by_rule(Rule=name, EventBusName=bus)["Targets"]]
            if targets:
                events.remove_targets(Rule=name, EventBusName=bus, Ids=targets)
            events.delete_rule(Name=name, EventBusName=bus)


def _bus_name(props: Props) -> str:
    return props.get("EventBusName", "default").split("/")[-1]


def _split(physical_id: str) -> tuple[str, str]:
    bus, _, name = physical_id.rpartition("|")
    return bus or "default", name


@resource("AWS::Events::Archive", level=Level.EXERCISED, name_property="ArchiveName")
class Archive(Resource):
    _CHANGEABLE = ("Description", "EventPattern", "RetentionDays")
    handles = frozenset({*_CHANGEABLE, "ArchiveName", "SourceArn"})
    ignores = {"KmsKeyIdentifier": "moto keeps no key of an archive"}

    def create(self, ctx: Context, props: Props) -> Created:
        name = generated_name(ctx, props, "ArchiveName", limit=48)
        made = call(ctx.client("events"), "create_archive", ArchiveName=name, EventSourceArn=props["SourceArn"], **pick(props, *self._CHANGEABLE))
        return Created(name, {"Arn": made["ArchiveArn"]})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "ArchiveName", "SourceArn")
        made = call(ctx.client("events"), "update_archive", ArchiveName=physical_id, **pick(new, *self._CHANGEABLE))
        return {"Arn": made["ArchiveArn"]}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("events").delete_archive(ArchiveName=physical_id)
