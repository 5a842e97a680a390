"""How long a page waits: Apply until the delta is there, beside a bare Channels echo on the same server in the same run.

python -m bench.wire [ROUNDS]
"""

from __future__ import annotations

import asyncio
import http.client
import json
import re
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect

from bench.figures import line, percentile
from bench.model import SERVICE

GAP = 0.06
"""Seconds between two commands: below the socket's rate limit."""


async def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        port = _free_port()
        command = [sys.executable, "-m", "bench.server", str(port), str(Path(folder) / "bench.sqlite3")]
        server = subprocess.Popen(command)
        try:
            workspace, cookie = _open_sandbox(port)
            address = f"ws://127.0.0.1:{port}/ws"
            options: dict[str, Any] = {"compression": None, "max_size": None}
            async with (
                connect(f"{address}/echo/", **options) as echo,
                connect(f"{address}/workspaces/{workspace}/", additional_headers={"cookie": cookie}, **options) as tab,
            ):
                await _print(echo, tab, rounds)
        finally:
            server.terminate()
            server.wait(10)


async def _print(echo: ClientConnection, tab: ClientConnection, rounds: int) -> None:
    await _say(tab, "hello")
    snapshot = await _until(tab, "snapshot")
    applied, traced, echoed, sizes = [], [], [], []
    for number in range(rounds):
        echoed.append(await _echo(echo, "x" * 300))
        text = SERVICE.format(name="web", port=8000 + number % 2)
        start = time.perf_counter()
        await _say(tab, "apply", files=[{"path": "service.yaml", "text": text}])
        delta = await _until(tab, "delta")
        applied.append(time.perf_counter() - start)
        sizes.append(len(json.dumps(delta)))
        await asyncio.sleep(GAP)
        start = time.perf_counter()
        await _say(tab, "trace", source="pod/client", target=f"http://web:{8000 + number % 2}/")
        await _until(tab, "trace")
        traced.append(time.perf_counter() - start)
        await _until(tab, "delta")
        await asyncio.sleep(GAP)
    print(f"Over the socket, SQLite, one process (snapshot {len(json.dumps(snapshot)) / 1024:.0f} KiB, delta {sum(sizes) / len(sizes) / 1024:.1f} KiB):")
    print(line("bare Channels echo", echoed))
    print(line("Apply until the picture's delta is there", applied))
    print(line("Trace until the answer is there", traced))
    ratio = percentile(applied, 0.5) / percentile(echoed, 0.5)
    print(f"{'Apply is so many echoes':<44} {ratio:12.0f}")


async def _echo(socket: ClientConnection, text: str) -> float:
    start = time.perf_counter()
    await socket.send(text)
    await socket.recv()
    return time.perf_counter() - start


async def _say(tab: ClientConnection, type_: str, **fields: Any) -> None:
    await tab.send(json.dumps({"type": type_, "id": str(uuid4()), **fields}))


async def _until(tab: ClientConnection, type_: str) -> dict[str, Any]:
    while True:
        message = json.loads(await tab.recv())
        if message["type"] == "error":
            raise SystemExit(f"the server refused: {message}")
        if message["type"] == type_:
            return dict(message)


def _open_sandbox(port: int) -> tuple[str, str]:
    deadline = time.monotonic() + 20
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/sandbox/", headers={"host": f"127.0.0.1:{port}"})
            response = connection.getresponse()
            break
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
    cookie = "; ".join(header.split(";")[0] for name, header in response.getheaders() if name.lower() == "set-cookie")
    found = re.search(r"/ws/workspaces/([0-9a-f-]{36})/", response.read().decode().replace("\\u002D", "-"))
    if found is None:
        raise SystemExit("the sandbox's page names no workspace")
    return found[1], cookie


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100))
