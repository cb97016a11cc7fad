"""Amazon RDS: databases are stored; nothing listens at their endpoints."""

from __future__ import annotations

from typing import Any

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Resource, changed, replace_if_changed, resource
from strongroom_emulator.types import _moto_rds
from strongroom_emulator.types._api import absence_is_success, arn, call, change_tags, generated_name, pick, tag_list

_moto_rds.keep_changed_subnet_groups()
_moto_rds.change_cluster_log_exports()
_moto_rds.change_ports()


def _change_tags(ctx: Context, resource_arn: str, old: Props, new: Props) -> None:
    rds = ctx.client("rds")
    change_tags(
        old.get("Tags"), new.get("Tags"),
        lambda tags: rds.add_tags_to_resource(ResourceName=resource_arn, Tags=tag_list(tags)),
        lambda names: rds.remove_tags_from_resource(ResourceName=resource_arn, TagKeys=names),
    )  # fmt: skip


def _secret(props: Props) -> Props:
    """The key of the secret that RDS keeps the master password in."""
    return pick(props.get("MasterUserSecret", {}), MasterUserSecretKmsKeyId="KmsKeyId")


def _log_exports(old: Props, new: Props) -> Props:
    before, after = old.get("EnableCloudwatchLogsExports", []), new.get("EnableCloudwatchLogsExports", [])
    if before == after:
        return {}
    enable, disable = [each for each in after if each not in before], [each for each in before if each not in after]
    return {"CloudwatchLogsExportConfiguration": {"EnableLogTypes": enable, "DisableLogTypes": disable}}


@resource("AWS::RDS::DBInstance", level=Level.STORED, name_property="DBInstanceIdentifier")
class DbInstance(Resource):
    _FIXED = (
        "AvailabilityZone", "CharacterSetName", "DBClusterIdentifier", "DBName", "DBSubnetGroupName", "Engine", "KmsKeyId", "MasterUsername", "StorageEncrypted",
    )  # fmt: skip
    _CHANGEABLE: dict[str, Any] = {
        "AllocatedStorage": None,
        "AutoMinorVersionUpgrade": True,
        "BackupRetentionPeriod": 1,
        "CACertificateIdentifier": None,
        "CopyTagsToSnapshot": False,
        "DBInstanceClass": None,
        "DBParameterGroupName": None,
        "DeletionProtection": False,
        "EngineVersion": None,
        "Iops": None,
        "LicenseModel": None,
        "ManageMasterUserPassword": False,
        "MasterUserPassword": None,
        "MaxAllocatedStorage": None,
        "MultiAZ": False,
        "OptionGroupName": None,
        "Port": None,
        "PreferredBackupWindow": None,
        "PreferredMaintenanceWindow": None,
        "PubliclyAccessible": False,
        "StorageThroughput": None,
        "StorageType": None,
        "EnableIAMDatabaseAuthentication": False,
    }
    handles = frozenset({*_FIXED, *_CHANGEABLE, "DBInstanceIdentifier", "EnableCloudwatchLogsExports", "MasterUserSecret", "Tags", "VPCSecurityGroups"})
    ignores = {
        "AllowMajorVersionUpgrade": "moto takes any version",
        "ApplyImmediately": "every change is immediate here",
        "DatabaseInsightsMode": "moto keeps no insights",
        "DeleteAutomatedBackups": "moto makes no backups",
        "EnablePerformanceInsights": "moto keeps no insights",
        "EngineLifecycleSupport": "moto keeps no support plan",
        "MonitoringInterval": "moto monitors nothing",
        "MonitoringRoleArn": "moto monitors nothing",
        "NetworkType": "moto keeps no network type",
        "PerformanceInsightsKMSKeyId": "moto keeps no insights",
        "PerformanceInsightsRetentionPeriod": "moto keeps no insights",
        "PromotionTier": "moto has no failover",
    }

    def create(self, ctx: Context, props: Props) -> Created:
        rds, name = ctx.client("rds"), _identifier(ctx, props, "DBInstanceIdentifier")
        settings = pick(props, "EnableCloudwatchLogsExports", *self._FIXED, *self._CHANGEABLE, VpcSecurityGroupIds="VPCSecurityGroups")
        call(rds, "create_db_instance", DBInstanceIdentifier=name, Tags=tag_list(props.get("Tags")), **settings, **_secret(props))
        return Created(name, _instance_attributes(rds, name))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "DBInstanceIdentifier", *self._FIXED)
        rds = ctx.client("rds")
        settings = {name: new.get(name, self._CHANGEABLE[name]) for name in changed(old, new, self._CHANGEABLE)}
        settings = {"DBPortNumber" if name == "Port" else name: value for name, value in settings.items()}
        if changed(old, new, ("VPCSecurityGroups",)):
            settings["VpcSecurityGroupIds"] = new.get("VPCSecurityGroups", [])
        if changed(old, new, ("MasterUserSecret",)):
            settings |= {"ManageMasterUserPassword": True, **_secret(new)}
        settings |= _log_exports(old, new)
        if settings:
            call(rds, "modify_db_instance", DBInstanceIdentifier=physical_id, ApplyImmediately=True, **settings)
        attributes = _instance_attributes(rds, physical_id)
        _change_tags(ctx, attributes["DBInstanceArn"], old, new)
        return attributes

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("rds").delete_db_instance(DBInstanceIdentifier=physical_id, SkipFinalSnapshot=True)


