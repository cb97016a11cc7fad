"""Amazon RDS's types."""

from __future__ import annotations

from typing import Any

import pytest
from types_support import ACCOUNT, ALLOW_ALL, ALLOW_LESS, OTHER_TAGS, POLICY, REGION, TAGS, TRUST, Case, Created, World, as_tags, lives, reads, world  # noqa: F401

from strongroom_emulator.resource import registered


def read_instance(w: World, made: Created) -> dict[str, Any]:
    found = w.client("rds").describe_db_instances(DBInstanceIdentifier=made.physical_id)["DBInstances"][0]
    return {
        **found,
        "EnableIAMDatabaseAuthentication": found["IAMDatabaseAuthenticationEnabled"],
        "EnableCloudwatchLogsExports": found.get("EnabledCloudwatchLogsExports", []),
        "VPCSecurityGroups": [each["VpcSecurityGroupId"] for each in found.get("VpcSecurityGroups", [])],
        "DBSubnetGroupName": found.get("DBSubnetGroup", {}).get("DBSubnetGroupName"),
        "DBParameterGroupName": next((each["DBParameterGroupName"] for each in found.get("DBParameterGroups", [])), None),
        "OptionGroupName": next((each["OptionGroupName"] for each in found.get("OptionGroupMemberships", [])), None),
        "Port": found.get("Endpoint", {}).get("Port"),
        "ManageMasterUserPassword": bool(found.get("MasterUserSecret")),
        "MasterUserSecret": {"KmsKeyId": found.get("MasterUserSecret", {}).get("KmsKeyId")},
        "Tags": as_tags(found.get("TagList", [])),
    }


def read_cluster(w: World, made: Created) -> dict[str, Any]:
    found = w.client("rds").describe_db_clusters(DBClusterIdentifier=made.physical_id)["DBClusters"][0]
    return {
        **found,
        "EnableIAMDatabaseAuthentication": found["IAMDatabaseAuthenticationEnabled"],
        "EnableCloudwatchLogsExports": found.get("EnabledCloudwatchLogsExports", []),
        "EnableHttpEndpoint": found.get("HttpEndpointEnabled"),
        "VpcSecurityGroupIds": [each["VpcSecurityGroupId"] for each in found.get("VpcSecurityGroups", [])],
        "DBSubnetGroupName": found.get("DBSubnetGroup"),
        "DBClusterParameterGroupName": found.get("DBClusterParameterGroup"),
        "ManageMasterUserPassword": bool(found.get("MasterUserSecret")),
        "MasterUserSecret": {"KmsKeyId": found.get("MasterUserSecret", {}).get("KmsKeyId")},
        "Tags": as_tags(found.get("TagList", [])),
    }


def subnet_group(w: World) -> str:
    w.client("rds").create_db_subnet_group(DBSubnetGroupName=w.name("subnets"), DBSubnetGroupDescription="d", SubnetIds=[w.subnet, w.other_subnet])
    return w.name("subnets")


def parameter_group(w: World, name: str = "parameters") -> str:
    w.client("rds").create_db_parameter_group(DBParameterGroupName=w.name(name), DBParameterGroupFamily="postgres16", Description="d")
    return w.name(name)


def cluster_parameter_group(w: World, name: str = "cluster-parameters") -> str:
    w.client("rds").create_db_cluster_parameter_group(DBClusterParameterGroupName=w.name(name), DBParameterGroupFamily="aurora-postgresql16", Description="d")
    return w.name(name)


def read_subnet_group(w: World, made: Created) -> dict[str, Any]:
    rds = w.client("rds")
    found = rds.describe_db_subnet_groups(DBSubnetGroupName=made.physical_id)["DBSubnetGroups"][0]
    return {
        **found, "SubnetIds": [each["SubnetIdentifier"] for each in found["Subnets"]],
        "Tags": as_tags(rds.list_tags_for_resource(ResourceName=found["DBSubnetGroupArn"])["TagList"]),
    }  # fmt: skip


def read_parameter_group(kind: str, word: str) -> Any:
    def read(w: World, made: Created) -> dict[str, Any]:
        rds, who = w.client("rds"), {f"{kind}ParameterGroupName": made.physical_id}
        found = getattr(rds, f"describe_{word}_parameter_groups")(**who)[f"{kind}ParameterGroups"][0]
        parameters = getattr(rds, f"describe_{word}_parameters")(**who)["Parameters"]
        return {
            **found, "Family": found["DBParameterGroupFamily"], "Parameters": {each["ParameterName"]: each["ParameterValue"] for each in parameters},
            "Tags": as_tags(rds.list_tags_for_resource(ResourceName=found[f"{kind}ParameterGroupArn"])["TagList"]),
        }  # fmt: skip

    return reads(read)


