"""The replay sees differences: a recording that was changed does not pass."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from playground.replay import diff, dns, endpoints, packets, proxy
from playground.replay.recording import read

DATA = Path(__file__).parent / "data"


def first(kind: str) -> dict[str, Any]:
    return copy.deepcopy(dict(read(DATA / f"{kind}.jsonl.gz").records[0]))


def test_values_are_compared_with_their_types() -> None:
    assert diff({"a": [1, {"b": True}]}, {"a": [1, {"b": True}]}) == []
    assert diff({"a": 1}, {"a": True}) == ["a: expected 1, got true"]
    assert diff({"a": [1, {"b": 1}]}, {"a": [1, {"c": 1}]}) == [
        "a[1].b: expected 1, got nothing",
        "a[1].c: expected nothing, got 1",
    ]
    assert diff([1], [1, 2]) == ["value: expected [1], got [1, 2]"]


def test_an_answer_of_the_dns_that_differs_is_reported() -> None:
    record = first("dns")
    record["queries"] = [{**record["queries"][0], "rcode": "NXDOMAIN"}]
    (line,) = dns.replay(record)
    assert 'rcode: expected "NXDOMAIN", got "NOERROR"' in line


def test_a_slice_that_differs_is_reported() -> None:
    record = first("endpoints")
    record["observe"]["endpointslices"][0]["addressType"] = "IPv6"
    assert endpoints.replay(record) == ['endpointslices[0].addressType: expected "IPv6", got "IPv4"']


def test_a_status_code_that_differs_is_reported() -> None:
    record = first("endpoints")
    record["requests"][0]["code"] = 409
    assert endpoints.replay(record)[0].startswith("requests[0]: expected 409, got 201")


def test_a_rule_too_many_is_reported() -> None:
    record = first("proxy")
    record["iptables"]["mangle"] = []
    assert any(line.startswith("mangle: extra") for line in proxy.replay(record))


def test_an_outcome_that_never_came_is_reported() -> None:
    record = first("packets")
    record["outcomes"] = {"connected": {}, "refused": record["tries"], "timeout": 0}
    assert "outcome: recorded refused, the model never" in packets.replay(record)


def test_counts_must_be_plausible_for_the_exact_probability() -> None:
    record = first("packets")
    one, other = record["outcomes"]["connected"]
    record["outcomes"]["connected"] = {one: record["tries"] - 60, other: 60}
    assert packets.replay(record)
