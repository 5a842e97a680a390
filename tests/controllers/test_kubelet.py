"""The kubelet: how pods come up, are probed, restarted and stopped."""

from __future__ import annotations

from typing import Any

import pytest

from playground.cluster.controllers.base import Exit
from playground.cluster.objects.metadata import condition, is_ready, is_terminating, phase
from playground.cluster.objects.world import POD_CRASHED, POD_UNREADY
from tests.controllers.world import World, container, pod, service

HTTP = {"httpGet": {"path": "/", "port": 80}}


def state(world: World, name: str = "one", kind: str = "containerStatuses") -> dict[str, Any]:
    found: dict[str, Any] = world.get("Pod", name)["status"][kind][0]["state"]
    return found


def probed(name: str, image: str = "nginx", **probes: Any) -> dict[str, Any]:
    return pod(name, containers=[container(image, **probes)])


def test_a_pod_comes_up_step_by_step() -> None:
    world = World()
    world.create(pod("one"))
    assert phase(world.get("Pod", "one")) == "Pending"
    assert state(world) == {"waiting": {"reason": "ContainerCreating"}}
    world.advance(1)
    assert world.phases("one") == ["Pending", "Running+"]


@pytest.mark.parametrize(
    ("image", "reported"),
    [
        ("nginx", "docker.io/library/nginx:latest"),
        ("nginx:1.29", "docker.io/library/nginx:1.29"),
        ("acme/shop", "docker.io/acme/shop:latest"),
        ("registry.k8s.io/pause:3.10", "registry.k8s.io/pause:3.10"),
        ("localhost:5000/shop", "localhost:5000/shop:latest"),
    ],
)
def test_the_runtime_reports_an_image_by_its_full_name(image: str, reported: str) -> None:
    world = World()
    world.create(pod("one", image=image))
    world.advance(2)
    status = world.get("Pod", "one")["status"]["containerStatuses"][0]
    assert status["image"] == reported
    assert "@sha256:" in status["imageID"]


def test_readiness_comes_with_the_first_good_probe() -> None:
    world = World()
    world.create(probed("one", readinessProbe={**HTTP, "initialDelaySeconds": 5, "periodSeconds": 10}))
    world.advance(5)
    assert not is_ready(world.get("Pod", "one"))
    world.advance(2)
    assert is_ready(world.get("Pod", "one"))
    assert world.phases("one") == ["Pending", "Running", "Running+"]


def test_a_pod_is_unready_after_the_third_failure_and_ready_again_after_one_success() -> None:
    world = World()
    world.create(probed("one", readinessProbe={**HTTP, "periodSeconds": 10}))
    world.advance(5)
    world.runtime.failures["nginx"] = "HTTP probe failed with statuscode: 503"
    world.advance(20)
    assert is_ready(world.get("Pod", "one"))
    world.advance(10)
    assert not is_ready(world.get("Pod", "one"))
    assert (condition(world.get("Pod", "one"), "Ready") or {})["message"] == "containers with unready status: [app]"
    world.runtime.failures.clear()
    world.advance(10)
    assert is_ready(world.get("Pod", "one"))
    assert world.get("Pod", "one")["status"]["containerStatuses"][0]["restartCount"] == 0


def test_a_failing_liveness_probe_restarts_the_container() -> None:
    world = World()
    world.create(probed("one", livenessProbe={**HTTP, "periodSeconds": 5}))
    world.advance(3)
    world.runtime.failures["nginx"] = "HTTP probe failed with statuscode: 500"
    world.advance(15)
    world.runtime.failures.clear()
    world.advance(10)
    status = world.get("Pod", "one")["status"]["containerStatuses"][0]
    assert status["restartCount"] == 1
    assert status["lastState"]["terminated"]["exitCode"] == 137
    assert "Killing" in world.reasons("one")


def test_the_startup_probe_holds_back_the_others() -> None:
    world = World()
    world.runtime.failures["nginx"] = "dial tcp: connect: connection refused"
    world.create(
        probed(
            "one",
            startupProbe={**HTTP, "periodSeconds": 5, "failureThreshold": 30},
            livenessProbe={**HTTP, "periodSeconds": 1},
        )
    )
    world.advance(60)
    status = world.get("Pod", "one")["status"]["containerStatuses"][0]
    assert (status["started"], status["ready"], status["restartCount"]) == (False, False, 0)
    world.runtime.failures.clear()
    world.advance(10)
    assert is_ready(world.get("Pod", "one"))