def _identifier(ctx: Context, props: Props, name_property: str) -> str:
    return generated_name(ctx, props, name_property, limit=63, lower=True).lower()


def _instance_attributes(rds: Any, name: str) -> Attributes:
    found = rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]
    attributes = {"DBInstanceArn": found["DBInstanceArn"], "DbiResourceId": found["DbiResourceId"]}
    endpoint = found.get("Endpoint", {})
    attributes |= {f"Endpoint.{member}": str(endpoint[member]) for member in ("Address", "Port", "HostedZoneId") if member in endpoint}
    if found.get("MasterUserSecret"):
        attributes["MasterUserSecret.SecretArn"] = found["MasterUserSecret"]["SecretArn"]
    return attributes


@resource("AWS::RDS::DBCluster", level=Level.STORED, name_property="DBClusterIdentifier")
class DbCluster(Resource):
    _FIXED = ("AvailabilityZones", "DatabaseName", "DBSubnetGroupName", "Engine", "EngineMode", "KmsKeyId", "MasterUsername", "StorageEncrypted")
    _CHANGEABLE: dict[str, Any] = {
        "AllocatedStorage": None,
        "BackupRetentionPeriod": 1,
        "CopyTagsToSnapshot": False,
        "DBClusterInstanceClass": None,
        "DBClusterParameterGroupName": None,
        "DeletionProtection": False,
        "EnableHttpEndpoint": False,
        "EnableIAMDatabaseAuthentication": False,
        "EngineVersion": None,
        "Iops": None,
        "ManageMasterUserPassword": False,
        "MasterUserPassword": None,
        "Port": None,
        "PreferredBackupWindow": None,
        "PreferredMaintenanceWindow": None,
        "ServerlessV2ScalingConfiguration": None,
        "StorageType": None,
        "VpcSecurityGroupIds": [],
    }
    handles = frozenset({*_FIXED, *_CHANGEABLE, "DBClusterIdentifier", "EnableCloudwatchLogsExports", "MasterUserSecret", "Tags"})
    ignores = {
        "AutoMinorVersionUpgrade": "moto takes any version",
        "DatabaseInsightsMode": "moto keeps no insights",
        "EngineLifecycleSupport": "moto keeps no support plan",
        "MonitoringInterval": "moto monitors nothing",
        "MonitoringRoleArn": "moto monitors nothing",
        "NetworkType": "moto keeps no network type",
        "PerformanceInsightsEnabled": "moto keeps no insights",
        "PerformanceInsightsKmsKeyId": "moto keeps no insights",
        "PerformanceInsightsRetentionPeriod": "moto keeps no insights",
    }

    def create(self, ctx: Context, props: Props) -> Created:
        rds, name = ctx.client("rds"), _identifier(ctx, props, "DBClusterIdentifier")
        settings = pick(props, "EnableCloudwatchLogsExports", *self._FIXED, *self._CHANGEABLE)
        call(rds, "create_db_cluster", DBClusterIdentifier=name, Tags=tag_list(props.get("Tags")), **settings, **_secret(props))
        return Created(name, _cluster_attributes(rds, name))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "DBClusterIdentifier", *self._FIXED)
        rds = ctx.client("rds")
        settings = {name: new.get(name, self._CHANGEABLE[name]) for name in changed(old, new, self._CHANGEABLE)}
        if changed(old, new, ("MasterUserSecret",)):
            settings |= {"ManageMasterUserPassword": True, **_secret(new)}
        settings |= _log_exports(old, new)
        if settings:
            call(rds, "modify_db_cluster", DBClusterIdentifier=physical_id, ApplyImmediately=True, **settings)
        attributes = _cluster_attributes(rds, physical_id)
        _change_tags(ctx, attributes["DBClusterArn"], old, new)
        return attributes

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("rds").delete_db_cluster(DBClusterIdentifier=physical_id, SkipFinalSnapshot=True)


