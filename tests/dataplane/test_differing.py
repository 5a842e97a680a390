"""Which rules a change made and which it took away: found without looking at what did not change, and the same as if one had."""

from __future__ import annotations

import random

import pytest

from tests.dataplane.test_modes_agree import random_endpoints, random_world
from tests.dataplane.worlds import put, service, slice_of


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("mode", ["iptables", "nftables"])
def test_the_difference_is_that_of_the_whole_texts(seed: int, mode: str) -> None:
    draw, before = random.Random(seed), random_world(seed)
    after = before.fork(before.store.fork())
    names = [obj["metadata"]["name"] for obj in after.store.iterate("Service")]
    for name in draw.sample(names, min(2, len(names))):
        match draw.randint(0, 2):
            case 0:
                put(after.store, slice_of(name, random_endpoints(draw)))
            case 1:
                put(after.store, service(name, f"10.96.9.{draw.randint(1, 99)}"))
            case _:
                after.store.write("Service", "shop", name, None)
    new, gone = after.differing(before, "node-1", mode)
    now, had = ({line.key for line in each.about("node-1", mode)} for each in (after, before))
    assert {line.key for line in new} == now - had
    assert {line.key for line in gone} == had - now


@pytest.mark.parametrize("mode", ["iptables", "nftables"])
def test_the_rules_of_one_service_are_those_among_all(mode: str) -> None:
    dataplane = random_world(3)
    everything = dataplane.about("node-1", mode)
    for name in dataplane.services():
        own = dataplane.about("node-1", mode, service=name)
        assert own
        assert {line.key for line in own} >= {line.key for line in everything if line.service == name}
    assert set(dataplane.services()) == {line.service for line in everything if line.service}
