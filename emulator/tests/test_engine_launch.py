"""How the emulator starts and stops."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from conftest import launch

from strongroom_emulator import __main__ as start


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    yield tmp_path


def ready(process: subprocess.Popen[str]) -> dict[str, object]:
    assert process.stdout is not None
    return json.loads(process.stdout.readline())


@pytest.mark.parametrize("ending", ["SIGTERM", "SIGINT", "stdin"])
def test_tells_when_ready_and_stops_cleanly(ending: str, temporary: Path) -> None:
    process = launch("--port", "0", "--stop-with-stdin", capture_errors=True)
    told = ready(process)
    assert told == {"ready": True, "port": told["port"], "pid": process.pid, "moto": "5.2.1"}
    assert len(list(temporary.glob("strongroom-emulator-*"))) == 1
    with socket.create_connection(("127.0.0.1", int(str(told["port"])))):
        pass
    if ending == "stdin":
        assert process.stdin is not None
        process.stdin.close()
    else:
        process.send_signal(getattr(signal, ending))
    assert process.wait(10) == 0
    assert list(temporary.glob("strongroom-emulator-*")) == []
    assert process.stderr is not None and process.stderr.read() == ""


def test_a_port_in_use_is_named_with_the_cure() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = launch("--port", str(port), capture_errors=True)
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 2
    assert len(errors.splitlines()) == 1
    assert f"port {port} can't be used" in errors and "--port" in errors


def test_listens_on_the_loopback_only() -> None:
    with start.listen(0) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"


def test_missing_moto_is_named_with_the_cure(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def absent(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", absent)
    with pytest.raises(SystemExit) as stopped:
        start.check_moto()
    assert stopped.value.code == 3
    assert capsys.readouterr().err == "moto is not installed; install it with: pip install 'moto[server]==5.2.1'\n"


def test_another_moto_is_named_with_the_cure(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(metadata, "version", lambda name: "4.0.0")
    with pytest.raises(SystemExit) as stopped:
        start.check_moto()
    assert stopped.value.code == 3
    assert "moto 4.0.0 is installed, but the emulator is written for 5.2.1" in capsys.readouterr().err