def test_a_crash_is_retried_later_and_later() -> None:
    world = World()
    world.runtime.ends["bad"] = Exit(1.0, 1)
    world.create(pod("one", image="bad"))
    world.advance(6)
    assert state(world)["waiting"]["reason"] == "CrashLoopBackOff"
    assert "back-off 10s" in state(world)["waiting"]["message"]
    world.advance(300)
    status = world.get("Pod", "one")["status"]["containerStatuses"][0]
    assert 5 <= status["restartCount"] <= 7
    assert phase(world.get("Pod", "one")) == "Running"
    assert not is_ready(world.get("Pod", "one"))
    assert world.reasons("one").count("BackOff") == 1


def test_a_crash_from_outside_takes_the_endpoint_out() -> None:
    world = World()
    world.create(service(), pod("one"))
    world.advance(5)
    world.crash("one")
    assert [e["conditions"]["ready"] for e in world.endpoints()] == [False]
    world.advance(5)
    assert [e["conditions"]["ready"] for e in world.endpoints()] == [False]
    assert state(world)["waiting"]["reason"] == "CrashLoopBackOff"
    world.annotate("Pod", "one", POD_CRASHED, None)
    world.advance(60)
    assert [e["conditions"]["ready"] for e in world.endpoints()] == [True]


def test_a_pod_can_be_held_unready() -> None:
    world = World()
    world.create(service(), pod("one"))
    world.advance(5)
    world.hold_unready("one")
    assert [e["conditions"]["ready"] for e in world.endpoints()] == [False]
    assert phase(world.get("Pod", "one")) == "Running"
    world.annotate("Pod", "one", POD_UNREADY, None)
    assert [e["conditions"]["ready"] for e in world.endpoints()] == [True]


def test_an_image_that_cannot_be_pulled() -> None:
    world = World()
    world.runtime.problems["nginx"] = ("ErrImagePull", "not found")
    world.create(pod("one"))
    world.advance(1)
    assert state(world)["waiting"]["reason"] == "ErrImagePull"
    world.advance(2)
    assert state(world)["waiting"]["reason"] == "ImagePullBackOff"
    world.runtime.problems.clear()
    world.advance(30)
    assert is_ready(world.get("Pod", "one"))


def test_init_containers_run_first_and_the_pod_has_an_address_meanwhile() -> None:
    world = World()
    world.runtime.ends["setup"] = Exit(5.0, 0)
    world.create(pod("one", initContainers=[{"name": "setup", "image": "setup"}]))
    world.advance(3)
    found = world.get("Pod", "one")
    assert (phase(found), bool(found["status"]["podIP"])) == ("Pending", True)
    assert state(world)["waiting"]["reason"] == "PodInitializing"
    assert (condition(found, "Initialized") or {})["message"] == "containers with incomplete status: [setup]"
    world.advance(5)
    assert is_ready(world.get("Pod", "one"))


def test_a_sidecar_runs_beside_the_others() -> None:
    world = World()
    world.create(pod("one", initContainers=[{"name": "proxy", "image": "envoy", "restartPolicy": "Always"}]))
    world.advance(5)
    assert is_ready(world.get("Pod", "one"))
    assert "running" in state(world, kind="initContainerStatuses")


@pytest.mark.parametrize(
    ("policy", "code", "end"), [("Never", 0, "Succeeded"), ("Never", 3, "Failed"), ("OnFailure", 0, "Succeeded")]
)
def test_a_process_that_ends_for_good(policy: str, code: int, end: str) -> None:
    world = World()
    world.runtime.ends["work"] = Exit(3.0, code)
    world.create(service(), pod("one", image="work", restartPolicy=policy))
    world.advance(10)
    assert phase(world.get("Pod", "one")) == end
    assert world.endpoints() == []


