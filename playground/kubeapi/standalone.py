"""manage.py cluster: one workspace without a browser, in memory, for scripts. Nothing of Django is loaded."""

from __future__ import annotations

import asyncio
import gc
import os
import socket
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import uvicorn

from playground.cluster.config import Config
from playground.cluster.simulation import Cluster
from playground.kubeapi.alone import Alone
from playground.kubeapi.app import serve
from playground.kubeapi.exchange import Receive, Scope, Send
from playground.kubeapi.websocket import Protocol
from playground.workspaces.kubeconfig import KEPT_ALIVE, kubeconfig

LOCAL = "127.0.0.1"
GRACE = 3
WARM_UP = 60.0
"""Logical seconds that have passed when the first client comes, so that the cluster's own pods are ready."""


class BadStart(ValueError):
    """A lab or a file from which no cluster can be made; the text says why."""


def arguments(parser: ArgumentParser) -> None:
    start = parser.add_mutually_exclusive_group()
    start.add_argument("--lab", metavar="TRACK/SLUG", help="begin with the world of a lab")
    start.add_argument("-f", "--file", action="append", default=[], metavar="FILE", help="apply a manifest first; may be repeated")
    parser.add_argument("--port", type=int, default=0, help="0: one that is free")
    parser.add_argument("--nodes", type=int, default=3)
    parser.add_argument("--kubeconfig", metavar="PATH", help="where to write it; a temporary file unless given")


def main(argv: Sequence[str]) -> int:
    parser = ArgumentParser("manage.py cluster", description="Serve one cluster in memory to kubectl and other clients.")
    arguments(parser)
    return run(parser.parse_args(argv))


def run(options: Namespace) -> int:
    """Until Ctrl+C."""
    try:
        cluster = start(options.lab, options.file, options.nodes)
        listening = _listen(options.port)
        path = _write(options.kubeconfig, f"http://{LOCAL}:{listening.getsockname()[1]}", cluster.namespace)
    except (BadStart, OSError) as error:
        print(f"manage.py cluster: {error}", file=sys.stderr)
        return 1
    host = Alone(cluster)
    gc.freeze()
    gc.enable()
    print(path, flush=True)
    config = uvicorn.Config(
        application(host), log_level="warning", access_log=False, lifespan="on", ws=Protocol,
        ws_max_size=4 << 20, ws_per_message_deflate=False, timeout_graceful_shutdown=GRACE, backlog=4096,
        timeout_keep_alive=KEPT_ALIVE,
    )  # fmt: skip
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])
    if not options.kubeconfig:
        Path(path).unlink(missing_ok=True)
    return 0


class _Application:
    """ASGI: every path is the API's own."""

    def __init__(self, host: Alone) -> None:
        self.host = host
        self._running: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        await serve(self.host, scope, receive, send, scope["raw_path"].decode("latin-1"))

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        self._running = asyncio.create_task(self.host.run())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._running.cancel()
        await send({"type": "lifespan.shutdown.complete"})


def application(host: Alone) -> _Application:
    return _Application(host)


def start(lab: str | None = None, files: Sequence[str] = (), nodes: int = 3) -> Cluster:
    """Its clock is right. Raises BadStart, OSError."""
    now = time.time() - WARM_UP
    if lab:
        cluster = _lab(lab, now)
    else:
        cluster = Cluster.new(Config(seed=os.urandom(8).hex()), nodes=nodes, at=now)
    for file in files:
        text = sys.stdin.read() if file == "-" else Path(file).read_text()
        for outcome in cluster.apply(text, file):
            if outcome.error:
                raise BadStart(f"{file}:{outcome.line}: {outcome.message}")
    cluster.advance(max(0.0, now + WARM_UP - cluster.clock.now))
    return cluster


def _lab(name: str, at: float) -> Cluster:
    """The reader of labs is only loaded for one. Raises BadStart."""
    from playground.kubeapi.labs import NoLab, lab_cluster

    try:
        return lab_cluster(name, at)
    except NoLab as error:
        raise BadStart(str(error)) from None


def _listen(port: int) -> socket.socket:
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((LOCAL, port))
    return listening


def _write(path: str | None, server: str, namespace: str) -> str:
    text = kubeconfig(server, namespace=namespace)
    if path is None:
        handle, path = tempfile.mkstemp(prefix="playground-", suffix=".kubeconfig")
        os.close(handle)
    target = Path(path)
    target.touch(mode=0o600, exist_ok=True)
    target.write_text(text)
    return str(target)
