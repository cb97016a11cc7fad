"""AWS Key Management Service's types."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from types_support import ACCOUNT, ALLOW_ALL, ALLOW_LESS, OTHER_TAGS, POLICY, REGION, TAGS, TRUST, Case, Created, World, as_tags, lives, reads, world  # noqa: F401

OTHER_REGION = "eu-central-1"


def read_key(w: World, made: Any) -> dict[str, Any]:
    kms, key = w.client("kms"), made.physical_id
    found = kms.describe_key(KeyId=key)["KeyMetadata"]
    rotation = kms.get_key_rotation_status(KeyId=key) if found["KeySpec"] == "SYMMETRIC_DEFAULT" else {}
    return {
        **found,
        "EnableKeyRotation": rotation.get("KeyRotationEnabled"),
        "RotationPeriodInDays": rotation.get("RotationPeriodInDays"),
        "KeyPolicy": kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"],
        "Tags": as_tags(kms.list_resource_tags(KeyId=key)["Tags"]),
        "PrimaryKeyArn": found.get("MultiRegionConfiguration", {}).get("PrimaryKey", {}).get("Arn"),
    }


def pending(w: World, made: Any, props: Any) -> bool:
    found = w.client("kms").describe_key(KeyId=made.physical_id)["KeyMetadata"]
    days = (found["DeletionDate"] - datetime.now(timezone.utc)).total_seconds() / 86400
    return found["KeyState"] == "PendingDeletion" and round(days) == props.get("PendingWindowInDays", 30)


def primary(w: World) -> str:
    return w.client("kms", OTHER_REGION).create_key(MultiRegion=True)["KeyMetadata"]["Arn"]


CASES = [
    Case(
        "AWS::KMS::Key",
        label="symmetric",
        props=lambda w: {
            "Description": "a", "EnableKeyRotation": "true", "Enabled": True, "KeyPolicy": POLICY, "KeySpec": "SYMMETRIC_DEFAULT", "MultiRegion": True,
            "Origin": "AWS_KMS", "PendingWindowInDays": 7, "RotationPeriodInDays": "180", "Tags": TAGS,
        },
        read=reads(read_key),
        change=lambda w: {
            "Description": "b", "Enabled": "false", "KeyPolicy": {**POLICY, "Id": "b"}, "RotationPeriodInDays": 90, "Tags": OTHER_TAGS,
        },
        refuse=lambda w: {"KeySpec": "RSA_2048", "KeyUsage": "SIGN_VERIFY", "MultiRegion": False, "Origin": "EXTERNAL"},
        unread={"PendingWindowInDays": "is read back after the deletion"},
        attributes={"Arn": rf"arn:aws:kms:{REGION}:{ACCOUNT}:key/mrk-[\w-]+", "KeyId": r"mrk-[\w-]+"},
        ref=r"mrk-[\w-]+",
        gone=pending,
    ),
    Case(
        "AWS::KMS::Key",
        label="for signing",
        props=lambda w: {"KeySpec": "ECC_NIST_P256", "KeyUsage": "SIGN_VERIFY", "KeyPolicy": POLICY},
        read=reads(read_key),
        change=lambda w: {"Description": "b"},
        ref=r"[0-9a-f-]{36}",
        gone=pending,
    ),
    Case(
        "AWS::KMS::Alias",
        props=lambda w: {"AliasName": f"alias/{w.name('a')}", "TargetKeyId": w.key},
        read=lambda w, made, props: {
            "AliasName": made.physical_id,
            "TargetKeyId": w.client("kms").describe_key(KeyId=made.physical_id)["KeyMetadata"]["Arn"],
        },
        change=lambda w: {"TargetKeyId": w.other_key},
        replace=lambda w: {"AliasName": f"alias/{w.name('b')}"},
        ref=r"alias/a-\w+",
    ),
    Case(
        "AWS::KMS::ReplicaKey",
        props=lambda w: {"PrimaryKeyArn": primary(w), "KeyPolicy": POLICY, "Description": "a", "Enabled": True, "PendingWindowInDays": 9, "Tags": TAGS},
        read=reads(read_key),
        change=lambda w: {"KeyPolicy": {**POLICY, "Id": "b"}, "Description": "b", "Enabled": False, "Tags": OTHER_TAGS},
        replace=lambda w: {"PrimaryKeyArn": primary(w)},
        unread={"PendingWindowInDays": "is read back after the deletion"},
        attributes={"Arn": rf"arn:aws:kms:{REGION}:{ACCOUNT}:key/mrk-[\w-]+"},
        ref=r"mrk-[\w-]+",
        gone=pending,
    ),
]  # fmt: skip

life, test_made, test_replaced, test_changed_in_place, test_deleted = lives(CASES)
