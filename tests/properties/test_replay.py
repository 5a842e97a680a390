"""The same commands give the same bytes, in any process. (That a workspace's log does: tests/workspaces/test_log.py.)"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.properties.history import digest

COMMANDS = 200


@pytest.mark.parametrize("seed", range(4))
def test_another_process_arrives_at_the_same_bytes(seed: int) -> None:
    """Another process has another hash seed, so that the order of no set may matter."""
    there = subprocess.run(
        [sys.executable, "-m", "tests.properties.history", str(seed), str(COMMANDS)],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONHASHSEED": str(seed + 1)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert there.stdout.strip() == digest(seed, COMMANDS)
