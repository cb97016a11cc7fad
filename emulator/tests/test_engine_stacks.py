"""CloudFormation through its API: stacks, change sets, exports, events, and the emulator's own endpoints."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import Emulator, Stack, eventually

Deploy = Callable[..., Stack]


def parameter(value: Any, **more: Any) -> dict[str, Any]:
    return {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": value}, **more}


def template(resources: dict[str, Any], **sections: Any) -> dict[str, Any]:
    return {"Resources": resources, **sections}


def unique(prefix: str) -> str:
    return f"{prefix}-{uuid.uuid4().hex[:8]}"


def change_set(emulator: Emulator, name: str, body: dict[str, Any], kind: str, change_set_name: str = "cdk-deploy-change-set", **more: Any) -> dict[str, Any]:
    cloudformation = emulator.client("cloudformation")
    cloudformation.create_change_set(StackName=name, ChangeSetName=change_set_name, ChangeSetType=kind, TemplateBody=json.dumps(body), **more)
    return cloudformation.describe_change_set(StackName=name, ChangeSetName=change_set_name)


def test_outputs_parameters_tags_and_resources_are_described(emulator: Emulator, deploy: Deploy) -> None:
    body = template(
        {"P": parameter({"Fn::Sub": "${Word}!"})},
        Description="a stack",
        Parameters={"Word": {"Type": "String"}, "Hidden": {"Type": "String", "NoEcho": True, "Default": "h"}},
        Outputs={"Name": {"Value": {"Ref": "P"}, "Description": "the name"}},
    )
    stack = deploy(body, Word="hello")
    described = stack.description
    assert emulator.client("ssm").get_parameter(Name=stack.outputs["Name"])["Parameter"]["Value"] == "hello!"
    assert {item["ParameterKey"]: item["ParameterValue"] for item in described["Parameters"]} == {"Word": "hello", "Hidden": "****"}
    assert described["Description"] == "a stack"
    assert stack.physical_ids == {"P": stack.outputs["Name"]}
    listed = emulator.client("cloudformation").list_stack_resources(StackName=stack.name)["StackResourceSummaries"]
    assert [(item["LogicalResourceId"], item["ResourceStatus"]) for item in listed] == [("P", "CREATE_COMPLETE")]
    assert emulator.client("cloudformation").get_template(StackName=stack.name)["TemplateBody"] == body


def test_events_tell_the_story_newest_first(emulator: Emulator, deploy: Deploy) -> None:
    stack = deploy(template({"P": parameter("1")}))
    events = emulator.client("cloudformation").describe_stack_events(StackName=stack.name)["StackEvents"]
    assert [(event["LogicalResourceId"], event["ResourceStatus"]) for event in reversed(events)] == [
        (stack.name, "CREATE_IN_PROGRESS"),
        ("P", "CREATE_IN_PROGRESS"),
        ("P", "CREATE_COMPLETE"),
        (stack.name, "CREATE_COMPLETE"),
    ]


def test_a_failed_deployment_answers_with_the_reason_and_leaves_nothing(emulator: Emulator, deploy: Deploy) -> None:
    taken = unique("/taken")
    emulator.client("ssm").put_parameter(Name=taken, Value="x", Type="String")
    bad = {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": "1", "Name": taken}, "DependsOn": "Good"}
    stack = deploy(template({"Good": parameter("1"), "Bad": bad}), check=False)
    assert stack.status == "ROLLBACK_COMPLETE"
    assert any("already exists" in reason for reason in stack.reasons)
    good = next(event for event in emulator.client("cloudformation").describe_stack_events(StackName=stack.name)["StackEvents"] if event["LogicalResourceId"] == "Good")
    assert good["ResourceStatus"] == "DELETE_COMPLETE"
    with pytest.raises(ClientError, match="ParameterNotFound"):
        emulator.client("ssm").get_parameter(Name=good["PhysicalResourceId"])
    with pytest.raises(ClientError, match="ROLLBACK_COMPLETE state and can not be updated"):
        stack.update(template({"Good": parameter("2")}))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            template({"A": {"Type": "AWS::Braket::Job"}}),
            "A: resource type AWS::Braket::Job is not emulated: add it to emulator/strongroom_emulator/types/braket.py",
        ),
        (
            template({"A": {"Type": "AWS::SNS::Topic", "Properties": {"Colour": 1}}}),
            "A: property Colour of AWS::SNS::Topic is not handled: add it to emulator/strongroom_emulator/types/sns.py",
        ),
        (template({"P": parameter("1")}, Transform="AWS::Serverless-2016-10-31"), "Transform 'AWS::Serverless-2016-10-31' is not emulated"),
        (template({"P": parameter({"Ref": "Nobody"})}), "Unresolved resource dependencies [Nobody]"),
    ],
)
def test_what_is_not_emulated_is_refused_before_there_is_a_stack(emulator: Emulator, body: dict[str, Any], message: str) -> None:
    name = unique("unknown")
    with pytest.raises(ClientError) as error:
        emulator.client("cloudformation").create_stack(StackName=name, TemplateBody=json.dumps(body))
    assert error.value.response["Error"]["Code"] == "ValidationError"
    assert message in error.value.response["Error"]["Message"]
    with pytest.raises(ClientError, match="does not exist"):
        emulator.client("cloudformation").describe_stacks(StackName=name)


def test_an_update_without_changes_is_refused_as_the_cli_expects(emulator: Emulator, deploy: Deploy) -> None:
    body = template({"P": parameter("1")})
    stack = deploy(body)
    with pytest.raises(ClientError, match="No updates are to be performed."):
        stack.update(body)
    unchanged = change_set(emulator, stack.name, body, "UPDATE")
    assert unchanged["Status"] == "FAILED"
    assert "The submitted information didn't contain changes" in unchanged["StatusReason"]


def test_a_parameter_keeps_its_previous_value(emulator: Emulator, deploy: Deploy) -> None:
    ssm, stored = emulator.client("ssm"), unique("/stored")
    ssm.put_parameter(Name=stored, Value="28", Type="String")
    parameters = {"Word": {"Type": "String"}, "Version": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": stored}}
    stack = deploy(template({"P": parameter({"Fn::Sub": "${Word}-${Version}"})}, Parameters=parameters), Word="kept")
    previous = [{"ParameterKey": name, "UsePreviousValue": True} for name in parameters]
    emulator.client("cloudformation").update_stack(
        StackName=stack.name, TemplateBody=json.dumps(template({"P": parameter({"Fn::Sub": "${Word}+${Version}"})}, Parameters=parameters)), Parameters=previous
    )
    assert stack.settle().status == "UPDATE_COMPLETE"
    assert ssm.get_parameter(Name=stack.physical_ids["P"])["Parameter"]["Value"] == "kept+28"


def test_a_missing_stored_parameter_fails_with_its_name(emulator: Emulator) -> None:
    parameters = {"Version": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/nowhere"}}
    with pytest.raises(ClientError, match=r"Unable to fetch parameters \[/nowhere\]"):
        emulator.client("cloudformation").create_stack(StackName=unique("s"), TemplateBody=json.dumps(template({"P": parameter("1")}, Parameters=parameters)))


def test_dynamic_references_are_read_when_used(emulator: Emulator, deploy: Deploy) -> None:
    ssm, name, secret = emulator.client("ssm"), unique("/dynamic"), unique("secret")
    ssm.put_parameter(Name=name, Value="from-ssm", Type="String")
    arn = emulator.client("secretsmanager").create_secret(Name=secret, SecretString=json.dumps({"user": "alice"}))["ARN"]
    value = {"Fn::Sub": ["{{resolve:ssm:${n}}}/{{resolve:secretsmanager:${a}:SecretString:user::}}", {"n": name, "a": arn}]}
    stack = deploy(template({"P": parameter(value)}))
    assert ssm.get_parameter(Name=stack.physical_ids["P"])["Parameter"]["Value"] == "from-ssm/alice"
    failed = deploy(template({"P": parameter("{{resolve:ssm:/nobody}}")}), check=False)
    assert any("Could not resolve {{resolve:ssm:/nobody}}" in reason for reason in failed.reasons)


def test_change_sets_create_update_and_belong_to_their_stack(emulator: Emulator, deploy: Deploy) -> None:
    cloudformation, ssm = emulator.client("cloudformation"), emulator.client("ssm")
    first, second = unique("first"), unique("second")
    for name in (first, second):
        assert change_set(emulator, name, template({"P": parameter(name)}), "CREATE")["ExecutionStatus"] == "AVAILABLE"
        assert Stack(emulator, name).status == "REVIEW_IN_PROGRESS"
    for name in (first, second):
        cloudformation.execute_change_set(StackName=name, ChangeSetName="cdk-deploy-change-set")
        stack = Stack(emulator, name).settle()
        assert stack.status == "CREATE_COMPLETE"
        assert ssm.get_parameter(Name=stack.physical_ids["P"])["Parameter"]["Value"] == name
    described = change_set(emulator, first, template({"P": parameter("new"), "Q": parameter("1")}), "UPDATE")
    changes = {item["ResourceChange"]["LogicalResourceId"]: item["ResourceChange"] for item in described["Changes"]}
    assert {name: change["Action"] for name, change in changes.items()} == {"P": "Modify", "Q": "Add"}
    assert [detail["Target"]["Name"] for detail in changes["P"]["Details"]] == ["Value"]
    cloudformation.execute_change_set(StackName=first, ChangeSetName="cdk-deploy-change-set")
    assert Stack(emulator, first).settle().status == "UPDATE_COMPLETE"
    with pytest.raises(ClientError, match="cannot be executed in its current status"):
        cloudformation.execute_change_set(StackName=first, ChangeSetName="cdk-deploy-change-set")
    cloudformation.delete_change_set(StackName=first, ChangeSetName="cdk-deploy-change-set")
    cloudformation.delete_change_set(StackName=first, ChangeSetName="cdk-deploy-change-set")
    with pytest.raises(ClientError) as error:
        cloudformation.describe_change_set(StackName=first, ChangeSetName="cdk-deploy-change-set")
    assert error.value.response["Error"]["Code"] == "ChangeSetNotFound"
    for name in (first, second):
        Stack(emulator, name).delete()


def test_exports_are_listed_imported_and_protected(emulator: Emulator, deploy: Deploy) -> None:
    cloudformation, name = emulator.client("cloudformation"), unique("export")
    outputs = {"Out": {"Value": {"Ref": "P"}, "Export": {"Name": name}}}
    exporter = deploy(template({"P": parameter("1")}, Outputs=outputs))
    importer = deploy(template({"P": parameter({"Fn::ImportValue": name})}))
    assert emulator.client("ssm").get_parameter(Name=importer.physical_ids["P"])["Parameter"]["Value"] == exporter.outputs["Out"]
    assert {"ExportingStackId": exporter.description["StackId"], "Name": name, "Value": exporter.outputs["Out"]} in cloudformation.list_exports()["Exports"]
    assert cloudformation.list_imports(ExportName=name)["Imports"] == [importer.name]
    with pytest.raises(AssertionError, match=f"Export {name} cannot be deleted as it is in use by {importer.name}"):
        exporter.delete()
    assert (exporter.status, exporter.physical_ids.keys()) == ("CREATE_COMPLETE", {"P"})


def test_termination_protection(emulator: Emulator, deploy: Deploy) -> None:
    stack, cloudformation = deploy(template({"P": parameter("1")})), emulator.client("cloudformation")
    cloudformation.update_termination_protection(StackName=stack.name, EnableTerminationProtection=True)
    with pytest.raises(ClientError, match="cannot be deleted while TerminationProtection is enabled"):
        cloudformation.delete_stack(StackName=stack.name)
    assert stack.description["EnableTerminationProtection"] is True
    cloudformation.update_termination_protection(StackName=stack.name, EnableTerminationProtection=False)


def test_a_deleted_stack_is_known_by_its_id_only_and_its_name_is_free(emulator: Emulator, deploy: Deploy) -> None:
    stack, cloudformation = deploy(template({"P": parameter("1")})), emulator.client("cloudformation")
    stack_id = stack.description["StackId"]
    with pytest.raises(ClientError, match="AlreadyExistsException"):
        deploy(template({"P": parameter("1")}), name=stack.name)
    stack.delete()
    assert cloudformation.describe_stacks(StackName=stack_id)["Stacks"][0]["StackStatus"] == "DELETE_COMPLETE"
    with pytest.raises(ClientError, match=f"Stack with id {stack.name} does not exist"):
        cloudformation.describe_stacks(StackName=stack.name)
    cloudformation.delete_stack(StackName=stack.name)
    assert deploy(template({"P": parameter("1")}), name=stack.name).description["StackId"] != stack_id


@pytest.mark.parametrize("address", ["https://s3.eu-west-1.amazonaws.com/{bucket}/{key}", "https://{bucket}.s3.eu-west-1.amazonaws.com/{key}", "http://127.0.0.1:1/{bucket}/{key}"])
def test_templates_are_read_from_buckets(emulator: Emulator, address: str) -> None:
    s3, bucket, name = emulator.client("s3"), unique("templates"), unique("from-s3")
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_object(Bucket=bucket, Key="a/t.yml", Body=b"Resources:\n  P:\n    Type: AWS::SSM::Parameter\n    Properties: {Type: String, Value: !Ref AWS::StackName}\n")
    emulator.client("cloudformation").create_stack(StackName=name, TemplateURL=address.format(bucket=bucket, key="a/t.yml"))
    assert Stack(emulator, name).settle().status == "CREATE_COMPLETE"
    Stack(emulator, name).delete()


def test_a_vpc_with_everything_in_it_can_be_destroyed(emulator: Emulator, deploy: Deploy) -> None:
    def ec2(kind: str, **properties: Any) -> dict[str, Any]:
        return {"Type": f"AWS::EC2::{kind}", "Properties": properties}

    vpc = {"Ref": "Vpc"}
    resources = {
        "Vpc": ec2("VPC", CidrBlock="10.1.0.0/16"),
        "Subnet": ec2("Subnet", VpcId=vpc, CidrBlock={"Fn::Select": [0, {"Fn::Cidr": ["10.1.0.0/16", 1, 8]}]}, AvailabilityZone={"Fn::Select": [0, {"Fn::GetAZs": ""}]}),
        "Gateway": ec2("InternetGateway"),
        "Attachment": ec2("VPCGatewayAttachment", VpcId=vpc, InternetGatewayId={"Ref": "Gateway"}),
        "Table": ec2("RouteTable", VpcId=vpc),
        "Association": ec2("SubnetRouteTableAssociation", SubnetId={"Ref": "Subnet"}, RouteTableId={"Ref": "Table"}),
        "Route": {**ec2("Route", RouteTableId={"Ref": "Table"}, DestinationCidrBlock="0.0.0.0/0", GatewayId={"Ref": "Gateway"}), "DependsOn": "Attachment"},
        "Group": ec2("SecurityGroup", VpcId=vpc, GroupDescription="g"),
    }
    stack = deploy(template(resources))
    vpc_id = stack.physical_ids["Vpc"]
    stack.delete()
    with pytest.raises(ClientError, match="InvalidVpcID.NotFound"):
        emulator.client("ec2").describe_vpcs(VpcIds=[vpc_id])


def test_the_journal_shows_that_nothing_was_recreated(emulator: Emulator, deploy: Deploy) -> None:
    stack = deploy(template({"P": parameter("1"), "Q": parameter("1")}))
    since = emulator.ask("/strongroom/journal")["last"]
    stack.update(template({"P": parameter("2"), "Q": parameter("1")}))
    told = emulator.ask(f"/strongroom/journal?since={since}")
    assert [(entry["operation"], entry["logicalId"], entry["type"]) for entry in told["stacks"][stack.name]] == [("update", "P", "AWS::SSM::Parameter")]
    assert told["last"] == since + 1
    assert told["stacks"][stack.name][0]["physicalId"] == stack.physical_ids["P"]


def test_resources_are_listed_with_their_level(emulator: Emulator, deploy: Deploy) -> None:
    stack = deploy(template({"P": parameter("1"), "M": {"Type": "AWS::CDK::Metadata", "Properties": {"Analytics": "v2"}}}))
    mine = {item["logicalId"]: item for item in emulator.ask("/strongroom/resources") if item["stack"] == stack.name}
    assert mine["P"] == {
        "stack": stack.name, "region": "eu-west-1", "logicalId": "P", "physicalId": stack.physical_ids["P"], "type": "AWS::SSM::Parameter", "level": mine["P"]["level"],
    }  # fmt: skip
    assert (mine["P"]["level"] in ("exercised", "configuration stored only"), mine["M"]["level"]) == (True, "inert")
    stack.delete()
    assert all(item["stack"] != stack.name for item in emulator.ask("/strongroom/resources"))


def test_what_moto_cannot_do_is_an_answer_that_nobody_retries(emulator: Emulator) -> None:
    for attempt in (
        lambda: emulator.client("cloudformation").detect_stack_drift(StackName="any"),
        lambda: emulator.client("kms").describe_custom_key_stores(),
        lambda: emulator.client("lambda").list_code_signing_configs(),
    ):
        with pytest.raises(ClientError) as error:
            attempt()
        assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501
        assert error.value.response["Error"]["Code"] == "NotEmulated"


def test_stacks_of_two_regions_are_apart(emulator: Emulator, deploy: Deploy) -> None:
    stack = deploy(template({"P": parameter("1")}))
    other = emulator.client("cloudformation", "us-east-1")
    with pytest.raises(ClientError, match="does not exist"):
        other.describe_stacks(StackName=stack.name)


def test_independent_operations_run_side_by_side(emulator: Emulator) -> None:
    names = [unique("parallel") for _ in range(4)]
    body = json.dumps(template({f"P{number}": parameter("1") for number in range(5)}))
    threads = [threading.Thread(target=lambda name=name: emulator.client("cloudformation").create_stack(StackName=name, TemplateBody=body)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name in names:
        stack = Stack(emulator, name)
        eventually(lambda: stack.status == "CREATE_COMPLETE")
        stack.delete()
