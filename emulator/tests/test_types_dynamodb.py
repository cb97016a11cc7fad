"""Amazon DynamoDB's types."""

from __future__ import annotations

from typing import Any

import pytest
from types_support import ACCOUNT, ALLOW_ALL, ALLOW_LESS, OTHER_TAGS, POLICY, REGION, TAGS, TRUST, Case, Created, World, as_tags, lives, reads, world  # noqa: F401

from strongroom_emulator.resource import Refused, registered


def read_table(w: World, made: Any) -> dict[str, Any]:
    database, name = w.client("dynamodb"), made.physical_id
    table = database.describe_table(TableName=name)["Table"]
    recovery = database.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    expiry = database.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    try:
        policy = database.get_resource_policy(ResourceArn=table["TableArn"])["Policy"]
    except database.exceptions.PolicyNotFoundException:
        policy = None
    encryption = table.get("SSEDescription", {})
    found = {
        **table,
        "BillingMode": table["BillingModeSummary"]["BillingMode"],
        "SSESpecification": {"SSEEnabled": bool(encryption), "SSEType": encryption.get("SSEType"), "KMSMasterKeyId": encryption.get("KMSMasterKeyArn")},
        "PointInTimeRecoverySpecification": {
            "PointInTimeRecoveryEnabled": recovery["PointInTimeRecoveryStatus"] == "ENABLED", "RecoveryPeriodInDays": recovery.get("RecoveryPeriodInDays"),
        },
        "TimeToLiveSpecification": {"Enabled": expiry["TimeToLiveStatus"] == "ENABLED", "AttributeName": expiry.get("AttributeName")},
        "ResourcePolicy": {"PolicyDocument": policy},
        "StreamSpecification": table.get("StreamSpecification"),
        "Tags": as_tags(database.list_tags_of_resource(ResourceArn=table["TableArn"])["Tags"]),
    }  # fmt: skip
    return found


def read_global(w: World, made: Any) -> dict[str, Any]:
    found = read_table(w, made)
    own = ("DeletionProtectionEnabled", "PointInTimeRecoverySpecification", "ResourcePolicy", "Tags")
    return {**found, "Replicas": [{"Region": REGION, "SSESpecification": found["SSESpecification"], **{name: found[name] for name in own}}]}