def test_a_deleted_pod_terminates_before_it_goes() -> None:
    world = World()
    world.create(service(), pod("one"))
    world.advance(5)
    world.delete("Pod", "one")
    assert is_terminating(world.get("Pod", "one"))
    assert world.endpoints()[0]["conditions"] == {"ready": False, "serving": True, "terminating": True}
    world.advance(1)
    assert not world.has("Pod", "one")
    assert world.endpoints() == []


def test_a_pre_stop_sleep_prolongs_the_end_up_to_the_grace_period() -> None:
    hook = {"preStop": {"exec": {"command": ["sh", "-c", "sleep 10"]}}}
    world = World()
    world.create(
        pod("one", containers=[container(lifecycle=hook)]),
        pod("two", containers=[container(lifecycle=hook)], terminationGracePeriodSeconds=5),
    )
    world.advance(5)
    world.delete("Pod", "one")
    world.delete("Pod", "two")
    world.advance(9)
    assert world.names() == ["one"]
    world.advance(2)
    assert world.names() == []


def test_a_readiness_gate_waits_for_its_condition() -> None:
    world = World()
    world.create(pod("one", readinessGates=[{"conditionType": "example.com/ready"}]))
    world.advance(5)
    found = world.get("Pod", "one")
    assert (condition(found, "Ready") or {})["reason"] == "ReadinessGatesNotReady"
    conditions = [*found["status"]["conditions"], {"type": "example.com/ready", "status": "True"}]
    world.api.update_status({**found, "status": {**found["status"], "conditions": conditions}})
    world.loop.settle()
    assert is_ready(world.get("Pod", "one"))


def test_addresses_come_from_the_nodes_range_and_are_not_used_again_at_once() -> None:
    world = World(1)
    world.create(pod("one"))
    world.advance(2)
    first = world.get("Pod", "one")["status"]["podIP"]
    world.delete("Pod", "one")
    world.advance(5)
    world.create(pod("two"))
    world.advance(2)
    second = world.get("Pod", "two")["status"]["podIP"]
    assert first.startswith("10.244.1.")
    assert second.startswith("10.244.1.")
    assert first != second


def test_a_pod_on_the_hosts_network_has_the_nodes_address() -> None:
    world = World(1)
    world.create(pod("one", hostNetwork=True))
    world.advance(2)
    assert world.get("Pod", "one")["status"]["podIP"] == "192.168.1.2"


def test_variables_are_those_of_the_containers_start() -> None:
    world = World()
    world.create(service("early"), pod("one"))
    world.advance(2)
    world.create(service("late"))
    before = world.loop.environment(world.get("Pod", "one"))
    assert "EARLY_SERVICE_HOST" in before
    assert "KUBERNETES_SERVICE_HOST" in before
    assert "LATE_SERVICE_HOST" not in before
    world.crash("one")
    world.advance(2)
    world.annotate("Pod", "one", POD_CRASHED, None)
    world.advance(60)
    assert "LATE_SERVICE_HOST" in world.loop.environment(world.get("Pod", "one"))


def test_a_missing_config_map_keeps_the_container_from_starting() -> None:
    world = World()
    source = {"configMapKeyRef": {"name": "settings", "key": "colour"}}
    world.create(pod("one", containers=[container(env=[{"name": "COLOUR", "valueFrom": source}])]))
    world.advance(3)
    assert state(world)["waiting"] == {
        "reason": "CreateContainerConfigError",
        "message": 'configmap "settings" not found',
    }
    meta = {"name": "settings", "namespace": "default"}
    world.create({"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta, "data": {"colour": "blue"}})
    world.advance(10)
    assert is_ready(world.get("Pod", "one"))
    assert world.loop.environment(world.get("Pod", "one"))["COLOUR"] == "blue"


def test_without_kubelets_requests_alone_decide() -> None:
    world = World(run_kubelet=False, run_scheduler=False)
    world.create(pod("one", nodeName="node-1"), pod("two"))
    world.advance(100)
    assert not world.get("Pod", "one")["status"].get("podIP")
    assert not world.get("Pod", "two")["spec"].get("nodeName")
    world.delete("Pod", "one", grace=30)
    world.advance(100)
    assert is_terminating(world.get("Pod", "one"))
