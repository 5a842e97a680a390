"""The garbage collector: what goes with its owner, what stays."""

from __future__ import annotations

from typing import Any

from playground.cluster.objects.metadata import controller_of, is_terminating
from tests.controllers.world import World, service, workload


def running() -> World:
    world = World()
    world.create(service(), workload("Deployment", replicas=2))
    world.advance(10)
    return world


def config_map(name: str, *owners: dict[str, Any]) -> dict[str, Any]:
    meta = {"name": name, "namespace": "default", "ownerReferences": list(owners)}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta}


def owner(name: str, uid: str) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "name": name, "uid": uid}


def test_in_the_background_the_owner_goes_first() -> None:
    world = running()
    world.delete("Deployment", "web", propagation="Background")
    assert not world.has("Deployment", "web")
    assert world.store.list("ReplicaSet") == []
    assert all(is_terminating(pod) for pod in world.pods())
    world.advance(5)
    assert world.pods() == []


def test_in_the_foreground_the_owner_waits() -> None:
    world = running()
    world.delete("Deployment", "web", propagation="Foreground")
    assert is_terminating(world.get("Deployment", "web"))
    assert all(is_terminating(pod) for pod in world.pods())
    world.advance(5)
    assert not world.has("Deployment", "web")
    assert world.store.list("ReplicaSet") == []
    assert world.pods() == []


def test_orphans_live_on_without_an_owner() -> None:
    world = running()
    world.delete("Deployment", "web", propagation="Orphan")
    assert not world.has("Deployment", "web")
    (left,) = world.store.list("ReplicaSet")
    assert controller_of(left) is None
    assert len(world.ready()) == 2


def test_a_service_takes_its_slices_and_endpoints_but_no_pods() -> None:
    world = running()
    world.delete("Service", "web")
    assert [
        part for part in world.store.list("EndpointSlice", "default") if part["metadata"]["name"].startswith("web")
    ] == []
    assert not world.has("Endpoints", "web")
    assert len(world.ready()) == 2


def test_an_owner_of_another_uid_is_no_owner() -> None:
    world = World()
    world.create(config_map("parent"))
    world.create(config_map("child", owner("parent", "someone-else")))
    assert not world.has("ConfigMap", "child")


def test_one_of_two_owners_is_enough() -> None:
    world = World()
    world.create(config_map("a"), config_map("b"))
    uids = {name: world.get("ConfigMap", name)["metadata"]["uid"] for name in "ab"}
    world.create(config_map("child", *(owner(name, uids[name]) for name in "ab")))
    world.delete("ConfigMap", "a")
    assert [ref["name"] for ref in world.get("ConfigMap", "child")["metadata"]["ownerReferences"]] == ["b"]
    world.delete("ConfigMap", "b")
    assert not world.has("ConfigMap", "child")
