"""The real nft and iptables take the rules, and print them back as the model prints them.

Each set of rules is loaded in a network namespace of its own, which is gone afterwards. That takes root, a kernel with
netfilter, and the tools (`scripts/packet-tools` installs them where it may).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random

import pytest

from playground.cluster.dataplane import Dataplane
from playground.replay.recording import read
from tests.dataplane.test_modes_agree import random_world
from tests.properties import commands

PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
TOOLS = ("unshare", "nft", "nfacct", "iptables-legacy-restore", "ip6tables-legacy-restore")
COUNTERS = ("localhost_nps_accepted_pkts", "ct_state_invalid_dropped_pkts")
"""What kube-proxy makes by netlink, for rules to count in."""
RECORDINGS = Path(__file__).parents[1] / "oracle" / "data" / "proxy.jsonl.gz"


def in_a_namespace(script: str, text: str = "") -> subprocess.CompletedProcess[str]:
    command = ["unshare", "--net", "sh", "-ec", script]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=False, env={"PATH": PATH}, timeout=60)


@cache
def why_not() -> str:
    if os.geteuid() != 0:
        return "network namespaces take root"
    missing = [tool for tool in TOOLS if shutil.which(tool, path=PATH) is None]
    if missing:
        return f"{', '.join(missing)} not installed; scripts/packet-tools installs them"
    for probe in ("nft add table ip probe", f"nfacct add {COUNTERS[0]}", "iptables-legacy-save -t nat", "ip6tables-legacy-save -t nat"):
        tried = in_a_namespace(probe)
        if tried.returncode:
            return f"{probe} does not work here: {tried.stderr.strip()}"
    return ""


pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not())

CLUSTERS, WORLDS = range(4), range(12)


@cache
def lived_in(seed: int) -> Dataplane:
    """The rules of a cluster that has seen many commands; every third has both families."""
    cluster, draw = commands.world(seed), Random(seed)
    for _ in range(250):
        commands.run(cluster, draw)
    return cluster.dataplane


def dataplanes() -> Iterator[tuple[str, Dataplane]]:
    yield from ((f"cluster {seed}", lived_in(seed)) for seed in CLUSTERS)
    yield from ((f"world {seed}", random_world(seed)) for seed in WORLDS)


# -- iptables


def iptables_input(tables: dict[str, list[str]]) -> str:
    return "".join(f"*{table}\n" + "".join(f"{line}\n" for line in lines) + "COMMIT\n" for table, lines in tables.items())


def restored(text: str, prefix: str = "iptables", back_end: str = "legacy") -> dict[str, list[str]]:
    """What iptables-save prints after iptables-restore has read `text`, by table, without comments and counters."""
    counters = "".join(f"nfacct add {name}; " for name in COUNTERS)
    tool = f"{prefix}-{back_end}"
    done = in_a_namespace(f"{counters} {tool}-restore; {tool}-save", text)
    assert done.returncode == 0, done.stderr
    tables: dict[str, list[str]] = {}
    for line in done.stdout.splitlines():
        if line.startswith("*"):
            lines = tables.setdefault(line[1:], [])
        elif line.startswith((":", "-A")):
            lines.append(re.sub(r" \[\d+:\d+\]$", "", line))
    return tables


@pytest.mark.parametrize("wanted", [4, 6])
def test_iptables_takes_the_rules_and_prints_them_back(wanted: int) -> None:
    for name, dataplane in dataplanes():
        rendered = dataplane.render("node-1", "iptables", wanted)
        assert isinstance(rendered, dict)
        printed = restored(iptables_input(rendered), "iptables" if wanted == 4 else "ip6tables")
        for table, lines in rendered.items():
            assert printed[table] == lines, (name, table)


def test_the_nftables_back_end_of_iptables_takes_them_too() -> None:
    for _, dataplane in dataplanes():
        rendered = dataplane.render("node-1", "iptables")
        assert isinstance(rendered, dict)
        assert restored(iptables_input(rendered), back_end="nft").keys() >= rendered.keys()


def test_the_tools_print_recorded_rules_as_they_were_recorded() -> None:
    """So what they print here is what they printed there."""
    for record in list(read(RECORDINGS).records)[::6]:
        if record["mode"] == "iptables":
            # chains of default/kubernetes were left out, so that some jumps lead nowhere
            tables = {table: _with_chains(lines) for table, lines in record["iptables"].items()}
            printed = restored(iptables_input(tables))
            assert {table: sorted(printed[table]) for table in tables} == {table: sorted(tables[table]) for table in tables}
        else:
            assert listed(record["nft"]) == _normal(record["nft"]), record["id"]


def _with_chains(lines: list[str]) -> list[str]:
    known = {line[1:].split()[0] for line in lines if line.startswith(":")}
    jumps = [line.rpartition(" -j ")[2].split()[0] for line in lines if " -j " in line]
    missing = {f":{name} -" for name in jumps if name.startswith("KUBE-") and name not in known}
    return [*sorted(missing), *lines]


# -- nftables


def nft_input(lines: list[str]) -> str:
    """Elements stand one a line, which takes commas; all sets and chains are made before the rules that name them."""
    out, inside = [], False
    for line in lines:
        bare = line.strip()
        inside = bare == "elements = {" or (inside and bare != "}")
        out.append(f"{line}," if inside and bare != "elements = {" else line)
    return "\n".join([*out, ""])


def listed(lines: list[str]) -> list[str]:
    """What `nft list table` prints after `nft -f` has read these lines, in the form of the recordings."""
    table = lines[0].removesuffix(" {")
    done = in_a_namespace(f"nft -f - ; nft list {table}", nft_input(lines))
    assert done.returncode == 0, done.stderr
    return _normal(_one_element_a_line(done.stdout))


def _one_element_a_line(text: str) -> list[str]:
    def spread(found: re.Match[str]) -> str:
        return "elements = {\n" + ",\n".join(re.split(r",\s+", found[1].strip())) + "\n}"

    text = re.sub(r"elements = \{([^}]*)\}", spread, text)
    return [line.strip().removesuffix(",") for line in text.splitlines() if line.strip()]


def _normal(lines: list[str]) -> list[str]:
    """Without indentation and counters; sets, maps and chains by kind and name, elements in the order of their texts."""
    blocks: dict[tuple[str, str], list[str]] = {}
    head: list[str] = []
    block, elements, inside = head, list[str](), False
    for line in (re.sub(r" counter packets \d+ bytes \d+", "", line).strip() for line in lines):
        if opened := re.match(r"(set|map|chain) (\S+) \{", line):
            block = blocks[opened[1], opened[2]] = []
        elif line == "elements = {":
            inside, elements = True, []
        elif inside and line == "}":
            inside = False
            block += ["elements", *sorted(elements)]
        elif inside:
            elements.append(line)
        elif line != "}":
            block.append(line)
    return head + [line for key in sorted(blocks) for line in (" ".join(key), *blocks[key])]


@pytest.mark.parametrize("wanted", [4, 6])
def test_nft_takes_the_rules_and_prints_them_back(wanted: int) -> None:
    for name, dataplane in dataplanes():
        rendered = dataplane.render("node-1", "nftables", wanted)
        assert isinstance(rendered, list)
        assert listed(rendered) == _normal(rendered), name
