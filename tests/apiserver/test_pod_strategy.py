"""Pods: defaults, what admission adds, what is refused, what is warned of."""

from __future__ import annotations

import json
from typing import Any

import pytest

from playground.cluster.apiserver.pod_defaults import pull_policy
from playground.cluster.objects.kinds import Object
from tests.apiserver.kinds_world import api_server, complaint, patch, post, stored


def pod(*containers: Object, **spec: Any) -> str:
    listed = list(containers) or [{"name": "web", "image": "nginx:1.27"}]
    return json.dumps({"metadata": {"name": "web"}, "spec": {"containers": listed, **spec}})


def container(**fields: Any) -> Object:
    return {"name": "web", "image": "nginx:1.27", **fields}


@pytest.mark.parametrize(
    ("image", "policy"),
    [
        ("nginx", "Always"),
        ("nginx:latest", "Always"),
        ("nginx:1.27", "IfNotPresent"),
        ("registry:5000/nginx", "Always"),
        ("registry:5000/nginx:1", "IfNotPresent"),
        ("nginx@sha256:0123", "IfNotPresent"),
        ("nginx:latest@sha256:0123", "Always"),
    ],
)
def test_latest_is_always_pulled(image: str, policy: str) -> None:
    assert pull_policy(image) == policy


def test_requests_follow_limits() -> None:
    limits = {"cpu": "1", "memory": "64Mi"}
    spec = stored(post(api_server(), "Pod", pod(container(resources={"limits": limits, "requests": {"cpu": "500m"}}))))
    assert spec["spec"]["containers"][0]["resources"]["requests"] == {"cpu": "500m", "memory": "64Mi"}
    assert spec["status"]["qosClass"] == "Burstable"


def test_a_pod_with_limits_for_everything_is_guaranteed() -> None:
    limits = {"cpu": "1", "memory": "64Mi"}
    assert stored(post(api_server(), "Pod", pod(container(resources={"limits": limits}))))["status"] == {
        "phase": "Pending",
        "qosClass": "Guaranteed",
    }


def test_on_the_host_s_network_ports_are_the_host_s() -> None:
    text = pod(container(ports=[{"containerPort": 8080}]), hostNetwork=True)
    assert stored(post(api_server(), "Pod", text))["spec"]["containers"][0]["ports"][0]["hostPort"] == 8080


def test_a_volume_without_a_source_is_an_empty_directory() -> None:
    assert stored(post(api_server(), "Pod", pod(volumes=[{"name": "data"}])))["spec"]["volumes"] == [
        {"name": "data", "emptyDir": {}}
    ]


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"ports": [{"containerPort": 80, "name": "a"}, {"containerPort": 81, "name": "a"}]},
         'spec.containers[0].ports[1].name: Duplicate value: "a"'),
        ({"volumeMounts": [{"name": "data", "mountPath": "/d"}]},
         'spec.containers[0].volumeMounts[0].name: Not found: "data"'),
        ({"readinessProbe": {"periodSeconds": 5}},
         "spec.containers[0].readinessProbe: Required value: must specify a handler type"),
        ({"livenessProbe": {"tcpSocket": {"port": 80}, "successThreshold": 2}},
         "spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1"),
        ({"env": [{"name": "A", "value": "1", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}]},
         'spec.containers[0].env[0].valueFrom: Invalid value: "": may not be specified when `value` is not empty'),
        ({"imagePullPolicy": "Sometimes"},
         'spec.containers[0].imagePullPolicy: Unsupported value: "Sometimes": supported values: '
         '"Always", "IfNotPresent", "Never"'),
    ],
)  # fmt: skip
def test_a_container_is_refused(fields: Object, text: str) -> None:
    assert complaint(post(api_server(), "Pod", pod(container(**fields)))) == text


@pytest.mark.parametrize(
    ("spec", "text"),
    [
        ({"dnsPolicy": "None"}, "spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None"),
        ({"dnsConfig": {"nameservers": ["10.96.0.010"]}},
         'spec.dnsConfig.nameservers[0]: Invalid value: "10.96.0.010": must not have leading 0s'),
        ({"tolerations": [{"operator": "Equal"}]},
         'spec.tolerations[0].operator: Invalid value: "Equal": operator must be Exists when `key` is empty, '
         'which means "match all values and all keys"'),
    ],
)  # fmt: skip
def test_a_pod_is_refused(spec: Object, text: str) -> None:
    assert complaint(post(api_server(), "Pod", pod(**spec))) == text


def test_only_images_tolerations_and_deadlines_can_be_changed() -> None:
    api = api_server()
    stored(post(api, "Pod", pod()))
    stored(patch(api, "Pod", "web", '{"spec": {"activeDeadlineSeconds": 60}}'))
    image = '{"spec": {"containers": [{"name": "web", "image": "nginx:1.28"}]}}'
    assert stored(patch(api, "Pod", "web", image))["metadata"]["generation"] == 3
    answer = patch(api, "Pod", "web", '{"spec": {"hostname": "x"}}')
    assert '\n- "Hostname": "",\n+ "Hostname": "x",\n' in complaint(answer)


def test_the_same_port_in_two_containers_is_warned_of() -> None:
    ports = [{"containerPort": 80, "name": "http"}]
    text = pod(container(ports=ports), {"name": "side", "image": "nginx:1.27", "ports": ports})
    assert post(api_server(), "Pod", text).warnings == (
        "spec.containers[1].ports[0]: duplicate port definition with spec.containers[0].ports[0]",
        'spec.containers[1].ports[0]: duplicate port name "http" with spec.containers[0].ports[0], '
        "services and probes that select ports by name will use spec.containers[0].ports[0]",
    )


def test_a_variable_that_hides_another_is_warned_of() -> None:
    variables = [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]
    assert post(api_server(), "Pod", pod(container(env=variables))).warnings == (
        'spec.containers[0].env[1]: hides previous definition of "A", which may be dropped when using apply',
    )


def test_a_priority_class_that_is_missing_forbids() -> None:
    answer = post(api_server(), "Pod", pod(priorityClassName="gold"))
    assert (answer.code, complaint(answer)) == (
        403, 'pods "web" is forbidden: no PriorityClass with name gold was found',
    )  # fmt: skip
