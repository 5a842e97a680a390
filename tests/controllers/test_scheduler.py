"""The scheduler: where pods may go, where they go, and what is said if they can't."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any

import pytest

from playground.cluster.controllers.scheduler import Scheduler
from playground.cluster.objects.metadata import condition, controller_of, labels_of, node_name
from tests.controllers.world import World, container, pod, workload


def where(world: World, name: str = "one") -> str:
    return str(world.get("Pod", name)["spec"].get("nodeName", ""))


def refusal(world: World, name: str = "one") -> str:
    return str((condition(world.get("Pod", name), "PodScheduled") or {}).get("message"))


def with_requests(name: str, **requests: str) -> dict[str, Any]:
    return pod(name, containers=[container(resources={"requests": requests})])


def test_pods_of_one_workload_are_spread() -> None:
    world = World()
    world.create(workload("Deployment", replicas=6))
    assert world.nodes_of() == ["node-1", "node-1", "node-2", "node-2", "node-3", "node-3"]


def test_a_cordoned_node_gets_no_new_pods_and_keeps_the_old_ones() -> None:
    world = World()
    world.create(workload("Deployment", replicas=3))
    world.change("Node", "node-1", "", unschedulable=True)
    world.change("Deployment", "web", replicas=6)
    assert world.nodes_of().count("node-1") == 1
    taints = world.get("Node", "node-1", "")["spec"]["taints"]
    assert [(taint["key"], taint["effect"]) for taint in taints] == [("node.kubernetes.io/unschedulable", "NoSchedule")]
    world.change("Node", "node-1", "", unschedulable=False)
    assert "taints" not in world.get("Node", "node-1", "")["spec"]


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        ({"nodeSelector": {"disk": "ssd"}}, "3 node(s) didn't match Pod's node affinity/selector"),
        ({"containers": [container(resources={"requests": {"cpu": "9"}})]}, "3 Insufficient cpu"),
        (
            {"containers": [container(resources={"requests": {"cpu": "9", "memory": "99Gi"}})]},
            "3 Insufficient cpu, 3 Insufficient memory",
        ),
    ],
)
def test_why_a_pod_fits_nowhere(spec: dict[str, Any], reason: str) -> None:
    world = World()
    world.create(pod("one", **spec))
    assert where(world) == ""
    tail = "preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling."
    assert refusal(world) == f"0/3 nodes are available: {reason}. {tail}"
    assert world.reasons("one") == ["FailedScheduling"]


def test_without_nodes_there_is_nothing_to_choose() -> None:
    world = World(0)
    world.create(pod("one"))
    assert refusal(world) == "no nodes available to schedule pods"


def test_a_waiting_pod_is_placed_when_a_node_fits() -> None:
    world = World()
    world.create(pod("one", nodeSelector={"disk": "ssd"}))
    node = world.get("Node", "node-2", "")
    labels = {**node["metadata"]["labels"], "disk": "ssd"}
    world.api.update({**node, "metadata": {**node["metadata"], "labels": labels}})
    world.loop.settle()
    assert where(world) == "node-2"


def test_taints_keep_pods_away_that_do_not_tolerate_them() -> None:
    world = World(2)
    world.change("Node", "node-1", "", taints=[{"key": "gpu", "value": "yes", "effect": "NoSchedule"}])
    world.change("Node", "node-2", "", taints=[{"key": "soft", "effect": "PreferNoSchedule"}])
    tolerant = [{"key": "gpu", "operator": "Equal", "value": "yes"}]
    world.create(pod("one"), pod("two", "other", tolerations=tolerant))
    assert (where(world), where(world, "two")) == ("node-2", "node-1")


def test_a_host_port_is_taken_once_a_node() -> None:
    world = World(2)
    ports = [{"containerPort": 80, "hostPort": 8080}]
    world.create(*(pod(name, name, containers=[container(ports=ports)]) for name in ("one", "two", "three")))
    assert {where(world), where(world, "two")} == {"node-1", "node-2"}
    assert "2 node(s) didn't have free ports for the requested pod ports" in refusal(world, "three")


def test_anti_affinity_keeps_pods_apart() -> None:
    world = World(2)
    term = {"labelSelector": {"matchLabels": {"app": "web"}}, "topologyKey": "kubernetes.io/hostname"}
    affinity = {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}
    world.create(workload("Deployment", replicas=3, pod={"affinity": affinity}))
    assert world.nodes_of() == ["", "node-1", "node-2"]


def test_hard_spread_constraints_hold() -> None:
    world = World(2)
    world.change("Node", "node-2", "", unschedulable=True)
    constraint = {
        "maxSkew": 1, "topologyKey": "kubernetes.io/hostname", "whenUnsatisfiable": "DoNotSchedule",
        "labelSelector": {"matchLabels": {"app": "web"}},
    }  # fmt: skip
    world.create(workload("Deployment", replicas=2, pod={"topologySpreadConstraints": [constraint]}))
    assert world.nodes_of() == ["", "node-1"]


def test_a_named_node_is_not_questioned() -> None:
    world = World()
    world.change("Node", "node-3", "", unschedulable=True)
    world.create(pod("one", nodeName="node-3"))
    world.advance(2)
    assert world.reasons("one")[0] != "Scheduled"
    assert world.ready() == ["one"]


@pytest.mark.parametrize("seed", range(4))
def test_relatives_are_found_as_if_every_pod_were_looked_at(seed: int) -> None:
    draw, world = Random(seed), World()
    for number in range(12):
        name = f"{draw.choice(('web', 'db'))}-{number}"
        if draw.random() < 0.5:
            world.create(workload("Deployment", name, replicas=draw.randrange(4)))
        else:
            world.create(pod(name, draw.choice(("web", "db"))))
        world.advance(draw.choice((0, 5)))
    scheduler = next(one for one in world.loop.controllers if isinstance(one, Scheduler))
    pods = world.store.list("Pod")
    for one in pods:
        owner = controller_of(one)
        alike = [
            node_name(other)
            for other in pods
            if node_name(other) and ((controller_of(other) or {}).get("uid") == owner["uid"] if owner else labels_of(other) == labels_of(one))
        ]
        assert scheduler._relatives(one) == Counter(alike)
