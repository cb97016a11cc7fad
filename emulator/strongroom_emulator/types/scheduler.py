"""Amazon EventBridge Scheduler: schedules are stored; none comes due."""

from __future__ import annotations

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Resource, replace_if_changed, resource
from strongroom_emulator.types._api import absence_is_success, arn, call, change_tags, generated_name, pick, refuse_if_changed, tag_list


@resource("AWS::Scheduler::Schedule", level=Level.STORED, name_property="Name")
class Schedule(Resource):
    _SETTINGS = (
        "Description", "EndDate", "FlexibleTimeWindow", "GroupName", "KmsKeyArn", "ScheduleExpression", "ScheduleExpressionTimezone", "StartDate", "State",
        "Target",
    )  # fmt: skip
    handles = frozenset({*_SETTINGS, "Name"})

    def create(self, ctx: Context, props: Props) -> Created:
        name = generated_name(ctx, props, "Name", limit=64)
        made = call(ctx.client("scheduler"), "create_schedule", Name=name, **pick(props, *self._SETTINGS))
        return Created(name, {"Arn": made["ScheduleArn"]})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "Name")
        refuse_if_changed(old, new, "a schedule stays in its group", "GroupName")
        made = call(ctx.client("scheduler"), "update_schedule", Name=physical_id, **{"State": "ENABLED", **pick(new, *self._SETTINGS)})
        return {"Arn": made["ScheduleArn"]}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("scheduler").delete_schedule(Name=physical_id, **pick(props, "GroupName"))


@resource("AWS::Scheduler::ScheduleGroup", level=Level.STORED, name_property="Name")
class ScheduleGroup(Resource):
    handles = frozenset({"Name", "Tags"})

    def create(self, ctx: Context, props: Props) -> Created:
        scheduler, name = ctx.client("scheduler"), generated_name(ctx, props, "Name", limit=64)
        scheduler.create_schedule_group(Name=name, Tags=tag_list(props.get("Tags")))
        return Created(name, self._attributes(ctx, name))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "Name")
        scheduler, group = ctx.client("scheduler"), arn(ctx, "scheduler", f"schedule-group/{physical_id}")
        change_tags(
            old.get("Tags"), new.get("Tags"),
            lambda tags: scheduler.tag_resource(ResourceArn=group, Tags=tag_list(tags)),
            lambda names: scheduler.untag_resource(ResourceArn=group, TagKeys=names),
        )  # fmt: skip
        return self._attributes(ctx, physical_id)

    def _attributes(self, ctx: Context, name: str) -> Attributes:
        group = ctx.client("scheduler").get_schedule_group(Name=name)
        dates = {each: group[each].isoformat() for each in ("CreationDate", "LastModificationDate")}
        return {"Arn": group["Arn"], "State": group["State"], **dates}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        scheduler = ctx.client("scheduler")
        with absence_is_success():
            # moto answers 500 for a group it does not know.
            scheduler.get_schedule_group(Name=physical_id)
            scheduler.delete_schedule_group(Name=physical_id)
