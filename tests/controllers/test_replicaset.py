"""ReplicaSets: as many pods as were asked for, and which of them go first."""

from __future__ import annotations

from playground.cluster.objects.metadata import controller_of, is_terminating, labels_of
from tests.controllers.world import World, pod, workload


def relabel(world: World, name: str, labels: dict[str, str]) -> None:
    found = world.get("Pod", name)
    world.api.update({**found, "metadata": {**found["metadata"], "labels": labels}})
    world.loop.settle()


def test_a_deleted_pod_is_replaced_while_it_still_terminates() -> None:
    world = World()
    world.create(workload("ReplicaSet", replicas=2))
    world.advance(5)
    gone = world.names()[0]
    world.delete("Pod", gone)
    assert len(world.pods()) == 3
    assert is_terminating(world.get("Pod", gone))
    world.advance(5)
    assert len(world.ready()) == 2
    assert gone not in world.names()


def test_a_pod_that_matches_is_adopted() -> None:
    world = World()
    world.create(pod("bare"))
    world.create(workload("ReplicaSet", replicas=2))
    assert len(world.pods()) == 2
    assert (controller_of(world.get("Pod", "bare")) or {})["name"] == "web"


def test_a_pod_that_no_longer_matches_is_released_and_replaced() -> None:
    world = World()
    world.create(workload("ReplicaSet", replicas=2))
    world.advance(5)
    name = world.names()[0]
    relabel(world, name, {"app": "quarantine"})
    assert controller_of(world.get("Pod", name)) is None
    assert len(world.pods("web")) == 2
    assert labels_of(world.get("Pod", name)) == {"app": "quarantine"}


def test_pods_that_are_not_ready_go_first() -> None:
    world = World()
    world.create(workload("ReplicaSet", replicas=3))
    world.advance(5)
    lame = world.names()[1]
    world.hold_unready(lame)
    world.change("ReplicaSet", "web", replicas=2)
    world.advance(5)
    assert lame not in world.names()


def test_the_cheapest_pod_goes_first() -> None:
    world = World()
    world.create(workload("ReplicaSet", replicas=3))
    world.advance(5)
    dear = world.names()[:2]
    for name in dear:
        world.annotate("Pod", name, "controller.kubernetes.io/pod-deletion-cost", "10")
    world.change("ReplicaSet", "web", replicas=2)
    world.advance(5)
    assert world.names() == dear


def test_the_most_crowded_node_gives_first() -> None:
    world = World(2)
    world.create(workload("ReplicaSet", replicas=3))
    world.advance(5)
    assert world.nodes_of() in (["node-1", "node-1", "node-2"], ["node-1", "node-2", "node-2"])
    world.change("ReplicaSet", "web", replicas=2)
    world.advance(5)
    assert world.nodes_of() == ["node-1", "node-2"]


def test_available_comes_after_min_ready_seconds() -> None:
    world = World()
    world.create(workload("ReplicaSet", replicas=1, minReadySeconds=10))
    world.advance(5)
    status = world.get("ReplicaSet", "web")["status"]
    assert (status["readyReplicas"], status.get("availableReplicas", 0)) == (1, 0)
    world.advance(10)
    assert world.get("ReplicaSet", "web")["status"]["availableReplicas"] == 1


def test_events_name_the_pods() -> None:
    world = World()
    world.create(workload("ReplicaSet", replicas=1))
    name = world.names()[0]
    told = [
        e["message"] for e in world.store.iterate("Event", "default") if e["involvedObject"]["kind"] == "ReplicaSet"
    ]
    assert told == [f"Created pod: {name}"]
