"""Slices after any history hold what a look at the pods would give. The rules themselves are held by recordings."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from playground.cluster.controllers.slices.packing import MAX_ENDPOINTS, pack
from playground.cluster.objects.metadata import is_terminating, labels_of
from tests.controllers.world import World, pod, service


def slices(world: World, name: str = "web") -> list[Any]:
    return [
        part
        for part in world.store.iterate("EndpointSlice", "default")
        if labels_of(part).get("kubernetes.io/service-name") == name
    ]


def listed(world: World) -> dict[str, tuple[Any, ...]]:
    return {
        e["targetRef"]["name"]: (e["addresses"], e["conditions"], e["nodeName"], e["zone"]) for e in world.endpoints()
    }


@pytest.mark.parametrize("seed", range(5))
def test_any_history_ends_in_the_same_endpoints_as_a_fresh_look(seed: int) -> None:
    draw = Random(seed)
    world = World()
    world.create(service())
    for step in range(40):
        names = [pod["metadata"]["name"] for pod in world.pods() if not is_terminating(pod)]
        match draw.choice(["create", "create", "hold", "delete", "service", "wait"]) if names else "create":
            case "create":
                world.create(pod(f"p{step}", image=draw.choice(["nginx", "other"])))
            case "hold":
                world.hold_unready(draw.choice(names))
            case "delete":
                world.delete("Pod", draw.choice(names))
            case "service":
                world.change("Service", "web", publishNotReadyAddresses=draw.random() < 0.3)
            case _:
                world.advance(draw.choice([0.5, 1, 3]))
    world.advance(10)
    before = listed(world)
    for part in slices(world):
        world.delete("EndpointSlice", part["metadata"]["name"])
    assert listed(world) == before
    assert len(before) == len(world.pods())


@pytest.mark.parametrize("seed", range(20))
def test_packing_loses_nothing_and_keeps_the_limit(seed: int) -> None:
    draw = Random(seed)
    parts: list[Any] = []
    for _ in range(6):
        wanted = [
            {"addresses": [f"10.0.{draw.randrange(3)}.{n}"], "targetRef": {"name": f"p{n}"}}
            for n in draw.sample(range(400), draw.randrange(350))
        ]
        plan = pack(parts, wanted, {}, lambda: {"metadata": {"labels": {}}, "endpoints": []})
        parts = plan.create + plan.update + plan.unchanged
        got = sorted(endpoint["addresses"][0] for part in parts for endpoint in part["endpoints"])
        assert got == sorted(endpoint["addresses"][0] for endpoint in wanted)
        assert all(0 < len(part["endpoints"]) <= MAX_ENDPOINTS for part in parts)


def test_a_slice_keeps_its_name_from_birth_to_death() -> None:
    world = World()
    world.create(service())
    (born,) = slices(world)
    world.create(pod("one"))
    world.advance(3)
    world.change("Service", "web", ports=[{"port": 80, "targetPort": 8080}])
    world.delete("Pod", "one")
    world.advance(3)
    (now,) = slices(world)
    assert now["metadata"]["name"] == born["metadata"]["name"]
    assert now["metadata"]["uid"] == born["metadata"]["uid"]


def test_what_somebody_else_writes_into_a_slice_is_undone() -> None:
    world = World()
    world.create(service(), pod("one"))
    world.advance(3)
    (part,) = slices(world)
    stranger = {"addresses": ["10.9.9.9"], "conditions": {"ready": True}}
    world.api.update({**part, "endpoints": [*part["endpoints"], stranger]})
    world.loop.settle()
    assert [endpoint["targetRef"]["name"] for endpoint in world.endpoints()] == ["one"]


def test_a_service_that_another_stands_beside_is_left_alone() -> None:
    world = World()
    world.create(service(), service("other"), pod("one"))
    world.advance(3)
    (before,) = slices(world, "other")
    world.hold_unready("one")
    assert slices(world, "other") == [before]