def _cluster_attributes(rds: Any, name: str) -> Attributes:
    found = rds.describe_db_clusters(DBClusterIdentifier=name)["DBClusters"][0]
    attributes = {
        "DBClusterArn": found["DBClusterArn"],
        "DBClusterResourceId": found["DbClusterResourceId"],
        "Endpoint.Address": found["Endpoint"],
        "Endpoint.Port": str(found["Port"]),
        "ReadEndpoint.Address": found.get("ReaderEndpoint", ""),
    }
    if found.get("MasterUserSecret"):
        attributes["MasterUserSecret.SecretArn"] = found["MasterUserSecret"]["SecretArn"]
    return attributes


@resource("AWS::RDS::DBSubnetGroup", level=Level.STORED, name_property="DBSubnetGroupName")
class DbSubnetGroup(Resource):
    handles = frozenset({"DBSubnetGroupDescription", "DBSubnetGroupName", "SubnetIds", "Tags"})

    def create(self, ctx: Context, props: Props) -> Created:
        name = generated_name(ctx, props, "DBSubnetGroupName", limit=255, lower=True).lower()
        settings = pick(props, "DBSubnetGroupDescription", "SubnetIds")
        ctx.client("rds").create_db_subnet_group(DBSubnetGroupName=name, Tags=tag_list(props.get("Tags")), **settings)
        return Created(name)

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "DBSubnetGroupName")
        ctx.client("rds").modify_db_subnet_group(DBSubnetGroupName=physical_id, **pick(new, "DBSubnetGroupDescription", "SubnetIds"))
        _change_tags(ctx, arn(ctx, "rds", f"subgrp:{physical_id}"), old, new)
        return {}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("rds").delete_db_subnet_group(DBSubnetGroupName=physical_id)


class _ParameterGroup(Resource):
    """Of an instance or a cluster; the calls differ by a word."""

    _word: str
    _name_parameter: str
    _noun: str

    def create(self, ctx: Context, props: Props) -> Created:
        name, rds = generated_name(ctx, props, self._name_parameter, limit=255, lower=True).lower(), ctx.client("rds")
        who = {self._name_parameter: name}
        tags = tag_list(props.get("Tags"))
        getattr(rds, f"create_{self._word}_parameter_group")(DBParameterGroupFamily=props["Family"], Description=props["Description"], Tags=tags, **who)
        ctx.made(name)
        self._set(rds, who, props)
        return Created(name, {self._name_parameter: name})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "Description", "Family", self._name_parameter)
        self._set(ctx.client("rds"), {self._name_parameter: physical_id}, new)
        _change_tags(ctx, arn(ctx, "rds", f"{self._noun}:{physical_id}"), old, new)
        return {self._name_parameter: physical_id}

    def _set(self, rds: Any, who: dict[str, str], props: Props) -> None:
        parameters = [{"ParameterName": name, "ParameterValue": value, "ApplyMethod": "immediate"} for name, value in props.get("Parameters", {}).items()]
        if parameters:
            call(rds, f"modify_{self._word}_parameter_group", Parameters=parameters, **who)

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            getattr(ctx.client("rds"), f"delete_{self._word}_parameter_group")(**{self._name_parameter: physical_id})


@resource("AWS::RDS::DBParameterGroup", level=Level.STORED, name_property="DBParameterGroupName")
class DbParameterGroup(_ParameterGroup):
    _word, _name_parameter, _noun = "db", "DBParameterGroupName", "pg"
    handles = frozenset({"DBParameterGroupName", "Description", "Family", "Parameters", "Tags"})


@resource("AWS::RDS::DBClusterParameterGroup", level=Level.STORED, name_property="DBClusterParameterGroupName")
class DbClusterParameterGroup(_ParameterGroup):
    _word, _name_parameter, _noun = "db_cluster", "DBClusterParameterGroupName", "cluster-pg"
    handles = frozenset({"DBClusterParameterGroupName", "Description", "Family", "Parameters", "Tags"})
