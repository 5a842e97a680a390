"""What iptables-save prints of upstream's rules after a real kernel has taken them."""

from __future__ import annotations

import re
from typing import Any

from playground.cluster.config import Config
from playground.cluster.dataplane import iptables
from playground.cluster.dataplane.node import Settings
from tests.dataplane.rule_text import read_iptables
from tests.upstream.cases import cases, report
from tests.upstream.proxy_world import family, rendered_chains, world
from tests.upstream.test_proxy_iptables_rules import chain_differences

FILE = "proxy_iptables_save.json"
EXCEPTIONS: dict[int, str] = {}

# The recording machine had no nfacct module: such matches were taken out before.
_COUNTED = re.compile(r" -m nfacct --nfacct-name  \S+")


def test_the_rules_are_printed_as_iptables_save_prints_them() -> None:
    failures = {case["index"]: differences for case in cases(FILE) if (differences := _differences(case))}
    report(failures, len(cases(FILE)), EXCEPTIONS)


def _differences(case: dict[str, Any]) -> list[str]:
    source = cases(f"{case['file']}")[case["case_index"]]
    if "services" in source:
        dataplane = world(source)
        got = rendered_chains(dataplane.render(source["config"]["node_name"], "iptables", family(source)))
    else:  # rules of upstream's tracer: read, and printed again
        got = _printed(source["rules"])
    wanted: dict[tuple[str, str], list[str]] = {}
    table = ""
    for line in case["lines"]:
        if line.startswith("*"):
            table = line[1:]
        elif line.startswith(":"):
            wanted[table, line.split()[0][1:]] = []
        elif line.startswith("-A"):
            wanted[table, line.split()[1]].append(line)
    if case["file"] == "proxy_iptables_rules.json":  # the jumps from built-in chains are not in these
        got = {key: [] if key[1] in iptables.BUILT_IN[key[0]] else lines for key, lines in got.items()}
    differences = [f"extra chain {key}" for key in got if key not in wanted and key[0] != "mangle"]
    for key, lines in wanted.items():
        found = got.get(key)
        plain = None if found is None else [_COUNTED.sub("", line) for line in found]
        differences += chain_differences(key[1], plain, lines)
    return differences


def _printed(rules: list[str]) -> dict[tuple[str, str], list[str]]:
    settings = Settings.of(Config(), "iptables")
    table, found = "", {}
    text = read_iptables(rules, settings)
    for line in rules:
        if line.startswith("*"):
            table = line[1:]
        elif line.startswith(":"):
            key = (table, line.split()[0][1:])
            found[key] = [iptables.text(rule, settings).replace(" --random-fully", "") for rule in text.chains[key]]
    return found
