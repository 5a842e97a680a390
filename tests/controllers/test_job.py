"""Jobs: pods until enough have succeeded."""

from __future__ import annotations

from typing import Any

from playground.cluster.controllers.base import Exit
from playground.cluster.objects.metadata import condition, is_finished, phase
from tests.controllers.world import World, workload


def job(image: str = "work", **spec: Any) -> dict[str, Any]:
    return workload("Job", image=image, pod={"restartPolicy": "Never"}, **spec)


def world_with(**ends: tuple[float, int]) -> World:
    world = World()
    world.runtime.ends = {image: Exit(*end) for image, end in ends.items()}
    return world


def test_a_job_completes() -> None:
    world = world_with(work=(5, 0))
    world.create(job())
    world.advance(20)
    status = world.get("Job", "web")["status"]
    assert status["succeeded"] == 1
    assert (condition(world.get("Job", "web"), "Complete") or {})["reason"] == "CompletionsReached"
    assert [phase(pod) for pod in world.pods()] == ["Succeeded"]
    assert not world.pods()[0]["metadata"].get("finalizers")
    assert world.reasons("web")[-1] == "Completed"


def test_parallel_pods_up_to_the_completions() -> None:
    world = world_with(work=(5, 0))
    world.create(job(completions=5, parallelism=2))
    assert len(world.pods()) == 2
    world.advance(60)
    assert world.get("Job", "web")["status"]["succeeded"] == 5
    assert len(world.pods()) == 5


def test_failures_are_retried_later_and_later_until_the_limit() -> None:
    world = world_with(work=(1, 1))
    world.create(job(backoffLimit=2))
    world.advance(5)
    assert len(world.pods()) == 1
    world.advance(10)
    assert len(world.pods()) == 2
    world.advance(300)
    assert len(world.pods()) == 3
    assert (condition(world.get("Job", "web"), "Failed") or {})["reason"] == "BackoffLimitExceeded"


def test_a_deadline_ends_a_job() -> None:
    world = World()
    world.create(job(activeDeadlineSeconds=30))
    world.advance(60)
    assert (condition(world.get("Job", "web"), "Failed") or {})["reason"] == "DeadlineExceeded"
    assert all(is_finished(pod) for pod in world.pods())


def test_an_indexed_job_names_its_pods_by_index() -> None:
    world = world_with(work=(5, 0))
    world.create(job(completions=3, parallelism=3, completionMode="Indexed"))
    assert sorted(pod["spec"]["hostname"] for pod in world.pods()) == ["web-0", "web-1", "web-2"]
    world.advance(20)
    assert world.get("Job", "web")["status"]["completedIndexes"] == "0-2"


def test_a_finished_job_goes_after_its_time() -> None:
    world = world_with(work=(5, 0))
    world.create(job(ttlSecondsAfterFinished=60))
    world.advance(30)
    assert world.has("Job", "web")
    world.advance(60)
    assert not world.has("Job", "web")
    assert world.pods() == []
