"""What is kept and changed step by step equals what is made anew: compared after every hundredth random command."""

from __future__ import annotations

from random import Random

import pytest

from playground.cluster.objects.kinds import BY_NAME
from playground.cluster.simulation import Cluster
from playground.cluster.store import Store
from tests.properties import commands, views

DERIVED = ("EndpointSlice", "Endpoints", "Event", "Namespace")
WORLDS, COMMANDS, EVERY = 20, 500, 100


@pytest.mark.parametrize("seed", range(WORLDS))
def test_kept_equals_made_anew(seed: int) -> None:
    cluster, draw = commands.world(seed), Random(seed)
    for number in range(1, COMMANDS + 1):
        commands.run(cluster, draw)
        if number % EVERY == 0:
            everything_is_as_if_made_anew(cluster, Random(number))


def everything_is_as_if_made_anew(cluster: Cluster, draw: Random) -> None:
    twin = views.afresh(cluster)
    assert dict(views.rules(cluster.dataplane, cluster.store)) == dict(views.rules(twin.dataplane, twin.store))
    assert dict(views.answers(cluster.dns, cluster.store)) == dict(views.answers(twin.dns, twin.store))
    assert views.picture(cluster) == views.picture(twin)
    seed = draw.random()
    assert dict(views.traces(cluster, Random(seed), 10)) == dict(views.traces(twin, Random(seed), 10))
    endpoints_are_as_if_made_anew(cluster)


def endpoints_are_as_if_made_anew(cluster: Cluster) -> None:
    before, after = views.derived_again(cluster)
    assert views.endpoints(cluster.store) == views.endpoints(after)
    assert views.classic_endpoints(cluster.store) == views.classic_endpoints(after)
    if not cluster.loop.failing():
        assert objects(before) == objects(after)


def objects(store: Store) -> list[object]:
    """What the controllers of workloads and Services must have left alone, because nothing was left to do."""
    found = [obj for kind in BY_NAME if kind not in DERIVED for obj in store.iterate(kind)]
    return [obj for obj in found if not views.is_going(store, obj["metadata"].get("namespace", "default"))]
