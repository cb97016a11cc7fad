"""A bucket's properties as CloudFormation writes them, turned into what S3's API takes."""

from __future__ import annotations

import re
from typing import Any

from strongroom_emulator.resource import Props, to_bool
from strongroom_emulator.types._api import pick, rename, without


def canned_acl(value: str) -> str:
    """BucketOwnerFullControl -> bucket-owner-full-control."""
    return re.sub(r"(?<!^)([A-Z])", r"-\1", value).lower()


def encryption(value: Props) -> Props:
    rules = [rename(rule, ServerSideEncryptionByDefault="ApplyServerSideEncryptionByDefault") for rule in value["ServerSideEncryptionConfiguration"]]
    return {"Rules": rules}


def logging(value: Props, bucket: str) -> Props:
    """Without a destination, a bucket logs to itself ("LoggingConfiguration", CloudFormation)."""
    enabled: Props = {"TargetBucket": value.get("DestinationBucketName", bucket), "TargetPrefix": value.get("LogFilePrefix", "")}
    if "TargetObjectKeyFormat" in value:
        enabled["TargetObjectKeyFormat"] = value["TargetObjectKeyFormat"]
    return {"LoggingEnabled": enabled}


def lifecycle(value: Props) -> Props:
    return {"Rules": [_lifecycle_rule(rule) for rule in value["Rules"]]}


def _lifecycle_rule(rule: Props) -> Props:
    made: Props = {"Status": rule["Status"], "Filter": _lifecycle_filter(rule), **pick(rule, "AbortIncompleteMultipartUpload", ID="Id")}
    expiration = pick(rule, "ExpiredObjectDeleteMarker", Days="ExpirationInDays", Date="ExpirationDate")
    if expiration:
        made["Expiration"] = expiration
    transitions = [*rule.get("Transitions", []), *([rule["Transition"]] if "Transition" in rule else [])]
    if transitions:
        made["Transitions"] = [pick(each, "StorageClass", Days="TransitionInDays", Date="TransitionDate") for each in transitions]
    old_transitions = [*rule.get("NoncurrentVersionTransitions", []), *([rule["NoncurrentVersionTransition"]] if "NoncurrentVersionTransition" in rule else [])]
    if old_transitions:
        made["NoncurrentVersionTransitions"] = [pick(each, "StorageClass", "NewerNoncurrentVersions", NoncurrentDays="TransitionInDays") for each in old_transitions]
    if "NoncurrentVersionExpiration" in rule:
        made["NoncurrentVersionExpiration"] = rule["NoncurrentVersionExpiration"]
    elif "NoncurrentVersionExpirationInDays" in rule:
        made["NoncurrentVersionExpiration"] = {"NoncurrentDays": rule["NoncurrentVersionExpirationInDays"]}
    return made


def _lifecycle_filter(rule: Props) -> Props:
    """One condition stands alone, several stand under And."""
    conditions = pick(rule, "Prefix", "ObjectSizeGreaterThan", "ObjectSizeLessThan")
    tags = [{"Key": tag["Key"], "Value": tag["Value"]} for tag in rule.get("TagFilters", [])]
    if not conditions and not tags:
        return {"Prefix": ""}
    if len(conditions) + len(tags) == 1:
        return conditions or {"Tag": tags[0]}
    return {"And": {**conditions, **({"Tags": tags} if tags else {})}}


def notification(value: Props) -> Props:
    made: Props = {}
    for ours, api, target in (
        ("LambdaConfigurations", "LambdaFunctionConfigurations", "Function"),
        ("QueueConfigurations", "QueueConfigurations", "Queue"),
        ("TopicConfigurations", "TopicConfigurations", "Topic"),
    ):
        if value.get(ours):
            made[api] = [_notification_target(each, target) for each in value[ours]]
    bus = value.get("EventBridgeConfiguration")
    if bus is not None and to_bool(bus.get("EventBridgeEnabled", True)):
        made["EventBridgeConfiguration"] = {}
    return made


def _notification_target(value: Props, target: str) -> Props:
    parameter = {"Function": "LambdaFunctionArn", "Queue": "QueueArn", "Topic": "TopicArn"}[target]
    made: Props = {parameter: value[target], "Events": [value["Event"]]}
    if "Filter" in value:
        made["Filter"] = {"Key": {"FilterRules": value["Filter"]["S3Key"]["Rules"]}}
    return made


def cors(value: Props) -> Props:
    return {"CORSRules": [rename(rule, ExposedHeaders="ExposeHeaders", Id="ID", MaxAge="MaxAgeSeconds") for rule in value["CorsRules"]]}


def website(value: Props) -> Props:
    made: Props = pick(value, "RedirectAllRequestsTo")
    if "IndexDocument" in value:
        made["IndexDocument"] = {"Suffix": value["IndexDocument"]}
    if "ErrorDocument" in value:
        made["ErrorDocument"] = {"Key": value["ErrorDocument"]}
    if "RoutingRules" in value:
        made["RoutingRules"] = [rename(rule, RedirectRule="Redirect", RoutingRuleCondition="Condition") for rule in value["RoutingRules"]]
    return made


def replication(value: Props) -> Props:
    return {"Role": value["Role"], "Rules": [_replication_rule(rule) for rule in value["Rules"]]}


def _replication_rule(rule: Props) -> Props:
    made = rename(rule, Id="ID")
    if "Filter" in made:
        made["Filter"] = rename(made["Filter"], TagFilter="Tag")
        if "And" in made["Filter"]:
            made["Filter"]["And"] = rename(made["Filter"]["And"], TagFilters="Tags")
    return made


def inventory(value: Props) -> Props:
    destination: dict[str, Any] = rename(value["Destination"], BucketArn="Bucket", BucketAccountId="AccountId")
    made = {
        **without(value, "Destination", "Enabled", "ScheduleFrequency", "Prefix"),
        "IsEnabled": value["Enabled"],
        "Schedule": {"Frequency": value["ScheduleFrequency"]},
        "Destination": {"S3BucketDestination": destination},
    }
    if "Prefix" in value:
        made["Filter"] = {"Prefix": value["Prefix"]}
    return made