def instance(w: World, **more: Any) -> dict[str, Any]:
    return {
        "AllocatedStorage": "20", "DBInstanceClass": "db.t4g.micro", "DBInstanceIdentifier": w.name("made"), "Engine": "postgres", "MasterUsername": "admin",
        "MasterUserPassword": "abcdefgh1", **more,
    }  # fmt: skip


CASES = [
    Case(
        "AWS::RDS::DBInstance",
        props=lambda w: instance(
            w, AutoMinorVersionUpgrade="true", AvailabilityZone=f"{REGION}a", BackupRetentionPeriod="7", CACertificateIdentifier="rds-ca-rsa2048-g1",
            CopyTagsToSnapshot="true", DBName="app", DBParameterGroupName=parameter_group(w), DBSubnetGroupName=subnet_group(w), DeletionProtection=False,
            EnableCloudwatchLogsExports=["postgresql"], EnableIAMDatabaseAuthentication="true", EngineVersion="16.3", Iops="1000", KmsKeyId=w.key,
            LicenseModel="postgresql-license", MaxAllocatedStorage="100", MultiAZ="true", Port="5433", PreferredBackupWindow="01:00-02:00",
            PreferredMaintenanceWindow="sun:03:00-sun:04:00", PubliclyAccessible="false", StorageEncrypted="true", StorageThroughput="125", StorageType="gp3",
            Tags=TAGS, VPCSecurityGroups=[w.group], CharacterSetName="UTF8",
        ),
        read=reads(read_instance),
        change=lambda w: {
            "AllocatedStorage": 40, "BackupRetentionPeriod": 35, "CopyTagsToSnapshot": False, "DBInstanceClass": "db.t4g.small",
            "EnableCloudwatchLogsExports": ["upgrade"], "EngineVersion": "16.4", "MultiAZ": False, "PreferredBackupWindow": "22:00-23:00", "Tags": OTHER_TAGS,
            "VPCSecurityGroups": [w.other_group], "EnableIAMDatabaseAuthentication": False, "AutoMinorVersionUpgrade": False, "Port": 5434,
            "CACertificateIdentifier": "rds-ca-rsa4096-g1", "DBParameterGroupName": parameter_group(w, "others"),
        },
        replace=lambda w: {
            "AvailabilityZone": f"{REGION}b", "DBInstanceIdentifier": "other", "DBName": "other", "DBSubnetGroupName": "other", "Engine": "mysql",
            "KmsKeyId": w.other_key, "MasterUsername": "other", "StorageEncrypted": False, "CharacterSetName": "LATIN1", "DBClusterIdentifier": "other",
        },
        unread={"MasterUserPassword": "is never given back"},
        attributes={
            "DBInstanceArn": rf"arn:aws:rds:{REGION}:{ACCOUNT}:db:made-\w+", "DbiResourceId": r"db-\w+", "Endpoint.Address": rf"made-\w+\..+\.{REGION}\..+",
            "Endpoint.Port": "5433",
        },
        ref=r"made-\w+",
    ),
    Case(
        "AWS::RDS::DBInstance",
        label="that keeps its own password",
        props=lambda w: {
            "AllocatedStorage": 20, "DBInstanceClass": "db.t4g.micro", "Engine": "mysql", "MasterUsername": "admin", "ManageMasterUserPassword": "true",
            "MasterUserSecret": {"KmsKeyId": w.key},
        },
        read=reads(read_instance),
        attributes={"MasterUserSecret.SecretArn": rf"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:.+"},
        ref=r"stack-thing-\w+",
    ),
    Case(
        "AWS::RDS::DBInstance",
        label="of a cluster",
        props=lambda w: {
            "DBClusterIdentifier": w.make("AWS::RDS::DBCluster", {"Engine": "aurora-postgresql", "MasterUsername": "a", "MasterUserPassword": "abcdefgh1"}).physical_id,
            "DBInstanceClass": "db.r6g.large", "Engine": "aurora-postgresql", "OptionGroupName": "default:aurora-postgresql-16",
        },
        read=reads(read_instance),
        unread={"OptionGroupName": "moto gives one it makes from the version"},
    ),
    Case(
        "AWS::RDS::DBCluster",
        props=lambda w: {
            "AvailabilityZones": [f"{REGION}a", f"{REGION}b", f"{REGION}c"], "BackupRetentionPeriod": "7", "CopyTagsToSnapshot": "true", "DatabaseName": "app",
            "DBClusterIdentifier": w.name("made"), "DBClusterParameterGroupName": cluster_parameter_group(w), "DBSubnetGroupName": subnet_group(w),
            "DeletionProtection": "false", "EnableCloudwatchLogsExports": ["postgresql"], "EnableIAMDatabaseAuthentication": "true",
            "Engine": "aurora-postgresql", "EngineMode": "provisioned", "EngineVersion": "16.3", "KmsKeyId": w.key, "MasterUsername": "admin",
            "MasterUserPassword": "abcdefgh1", "Port": "5433", "PreferredBackupWindow": "01:00-02:00", "PreferredMaintenanceWindow": "sun:03:00-sun:04:00",
            "ServerlessV2ScalingConfiguration": {"MinCapacity": "0.5", "MaxCapacity": 2}, "StorageEncrypted": "true", "Tags": TAGS,
            "VpcSecurityGroupIds": [w.group], "EnableHttpEndpoint": False,
        },
        read=reads(read_cluster),
        change=lambda w: {
            "BackupRetentionPeriod": 35, "DBClusterParameterGroupName": cluster_parameter_group(w, "others"), "EnableCloudwatchLogsExports": None,
            "EngineVersion": "16.4", "PreferredBackupWindow": "22:00-23:00", "Tags": OTHER_TAGS, "VpcSecurityGroupIds": [w.other_group],
        },
        changed={"EnableCloudwatchLogsExports": []},
        replace=lambda w: {
            "AvailabilityZones": [f"{REGION}a"], "DatabaseName": "other", "DBClusterIdentifier": "other", "DBSubnetGroupName": "other", "Engine": "aurora-mysql",
            "EngineMode": "serverless", "KmsKeyId": w.other_key, "MasterUsername": "other", "StorageEncrypted": False,
        },
        unread={"MasterUserPassword": "is never given back"},
        attributes={
            "DBClusterArn": rf"arn:aws:rds:{REGION}:{ACCOUNT}:cluster:made-\w+", "DBClusterResourceId": r"cluster-\w+", "Endpoint.Port": "5433",
            "Endpoint.Address": r"made-\w+\..+", "ReadEndpoint.Address": r"made-\w+\..+",
        },
        ref=r"made-\w+",
    ),
    Case(
        "AWS::RDS::DBCluster",
        label="of three instances, with its own password",
        props=lambda w: {
            "AllocatedStorage": "100", "DBClusterInstanceClass": "db.m5d.large", "Engine": "postgres", "Iops": "1000", "ManageMasterUserPassword": "true",
            "MasterUserSecret": {"KmsKeyId": w.key}, "MasterUsername": "admin", "StorageType": "io1",
        },
        read=reads(read_cluster),
        attributes={"MasterUserSecret.SecretArn": rf"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:.+"},
    ),
    Case(
        "AWS::RDS::DBSubnetGroup",
        props=lambda w: {"DBSubnetGroupDescription": "a", "DBSubnetGroupName": w.name("made"), "SubnetIds": [w.subnet, w.other_subnet], "Tags": TAGS},
        read=reads(read_subnet_group),
        change=lambda w: {"DBSubnetGroupDescription": "b", "SubnetIds": [w.subnet], "Tags": OTHER_TAGS},
        replace=lambda w: {"DBSubnetGroupName": "other"},
    ),
    Case(
        "AWS::RDS::DBParameterGroup",
        props=lambda w: {"DBParameterGroupName": w.name("made"), "Description": "a", "Family": "postgres16", "Parameters": {"rds.force_ssl": "1"}, "Tags": TAGS},
        read=read_parameter_group("DB", "db"),
        change=lambda w: {"Parameters": {"rds.force_ssl": "0"}, "Tags": OTHER_TAGS},
        replace=lambda w: {"DBParameterGroupName": "other", "Description": "b", "Family": "postgres15"},
        attributes={"DBParameterGroupName": r"made-\w+"},
    ),
    Case(
        "AWS::RDS::DBClusterParameterGroup",
        props=lambda w: {
            "DBClusterParameterGroupName": w.name("made"), "Description": "a", "Family": "aurora-postgresql16", "Parameters": {"rds.force_ssl": "1"}, "Tags": TAGS,
        },
        read=read_parameter_group("DBCluster", "db_cluster"),
        change=lambda w: {"Parameters": {"rds.force_ssl": "0"}, "Tags": OTHER_TAGS},
        replace=lambda w: {"DBClusterParameterGroupName": "other", "Description": "b", "Family": "aurora-postgresql15"},
    ),
]  # fmt: skip

life, test_made, test_replaced, test_changed_in_place, test_deleted = lives(CASES)


@pytest.mark.parametrize("type_name", ["AWS::RDS::DBInstance", "AWS::RDS::DBCluster"])
def test_a_protected_database_is_not_deleted(world: World, type_name: str) -> None:  # noqa: F811
    engine = {"Engine": "postgres", "DBInstanceClass": "db.t4g.micro", "AllocatedStorage": 20} if type_name.endswith("Instance") else {"Engine": "aurora-postgresql"}
    made = world.make(type_name, {**engine, "MasterUsername": "a", "MasterUserPassword": "abcdefgh1", "DeletionProtection": "true"})
    with pytest.raises(world.client("rds").exceptions.ClientError, match="protect"):
        registered()[type_name].delete(world.context({}, None), made.physical_id, {})
