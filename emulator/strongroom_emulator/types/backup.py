"""AWS Backup: vaults and plans are stored; no job runs."""

from __future__ import annotations

from typing import Any

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Resource, changed, replace_if_changed, resource
from strongroom_emulator.types import _moto_security
from strongroom_emulator.types._api import InertResource, absence_is_success, arn, call, change_tags, pick, rename, tag_map

_moto_security.let_plans_and_vaults_change()


def _change_tags(backup: Any, resource_arn: str, old: Any, new: Any) -> None:
    change_tags(
        old, new,
        lambda tags: backup.tag_resource(ResourceArn=resource_arn, Tags=tags),
        lambda names: backup.untag_resource(ResourceArn=resource_arn, TagKeyList=names),
    )  # fmt: skip


@resource("AWS::Backup::BackupVault", level=Level.STORED, name_property="BackupVaultName")
class BackupVault(Resource):
    handles = frozenset({"AccessPolicy", "BackupVaultName", "BackupVaultTags", "EncryptionKeyArn", "LockConfiguration"})
    ignores = {"Notifications": "moto has no PutBackupVaultNotifications"}

    def create(self, ctx: Context, props: Props) -> Created:
        backup, name = ctx.client("backup"), props["BackupVaultName"]
        call(backup, "create_backup_vault", BackupVaultName=name, BackupVaultTags=tag_map(props.get("BackupVaultTags")), **pick(props, "EncryptionKeyArn"))
        ctx.made(name)
        self._apply(backup, name, {}, props)
        return Created(name, _vault_attributes(backup, name))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "BackupVaultName", "EncryptionKeyArn")
        backup = ctx.client("backup")
        self._apply(backup, physical_id, old, new)
        attributes = _vault_attributes(backup, physical_id)
        _change_tags(backup, attributes["BackupVaultArn"], old.get("BackupVaultTags"), new.get("BackupVaultTags"))
        return attributes

    def _apply(self, backup: Any, name: str, old: Props, new: Props) -> None:
        differing = changed(old, new, ("AccessPolicy", "LockConfiguration"))
        if "AccessPolicy" in differing:
            if "AccessPolicy" in new:
                call(backup, "put_backup_vault_access_policy", BackupVaultName=name, Policy=new["AccessPolicy"])
            else:
                backup.delete_backup_vault_access_policy(BackupVaultName=name)
        if "LockConfiguration" in differing:
            if "LockConfiguration" in new:
                call(backup, "put_backup_vault_lock_configuration", BackupVaultName=name, **new["LockConfiguration"])
            else:
                backup.delete_backup_vault_lock_configuration(BackupVaultName=name)

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("backup").delete_backup_vault(BackupVaultName=physical_id)


def _vault_attributes(backup: Any, name: str) -> Attributes:
    return {"BackupVaultArn": backup.describe_backup_vault(BackupVaultName=name)["BackupVaultArn"], "BackupVaultName": name}


@resource("AWS::Backup::BackupPlan", level=Level.STORED)
class BackupPlan(Resource):
    handles = frozenset({"BackupPlan", "BackupPlanTags"})

    def create(self, ctx: Context, props: Props) -> Created:
        made = call(
            ctx.client("backup"), "create_backup_plan", BackupPlan=_plan(props["BackupPlan"]), BackupPlanTags=tag_map(props.get("BackupPlanTags")) or None
        )  # fmt: skip
        return Created(made["BackupPlanId"], _plan_attributes(made))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        backup = ctx.client("backup")
        if changed(old, new, ("BackupPlan",)):
            call(backup, "update_backup_plan", BackupPlanId=physical_id, BackupPlan=_plan(new["BackupPlan"]))
        made = backup.get_backup_plan(BackupPlanId=physical_id)
        _change_tags(backup, made["BackupPlanArn"], old.get("BackupPlanTags"), new.get("BackupPlanTags"))
        return _plan_attributes(made)

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("backup").delete_backup_plan(BackupPlanId=physical_id)


def _plan(plan: Props) -> Props:
    rules = [rename(rule, TargetBackupVault="TargetBackupVaultName") for rule in plan["BackupPlanRule"]]
    return {**pick(plan, "BackupPlanName", "AdvancedBackupSettings"), "Rules": rules}


def _plan_attributes(made: Props) -> Attributes:
    return pick(made, "BackupPlanId", "BackupPlanArn", "VersionId")


@resource("AWS::Backup::BackupSelection", level=Level.INERT)
class BackupSelection(InertResource):
    handles = frozenset({"BackupPlanId", "BackupSelection"})
    replaced_by = ("BackupPlanId", "BackupSelection")

    def identify(self, ctx: Context, props: Props) -> str:
        # "Ref": the selection's id and the plan's.
        return f"{super().identify(ctx, props)}_{props['BackupPlanId']}"

    def attributes(self, ctx: Context, physical_id: str, props: Props) -> Attributes:
        selection, plan = physical_id.split("_", 1)
        return {"Id": physical_id, "SelectionId": selection, "BackupPlanId": plan}


@resource("AWS::Backup::RestoreTestingPlan", level=Level.INERT, name_property="RestoreTestingPlanName")
class RestoreTestingPlan(InertResource):
    handles = frozenset({
        "RecoveryPointSelection", "RestoreTestingPlanName", "ScheduleExpression", "ScheduleExpressionTimezone", "StartWindowHours", "Tags",
    })  # fmt: skip
    replaced_by = ("RestoreTestingPlanName",)

    def identify(self, ctx: Context, props: Props) -> str:
        return props["RestoreTestingPlanName"]

    def attributes(self, ctx: Context, physical_id: str, props: Props) -> Attributes:
        return {"RestoreTestingPlanArn": arn(ctx, "backup", f"restore-testing-plan:{physical_id}")}


@resource("AWS::Backup::RestoreTestingSelection", level=Level.INERT)
class RestoreTestingSelection(InertResource):
    handles = frozenset({
        "IamRoleArn", "ProtectedResourceArns", "ProtectedResourceConditions", "ProtectedResourceType", "RestoreMetadataOverrides",
        "RestoreTestingPlanName", "RestoreTestingSelectionName", "ValidationWindowHours",
    })  # fmt: skip
    replaced_by = ("ProtectedResourceType", "RestoreTestingPlanName", "RestoreTestingSelectionName")

    def identify(self, ctx: Context, props: Props) -> str:
        return f"{props['RestoreTestingPlanName']}|{props['RestoreTestingSelectionName']}"
