"""The types of Step Functions, Systems Manager, Secrets Manager, ECR, Resource Groups, and those nothing stands behind."""

from __future__ import annotations

import json
from typing import Any

import pytest
from types_support import ACCOUNT, ALLOW_ALL, ALLOW_LESS, OTHER_TAGS, POLICY, REGION, TAGS, TRUST, Case, Created, World, as_tags, lives, reads, world  # noqa: F401

from strongroom_emulator.resource import registered


def read_machine(w: World, made: Created) -> dict[str, Any]:
    machines = w.client("stepfunctions")
    found = machines.describe_state_machine(stateMachineArn=made.physical_id)
    logging, tracing, encryption = (found.get(name, {}) for name in ("loggingConfiguration", "tracingConfiguration", "encryptionConfiguration"))
    return {
        "StateMachineName": found["name"],
        "RoleArn": found["roleArn"],
        "Definition": found["definition"],
        "DefinitionString": found["definition"],
        "LoggingConfiguration": {
            "Level": logging.get("level"),
            "IncludeExecutionData": logging.get("includeExecutionData"),
            "Destinations": [{"CloudWatchLogsLogGroup": {"LogGroupArn": each["cloudWatchLogsLogGroup"]["logGroupArn"]}} for each in logging.get("destinations", [])],
        },
        "TracingConfiguration": {"Enabled": tracing.get("enabled")},
        "EncryptionConfiguration": {
            "Type": encryption.get("type"), "KmsKeyId": encryption.get("kmsKeyId"),
            "KmsDataKeyReusePeriodSeconds": encryption.get("kmsDataKeyReusePeriodSeconds"),
        },
        "Tags": as_tags(machines.list_tags_for_resource(resourceArn=made.physical_id)["tags"]),
    }  # fmt: skip


def machine(state: str) -> dict[str, Any]:
    return {"StartAt": state, "States": {state: {"Type": "Pass", "End": True}}}


def stored_definition(w: World) -> dict[str, str]:
    w.client("s3").put_object(Bucket=w.bucket, Key="machine.json", Body=json.dumps(machine("Stored")))
    return {"Bucket": w.bucket, "Key": "machine.json"}


def group_arn(w: World) -> str:
    return f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{w.log_group}:*"


def read_parameter(w: World, made: Created) -> dict[str, Any]:
    ssm = w.client("ssm")
    found = ssm.describe_parameters(ParameterFilters=[{"Key": "Name", "Values": [made.physical_id]}])["Parameters"][0]
    return {
        **found, "Value": ssm.get_parameter(Name=made.physical_id)["Parameter"]["Value"], "Policies": [each["PolicyText"] for each in found.get("Policies", [])],
        "Tags": {tag["Key"]: tag["Value"] for tag in ssm.list_tags_for_resource(ResourceType="Parameter", ResourceId=made.physical_id)["TagList"]},
    }  # fmt: skip


def read_secret(w: World, made: Created) -> dict[str, Any]:
    secrets = w.client("secretsmanager")
    found = secrets.describe_secret(SecretId=made.physical_id)
    return {
        **found, "SecretString": secrets.get_secret_value(SecretId=made.physical_id)["SecretString"], "Tags": as_tags(found.get("Tags", [])),
        "ReplicaRegions": [{"Region": each["Region"], "KmsKeyId": each.get("KmsKeyId")} for each in found.get("ReplicationStatus", [])],
    }  # fmt: skip


def secret(w: World, value: str = "{}") -> str:
    name, secrets = w.name("secret"), w.client("secretsmanager")
    found = [each["ARN"] for each in secrets.list_secrets()["SecretList"] if each["Name"] == name]
    return found[0] if found else secrets.create_secret(Name=name, SecretString=value)["ARN"]


def read_secret_policy(w: World, made: Created) -> dict[str, Any]:
    found = w.client("secretsmanager").get_resource_policy(SecretId=made.physical_id)
    return {"SecretId": found["ARN"], "ResourcePolicy": found["ResourcePolicy"]}


def read_rotation(w: World, made: Created) -> dict[str, Any]:
    found = w.client("secretsmanager").describe_secret(SecretId=made.physical_id)
    if not found.get("RotationEnabled"):
        raise LookupError(made.physical_id)
    return {"SecretId": found["ARN"], "RotationLambdaARN": found["RotationLambdaARN"], "RotationRules": found["RotationRules"]}


