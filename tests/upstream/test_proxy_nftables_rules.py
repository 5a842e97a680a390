"""The whole ruleset that kube-proxy gives to nft, command by command."""

from __future__ import annotations

from typing import Any

from playground.cluster.dataplane import nftables
from tests.dataplane.rule_text import read_nftables
from tests.upstream.cases import cases, report
from tests.upstream.proxy_world import world

FILE = "proxy_nftables_rules.json"
EXCEPTIONS: dict[int, str] = {}


def test_the_ruleset_is_the_one_that_upstream_writes() -> None:
    failures = {case["index"]: differences for case in cases(FILE) if (differences := _differences(case))}
    report(failures, len(cases(FILE)), EXCEPTIONS)


def _differences(case: dict[str, Any]) -> list[str]:
    dataplane, node = world(case), case["config"]["node_name"]
    settings = dataplane.settings("nftables")
    lines = dataplane.render(node, "nftables")
    assert isinstance(lines, list)
    wanted, got = read_nftables(case["rules"], settings), read_nftables(lines, settings)
    differences = []
    for chain in sorted(set(wanted.chains) | set(got.chains)):
        want, have = ([nftables.text(rule, settings) for rule in rules.chains[chain]] for rules in (wanted, got))
        if want != have:
            differences.append(f"{chain[1]}: {have} instead of {want}")
    names = {line.split()[4] for line in case["rules"] if line.startswith("add chain")}
    mine = {line.split()[1] for line in lines if line.startswith("  chain ")}
    # chains that are no longer needed are flushed at once and deleted a little later
    stale = {name for name in names - mine if not wanted.chains[("", name)]}
    if names - stale != mine:
        differences.append(f"chains: {sorted(mine ^ (names - stale))}")
    elements = [{nftables.element_text(item) for item in rules.elements.values()} for rules in (wanted, got)]
    if elements[0] != elements[1]:
        differences.append(f"elements: {sorted(elements[0] ^ elements[1])}")
    return differences
