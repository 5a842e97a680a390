"""What `nft list ruleset` prints of upstream's rules after a real kernel has taken them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from playground.cluster.config import Config
from playground.cluster.dataplane import nftables
from playground.cluster.dataplane.node import Settings
from tests.dataplane.rule_text import read_nftables
from tests.upstream.cases import cases, report
from tests.upstream.proxy_world import family, world

FILE = "proxy_nftables_list.json"
EXCEPTIONS: dict[int, str] = {}


def test_the_ruleset_is_printed_as_nft_prints_it() -> None:
    failures = {case["index"]: differences for case in cases(FILE) if (differences := _differences(case))}
    report(failures, len(cases(FILE)), EXCEPTIONS)


def _differences(case: dict[str, Any]) -> list[str]:
    source = cases(case["file"])[case["case_index"]]
    wanted = _blocks(_one_element_a_line(case["lines"]))
    if "services" not in source:
        return _read_and_printed(source["rules"], wanted)
    lines = world(source).render(source["config"]["node_name"], "nftables", family(source))
    got = _blocks(lines)
    # chains that are no longer needed are flushed at once and deleted a little later
    gone = [name for name, block in wanted.items() if name not in got and not block]
    differences = [f"missing {name}" for name in wanted if name not in got and name not in gone]
    differences += [f"extra {name}" for name in got if name not in wanted]
    both = wanted.keys() & got.keys()
    return differences + [
        f"{name}: {got[name]} instead of {wanted[name]}" for name in both if got[name] != wanted[name]
    ]


def _read_and_printed(rules: list[str], wanted: dict[str, list[str]]) -> list[str]:
    """The rules of upstream's tracer: what is read of them is printed as nft prints it."""
    ip6 = rules[0].startswith("add table ip6")
    settings = Settings.of(Config(), "nftables", 6 if ip6 else 4)
    text = read_nftables(rules, settings)
    return [
        f"{name}: {got} instead of {want}"
        for name, block in wanted.items()
        if name.startswith("chain ")
        and (want := [line for line in block if not line.startswith(("type ", "comment "))])
        != (got := [nftables.text(rule, settings) for rule in text.chains["", name.split()[1]]])
        and not any("dport 80" in line for line in want)  # a form that kube-proxy no longer writes
    ]


def _one_element_a_line(lines: Iterable[str]) -> list[str]:
    """In the form of the recordings: elements one a line and sorted, no blank lines."""
    found: list[str] = []
    elements: list[str] | None = None
    for raw in lines:
        line = raw.strip()
        if line.startswith("elements = {"):
            elements, line = [], line.removeprefix("elements = {").strip()
        if elements is None:
            if line:
                found.append(line)
            continue
        ended = line.endswith("}")
        elements += [part.strip() for part in re.split(r",\s*", line.rstrip("}").strip()) if part.strip()]
        if ended:
            found += ["elements = {", *sorted(elements), "}"]
            elements = None
    return found


def _blocks(lines: Iterable[str]) -> dict[str, list[str]]:
    """Sets, maps and chains by `kind name`."""
    found: dict[str, list[str]] = {}
    name, inner = "", False
    for raw in lines:
        line = raw.strip()
        if re.match(r"(set|map|chain) \S+ \{", line):
            name = line[:-2]
            found[name] = []
        elif line == "}":
            name, inner = (name, False) if inner else ("", False)
        elif name:
            inner = inner or line == "elements = {"
            found[name].append(line)
    return found
