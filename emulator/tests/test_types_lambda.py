"""AWS Lambda's types."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from types_support import ACCOUNT, ALLOW_ALL, ALLOW_LESS, OTHER_TAGS, POLICY, REGION, TAGS, TRUST, Case, Created, World, as_tags, lives, reads, world  # noqa: F401


def read_function(w: World, made: Created) -> dict[str, Any]:
    functions, name = w.client("lambda"), made.physical_id
    found = functions.get_function(FunctionName=name)
    configuration = found["Configuration"]
    return {
        **configuration,
        "KmsKeyArn": configuration.get("KMSKeyArn"),
        "Layers": [layer["Arn"] for layer in configuration.get("Layers", [])],
        "ReservedConcurrentExecutions": found.get("Concurrency", {}).get("ReservedConcurrentExecutions"),
        "Tags": as_tags(found.get("Tags", {})),
    }


def read_permission(w: World, made: Created, props: dict[str, Any]) -> dict[str, Any]:
    import json

    policy = json.loads(w.client("lambda").get_policy(FunctionName=w.function)["Policy"])
    statement = next(each for each in policy["Statement"] if each["Sid"] == made.physical_id)
    conditions = statement["Condition"]
    return {
        "Action": statement["Action"],
        "FunctionName": statement["Resource"].split(":")[6],
        "FunctionUrlAuthType": statement.get("FunctionUrlAuthType"),
        "Principal": statement["Principal"].get("Service"),
        "SourceArn": conditions.get("ArnLike", {}).get("AWS:SourceArn"),
        "SourceAccount": conditions.get("StringEquals", {}).get("AWS:SourceAccount"),
        "PrincipalOrgID": conditions.get("StringEquals", {}).get("aws:PrincipalOrgID"),
    }


def read_version(w: World, made: Created, props: dict[str, Any]) -> dict[str, Any]:
    found = w.client("lambda").get_function_configuration(FunctionName=made.physical_id)
    return {"FunctionName": found["FunctionName"], "Description": found["Description"], "CodeSha256": found["CodeSha256"]}


def read_alias(w: World, made: Created, props: dict[str, Any]) -> dict[str, Any]:
    found = w.client("lambda").get_alias(FunctionName=w.function, Name=made.physical_id.split(":")[-1])
    weights = (found.get("RoutingConfig") or {}).get("AdditionalVersionWeights", {})
    return {
        **found, "FunctionName": made.physical_id.split(":")[6],
        "RoutingConfig": {"AdditionalVersionWeights": [{"FunctionVersion": version, "FunctionWeight": weight} for version, weight in weights.items()]},
    }  # fmt: skip


def read_layer(w: World, made: Created, props: dict[str, Any]) -> dict[str, Any]:
    name, version = made.physical_id.split(":")[-2:]
    found = w.client("lambda").get_layer_version(LayerName=name, VersionNumber=int(version))
    return {**found, "LayerName": name}


def read_mapping(w: World, made: Created, props: dict[str, Any]) -> dict[str, Any]:
    found = w.client("lambda").get_event_source_mapping(UUID=made.physical_id)
    return {
        **found, "Enabled": found["State"] == "Enabled", "FunctionName": found["FunctionArn"].split(":")[6], "KmsKeyArn": found.get("KMSKeyArn"),
        "Tags": as_tags(w.client("lambda").list_tags(Resource=found["EventSourceMappingArn"])["Tags"]),
    }  # fmt: skip


def code(w: World, key: str = "code.zip") -> dict[str, str]:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("index.js", f"exports.handler = async () => '{key}'")
    w.client("s3").put_object(Bucket=w.bucket, Key=key, Body=archive.getvalue())
    return {"S3Bucket": w.bucket, "S3Key": key}


def layer(w: World, name: str = "layer") -> str:
    return w.make("AWS::Lambda::LayerVersion", {"LayerName": w.name(name), "Content": code(w, f"{name}.zip")}).physical_id


def version(w: World) -> str:
    return w.client("lambda").publish_version(FunctionName=w.function)["Version"]


def other_function(w: World) -> str:
    return w.make("AWS::Lambda::Function", {
        "FunctionName": w.name("other"), "Role": w.role, "Runtime": "nodejs22.x", "Handler": "index.handler", "Code": {"ZipFile": "exports.handler = async () => 2"},
    }).physical_id  # fmt: skip


def stream_of(w: World) -> str:
    table = w.client("dynamodb").create_table(
        TableName=w.name("source"), BillingMode="PAY_PER_REQUEST", AttributeDefinitions=[{"AttributeName": "a", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "a", "KeyType": "HASH"}], StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    )  # fmt: skip
    return table["TableDescription"]["LatestStreamArn"]


CASES = [
    Case(
        "AWS::Lambda::Function",
        props=lambda w: {
            "Architectures": ["arm64"], "Code": code(w), "DeadLetterConfig": {"TargetArn": w.queue}, "Description": "a",
            "Environment": {"Variables": {"A": "1"}}, "EphemeralStorage": {"Size": "1024"}, "FunctionName": w.name("made"), "Handler": "index.handler",
            "FileSystemConfigs": [{"Arn": f"arn:aws:elasticfilesystem:{REGION}:{ACCOUNT}:access-point/fsap-0123456789abcdef0", "LocalMountPath": "/mnt/a"}],
            "KmsKeyArn": w.key, "Layers": [layer(w)], "LoggingConfig": {"LogFormat": "JSON", "LogGroup": w.log_group, "ApplicationLogLevel": "INFO"},
            "MemorySize": "256", "PackageType": "Zip", "ReservedConcurrentExecutions": "5", "Role": w.role, "Runtime": "nodejs22.x", "Tags": TAGS,
            "Timeout": "30", "TracingConfig": {"Mode": "Active"}, "VpcConfig": {"SubnetIds": [w.subnet], "SecurityGroupIds": [w.group]},
        },
        read=reads(read_function),
        change=lambda w: {
            "Architectures": ["x86_64"], "Code": code(w, "other.zip"), "DeadLetterConfig": {"TargetArn": w.topic}, "Description": "b",
            "Environment": {"Variables": {"B": "2"}}, "EphemeralStorage": {"Size": 2048}, "Handler": "index.other", "KmsKeyArn": w.other_key,
            "Layers": [layer(w, "second")], "LoggingConfig": {"LogFormat": "Text"}, "MemorySize": 512, "ReservedConcurrentExecutions": 7,
            "Role": w.other_role, "Runtime": "nodejs20.x", "Tags": OTHER_TAGS, "Timeout": 60, "TracingConfig": {"Mode": "PassThrough"},
            "VpcConfig": {"SubnetIds": [w.other_subnet], "SecurityGroupIds": [w.other_group]},
        },
        replace=lambda w: {"FunctionName": w.name("other"), "PackageType": "Image"},
        unread={"Code": "its hash is checked below"},
        attributes={"Arn": rf"arn:aws:lambda:{REGION}:{ACCOUNT}:function:made-\w+", "SnapStartResponse.ApplyOn": "None"},
    ),
    Case(
        "AWS::Lambda::Function",
        label="that loses its settings",
        props=lambda w: {
            "Code": {"ZipFile": "exports.handler = async () => 1"}, "Role": w.role, "Runtime": "nodejs22.x", "Handler": "index.handler",
            "DeadLetterConfig": {"TargetArn": w.queue}, "KmsKeyArn": w.key, "TracingConfig": {"Mode": "Active"}, "ReservedConcurrentExecutions": 5,
        },
        read=lambda w, made, props: {"DeadLetterConfig": None, **read_function(w, made)},
        change=lambda w: {"DeadLetterConfig": None, "KmsKeyArn": None, "TracingConfig": None, "ReservedConcurrentExecutions": None},
        changed={"DeadLetterConfig": None, "KmsKeyArn": None, "TracingConfig": {"Mode": "PassThrough"}, "ReservedConcurrentExecutions": None},
        unread={"Code": "its hash is checked below"},
        ref=r"stack-Thing-\w+",
    ),
    Case(
        "AWS::Lambda::Permission",
        props=lambda w: {
            "Action": "lambda:InvokeFunction", "FunctionName": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{w.function}", "Principal": "events.amazonaws.com",
            "SourceArn": f"arn:aws:events:{REGION}:{ACCOUNT}:rule/a", "SourceAccount": ACCOUNT, "EventSourceToken": "token",
        },
        read=lambda w, made, props: {
            **read_permission(w, made, props), "FunctionName": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{read_permission(w, made, props)['FunctionName']}",
        },
        replace=lambda w: {
            "Action": "lambda:GetFunction", "FunctionName": "other", "Principal": "s3.amazonaws.com", "SourceArn": "arn:aws:s3:::a", "SourceAccount": "1",
            "EventSourceToken": "other", "PrincipalOrgID": "o-abcdefghij", "FunctionUrlAuthType": "NONE",
        },
        unread={"EventSourceToken": "moto takes it and shows it nowhere"},
        attributes={"Id": r"stack-Thing-\w+"},
    ),
    Case(
        "AWS::Lambda::Permission",
        label="for an organization",
        props=lambda w: {
            "Action": "lambda:InvokeFunctionUrl", "FunctionName": w.function, "Principal": "s3.amazonaws.com", "PrincipalOrgID": "o-abcdefghij",
            "FunctionUrlAuthType": "AWS_IAM",
        },
        read=read_permission,
    ),
    Case(
        "AWS::Lambda::Version",
        props=lambda w: {
            "FunctionName": w.function, "Description": "a", "CodeSha256": w.client("lambda").get_function_configuration(FunctionName=w.function)["CodeSha256"],
        },
        read=read_version,
        replace=lambda w: {"FunctionName": "other", "Description": "b", "CodeSha256": "x"},
        attributes={"Version": r"\d+", "FunctionArn": rf"arn:aws:lambda:{REGION}:{ACCOUNT}:function:function-\w+:\d+"},
        ref=rf"arn:aws:lambda:{REGION}:{ACCOUNT}:function:function-\w+:\d+",
    ),
    Case(
        "AWS::Lambda::Alias",
        props=lambda w: {
            "FunctionName": w.function, "FunctionVersion": version(w), "Name": "live", "Description": "a",
            "RoutingConfig": {"AdditionalVersionWeights": [{"FunctionVersion": "2", "FunctionWeight": 0.5}]},
        },
        read=read_alias,
        change=lambda w: {"FunctionVersion": version(w), "Description": "b", "RoutingConfig": None},
        changed={"RoutingConfig": {"AdditionalVersionWeights": []}},
        replace=lambda w: {"FunctionName": "other", "Name": "other"},
        attributes={"AliasArn": rf"arn:aws:lambda:{REGION}:{ACCOUNT}:function:function-\w+:live"},
    ),
    Case(
        "AWS::Lambda::LayerVersion",
        props=lambda w: {
            "CompatibleArchitectures": ["arm64"], "CompatibleRuntimes": ["nodejs22.x"], "Content": code(w), "Description": "a", "LayerName": w.name("made"),
            "LicenseInfo": "Apache-2.0",
        },
        read=read_layer,
        replace=lambda w: {
            "CompatibleArchitectures": ["x86_64"], "CompatibleRuntimes": ["nodejs20.x"], "Content": code(w, "b.zip"), "Description": "b", "LayerName": "other",
            "LicenseInfo": "MIT",
        },
        unread={"Content": "moto gives its size and hash only"},
        attributes={"LayerVersionArn": rf"arn:aws:lambda:{REGION}:{ACCOUNT}:layer:made-\w+:1"},
    ),
    Case(
        "AWS::Lambda::EventInvokeConfig",
        props=lambda w: {
            "FunctionName": w.function, "Qualifier": "$LATEST", "MaximumEventAgeInSeconds": "3600", "MaximumRetryAttempts": "1",
            "DestinationConfig": {"OnFailure": {"Destination": w.queue}},
        },
        read=lambda w, made, props: {
            **w.client("lambda").get_function_event_invoke_config(FunctionName=w.function), "FunctionName": made.physical_id.split("|")[0],
        },
        change=lambda w: {"MaximumEventAgeInSeconds": 60, "MaximumRetryAttempts": 0, "DestinationConfig": {"OnFailure": {"Destination": w.topic}}},
        replace=lambda w: {"FunctionName": "other", "Qualifier": "live"},
    ),
    Case(
        "AWS::Lambda::EventSourceMapping",
        label="of a queue",
        props=lambda w: {
            "BatchSize": "5", "Enabled": True, "EventSourceArn": w.queue, "FunctionName": w.function, "FunctionResponseTypes": ["ReportBatchItemFailures"],
            "FilterCriteria": {"Filters": [{"Pattern": '{"a":["b"]}'}]}, "KmsKeyArn": w.key, "MaximumBatchingWindowInSeconds": "1",
            "MetricsConfig": {"Metrics": ["EventCount"]}, "ScalingConfig": {"MaximumConcurrency": 2}, "Tags": TAGS,
            "ProvisionedPollerConfig": {"MinimumPollers": 1},
        },
        read=read_mapping,
        change=lambda w: {
            "BatchSize": 6, "Enabled": "false", "FunctionName": other_function(w), "FunctionResponseTypes": None, "MaximumBatchingWindowInSeconds": 2,
            "FilterCriteria": {"Filters": [{"Pattern": '{"a":["c"]}'}]}, "ScalingConfig": {"MaximumConcurrency": 3}, "Tags": OTHER_TAGS,
            "KmsKeyArn": w.other_key, "MetricsConfig": {"Metrics": []}, "ProvisionedPollerConfig": {"MinimumPollers": 2},
        },
        replace=lambda w: {"EventSourceArn": w.topic},
        attributes={"Id": "[0-9a-f-]{36}", "EventSourceMappingArn": rf"arn:aws:lambda:{REGION}:{ACCOUNT}:event-source-mapping:[0-9a-f-]+"},
    ),
    Case(
        "AWS::Lambda::EventSourceMapping",
        label="of a table's stream",
        props=lambda w: {
            "BisectBatchOnFunctionError": "true", "DestinationConfig": {"OnFailure": {"Destination": w.queue}}, "EventSourceArn": stream_of(w),
            "FunctionName": w.function, "MaximumRecordAgeInSeconds": 60, "MaximumRetryAttempts": "2", "ParallelizationFactor": "2",
            "SourceAccessConfigurations": [], "StartingPosition": "AT_TIMESTAMP", "StartingPositionTimestamp": 1700000000, "TumblingWindowInSeconds": "3",
        },
        read=lambda w, made, props: {"StartingPositionTimestamp": props["StartingPositionTimestamp"], **read_mapping(w, made, props)},
        change=lambda w: {
            "BisectBatchOnFunctionError": False, "DestinationConfig": {"OnFailure": {"Destination": w.topic}}, "MaximumRecordAgeInSeconds": 120,
            "MaximumRetryAttempts": 3, "ParallelizationFactor": 3, "TumblingWindowInSeconds": 4,
        },
        replace=lambda w: {"StartingPosition": "LATEST", "StartingPositionTimestamp": 1700000001},
        unread={"StartingPositionTimestamp": "moto takes it and shows it nowhere"},
    ),
]  # fmt: skip

life, test_made, test_replaced, test_changed_in_place, test_deleted = lives(CASES)


def test_new_code_is_the_code_that_runs(world: World) -> None:  # noqa: F811
    import json

    from strongroom_emulator.resource import registered

    old = {"Role": world.role, "Runtime": "nodejs22.x", "Handler": "index.handler", "Code": code(world, "one")}
    made = world.make("AWS::Lambda::Function", old)
    assert json.load(world.client("lambda").invoke(FunctionName=made.physical_id)["Payload"]) == "one"
    registered()["AWS::Lambda::Function"].update(world.context({}, None), made.physical_id, old, {**old, "Code": code(world, "two")})
    assert json.load(world.client("lambda").invoke(FunctionName=made.physical_id)["Payload"]) == "two"
