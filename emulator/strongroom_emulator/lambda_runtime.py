"""Lambda without containers: the zip is unpacked and its handler runs in a process of its own, with this server as AWS.

A process lives for one invocation, so nothing is kept warm. Memory, layers' /opt paths and read-only file systems are not imitated.
"""

from __future__ import annotations

import base64
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from . import embedded_metrics
from .overrides import override
from .resource import client, endpoint

BOOT = Path(__file__).with_name("boot")
RUNTIME_PACKAGES = ("@aws-sdk", "@smithy")  # what Lambda's Node.js runtimes bring along


@dataclass(frozen=True)
class Outcome:
    payload: str
    errored: bool
    logs: str


class Sandbox:
    """The temporary folder that holds unpacked code and answers."""

    def __init__(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="strongroom-emulator-"))
        self.node_path: Path | None = None
        self._lock = threading.Lock()
        self._unpacked: dict[str, Path] = {}

    def unpack(self, name: str, content: bytes) -> Path:
        """The folder with this code; unpacked once."""
        with self._lock:
            if name not in self._unpacked:
                folder = self.root / f"code-{len(self._unpacked)}"
                with zipfile.ZipFile(io.BytesIO(content)) as archive:
                    archive.extractall(folder)
                self._link_runtime_packages(folder)
                self._unpacked[name] = folder
            return self._unpacked[name]

    def _link_runtime_packages(self, folder: Path) -> None:
        """NODE_PATH is not looked at by ES modules, so the packages are linked where both kinds of modules look."""
        for package in RUNTIME_PACKAGES:
            here, there = folder / "node_modules" / package, self.node_path / package if self.node_path else None
            if there is not None and there.is_dir() and not here.exists():
                here.parent.mkdir(exist_ok=True)
                here.symlink_to(there.resolve(), target_is_directory=True)

    def remove(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)


_sandbox: Sandbox | None = None


def open_sandbox(node_path: Path | None) -> Sandbox:
    global _sandbox
    _sandbox = Sandbox()
    _sandbox.node_path = node_path
    return _sandbox


def invoke_function(function_arn: str, account: str, region: str, event: Any) -> tuple[str, bool]:
    """Invoke by ARN or name and wait; the payload, and whether it is an error."""
    from moto.awslambda.models import lambda_backends

    parts = function_arn.split(":")
    qualifier = parts[7] if len(parts) > 7 else None
    function = lambda_backends[account][region].get_function(":".join(parts[:7]), qualifier)
    outcome = run(function, event)
    return outcome.payload, outcome.errored


