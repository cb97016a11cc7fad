"""AWS Config: recorder, channel and rules are stored; nothing is recorded or judged."""

from __future__ import annotations

from typing import Any

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Resource, replace_if_changed, resource
from strongroom_emulator.types._api import absence_is_success, call, generated_name, pick


@resource("AWS::Config::ConfigurationRecorder", level=Level.STORED, name_property="Name")
class ConfigurationRecorder(Resource):
    handles = frozenset({"Name", "RecordingGroup", "RoleARN"})
    ignores = {"RecordingMode": "moto keeps no recording mode"}

    def create(self, ctx: Context, props: Props) -> Created:
        name = generated_name(ctx, props, "Name", limit=256)
        self._put(ctx, name, props)
        return Created(name, {"Id": name})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "Name")
        self._put(ctx, physical_id, new)
        return {"Id": physical_id}

    def _put(self, ctx: Context, name: str, props: Props) -> None:
        call(ctx.client("config"), "put_configuration_recorder", ConfigurationRecorder={"name": name, **pick(props, "RecordingGroup", "RoleARN")})

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        config = ctx.client("config")
        with absence_is_success():
            config.stop_configuration_recorder(ConfigurationRecorderName=physical_id)
            config.delete_configuration_recorder(ConfigurationRecorderName=physical_id)


def _recorders(config: Any) -> list[str]:
    return [recorder["name"] for recorder in config.describe_configuration_recorders()["ConfigurationRecorders"]]


@resource("AWS::Config::DeliveryChannel", level=Level.STORED, name_property="Name")
class DeliveryChannel(Resource):
    """A recorder records once there is a channel, and must stop before its channel goes."""

    _SETTINGS = ("ConfigSnapshotDeliveryProperties", "S3BucketName", "S3KeyPrefix", "S3KmsKeyArn", "SnsTopicARN")
    handles = frozenset({*_SETTINGS, "Name"})

    def create(self, ctx: Context, props: Props) -> Created:
        config, name = ctx.client("config"), generated_name(ctx, props, "Name", limit=256)
        call(config, "put_delivery_channel", DeliveryChannel={"name": name, **pick(props, *self._SETTINGS)})
        for recorder in _recorders(config):
            config.start_configuration_recorder(ConfigurationRecorderName=recorder)
        return Created(name, {"Id": name})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "Name")
        call(ctx.client("config"), "put_delivery_channel", DeliveryChannel={"name": physical_id, **pick(new, *self._SETTINGS)})
        return {"Id": physical_id}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        config = ctx.client("config")
        with absence_is_success():
            for recorder in _recorders(config):
                config.stop_configuration_recorder(ConfigurationRecorderName=recorder)
            config.delete_delivery_channel(DeliveryChannelName=physical_id)


@resource("AWS::Config::ConfigRule", level=Level.STORED, name_property="ConfigRuleName")
class ConfigRule(Resource):
    _SETTINGS = ("Description", "InputParameters", "MaximumExecutionFrequency", "Scope", "Source")
    handles = frozenset({*_SETTINGS, "ConfigRuleName"})
    ignores = {
        "Compliance": "moto judges no resource",
        "EvaluationModes": "moto keeps no evaluation modes",
        "Scope.TagKey": "sent; moto does not give it back",
        "Scope.TagValue": "sent; moto does not give it back",
    }

    def create(self, ctx: Context, props: Props) -> Created:
        name = generated_name(ctx, props, "ConfigRuleName", limit=128)
        return Created(name, self._put(ctx, name, props))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "ConfigRuleName")
        return self._put(ctx, physical_id, new)

    def _put(self, ctx: Context, name: str, props: Props) -> Attributes:
        config = ctx.client("config")
        call(config, "put_config_rule", ConfigRule={"ConfigRuleName": name, **pick(props, *self._SETTINGS)})
        found = config.describe_config_rules(ConfigRuleNames=[name])["ConfigRules"][0]
        return {"Arn": found["ConfigRuleArn"], "ConfigRuleId": found["ConfigRuleId"], "Compliance.Type": "INSUFFICIENT_DATA"}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("config").delete_config_rule(ConfigRuleName=physical_id)
