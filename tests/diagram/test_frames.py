"""What happened in between: composed, the frames lead from the old scene to the new one."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from playground.cluster.simulation import Cluster
from playground.diagram import Drawing, draw, frames, patched
from playground.diagram.frames import MOST, Frame
from tests.properties import commands

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: nginx}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
"""


def between(cluster: Cluster, old: Drawing) -> tuple[Drawing, list[Frame]]:
    new = draw(cluster.store, cluster.config, old)
    return new, frames(cluster.store, cluster.config, old, old.scene, new.scene)


def played(old: Drawing, told: list[Frame], part: str) -> dict[str, Any]:
    items: Any = old.scene[part]  # type: ignore[literal-required]
    for frame in told:
        items = list(patched(items, frame[part]).values())  # type: ignore[literal-required]
    return {item["id"]: item for item in items}


def test_a_pod_appears_becomes_ready_and_then_enters_the_slice() -> None:
    cluster = Cluster.new(nodes=3)
    old = draw(cluster.store, cluster.config)
    cluster.apply(DEPLOYMENT)
    cluster.advance(30)
    _, told = between(cluster, old)
    states: list[str] = []
    for frame in told:
        states += (item["state"] for item in (*frame["nodes"]["add"], *frame["nodes"]["change"]) if item["kind"] == "pod")
        states += (f"{item['ready']} in the slice" for item in (*frame["nodes"]["add"], *frame["nodes"]["change"]) if item["kind"] == "slice")
        states += ("route" for item in frame["edges"]["add"] if item["kind"] == "routes")
    order = [states.index(word) for word in ("pending", "ready", "3 in the slice")]
    assert order == sorted(order)
    assert "route" not in states[: states.index("ready")]
    assert [frame["time"] for frame in told] == sorted(frame["time"] for frame in told)


def test_nothing_in_between_is_no_frame() -> None:
    cluster = Cluster.new(nodes=1)
    old = draw(cluster.store, cluster.config)
    assert between(cluster, old)[1] == []
    cluster.apply(DEPLOYMENT.partition("---\n")[2])
    assert len(between(cluster, old)[1]) != 1


def test_what_the_store_forgot_is_not_told() -> None:
    cluster = Cluster.new(nodes=1)
    old = draw(cluster.store, cluster.config)
    cluster.apply(DEPLOYMENT)
    cluster.store.compact()
    assert between(cluster, old)[1] == []


@pytest.mark.parametrize("seed", range(6))
def test_frames_lead_from_the_old_scene_to_the_new_one(seed: int) -> None:
    draws, cluster = Random(seed), commands.world(seed)
    old, most = draw(cluster.store, cluster.config), 0
    for _ in range(20):
        for _ in range(draws.choice((1, 1, 8))):
            commands.run(cluster, draws)
        new, told = between(cluster, old)
        most = max(most, len(told))
        assert len(told) <= MOST
        if told:
            for part in ("nodes", "edges"):
                assert played(old, told, part) == {item["id"]: item for item in new.scene[part]}  # type: ignore[literal-required]
        old = new
    assert most > 3