def index(name: str, **more: Any) -> dict[str, Any]:
    return {"IndexName": name, "KeySchema": [{"AttributeName": "b", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}, **more}



KEY = [{"AttributeName": "a", "KeyType": "HASH"}]
A, B = {"AttributeName": "a", "AttributeType": "S"}, {"AttributeName": "b", "AttributeType": "S"}
BOTH = [*KEY, {"AttributeName": "b", "KeyType": "RANGE"}]
LOCAL = [{"IndexName": "local", "KeySchema": BOTH, "Projection": {"ProjectionType": "ALL"}}]
UNITS = {"ReadCapacityUnits": "1", "WriteCapacityUnits": 1}

CASES = [
    Case(
        "AWS::DynamoDB::Table",
        label="secured",
        props=lambda w: {
            "AttributeDefinitions": [A, B], "BillingMode": "PAY_PER_REQUEST", "DeletionProtectionEnabled": "false", "GlobalSecondaryIndexes": [index("one")],
            "KeySchema": KEY, "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": "true", "RecoveryPeriodInDays": "14"},
            "ResourcePolicy": {"PolicyDocument": POLICY}, "SSESpecification": {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": w.key},
            "StreamSpecification": {"StreamViewType": "NEW_IMAGE"}, "TableName": w.name("table"), "Tags": TAGS,
            "TimeToLiveSpecification": {"Enabled": True, "AttributeName": "until"},
        },
        read=reads(read_table),
        change=lambda w: {
            "GlobalSecondaryIndexes": [index("two")], "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 35},
            "ResourcePolicy": None, "SSESpecification": {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": w.other_key},
            "StreamSpecification": {"StreamViewType": "NEW_AND_OLD_IMAGES"}, "Tags": OTHER_TAGS,
            "TimeToLiveSpecification": {"Enabled": True, "AttributeName": "expiry"},
        },
        replace=lambda w: {
            "TableName": w.name("other"), "KeySchema": [{"AttributeName": "b", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "a", "AttributeType": "N"}, B],
        },
        attributes={"Arn": rf"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/table-\w+", "StreamArn": rf"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/table-\w+/stream/.+"},
        ref=r"table-\w+",
    ),
    Case(
        "AWS::DynamoDB::Table",
        label="provisioned",
        props=lambda w: {
            "AttributeDefinitions": [A, B], "KeySchema": BOTH, "ProvisionedThroughput": UNITS,
            "LocalSecondaryIndexes": LOCAL,
            "WarmThroughput": {"ReadUnitsPerSecond": 100, "WriteUnitsPerSecond": 100},
        },
        read=reads(read_table),
        change=lambda w: {"ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": "6"}, "DeletionProtectionEnabled": False},
        replace=lambda w: {"LocalSecondaryIndexes": []},
        ref=r"stack-Thing-\w+",
    ),
    Case(
        "AWS::DynamoDB::GlobalTable",
        props=lambda w: {
            "AttributeDefinitions": [A, B], "BillingMode": "PAY_PER_REQUEST", "KeySchema": KEY, "TableName": w.name("global"),
            "GlobalSecondaryIndexes": [index("one")], "SSESpecification": {"SSEEnabled": True, "SSEType": "KMS"},
            "StreamSpecification": {"StreamViewType": "NEW_IMAGE"}, "TimeToLiveSpecification": {"Enabled": True, "AttributeName": "until"},
            "WarmThroughput": {"ReadUnitsPerSecond": 12001, "WriteUnitsPerSecond": 4001},
            "Replicas": [
                {
                    "Region": REGION, "DeletionProtectionEnabled": False, "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
                    "ResourcePolicy": {"PolicyDocument": POLICY}, "SSESpecification": {"KMSMasterKeyId": w.key}, "Tags": TAGS,
                }
            ],
        },
        read=reads(read_global),
        change=lambda w: {
            "Replicas": [
                {
                    "Region": REGION, "DeletionProtectionEnabled": False, "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": False},
                    "ResourcePolicy": {"PolicyDocument": {**POLICY, "Id": "b"}}, "SSESpecification": {"KMSMasterKeyId": w.other_key}, "Tags": OTHER_TAGS,
                }
            ]
        },
        replace=lambda w: {"TableName": w.name("other")},
        attributes={"TableId": "[0-9a-f-]{36}"},
        ref=r"global-\w+",
    ),
    Case(
        "AWS::DynamoDB::GlobalTable",
        label="provisioned",
        props=lambda w: {
            "AttributeDefinitions": [A, B], "BillingMode": "PROVISIONED", "KeySchema": BOTH, "Replicas": [{"Region": REGION}],
            "LocalSecondaryIndexes": LOCAL, "ReadProvisionedThroughputSettings": {"ReadCapacityUnits": 3},
            "WriteProvisionedThroughputSettings": {"WriteCapacityAutoScalingSettings": {"MinCapacity": 2, "MaxCapacity": 9}},
        },
        read=lambda w, made, props: {
            **read_table(w, made),
            "Replicas": [{"Region": REGION}],
            "ReadProvisionedThroughputSettings": {"ReadCapacityUnits": read_table(w, made)["ProvisionedThroughput"]["ReadCapacityUnits"]},
            "WriteProvisionedThroughputSettings": {
                "WriteCapacityAutoScalingSettings": {"MinCapacity": read_table(w, made)["ProvisionedThroughput"]["WriteCapacityUnits"], "MaxCapacity": 9}
            },
        },
    ),
]  # fmt: skip

life, test_made, test_replaced, test_changed_in_place, test_deleted = lives(CASES)


def test_an_update_keeps_the_items(world: World) -> None:  # noqa: F811
    old = {"AttributeDefinitions": [A], "KeySchema": KEY, "BillingMode": "PAY_PER_REQUEST"}
    made = world.make("AWS::DynamoDB::Table", old)
    world.client("dynamodb").put_item(TableName=made.physical_id, Item={"a": {"S": "1"}})
    new = {**old, "StreamSpecification": {"StreamViewType": "NEW_IMAGE"}, "DeletionProtectionEnabled": True}
    registered()["AWS::DynamoDB::Table"].update(world.context({}, None), made.physical_id, old, new)
    assert world.client("dynamodb").scan(TableName=made.physical_id)["Count"] == 1
    assert world.client("dynamodb").describe_table(TableName=made.physical_id)["Table"]["DeletionProtectionEnabled"]


def test_a_protected_table_is_not_deleted(world: World) -> None:  # noqa: F811
    props = {"AttributeDefinitions": [A], "KeySchema": KEY, "BillingMode": "PAY_PER_REQUEST", "DeletionProtectionEnabled": "true"}
    made = world.make("AWS::DynamoDB::Table", props)
    with pytest.raises(world.client("dynamodb").exceptions.ClientError, match="DeletionProtection"):
        registered()["AWS::DynamoDB::Table"].delete(world.context({}, None), made.physical_id, props)


def test_a_second_replica_is_refused(world: World) -> None:  # noqa: F811
    with pytest.raises(Refused, match="one replica"):
        world.make("AWS::DynamoDB::GlobalTable", {"AttributeDefinitions": [A], "KeySchema": KEY, "Replicas": [{"Region": REGION}, {"Region": "eu-central-1"}]})
