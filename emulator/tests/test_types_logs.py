"""Amazon CloudWatch Logs' types."""

from __future__ import annotations

from typing import Any

import pytest
from types_support import ACCOUNT, ALLOW_ALL, ALLOW_LESS, OTHER_TAGS, POLICY, REGION, TAGS, TRUST, Case, Created, World, as_tags, lives, reads, world  # noqa: F401

from strongroom_emulator.resource import registered


def read_group(w: World, made: Created) -> dict[str, Any]:
    logs, name = w.client("logs"), made.physical_id
    group = next(each for each in logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"] if each["logGroupName"] == name)
    return {
        "LogGroupName": name,
        "KmsKeyId": group.get("kmsKeyId"),
        "RetentionInDays": group.get("retentionInDays"),
        "DeletionProtectionEnabled": group["deletionProtectionEnabled"],
        "DataProtectionPolicy": logs.get_data_protection_policy(logGroupIdentifier=name).get("policyDocument"),
        "Tags": as_tags(logs.list_tags_for_resource(resourceArn=group["arn"].removesuffix(":*"))["tags"]),
    }


def read_metric_filter(w: World, made: Created) -> dict[str, Any]:
    found = next(each for each in w.client("logs").describe_metric_filters()["metricFilters"] if each["filterName"] == made.physical_id)
    return {
        "FilterName": found["filterName"], "FilterPattern": found["filterPattern"], "LogGroupName": found["logGroupName"],
        "MetricTransformations": [
            {
                "MetricName": each["metricName"], "MetricNamespace": each["metricNamespace"], "MetricValue": each["metricValue"],
                "DefaultValue": each.get("defaultValue"), "Dimensions": as_tags(each.get("dimensions", {})), "Unit": each.get("unit"),
            }
            for each in found["metricTransformations"]
        ],
    }  # fmt: skip


def read_subscription(w: World, made: Created, props: dict[str, Any]) -> dict[str, Any]:
    filters = w.client("logs").describe_subscription_filters(logGroupName=props["LogGroupName"])["subscriptionFilters"]
    found = next(each for each in filters if each["filterName"] == made.physical_id)
    return {
        "FilterName": found["filterName"], "FilterPattern": found["filterPattern"], "LogGroupName": found["logGroupName"],
        "DestinationArn": found["destinationArn"], "RoleArn": found.get("roleArn"),
    }  # fmt: skip


def read_policy(w: World, made: Created) -> dict[str, Any]:
    found = next(each for each in w.client("logs").describe_resource_policies()["resourcePolicies"] if each["policyName"] == made.physical_id)
    return {"PolicyName": found["policyName"], "PolicyDocument": found["policyDocument"]}


def masking(name: str) -> dict[str, Any]:
    identifiers = ["arn:aws:dataprotection::aws:data-identifier/EmailAddress"]
    statements = [
        {"Sid": "audit", "DataIdentifier": identifiers, "Operation": {"Audit": {"FindingsDestination": {}}}},
        {"Sid": "mask", "DataIdentifier": identifiers, "Operation": {"Deidentify": {"MaskConfig": {}}}},
    ]
    return {"Name": name, "Version": "2021-06-01", "Statement": statements}


def transformation(value: str) -> dict[str, Any]:
    return {
        "MetricName": "denied", "MetricNamespace": "strongroom", "MetricValue": value, "DefaultValue": "0", "Unit": "Count",
    }  # fmt: skip


def stream(w: World, number: int = 1) -> str:
    name, kinesis = f"{w.name('stream')}-{number}", w.client("kinesis")
    if name not in kinesis.list_streams()["StreamNames"]:
        kinesis.create_stream(StreamName=name, ShardCount=1)
    return f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/{name}"


CASES = [
    Case(
        "AWS::Logs::LogGroup",
        props=lambda w: {
            "DataProtectionPolicy": masking("a"), "DeletionProtectionEnabled": False, "KmsKeyId": w.key, "LogGroupName": w.name("made"),
            "RetentionInDays": "30", "Tags": TAGS,
        },
        read=reads(read_group),
        change=lambda w: {"DataProtectionPolicy": masking("b"), "KmsKeyId": w.other_key, "RetentionInDays": 365, "Tags": OTHER_TAGS},
        replace=lambda w: {"LogGroupName": w.name("other")},
        attributes={"Arn": rf"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:made-\w+:\*"},
    ),
    Case(
        "AWS::Logs::LogGroup",
        label="that loses its key, retention and protection",
        props=lambda w: {"DataProtectionPolicy": masking("a"), "KmsKeyId": w.key, "RetentionInDays": 30},
        read=reads(read_group),
        change=lambda w: {"DataProtectionPolicy": None, "KmsKeyId": None, "RetentionInDays": None},
        changed={"DataProtectionPolicy": None, "KmsKeyId": None, "RetentionInDays": None},
        ref=r"stack-Thing-\w+",
    ),
    Case(
        "AWS::Logs::LogStream",
        props=lambda w: {"LogGroupName": w.log_group, "LogStreamName": "made"},
        read=lambda w, made, props: {
            "LogStreamName": w.client("logs").describe_log_streams(logGroupName=w.log_group)["logStreams"][0]["logStreamName"], "LogGroupName": w.log_group,
        },
        replace=lambda w: {"LogGroupName": "other", "LogStreamName": "other"},
    ),
    Case(
        "AWS::Logs::MetricFilter",
        props=lambda w: {"FilterName": w.name("made"), "FilterPattern": "denied", "LogGroupName": w.log_group, "MetricTransformations": [transformation("1")]},
        read=reads(read_metric_filter),
        change=lambda w: {"FilterPattern": "refused", "MetricTransformations": [transformation("2")]},
        replace=lambda w: {"FilterName": "other", "LogGroupName": "other"},
    ),
    Case(
        "AWS::Logs::MetricFilter",
        label="with dimensions",
        props=lambda w: {
            "FilterPattern": "{ $.error = * }", "LogGroupName": w.log_group,
            "MetricTransformations": [
                {"MetricName": "m", "MetricNamespace": "n", "MetricValue": "$.value", "Dimensions": [{"Key": "error", "Value": "$.error"}]}
            ],
        },
        read=reads(read_metric_filter),
    ),
    Case(
        "AWS::Logs::SubscriptionFilter",
        props=lambda w: {"FilterName": "made", "FilterPattern": "", "LogGroupName": w.log_group, "DestinationArn": stream(w), "RoleArn": w.role},
        read=read_subscription,
        change=lambda w: {"FilterPattern": "denied", "DestinationArn": stream(w, 2), "RoleArn": w.other_role},
        replace=lambda w: {"FilterName": "other", "LogGroupName": "other"},
    ),
    Case(
        "AWS::Logs::ResourcePolicy",
        props=lambda w: {"PolicyName": w.name("made"), "PolicyDocument": POLICY},
        read=reads(read_policy),
        change=lambda w: {"PolicyDocument": {**POLICY, "Id": "b"}},
        replace=lambda w: {"PolicyName": "other"},
    ),
]  # fmt: skip

life, test_made, test_replaced, test_changed_in_place, test_deleted = lives(CASES)


def test_a_protected_group_is_not_deleted(world: World) -> None:  # noqa: F811
    made = world.make("AWS::Logs::LogGroup", {"DeletionProtectionEnabled": "true"})
    with pytest.raises(world.client("logs").exceptions.ClientError, match="protected"):
        registered()["AWS::Logs::LogGroup"].delete(world.context({}, None), made.physical_id, {})


def test_the_second_of_two_filters_may_change(world: World) -> None:  # noqa: F811
    filters = registered()["AWS::Logs::SubscriptionFilter"]
    common = {"FilterPattern": "", "LogGroupName": world.log_group, "DestinationArn": stream(world), "RoleArn": world.role}
    world.make("AWS::Logs::SubscriptionFilter", {**common, "FilterName": "one"})
    old = {**common, "FilterName": "two"}
    made = world.make("AWS::Logs::SubscriptionFilter", old)
    filters.update(world.context({}, None), made.physical_id, old, {**old, "FilterPattern": "denied"})
    assert read_subscription(world, made, old)["FilterPattern"] == "denied"
