"""StatefulSets: one after the other, and always by the same name."""

from __future__ import annotations

from typing import Any

from playground.cluster.objects.metadata import is_ready, is_terminating, labels_of
from tests.controllers.world import World, container, workload


def running(**spec: Any) -> World:
    world = World()
    world.create(workload("StatefulSet", **{"replicas": 3, "serviceName": "web", **spec}))
    world.advance(30)
    return world


def order_of_creation(world: World) -> list[str]:
    return [change.name for change in world.store.since(1) if change.kind == "Pod" and change.old is None]


def template(image: str) -> dict[str, Any]:
    return {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [container(image)]}}


def images(world: World) -> list[str]:
    return [pod["spec"]["containers"][0]["image"] for pod in world.pods()]


def test_each_pod_waits_for_the_one_before() -> None:
    world = running()
    assert order_of_creation(world) == ["web-0", "web-1", "web-2"]
    for change in world.store.since(1):
        if change.kind == "Pod" and change.old is None and change.name != "web-0":
            before = world.store.at(change.revision).get("Pod", "default", f"web-{int(change.name[-1]) - 1}")
            assert before is not None
            assert is_ready(before)


def test_pods_have_a_stable_identity() -> None:
    world = running()
    pod = world.get("Pod", "web-1")
    assert (pod["spec"]["hostname"], pod["spec"]["subdomain"]) == ("web-1", "web")
    assert labels_of(pod)["statefulset.kubernetes.io/pod-name"] == "web-1"
    assert labels_of(pod)["apps.kubernetes.io/pod-index"] == "1"
    uid = pod["metadata"]["uid"]
    world.delete("Pod", "web-1")
    world.advance(10)
    assert is_ready(world.get("Pod", "web-1"))
    assert world.get("Pod", "web-1")["metadata"]["uid"] != uid


def test_a_pod_that_is_not_ready_holds_up_the_rest() -> None:
    world = World()
    world.runtime.problems["nginx"] = ("ErrImagePull", "no such image")
    world.create(workload("StatefulSet", replicas=3, serviceName="web"))
    world.advance(30)
    assert world.names() == ["web-0"]


def test_parallel_does_not_wait() -> None:
    world = World()
    world.create(workload("StatefulSet", replicas=3, serviceName="web", podManagementPolicy="Parallel"))
    assert world.names() == ["web-0", "web-1", "web-2"]


def test_scaling_down_takes_the_highest_first_one_at_a_time() -> None:
    world = running()
    world.change("StatefulSet", "web", replicas=1)
    assert [pod["metadata"]["name"] for pod in world.pods() if is_terminating(pod)] == ["web-2"]
    world.advance(1)
    world.advance(10)
    assert world.names() == ["web-0"]


def test_an_update_goes_from_the_highest_down() -> None:
    world = running()
    start = world.store.revision
    world.change("StatefulSet", "web", template=template("nginx:2"))
    world.advance(60)
    assert images(world) == ["nginx:2"] * 3
    gone = [change.name for change in world.store.since(start) if change.kind == "Pod" and change.new is None]
    assert gone == ["web-2", "web-1", "web-0"]
    status = world.get("StatefulSet", "web")["status"]
    assert status["currentRevision"] == status["updateRevision"]


def test_pods_below_the_partition_stay_old() -> None:
    world = running(updateStrategy={"type": "RollingUpdate", "rollingUpdate": {"partition": 2}})
    world.change("StatefulSet", "web", template=template("nginx:2"))
    world.advance(60)
    assert images(world) == ["nginx", "nginx", "nginx:2"]
    world.delete("Pod", "web-0")
    world.advance(10)
    assert images(world) == ["nginx", "nginx", "nginx:2"]


def test_a_pod_on_a_dead_node_is_never_replaced() -> None:
    world = running(replicas=1)
    node = world.nodes_of()[0]
    world.fail_node(node)
    world.advance(400)
    assert world.names() == ["web-0"]
    assert is_terminating(world.get("Pod", "web-0"))
    world.restore_node(node)
    world.advance(10)
    assert is_ready(world.get("Pod", "web-0"))


def test_events_have_the_capital_verb() -> None:
    world = running(replicas=1)
    told = [
        e["message"] for e in world.store.iterate("Event", "default") if e["involvedObject"]["kind"] == "StatefulSet"
    ]
    assert told == ["Create Pod web-0 in StatefulSet web successful"]


def test_another_workload_of_the_same_name_and_template_may_share_the_revision() -> None:
    """A DaemonSet's revision is named as a StatefulSet's would be: history that two owners name alike is no obstacle."""
    world = World()
    daemons = workload("DaemonSet")
    world.create(daemons)
    world.advance(10)
    sets = workload("StatefulSet", replicas=1, serviceName="web")
    sets["spec"]["template"] = daemons["spec"]["template"]
    world.create(sets)
    world.advance(10)
    assert is_ready(world.get("Pod", "web-0"))
    assert world.store.count("ControllerRevision") == 1
