"""Deployments: from one template to the next without a gap."""

from __future__ import annotations

from typing import Any

import pytest

from playground.cluster.objects.metadata import annotations_of, condition, controller_of, is_ready, is_terminating
from playground.cluster.store import Store
from tests.controllers.world import World, container, workload


def deployed(**spec: Any) -> World:
    world = World()
    world.create(workload("Deployment", **{"replicas": 4, **spec}))
    world.advance(30)
    return world


def roll_out(world: World, image: str) -> None:
    template = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [container(image)]}}
    world.change("Deployment", "web", template=template)


def sizes(store: Store) -> dict[str, int]:
    return {
        one["spec"]["template"]["spec"]["containers"][0]["image"]: one["spec"]["replicas"]
        for one in store.iterate("ReplicaSet", "default")
    }


def progress(world: World) -> str:
    return str((condition(world.get("Deployment", "web"), "Progressing") or {}).get("reason"))


@pytest.mark.parametrize(
    ("surge", "unavailable", "least", "most"),
    [("25%", "25%", 3, 5), (1, 0, 4, 5), (0, 1, 3, 4), ("100%", 0, 4, 8), (0, "50%", 2, 4), (0, 0, 3, 4)],
)
def test_a_rolling_update_keeps_its_limits_at_every_revision(
    surge: Any, unavailable: Any, least: int, most: int
) -> None:
    rolling = {"maxSurge": surge, "maxUnavailable": unavailable}
    world = World()
    if (surge, unavailable) == (0, 0):
        rolling = {"maxSurge": "1%", "maxUnavailable": "1%"}
        least, most = 4, 5
    world.create(workload("Deployment", replicas=4, strategy={"type": "RollingUpdate", "rollingUpdate": rolling}))
    world.advance(30)
    start = world.store.revision
    roll_out(world, "nginx:2")
    world.advance(60)
    assert sizes(world.store) == {"nginx": 0, "nginx:2": 4}
    for change in world.store.since(start):
        past = world.store.at(change.revision)
        pods = [pod for pod in past.iterate("Pod", "default") if not is_terminating(pod)]
        assert sum(is_ready(pod) for pod in pods) >= least
        assert sum(sizes(past).values()) <= most


def test_a_finished_rollout_says_so() -> None:
    world = deployed()
    status = world.get("Deployment", "web")["status"]
    assert (status["replicas"], status["readyReplicas"], status["availableReplicas"]) == (4, 4, 4)
    assert progress(world) == "NewReplicaSetAvailable"
    assert (condition(world.get("Deployment", "web"), "Available") or {})["status"] == "True"


def test_a_template_that_never_gets_ready_stops_the_rollout() -> None:
    world = deployed(progressDeadlineSeconds=600)
    world.runtime.problems["broken"] = ("ErrImagePull", "no such image")
    roll_out(world, "broken")
    world.advance(60)
    assert len(world.ready()) == 3
    assert sizes(world.store) == {"nginx": 3, "broken": 2}
    world.advance(600)
    assert progress(world) == "ProgressDeadlineExceeded"


def test_going_back_reuses_the_old_replica_set() -> None:
    world = deployed()
    first = world.store.list("ReplicaSet", "default")[0]["metadata"]["name"]
    roll_out(world, "nginx:2")
    world.advance(60)
    roll_out(world, "nginx")
    world.advance(60)
    assert len(world.store.list("ReplicaSet", "default")) == 2
    again = annotations_of(world.get("ReplicaSet", first))
    assert again["deployment.kubernetes.io/revision"] == "3"
    assert again["deployment.kubernetes.io/revision-history"] == "1"
    assert annotations_of(world.get("Deployment", "web"))["deployment.kubernetes.io/revision"] == "3"


def test_recreate_never_mixes_old_and_new() -> None:
    world = deployed(strategy={"type": "Recreate"})
    start = world.store.revision
    roll_out(world, "nginx:2")
    world.advance(60)
    assert len(world.ready()) == 4
    for change in world.store.since(start):
        images = {
            pod["spec"]["containers"][0]["image"] for pod in world.store.at(change.revision).iterate("Pod", "default")
        }
        assert len(images) < 2


def test_a_paused_deployment_scales_but_does_not_roll() -> None:
    world = deployed()
    world.change("Deployment", "web", paused=True)
    roll_out(world, "nginx:2")
    world.change("Deployment", "web", replicas=6)
    world.advance(60)
    assert sizes(world.store) == {"nginx": 6}
    assert progress(world) == "DeploymentPaused"
    world.change("Deployment", "web", paused=False)
    world.advance(60)
    assert sizes(world.store) == {"nginx": 0, "nginx:2": 6}


def test_scaling_in_the_middle_of_a_rollout_shares_the_difference() -> None:
    world = deployed(replicas=10)
    world.runtime.problems["broken"] = ("ErrImagePull", "no such image")
    roll_out(world, "broken")
    world.advance(5)
    before = sizes(world.store)
    assert before == {"nginx": 8, "broken": 5}
    world.change("Deployment", "web", replicas=15)
    assert sum(sizes(world.store).values()) == 19
    assert sizes(world.store)["nginx"] > before["nginx"]
    assert sizes(world.store)["broken"] > before["broken"]


def test_scaling_to_zero_and_back() -> None:
    world = deployed()
    world.change("Deployment", "web", replicas=0)
    world.advance(10)
    assert world.pods() == []
    world.change("Deployment", "web", replicas=2)
    world.advance(10)
    assert len(world.ready()) == 2


def test_what_happens_is_told() -> None:
    world = deployed()
    roll_out(world, "nginx:2")
    world.advance(60)
    events = [e for e in world.store.iterate("Event", "default") if e["involvedObject"]["kind"] == "Deployment"]
    messages = sorted(e["message"].split(" from ")[1] for e in events)
    assert "0 to 4" in messages
    assert {e["reason"] for e in events} == {"ScalingReplicaSet"}
    assert {e["source"]["component"] for e in events} == {"deployment-controller"}


def test_old_replica_sets_beyond_the_limit_are_forgotten() -> None:
    world = deployed(revisionHistoryLimit=1)
    for number in range(2, 5):
        roll_out(world, f"nginx:{number}")
        world.advance(60)
    assert sizes(world.store) == {"nginx:3": 0, "nginx:4": 4}


def test_an_orphaned_replica_set_is_adopted_again() -> None:
    world = deployed()
    names = world.names()
    world.delete("Deployment", "web", propagation="Orphan")
    world.create(workload("Deployment", replicas=4))
    world.advance(10)
    (one,) = world.store.list("ReplicaSet", "default")
    assert (controller_of(one) or {})["name"] == "web"
    assert world.names() == names


def test_a_name_that_somebody_else_has_leads_to_another_hash() -> None:
    world = deployed()
    (first,) = world.store.list("ReplicaSet", "default")
    world.delete("Deployment", "web", propagation="Background")
    world.advance(10)
    stranger = workload("ReplicaSet", "other", replicas=0)
    world.create({**stranger, "metadata": {"name": first["metadata"]["name"], "namespace": "default"}})
    world.create(workload("Deployment", replicas=4))
    world.advance(10)
    assert world.get("Deployment", "web")["status"]["collisionCount"] == 1
    assert len(world.ready()) == 4
