"""What the engine adds to single services: EventBridge's deliveries, Step Functions, key states, bucket policies."""

from __future__ import annotations

import base64
import json
import urllib.error
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import ACCOUNT, Emulator, Stack, eventually

from strongroom_emulator import bucket_policies, eventbridge

Deploy = Callable[..., Stack]


def unique(prefix: str) -> str:
    return f"{prefix}-{uuid.uuid4().hex[:8]}"


# EventBridge

EVENT = {"id": "1", "detail-type": "Order", "source": "shop", "time": "2026-01-02T03:04:05Z", "resources": [], "detail": {"id": 7, "who": 'a "b"', "items": [{"sku": "x"}]}}


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ({}, json.dumps(EVENT)),
        ({"Input": '{"constant": true}'}, '{"constant": true}'),
        ({"InputPath": "$.detail.items[0].sku"}, '"x"'),
        ({"InputTransformer": {"InputPathsMap": {"id": "$.detail.id"}, "InputTemplate": '{"order": <id>}'}}, '{"order": 7}'),
        ({"InputTransformer": {"InputPathsMap": {"who": "$.detail.who"}, "InputTemplate": '"by <who>, at <unknown>"'}}, '"by a \\"b\\", at <unknown>"'),
        ({"InputTransformer": {"InputPathsMap": {"who": "$.detail.who"}, "InputTemplate": '{"who": <who>}'}}, '{"who": "a \\"b\\""}'),
        ({"InputTransformer": {"InputPathsMap": {"d": "$.detail.items"}, "InputTemplate": '{"d": <d>, "rule": "<aws.events.rule-name>"}'}}, '{"d": [{"sku": "x"}], "rule": "r"}'),
        ({"InputTransformer": {"InputTemplate": '{"all": <aws.events.event>}'}}, json.dumps({"all": EVENT})),
        ({"InputTransformer": {"InputPathsMap": {"none": "$.detail.nothing"}, "InputTemplate": '{"none": <none>}'}}, '{"none": null}'),
    ],
)
def test_what_a_target_receives(target: dict[str, Any], expected: str) -> None:
    assert eventbridge.render(target, EVENT, "arn:aws:events:eu-west-1:1:rule/bus/r") == expected


def test_times_become_text_and_internals_go() -> None:
    assert eventbridge.normalise({"time": 0.0, "ingestion-time": 1.0, "id": "1"}) == {"time": "1970-01-01T00:00:00Z", "id": "1"}


class Bus:
    """A custom bus whose rules deliver to a queue, where they can be read."""

    def __init__(self, emulator: Emulator) -> None:
        self.events, self.sqs = emulator.client("events"), emulator.client("sqs")
        self.name = unique("bus")
        self.arn = self.events.create_event_bus(Name=self.name)["EventBusArn"]

    def queue(self) -> tuple[str, str]:
        url = self.sqs.create_queue(QueueName=unique("q"))["QueueUrl"]
        return url, self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]

    def rule(self, target: dict[str, Any], pattern: dict[str, Any] | None = None, **more: Any) -> str:
        name = unique("rule")
        self.events.put_rule(Name=name, EventBusName=self.name, EventPattern=json.dumps(pattern or {"source": ["shop"]}), **more)
        self.events.put_targets(Rule=name, EventBusName=self.name, Targets=[{"Id": "t", **target}])
        return name

    def send(self, **detail: Any) -> None:
        self.events.put_events(Entries=[{"Source": "shop", "DetailType": "Order", "Detail": json.dumps(detail), "EventBusName": self.name}])

    def receive(self, url: str) -> Any:
        def read() -> Any:
            messages = self.sqs.receive_message(QueueUrl=url).get("Messages", [])
            return json.loads(messages[0]["Body"]) if messages else None

        return eventually(read)

    def empty(self, url: str) -> bool:
        return "Messages" not in self.sqs.receive_message(QueueUrl=url)


