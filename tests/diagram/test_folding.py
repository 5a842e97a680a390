"""Big worlds: what stands together, what a group says, and that nothing is lost."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

import networkx
import pytest

from playground.cluster.store import Store
from playground.diagram import Scene, difference, draw, fold, level, patched
from playground.diagram.folding import MOST_GROUPS, MOST_PODS, quotient
from tests.diagram.world import CONFIG, endpoint, ids, node, one, pod, put, service, slice_, store_of


def owned(name: str, of: str, on: str, number: int, ready: bool = True) -> dict[str, Any]:
    reference = {"kind": "ReplicaSet", "name": of, "controller": True}
    return pod(name, f"10.{number // 250}.1.{number % 250}", ready, on, labels={"app": of, "number": str(number)}, ownerReferences=[reference])


def world(pods: int, nodes: int = 3, owners: int = 2) -> Store:
    """Pods of so many owners, in turn on the nodes; the first of each owner is not ready. A Service for each owner."""
    names = [f"app-{number}" for number in range(owners)]
    made = [
        owned(f"{names[i % owners]}-{i:04d}", names[i % owners], f"node-{i // owners % nodes + 1}", i, ready=i >= owners)
        for i in range(pods)
    ]
    services = [service(name, selector={"app": name}, clusterIP=f"10.96.1.{i}") for i, name in enumerate(names)]
    slices = [
        slice_(f"{name}-x", name, *(endpoint(each["metadata"]["name"], each["status"]["podIP"]) for each in made if each["metadata"]["labels"]["app"] == name))
        for name in names
    ]  # fmt: skip
    return store_of(*(node(f"node-{number}") for number in range(1, nodes + 1)), *made, *services, *slices)


def shown(store: Store, *opened: str) -> Scene:
    scene = draw(store, CONFIG).scene
    return fold(scene, level(scene, set(opened)), set(opened))


def members(scene: Scene) -> list[str]:
    """Every pod that is in the picture, alone or in a group."""
    return sorted(
        identity for item in scene["nodes"] if item["kind"] in ("pod", "group") for identity in item.get("members", [item["id"]])
    )


def test_a_world_that_can_be_read_stays_as_it_is() -> None:
    scene = draw(world(MOST_PODS), CONFIG).scene
    assert level(scene) == 0
    assert fold(scene, 0) is scene


def test_a_big_world_has_a_shape_for_each_node_owner_and_state() -> None:
    scene = shown(world(150))
    assert sorted(ids(scene, "group")) == [f"group:node-{n}/default/ReplicaSet/app-{a}/ready" for n in (1, 2, 3) for a in (0, 1)]
    assert ids(scene, "pod") == ["pod:default/app-0-0000", "pod:default/app-1-0001"]  # the only ones of their state
    assert scene["folded"] == {"level": 1, "pods": 150, "shapes": 8, "opened": []}


def test_a_group_says_what_is_so_of_all_its_members() -> None:
    group = one(shown(world(150)), "group:node-1/default/ReplicaSet/app-0/ready")
    assert (group["parent"], group["label"], group["owner"], group["state"]) == ("node:node-1", "app-0", "ReplicaSet/app-0", "ready")
    assert group["count"] == len(group["members"]) == 24
    assert group["labels"] == {"app": "app-0"}
    assert group["listeners"] == [{"protocol": "TCP", "port": 8080, "name": "http", "assumed": False}]


def test_shares_of_a_group_add_up() -> None:
    scene = shown(world(150))
    routes = [edge for edge in scene["edges"] if edge["kind"] == "routes" and edge["source"] == "service:default/app-0"]
    assert sum(Fraction(edge["weight"]) for edge in routes) == 1
    assert one(scene, "routes:service:default/app-0>group:node-2/default/ReplicaSet/app-0/ready#80/TCP>8080")["count"] == 25


@pytest.mark.parametrize("opened", [(), ("node:node-2",), ("owner:default/ReplicaSet/app-1",), ("node:node-1", "node:nowhere")])
def test_no_pod_is_lost_and_none_is_there_twice(opened: tuple[str, ...]) -> None:
    store = world(150)
    everyone = sorted(item["id"] for item in draw(store, CONFIG).scene["nodes"] if item["kind"] == "pod")
    assert members(shown(store, *opened)) == everyone


def test_a_node_is_opened_pod_by_pod() -> None:
    scene = shown(world(150), "node:node-2")
    assert {item["parent"] for item in scene["nodes"] if item["kind"] == "group"} == {"node:node-1", "node:node-3"}
    assert Counter(item.get("parent") for item in scene["nodes"] if item["kind"] == "pod")["node:node-2"] == 50


def test_an_owner_is_opened_on_every_node() -> None:
    scene = shown(world(150), "owner:default/ReplicaSet/app-1")
    assert {item["owner"] for item in scene["nodes"] if item["kind"] == "group"} == {"ReplicaSet/app-0"}
    assert scene["folded"]["opened"] == ["owner:default/ReplicaSet/app-1"]


def test_too_many_owners_stand_together() -> None:
    scene = shown(world(4 * MOST_GROUPS, owners=MOST_GROUPS // 2))
    assert (scene["folded"]["level"], len(ids(scene, "group"))) == (2, 4)  # on node-1 the ready and the others
    group = one(scene, "group:node-1///ready")
    assert (group["label"], group["owner"], group["namespace"]) == ("", "", "default")


def test_the_control_planes_own_pods_are_not_counted() -> None:
    store = world(MOST_PODS)
    put(store, pod("coredns", "10.250.1.1", namespace="kube-system"))
    assert level(draw(store, CONFIG).scene) == 0


def test_the_quotient_is_networkx_own() -> None:
    """The short way against the long one."""
    scene = draw(world(30), CONFIG).scene
    blocks = {item["id"]: f"group:{item['node']}" for item in scene["nodes"] if item["kind"] == "pod"}
    whole: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    whole.add_nodes_from(item["id"] for item in scene["nodes"])
    whole.add_edges_from((item["source"], item["target"]) for item in scene["edges"])
    divided: dict[str, set[str]] = {}
    for identity in whole:
        divided.setdefault(blocks.get(identity, identity), set()).add(identity)
    named = {frozenset(each): name for name, each in divided.items()}
    long = networkx.quotient_graph(whole, list(divided.values()), create_using=networkx.DiGraph)
    short = quotient(scene, blocks)
    assert set(short) == {named[block] for block in long}
    assert set(short.edges()) == {(named[a], named[b]) for a, b in long.edges()}


def test_a_difference_leads_from_one_folded_scene_to_the_next() -> None:
    store = world(150)
    old = shown(store)
    put(store, owned("app-0-0042", "app-0", "node-1", 42, ready=False))
    store.write("Pod", "default", "app-1-0043", None)
    new = shown(store)
    for part in ("nodes", "edges"):
        changes = difference(old[part], new[part])  # type: ignore[literal-required]
        assert patched(old[part], changes) == {item["id"]: item for item in new[part]}  # type: ignore[literal-required]
        assert len(changes["add"]) + len(changes["change"]) + len(changes["remove"]) < 8
