"""Two profiles, by environment variables only; production starts with nothing made up."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PRODUCTION = {
    "PLAYGROUND_PROFILE": "production",
    "SECRET_KEY": "abcdefghij" * 6,
    "ALLOWED_HOSTS": "playground.example.org",
    "DATABASE_URL": "sqlite:////tmp/never-made.sqlite3",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
}


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {key: value for key, value in os.environ.items() if key not in {*PRODUCTION, "DEBUG"}}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env={**clean, **environment}, capture_output=True, text=True, timeout=60, check=False)


def test_a_laptop_needs_no_variable() -> None:
    assert manage("check").returncode == 0


def test_production_is_ready_for_deployment() -> None:
    found = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    # HSTS for subdomains and the preload list are for the operator to decide.
    assert "W005" in found.stderr
    assert "W021" in found.stderr
    assert "identified 2 issues" in found.stderr, found.stderr


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL"])
def test_production_refuses_to_start_without(missing: str) -> None:
    found = manage("check", **{key: value for key, value in PRODUCTION.items() if key != missing})
    assert found.returncode != 0
    assert missing in found.stderr
