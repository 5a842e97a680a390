"""The simulated cloud: an address after a while, or never."""

from __future__ import annotations

from typing import Any

from playground.cluster.objects.metadata import is_terminating
from tests.controllers.world import World, service


def balancer(name: str = "web", **spec: Any) -> dict[str, Any]:
    return service(name, type="LoadBalancer", **spec)


def ingress(world: World, name: str = "web") -> list[Any]:
    return list((world.get("Service", name)["status"].get("loadBalancer") or {}).get("ingress") or [])


def test_an_address_comes_after_a_while() -> None:
    world = World(load_balancer_pool="203.0.113.0/24")
    world.create(balancer())
    assert ingress(world) == []
    world.advance(1.9)
    assert ingress(world) == []
    world.advance(0.2)
    assert ingress(world) == [{"ip": "203.0.113.1", "ipMode": "VIP"}]
    assert world.reasons("web") == ["EnsuringLoadBalancer", "EnsuredLoadBalancer"]
    assert world.get("Service", "web")["metadata"]["finalizers"] == ["service.kubernetes.io/load-balancer-cleanup"]


def test_each_service_has_its_own_and_a_free_one_is_given_again() -> None:
    world = World(load_balancer_pool="203.0.113.0/24")
    world.create(balancer("a"), balancer("b"))
    world.advance(5)
    assert [ingress(world, name)[0]["ip"] for name in "ab"] == ["203.0.113.1", "203.0.113.2"]
    world.delete("Service", "a")
    world.create(balancer("c"))
    world.advance(5)
    assert ingress(world, "c")[0]["ip"] == "203.0.113.1"


def test_without_a_cloud_it_stays_pending() -> None:
    world = World(load_balancer=False)
    world.create(balancer())
    world.advance(1000)
    assert ingress(world) == []
    assert "finalizers" not in world.get("Service", "web")["metadata"]


def test_a_class_names_somebody_else() -> None:
    world = World(load_balancer_pool="203.0.113.0/24")
    world.create(balancer(loadBalancerClass="example.com/other"))
    world.advance(1000)
    assert ingress(world) == []


def test_a_wanted_address_of_the_pool_is_given() -> None:
    world = World(load_balancer_pool="203.0.113.0/24")
    world.create(balancer(loadBalancerIP="203.0.113.77"))
    world.advance(5)
    assert ingress(world)[0]["ip"] == "203.0.113.77"


def test_another_type_gives_it_back() -> None:
    world = World(load_balancer_pool="203.0.113.0/24")
    world.create(balancer())
    world.advance(5)
    world.change("Service", "web", type="ClusterIP")
    assert ingress(world) == []
    assert "finalizers" not in world.get("Service", "web")["metadata"]
    assert world.reasons("web")[-2:] == ["DeletingLoadBalancer", "DeletedLoadBalancer"]


def test_a_deleted_service_goes_once_its_balancer_is_gone() -> None:
    world = World(load_balancer_pool="203.0.113.0/24")
    world.create(balancer())
    world.advance(5)
    world.api.delete("Service", "default", "web")
    assert is_terminating(world.get("Service", "web"))
    world.loop.settle()
    assert not world.has("Service", "web")
