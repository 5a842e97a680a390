"""A namespace that is deleted: pods first, then the rest, then itself."""

from __future__ import annotations

from playground.cluster.objects.metadata import condition, is_terminating
from tests.controllers.world import World, service, workload


def shop() -> World:
    world = World()
    world.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}})
    for obj in (service(), workload("Deployment", replicas=2)):
        world.create({**obj, "metadata": {**obj["metadata"], "namespace": "shop"}})
    world.advance(10)
    return world


def test_services_outlive_the_pods() -> None:
    world = shop()
    world.delete("Namespace", "shop", "")
    assert is_terminating(world.get("Namespace", "shop", ""))
    assert all(is_terminating(pod) for pod in world.pods(namespace="shop"))
    assert world.has("Service", "web", "shop")
    remaining = condition(world.get("Namespace", "shop", ""), "NamespaceContentRemaining") or {}
    assert remaining["reason"] == "SomeResourcesRemain"
    world.advance(5)
    assert not world.has("Namespace", "shop", "")
    for kind in ("Pod", "Service", "ReplicaSet", "Deployment", "EndpointSlice", "Endpoints", "Event"):
        assert world.store.count(kind, "shop") == 0


def test_other_namespaces_are_left_alone() -> None:
    world = shop()
    world.create(service("elsewhere"))
    world.delete("Namespace", "shop", "")
    world.advance(5)
    assert world.has("Service", "elsewhere")


def test_a_balancer_is_given_back_on_the_way() -> None:
    world = shop()
    obj = service("public", type="LoadBalancer")
    world.create({**obj, "metadata": {**obj["metadata"], "namespace": "shop"}})
    world.advance(5)
    world.delete("Namespace", "shop", "")
    world.advance(5)
    assert not world.has("Namespace", "shop", "")


def test_every_namespace_has_a_default_account_and_the_root_certificate() -> None:
    world = shop()
    world.delete("ServiceAccount", "default", "shop")
    world.delete("ConfigMap", "kube-root-ca.crt", "shop")
    assert world.has("ServiceAccount", "default", "shop")
    assert "ca.crt" in world.get("ConfigMap", "kube-root-ca.crt", "shop")["data"]
