"""The nodes' rules and the outcomes of connections are those of a real cluster."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from playground.replay import packets, proxy

DATA = Path(__file__).parent / "data"


def recorded(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress((DATA / f"{name}.jsonl.gz").read_bytes()).splitlines()]


RULES, CONNECTIONS = recorded("proxy"), recorded("packets")


@pytest.mark.parametrize("record", RULES, ids=lambda record: str(record["id"]))
def test_a_node_has_the_recorded_rules(record: dict[str, Any]) -> None:
    assert proxy.replay(record) == []


@pytest.mark.parametrize("record", CONNECTIONS, ids=lambda record: str(record["id"]))
def test_a_connection_ends_as_recorded(record: dict[str, Any]) -> None:
    assert packets.replay(record) == []


def test_differences_are_reported() -> None:
    rules = {**RULES[0], "iptables": {**RULES[0]["iptables"], "mangle": []}}
    assert any(line.startswith("mangle: extra") for line in proxy.replay(rules))
    refused = {"connected": {}, "refused": CONNECTIONS[0]["tries"], "timeout": 0}
    assert "outcome: recorded refused, the model never" in packets.replay({**CONNECTIONS[0], "outcomes": refused})


def test_counts_must_be_plausible_for_the_exact_probability() -> None:
    record = CONNECTIONS[0]
    first, second = record["outcomes"]["connected"]
    tries = record["tries"]
    lopsided = {**record["outcomes"], "connected": {first: tries - 60, second: 60}}
    assert packets.replay({**record, "outcomes": lopsided})
