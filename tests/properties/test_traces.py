"""Whatever is asked in whatever cluster: the trace ends, its branches are a whole, and the proxy's mode is no matter."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from playground.cluster.config import Clock
from playground.cluster.objects.kinds import Object
from playground.cluster.simulation import Cluster
from playground.cluster.trace.model import Disposition, Trace
from playground.cluster.trace.question import BadQuestion, parse_target
from tests.properties import commands, views
from tests.properties.mutants import text_mutant

WORLDS, COMMANDS, QUESTIONS, EVERY = 10, 200, 10, 20
MOST_STEPS = 400


@pytest.mark.parametrize("seed", range(WORLDS))
def test_every_trace_ends_and_both_modes_agree(seed: int) -> None:
    cluster, draw = commands.world(seed), Random(seed)
    for number in range(COMMANDS):
        commands.run(cluster, draw)
        if number % EVERY == EVERY - 1:
            for source, target in views.questions(cluster.store, draw, QUESTIONS):
                told = {mode: in_mode(cluster, mode, source, target) for mode in ("iptables", "nftables")}
                for trace in told.values():
                    is_whole(trace)
                if not is_told_apart(cluster, target) and "cluster-ip.reject" not in codes(told["nftables"]):
                    assert outcome(told["iptables"]) == outcome(told["nftables"]), (source, target)
                cluster.trace(source, target)


def in_mode(cluster: Cluster, mode: str, source: str, target: str) -> Trace:
    """The question in the same cluster with another proxy mode, without leaving anything behind."""
    twin = Cluster(replace(cluster.config, proxy_mode=mode), cluster.store.fork(), Clock(cluster.clock.now), cluster.names.fork())
    return twin.trace(source, target)


def is_whole(trace: Trace) -> None:
    assert isinstance(trace.disposition, Disposition)
    assert trace.branches or trace.lookup is not None or trace.disposition is Disposition.PENDING
    if trace.branches:
        assert sum(branch.probability for branch in trace.branches) == 1
        assert 0 <= trace.taken < len(trace.branches)
        assert trace.disposition is trace.branches[trace.taken].disposition
    for branch in trace.branches:
        steps = [step for hop in branch.hops for step in hop.steps]
        assert 0 < len(steps) < MOST_STEPS
        assert bool(branch.backend) or branch.disposition is not Disposition.DELIVERED


def codes(trace: Trace) -> set[str]:
    return {step.code for branch in trace.branches for hop in branch.hops for step in hop.steps}


def outcome(trace: Trace) -> dict[Any, Fraction]:
    found: Counter[Any] = Counter()
    for branch in trace.branches:
        found[branch.disposition, branch.backend, branch.backend_port, branch.source_seen] += branch.probability
    return dict(found) or {trace.disposition: Fraction(1)}


def is_told_apart(cluster: Cluster, target: str) -> bool:
    """Where the modes do differ: unserved external addresses, source ranges, ports of nodes. (And nftables alone rejects
    what goes to a cluster IP's other ports.)
    """
    asked = parse_target(target)

    def behind(service: Object) -> bool:
        spec = service["spec"]
        outside = [*spec.get("externalIPs", ()), *(each.get("ip") for each in service["status"].get("loadBalancer", {}).get("ingress", ()))]
        return asked.host in outside or asked.host.startswith("lb/")

    return asked.port >= 30000 or any(map(behind, cluster.store.iterate("Service")))


@pytest.mark.parametrize("seed", range(WORLDS))
def test_any_text_is_a_question_or_a_bad_question(seed: int) -> None:
    cluster, draw = commands.world(seed), Random(seed)
    for _ in range(30):
        commands.run(cluster, draw)
    for source, target in views.questions(cluster.store, draw, 60):
        with suppress(BadQuestion):
            is_whole(cluster.trace(source, text_mutant(target, draw)))
