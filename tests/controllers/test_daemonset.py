"""DaemonSets: one pod on every node that fits."""

from __future__ import annotations

from playground.cluster.objects.metadata import is_ready, is_terminating
from playground.cluster.simulation import bootstrap
from tests.controllers.world import World, container, workload


def running() -> World:
    world = World()
    world.create(workload("DaemonSet"))
    world.advance(10)
    return world


def test_every_node_has_one() -> None:
    world = running()
    assert world.nodes_of() == ["node-1", "node-2", "node-3"]
    status = world.get("DaemonSet", "web")["status"]
    assert (status["desiredNumberScheduled"], status["numberReady"], status["numberAvailable"]) == (3, 3, 3)


def test_a_new_node_gets_one() -> None:
    world = running()
    world.create(bootstrap.node(4, world.config))
    world.advance(10)
    assert world.nodes_of() == ["node-1", "node-2", "node-3", "node-4"]


def test_a_cordoned_node_keeps_and_gets_one() -> None:
    world = running()
    world.change("Node", "node-2", "", unschedulable=True)
    assert len(world.pods()) == 3
    gone = next(pod for pod in world.pods() if pod["spec"]["nodeName"] == "node-2")["metadata"]["name"]
    world.delete("Pod", gone)
    world.advance(10)
    assert world.nodes_of() == ["node-1", "node-2", "node-3"]


def test_a_taint_without_toleration_keeps_new_pods_away() -> None:
    world = World()
    world.change("Node", "node-3", "", taints=[{"key": "special", "effect": "NoSchedule"}])
    world.create(workload("DaemonSet"))
    world.advance(10)
    assert world.nodes_of() == ["node-1", "node-2"]


def test_pods_of_a_failed_node_are_not_evicted() -> None:
    world = running()
    world.fail_node("node-1")
    world.advance(1000)
    assert len(world.pods()) == 3
    assert not any(is_terminating(pod) for pod in world.pods())
    assert len(world.ready()) == 2


def test_an_update_replaces_one_at_a_time() -> None:
    world = running()
    start = world.store.revision
    world.change(
        "DaemonSet",
        "web",
        template={"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [container("nginx:2")]}},
    )
    world.advance(60)
    assert {pod["spec"]["containers"][0]["image"] for pod in world.pods()} == {"nginx:2"}
    for change in world.store.since(start):
        pods = world.store.at(change.revision).list("Pod", "default")
        assert sum(is_ready(pod) and not is_terminating(pod) for pod in pods) >= 2
