"""AWS Secrets Manager."""

from __future__ import annotations

import json
import re
from typing import Any

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Refused, Resource, changed, replace_if_changed, resource
from strongroom_emulator.types._api import absence_is_success, call, change_tags, generated_name, pick, tag_list

_PASSWORD = (
    "ExcludeCharacters", "ExcludeLowercase", "ExcludeNumbers", "ExcludePunctuation", "ExcludeUppercase", "IncludeSpace", "PasswordLength",
    "RequireEachIncludedType",
)  # fmt: skip


@resource("AWS::SecretsManager::Secret", level=Level.EXERCISED, name_property="Name")
class Secret(Resource):
    handles = frozenset({"Description", "GenerateSecretString", "KmsKeyId", "Name", "ReplicaRegions", "SecretString", "Tags"})

    def create(self, ctx: Context, props: Props) -> Created:
        secrets, name = ctx.client("secretsmanager"), generated_name(ctx, props, "Name", limit=512)
        made = call(
            secrets, "create_secret", Name=name, SecretString=_value(secrets, props), Tags=tag_list(props.get("Tags")),
            AddReplicaRegions=props.get("ReplicaRegions"), **pick(props, "Description", "KmsKeyId"),
        )  # fmt: skip
        return Created(made["ARN"], {"Id": made["ARN"]})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "Name")
        secrets = ctx.client("secretsmanager")
        # A value is only made anew when what it is made from changes.
        value = _value(secrets, new) if changed(old, new, ("GenerateSecretString", "SecretString")) else None
        settings = {"Description": new.get("Description", ""), "KmsKeyId": new.get("KmsKeyId", "")}
        if value is None:
            settings["SecretString"] = secrets.get_secret_value(SecretId=physical_id)["SecretString"]
        call(secrets, "update_secret", SecretId=physical_id, **{"SecretString": value, **settings})
        _change_replicas(secrets, physical_id, old, new)
        change_tags(
            old.get("Tags"), new.get("Tags"),
            lambda tags: secrets.tag_resource(SecretId=physical_id, Tags=tag_list(tags)),
            lambda names: secrets.untag_resource(SecretId=physical_id, TagKeys=names),
        )  # fmt: skip
        return {"Id": physical_id}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        secrets = ctx.client("secretsmanager")
        with absence_is_success():
            _change_replicas(secrets, physical_id, props, {})
            secrets.delete_secret(SecretId=physical_id, ForceDeleteWithoutRecovery=True)


def _value(secrets: Any, props: Props) -> str | None:
    if "GenerateSecretString" not in props:
        return props.get("SecretString")
    recipe = props["GenerateSecretString"]
    password = call(secrets, "get_random_password", **pick(recipe, *_PASSWORD))["RandomPassword"]
    if "GenerateStringKey" not in recipe:
        return password
    return json.dumps({**json.loads(recipe["SecretStringTemplate"]), recipe["GenerateStringKey"]: password})


def _change_replicas(secrets: Any, secret: str, old: Props, new: Props) -> None:
    before, after = old.get("ReplicaRegions", []), new.get("ReplicaRegions", [])
    gone = [each["Region"] for each in before if each not in after]
    if gone:
        secrets.remove_regions_from_replication(SecretId=secret, RemoveReplicaRegions=gone)
    added = [each for each in after if each not in before]
    if added:
        call(secrets, "replicate_secret_to_regions", SecretId=secret, AddReplicaRegions=added)


@resource("AWS::SecretsManager::ResourcePolicy", level=Level.STORED)
class ResourcePolicy(Resource):
    handles = frozenset({"BlockPublicPolicy", "ResourcePolicy", "SecretId"})

    def create(self, ctx: Context, props: Props) -> Created:
        self._put(ctx, props)
        return Created(props["SecretId"], {"Id": props["SecretId"]})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "SecretId")
        self._put(ctx, new)
        return {"Id": physical_id}

    def _put(self, ctx: Context, props: Props) -> None:
        call(ctx.client("secretsmanager"), "put_resource_policy", **pick(props, "BlockPublicPolicy", "ResourcePolicy", "SecretId"))

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("secretsmanager").delete_resource_policy(SecretId=physical_id)