def database(w: World, name: str = "db") -> str:
    identifier, rds = w.name(name), w.client("rds")
    if identifier not in [each["DBInstanceIdentifier"] for each in rds.describe_db_instances()["DBInstances"]]:
        rds.create_db_instance(DBInstanceIdentifier=identifier, DBInstanceClass="db.t4g.micro", Engine="postgres", MasterUsername="a", MasterUserPassword="abcdefgh1", AllocatedStorage=20)
    return identifier


def cluster(w: World) -> str:
    w.client("rds").create_db_cluster(DBClusterIdentifier=w.name("cluster"), Engine="aurora-postgresql", MasterUsername="a", MasterUserPassword="abcdefgh1")
    return w.name("cluster")


def read_attachment(w: World, made: Created) -> dict[str, Any]:
    value = json.loads(w.client("secretsmanager").get_secret_value(SecretId=made.physical_id)["SecretString"])
    kind = next(each for each in ("dbInstanceIdentifier", "dbClusterIdentifier") if each in value)
    assert value["engine"] and value["host"] and value["port"]
    return {"SecretId": made.physical_id, "TargetId": value[kind], "TargetType": {"dbInstanceIdentifier": "AWS::RDS::DBInstance"}.get(kind, "AWS::RDS::DBCluster")}


def read_repository(w: World, made: Created) -> dict[str, Any]:
    ecr, name = w.client("ecr"), made.physical_id
    found = ecr.describe_repositories(repositoryNames=[name])["repositories"][0]
    return {
        "RepositoryName": name,
        "EncryptionConfiguration": {"EncryptionType": found["encryptionConfiguration"]["encryptionType"], "KmsKey": found["encryptionConfiguration"].get("kmsKey")},
        "ImageScanningConfiguration": {"ScanOnPush": found["imageScanningConfiguration"]["scanOnPush"]},
        "ImageTagMutability": found["imageTagMutability"],
        "LifecyclePolicy": {"LifecyclePolicyText": ecr.get_lifecycle_policy(repositoryName=name)["lifecyclePolicyText"]},
        "RepositoryPolicyText": ecr.get_repository_policy(repositoryName=name)["policyText"],
        "Tags": as_tags(ecr.list_tags_for_resource(resourceArn=found["repositoryArn"])["tags"]),
    }


