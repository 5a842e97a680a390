"""Killing the server at any moment loses nothing that was answered."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from uuid import uuid4

from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tests.workspaces.cast import SERVICE, files

ROOT = Path(__file__).resolve().parent.parent.parent


@contextmanager
def server(database: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "manage.py", "serve", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "SQLITE_FILE": str(database)}, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        assert b"http://127.0.0.1" in process.stdout.readline()
        yield process
    finally:
        process.kill()
        process.wait(10)


def test_what_was_answered_is_there_after_a_kill(tmp_path: Path) -> None:
    port = _free_port()
    with server(tmp_path / "db.sqlite3", port) as running:
        workspace, cookie = _open(port)
        with _tab(port, workspace, cookie) as page:
            for number in range(5):
                answer = _ask(page, "apply", files=files(SERVICE.replace("shop", f"shop-{number}")))
                assert answer["outcomes"][0]["verb"] == "created"
            running.send_signal(signal.SIGKILL)
            running.wait(10)
    with server(tmp_path / "db.sqlite3", port), _tab(port, workspace, cookie) as page:
        snapshot = _ask(page, "hello")
    assert snapshot["sequence"] == 5
    names = {node["name"] for node in snapshot["scene"]["nodes"] if node["kind"] == "service"}
    assert {f"shop-{number}" for number in range(5)} <= names


def test_a_port_that_is_taken_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [sys.executable, "manage.py", "serve", "--port", str(port)]
        found = subprocess.run(
            command, cwd=ROOT, env={**os.environ, "SQLITE_FILE": str(tmp_path / "db.sqlite3")},
            capture_output=True, text=True, timeout=30, check=False,
        )  # fmt: skip
    assert found.returncode != 0
    assert f"make run PORT={port + 1}" in found.stderr
    assert "Traceback" not in found.stderr


def _tab(port: int, workspace: str, cookie: str) -> ClientConnection:
    here = f"127.0.0.1:{port}"
    return connect(f"ws://{here}/ws/workspaces/{workspace}/", origin=Origin(f"http://{here}"), additional_headers={"cookie": cookie})


def _ask(page: Any, type_: str, **fields: Any) -> dict[str, Any]:
    identity = str(uuid4())
    page.send(json.dumps({"type": type_, "id": identity, **fields}))
    while True:
        message = json.loads(page.recv(timeout=10))
        if message.get("id") == identity:
            return dict(message)


def _open(port: int) -> tuple[str, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/sandbox/")
    response = connection.getresponse()
    cookie = next(value for name, value in response.getheaders() if name == "set-cookie" and value.startswith("learner"))
    found = re.search(r"/ws/workspaces/([0-9a-f-]{36})/", response.read().decode())
    assert found
    return found[1], cookie.split(";")[0]


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
