"""What moto's RDS loses in a change."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from strongroom_emulator.overrides import override


@lru_cache(maxsize=None)
def keep_changed_subnet_groups() -> None:
    """moto takes a changed subnet group out of its list and doesn't put it back."""
    from moto.rds.models import RDSBackend

    modify = RDSBackend.modify_db_subnet_group

    def modify_db_subnet_group(self: Any, subnet_name: str, description: str, subnets: list[Any]) -> Any:
        group = modify(self, subnet_name, description, subnets)
        self.subnet_groups[subnet_name] = group
        return group

    override(RDSBackend, "modify_db_subnet_group")(modify_db_subnet_group)


@lru_cache(maxsize=None)
def change_cluster_log_exports() -> None:
    """moto looks for a cluster's log exports under the name they have at creation."""
    from moto.rds.models import RDSBackend

    modify = RDSBackend.modify_db_cluster

    def modify_db_cluster(self: Any, kwargs: dict[str, Any]) -> Any:
        exports = kwargs.pop("cloudwatch_logs_export_configuration", None) or {}
        cluster = self.clusters[kwargs["db_cluster_identifier"]]
        kept = [each for each in cluster.enabled_cloudwatch_logs_exports if each not in exports.get("DisableLogTypes", [])]
        cluster.enabled_cloudwatch_logs_exports = [*kept, *exports.get("EnableLogTypes", [])]
        return modify(self, kwargs)

    override(RDSBackend, "modify_db_cluster")(modify_db_cluster)


@lru_cache(maxsize=None)
def change_ports() -> None:
    """moto drops ModifyDBInstance's DBPortNumber."""
    from moto.rds.models import RDSBackend

    modify = RDSBackend.modify_db_instance

    def modify_db_instance(self: Any, db_instance_identifier: str, db_kwargs: dict[str, Any]) -> Any:
        port = db_kwargs.pop("db_port_number", None)
        database = modify(self, db_instance_identifier, db_kwargs)
        database.port = port or database.port
        return database

    override(RDSBackend, "modify_db_instance")(modify_db_instance)
