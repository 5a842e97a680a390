"""What all tests share. Tests of one process have one memory of workspaces; each begins with an empty one."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from tempfile import gettempdir

import pytest


@pytest.fixture(autouse=True)
def _empty_memory(request: pytest.FixtureRequest) -> None:
    if {"db", "transactional_db"} & set(request.fixturenames) or request.node.get_closest_marker("django_db"):
        from playground.workspaces.live import registry

        registry.forget()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: Playwright leaves a running loop in the main thread."""
    items.sort(key=lambda item: "page" in getattr(item, "fixturenames", ()))


def pytest_collection_finish() -> None:
    """Worlds are many small things that all go together: they are looked through less often, and the code never."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)


def pytest_sessionfinish() -> None:
    """What SQLite leaves beside a test database that threads still had open."""
    for file in Path(gettempdir()).glob(f"playground-test-{os.getpid()}*.sqlite3-*"):
        file.unlink(missing_ok=True)
