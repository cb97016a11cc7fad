"""One emulator for the whole run, in a process of its own as in use, and a way to deploy a template and clean up after it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

PACKAGE_ROOT = Path(__file__).resolve().parents[1]
NODE_MODULES = PACKAGE_ROOT.parent / "node_modules"
REGION = "eu-west-1"
ACCOUNT = "123456789012"


@dataclass(frozen=True)
class Emulator:
    endpoint: str

    def ask(self, path: str, body: Any = None) -> Any:
        """GET one of the emulator's own endpoints, or POST to it."""
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(urllib.request.Request(self.endpoint + path, data=data), timeout=30) as answer:
            return json.load(answer)

    def client(self, service: str, region: str = REGION) -> Any:
        return boto3.client(
            service,
            region_name=region,
            endpoint_url=self.endpoint,
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
            config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
        )


@dataclass
class Stack:
    """A deployed stack. Read it back through the service's own API: `emulator.client("sns")`."""

    emulator: Emulator
    name: str

    @property
    def description(self) -> dict[str, Any]:
        return self.emulator.client("cloudformation").describe_stacks(StackName=self.name)["Stacks"][0]

    @property
    def status(self) -> str:
        return self.description["StackStatus"]

    @property
    def outputs(self) -> dict[str, str]:
        return {output["OutputKey"]: output["OutputValue"] for output in self.description.get("Outputs", [])}

    @property
    def physical_ids(self) -> dict[str, str]:
        resources = self.emulator.client("cloudformation").describe_stack_resources(StackName=self.name)["StackResources"]
        return {resource["LogicalResourceId"]: resource["PhysicalResourceId"] for resource in resources}

    @property
    def reasons(self) -> list[str]:
        """Every status reason, newest first: why a deployment failed."""
        events = self.emulator.client("cloudformation").describe_stack_events(StackName=self.name)["StackEvents"]
        return [event["ResourceStatusReason"] for event in events if event.get("ResourceStatusReason")]

    def update(self, template: dict[str, Any], **parameters: str) -> "Stack":
        """Update and wait; the status says whether it worked."""
        self.emulator.client("cloudformation").update_stack(
            StackName=self.name, TemplateBody=json.dumps(template), Parameters=to_parameters(parameters), Capabilities=["CAPABILITY_NAMED_IAM"]
        )
        return self.settle()

    def delete(self) -> None:
        """Delete and wait until gone; raises with the reasons if it can't be deleted."""
        cloudformation = self.emulator.client("cloudformation")
        stack_id = self.description["StackId"]
        cloudformation.delete_stack(StackName=self.name)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            status = cloudformation.describe_stacks(StackName=stack_id)["Stacks"][0]["StackStatus"]
            if status == "DELETE_COMPLETE":
                return
            if not status.endswith("_IN_PROGRESS"):
                raise AssertionError(f"{self.name} could not be deleted: {self.reasons}")
            time.sleep(0.05)
        raise AssertionError(f"{self.name} was not deleted in 30 s: {status}")

    def settle(self) -> "Stack":
        deadline = time.monotonic() + 30
        while self.status.endswith("_IN_PROGRESS"):
            if time.monotonic() > deadline:
                raise AssertionError(f"{self.name} is still {self.status} after 30 s")
            time.sleep(0.05)
        return self


def to_parameters(parameters: dict[str, str]) -> list[dict[str, str]]:
    return [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()]


def launch(*arguments: str, capture_errors: bool = False) -> subprocess.Popen[str]:
    """Start an emulator as `npm run local` does."""
    return subprocess.Popen(
        [sys.executable, "-m", "strongroom_emulator", *arguments],
        env={**os.environ, "PYTHONPATH": str(PACKAGE_ROOT), "SECRET_OF_THE_MACHINE": "must not reach a function"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE if capture_errors else None,
        text=True,
    )


def eventually(read: Callable[[], Any], *, seconds: float = 15) -> Any:
    """What `read` gives once it is true; what is asynchronous on AWS is so here."""
    deadline = time.monotonic() + seconds
    while not (found := read()):
        assert time.monotonic() < deadline, f"still {found!r} after {seconds} s"
        time.sleep(0.05)
    return found


@pytest.fixture(scope="session")
def emulator() -> Iterator[Emulator]:
    process = launch("--port", "0", "--stop-with-stdin", "--node-path", str(NODE_MODULES))
    assert process.stdout is not None and process.stdin is not None
    line = process.stdout.readline()
    assert line, f"the emulator did not start (exit {process.wait(10)})"
    yield Emulator(f"http://127.0.0.1:{json.loads(line)['port']}")
    process.stdin.close()
    process.wait(15)


@pytest.fixture
def deploy(emulator: Emulator) -> Iterator[Callable[..., Stack]]:
    """deploy(template, name=None, check=True, **parameters) -> Stack, deployed and settled; deleted after the test.

    With check, anything but CREATE_COMPLETE fails the test with the reasons.
    """
    stacks: list[Stack] = []

    def run(template: dict[str, Any], *, name: str | None = None, check: bool = True, **parameters: str) -> Stack:
        stack = Stack(emulator, name or f"test-{uuid.uuid4().hex[:8]}")
        stacks.append(stack)
        emulator.client("cloudformation").create_stack(
            StackName=stack.name, TemplateBody=json.dumps(template), Parameters=to_parameters(parameters), Capabilities=["CAPABILITY_NAMED_IAM"]
        )
        stack.settle()
        if check:
            assert stack.status == "CREATE_COMPLETE", stack.reasons
        return stack

    yield run
    for stack in reversed(stacks):
        try:
            stack.delete()
        except emulator.client("cloudformation").exceptions.ClientError as error:
            if "does not exist" not in str(error):
                raise


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leaves out the tests of a type's life that have nothing to test, so that no test is skipped and none passes for nothing."""
    for item in list(items):
        case = getattr(item, "callspec", None) and item.callspec.params.get("life")
        if case and not case.has(item.originalname):
            items.remove(item)
