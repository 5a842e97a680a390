"""A real server in a thread of this process, and a real Chromium in front of it."""

from __future__ import annotations

import logging
import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.watching import Faults, Log

# Playwright's synchronous interface runs a loop in this thread; the ORM must not mind.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# What does not come fails late, and what does come is taken at once: a busy machine must fail no test.
expect.set_options(timeout=20_000)

LABS = {
    "why/what-a-service-is", "clusterip/first-service", "clusterip/ports", "headless/statefulset", "outside/nodeport", "to-outside/two-ways-out",
    "under-the-hood/the-way-of-a-packet", "stories/mariadb",
}  # fmt: skip
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)  # fmt: skip


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    return {**browser_type_launch_args, "executable_path": chromium, "args": list(FLAGS)}


@pytest.fixture(scope="session")
def _server(django_db_setup: None) -> Iterator[tuple[str, uvicorn.Server]]:
    from playground.asgi import application

    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        application, log_level="error", lifespan="off", ws="websockets-sansio", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    _until(lambda: server.started, "the server did not start")
    yield f"http://127.0.0.1:{listening.getsockname()[1]}", server
    server.should_exit = True
    thread.join(5)


@pytest.fixture(autouse=True)
def faults(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> Iterator[Faults]:
    """Every test fails on what went wrong in its pages or in the server, unless it said before that it wants that."""
    watched = Faults()
    monkeypatch.setattr(browser, "new_context", watched.opening(browser))
    log = Log(watched)
    loggers = [logging.getLogger(name) for name in ("", "uvicorn")]
    for logger in loggers:
        logger.addHandler(log)
    yield watched
    for logger in loggers:
        logger.removeHandler(log)
    assert watched.unexpected() == []


@pytest.fixture
def live(_server: tuple[str, uvicorn.Server], transactional_db: None, context: BrowserContext) -> Iterator[str]:
    """The address of the server; its database is the test's, and is not emptied while the server is at work for a page."""
    address, server = _server
    yield address
    context.close()
    _until(lambda: not server.server_state.connections and not server.server_state.tasks, "connections stay open")


@pytest.fixture(scope="session")
def _few_labs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some of this repository's labs: tests speak of what is in them, and load them often."""
    from django.conf import settings

    from playground.catalog.folder import folders

    root = tmp_path_factory.mktemp("labs")
    for folder in folders(settings.LABS_DIR):
        if f"{folder.track.slug}/{folder.slug}" in LABS:
            shutil.copytree(folder.path, root / folder.track.slug / folder.path.name)
            shutil.copy(folder.path.parent / "track.yaml", root / folder.track.slug)
    return root


@pytest.fixture
def labs(live: str, _few_labs: Path) -> str:
    """The same, with these labs in the catalogue."""
    from django.core.management import call_command

    call_command("loadlabs", root=_few_labs, verbosity=0)
    return live


def _until(done: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + 20
    while not done():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.01)
