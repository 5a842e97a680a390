"""CronJobs: a Job whenever the schedule says so."""

from __future__ import annotations

from typing import Any

import pytest

from playground.cluster.config import EPOCH, stamp
from playground.cluster.controllers.base import Exit
from playground.cluster.controllers.cron import Schedule
from tests.controllers.world import World, workload


def cron(schedule: str = "*/5 * * * *", **spec: Any) -> dict[str, Any]:
    template = workload("Job", image="work", pod={"restartPolicy": "Never"})["spec"]
    wanted = {"schedule": schedule, "jobTemplate": {"spec": template}, **spec}
    return {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": {"name": "tick", "namespace": "default"},
        "spec": wanted,
    }


def world_with(seconds: float) -> World:
    world = World()
    world.runtime.ends["work"] = Exit(seconds, 0)
    return world


@pytest.mark.parametrize(
    ("text", "due"),
    [  # EPOCH is Thursday, 2026-01-01T00:00:00Z
        ("* * * * *", "2026-01-01T00:01:00Z"), ("*/15 * * * *", "2026-01-01T00:15:00Z"),
        ("30 6 * * *", "2026-01-01T06:30:00Z"), ("0 0 * * mon", "2026-01-05T00:00:00Z"),
        ("0 0 13 * 5", "2026-01-02T00:00:00Z"), ("0 9-17/4 * * 1-5", "2026-01-01T09:00:00Z"),
        ("@hourly", "2026-01-01T01:00:00Z"), ("@yearly", "2027-01-01T00:00:00Z"), ("0 0 29 2 *", "2028-02-29T00:00:00Z"),
    ],
)  # fmt: skip
def test_when_a_schedule_comes_due(text: str, due: str) -> None:
    found = Schedule.parse(text).after(EPOCH)
    assert found is not None
    assert stamp(found) == due


@pytest.mark.parametrize("text", ["", "* * * *", "60 * * * *", "a * * * *", "5-1 * * * *", "* * * * 9"])
def test_what_is_no_schedule(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Schedule.parse(text)


def test_a_job_is_made_at_its_minute_and_old_ones_are_forgotten() -> None:
    world = world_with(10)
    world.create(cron())
    world.advance(299)
    assert world.store.list("Job") == []
    world.advance(2)
    (job,) = world.store.list("Job")
    assert job["metadata"]["name"] == f"tick-{int(EPOCH + 300) // 60}"
    world.advance(3030)
    assert len(world.store.list("Job")) == 3
    status = world.get("CronJob", "tick")["status"]
    assert status["lastScheduleTime"] == stamp(EPOCH + 3300)
    assert "active" not in status


@pytest.mark.parametrize(("policy", "jobs"), [("Allow", 3), ("Forbid", 1), ("Replace", 1)])
def test_what_happens_while_the_last_one_still_runs(policy: str, jobs: int) -> None:
    world = world_with(100_000)
    world.create(cron(concurrencyPolicy=policy))
    world.advance(920)
    running = [job for job in world.store.list("Job") if not job["metadata"].get("deletionTimestamp")]
    assert len(running) == jobs


def test_a_suspended_one_makes_no_jobs() -> None:
    world = world_with(10)
    world.create(cron(suspend=True))
    world.advance(1000)
    assert world.store.list("Job") == []
