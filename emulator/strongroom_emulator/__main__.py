"""Start the emulator: `python3 -m strongroom_emulator --port 4566`."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import socket
import sys
import threading
import warnings
from importlib import metadata
from pathlib import Path
from types import FrameType

from . import MOTO_VERSION

PORT_IN_USE = 2
NO_MOTO = 3


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="strongroom_emulator", description="Strongroom's local AWS, on 127.0.0.1 only.")
    parser.add_argument("--port", type=int, default=4566, help="0 picks a free one")
    parser.add_argument("--account", help="the account that it is; 123456789012 by default")
    parser.add_argument("--node-path", type=Path, help="a node_modules folder with the @aws-sdk that Lambda's runtimes bundle")
    parser.add_argument("--stop-with-stdin", action="store_true", help="stop when stdin closes, that is when the parent dies")
    return parser.parse_args()


def fail(code: int, message: str) -> None:
    print(message, file=sys.stderr)
    raise SystemExit(code)


def check_moto() -> None:
    cure = f"install it with: pip install 'moto[server]=={MOTO_VERSION}'"
    try:
        found = metadata.version("moto")
    except metadata.PackageNotFoundError:
        return fail(NO_MOTO, f"moto is not installed; {cure}")
    if found != MOTO_VERSION:
        fail(NO_MOTO, f"moto {found} is installed, but the emulator is written for {MOTO_VERSION}; {cure}")
    for package in ("flask", "flask_cors", "yaml"):
        try:
            __import__(package)
        except ImportError:
            fail(NO_MOTO, f"moto's server needs {package}, which is not installed; {cure}")


def listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
    except OSError as error:
        fail(PORT_IN_USE, f"port {port} can't be used ({error.strerror}): stop what listens there, or choose another with --port (0 picks a free one)")
    return listener


def prepare_environment(port: int, account: str | None) -> None:
    """What moto and boto3 read from the environment; no credentials or settings of the machine are used."""
    for name in [name for name in os.environ if name.startswith(("AWS_", "MOTO_"))]:
        del os.environ[name]
    os.environ.update(
        MOTO_PORT=str(port),
        MOTO_COGNITO_IDP_USER_POOL_ENABLE_TOTP="true",
        AWS_ACCESS_KEY_ID="testing",
        AWS_SECRET_ACCESS_KEY="testing",
        AWS_CONFIG_FILE=os.devnull,
        AWS_SHARED_CREDENTIALS_FILE=os.devnull,
        AWS_EC2_METADATA_DISABLED="true",
        NO_PROXY="127.0.0.1,localhost",
        no_proxy="127.0.0.1,localhost",
    )
    if account:
        os.environ["MOTO_ACCOUNT_ID"] = account


def main() -> None:
    arguments = parse_arguments()
    warnings.filterwarnings("ignore", category=SyntaxWarning)
    check_moto()
    listener = listen(arguments.port)
    port = listener.getsockname()[1]
    prepare_environment(port, arguments.account)

    from . import lambda_runtime, overrides, resource, server

    resource.set_endpoint(f"http://127.0.0.1:{port}")
    overrides.install()
    web = server.make_server(listener)

    def stop(signum: int | None = None, frame: FrameType | None = None) -> None:
        threading.Thread(target=web.shutdown, daemon=True).start()

    def stop_with_stdin() -> None:
        with contextlib.suppress(OSError, ValueError):
            while sys.stdin.buffer.read(4096):
                pass
        stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if arguments.stop_with_stdin:
        threading.Thread(target=stop_with_stdin, daemon=True).start()
    sandbox = lambda_runtime.open_sandbox(arguments.node_path.resolve() if arguments.node_path else None)
    try:
        print(json.dumps({"ready": True, "port": port, "pid": os.getpid(), "moto": MOTO_VERSION}), flush=True)
        web.serve_forever()
    finally:
        sandbox.remove()
    os._exit(0)  # threads of running state machines must not keep a stopped emulator alive


if __name__ == "__main__":
    main()
