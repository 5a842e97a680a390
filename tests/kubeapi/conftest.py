"""A live server for each kind of client: a cluster in memory, and workspaces of the playground."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from django.db import connections
from kubernetes import client

from playground.kubeapi import standalone
from playground.kubeapi.alone import Alone
from playground.kubeapi.websocket import Protocol
from playground.workspaces.kubeconfig import kubeconfig
from tests.kubeapi.suite import Space, Suite


class Clock:
    """Real time, and the seconds of it that tests have skipped."""

    skipped = 0.0

    def __call__(self) -> float:
        return time.time() + self.skipped


class Live:
    """An ASGI application behind a port, in a thread of its own. `clock`: a cluster's that is served alone."""

    def __init__(self, application: Any, lifespan: str, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        self.port = listening.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        config = uvicorn.Config(application, log_level="error", lifespan=lifespan, ws=Protocol, timeout_graceful_shutdown=1)  # type: ignore[arg-type]
        self.server = uvicorn.Server(config)
        self.loop: asyncio.AbstractEventLoop | None = None
        self.thread = threading.Thread(target=self._run, args=(listening,), daemon=True)
        self.thread.start()
        while not self.server.started:
            self.thread.join(0.01)

    def _run(self, listening: socket.socket) -> None:
        self.server.run(sockets=[listening])

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(10)


@pytest.fixture(scope="package")
def alone() -> Iterator[Live]:
    """`manage.py cluster`, in this process. Each test takes a namespace of its own."""
    clock = Clock()
    live = Live(standalone.application(Alone(standalone.start(), clock)), "on", clock)
    yield live
    live.stop()


@pytest.fixture
def live(transactional_db: None) -> Iterator[Live]:
    from playground.asgi import Door, application
    from playground.kubeapi.hosted import Hosts

    live = Live(Door(application.site, Hosts()), "off")
    yield live
    live.stop()
    connections.close_all()


@pytest.fixture
def namespace(alone: Live) -> str:
    """A namespace of the test's own."""
    return new_namespace(alone.url)


def new_namespace(url: str) -> str:
    core = client.CoreV1Api(api_client(url))
    return str(core.create_namespace({"metadata": {"generateName": "test-"}}).metadata.name)


def api_client(url: str) -> Any:
    configuration = client.Configuration()
    configuration.host = url
    return client.ApiClient(configuration)


Run = Callable[..., "subprocess.CompletedProcess[str]"]


@cache
def minor_version(path: str) -> int:
    """Of a kubectl; 0 where that can't be told."""
    found = subprocess.run([path, "version", "--client", "-o", "json"], capture_output=True, text=True, check=False)
    words = found.stdout.partition('"minor": "')[2]
    digits = "".join(char for char in words[:3] if char.isdigit())
    return int(digits or 0)


@pytest.fixture(scope="package")
def kubectl_path() -> str:
    """kubectl 1.31 or later: at KUBECTL= or on PATH."""
    path = os.environ.get("KUBECTL") or shutil.which("kubectl") or ""
    if not path or minor_version(path) < 31:
        pytest.skip("no kubectl 1.31 or later at KUBECTL= or on PATH")
    return path


@pytest.fixture
def kubectl(kubectl_path: str, alone: Live, tmp_path: Path) -> Run:
    """The real kubectl, in a namespace of the test's own."""
    return runner(kubectl_path, kubeconfig(alone.url, namespace=new_namespace(alone.url)), tmp_path)


def runner(path: str, config: str, tmp_path: Path) -> Run:
    file = tmp_path / "kubeconfig"
    file.write_text(config)
    environment = {**os.environ, "KUBECONFIG": str(file), "HOME": str(tmp_path)}

    def run(*argv: str, stdin: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [path, *argv], input=stdin, capture_output=True, text=True, check=False, timeout=30, cwd=tmp_path, env={**environment, **variables}
        )

    return run


def ready(core: Any, namespace: str, *pods: str, seconds: float = 20) -> None:
    """Wait until these pods are ready."""
    end = time.monotonic() + seconds
    waiting = set(pods)
    while waiting and time.monotonic() < end:
        for pod in core.list_namespaced_pod(namespace).items:
            if any(each.type == "Ready" and each.status == "True" for each in pod.status.conditions or ()):
                waiting.discard(pod.metadata.name)
        time.sleep(0.1)
    assert not waiting


@pytest.fixture
def suite(alone: Live) -> Suite:
    return Suite(alone)


@pytest.fixture
def space(suite: Suite, request: pytest.FixtureRequest) -> Iterator[Space]:
    """A namespace of the test's own, named as Kubernetes' suite names that of such a test: by what the module says in SPACE."""
    made = Space(suite, *request.module.SPACE)
    yield made
    made.close()