@resource("AWS::SecretsManager::RotationSchedule", level=Level.EXERCISED)
class RotationSchedule(Resource):
    handles = frozenset({"RotateImmediatelyOnUpdate", "RotationLambdaARN", "RotationRules", "SecretId"})
    ignores = {
        "RotationRules.Duration": "moto keeps the days only",
        "RotationRules.ScheduleExpression": "a rate in days is kept as days; moto keeps no cron",
    }

    def create(self, ctx: Context, props: Props) -> Created:
        self._rotate(ctx, props)
        return Created(props["SecretId"], {"Id": props["SecretId"]})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "SecretId")
        self._rotate(ctx, new)
        return {"Id": physical_id}

    def _rotate(self, ctx: Context, props: Props) -> None:
        rules = dict(props.get("RotationRules", {}))
        rate = re.fullmatch(r"rate\((\d+) days?\)", rules.get("ScheduleExpression", ""))
        if rate and "AutomaticallyAfterDays" not in rules:
            rules = {"AutomaticallyAfterDays": int(rate.group(1)), **pick(rules, "Duration")}
        settings = pick(props, "RotationLambdaARN", "SecretId", RotateImmediately="RotateImmediatelyOnUpdate")
        call(ctx.client("secretsmanager"), "rotate_secret", RotationRules=rules or None, **settings)

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        secrets = ctx.client("secretsmanager")
        with absence_is_success():
            if secrets.describe_secret(SecretId=physical_id).get("RotationEnabled"):
                secrets.cancel_rotate_secret(SecretId=physical_id)


_CONNECTION = ("engine", "host", "port", "dbname", "dbInstanceIdentifier", "dbClusterIdentifier")


@resource("AWS::SecretsManager::SecretTargetAttachment", level=Level.EXERCISED)
class SecretTargetAttachment(Resource):
    """Writes where the database is into the secret."""

    handles = frozenset({"SecretId", "TargetId", "TargetType"})

    def create(self, ctx: Context, props: Props) -> Created:
        self._write(ctx, props["SecretId"], _connection(ctx, props))
        return Created(props["SecretId"], {"Id": props["SecretId"]})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "SecretId")
        self._write(ctx, physical_id, _connection(ctx, new))
        return {"Id": physical_id}

    def _write(self, ctx: Context, secret: str, connection: Props) -> None:
        secrets = ctx.client("secretsmanager")
        value = json.loads(secrets.get_secret_value(SecretId=secret)["SecretString"])
        kept = {name: each for name, each in value.items() if name not in _CONNECTION}
        secrets.put_secret_value(SecretId=secret, SecretString=json.dumps({**kept, **connection}))

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            self._write(ctx, physical_id, {})


def _connection(ctx: Context, props: Props) -> Props:
    target, kind = props["TargetId"], props["TargetType"]
    if kind == "AWS::RDS::DBInstance":
        found = ctx.client("rds").describe_db_instances(DBInstanceIdentifier=target)["DBInstances"][0]
        connection = {"host": found["Endpoint"]["Address"], "port": found["Endpoint"]["Port"], "dbInstanceIdentifier": target, **pick(found, dbname="DBName")}
    elif kind == "AWS::RDS::DBCluster":
        found = ctx.client("rds").describe_db_clusters(DBClusterIdentifier=target)["DBClusters"][0]
        connection = {"host": found["Endpoint"], "port": found["Port"], "dbClusterIdentifier": target, **pick(found, dbname="DatabaseName")}
    else:
        raise Refused(f"a secret can be attached to an RDS instance or cluster here, not to {kind}")
    return {"engine": found["Engine"], **connection}
