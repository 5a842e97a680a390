"""Packets through the rules of nftables mode; and through upstream's own rules, read from their text."""

from __future__ import annotations

from typing import Any

from playground.cluster.config import Config
from playground.cluster.dataplane.node import NodeFacts, Settings
from playground.cluster.dataplane.walk import Passage, walk
from tests.dataplane.rule_text import read_nftables
from tests.upstream.cases import cases, report
from tests.upstream.proxy_world import NODE_IPS, flow_differences, hook, packet, world

FILE = "proxy_nftables_packets.json"
EXCEPTIONS: dict[int, str] = {}


def test_packets_end_as_upstream_says() -> None:
    failures = {case["index"]: differences for case in cases(FILE) if (differences := _differences(case))}
    report(failures, len(cases(FILE)), EXCEPTIONS)


def test_packets_end_the_same_in_upstreams_own_rules() -> None:
    failures = {
        case["index"]: differences for case in cases(FILE) if case.get("rules") and (differences := _in_text(case))
    }
    report(failures, len(cases(FILE)), EXCEPTIONS)


def _differences(case: dict[str, Any]) -> list[str]:
    if "services" not in case:  # of upstream's tracer alone
        return _in_text(case)
    dataplane, node = world(case), case["config"]["node_name"]
    return [
        difference
        for flow in case["flows"]
        for difference in flow_differences(flow, dataplane.verdicts(node, packet(flow), hook(flow), mode="nftables"))
    ]


def _in_text(case: dict[str, Any]) -> list[str]:
    rules = read_nftables(case["rules"], Settings.of(Config(), "nftables"))
    node = NodeFacts("node", addresses=tuple(NODE_IPS))
    return [
        difference
        for flow in case["flows"]
        for difference in flow_differences(flow, walk(rules, packet(flow), Passage(node, hook(flow))))
    ]
