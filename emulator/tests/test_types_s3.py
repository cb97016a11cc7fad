"""Amazon S3's types."""

from __future__ import annotations

import json
from typing import Any

from types_support import ACCOUNT, OTHER_TAGS, POLICY, REGION, TAGS, Case, World, as_tags, lives, reads, world  # noqa: F401


def read_bucket(w: World, made: Any) -> dict[str, Any]:
    s3, b = w.client("s3"), made.physical_id
    s3.head_bucket(Bucket=b)

    def get(operation: str, *path: str) -> Any:
        try:
            found = getattr(s3, operation)(Bucket=b)
        except s3.exceptions.ClientError:
            return None
        for step in path:
            found = found.get(step, {})
        return found

    rules = get("get_bucket_lifecycle_configuration", "Rules")
    encryption = get("get_bucket_encryption", "ServerSideEncryptionConfiguration", "Rules") or []
    notification = get("get_bucket_notification_configuration") or {}
    lock = get("get_object_lock_configuration", "ObjectLockConfiguration")
    replicated = get("get_bucket_replication", "ReplicationConfiguration")
    logging = get("get_bucket_logging", "LoggingEnabled") or {}
    return {
        "BucketName": b,
        "AccessControl": any(grant["Grantee"].get("URI", "").endswith("LogDelivery") for grant in s3.get_bucket_acl(Bucket=b)["Grants"]) and "LogDeliveryWrite",
        "AccelerateConfiguration": {"AccelerationStatus": get("get_bucket_accelerate_configuration", "Status")},
        "BucketEncryption": {
            "ServerSideEncryptionConfiguration": [
                {
                    "ServerSideEncryptionByDefault": rule["ApplyServerSideEncryptionByDefault"],
                    "BucketKeyEnabled": rule["BucketKeyEnabled"],
                    "BlockedEncryptionTypes": rule.get("BlockedEncryptionTypes"),
                }
                for rule in encryption
            ]
        },
        "CorsConfiguration": {
            "CorsRules": [{"MaxAge": rule["MaxAgeSeconds"], "ExposedHeaders": rule["ExposeHeaders"], **rule} for rule in get("get_bucket_cors", "CORSRules") or []]
        },
        "InventoryConfigurations": [
            {
                **item,
                "Enabled": item["IsEnabled"],
                "ScheduleFrequency": item["Schedule"]["Frequency"],
                "Destination": {"BucketArn": item["Destination"]["S3BucketDestination"]["Bucket"], "Format": item["Destination"]["S3BucketDestination"]["Format"]},
                "Prefix": item["Filter"]["Prefix"],
            }
            for item in get("list_bucket_inventory_configurations", "InventoryConfigurationList") or []
        ],
        "LifecycleConfiguration": {"Rules": [as_rule(rule) for rule in rules or []]},
        "LoggingConfiguration": {"DestinationBucketName": logging.get("TargetBucket"), "LogFilePrefix": logging.get("TargetPrefix")},
        "NotificationConfiguration": {
            "EventBridgeConfiguration": {"EventBridgeEnabled": "EventBridgeConfiguration" in notification},
            "QueueConfigurations": [
                {"Queue": each["QueueArn"], "Event": each["Events"][0], "Filter": {"S3Key": {"Rules": each["Filter"]["Key"]["FilterRules"]}}}
                for each in notification.get("QueueConfigurations", [])
            ],
        },
        "ObjectLockEnabled": bool(lock),
        "ObjectLockConfiguration": lock,
        "OwnershipControls": get("get_bucket_ownership_controls", "OwnershipControls"),
        "PublicAccessBlockConfiguration": get("get_public_access_block", "PublicAccessBlockConfiguration"),
        "ReplicationConfiguration": {**(replicated or {}), "Rules": [{"Id": rule["ID"], **rule} for rule in (replicated or {}).get("Rules", [])]},
        "Tags": as_tags(get("get_bucket_tagging", "TagSet") or []),
        "VersioningConfiguration": {"Status": get("get_bucket_versioning", "Status")},
        "WebsiteConfiguration": {
            "IndexDocument": get("get_bucket_website", "IndexDocument", "Suffix"),
            "ErrorDocument": get("get_bucket_website", "ErrorDocument", "Key"),
        },
    }