def run(function: Any, event: Any) -> Outcome:
    """One invocation of a moto LambdaFunction."""
    request_id = str(uuid.uuid4())
    runtime = str(function.run_time or "")
    interpreter = "node" if runtime.startswith("nodejs") else sys.executable if runtime.startswith("python") else None
    if interpreter is None or not function.code_bytes:
        return _error("Runtime.NotEmulated", f"only zipped Node.js and Python functions are run by the emulator, not {runtime or 'images'}")
    if _sandbox is None:
        raise RuntimeError("no sandbox is open")
    folder = _sandbox.unpack(function.code_sha_256, function.code_bytes)
    answer = _sandbox.root / f"answer-{request_id}.json"
    boot = BOOT / ("lambda.cjs" if interpreter == "node" else "lambda.py")
    if shutil.which(interpreter) is None:
        return _error("Runtime.NotEmulated", f"{interpreter} is not on the PATH, so {function.function_name} can't be run")
    process = subprocess.Popen(
        [interpreter, str(boot)],
        cwd=folder,
        env=_environment(function, folder, answer, request_id),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    try:
        logs, _ = process.communicate(json.dumps(event), timeout=float(function.timeout))
        outcome = _read_answer(answer, request_id, process.returncode, logs)
    except subprocess.TimeoutExpired:
        _kill(process)
        logs, _ = process.communicate()
        outcome = _error("Sandbox.Timedout", f"RequestId: {request_id} Error: Task timed out after {float(function.timeout):.2f} seconds", logs)
    finally:
        answer.unlink(missing_ok=True)
    _write_logs(function, request_id, outcome)
    embedded_metrics.publish(function.region, outcome.logs.splitlines())
    return outcome


def _kill(process: subprocess.Popen[str]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        process.kill()


def _read_answer(answer: Path, request_id: str, exit_code: int, logs: str) -> Outcome:
    if not answer.exists():
        kind = "signal" if exit_code < 0 else "exit status"
        return _error("Runtime.ExitError", f"RequestId: {request_id} Error: Runtime exited with error: {kind} {abs(exit_code)}", logs)
    told = json.loads(answer.read_text())
    if "error" in told:
        return Outcome(json.dumps(told["error"]), True, logs)
    return Outcome(json.dumps(told.get("result")), False, logs)


def _error(error_type: str, message: str, logs: str = "") -> Outcome:
    return Outcome(json.dumps({"errorType": error_type, "errorMessage": message}), True, logs)


def _environment(function: Any, folder: Path, answer: Path, request_id: str) -> dict[str, str]:
    started = int(time.time())
    own = {name: str(value) for name, value in (function.environment_vars or {}).items()}
    return {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR", "SYSTEMROOT") if name in os.environ},
        "TZ": ":UTC",
        "AWS_ENDPOINT_URL": endpoint(),
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{function.run_time}",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory_size),
        "AWS_LAMBDA_FUNCTION_NAME": str(function.function_name),
        "AWS_LAMBDA_FUNCTION_VERSION": _version(function),
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": str(function.logs_group_name),
        "AWS_LAMBDA_LOG_STREAM_NAME": request_id,
        "AWS_REGION": function.region,
        "AWS_DEFAULT_REGION": function.region,
        "AWS_XRAY_CONTEXT_MISSING": "LOG_ERROR",
        "LAMBDA_TASK_ROOT": str(folder),
        "NODE_PATH": os.pathsep.join(_layer_folders(function)),
        "_HANDLER": str(function.handler),
        "_X_AMZN_TRACE_ID": f"Root=1-{started:x}-{uuid.uuid4().hex[:24]};Parent={uuid.uuid4().hex[:16]};Sampled=0",
        "STRONGROOM_ANSWER": str(answer),
        "STRONGROOM_DEADLINE_MS": str(int((time.time() + float(function.timeout)) * 1000)),
        "STRONGROOM_FUNCTION_ARN": str(function.function_arn),
        "STRONGROOM_REQUEST_ID": request_id,
        **_role_credentials(function),
        **own,
    }


def _version(function: Any) -> str:
    parts = str(function.function_arn).split(":")
    return parts[7] if len(parts) > 7 else "$LATEST"


def _layer_folders(function: Any) -> list[str]:
    from moto.awslambda.models import lambda_backends

    layers = lambda_backends[function.account_id][function.region]._layers
    folders = []
    for layer in function.layers or []:
        version = layers.get_layer_version_by_arn(layer["Arn"])
        if _sandbox and version and getattr(version, "code_bytes", b""):
            folders.append(str(_sandbox.unpack(version.code_sha_256, version.code_bytes) / "nodejs" / "node_modules"))
    return folders


def _role_credentials(function: Any) -> Mapping[str, str]:
    """The execution role's own, so that a function is who it would be."""
    session = client("sts", function.region).assume_role(RoleArn=function.role, RoleSessionName=str(function.function_name)[:64].ljust(2, "-"))["Credentials"]
    return {
        "AWS_ACCESS_KEY_ID": session["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": session["SecretAccessKey"],
        "AWS_SESSION_TOKEN": session["SessionToken"],
    }


def _write_logs(function: Any, request_id: str, outcome: Outcome) -> None:
    """One stream an invocation, with the lines that Lambda puts around the function's own."""
    logs, group = function.logs_backend, function.logs_group_name
    stream = f"{time.strftime('%Y/%m/%d', time.gmtime())}/[{_version(function)}]{request_id.replace('-', '')}"
    lines = [f"START RequestId: {request_id} Version: {_version(function)}", *filter(None, outcome.logs.splitlines())]
    if outcome.errored:
        lines.append(f"{request_id} ERROR {outcome.payload}")
    lines.append(f"END RequestId: {request_id}")
    logs.ensure_log_group(group)
    logs.create_log_stream(group, stream)
    timestamp = int(time.time() * 1000)
    logs.put_log_events(group, stream, [{"timestamp": timestamp, "message": line} for line in lines])


def install() -> None:
    from moto.awslambda.models import LambdaFunction
    from moto.awslambda.responses import LambdaResponse

    @override(LambdaFunction, "invoke")
    def invoke(self: Any, body: Any, request_headers: Any, response_headers: Any) -> bytes:
        """How moto's other services invoke a function, and its API below."""
        kind = request_headers.get("x-amz-invocation-type") or "RequestResponse"
        if kind == "DryRun":
            return b""
        event = json.loads(body) if body else {}
        if kind == "Event":
            threading.Thread(target=run, args=(self, event), daemon=True).start()
            return b""
        outcome = run(self, event)
        if outcome.errored:
            response_headers["x-amz-function-error"] = "Unhandled"
        if request_headers.get("x-amz-log-type") == "Tail":
            response_headers["x-amz-log-result"] = base64.b64encode(outcome.logs.encode()[-4096:]).decode()
        response_headers["x-amz-executed-version"] = _version(self)
        return outcome.payload.encode()

    @override(LambdaResponse, "invoke")
    def answer(self: Any) -> tuple[int, dict[str, str], bytes]:
        """moto looks for the qualifier in the event, which needn't even be an object."""
        name = unquote(self.path.rsplit("/", 2)[-2])
        qualifier = self.querystring.get("Qualifier", [None])[0]
        headers = {"content-type": "application/json"}
        payload = self.backend.get_function(name, qualifier).invoke(self.body, self.headers, headers)
        status = {"Event": 202, "DryRun": 204}.get(self.headers.get("x-amz-invocation-type"), 200)
        return status, {**headers, "status": str(status)}, payload
