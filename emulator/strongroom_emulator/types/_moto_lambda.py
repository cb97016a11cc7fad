"""Settings of a function that moto drops: dead letters, the environment's key, where it logs; and what it forgets on an update."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from strongroom_emulator.overrides import override

_KEPT = ("DeadLetterConfig", "FileSystemConfigs", "KMSKeyArn", "LoggingConfig")


@lru_cache(maxsize=None)
def keep_function_settings() -> None:
    from moto.awslambda.models import LambdaFunction

    make, describe, update = LambdaFunction.__init__, LambdaFunction.get_configuration, LambdaFunction.update_configuration
    update_code = LambdaFunction.update_function_code

    def keep(function: Any, given: dict[str, Any]) -> None:
        function.kept = {**getattr(function, "kept", {}), **{name: given[name] for name in _KEPT if name in given}}
        group = function.kept.get("LoggingConfig", {}).get("LogGroup")
        function.logs_group_name = group or f"/aws/lambda/{function.function_name}"

    def __init__(self: Any, account_id: str, spec: dict[str, Any], region: str, version: str | int = 1) -> None:
        make(self, account_id, spec, region, version)
        keep(self, spec)

    def get_configuration(self: Any, on_create: bool = False) -> dict[str, Any]:
        kept = {name: value for name, value in getattr(self, "kept", {}).items() if value}
        logging = {"LogFormat": "Text", "LogGroup": self.logs_group_name, **kept.pop("LoggingConfig", {})}
        return {**describe(self, on_create), **kept, "LoggingConfig": logging}

    def update_configuration(self: Any, config_updates: dict[str, Any]) -> dict[str, Any]:
        keep(self, config_updates)
        if "TracingConfig" in config_updates:
            self.tracing_config = config_updates["TracingConfig"]
        if "EphemeralStorage" in config_updates:
            self.ephemeral_storage = config_updates["EphemeralStorage"]["Size"]
        update(self, config_updates)
        return self.get_configuration()

    def update_function_code(self: Any, updated_spec: dict[str, Any]) -> dict[str, Any]:
        if "Architectures" in updated_spec:
            self.architectures = updated_spec["Architectures"]
        return update_code(self, updated_spec)

    override(LambdaFunction, "__init__")(__init__)
    override(LambdaFunction, "get_configuration")(get_configuration)
    override(LambdaFunction, "update_configuration")(update_configuration)
    override(LambdaFunction, "update_function_code")(update_function_code)


@lru_cache(maxsize=None)
def refuse_to_lose_alias_routing() -> None:
    """moto's UpdateAlias keeps the old routing when told to have none."""
    from moto.awslambda.models import LambdaAlias

    update = LambdaAlias.update

    def update_alias(self: Any, description: str | None, function_version: str | None, routing_config: Any) -> None:
        update(self, description, function_version, routing_config)
        if routing_config is not None and not routing_config.get("AdditionalVersionWeights"):
            self.routing_config = None

    override(LambdaAlias, "update")(update_alias)


@lru_cache(maxsize=None)
def keep_changed_mappings() -> None:
    """moto takes an event source mapping's key, metrics and pollers when it makes one, and forgets them in an update."""
    from moto.awslambda.models import LambdaBackend

    update = LambdaBackend.update_event_source_mapping

    def update_event_source_mapping(self: Any, uuid: str, spec: dict[str, Any]) -> Any:
        mapping = update(self, uuid, spec)
        for parameter, attribute in (("KMSKeyArn", "kms_key"), ("MetricsConfig", "metrics"), ("ProvisionedPollerConfig", "poller_config")):
            if mapping is not None and parameter in spec:
                setattr(mapping, attribute, spec[parameter])
        return mapping

    override(LambdaBackend, "update_event_source_mapping")(update_event_source_mapping)
