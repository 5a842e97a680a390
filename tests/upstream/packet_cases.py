"""How a case of upstream's packet flow tests is held: through the model's rules, and through upstream's own, read from their text."""

from __future__ import annotations

from typing import Any

from playground.cluster.config import Config
from playground.cluster.dataplane.node import NodeFacts, Settings
from playground.cluster.dataplane.walk import Passage, walk
from tests.dataplane.rule_text import read_iptables, read_nftables
from tests.upstream.proxy_world import NODE_IPS, flow_differences, hook, packet, world

READERS = {"iptables": read_iptables, "nftables": read_nftables}


def in_model(case: dict[str, Any], mode: str) -> list[str]:
    """The differences of a case's flows; those of upstream's tracer alone have rules and no objects."""
    if "services" not in case:
        return in_text(case, mode)
    dataplane, node = world(case), case["config"]["node_name"]
    return [
        difference
        for flow in case["flows"]
        for difference in flow_differences(flow, dataplane.verdicts(node, packet(flow), hook(flow), mode=mode))
    ]


def in_text(case: dict[str, Any], mode: str) -> list[str]:
    rules = READERS[mode](case["rules"], Settings.of(Config(), mode))
    node = NodeFacts("node", addresses=tuple(NODE_IPS))
    return [
        difference
        for flow in case["flows"]
        for difference in flow_differences(flow, walk(rules, packet(flow), Passage(node, hook(flow))))
    ]