def lifecycle(count: int) -> dict[str, str]:
    selection = {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": count}
    return {"LifecyclePolicyText": json.dumps({"rules": [{"rulePriority": 1, "selection": selection, "action": {"type": "expire"}}]})}


def read_resource_group(w: World, made: Created) -> dict[str, Any]:
    groups = w.client("resource-groups")
    found = next(each for each in groups.list_groups()["GroupIdentifiers"] if each["GroupName"] == made.physical_id)
    query = groups.get_group_query(GroupName=made.physical_id)["GroupQuery"]["ResourceQuery"]
    return {
        "Name": found["GroupName"], "Description": groups.get_group(GroupName=made.physical_id)["Group"].get("Description"),
        "ResourceQuery": {"Type": query["Type"], "Query": query["Query"]}, "Tags": as_tags(groups.get_tags(Arn=found["GroupArn"])["Tags"]),
    }  # fmt: skip


CASES = [
    Case(
        "AWS::StepFunctions::StateMachine",
        props=lambda w: {
            "DefinitionString": json.dumps(machine("One")), "RoleArn": w.role, "StateMachineName": w.name("made"), "Tags": TAGS,
            "EncryptionConfiguration": {"Type": "CUSTOMER_MANAGED_KMS_KEY", "KmsKeyId": w.key, "KmsDataKeyReusePeriodSeconds": "300"},
            "LoggingConfiguration": {
                "Level": "ALL", "IncludeExecutionData": "true", "Destinations": [{"CloudWatchLogsLogGroup": {"LogGroupArn": group_arn(w)}}],
            },
            "TracingConfiguration": {"Enabled": "true"},
        },
        read=reads(read_machine),
        change=lambda w: {
            "DefinitionString": json.dumps(machine("Two")), "RoleArn": w.other_role, "Tags": OTHER_TAGS, "TracingConfiguration": {"Enabled": False},
            "EncryptionConfiguration": {"Type": "CUSTOMER_MANAGED_KMS_KEY", "KmsKeyId": w.other_key, "KmsDataKeyReusePeriodSeconds": 600},
            "LoggingConfiguration": {
                "Level": "ERROR", "IncludeExecutionData": False, "Destinations": [{"CloudWatchLogsLogGroup": {"LogGroupArn": group_arn(w)}}],
            },
        },
        replace=lambda w: {"StateMachineName": "other"},
        attributes={"Arn": rf"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:made-\w+", "Name": r"made-\w+", "StateMachineRevisionId": ".+"},
        ref=rf"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:made-\w+",
    ),
    Case(
        "AWS::StepFunctions::StateMachine",
        label="by parts",
        props=lambda w: {"Definition": machine("${Name}"), "DefinitionSubstitutions": {"Name": "Put"}, "RoleArn": w.role},
        read=lambda w, made, props: {**read_machine(w, made), "Definition": json.loads(read_machine(w, made)["Definition"].replace("Put", "${Name}"))},
        unread={"DefinitionSubstitutions": "is in the definition"},
        change=lambda w: {"DefinitionSubstitutions": {"Name": "Put"}, "Tags": TAGS},
    ),
    Case(
        "AWS::StepFunctions::StateMachine",
        label="from a bucket",
        props=lambda w: {"DefinitionS3Location": stored_definition(w), "RoleArn": w.role},
        read=lambda w, made, props: {**read_machine(w, made), "DefinitionS3Location": props["DefinitionS3Location"] if "Stored" in read_machine(w, made)["Definition"] else None},
    ),
    Case(
        "AWS::SSM::Parameter",
        props=lambda w: {
            "AllowedPattern": "[a-z]+", "DataType": "text", "Description": "a", "Name": f"/{w.name('made')}", "Tags": {"a": "b"}, "Tier": "Advanced",
            "Type": "String", "Value": "one", "Policies": json.dumps([{"Type": "NoChangeNotification", "Version": "1.0", "Attributes": {"After": "20", "Unit": "Days"}}]),
        },
        read=reads(read_parameter),
        change=lambda w: {"AllowedPattern": "[a-z0-9]+", "Description": "b", "Tags": {"c": "d"}, "Value": "two"},
        replace=lambda w: {"Name": "/other"},
        attributes={"Type": "String", "Value": "one"},
        ref=r"/made-\w+",
    ),
    Case("AWS::SSM::Parameter", label="list", props=lambda w: {"Type": "StringList", "Value": "a,b"}, read=reads(read_parameter), ref=r"stack-Thing-\w+"),
    Case(
        "AWS::SecretsManager::Secret",
        props=lambda w: {
            "Description": "a", "KmsKeyId": w.key, "Name": w.name("made"), "ReplicaRegions": [{"Region": "eu-central-1"}], "SecretString": "one", "Tags": TAGS,
        },
        read=reads(read_secret),
        change=lambda w: {"Description": "b", "KmsKeyId": w.other_key, "ReplicaRegions": [{"Region": "eu-north-1"}], "SecretString": "two", "Tags": OTHER_TAGS},
        replace=lambda w: {"Name": "other"},
        attributes={"Id": rf"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:made-\w+-\w+"},
        ref=rf"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:made-\w+-\w+",
    ),
    Case(
        "AWS::SecretsManager::Secret",
        label="generated",
        props=lambda w: {"GenerateSecretString": {"SecretStringTemplate": '{"username":"a"}', "GenerateStringKey": "password", "PasswordLength": "40", "ExcludePunctuation": "true"}},
        read=lambda w, made, props: {**read_secret(w, made), "GenerateSecretString": generated(read_secret(w, made)["SecretString"])},
        change=lambda w: {"Tags": TAGS},
    ),
    Case(
        "AWS::SecretsManager::ResourcePolicy",
        props=lambda w: {"SecretId": secret(w), "ResourcePolicy": POLICY, "BlockPublicPolicy": "true"},
        read=reads(read_secret_policy),
        change=lambda w: {"ResourcePolicy": {**POLICY, "Id": "b"}},
        replace=lambda w: {"SecretId": "other"},
        unread={"BlockPublicPolicy": "is a check at the call"},
        gone=lambda w, made, props: "ResourcePolicy" not in w.client("secretsmanager").get_resource_policy(SecretId=made.physical_id),
    ),
    Case(
        "AWS::SecretsManager::RotationSchedule",
        props=lambda w: {
            "SecretId": secret(w), "RotationLambdaARN": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{w.function}", "RotationRules": {"AutomaticallyAfterDays": "30"},
            "RotateImmediatelyOnUpdate": "false",
        },
        read=reads(read_rotation),
        change=lambda w: {"RotationRules": {"ScheduleExpression": "rate(7 days)"}},
        changed={"RotationRules": {"AutomaticallyAfterDays": 7}},
        replace=lambda w: {"SecretId": "other"},
        unread={"RotateImmediatelyOnUpdate": "is a choice at the call"},
    ),
    Case(
        "AWS::SecretsManager::SecretTargetAttachment",
        label="to an instance",
        props=lambda w: {"SecretId": secret(w, '{"username":"a"}'), "TargetId": database(w), "TargetType": "AWS::RDS::DBInstance"},
        read=reads(read_attachment),
        change=lambda w: {"TargetId": database(w, "second")},
        replace=lambda w: {"SecretId": "other"},
    ),
    Case(
        "AWS::SecretsManager::SecretTargetAttachment",
        label="to a cluster",
        props=lambda w: {"SecretId": secret(w), "TargetId": cluster(w), "TargetType": "AWS::RDS::DBCluster"},
        read=reads(read_attachment),
    ),
    Case(
        "AWS::ECR::Repository",
        props=lambda w: {
            "EmptyOnDelete": "true", "EncryptionConfiguration": {"EncryptionType": "KMS", "KmsKey": w.key}, "ImageScanningConfiguration": {"ScanOnPush": "true"},
            "ImageTagMutability": "IMMUTABLE", "LifecyclePolicy": lifecycle(5), "RepositoryName": w.name("made"), "RepositoryPolicyText": POLICY, "Tags": TAGS,
        },
        read=reads(read_repository),
        change=lambda w: {
            "ImageScanningConfiguration": {"ScanOnPush": False}, "ImageTagMutability": "MUTABLE", "LifecyclePolicy": lifecycle(6),
            "RepositoryPolicyText": {**POLICY, "Id": "b"}, "Tags": OTHER_TAGS,
        },
        replace=lambda w: {"EncryptionConfiguration": {"EncryptionType": "AES256"}, "RepositoryName": "other"},
        unread={"EmptyOnDelete": "is a choice at the deletion"},
        attributes={"Arn": rf"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/made-\w+", "RepositoryUri": rf"{ACCOUNT}\.dkr\.ecr\.{REGION}\.amazonaws\.com/made-\w+"},
    ),
    Case(
        "AWS::ResourceGroups::Group",
        props=lambda w: {
            "Description": "a", "Name": w.name("made"), "Tags": TAGS,
            "ResourceQuery": {"Type": "TAG_FILTERS_1_0", "Query": {"ResourceTypeFilters": ["AWS::AllSupported"], "TagFilters": [{"Key": "a", "Values": ["b"]}]}},
        },
        read=reads(read_resource_group),
        change=lambda w: {
            "Description": "b", "Tags": OTHER_TAGS,
            "ResourceQuery": {"Type": "TAG_FILTERS_1_0", "Query": {"ResourceTypeFilters": ["AWS::S3::Bucket"], "TagFilters": [{"Key": "c", "Values": ["d"]}]}},
        },
        replace=lambda w: {"Name": "other"},
        attributes={"Arn": rf"arn:aws:resource-groups:{REGION}:{ACCOUNT}:group/made-\w+"},
    ),
    Case(
        "AWS::ResourceGroups::Group",
        label="by configuration",
        props=lambda w: {"Name": w.name("made"), "Configuration": [{"Type": "AWS::ResourceGroups::Generic", "Parameters": []}]},
        read=lambda w, made, props: {
            "Name": made.physical_id, "Configuration": w.client("resource-groups").get_group_configuration(Group=made.physical_id)["GroupConfiguration"]["Configuration"],
        },
        change=lambda w: {"Configuration": [{"Type": "AWS::EC2::HostManagement", "Parameters": []}]},
        gone=lambda w, made, props: made.physical_id not in [each["GroupName"] for each in w.client("resource-groups").list_groups()["GroupIdentifiers"]],
    ),
    Case(
        "AWS::AccessAnalyzer::Analyzer",
        props=lambda w: {"AnalyzerName": "made", "Type": "ACCOUNT", "ArchiveRules": [], "Tags": TAGS, "AnalyzerConfiguration": {}},
        unread={name: "inert" for name in ("AnalyzerName", "Type", "ArchiveRules", "Tags", "AnalyzerConfiguration")},
        change=lambda w: {"Tags": OTHER_TAGS},
        replace=lambda w: {"AnalyzerName": "other", "Type": "ORGANIZATION"},
        attributes={"Arn": rf"arn:aws:access-analyzer:{REGION}:{ACCOUNT}:analyzer/made"},
        ref=rf"arn:aws:access-analyzer:{REGION}:{ACCOUNT}:analyzer/made",
    ),
    Case("AWS::CDK::Metadata", props=lambda w: {"Analytics": "v2:a"}, unread={"Analytics": "inert"}, change=lambda w: {"Analytics": "v2:b"}),
    Case("AWS::CloudFormation::WaitConditionHandle", props=lambda w: {}, ref="https://.+"),
]  # fmt: skip

life, test_made, test_replaced, test_changed_in_place, test_deleted = lives(CASES)


def generated(value: str) -> dict[str, Any]:
    found = json.loads(value)
    password = found["password"]
    return {
        "SecretStringTemplate": json.dumps({"username": found["username"]}), "GenerateStringKey": "password", "PasswordLength": len(password),
        "ExcludePunctuation": password.isalnum(),
    }  # fmt: skip


def test_a_generated_secret_is_not_made_anew_by_another_change(world: World) -> None:  # noqa: F811
    old = {"GenerateSecretString": {"PasswordLength": 20}}
    made = world.make("AWS::SecretsManager::Secret", old)
    before = read_secret(world, made)["SecretString"]
    registered()["AWS::SecretsManager::Secret"].update(world.context({}, None), made.physical_id, old, {**old, "Description": "b"})
    assert read_secret(world, made)["SecretString"] == before


def test_a_secret_loses_its_connection_with_the_attachment(world: World) -> None:  # noqa: F811
    props = {"SecretId": secret(world, '{"username":"a"}'), "TargetId": database(world), "TargetType": "AWS::RDS::DBInstance"}
    made = world.make("AWS::SecretsManager::SecretTargetAttachment", props)
    registered()["AWS::SecretsManager::SecretTargetAttachment"].delete(world.context({}, None), made.physical_id, props)
    assert json.loads(world.client("secretsmanager").get_secret_value(SecretId=made.physical_id)["SecretString"]) == {"username": "a"}


def test_a_changed_machine_runs_as_changed(world: World) -> None:  # noqa: F811
    machines, old = world.client("stepfunctions"), {"DefinitionString": json.dumps(machine("One")), "RoleArn": world.role}
    made = world.make("AWS::StepFunctions::StateMachine", old)
    new = {**old, "DefinitionString": json.dumps({"StartAt": "Two", "States": {"Two": {"Type": "Pass", "Result": {"a": 2}, "End": True}}})}
    registered()["AWS::StepFunctions::StateMachine"].update(world.context({}, None), made.physical_id, old, new)
    started = machines.start_execution(stateMachineArn=made.physical_id)["executionArn"]
    for _ in range(100):
        found = machines.describe_execution(executionArn=started)
        if found["status"] != "RUNNING":
            break
    assert json.loads(found["output"]) == {"a": 2}


def test_an_unknown_target_is_refused(world: World) -> None:  # noqa: F811
    with pytest.raises(Exception, match="Redshift"):
        world.make("AWS::SecretsManager::SecretTargetAttachment", {"SecretId": secret(world), "TargetId": "a", "TargetType": "AWS::Redshift::Cluster"})
