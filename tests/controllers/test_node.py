"""Node failure: silence, suspicion, eviction, and the way back."""

from __future__ import annotations

from typing import Any

from playground.cluster.objects.metadata import condition, is_ready, is_terminating, phase
from tests.controllers.world import World, pod, service, workload


def running(nodes: int = 3, replicas: int = 3) -> World:
    world = World(nodes)
    world.create(service(), workload("Deployment", replicas=replicas))
    world.advance(10)
    return world


def verdict(world: World, name: str) -> str:
    return str((condition(world.get("Node", name, ""), "Ready") or {})["status"])


def taints(world: World, name: str) -> list[tuple[str, str]]:
    return [(t["key"], t["effect"]) for t in world.get("Node", name, "")["spec"].get("taints", [])]


def ready_endpoints(world: World) -> list[Any]:
    return [endpoint for endpoint in world.endpoints() if endpoint["conditions"]["ready"]]


def test_nobody_notices_for_fifty_seconds() -> None:
    world = running()
    world.fail_node("node-2")
    world.advance(49)
    assert verdict(world, "node-2") == "True"
    assert len(ready_endpoints(world)) == 3
    world.advance(2)
    assert verdict(world, "node-2") == "Unknown"
    assert sorted(e["nodeName"] for e in ready_endpoints(world)) == ["node-1", "node-3"]


def test_the_pods_are_marked_and_not_deleted() -> None:
    world = running()
    world.fail_node("node-2")
    world.advance(60)
    assert len(world.pods()) == 3
    lost = next(pod for pod in world.pods() if pod["spec"]["nodeName"] == "node-2")
    assert phase(lost) == "Running"
    assert not is_ready(lost)
    assert lost["status"]["containerStatuses"][0]["ready"]
    assert "NodeNotReady" in world.reasons(lost["metadata"]["name"])
    unreachable = "node.kubernetes.io/unreachable"
    assert taints(world, "node-2") == [(unreachable, "NoSchedule"), (unreachable, "NoExecute")]


def test_eviction_comes_five_minutes_later() -> None:
    world = running()
    world.fail_node("node-2")
    world.advance(345)
    assert len(world.pods()) == 3
    world.advance(10)
    terminating = [pod for pod in world.pods() if is_terminating(pod)]
    assert [pod["spec"]["nodeName"] for pod in terminating] == ["node-2"]
    assert len(world.ready()) == 3
    assert "TaintManagerEviction" in world.reasons(terminating[0]["metadata"]["name"])


def test_a_node_that_comes_back_in_time_keeps_its_pods() -> None:
    world = running()
    names = world.names()
    world.fail_node("node-2")
    world.advance(100)
    world.restore_node("node-2")
    world.advance(5)
    assert verdict(world, "node-2") == "True"
    assert taints(world, "node-2") == []
    assert len(ready_endpoints(world)) == 3
    assert world.names() == names


def test_a_node_that_comes_back_late_lets_its_evicted_pods_go() -> None:
    world = running()
    world.fail_node("node-2")
    world.advance(400)
    assert len(world.pods()) == 4
    world.restore_node("node-2")
    world.advance(5)
    assert len(world.pods()) == 3
    assert not any(is_terminating(pod) for pod in world.pods())


def test_a_short_outage_is_never_noticed() -> None:
    world = running()
    before = world.store.list("EndpointSlice", "default")
    world.fail_node("node-2")
    world.advance(30)
    world.restore_node("node-2")
    world.advance(60)
    assert verdict(world, "node-2") == "True"
    assert world.store.list("EndpointSlice", "default") == before


def test_with_every_node_down_nobody_is_evicted() -> None:
    world = running(2, 2)
    world.fail_node("node-1")
    world.fail_node("node-2")
    world.advance(1000)
    assert not any(is_terminating(pod) for pod in world.pods())
    assert ready_endpoints(world) == []
    assert all(effect == "NoSchedule" for _, effect in taints(world, "node-1"))


def test_a_no_execute_taint_evicts_at_once() -> None:
    world = running()
    world.change("Node", "node-1", "", taints=[{"key": "maintenance", "effect": "NoExecute"}])
    world.advance(10)
    assert "node-1" not in world.nodes_of()
    assert len(world.ready()) == 3


def test_pods_of_a_node_that_is_no_more_are_collected() -> None:
    world = running()
    world.delete("Node", "node-3", "")
    world.advance(30)
    assert world.nodes_of().count("node-3") == 1
    world.advance(30)
    assert "node-3" not in world.nodes_of()
    assert len(world.ready()) == 3


def test_a_node_made_by_hand_comes_up_with_a_range_for_its_pods() -> None:
    world = World(1)
    addresses = [{"type": "InternalIP", "address": "192.168.1.50"}]
    world.create(
        {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "extra"}, "status": {"addresses": addresses}}
    )
    assert verdict(world, "extra") == "True"
    world.create(pod("one", nodeName="extra"))
    world.advance(2)
    assert world.ready() == ["one"]
    assert world.get("Pod", "one")["status"]["podIP"].startswith(world.get("Node", "extra", "")["spec"]["podCIDR"][:9])
