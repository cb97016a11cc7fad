"""Functions run for real, and custom resources with them."""

from __future__ import annotations

import base64
import io
import json
import uuid
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from conftest import ACCOUNT, Emulator, Stack, eventually

from strongroom_emulator import embedded_metrics

Deploy = Callable[..., Stack]
TRUST = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}


class Functions:
    """Makes functions through the API, as the type does, and takes them away again."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self.client = emulator.client("lambda")
        self.role = emulator.client("iam").create_role(RoleName=f"fn-{uuid.uuid4().hex[:8]}", AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]

        self.echo = self.make({"index.js": "exports.handler = async (e) => e"})

    def make(self, files: dict[str, str], *, handler: str = "index.handler", runtime: str = "nodejs22.x", **more: Any) -> str:
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as packed:
            for name, text in files.items():
                packed.writestr(name, text)
        name = f"fn-{uuid.uuid4().hex[:8]}"
        self.client.create_function(FunctionName=name, Runtime=runtime, Role=self.role, Handler=handler, Code={"ZipFile": archive.getvalue()}, **more)
        return name

    def invoke(self, name: str, event: Any = None, **more: Any) -> tuple[str | None, Any]:
        answer = self.client.invoke(FunctionName=name, Payload=json.dumps(event or {}), **more)
        return answer.get("FunctionError"), json.loads(answer["Payload"].read() or "null")

    def logs(self, name: str) -> list[str]:
        logs = self.emulator.client("logs")
        try:
            return [event["message"] for event in logs.filter_log_events(logGroupName=f"/aws/lambda/{name}")["events"]]
        except logs.exceptions.ResourceNotFoundException:
            return []  # it has not run yet


@pytest.fixture(scope="module")
def functions(emulator: Emulator) -> Iterator[Functions]:
    yield Functions(emulator)


@pytest.mark.parametrize(
    ("files", "handler", "runtime", "expected"),
    [
        ({"index.js": "exports.handler = async (e) => ({ got: e.x })"}, "index.handler", "nodejs22.x", {"got": 1}),
        ({"index.mjs": "export const handler = async (e) => e.x + 1"}, "index.handler", "nodejs22.x", 2),
        ({"src/app.cjs": "module.exports = { a: { b: (e, c, done) => setTimeout(() => done(null, 'called back'), 5) } }"}, "src/app.a.b", "nodejs20.x", "called back"),
        ({"index.js": "exports.handler = () => undefined"}, "index.handler", "nodejs22.x", None),
        ({"app/main.py": "def run(event, context):\n    return [event['x'], context.function_name[:3]]\n"}, "app/main.run", "python3.13", [1, "fn-"]),
    ],
)
def test_handlers_of_every_form_run(functions: Functions, files: dict[str, str], handler: str, runtime: str, expected: Any) -> None:
    assert functions.invoke(functions.make(files, handler=handler, runtime=runtime), {"x": 1}) == (None, expected)


@pytest.mark.parametrize("module", [
    {"index.js": "const { STSClient, GetCallerIdentityCommand } = require('@aws-sdk/client-sts');\nexports.handler = async () => (await new STSClient({}).send(new GetCallerIdentityCommand({}))).Arn;"},
    {"index.mjs": "import { STSClient, GetCallerIdentityCommand } from '@aws-sdk/client-sts';\nexport const handler = async () => (await new STSClient({}).send(new GetCallerIdentityCommand({}))).Arn;"},
])  # fmt: skip
def test_the_runtimes_sdk_reaches_this_server_as_the_functions_role(functions: Functions, module: dict[str, str]) -> None:
    name = functions.make(module, Timeout=20)
    error, identity = functions.invoke(name)
    assert error is None, identity
    assert identity == f"arn:aws:sts::{ACCOUNT}:assumed-role/{functions.role.split('/')[-1]}/{name}"


def test_the_environment_and_context_are_lambdas(functions: Functions) -> None:
    code = """exports.handler = async (e, c) => ({ own: process.env.OWN, region: process.env.AWS_REGION, name: c.functionName,
      arn: c.invokedFunctionArn, left: c.getRemainingTimeInMillis(), machine: process.env.SECRET_OF_THE_MACHINE ?? 'unset' });"""
    name = functions.make({"index.js": code}, Environment={"Variables": {"OWN": "x"}}, Timeout=9)
    _, told = functions.invoke(name)
    assert {**told, "left": 0 < told["left"] <= 9000} == {
        "own": "x", "region": "eu-west-1", "name": name, "arn": f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:{name}", "left": True, "machine": "unset",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "error_type", "message"),
    [
        ("exports.handler = async () => { throw new TypeError('bad input') }", "TypeError", "bad input"),
        ("exports.handler = (e, c, done) => done(new RangeError('called'))", "RangeError", "called"),
        ("exports.handler = () => new Promise(() => setTimeout(() => { throw new Error('later') }, 5))", "Error", "later"),
        ("exports.other = 1", "Runtime.HandlerNotFound", "index.handler is undefined or not exported"),
        ("throw new SyntaxError('at load')", "SyntaxError", "at load"),
        ("exports.handler = () => process.exit(7)", "Runtime.ExitError", "exit status 7"),
    ],
)
def test_errors_are_reported_as_lambda_does(functions: Functions, code: str, error_type: str, message: str) -> None:
    error, told = functions.invoke(functions.make({"index.js": code}))
    assert (error, told["errorType"]) == ("Unhandled", error_type)
    assert message in told["errorMessage"]


def test_a_missing_module_is_named(functions: Functions) -> None:
    error, told = functions.invoke(functions.make({"index.js": ""}, handler="other.handler"))
    assert (error, told["errorType"], told["errorMessage"]) == ("Unhandled", "Runtime.ImportModuleError", "Cannot find module 'other'")


def test_a_timeout_is_enforced(functions: Functions) -> None:
    name = functions.make({"index.js": "exports.handler = async () => { console.log('begun'); await new Promise((r) => setTimeout(r, 60000)); }"}, Timeout=1)
    error, told = functions.invoke(name)
    assert (error, told["errorType"]) == ("Unhandled", "Sandbox.Timedout")
    assert "Task timed out after 1.00 seconds" in told["errorMessage"]
    assert "begun" in functions.logs(name)


def test_other_runtimes_are_refused_with_the_reason(functions: Functions) -> None:
    error, told = functions.invoke(functions.make({"a": ""}, runtime="java21"))
    assert (error, told["errorType"]) == ("Unhandled", "Runtime.NotEmulated")


def test_logs_are_kept_and_given_back(functions: Functions) -> None:
    name = functions.make({"index.js": "exports.handler = async () => { console.log('out'); console.error('err'); }"})
    answer = functions.client.invoke(FunctionName=name, LogType="Tail")
    assert sorted(base64.b64decode(answer["LogResult"]).decode().split()) == ["err", "out"]
    lines = functions.logs(name)
    assert lines[0].startswith("START RequestId:") and lines[-1].startswith("END RequestId:")
    assert sorted(lines[1:-1]) == ["err", "out"]


def test_an_event_is_taken_at_once_and_run_later(functions: Functions) -> None:
    name = functions.make({"index.js": "exports.handler = async (e) => { console.log('ran ' + e.x); }"})
    answer = functions.client.invoke(FunctionName=name, InvocationType="Event", Payload=json.dumps({"x": 5}))
    assert answer["StatusCode"] == 202
    assert eventually(lambda: "ran 5" in functions.logs(name))


@pytest.mark.parametrize("event", [1, "text", [1], None, {"qualifier": "x"}])
def test_an_event_may_be_anything(functions: Functions, event: Any) -> None:
    answer = functions.client.invoke(FunctionName=functions.echo, Payload=json.dumps(event))
    assert json.loads(answer["Payload"].read()) == event


def test_a_version_is_invoked_by_its_qualifier(functions: Functions) -> None:
    name = functions.make({"index.js": "exports.handler = async (e, c) => [c.functionVersion, c.invokedFunctionArn.split(':').pop()]"})
    version = functions.client.publish_version(FunctionName=name)["Version"]
    assert functions.invoke(name, Qualifier=version) == (None, [version, version])
    assert functions.invoke(name) == (None, ["$LATEST", name])
    with pytest.raises(functions.client.exceptions.ResourceNotFoundException):
        functions.invoke(name, Qualifier="77")


def test_new_code_is_run_after_an_update(functions: Functions) -> None:
    name = functions.make({"index.js": "exports.handler = async () => 1"})
    assert functions.invoke(name) == (None, 1)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("index.js", "exports.handler = async () => 2")
    functions.client.update_function_code(FunctionName=name, ZipFile=archive.getvalue())
    assert functions.invoke(name) == (None, 2)


EMF = {
    "_aws": {"Timestamp": 1700000000000, "CloudWatchMetrics": [{"Namespace": "Vault", "Dimensions": [["service"], []], "Metrics": [{"Name": "Tokens", "Unit": "Count"}]}]},
    "service": "vault",
    "Tokens": [1, 2],
}


def test_embedded_metrics_are_read_and_other_lines_are_not() -> None:
    lines = ["plain", '{"_aws": 1}', '{"_aws": broken', json.dumps({**EMF, "Tokens": "many"}), json.dumps(EMF)]
    ((namespace, data),) = embedded_metrics.read(lines)
    assert namespace == "Vault"
    assert [(item["Value"], item["Unit"], item["Dimensions"]) for item in data] == [
        (1.0, "Count", [{"Name": "service", "Value": "vault"}]),
        (2.0, "Count", [{"Name": "service", "Value": "vault"}]),
        (1.0, "Count", []),
        (2.0, "Count", []),
    ]


def test_embedded_metrics_that_a_function_logs_become_metrics(functions: Functions) -> None:
    namespace = f"Space{uuid.uuid4().hex[:6]}"
    code = f"exports.handler = async () => {{ const m = {json.dumps(EMF)}; m._aws.Timestamp = Date.now(); m._aws.CloudWatchMetrics[0].Namespace = '{namespace}'; console.log(JSON.stringify(m)); }}"
    functions.invoke(functions.make({"index.js": code}))
    found = functions.emulator.client("cloudwatch").list_metrics(Namespace=namespace)["Metrics"]
    assert {(metric["MetricName"], len(metric["Dimensions"])) for metric in found} == {("Tokens", 1), ("Tokens", 0)}


# Custom resources

RESPOND = """
const https = require('https');
const log = [];
exports.handler = async (event) => {
  console.log(JSON.stringify({ type: event.RequestType, id: event.PhysicalResourceId, value: event.ResourceProperties.Value, old: event.OldResourceProperties?.Value }));
  const p = event.ResourceProperties;
  if (p.Mode === 'throw') throw new Error('broke before answering');
  if (p.Mode === 'silent') return;
  const failed = p.Mode === `fail-${event.RequestType.toLowerCase()}`;
  const body = JSON.stringify({
    Status: failed ? 'FAILED' : 'SUCCESS', Reason: failed ? 'because of the moon' : undefined,
    PhysicalResourceId: event.RequestType === 'Delete' ? event.PhysicalResourceId : `thing-${p.Identity}`,
    StackId: event.StackId, RequestId: event.RequestId, LogicalResourceId: event.LogicalResourceId, Data: { Doubled: p.Value + p.Value },
  });
  const url = new URL(event.ResponseURL);
  await new Promise((resolve, reject) => {
    const request = https.request({ hostname: url.hostname, path: url.pathname, method: 'PUT', headers: { 'content-length': body.length } }, (r) => { r.resume(); r.on('end', resolve); });
    request.on('error', reject);
    request.end(body);
  });
};
"""


@pytest.mark.parametrize("module", [
    {"index.mjs": "import { get } from 'node:https';\nexport const handler = () => new Promise((done) => get(`https://${new URL(process.env.AWS_ENDPOINT_URL).hostname}/strongroom/journal?since=0`, (r) => { r.resume(); done(r.statusCode); }));"},
    {"index.js": "exports.handler = () => new Promise((done) => require('https').request(new URL('https://127.0.0.1/strongroom/journal'), { method: 'GET' }, (r) => { r.resume(); done(r.statusCode); }).end());"},
])  # fmt: skip
def test_an_answer_sent_with_https_reaches_this_server(functions: Functions, module: dict[str, str]) -> None:
    assert functions.invoke(functions.make(module)) == (None, 200)


@pytest.fixture(scope="module")
def provider(functions: Functions) -> tuple[str, Callable[[], list[dict[str, Any]]]]:
    name = functions.make({"index.js": RESPOND}, Timeout=10)
    arn = functions.client.get_function(FunctionName=name)["Configuration"]["FunctionArn"]
    return arn, lambda: [json.loads(line) for line in functions.logs(name) if line.startswith('{"type"')]


def custom(token: str, *, kind: str = "Custom::Thing", **properties: Any) -> dict[str, Any]:
    return {
        "Resources": {"C": {"Type": kind, "Properties": {"ServiceToken": token, "Identity": "1", "Value": 2, "Flag": True, **properties}}},
        "Outputs": {"Ref": {"Value": {"Ref": "C"}}, "Doubled": {"Value": {"Fn::GetAtt": ["C", "Doubled"]}}},
    }


@pytest.mark.parametrize("kind", ["Custom::Thing", "AWS::CloudFormation::CustomResource"])
def test_a_custom_resource_lives_a_whole_life(deploy: Deploy, provider: Any, kind: str) -> None:
    token, log = provider
    before = len(log())
    stack = deploy(custom(token, kind=kind))
    assert stack.outputs == {"Ref": "thing-1", "Doubled": "22"}
    assert stack.update(custom(token, kind=kind, Value=3)).outputs == {"Ref": "thing-1", "Doubled": "33"}
    assert stack.update(custom(token, kind=kind, Value=3, Identity="2")).outputs["Ref"] == "thing-2"
    stack.delete()
    assert eventually(lambda: len(log()) == before + 5)
    assert sorted((entry["type"], entry.get("id") or "", entry["value"], entry.get("old") or "") for entry in log()[before:]) == [
        ("Create", "", "2", ""),
        ("Delete", "thing-1", "3", ""),
        ("Delete", "thing-2", "3", ""),
        ("Update", "thing-1", "3", "2"),
        ("Update", "thing-1", "3", "3"),
    ]


def test_a_failed_answer_fails_the_stack_with_its_reason(deploy: Deploy, provider: Any) -> None:
    token, log = provider
    before = len(log())
    stack = deploy(custom(token, Mode="fail-create"), check=False)
    assert stack.status == "ROLLBACK_COMPLETE"
    assert "Received response status [FAILED] from custom resource. Message returned: because of the moon" in stack.reasons
    assert eventually(lambda: [entry["type"] for entry in log()[before:]] == ["Create", "Delete"])


def test_a_failed_update_asks_for_the_old_properties_again(deploy: Deploy, provider: Any) -> None:
    token, log = provider
    stack = deploy(custom(token))
    assert stack.update(custom(token, Value=9, Mode="fail-update")).status == "UPDATE_ROLLBACK_COMPLETE"
    def asked() -> set[tuple[str, str]]:
        return {(entry["value"], entry["old"]) for entry in log() if entry["type"] == "Update" and "9" in (entry["value"], entry["old"])}
    assert eventually(lambda: asked() == {("9", "2"), ("2", "9")})
    assert stack.outputs["Doubled"] == "22"


def test_a_function_that_breaks_fails_the_stack_without_waiting(deploy: Deploy, provider: Any) -> None:
    stack = deploy(custom(provider[0], Mode="throw"), check=False)
    assert any("failed before it answered: broke before answering" in reason for reason in stack.reasons)


def test_an_answer_is_waited_for_no_longer_than_said(deploy: Deploy, provider: Any) -> None:
    stack = deploy(custom(provider[0], Mode="silent", ServiceTimeout="1"), check=False)
    assert any("did not receive a response from your Custom Resource" in reason for reason in stack.reasons)


def test_a_missing_function_is_named(deploy: Deploy) -> None:
    stack = deploy(custom(f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:nobody"), check=False)
    assert any("nobody" in reason for reason in stack.reasons)
