"""What the picture says about each kind of thing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.diagram.world import draw, endpoint, ids, node, one, pod, service, slice_

WEB = [node("node-1"), node("node-2", "192.168.1.3"), pod("web-1", "10.244.1.2"), pod("web-2", "10.244.1.3")]
BOTH = slice_("web-x", "web", endpoint("web-1", "10.244.1.2"), endpoint("web-2", "10.244.1.3"))


def test_outside_has_the_client_and_the_hosts_of_the_world() -> None:
    scene = draw()
    assert one(scene, "client:outside")["parent"] == "outside"
    assert one(scene, "host:db.example.net")["tcp"] == [3306]


def test_each_node_is_a_room_with_a_kube_proxy_in_its_wall() -> None:
    scene = draw(*WEB)
    assert ids(scene, "node") == ["node:node-1", "node:node-2"]
    assert one(scene, "proxy:node-2")["parent"] == "node:node-2"
    assert one(scene, "node:node-1")["address"] == "192.168.1.2"


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, "ready"),
        ({"ready": "False"}, "not-ready"),
        ({"ready": "Unknown"}, "not-ready"),
        ({"annotations": {"playground/failed": "true"}}, "failed"),
    ],
)
def test_a_node_is_ready_or_not_or_has_failed(fields: dict[str, Any], state: str) -> None:
    assert one(draw(node("node-1", **fields)), "node:node-1")["state"] == state


def test_a_pod_shows_where_it_runs_and_what_it_listens_on() -> None:
    drawn = one(draw(*WEB), "pod:default/web-1")
    assert (drawn["parent"], drawn["address"], drawn["state"]) == ("node:node-1", "10.244.1.2", "ready")
    assert drawn["listeners"] == [{"protocol": "TCP", "port": 8080, "name": "http", "assumed": False}]


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"ready": False}, "not-ready"),
        ({"deletionTimestamp": "2026-01-01T00:00:00Z"}, "terminating"),
    ],
)
def test_a_pods_state_is_one_word(change: dict[str, Any], state: str) -> None:
    assert one(draw(node("node-1"), pod("web-1", **change)), "pod:default/web-1")["state"] == state


def test_a_pod_that_waits_says_why() -> None:
    waiting = pod("web-1")
    waiting["status"] = {
        "phase": "Pending",
        "containerStatuses": [{"name": "web", "state": {"waiting": {"reason": "ImagePullBackOff"}}}],
    }
    drawn = one(draw(waiting), "pod:default/web-1")
    assert (drawn["state"], drawn["reason"]) == ("pending", "ImagePullBackOff")
    assert "parent" not in drawn


def test_a_service_selects_pods_and_routes_to_ready_ones_with_exact_shares() -> None:
    scene = draw(*WEB, service(), BOTH)
    assert ids(scene, "selects") == [
        "selects:service:default/web>pod:default/web-1",
        "selects:service:default/web>pod:default/web-2",
    ]
    routes = [edge for edge in scene["edges"] if edge["kind"] == "routes"]
    assert [(edge["target"], edge["weight"], edge["label"]) for edge in routes] == [
        ("pod:default/web-1", "1/2", "80 → 8080"),
        ("pod:default/web-2", "1/2", "80 → 8080"),
    ]


def test_a_pod_that_is_not_ready_is_selected_and_not_routed_to() -> None:
    half = slice_("web-x", "web", endpoint("web-1", "10.244.1.2"), endpoint("web-2", "10.244.1.3", ready=False))
    scene = draw(*WEB, service(), half)
    assert len(ids(scene, "selects")) == 2
    (route,) = [edge for edge in scene["edges"] if edge["kind"] == "routes"]
    assert (route["target"], route["weight"]) == ("pod:default/web-1", "1")
    assert one(scene, "service:default/web")["endpoints"] == {"total": 2, "ready": 1}


def test_a_node_port_opens_a_door_in_every_node() -> None:
    ports = [{"name": "http", "protocol": "TCP", "port": 80, "targetPort": "http", "nodePort": 30080}]
    scene = draw(*WEB, service(type="NodePort", ports=ports), BOTH)
    assert ids(scene, "opens") == [
        "opens:proxy:node-1>service:default/web#30080/TCP",
        "opens:proxy:node-2>service:default/web#30080/TCP",
    ]
    assert one(scene, "proxy:node-1")["doors"] == [
        {"port": 30080, "protocol": "TCP", "service": "service:default/web", "name": "http"}
    ]


def test_a_load_balancer_is_pending_until_it_has_an_address() -> None:
    pending = one(draw(service(type="LoadBalancer")), "lb:default/web")
    assert (pending["state"], pending["parent"]) == ("pending", "outside")
    status = {"loadBalancer": {"ingress": [{"ip": "203.0.113.1"}]}}
    scene = draw(service(type="LoadBalancer", status=status))
    assert one(scene, "lb:default/web")["addresses"] == ["203.0.113.1"]
    assert one(scene, "service:default/web")["load_balancer"] == {"pending": False, "addresses": ["203.0.113.1"], "taken": False}
    assert "routes:lb:default/web>service:default/web" in ids(scene, "routes")


def test_a_headless_service_has_no_address_and_its_name_leads_to_the_pods() -> None:
    scene = draw(*WEB, service(clusterIP="None"), BOTH)
    drawn = one(scene, "service:default/web")
    assert (drawn["headless"], drawn["cluster_ip"]) == (True, "")
    record = one(scene, "record:web.default.svc.cluster.local")
    assert sorted(answer["data"] for answer in record["answers"]) == ["10.244.1.2", "10.244.1.3"]
    assert not ids(scene, "routes")


def test_an_external_name_is_a_signpost_to_its_host() -> None:
    scene = draw(service("db", type="ExternalName", clusterIP="", selector=None, ports=[], externalName="db.example.net"))
    assert one(scene, "service:default/db")["external_name"] == "db.example.net"
    assert "resolves:service:default/db>host:db.example.net" in ids(scene, "resolves")


def test_a_service_without_selector_routes_where_its_slice_says() -> None:
    ports = [{"name": "http", "protocol": "TCP", "port": 3306}]
    own = slice_("db-1", "db", {"addresses": ["203.0.113.7"], "conditions": {}}, ports=ports)
    scene = draw(service("db", selector=None), own)
    (route,) = [edge for edge in scene["edges"] if edge["kind"] == "routes"]
    assert route["target"] == "host:db.example.net"
    assert one(scene, "slice:default/db-1")["count"] == 1
    assert "owns:service:default/db>slice:default/db-1" in ids(scene, "owns")


def test_dns_knows_every_service_by_name() -> None:
    scene = draw(service())
    assert one(scene, "record:web.default.svc.cluster.local")["answers"] == [{"type": "A", "data": "10.96.0.20"}]
    assert "resolves:dns>service:default/web" in ids(scene, "resolves")


def test_an_ingress_leads_to_its_services() -> None:
    paths = [{"path": "/shop", "pathType": "Prefix", "backend": {"service": {"name": "web", "port": {"number": 80}}}}]
    ingress = {
        "apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "front", "namespace": "default"},
        "spec": {"rules": [{"host": "shop.example.net", "http": {"paths": paths}}]},
    }  # fmt: skip
    scene = draw(service(), ingress)
    assert one(scene, "ingress:default/front")["rules"] == [{"host": "shop.example.net", "path": "/shop", "service": "web:80"}]
    assert "routes:ingress:default/front>service:default/web#shop.example.net/shop" in ids(scene, "routes")


def test_every_edge_leads_from_one_node_to_another() -> None:
    scene = draw(*WEB, service(), BOTH, service("ghost", externalName="nowhere.example", type="ExternalName", clusterIP=""))
    known = {item["id"] for item in scene["nodes"]}
    assert all({edge["source"], edge["target"]} <= known for edge in scene["edges"])
