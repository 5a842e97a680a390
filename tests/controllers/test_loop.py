"""The loop: level-triggered, deterministic, and the same in one stride as in many."""

from __future__ import annotations

import pytest

from playground.cluster.apiserver.server import ApiServer
from playground.cluster.config import Clock
from playground.cluster.controllers.loop import Loop
from playground.cluster.objects.kinds import KINDS
from tests.controllers.world import World, pod, service, workload


def busy_world() -> World:
    world = World()
    world.create(
        service(), workload("Deployment", replicas=3), workload("StatefulSet", "db", replicas=2, serviceName="db")
    )
    return world


def contents(world: World) -> dict[str, list[object]]:
    return {kind.name: list(world.store.iterate(kind.name)) for kind in KINDS}


def test_settling_again_writes_nothing() -> None:
    world = busy_world()
    world.advance(30)
    before = world.store.revision
    for _ in range(3):
        world.loop.settle()
    assert world.store.revision == before


def test_a_new_loop_over_a_settled_store_writes_nothing() -> None:
    world = busy_world()
    world.advance(30)
    before = world.store.revision
    Loop(world.api, world.runtime).settle()
    assert world.store.since(before) == []


@pytest.mark.parametrize("strides", [[20.0], [0.5] * 40, [7.0, 6.25, 6.75]])
def test_time_passes_alike_in_one_stride_and_in_many(strides: list[float]) -> None:
    one, many = busy_world(), busy_world()
    one.advance(20)
    for stride in strides:
        many.advance(stride)
    assert contents(one) == contents(many)


def test_advance_says_whether_anything_was_written() -> None:
    world = busy_world()
    assert world.loop.advance(30)
    assert not world.loop.advance(30)


def test_nothing_is_due_in_a_quiet_cluster() -> None:
    world = World()
    world.create(pod("alone"))
    world.advance(5)
    assert world.loop.next_due() is None


def test_a_fork_goes_its_own_way() -> None:
    world = busy_world()
    store, clock, names = world.store.fork(), Clock(world.clock.now), world.api.names.fork()
    api = ApiServer(store, clock, names, world.config)
    twin = world.loop.fork(api, world.runtime)
    world.advance(30)
    assert len(store.list("Pod")) == 4
    assert not any((found.get("status") or {}).get("podIP") for found in store.list("Pod"))
    twin.advance(30)
    assert store.list("Pod") == world.store.list("Pod")
    assert store.list("EndpointSlice") == world.store.list("EndpointSlice")


def test_a_change_of_one_service_costs_the_same_among_few_and_many() -> None:
    def work(services: int) -> int:
        world = World()
        world.create(*(service(f"s{number}") for number in range(services)), pod("one", "s1"))
        world.advance(5)
        before, count = world.store.revision, 0
        for controller in world.loop.controllers:
            original = controller.reconcile

            def counted(key: tuple[str, ...], original: object = original) -> float | None:
                nonlocal count
                count += 1
                return original(key)  # type: ignore[operator,no-any-return]

            controller.reconcile = counted  # type: ignore[method-assign]
        world.hold_unready("one")
        assert world.store.revision > before
        return count

    assert work(200) == work(10)
