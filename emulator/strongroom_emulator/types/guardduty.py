"""Amazon GuardDuty: detectors and filters are stored; nothing is detected."""

from __future__ import annotations

from typing import Any

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Resource, replace_if_changed, resource
from strongroom_emulator.types import _moto_security
from strongroom_emulator.types._api import absence_is_success, arn, call, change_tags, pick, tag_map

_moto_security.let_detector_tags_change()

_DETECTOR: dict[str, Any] = {"DataSources": {}, "Enable": None, "Features": [], "FindingPublishingFrequency": "SIX_HOURS"}
_FILTER: dict[str, Any] = {"Action": "NOOP", "Description": "", "FindingCriteria": None, "Rank": 1}


def _change_tags(guardduty: Any, resource_arn: str, old: Props, new: Props) -> None:
    change_tags(
        old.get("Tags"), new.get("Tags"),
        lambda tags: guardduty.tag_resource(ResourceArn=resource_arn, Tags=tags),
        lambda names: guardduty.untag_resource(ResourceArn=resource_arn, TagKeys=names),
    )  # fmt: skip


@resource("AWS::GuardDuty::Detector", level=Level.STORED)
class Detector(Resource):
    handles = frozenset({*_DETECTOR, "Tags"})

    def create(self, ctx: Context, props: Props) -> Created:
        made = call(ctx.client("guardduty"), "create_detector", Tags=tag_map(props.get("Tags")) or None, **pick(props, *_DETECTOR))
        return Created(made["DetectorId"], {"Id": made["DetectorId"]})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        guardduty = ctx.client("guardduty")
        settings = {name: new.get(name, absent) for name, absent in _DETECTOR.items() if name in new or name in old}
        call(guardduty, "update_detector", DetectorId=physical_id, **settings)
        _change_tags(guardduty, arn(ctx, "guardduty", f"detector/{physical_id}"), old, new)
        return {"Id": physical_id}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("guardduty").delete_detector(DetectorId=physical_id)


@resource("AWS::GuardDuty::Filter", level=Level.STORED, name_property="Name")
class Filter(Resource):
    handles = frozenset({*_FILTER, "DetectorId", "Name", "Tags"})

    def create(self, ctx: Context, props: Props) -> Created:
        guardduty = ctx.client("guardduty")
        call(guardduty, "create_filter", Name=ctx.name, **_filter(pick(props, "DetectorId", *_FILTER)))
        ctx.made(ctx.name)
        _change_tags(guardduty, _filter_arn(ctx, props, ctx.name), {}, props)
        return Created(ctx.name)

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "DetectorId", "Name")
        guardduty = ctx.client("guardduty")
        settings = {name: new.get(name, absent) for name, absent in _FILTER.items()}
        call(guardduty, "update_filter", DetectorId=new["DetectorId"], FilterName=physical_id, **_filter(settings))
        _change_tags(guardduty, _filter_arn(ctx, new, physical_id), old, new)
        return {}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("guardduty").delete_filter(DetectorId=props["DetectorId"], FilterName=physical_id)


def _filter_arn(ctx: Context, props: Props, name: str) -> str:
    return arn(ctx, "guardduty", f"detector/{props['DetectorId']}/filter/{name}")


def _filter(settings: Props) -> Props:
    """CloudFormation allows ItemType beside the criteria; the API knows criteria only."""
    criteria = settings.get("FindingCriteria")
    return {**settings, "FindingCriteria": pick(criteria, "Criterion")} if criteria else settings
