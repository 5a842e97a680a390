"""Which endpoints a node uses, with traffic policies, hints and terminating endpoints."""

from __future__ import annotations

from typing import Any

from playground.cluster.dataplane.endpoint import Endpoint
from playground.cluster.dataplane.node import ZONE_LABEL
from playground.cluster.dataplane.service_port import ServicePort, Value
from playground.cluster.dataplane.topology import categorize
from tests.upstream.cases import cases, report

FILE = "proxy_categorize_endpoints.json"
EXCEPTIONS: dict[int, str] = {}


def test_endpoints_are_sorted_out_as_upstream_does() -> None:
    failures = {case["index"]: differences for case in cases(FILE) if (differences := _differences(case))}
    report(failures, len(cases(FILE)), EXCEPTIONS)


def _differences(case: dict[str, Any]) -> list[str]:
    port = ServicePort(
        "ns", "svc", 0, "p", "TCP", 80, 3000 if case["externally_accessible"] else 0, Value("10.0.0.1", ()), (), (), (),
        0, case["internal_policy_local"], case["external_policy_local"], 0, True,
    )  # fmt: skip
    node = case["node_name"] or "here"
    endpoints = tuple(
        Endpoint(
            address=(item["endpoint"].rpartition(":")[0]),
            port=int(item["endpoint"].rpartition(":")[2]),
            ready=item["ready"],
            serving=item["serving"],
            terminating=item["terminating"],
            node=node if item["local"] else "",
            zone_hints=frozenset(item["zone_hints"] or ()),
            # with the gate off, upstream reads no node hints
            node_hints=frozenset(item["node_hints"] or () if case["prefer_same_traffic_distribution"] else ()),
        )
        for item in case["endpoints"] or []
    )
    usable = categorize(port, endpoints, node, (case["topology_labels"] or {}).get(ZONE_LABEL, ""))
    got = {
        "cluster_endpoints": sorted(each.name for each in usable.cluster),
        "local_endpoints": sorted(each.name for each in usable.local),
        "all_reachable": sorted(each.name for each in usable.reachable),
        "has_any_endpoints": usable.anywhere,
    }
    wanted = {key: case[key] if key == "has_any_endpoints" else sorted(case[key] or []) for key in got}
    return [f"{key}: {got[key]} instead of {wanted[key]}" for key in got if got[key] != wanted[key]]
