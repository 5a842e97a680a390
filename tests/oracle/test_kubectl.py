"""kubectl prints what the real one printed."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from playground.replay.kubectl import replay

DATA = Path(__file__).parent / "data" / "kubectl.jsonl.gz"
RECORDS: list[dict[str, Any]] = [json.loads(line) for line in gzip.decompress(DATA.read_bytes()).splitlines()]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: str(record["id"]))
def test_recorded_commands_print_what_was_recorded(record: dict[str, Any]) -> None:
    assert replay(record) == []


def test_a_difference_is_reported() -> None:
    record = next(record for record in RECORDS if record["id"] == "scale")
    assert replay({**record, "stdout": "nothing\n"}) == ["stdout: - nothing", "stdout: + deployment.apps/web scaled"]
