"""Amazon S3."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Refused, Resource, changed, replace_if_changed, resource, to_bool
from strongroom_emulator.types import _moto, _s3_shapes as shapes
from strongroom_emulator.types._api import absence_is_success, arn, call, dns_suffix, generated_name, partition, pick, refuse_if_changed, tag_list, tag_map

_moto.grant_log_delivery_later()
_moto.report_blocked_encryption_types()
_moto.report_event_bridge_notifications()

# Regions whose website endpoint has a dash, not a dot ("Website endpoints", Amazon S3 User Guide).
_DASHED_WEBSITES = {
    "us-east-1", "us-west-1", "us-west-2", "us-gov-west-1", "ap-southeast-1", "ap-southeast-2", "ap-northeast-1", "eu-west-1", "sa-east-1",
}  # fmt: skip


def _put_versioning(s3: Any, bucket: str, value: Props) -> None:
    call(s3, "put_bucket_versioning", Bucket=bucket, VersioningConfiguration=value)


def _put_object_lock(s3: Any, bucket: str, value: Props) -> None:
    call(s3, "put_object_lock_configuration", Bucket=bucket, ObjectLockConfiguration=value)


def _put_encryption(s3: Any, bucket: str, value: Props) -> None:
    call(s3, "put_bucket_encryption", Bucket=bucket, ServerSideEncryptionConfiguration=shapes.encryption(value))


def _put_inventories(s3: Any, bucket: str, value: list[Props]) -> None:
    for inventory in value:
        call(s3, "put_bucket_inventory_configuration", Bucket=bucket, Id=inventory["Id"], InventoryConfiguration=shapes.inventory(inventory))


def _no_removal(s3: Any, bucket: str) -> None:
    raise Refused("moto has no call that removes a bucket's inventories")


_Put = Callable[[Any, str, Any], Any]
_Clear = Callable[[Any, str], Any]

# In the order they must be put: a lock and replication want versioning first.
_PARTS: dict[str, tuple[_Put, _Clear]] = {
    "OwnershipControls": (
        lambda s3, b, v: call(s3, "put_bucket_ownership_controls", Bucket=b, OwnershipControls=v),
        lambda s3, b: s3.delete_bucket_ownership_controls(Bucket=b),
    ),
    "AccessControl": (
        lambda s3, b, v: s3.put_bucket_acl(Bucket=b, ACL=shapes.canned_acl(v)),
        lambda s3, b: s3.put_bucket_acl(Bucket=b, ACL="private"),
    ),
    "PublicAccessBlockConfiguration": (
        lambda s3, b, v: call(s3, "put_public_access_block", Bucket=b, PublicAccessBlockConfiguration=v),
        lambda s3, b: s3.delete_public_access_block(Bucket=b),
    ),
    "VersioningConfiguration": (_put_versioning, lambda s3, b: _put_versioning(s3, b, {"Status": "Suspended"})),
    "ObjectLockConfiguration": (_put_object_lock, lambda s3, b: _put_object_lock(s3, b, {"ObjectLockEnabled": "Enabled"})),
    "BucketEncryption": (_put_encryption, lambda s3, b: s3.delete_bucket_encryption(Bucket=b)),
    "LifecycleConfiguration": (
        lambda s3, b, v: call(s3, "put_bucket_lifecycle_configuration", Bucket=b, LifecycleConfiguration=shapes.lifecycle(v)),
        lambda s3, b: s3.delete_bucket_lifecycle(Bucket=b),
    ),
    "LoggingConfiguration": (
        lambda s3, b, v: call(s3, "put_bucket_logging", Bucket=b, BucketLoggingStatus=shapes.logging(v, b)),
        lambda s3, b: s3.put_bucket_logging(Bucket=b, BucketLoggingStatus={}),
    ),
    "NotificationConfiguration": (
        lambda s3, b, v: call(s3, "put_bucket_notification_configuration", Bucket=b, NotificationConfiguration=shapes.notification(v)),
        lambda s3, b: s3.put_bucket_notification_configuration(Bucket=b, NotificationConfiguration={}),
    ),
    "CorsConfiguration": (
        lambda s3, b, v: call(s3, "put_bucket_cors", Bucket=b, CORSConfiguration=shapes.cors(v)),
        lambda s3, b: s3.delete_bucket_cors(Bucket=b),
    ),
    "WebsiteConfiguration": (
        lambda s3, b, v: call(s3, "put_bucket_website", Bucket=b, WebsiteConfiguration=shapes.website(v)),
        lambda s3, b: s3.delete_bucket_website(Bucket=b),
    ),
    "AccelerateConfiguration": (
        lambda s3, b, v: s3.put_bucket_accelerate_configuration(Bucket=b, AccelerateConfiguration={"Status": v["AccelerationStatus"]}),
        lambda s3, b: s3.put_bucket_accelerate_configuration(Bucket=b, AccelerateConfiguration={"Status": "Suspended"}),
    ),
    "ReplicationConfiguration": (
        lambda s3, b, v: call(s3, "put_bucket_replication", Bucket=b, ReplicationConfiguration=shapes.replication(v)),
        lambda s3, b: s3.delete_bucket_replication(Bucket=b),
    ),
    "InventoryConfigurations": (_put_inventories, _no_removal),
}


@resource("AWS::S3::Bucket", level=Level.EXERCISED, name_property="BucketName")
class Bucket(Resource):
    handles = frozenset({"BucketName", "BucketNamePrefix", "BucketNamespace", "ObjectLockEnabled", "Tags", *_PARTS})
    ignores = {
        "AbacStatus": "moto has no PutBucketAbac",
        "AnalyticsConfigurations": "moto has no PutBucketAnalyticsConfiguration",
        "IntelligentTieringConfigurations": "moto has no PutBucketIntelligentTieringConfiguration",
        "MetadataConfiguration": "moto has no CreateBucketMetadataConfiguration",
        "MetadataTableConfiguration": "moto has no CreateBucketMetadataTableConfiguration",
        "MetricsConfigurations": "moto has no PutBucketMetricsConfiguration",
        "LifecycleConfiguration.Rules.NoncurrentVersionExpiration.NewerNoncurrentVersions": "sent; moto does not keep it",
        "LifecycleConfiguration.Rules.ObjectSizeGreaterThan": "sent; moto does not keep it",
        "LifecycleConfiguration.Rules.ObjectSizeLessThan": "sent; moto does not keep it",
        "ReplicationConfiguration.Rules.Filter": "sent; moto does not give it back",
        "LoggingConfiguration.TargetObjectKeyFormat": "sent; moto does not give it back",
    }

    def create(self, ctx: Context, props: Props) -> Created:
        s3, bucket = ctx.client("s3"), _bucket_name(ctx, props)
        request: dict[str, Any] = {"Bucket": bucket}
        if ctx.region != "us-east-1":
            request["CreateBucketConfiguration"] = {"LocationConstraint": ctx.region}
        if "ObjectLockEnabled" in props:
            request["ObjectLockEnabledForBucket"] = to_bool(props["ObjectLockEnabled"])
        if "BucketNamespace" in props or "BucketNamePrefix" in props:
            request["BucketNamespace"] = props.get("BucketNamespace", "account-regional")
        s3.create_bucket(**request)
        ctx.made(bucket)
        for name, (put, _) in _PARTS.items():
            if name in props:
                put(s3, bucket, props[name])
        if props.get("Tags"):
            s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": tag_list(props["Tags"])})
        return Created(bucket, _bucket_attributes(ctx, bucket))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "BucketName", "BucketNamePrefix", "BucketNamespace")
        s3 = ctx.client("s3")
        if to_bool(old.get("ObjectLockEnabled", False)) and not to_bool(new.get("ObjectLockEnabled", False)):
            raise Refused("Object Lock can't be switched off once a bucket has it")
        differing = changed(old, new, _PARTS)
        if "ObjectLockEnabled" in changed(old, new, ["ObjectLockEnabled"]) and "ObjectLockConfiguration" not in new:
            _put_object_lock(s3, physical_id, {"ObjectLockEnabled": "Enabled"})
        for name, (put, clear) in _PARTS.items():
            if name in differing:
                put(s3, physical_id, new[name]) if name in new else clear(s3, physical_id)
        if tag_map(old.get("Tags")) != tag_map(new.get("Tags")):
            if new.get("Tags"):
                s3.put_bucket_tagging(Bucket=physical_id, Tagging={"TagSet": tag_list(new["Tags"])})
            else:
                s3.delete_bucket_tagging(Bucket=physical_id)
        return _bucket_attributes(ctx, physical_id)

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("s3").delete_bucket(Bucket=physical_id)


def _bucket_name(ctx: Context, props: Props) -> str:
    if "BucketNamePrefix" in props:
        return f"{props['BucketNamePrefix']}-{ctx.account}-{ctx.region}-an"
    return generated_name(ctx, props, "BucketName", limit=63, lower=True)


def _bucket_attributes(ctx: Context, bucket: str) -> Attributes:
    region, suffix = ctx.region, dns_suffix(ctx.region)
    separator = "-" if region in _DASHED_WEBSITES else "."
    return {
        "Arn": f"arn:{partition(region)}:s3:::{bucket}",
        "DomainName": f"{bucket}.s3.{suffix}",
        "DualStackDomainName": f"{bucket}.s3.dualstack.{region}.{suffix}",
        "RegionalDomainName": f"{bucket}.s3.{region}.{suffix}",
        "WebsiteURL": f"http://{bucket}.s3-website{separator}{region}.{suffix}",
    }


@resource("AWS::S3::BucketPolicy", level=Level.EXERCISED)
class BucketPolicy(Resource):
    handles = frozenset({"Bucket", "PolicyDocument"})

    def create(self, ctx: Context, props: Props) -> Created:
        call(ctx.client("s3"), "put_bucket_policy", Bucket=props["Bucket"], Policy=props["PolicyDocument"])
        return Created(props["Bucket"])

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "Bucket")
        call(ctx.client("s3"), "put_bucket_policy", Bucket=physical_id, Policy=new["PolicyDocument"])
        return {}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("s3").delete_bucket_policy(Bucket=physical_id)


@resource("AWS::S3::AccessPoint", level=Level.STORED, name_property="Name")
class AccessPoint(Resource):
    handles = frozenset({"Bucket", "Name", "Policy", "PublicAccessBlockConfiguration", "VpcConfiguration"})
    ignores = {
        "BucketAccountId": "moto keeps no owner apart from the caller",
        "Tags": "moto's access points have none",
    }

    def create(self, ctx: Context, props: Props) -> Created:
        s3, name = control_client(ctx.client("s3control")), _access_point_name(ctx, props)
        made = call(
            s3, "create_access_point", AccountId=ctx.account, Name=name, Bucket=props["Bucket"], **pick(props, "VpcConfiguration", "PublicAccessBlockConfiguration")
        )  # fmt: skip
        if "Policy" in props:
            call(s3, "put_access_point_policy", AccountId=ctx.account, Name=name, Policy=props["Policy"])
        return Created(name, _access_point_attributes(ctx, name, made["Alias"], props))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "Name", "Bucket", "BucketAccountId", "VpcConfiguration")
        refuse_if_changed(old, new, "an access point keeps what it was made with", "PublicAccessBlockConfiguration")
        s3 = control_client(ctx.client("s3control"))
        if "Policy" in new:
            call(s3, "put_access_point_policy", AccountId=ctx.account, Name=physical_id, Policy=new["Policy"])
        elif "Policy" in old:
            s3.delete_access_point_policy(AccountId=ctx.account, Name=physical_id)
        point = s3.get_access_point(AccountId=ctx.account, Name=physical_id)
        return _access_point_attributes(ctx, physical_id, point["Alias"], new)

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            control_client(ctx.client("s3control")).delete_access_point(AccountId=ctx.account, Name=physical_id)


def control_client(client: Any) -> Any:
    """An S3 Control client that doesn't put the account before the host's name: nothing resolves 123456789012.127.0.0.1."""

    def drop_account(request: Any, **_: Any) -> None:
        request.url = re.sub(r"//\d{12}\.", "//", request.url)

    client.meta.events.register("before-sign.s3-control", drop_account, unique_id="account-free-host")
    return client


def _access_point_name(ctx: Context, props: Props) -> str:
    return generated_name(ctx, props, "Name", limit=50, lower=True)


def _access_point_attributes(ctx: Context, name: str, alias: str, props: Props) -> Attributes:
    return {"Arn": arn(ctx, "s3", f"accesspoint/{name}"), "Alias": alias, "NetworkOrigin": "VPC" if "VpcConfiguration" in props else "Internet"}
