"""Claims are bound by a default class, or wait for a fitting volume."""

from __future__ import annotations

from typing import Any

from tests.controllers.world import World, pod


def claim(name: str = "data", **spec: Any) -> dict[str, Any]:
    wanted = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}, **spec}
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": name, "namespace": "default"},
        "spec": wanted,
    }


def default_class() -> dict[str, Any]:
    annotations = {"storageclass.kubernetes.io/is-default-class": "true"}
    meta = {"name": "standard", "annotations": annotations}
    return {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": meta,
        "provisioner": "example.com/disk",
    }


def with_volume() -> dict[str, Any]:
    return pod("one", volumes=[{"name": "d", "persistentVolumeClaim": {"claimName": "data"}}])


def test_the_default_class_makes_a_volume() -> None:
    world = World()
    world.create(default_class(), claim(), with_volume())
    assert world.get("PersistentVolumeClaim", "data")["status"]["phase"] == "Bound"
    assert len(world.store.list("PersistentVolume")) == 1
    world.advance(2)
    assert world.ready() == ["one"]


def test_without_class_or_volume_the_claim_and_its_pod_wait() -> None:
    world = World()
    world.create(claim(), with_volume())
    world.advance(5)
    assert world.get("PersistentVolumeClaim", "data")["status"]["phase"] == "Pending"
    assert world.ready() == []
    assert world.reasons("data") == ["FailedBinding"]
    world.create(default_class())
    world.advance(2)
    assert world.ready() == ["one"]


def test_a_volume_made_by_hand_is_taken() -> None:
    world = World()
    spec = {"capacity": {"storage": "5Gi"}, "accessModes": ["ReadWriteOnce"], "hostPath": {"path": "/data"}}
    world.create({"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": "disk"}, "spec": spec}, claim())
    assert world.get("PersistentVolumeClaim", "data")["spec"]["volumeName"] == "disk"


def test_a_claim_in_use_waits_for_its_pod() -> None:
    world = World()
    world.create(default_class(), claim(), with_volume())
    world.advance(2)
    world.delete("PersistentVolumeClaim", "data")
    assert world.has("PersistentVolumeClaim", "data")
    world.delete("Pod", "one")
    world.advance(5)
    assert not world.has("PersistentVolumeClaim", "data")
    assert world.store.list("PersistentVolume") == []