@pytest.fixture
def bus(emulator: Emulator) -> Bus:
    return Bus(emulator)


def test_a_rule_on_a_custom_bus_delivers_what_matches(bus: Bus) -> None:
    url, arn = bus.queue()
    bus.rule({"Arn": arn}, {"detail": {"total": [{"numeric": [">", 10]}]}})
    bus.send(total=5)
    bus.send(total=50)
    received = bus.receive(url)
    assert (received["detail"], received["detail-type"], received["source"], received["account"]) == ({"total": 50}, "Order", "shop", ACCOUNT)
    assert received["time"].endswith("Z")
    assert bus.empty(url)


def test_a_disabled_rule_is_silent(bus: Bus) -> None:
    (silent, silent_arn), (loud, loud_arn) = bus.queue(), bus.queue()
    bus.rule({"Arn": silent_arn}, State="DISABLED")
    bus.rule({"Arn": loud_arn})
    bus.send(x=1)
    assert bus.receive(loud)
    assert bus.empty(silent)


def test_a_topic_a_log_group_and_another_bus_are_delivered_to(emulator: Emulator, bus: Bus) -> None:
    url, queue_arn = bus.queue()
    sns, logs, group = emulator.client("sns"), emulator.client("logs"), f"/aws/events/{unique('g')}"
    topic = sns.create_topic(Name=unique("t"))["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue_arn, Attributes={"RawMessageDelivery": "true"})
    bus.rule({"Arn": topic, "InputPath": "$.detail"})
    logs.create_log_group(logGroupName=group)
    bus.rule({"Arn": f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:{group}"})
    other = Bus(emulator)
    other_url, other_queue = other.queue()
    other.rule({"Arn": other_queue})
    bus.rule({"Arn": other.arn})
    bus.send(x=1)
    assert bus.receive(url) == {"x": 1}
    assert other.receive(other_url)["detail"] == {"x": 1}
    written = eventually(lambda: logs.filter_log_events(logGroupName=group)["events"])
    assert json.loads(written[0]["message"])["detail"] == {"x": 1}


def test_what_cannot_be_delivered_goes_to_the_dead_letters(bus: Bus) -> None:
    url, arn = bus.queue()
    bus.rule({"Arn": f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:nobody", "DeadLetterConfig": {"Arn": arn}})
    bus.send(x=1)
    assert bus.receive(url)["detail"] == {"x": 1}


INVOKE = {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke"}
FAN_OUT = {
    "StartAt": "Each", "States": {"Each": {
        "Type": "Map", "ItemsPath": "$.detail.items", "ResultPath": "$.answers", "End": True,
        "ItemProcessor": {"StartAt": "Ask", "States": {"Ask": {**INVOKE, "Parameters": {"FunctionName.$": "$$.Execution.Input.function", "Payload.$": "$"}, "OutputPath": "$.Payload", "End": True}}},
    }},
}  # fmt: skip
MACHINE = json.dumps({
    "StartAt": "Double", "States": {
        "Double": {"Type": "Pass", "Parameters": {"sum.$": "States.MathAdd($.detail.x, $.detail.x)"}, "Next": "Big"},
        "Big": {"Type": "Choice", "Choices": [{"Variable": "$.sum", "NumericGreaterThan": 10, "Next": "Broken"}], "Default": "Done"},
        "Done": {"Type": "Succeed"}, "Broken": {"Type": "Fail", "Error": "TooBig"},
    },
})  # fmt: skip


def machine(emulator: Emulator, definition: str = MACHINE) -> str:
    role = f"arn:aws:iam::{ACCOUNT}:role/any"
    return str(emulator.client("stepfunctions").create_state_machine(name=unique("m"), definition=definition, roleArn=role)["stateMachineArn"])


def test_state_machines_are_executed_more_than_once(emulator: Emulator) -> None:
    states, arn = emulator.client("stepfunctions"), machine(emulator)

    def result(x: int) -> dict[str, Any]:
        execution = states.start_execution(stateMachineArn=arn, input=json.dumps({"detail": {"x": x}}))["executionArn"]
        assert not execution.endswith(":None")
        return eventually(lambda: (found := states.describe_execution(executionArn=execution))["status"] != "RUNNING" and found)

    assert json.loads(result(2)["output"]) == {"sum": 4}
    assert json.loads(result(3)["output"]) == {"sum": 6}
    assert result(6)["status"] == "FAILED"


def test_a_state_machine_starts_another_once_a_name(emulator: Emulator) -> None:
    states = emulator.client("stepfunctions")
    clock = machine(emulator, json.dumps({"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 3600, "Next": "E"}, "E": {"Type": "Succeed"}}}))
    start = {
        "Type": "Task", "Resource": "arn:aws:states:::states:startExecution", "Next": "Done",
        "Parameters": {"StateMachineArn": clock, "Name.$": "$.id", "Input.$": "$"},
        "Catch": [{"ErrorEquals": ["StepFunctions.ExecutionAlreadyExistsException"], "Next": "Done"}],
    }  # fmt: skip
    intake = machine(emulator, json.dumps({"StartAt": "Start", "States": {"Start": start, "Done": {"Type": "Succeed"}}}))

    def output(severity: int) -> dict[str, Any]:
        execution = states.start_execution(stateMachineArn=intake, input=json.dumps({"id": "one", "severity": severity}))["executionArn"]
        return json.loads(eventually(lambda: (found := states.describe_execution(executionArn=execution))["status"] == "SUCCEEDED" and found)["output"])

    assert output(7)["ExecutionArn"].endswith(":one")
    assert output(8)["Error"] == "StepFunctions.ExecutionAlreadyExistsException"
    (running,) = states.list_executions(stateMachineArn=clock)["executions"]
    assert (running["name"], running["status"]) == ("one", "RUNNING")
    assert json.loads(states.describe_execution(executionArn=running["executionArn"])["input"]) == {"id": "one", "severity": 7}
    states.stop_execution(executionArn=running["executionArn"], cause="decided")
    assert states.describe_execution(executionArn=running["executionArn"])["status"] == "ABORTED"


def test_a_state_machine_and_a_function_are_targets(emulator: Emulator, bus: Bus, deploy: Deploy) -> None:
    states, arn = emulator.client("stepfunctions"), machine(emulator)
    role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}}}
    code = {"ZipFile": "exports.handler = async (e) => { console.log('x is ' + e.detail.x); return e.detail.x * 2 }"}
    function = {"Type": "AWS::Lambda::Function", "Properties": {"Runtime": "nodejs22.x", "Handler": "index.handler", "Code": code, "Role": {"Fn::GetAtt": ["R", "Arn"]}}}
    stack = deploy({"Resources": {"R": role, "F": function}, "Outputs": {"Arn": {"Value": {"Fn::GetAtt": ["F", "Arn"]}}}})
    bus.rule({"Arn": stack.outputs["Arn"]})
    fan_out = machine(emulator, json.dumps(FAN_OUT))
    execution = states.start_execution(stateMachineArn=fan_out, input=json.dumps({"detail": {"items": [{"detail": {"x": 1}}, {"detail": {"x": 2}}]}, "function": stack.outputs["Arn"]}))
    bus.rule({"Arn": arn})
    bus.send(x=4)
    logs, group = emulator.client("logs"), f"/aws/lambda/{stack.physical_ids['F']}"
    groups = lambda: logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"]
    eventually(lambda: groups() and any(event["message"] == "x is 4" for event in logs.filter_log_events(logGroupName=group)["events"]))
    done = eventually(lambda: (found := states.describe_execution(executionArn=execution["executionArn"]))["status"] != "RUNNING" and found)
    assert json.loads(done["output"])["answers"] == [2, 4], done
    assert eventually(lambda: states.list_executions(stateMachineArn=arn, statusFilter="SUCCEEDED")["executions"])


def test_a_schedule_does_not_fire_by_itself_nor_by_events_but_when_told(emulator: Emulator, bus: Bus) -> None:
    url, arn = bus.queue()
    events, name = emulator.client("events"), unique("nightly")
    events.put_rule(Name=name, ScheduleExpression="rate(1 day)")
    events.put_targets(Rule=name, Targets=[{"Id": "q", "Arn": arn}, {"Id": "f", "Arn": f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:nobody"}])
    events.put_events(Entries=[{"Source": "shop", "DetailType": "Order", "Detail": "{}"}])
    assert bus.empty(url)
    fired = emulator.ask("/strongroom/fire", {"rule": name})
    assert fired["rule"] == name
    assert [(target["id"], target["delivered"]) for target in fired["targets"]] == [("q", True), ("f", False)]
    assert "nobody" in fired["targets"][1]["reason"]
    received = bus.receive(url)
    assert (received["source"], received["detail-type"], received["detail"]) == ("aws.events", "Scheduled Event", {})
    assert received["resources"] == [f"arn:aws:events:eu-west-1:{ACCOUNT}:rule/{name}"]
    assert bus.empty(url)


@pytest.mark.parametrize(("body", "status", "message"), [({}, 400, "the body is"), ({"rule": "nobody"}, 404, "Rule nobody does not exist")])
def test_firing_badly_is_told(emulator: Emulator, body: dict[str, str], status: int, message: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as error:
        emulator.ask("/strongroom/fire", body)
    assert error.value.code == status
    assert message in error.value.read().decode()


# KMS


@pytest.mark.parametrize("state", ["Disabled", "PendingDeletion"])
def test_a_key_that_may_not_be_used_refuses(emulator: Emulator, state: str) -> None:
    kms = emulator.client("kms")
    key, other = kms.create_key()["KeyMetadata"]["KeyId"], kms.create_key()["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName=f"alias/{key}", TargetKeyId=key)
    secret = kms.encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    elsewhere = kms.encrypt(KeyId=other, Plaintext=b"x")["CiphertextBlob"]
    kms.disable_key(KeyId=key) if state == "Disabled" else kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    refused = "DisabledException" if state == "Disabled" else "KMSInvalidStateException"
    attempts: list[Callable[[], Any]] = [
        lambda: kms.encrypt(KeyId=key, Plaintext=b"x"),
        lambda: kms.encrypt(KeyId=f"alias/{key}", Plaintext=b"x"),
        lambda: kms.decrypt(CiphertextBlob=secret),
        lambda: kms.generate_data_key(KeyId=key, KeySpec="AES_256"),
        lambda: kms.generate_data_key_without_plaintext(KeyId=key, KeySpec="AES_256"),
        lambda: kms.re_encrypt(CiphertextBlob=secret, DestinationKeyId=other),
        lambda: kms.re_encrypt(CiphertextBlob=elsewhere, DestinationKeyId=key),
    ]
    for attempt in attempts:
        with pytest.raises(ClientError) as error:
            attempt()
        assert error.value.response["Error"]["Code"] == refused
    if state == "PendingDeletion":
        kms.cancel_key_deletion(KeyId=key)
    kms.enable_key(KeyId=key)
    assert kms.decrypt(CiphertextBlob=secret)["Plaintext"] == b"x"


def test_keys_for_signing_and_macs_refuse_too_and_nonsense_is_no_ciphertext(emulator: Emulator) -> None:
    kms = emulator.client("kms")
    signing = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    mac = kms.create_key(KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC")["KeyMetadata"]["KeyId"]
    for key in (signing, mac):
        kms.disable_key(KeyId=key)
    with pytest.raises(ClientError, match="DisabledException"):
        kms.sign(KeyId=signing, Message=b"m", SigningAlgorithm="ECDSA_SHA_256")
    with pytest.raises(ClientError, match="DisabledException"):
        kms.generate_mac(KeyId=mac, Message=b"m", MacAlgorithm="HMAC_SHA_256")
    with pytest.raises(ClientError, match="InvalidCiphertextException"):
        kms.decrypt(CiphertextBlob=base64.b64encode(b"nonsense"))


# Bucket policies

CONTEXT = bucket_policies.request_context({"x-amz-server-side-encryption": "aws:kms", "X-Other": "1"}, ACCOUNT, "eu-west-1")


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({}, True),
        ({"Bool": {"aws:SecureTransport": "false"}}, False),
        ({"Bool": {"aws:SecureTransport": False}}, False),
        ({"Bool": {"aws:SecureTransport": "true"}}, True),
        ({"NumericLessThan": {"s3:TlsVersion": "1.2"}}, False),
        ({"StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"}}, False),
        ({"StringNotEquals": {"s3:x-amz-server-side-encryption": ["AES256", "aws:kms"]}}, False),
        ({"StringNotEquals": {"s3:x-amz-server-side-encryption": "AES256"}}, True),
        ({"StringNotEquals": {"s3:x-amz-server-side-encryption-aws-kms-key-id": "k"}}, True),
        ({"StringNotEqualsIfExists": {"s3:x-amz-server-side-encryption-aws-kms-key-id": "k"}}, True),
        ({"StringEquals": {"s3:x-amz-server-side-encryption-aws-kms-key-id": "k"}}, False),
        ({"StringEqualsIfExists": {"s3:x-amz-server-side-encryption-aws-kms-key-id": "k"}}, True),
        ({"StringLike": {"s3:x-amz-server-side-encryption": "aws:*"}}, True),
        ({"Null": {"s3:x-amz-server-side-encryption": "true"}}, False),
        ({"Null": {"s3:x-amz-server-side-encryption-aws-kms-key-id": "true"}}, True),
        ({"StringEquals": {"aws:PrincipalAccount": ACCOUNT}, "Bool": {"aws:SecureTransport": "false"}}, False),
        ({"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}, False),  # can't be judged here: doesn't apply
        ({"IpAddress": {"s3:TlsVersion": "1"}}, False),
    ],
)
def test_conditions_that_a_request_can_meet(conditions: dict[str, Any], expected: bool) -> None:
    assert bucket_policies.holds(conditions, CONTEXT) is expected


def statement(**more: Any) -> dict[str, Any]:
    return {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", **more}


@pytest.mark.parametrize(
    ("principal", "applies"),
    [("*", True), ({"AWS": "*"}, True), ({"AWS": ["x", "*"]}, True), ({"AWS": "arn:aws:iam::1:role/r"}, False), ({"Service": "logging.s3.amazonaws.com"}, False), (None, False)],
)
def test_only_statements_for_everybody_apply(principal: Any, applies: bool) -> None:
    assert bool(bucket_policies.applying({"Statement": statement(Principal=principal)}, CONTEXT)["Statement"]) is applies


def test_policies_that_demand_tls_and_encryption_let_pass_what_complies(emulator: Emulator) -> None:
    s3, name = emulator.client("s3"), unique("bucket")
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    resources = [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"]
    tls = statement(Resource=resources, Principal={"AWS": "*"}, Condition={"Bool": {"aws:SecureTransport": "false"}})
    encrypted = statement(Action="s3:PutObject", Resource=resources[1], Condition={"StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"}})
    frozen = statement(Action="s3:DeleteObject", Resource=f"{resources[1]}")
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": [tls, encrypted, frozen]}))
    s3.put_object(Bucket=name, Key="k", Body=b"x", ServerSideEncryption="aws:kms")
    assert s3.get_object(Bucket=name, Key="k")["Body"].read() == b"x"
    for refused in (lambda: s3.put_object(Bucket=name, Key="plain", Body=b"x"), lambda: s3.delete_object(Bucket=name, Key="k")):
        with pytest.raises(ClientError) as error:
            refused()
        assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403
