"""Node ports: one pool for all protocols and for health checks."""

from __future__ import annotations

import pytest

from playground.cluster.config import Config
from tests.apiserver.kinds_world import api_server, complaint, delete, message, patch, post, put, service, stored

DNS = [{"name": "udp", "port": 53, "protocol": "UDP"}, {"name": "tcp", "port": 53, "protocol": "TCP"}]
LOCAL = {"type": "LoadBalancer", "externalTrafficPolicy": "Local"}


def test_ports_of_one_number_share_a_node_port() -> None:
    ports = stored(post(api_server(), "Service", service(type="NodePort", ports=DNS)))["spec"]["ports"]
    assert ports[0]["nodePort"] == ports[1]["nodePort"]


def test_a_node_port_is_taken_for_all_protocols() -> None:
    api = api_server()
    stored(post(api, "Service", service(type="NodePort", ports=[{"port": 80, "nodePort": 30080}])))
    ports = [{"port": 80, "nodePort": 30080, "protocol": "UDP"}]
    answer = post(api, "Service", service("other", type="NodePort", ports=ports))
    assert complaint(answer) == "spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated"
    stored(delete(api, "Service", "web"))
    stored(post(api, "Service", service("other", type="NodePort", ports=ports)))


def test_node_ports_can_be_swapped() -> None:
    api = api_server()
    ports = [{"name": "a", "port": 80, "nodePort": 30080}, {"name": "b", "port": 81, "nodePort": 30081}]
    stored(post(api, "Service", service(type="NodePort", ports=ports)))
    swapped = [{**ports[0], "nodePort": 30081}, {**ports[1], "nodePort": 30080}]
    assert stored(put(api, "Service", "web", service(type="NodePort", ports=swapped))).get("spec")


def test_a_range_that_is_full_is_an_internal_error() -> None:
    api = api_server(Config(node_port_range=(30000, 30000)))
    stored(post(api, "Service", service(type="NodePort")))
    answer = post(api, "Service", service("other", type="NodePort"))
    assert (answer.code, message(answer)) == (
        500, "Internal error occurred: failed to allocate a nodePort: range is full",
    )  # fmt: skip


def test_the_same_node_port_twice_for_one_protocol_is_a_plain_error_of_an_update() -> None:
    api = api_server()
    stored(post(api, "Service", service(type="NodePort")))
    ports = [{"name": "a", "port": 80, "nodePort": 31301}, {"name": "b", "port": 81, "nodePort": 31301}]
    answer = put(api, "Service", "web", service(type="NodePort", ports=ports))
    assert (answer.code, message(answer)) == (500, "duplicate nodePort: {TCP 31301}")


def test_a_load_balancer_may_do_without_node_ports() -> None:
    api = api_server()
    spec = stored(post(api, "Service", service(type="LoadBalancer", allocateLoadBalancerNodePorts=False)))["spec"]
    assert "nodePort" not in spec["ports"][0]
    again = stored(put(api, "Service", "web", service(type="LoadBalancer", allocateLoadBalancerNodePorts=False)))
    assert "nodePort" not in again["spec"]["ports"][0]


def test_a_local_load_balancer_gets_a_port_for_health_checks_while_it_needs_one() -> None:
    api = api_server()
    first = stored(post(api, "Service", service(**LOCAL)))["spec"]["healthCheckNodePort"]
    assert 30000 <= first <= 32767
    answer = post(api, "Service", service("other", type="NodePort", ports=[{"port": 80, "nodePort": first}]))
    assert "already allocated" in complaint(answer)
    spec = stored(patch(api, "Service", "web", '{"spec": {"externalTrafficPolicy": "Cluster"}}'))["spec"]
    assert "healthCheckNodePort" not in spec
    stored(post(api, "Service", service("other", type="NodePort", ports=[{"port": 80, "nodePort": first}])))


def test_the_health_check_port_can_not_change() -> None:
    api = api_server()
    stored(post(api, "Service", service(**LOCAL, healthCheckNodePort=31000)))
    answer = patch(api, "Service", "web", '{"spec": {"healthCheckNodePort": 31001}}')
    assert complaint(answer) == "spec.healthCheckNodePort: Forbidden: field is immutable"


@pytest.mark.parametrize("number", [80, 29999, 32768])
def test_a_rehearsal_does_not_look_at_the_range(number: int) -> None:
    text = service(type="NodePort", ports=[{"port": 80, "nodePort": number}])
    api = api_server()
    assert post(api, "Service", text, "dryRun=All").ok
    assert "not in the valid range" in complaint(post(api, "Service", text))
