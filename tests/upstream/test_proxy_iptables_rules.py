"""What kube-proxy gives to iptables-restore. A sync may be partial: only the chains that it declares are compared."""

from __future__ import annotations

from typing import Any

from playground.cluster.dataplane import iptables
from tests.dataplane.rule_text import read_iptables
from tests.upstream.cases import cases, report
from tests.upstream.proxy_world import rendered_chains, world

FILE = "proxy_iptables_rules.json"
EXCEPTIONS: dict[int, str] = {}


def test_the_rules_are_those_that_upstream_writes() -> None:
    failures = {case["index"]: differences for case in cases(FILE) if (differences := _differences(case))}
    report(failures, len(cases(FILE)), EXCEPTIONS)


def _differences(case: dict[str, Any]) -> list[str]:
    dataplane, node = world(case), case["config"]["node_name"]
    settings = dataplane.settings("iptables")
    got = rendered_chains(dataplane.render(node, "iptables"))
    text = read_iptables(case["restore_input"], settings)
    table, differences = "", []
    for line in case["restore_input"]:
        if line.startswith("*"):
            table = line[1:]
        elif line.startswith("-X") and (table, line[3:]) in got:
            differences.append(f"{line[3:]} should be gone")
    table = ""
    for line in case["restore_input"]:
        if line.startswith("*"):
            table = line[1:]
        if not line.startswith(":") or f"-X {line.split()[0][1:]}" in case["restore_input"]:
            continue
        chain = line.split()[0][1:]
        wanted = [iptables.text(rule, settings) for rule in text.chains[table, chain]]
        differences += chain_differences(chain, got.get((table, chain)), wanted)
    return differences


def chain_differences(chain: str, got: list[str] | None, wanted: list[str]) -> list[str]:
    if got is None:
        return [f"no chain {chain}"]
    if chain in iptables.DISPATCH:
        last = "NOTE: this must be the last rule"
        got, wanted = [sorted(lines, key=lambda line: (last in line, line)) for lines in (got, wanted)]
    missing = [f"missing {line}" for line in wanted if line not in got]
    extra = [f"extra {line}" for line in got if line not in wanted]
    return missing + extra or ([] if got == wanted else [f"{chain}: another order"])
