"""AWS CloudTrail: trails are stored; no call is recorded."""

from __future__ import annotations

from typing import Any

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Resource, changed, replace_if_changed, resource, to_bool
from strongroom_emulator.types import _moto_security
from strongroom_emulator.types._api import absence_is_success, call, change_tags, generated_name, tag_list

_moto_security.replace_trail_selectors()

# Property -> parameter and what stands for its absence.
_SETTINGS: dict[str, tuple[str, Any]] = {
    "CloudWatchLogsLogGroupArn": ("CloudWatchLogsLogGroupArn", ""),
    "CloudWatchLogsRoleArn": ("CloudWatchLogsRoleArn", ""),
    "EnableLogFileValidation": ("EnableLogFileValidation", False),
    "IncludeGlobalServiceEvents": ("IncludeGlobalServiceEvents", True),
    "IsMultiRegionTrail": ("IsMultiRegionTrail", False),
    "IsOrganizationTrail": ("IsOrganizationTrail", False),
    "KMSKeyId": ("KmsKeyId", ""),
    "S3BucketName": ("S3BucketName", None),
    "S3KeyPrefix": ("S3KeyPrefix", ""),
    "SnsTopicName": ("SnsTopicName", ""),
}


@resource("AWS::CloudTrail::Trail", level=Level.STORED, name_property="TrailName")
class Trail(Resource):
    handles = frozenset({*_SETTINGS, "AdvancedEventSelectors", "EventSelectors", "InsightSelectors", "IsLogging", "Tags", "TrailName"})
    ignores = {"AggregationConfigurations": "moto aggregates no events"}

    def create(self, ctx: Context, props: Props) -> Created:
        trails, name = ctx.client("cloudtrail"), generated_name(ctx, props, "TrailName", limit=128)
        settings = {parameter: _setting(props, name_) for name_, (parameter, _) in _SETTINGS.items() if name_ in props}
        call(trails, "create_trail", Name=name, TagsList=tag_list(props.get("Tags")), **settings)
        ctx.made(name)
        self._apply(trails, name, {"IsLogging": False}, props)
        return Created(name, _attributes(trails, name))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "TrailName")
        trails = ctx.client("cloudtrail")
        settings = {_SETTINGS[name][0]: _setting(new, name) for name in changed(old, new, _SETTINGS)}
        if settings:
            call(trails, "update_trail", Name=physical_id, **settings)
        self._apply(trails, physical_id, old, new)
        attributes = _attributes(trails, physical_id)
        change_tags(
            old.get("Tags"), new.get("Tags"),
            lambda tags: trails.add_tags(ResourceId=attributes["Arn"], TagsList=tag_list(tags)),
            lambda names: trails.remove_tags(ResourceId=attributes["Arn"], TagsList=[tag for tag in tag_list(old["Tags"]) if tag["Key"] in names]),
        )  # fmt: skip
        return attributes

    def _apply(self, trails: Any, name: str, old: Props, new: Props) -> None:
        if changed(old, new, ("AdvancedEventSelectors", "EventSelectors")):
            if new.get("AdvancedEventSelectors"):
                call(trails, "put_event_selectors", TrailName=name, AdvancedEventSelectors=new["AdvancedEventSelectors"])
            else:
                call(trails, "put_event_selectors", TrailName=name, EventSelectors=new.get("EventSelectors", []))
        if changed(old, new, ("InsightSelectors",)):
            call(trails, "put_insight_selectors", TrailName=name, InsightSelectors=new.get("InsightSelectors", []))
        if to_bool(old["IsLogging"]) != to_bool(new["IsLogging"]):
            trails.start_logging(Name=name) if to_bool(new["IsLogging"]) else trails.stop_logging(Name=name)

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("cloudtrail").delete_trail(Name=physical_id)


def _setting(props: Props, name: str) -> Any:
    value = props.get(name, _SETTINGS[name][1])
    # A name or an ARN is allowed; moto wants the name.
    return value.rsplit(":", 1)[-1] if name == "SnsTopicName" else value


def _attributes(trails: Any, name: str) -> Attributes:
    trail = trails.get_trail(Name=name)["Trail"]
    return {"Arn": trail["TrailARN"], "SnsTopicArn": trail.get("SnsTopicARN") or ""}
