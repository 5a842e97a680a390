"""Whoever looks again finds nothing left to do, and looking does not depend on the stride."""

from __future__ import annotations

from random import Random

import pytest

from playground.cluster.controllers.loop import Loop
from playground.cluster.simulation import Cluster
from tests.properties import commands

WORLDS, COMMANDS = 10, 120


@pytest.mark.parametrize("seed", range(WORLDS))
def test_settling_twice_is_settling_once(seed: int) -> None:
    cluster, draw = commands.world(seed), Random(seed)
    for number in range(COMMANDS):
        commands.run(cluster, draw)
        before = cluster.store.revision
        cluster.settle()
        assert cluster.store.revision == before
        if number % 10 == 9 and not cluster.loop.failing():
            assert nothing_is_written_by_controllers_that_look_at_everything(cluster)


def nothing_is_written_by_controllers_that_look_at_everything(cluster: Cluster) -> bool:
    """A loop that starts here and now, with what the controllers remember, but with every object an addition."""
    twin = cluster.fork()
    loop = Loop(twin.api, twin.runtime)
    for old, new in zip(cluster.loop.controllers, loop.controllers, strict=True):
        new.memory = dict(old.memory)
    before = twin.store.revision
    loop.settle()
    written = [f"{change.type} {change.kind} {change.namespace}/{change.name}" for change in twin.store.since(before)]
    assert written == []
    return True


@pytest.mark.parametrize("seed", range(WORLDS))
def test_time_passes_alike_in_one_stride_and_in_many(seed: int) -> None:
    cluster, draw = commands.world(seed), Random(seed)
    for number in range(COMMANDS // 2):
        commands.run(cluster, draw)
        if number % 20 == 19:
            one, many = cluster.fork(), cluster.fork()
            one.advance(64)
            for _ in range(256):
                many.advance(0.25)
            assert one.snapshot() == many.snapshot()
            assert one.loop.next_due() == many.loop.next_due()


@pytest.mark.parametrize("seed", range(WORLDS))
def test_a_fork_goes_on_as_its_original_would(seed: int) -> None:
    cluster, draw = commands.world(seed), Random(seed)
    for _ in range(COMMANDS // 2):
        commands.run(cluster, draw)
    before = cluster.snapshot()
    fork, same = cluster.fork(), Random(seed)
    for _ in range(COMMANDS // 2):
        commands.run(fork, same)
    assert cluster.snapshot() == before
    same = Random(seed)
    for _ in range(COMMANDS // 2):
        commands.run(cluster, same)
    assert cluster.snapshot() == fork.snapshot()
