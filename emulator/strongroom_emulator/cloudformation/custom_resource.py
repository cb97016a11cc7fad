"""Custom resources: the function is invoked for real and its answer, put to the response URL, is waited for."""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Iterable
from queue import Empty, Queue
from typing import Any

from strongroom_emulator.lambda_runtime import invoke_function
from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Refused, Replaced, Resource, endpoint, to_int

DEFAULT_TIMEOUT = 120
_GRACE = 0.5  # seconds for an answer on its way when the function itself has failed

_waiting: dict[str, Queue[dict[str, Any]]] = {}


def receive(token: str, body: bytes) -> bool:
    """Hand the answer put to a response URL to whoever waits for it; False if nobody does."""
    queue = _waiting.get(token)
    if queue is None:
        return False
    try:
        answer = json.loads(body)
    except ValueError:
        answer = {"Status": "FAILED", "Reason": "the response is not JSON"}
    queue.put(answer)
    return True


class CustomResource(Resource):
    level = Level.EXERCISED

    def __init__(self, type_name: str) -> None:
        self.type = type_name  # type: ignore[misc]

    def unhandled(self, names: Iterable[str]) -> list[str]:
        return []  # they are the function's to judge

    def create(self, ctx: Context, props: Props) -> Created:
        answer = self._ask(ctx, "Create", props, {})
        return self._accept(ctx, answer, None)

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        if old.get("ServiceToken") != new.get("ServiceToken"):
            raise Refused("Modifying service token is not allowed.")
        answer = self._ask(ctx, "Update", new, {"PhysicalResourceId": physical_id, "OldResourceProperties": _stringly(old)})
        created = self._accept(ctx, answer, physical_id)
        if created.physical_id != physical_id:
            raise Replaced(created)
        return created.attributes

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        self._accept(ctx, self._ask(ctx, "Delete", props, {"PhysicalResourceId": physical_id}), physical_id)

    def _accept(self, ctx: Context, answer: dict[str, Any], physical_id: str | None) -> Created:
        answered = answer.get("PhysicalResourceId") or physical_id
        if answer.get("Status") != "SUCCESS":
            if answered and physical_id is None:
                ctx.made(answered)
            raise Refused(f"Received response status [FAILED] from custom resource. Message returned: {answer.get('Reason') or 'no reason given'}")
        if not answered:
            raise Refused("Invalid PhysicalResourceId: the function's answer to Create has none")
        return Created(answered, answer.get("Data") or {})

    def _ask(self, ctx: Context, request_type: str, props: Props, more: dict[str, Any]) -> dict[str, Any]:
        token, request_id = uuid.uuid4().hex, str(uuid.uuid4())
        service_token = str(props.get("ServiceToken", ""))
        if ":lambda:" not in service_token:
            raise Refused(f"ServiceToken {service_token!r} is not a function's ARN: only functions are emulated behind custom resources")
        event = {
            "RequestType": request_type,
            "ServiceToken": service_token,
            "ResponseURL": f"{endpoint()}/strongroom/response/{token}",
            "StackId": ctx.stack_id,
            "RequestId": request_id,
            "LogicalResourceId": ctx.logical_id,
            "ResourceType": self.type,
            "ResourceProperties": _stringly(props),
            **more,
        }
        queue = _waiting[token] = Queue()
        run = _Invocation(service_token, ctx.account, ctx.region, event)
        deadline = time.monotonic() + to_int(props.get("ServiceTimeout", DEFAULT_TIMEOUT))
        try:
            run.start()
            while time.monotonic() < deadline:
                try:
                    return queue.get(timeout=0.2)
                except Empty:
                    if run.failure:
                        deadline = min(deadline, run.failed_at + _GRACE)
            if run.failure:
                raise Refused(f"the function {service_token.split(':')[6]} failed before it answered: {run.failure}")
            raise Refused(f"CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [{request_id}].")
        finally:
            del _waiting[token]


class _Invocation(threading.Thread):
    """Runs the function beside the wait for its answer, and remembers how it failed."""

    def __init__(self, function_arn: str, account: str, region: str, event: dict[str, Any]) -> None:
        super().__init__(daemon=True)
        self.function_arn, self.account, self.region, self.event = function_arn, account, region, event
        self.failure, self.failed_at = "", 0.0

    def run(self) -> None:
        try:
            payload, errored = invoke_function(self.function_arn, self.account, self.region, self.event)
            failure = str(json.loads(payload).get("errorMessage", payload)) if errored else ""
        except Exception as error:  # an unknown function, say: the reason belongs in the stack's events
            failure = str(error)
        self.failed_at = time.monotonic()
        self.failure = failure


def _stringly(value: Any) -> Any:
    """CloudFormation hands every scalar to a custom resource as text."""
    if isinstance(value, dict):
        return {key: _stringly(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_stringly(item) for item in value]
    return str(value).lower() if isinstance(value, bool) else str(value)