def as_rule(rule: dict[str, Any]) -> dict[str, Any]:
    conditions = rule["Filter"].get("And", rule["Filter"])
    tags = conditions.get("Tags", [conditions["Tag"]] if "Tag" in conditions else [])
    expiration = rule.get("Expiration", {})
    return {
        "Id": rule["ID"],
        "Status": rule["Status"],
        "Prefix": conditions.get("Prefix"),
        "TagFilters": tags,
        "ExpirationInDays": expiration.get("Days"),
        "NoncurrentVersionExpiration": rule.get("NoncurrentVersionExpiration"),
        "NoncurrentVersionTransitions": [
            {"StorageClass": each["StorageClass"], "TransitionInDays": each["NoncurrentDays"]} for each in rule.get("NoncurrentVersionTransitions", [])
        ],
        "AbortIncompleteMultipartUpload": rule.get("AbortIncompleteMultipartUpload"),
        "Transitions": [{"StorageClass": each["StorageClass"], "TransitionInDays": each["Days"]} for each in rule.get("Transitions", [])],
    }


def replication(w: World) -> dict[str, Any]:
    target = {"Bucket": f"arn:aws:s3:::{w.other_bucket}"}
    rule = {"Id": "all", "Status": "Enabled", "Priority": 1, "Filter": {}, "Destination": target, "DeleteMarkerReplication": {"Status": "Disabled"}}
    return {"Role": w.role, "Rules": [rule]}


