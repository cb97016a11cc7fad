"""Protections of a log group that moto has no call for: a key put on later, data protection, deletion protection."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from strongroom_emulator.overrides import override


@lru_cache(maxsize=None)
def keep_group_protection() -> None:
    from moto.core.exceptions import JsonRESTError
    from moto.logs.exceptions import ResourceNotFoundException
    from moto.logs.models import LogGroup, LogsBackend
    from moto.logs.responses import LogsResponse

    def group_of(response: Any, *parameters: str) -> Any:
        named = next(response._get_param(each) for each in parameters if response._get_param(each))
        name = named.split(":log-group:")[-1].removesuffix(":*")
        if name not in response.logs_backend.groups:
            raise ResourceNotFoundException()
        return response.logs_backend.groups[name]

    def associate_kms_key(self: Any) -> str:
        group_of(self, "logGroupName", "resourceIdentifier").kms_key_id = self._get_param("kmsKeyId")
        return ""

    def disassociate_kms_key(self: Any) -> str:
        group_of(self, "logGroupName", "resourceIdentifier").kms_key_id = None
        return ""

    def put_data_protection_policy(self: Any) -> str:
        group, document = group_of(self, "logGroupIdentifier"), self._get_param("policyDocument")
        group.data_protection_policy = document
        return json.dumps({"logGroupIdentifier": self._get_param("logGroupIdentifier"), "policyDocument": document})

    def get_data_protection_policy(self: Any) -> str:
        given = {"logGroupIdentifier": self._get_param("logGroupIdentifier")}
        document = getattr(group_of(self, "logGroupIdentifier"), "data_protection_policy", None)
        return json.dumps({**given, "policyDocument": document} if document else given)

    def delete_data_protection_policy(self: Any) -> str:
        group_of(self, "logGroupIdentifier").data_protection_policy = None
        return ""

    def put_log_group_deletion_protection(self: Any) -> str:
        group_of(self, "logGroupIdentifier").deletion_protection = bool(self._get_param("deletionProtectionEnabled"))
        return ""

    for method in (
        associate_kms_key,
        disassociate_kms_key,
        put_data_protection_policy,
        get_data_protection_policy,
        delete_data_protection_policy,
        put_log_group_deletion_protection,
    ):
        setattr(LogsResponse, method.__name__, method)

    describe, delete = LogGroup.to_describe_dict, LogsBackend.delete_log_group

    def to_describe_dict(self: Any) -> dict[str, Any]:
        described = describe(self)
        described["deletionProtectionEnabled"] = getattr(self, "deletion_protection", False)
        if getattr(self, "data_protection_policy", None):
            described["dataProtectionStatus"] = "ACTIVATED"
        return described

    def delete_log_group(self: Any, log_group_name: str) -> None:
        if getattr(self.groups.get(log_group_name), "deletion_protection", False):
            raise JsonRESTError("ValidationException", f"Log group {log_group_name} is protected from deletion")
        delete(self, log_group_name)

    override(LogGroup, "to_describe_dict")(to_describe_dict)
    override(LogsBackend, "delete_log_group")(delete_log_group)


@lru_cache(maxsize=None)
def replace_metric_filters() -> None:
    """moto puts a changed metric filter beside the old one."""
    from moto.logs.metric_filters import MetricFilters

    add = MetricFilters.add_filter

    def add_filter(self: Any, filter_name: str, filter_pattern: str, log_group_name: str, metric_transformations: Any) -> None:
        self.metric_filters = [each for each in self.metric_filters if (each["filterName"], each["logGroupName"]) != (filter_name, log_group_name)]
        add(self, filter_name, filter_pattern, log_group_name, metric_transformations)

    override(MetricFilters, "add_filter")(add_filter)
