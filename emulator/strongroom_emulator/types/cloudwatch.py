"""Amazon CloudWatch: alarms are stored; no metric moves them."""

from __future__ import annotations

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Resource, replace_if_changed, resource
from strongroom_emulator.types import _moto_messaging
from strongroom_emulator.types._api import absence_is_success, arn, call, change_tags, generated_name, pick, tag_list

_moto_messaging.put_composite_alarms()


class _Alarm(Resource):
    _operation: str
    _settings: tuple[str, ...]

    def create(self, ctx: Context, props: Props) -> Created:
        name = generated_name(ctx, props, "AlarmName", limit=255)
        call(ctx.client("cloudwatch"), self._operation, AlarmName=name, Tags=tag_list(props.get("Tags")) or None, **pick(props, *self._settings))
        return Created(name, self._attributes(ctx, name))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "AlarmName")
        watch, attributes = ctx.client("cloudwatch"), self._attributes(ctx, physical_id)
        call(watch, self._operation, AlarmName=physical_id, **pick(new, *self._settings))
        change_tags(
            old.get("Tags"), new.get("Tags"),
            lambda tags: watch.tag_resource(ResourceARN=attributes["Arn"], Tags=tag_list(tags)),
            lambda names: watch.untag_resource(ResourceARN=attributes["Arn"], TagKeys=names),
        )  # fmt: skip
        return attributes

    def _attributes(self, ctx: Context, name: str) -> Attributes:
        return {"Arn": arn(ctx, "cloudwatch", f"alarm:{name}")}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("cloudwatch").delete_alarms(AlarmNames=[physical_id])


@resource("AWS::CloudWatch::Alarm", level=Level.STORED, name_property="AlarmName")
class Alarm(_Alarm):
    _operation = "put_metric_alarm"
    _settings = (
        "ActionsEnabled", "AlarmActions", "AlarmDescription", "ComparisonOperator", "DatapointsToAlarm", "Dimensions", "EvaluateLowSampleCountPercentile",
        "EvaluationPeriods", "ExtendedStatistic", "InsufficientDataActions", "MetricName", "Metrics", "Namespace", "OKActions", "Period", "Statistic",
        "Threshold", "ThresholdMetricId", "TreatMissingData", "Unit",
    )  # fmt: skip
    handles = frozenset({*_settings, "AlarmName", "Tags"})


@resource("AWS::CloudWatch::CompositeAlarm", level=Level.STORED, name_property="AlarmName")
class CompositeAlarm(_Alarm):
    _operation = "put_composite_alarm"
    _settings = (
        "ActionsEnabled", "ActionsSuppressor", "ActionsSuppressorExtensionPeriod", "ActionsSuppressorWaitPeriod", "AlarmActions", "AlarmDescription",
        "AlarmRule", "InsufficientDataActions", "OKActions",
    )  # fmt: skip
    handles = frozenset({*_settings, "AlarmName", "Tags"})


@resource("AWS::CloudWatch::Dashboard", level=Level.STORED, name_property="DashboardName")
class Dashboard(Resource):
    handles = frozenset({"DashboardBody", "DashboardName"})
    ignores = {"Tags": "moto's dashboards have none"}

    def create(self, ctx: Context, props: Props) -> Created:
        name = generated_name(ctx, props, "DashboardName", limit=255)
        call(ctx.client("cloudwatch"), "put_dashboard", DashboardName=name, DashboardBody=props["DashboardBody"])
        return Created(name)

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "DashboardName")
        call(ctx.client("cloudwatch"), "put_dashboard", DashboardName=physical_id, DashboardBody=new["DashboardBody"])
        return {}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("cloudwatch").delete_dashboards(DashboardNames=[physical_id])
