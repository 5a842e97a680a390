"""The cluster DNS answers as CoreDNS did in front of a real control plane."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from playground.replay.dns import replay

DATA = Path(__file__).parent / "data" / "dns.jsonl.gz"
RECORDS: list[dict[str, Any]] = [json.loads(line) for line in gzip.decompress(DATA.read_bytes()).splitlines()]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: str(record["id"]))
def test_a_recorded_question_gets_the_recorded_answer(record: dict[str, Any]) -> None:
    assert replay(record) == []


def test_a_difference_is_reported() -> None:
    query = {**RECORDS[0]["queries"][0], "rcode": "NXDOMAIN"}
    (line,) = replay({**RECORDS[0], "queries": [query]})
    assert 'rcode: expected "NXDOMAIN", got "NOERROR"' in line
