"""AWS Key Management Service."""

from __future__ import annotations

from typing import Any

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Refused, Resource, changed, client, replace_if_changed, resource, to_bool, to_int
from strongroom_emulator.types import _moto
from strongroom_emulator.types._api import absence_is_success, call, change_tags, pick, tag_list, to_text

_moto.keep_rotation_period()


def _set_state(kms: Any, key: str, props: Props) -> None:
    kms.enable_key(KeyId=key) if to_bool(props.get("Enabled", True)) else kms.disable_key(KeyId=key)


def _set_rotation(kms: Any, key: str, props: Props) -> None:
    if to_bool(props.get("EnableKeyRotation", False)):
        call(kms, "enable_key_rotation", KeyId=key, **pick(props, "RotationPeriodInDays"))
    else:
        kms.disable_key_rotation(KeyId=key)


def _change_key_tags(kms: Any, key: str, old: Props, new: Props) -> None:
    change_tags(
        old.get("Tags"), new.get("Tags"),
        lambda tags: kms.tag_resource(KeyId=key, Tags=tag_list(tags, "TagKey", "TagValue")),
        lambda names: kms.untag_resource(KeyId=key, TagKeys=names),
    )  # fmt: skip


def _update_shared(kms: Any, key: str, old: Props, new: Props) -> None:
    """What a key and a replica change alike."""
    differing = changed(old, new, ("Description", "KeyPolicy", "Enabled"))
    if "Description" in differing:
        kms.update_key_description(KeyId=key, Description=new.get("Description", ""))
    if "KeyPolicy" in differing and "KeyPolicy" in new:
        kms.put_key_policy(KeyId=key, PolicyName="default", Policy=to_text(new["KeyPolicy"]))
    if "Enabled" in differing:
        _set_state(kms, key, new)
    _change_key_tags(kms, key, old, new)


def _schedule_deletion(kms: Any, key: str, props: Props) -> None:
    """A key is never deleted at once; one that already waits for its deletion stays so."""
    with absence_is_success():
        if kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] != "PendingDeletion":
            kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=to_int(props.get("PendingWindowInDays", 30)))


def _key_attributes(kms: Any, key: str) -> Attributes:
    return {"Arn": kms.describe_key(KeyId=key)["KeyMetadata"]["Arn"], "KeyId": key}


@resource("AWS::KMS::Key", level=Level.EXERCISED)
class Key(Resource):
    handles = frozenset({
        "Description", "EnableKeyRotation", "Enabled", "KeyPolicy", "KeySpec", "KeyUsage", "MultiRegion", "Origin", "PendingWindowInDays",
        "RotationPeriodInDays", "Tags",
    })  # fmt: skip
    ignores = {"BypassPolicyLockoutSafetyCheck": "moto makes no lockout check"}

    def create(self, ctx: Context, props: Props) -> Created:
        kms = ctx.client("kms")
        request = {"KeyUsage": "ENCRYPT_DECRYPT", **pick(props, "Description", "KeySpec", "KeyUsage", "MultiRegion", "Origin", Policy="KeyPolicy")}
        key = call(kms, "create_key", Tags=tag_list(props.get("Tags"), "TagKey", "TagValue"), **request)["KeyMetadata"]["KeyId"]
        ctx.made(key)
        if to_bool(props.get("EnableKeyRotation", False)):
            _set_rotation(kms, key, props)
        if not to_bool(props.get("Enabled", True)):
            kms.disable_key(KeyId=key)
        return Created(key, _key_attributes(kms, key))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        fixed = changed(old, new, ("KeySpec", "KeyUsage", "MultiRegion", "Origin"))
        if fixed:
            raise Refused(f"{', '.join(sorted(fixed))} of an existing key can't change (AWS::KMS::Key)")
        kms = ctx.client("kms")
        if changed(old, new, ("EnableKeyRotation", "RotationPeriodInDays")):
            _set_rotation(kms, physical_id, new)
        _update_shared(kms, physical_id, old, new)
        return _key_attributes(kms, physical_id)

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        _schedule_deletion(ctx.client("kms"), physical_id, props)


@resource("AWS::KMS::ReplicaKey", level=Level.EXERCISED)
class ReplicaKey(Resource):
    handles = frozenset({"Description", "Enabled", "KeyPolicy", "PendingWindowInDays", "PrimaryKeyArn", "Tags"})

    def create(self, ctx: Context, props: Props) -> Created:
        primary = props["PrimaryKeyArn"]
        key = client("kms", primary.split(":")[3]).replicate_key(KeyId=_key_id(primary), ReplicaRegion=ctx.region)["ReplicaKeyMetadata"]["KeyId"]
        ctx.made(key)
        # moto copies the primary's description, policy and state; a replica has its own.
        kms = ctx.client("kms")
        kms.update_key_description(KeyId=key, Description=props.get("Description", ""))
        kms.put_key_policy(KeyId=key, PolicyName="default", Policy=to_text(props["KeyPolicy"]))
        _set_state(kms, key, props)
        _change_key_tags(kms, key, {}, props)
        return Created(key, _key_attributes(kms, key))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "PrimaryKeyArn")
        kms = ctx.client("kms")
        _update_shared(kms, physical_id, old, new)
        return _key_attributes(kms, physical_id)

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        _schedule_deletion(ctx.client("kms"), physical_id, props)


@resource("AWS::KMS::Alias", level=Level.EXERCISED, name_property="AliasName")
class Alias(Resource):
    handles = frozenset({"AliasName", "TargetKeyId"})

    def create(self, ctx: Context, props: Props) -> Created:
        ctx.client("kms").create_alias(AliasName=props["AliasName"], TargetKeyId=_key_id(props["TargetKeyId"]))
        return Created(props["AliasName"])

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "AliasName")
        if changed(old, new, ("TargetKeyId",)):
            ctx.client("kms").update_alias(AliasName=physical_id, TargetKeyId=_key_id(new["TargetKeyId"]))
        return {}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("kms").delete_alias(AliasName=physical_id)


def _key_id(key: str) -> str:
    """moto's calls for aliases and replicas take a key's id, not its ARN."""
    return key.split(":key/")[-1]