CASES = [
    Case(
        "AWS::S3::Bucket",
        label="secured",
        props=lambda w: {
            "BucketName": w.name("secured"),
            "BucketEncryption": {
                "ServerSideEncryptionConfiguration": [
                    {
                        "BucketKeyEnabled": "true",
                        "ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": w.key},
                        "BlockedEncryptionTypes": {"EncryptionType": ["SSE-C"]},
                    }
                ]
            },
            "LifecycleConfiguration": {
                "Rules": [
                    {
                        "Id": "age", "Status": "Enabled", "Prefix": "logs/", "ExpirationInDays": "365",
                        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
                        "NoncurrentVersionExpiration": {"NoncurrentDays": 90},
                        "NoncurrentVersionTransitions": [{"StorageClass": "GLACIER", "TransitionInDays": 30}],
                        "Transitions": [{"StorageClass": "STANDARD_IA", "TransitionInDays": 31}],
                    },
                    {"Id": "tagged", "Status": "Disabled", "Prefix": "t/", "TagFilters": [{"Key": "a", "Value": "b"}], "ExpirationInDays": 1},
                ]
            },
            "LoggingConfiguration": {"DestinationBucketName": w.bucket, "LogFilePrefix": "access/"},
            "NotificationConfiguration": {
                "EventBridgeConfiguration": {"EventBridgeEnabled": True},
                "QueueConfigurations": [
                    {"Queue": w.queue, "Event": "s3:ObjectCreated:Put", "Filter": {"S3Key": {"Rules": [{"Name": "prefix", "Value": "in/"}]}}}
                ],
            },
            "ObjectLockEnabled": True,
            "ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": "30"}}},
            "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
            "PublicAccessBlockConfiguration": {
                "BlockPublicAcls": True, "BlockPublicPolicy": "true", "IgnorePublicAcls": True, "RestrictPublicBuckets": True,
            },
            "Tags": TAGS,
            "VersioningConfiguration": {"Status": "Enabled"},
        },
        read=reads(read_bucket),
        change=lambda w: {
            "BucketEncryption": {"ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]},
            "LifecycleConfiguration": {"Rules": [{"Id": "age", "Status": "Enabled", "ExpirationInDays": 730}]},
            "LoggingConfiguration": {"DestinationBucketName": w.bucket, "LogFilePrefix": "other/"},
            "NotificationConfiguration": {"EventBridgeConfiguration": {"EventBridgeEnabled": "false"}},
            "ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Years": 1}}},
            "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerPreferred"}]},
            "PublicAccessBlockConfiguration": {
                "BlockPublicAcls": True, "BlockPublicPolicy": True, "IgnorePublicAcls": False, "RestrictPublicBuckets": True,
            },
            "Tags": OTHER_TAGS,
        },
        replace=lambda w: {"BucketName": w.name("elsewhere")},
        attributes={
            "Arn": r"arn:aws:s3:::secured-\w+",
            "DomainName": r"secured-\w+\.s3\.amazonaws\.com",
            "DualStackDomainName": rf"secured-\w+\.s3\.dualstack\.{REGION}\.amazonaws\.com",
            "RegionalDomainName": rf"secured-\w+\.s3\.{REGION}\.amazonaws\.com",
            "WebsiteURL": rf"http://secured-\w+\.s3-website-{REGION}\.amazonaws\.com",
        },
        ref=r"secured-\w+",
    ),
    Case(
        "AWS::S3::Bucket",
        label="the rest",
        props=lambda w: {
            "AccessControl": "LogDeliveryWrite",
            "AccelerateConfiguration": {"AccelerationStatus": "Enabled"},
            "CorsConfiguration": {"CorsRules": [{"AllowedMethods": ["GET"], "AllowedOrigins": ["https://a.example"], "ExposedHeaders": ["ETag"], "MaxAge": "60"}]},
            "InventoryConfigurations": [
                {
                    "Id": "all", "Enabled": "true", "IncludedObjectVersions": "All", "ScheduleFrequency": "Weekly", "Prefix": "x/",
                    "Destination": {"BucketArn": f"arn:aws:s3:::{w.bucket}", "Format": "CSV"},
                }
            ],
            "ReplicationConfiguration": replication(w),
            "VersioningConfiguration": {"Status": "Enabled"},
            "WebsiteConfiguration": {"IndexDocument": "index.html", "ErrorDocument": "error.html"},
        },
        read=reads(read_bucket),
        change=lambda w: {
            "AccessControl": None, "AccelerateConfiguration": None, "CorsConfiguration": None, "ReplicationConfiguration": None, "WebsiteConfiguration": None,
            "VersioningConfiguration": {"Status": "Suspended"},
        },
        changed={"AccessControl": False, "AccelerateConfiguration": {"AccelerationStatus": "Suspended"}, "CorsConfiguration": {"CorsRules": []}},
        ref=r"stack-thing-[0-9a-f]{12}",
    ),
    Case(
        "AWS::S3::Bucket",
        label="in the account's own namespace",
        props=lambda w: {"BucketNamePrefix": w.name("mine"), "BucketNamespace": "account-regional"},
        read=lambda w, made, props: w.client("s3").head_bucket(Bucket=made.physical_id),
        replace=lambda w: {"BucketNamePrefix": w.name("other"), "BucketNamespace": "global"},
        unread={"BucketNamePrefix": "is the start of the name", "BucketNamespace": "is the end of the name"},
        ref=rf"mine-\w+-{ACCOUNT}-{REGION}-an",
    ),
    Case(
        "AWS::S3::BucketPolicy",
        props=lambda w: {"Bucket": w.bucket, "PolicyDocument": {**POLICY, "Id": "first"}},
        read=lambda w, made, props: {"Bucket": made.physical_id, "PolicyDocument": w.client("s3").get_bucket_policy(Bucket=made.physical_id)["Policy"]},
        change=lambda w: {"PolicyDocument": {**POLICY, "Id": "second"}},
        replace=lambda w: {"Bucket": w.other_bucket},
        ref=r"bucket-\w+",
    ),
    Case(
        "AWS::S3::AccessPoint",
        props=lambda w: {
            "Name": w.name("point"), "Bucket": w.bucket, "Policy": POLICY, "VpcConfiguration": {"VpcId": w.vpc},
            "PublicAccessBlockConfiguration": {"BlockPublicAcls": True, "BlockPublicPolicy": True, "IgnorePublicAcls": True, "RestrictPublicBuckets": "false"},
        },
        read=lambda w, made, props: {
            **w.client("s3control").get_access_point(AccountId=ACCOUNT, Name=made.physical_id),
            "Policy": w.client("s3control").get_access_point_policy(AccountId=ACCOUNT, Name=made.physical_id)["Policy"],
        },
        change=lambda w: {"Policy": {**POLICY, "Id": "second"}},
        replace=lambda w: {"Name": "other", "Bucket": w.other_bucket, "VpcConfiguration": {"VpcId": "vpc-1"}},
        refuse=lambda w: {"PublicAccessBlockConfiguration": {"BlockPublicAcls": False}},
        attributes={"Arn": rf"arn:aws:s3:{REGION}:{ACCOUNT}:accesspoint/point-\w+", "NetworkOrigin": "VPC", "Alias": ".+-s3alias"},
        ref=r"point-\w+",
    ),
]  # fmt: skip

life, test_made, test_replaced, test_changed_in_place, test_deleted = lives(CASES)


def test_a_bucket_that_holds_something_is_not_deleted(world: World) -> None:  # noqa: F811
    made = world.make("AWS::S3::Bucket", {"BucketName": world.name("full")})
    world.client("s3").put_object(Bucket=made.physical_id, Key="a", Body=b"a")
    try:
        world_delete(world, made.physical_id)
    except world.client("s3").exceptions.ClientError as error:
        assert error.response["Error"]["Code"] == "BucketNotEmpty"
    else:
        raise AssertionError("it was deleted")


def world_delete(w: World, bucket: str) -> None:
    from strongroom_emulator.resource import registered

    registered()["AWS::S3::Bucket"].delete(w.context({}, None), bucket, {})


def test_logging_does_not_wait_for_the_target_to_allow_it(world: World) -> None:  # noqa: F811
    assert "Policy" not in json.dumps(world.client("s3").get_bucket_logging(Bucket=world.bucket))
    made = world.make("AWS::S3::Bucket", {"LoggingConfiguration": {"DestinationBucketName": world.bucket}})
    assert world.client("s3").get_bucket_logging(Bucket=made.physical_id)["LoggingEnabled"]["TargetBucket"] == world.bucket
