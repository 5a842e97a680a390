"""How the replay of kubectl tells a difference. The recordings themselves replay in test_recordings.py."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from playground.replay.kubectl import replay

DATA = Path(__file__).parent / "data" / "kubectl.jsonl.gz"


@pytest.fixture(scope="module")
def scale() -> dict[str, Any]:
    records = (json.loads(line) for line in gzip.decompress(DATA.read_bytes()).splitlines())
    return next(record for record in records if record["id"] == "scale")


def test_only_the_lines_that_differ_are_told(scale: dict[str, Any]) -> None:
    assert replay({**scale, "stdout": "nothing\n"}) == ["stdout: - nothing", "stdout: + deployment.apps/web scaled"]


def test_another_exit_status_is_a_difference(scale: dict[str, Any]) -> None:
    assert replay({**scale, "exit": 3}) == ["exit: expected 3, got 0"]
