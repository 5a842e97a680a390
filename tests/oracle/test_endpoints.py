"""The controllers write the slices and Endpoints that those of a real control plane wrote."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from playground.replay.endpoints import replay

DATA = Path(__file__).parent / "data" / "endpoints.jsonl.gz"
RECORDS: list[dict[str, Any]] = [json.loads(line) for line in gzip.decompress(DATA.read_bytes()).splitlines()]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: str(record["id"]))
def test_recorded_requests_end_in_the_recorded_endpoints(record: dict[str, Any]) -> None:
    assert replay(record) == []


def test_a_difference_is_reported() -> None:
    record = json.loads(json.dumps(RECORDS[0]))
    record["observe"]["endpointslices"][0]["addressType"] = "IPv6"
    assert replay(record) == ['endpointslices[0].addressType: expected "IPv6", got "IPv4"']


def test_a_status_code_that_differs_is_reported() -> None:
    record = json.loads(json.dumps(RECORDS[0]))
    record["requests"][0]["code"] = 409
    assert replay(record)[0].startswith("requests[0]: expected 409, got 201")
