"""Where packets go: from pods, nodes and outside, to every kind of address that a Service has."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from playground.cluster.config import ExternalHost
from playground.cluster.dataplane import Conntrack
from playground.cluster.trace.model import Disposition, Origin
from playground.cluster.trace.packet import PacketWalker
from tests.dataplane.talk import ask, codes, outcome, walker
from tests.dataplane.worlds import endpoint, node, pod, put, service, slice_of

HALF, ONE = Fraction(1, 2), Fraction(1)
PODS = [pod("web-1", "10.244.1.11", 1), pod("web-2", "10.244.2.21", 2), pod("client", "10.244.1.99", 1)]
NODES = [node(1), node(2), node(3)]


def web(*, endpoints: Any = None, config: Any = None, **spec: Any) -> PacketWalker:
    """Service web with a pod on node-1 and one on node-2, and the pod client on node-1."""
    ends = [endpoint("10.244.1.11", 1), endpoint("10.244.2.21", 2)] if endpoints is None else endpoints
    return walker(*NODES, *PODS, service(**spec), slice_of("web", ends), **(config or {}))


def node_port(**more: Any) -> dict[str, Any]:
    ports = [{"name": "http", "port": 80, "protocol": "TCP", "targetPort": 8080, "nodePort": 30080}]
    return {"type": "NodePort", "ports": ports, **more}


def balancer(**more: Any) -> dict[str, Any]:
    return node_port(type="LoadBalancer", vips=["203.0.113.10"], **more)


CLIENT, NODE_1, OUTSIDE = "pod:shop/client", "node:node-1", "outside"
BOTH_FROM_CLIENT = {"web-1 from 10.244.1.99": HALF, "web-2 from 10.244.1.99": HALF}

CASES: list[tuple[str, dict[str, Any], str, str, dict[str, Fraction]]] = [
    # what is asked, the Service, from, to, who answers
    ("a pod keeps its address", {}, CLIENT, "10.96.0.5:80", BOTH_FROM_CLIENT),
    ("a node is masqueraded", {}, NODE_1, "10.96.0.5:80", {"web-1 from 10.244.1.1": HALF, "web-2 from 192.168.1.2": HALF}),
    ("a pod reaching itself is masqueraded", {"endpoints": [endpoint("10.244.1.11", 1)]}, "pod:shop/web-1", "10.96.0.5:80",
     {"web-1 from 10.244.1.1": ONE}),
    ("the wrong port goes nowhere", {}, CLIENT, "10.96.0.5:81", {"TIMEOUT": ONE}),
    ("... and is refused in nftables mode", {"config": {"proxy_mode": "nftables"}}, CLIENT, "10.96.0.5:81", {"REFUSED": ONE}),
    ("a free cluster IP goes nowhere", {}, CLIENT, "10.96.0.77:80", {"TIMEOUT": ONE}),
    ("no endpoints", {"endpoints": []}, CLIENT, "10.96.0.5:80", {"REJECTED": ONE}),
    ("only unready ones", {"endpoints": [endpoint("10.244.1.11", 1, ready=False)]}, CLIENT, "10.96.0.5:80", {"REJECTED": ONE}),
    ("a terminating one as last resort",
     {"endpoints": [endpoint("10.244.1.11", 1, ready=False, serving=True, terminating=True)]}, CLIENT, "10.96.0.5:80",
     {"web-1 from 10.244.1.99": ONE}),
    ("internal policy Local stays on the node", {"internalTrafficPolicy": "Local"}, CLIENT, "10.96.0.5:80",
     {"web-1 from 10.244.1.99": ONE}),
    ("... and drops where the node has none",
     {"internalTrafficPolicy": "Local", "endpoints": [endpoint("10.244.2.21", 2)]}, CLIENT, "10.96.0.5:80", {"DROPPED": ONE}),
    ("straight to a pod", {}, CLIENT, "10.244.2.21:8080", {"web-2 from 10.244.1.99": ONE}),
    ("a port where nobody listens", {}, CLIENT, "10.244.2.21:80", {"REFUSED": ONE}),
    ("an address that no pod has", {}, CLIENT, "10.244.2.77:80", {"TIMEOUT": ONE}),
    ("a node to its own pod", {}, NODE_1, "10.244.1.11:8080", {"web-1 from 10.244.1.1": ONE}),
    ("a node port from outside", node_port(), OUTSIDE, "192.168.1.2:30080",
     {"web-1 from 10.244.1.1": HALF, "web-2 from 192.168.1.2": HALF}),
    ("... on any node", node_port(), OUTSIDE, "192.168.1.4:30080",
     {"web-1 from 192.168.1.4": HALF, "web-2 from 192.168.1.4": HALF}),
    ("a node port that nobody has", node_port(), OUTSIDE, "192.168.1.2:30081", {"REFUSED": ONE}),
    ("a node port on loopback", node_port(), NODE_1, "127.0.0.1:30080",
     {"web-1 from 10.244.1.1": HALF, "web-2 from 192.168.1.2": HALF}),
    ("... unless switched off", {**node_port(), "config": {"localhost_node_ports": False}}, NODE_1, "127.0.0.1:30080",
     {"REFUSED": ONE}),
    ("external policy Local keeps the source", node_port(externalTrafficPolicy="Local"), OUTSIDE, "192.168.1.2:30080",
     {"web-1 from 192.168.1.100": ONE}),
    ("... and drops where the node has none", node_port(externalTrafficPolicy="Local"), OUTSIDE, "192.168.1.4:30080",
     {"DROPPED": ONE}),
    ("... a pod may use all, by its own node", node_port(externalTrafficPolicy="Local"), CLIENT, "192.168.1.2:30080",
     BOTH_FROM_CLIENT),
    ("... by another node, answers of a third are lost", node_port(externalTrafficPolicy="Local"), CLIENT,
     "192.168.1.4:30080", {"TIMEOUT": ONE}),
    ("a balancer spreads over the nodes", balancer(), OUTSIDE, "203.0.113.10:80",
     {"web-1 from 10.244.1.1": Fraction(1, 6), "web-2 from 192.168.1.2": Fraction(1, 6),
      "web-2 from 10.244.2.1": Fraction(1, 6), "web-1 from 192.168.1.3": Fraction(1, 6),
      "web-1 from 192.168.1.4": Fraction(1, 6), "web-2 from 192.168.1.4": Fraction(1, 6)}),
    ("... with policy Local only over nodes that have some", balancer(externalTrafficPolicy="Local"), OUTSIDE,
     "203.0.113.10:80", {"web-1 from 192.168.1.100": HALF, "web-2 from 192.168.1.100": HALF}),
    ("... and its source ranges drop others", balancer(loadBalancerSourceRanges=["198.51.100.0/24"]), OUTSIDE,
     "203.0.113.10:80", {"DROPPED": ONE}),
    ("a pod's packet to a balancer never leaves its node", balancer(), CLIENT, "203.0.113.10:80",
     {"web-1 from 10.244.1.1": HALF, "web-2 from 192.168.1.2": HALF}),
    ("an external IP from a pod", {"externalIPs": ["198.51.100.7"]}, CLIENT, "198.51.100.7:80",
     {"web-1 from 10.244.1.1": HALF, "web-2 from 192.168.1.2": HALF}),
    ("an external IP from outside needs a route", {"externalIPs": ["192.168.77.7"]}, OUTSIDE, "192.168.77.7:80",
     {"TIMEOUT": ONE}),
    ("... has one", {"externalIPs": ["192.168.77.7"], "config": {"routes": (("192.168.77.0/24", "node-1"),)}}, OUTSIDE,
     "192.168.77.7:80", {"web-1 from 10.244.1.1": HALF, "web-2 from 192.168.1.2": HALF}),
    ("a cluster IP from outside has no route", {}, OUTSIDE, "10.96.0.5:80", {"TIMEOUT": ONE}),
    ("ping a cluster IP", {}, CLIENT, "10.96.0.5:0", {"TIMEOUT": ONE}),
    ("the wide world", {}, CLIENT, "8.8.8.8:53", {"EXTERNAL": ONE}),
]  # fmt: skip


@pytest.mark.parametrize(("_about", "world", "source", "to", "wanted"), CASES, ids=[case[0] for case in CASES])
def test_a_packet_ends_where_it_should(
    _about: str, world: Any, source: str, to: str, wanted: dict[str, Fraction]
) -> None:
    protocol = "ICMP" if to.endswith(":0") else "TCP"
    assert outcome(ask(web(**world), source, to, protocol)) == wanted


def test_the_rules_of_both_modes_are_cited_with_their_fields() -> None:
    for mode, text in (("iptables", "--to-destination 10.244.1.11:8080"), ("nftables", "10.244.1.11 . 8080")):
        branch = ask(web(config={"proxy_mode": mode}), CLIENT, "10.96.0.5:80")[0]
        steps = {step.code: step for hop in branch.hops for step in hop.steps}
        assert Origin("Service", "shop", "web", ("spec", "ports", 0, "port")) in steps["entry.cluster-ip"].origins
        assert text in steps["dnat"].rule
        assert Origin("Service", "shop", "web", ("spec", "ports", 0, "targetPort")) in steps["dnat"].origins
        assert Origin("EndpointSlice", "shop", "web-a", ("endpoints", 0, "addresses", 0)) in steps["dnat"].origins


def test_a_rejection_blames_the_selector_and_a_drop_the_policy() -> None:
    rejected = ask(web(endpoints=[]), CLIENT, "10.96.0.5:80")[0]
    assert Origin("Service", "shop", "web", ("spec", "selector")) in rejected.hops[-1].steps[-1].origins
    dropped = ask(web(**node_port(externalTrafficPolicy="Local")), OUTSIDE, "192.168.1.4:30080")[0]
    assert Origin("Service", "shop", "web", ("spec", "externalTrafficPolicy")) in dropped.hops[-1].steps[-1].origins


def test_a_port_that_the_service_lacks_is_said_with_its_ports() -> None:
    for mode in ("iptables", "nftables"):
        (branch,) = ask(web(config={"proxy_mode": mode}), CLIENT, "10.96.0.5:81")
        (step,) = [step for hop in branch.hops for step in hop.steps if step.code == "rules.no-match"]
        assert step.origins == (Origin("Service", "shop", "web", ("spec", "ports")),)
    assert "rules.no-match" in codes(ask(web(), OUTSIDE, "192.168.1.2:30099")[0])
    assert "rules.no-match" not in codes(ask(web(), CLIENT, "10.244.2.21:8080")[0])


def test_a_lost_reply_is_said_where_it_is_missed() -> None:
    branch = ask(web(**node_port(externalTrafficPolicy="Local")), CLIENT, "192.168.1.4:30080")[0]
    assert branch.hops[-1].place == CLIENT
    assert codes(branch)[-1] == "reply.lost"


def test_affinity_stays_with_the_pod_until_it_ends() -> None:
    net, traffic = web(sessionAffinity="ClientIP"), Conntrack()
    first = ask(net, CLIENT, "10.96.0.5:80", traffic=traffic)
    assert len(first) == 2
    traffic.keep(first[1].remembers, 100.0)
    again = ask(net, CLIENT, "10.96.0.5:80", traffic=traffic, now=200.0)
    assert [branch.backend for branch in again] == [first[1].backend]
    assert "balance.remembered" in codes(again[0])
    assert len(ask(net, NODE_1, "10.96.0.5:80", traffic=traffic, now=200.0)) == 2
    assert len(ask(net, CLIENT, "10.96.0.5:80", traffic=traffic, now=100.0 + 10801)) == 2


def test_affinity_forgets_an_endpoint_that_left() -> None:
    net, traffic = web(sessionAffinity="ClientIP"), Conntrack()
    traffic.keep(ask(net, CLIENT, "10.96.0.5:80", traffic=traffic)[0].remembers, 0.0)
    put(net.store, slice_of("web", [endpoint("10.244.2.21", 2)]))
    assert outcome(ask(net, CLIENT, "10.96.0.5:80", traffic=traffic)) == {"web-2 from 10.244.1.99": ONE}


def test_a_fork_of_the_traffic_is_independent() -> None:
    net, traffic = web(sessionAffinity="ClientIP"), Conntrack()
    fork = traffic.fork()
    fork.keep(ask(net, CLIENT, "10.96.0.5:80")[0].remembers, 0.0)
    assert len(ask(net, CLIENT, "10.96.0.5:80", traffic=traffic)) == 2
    assert len(ask(net, CLIENT, "10.96.0.5:80", traffic=fork)) == 1


DNS = [{"name": "dns", "port": 53, "protocol": "UDP", "targetPort": 5353}]
DNS_TARGET = [{"name": "dns", "port": 5353, "protocol": "UDP"}]


def dns() -> PacketWalker:
    ends = [endpoint("10.244.1.11", 1), endpoint("10.244.2.21", 2)]
    return walker(*NODES, *PODS, service(ports=DNS), slice_of("web", ends, ports=DNS_TARGET))


def test_a_udp_flow_stays_with_its_pod_while_it_is_remembered() -> None:
    net, traffic = dns(), Conntrack()
    first = ask(net, CLIENT, "10.96.0.5:53", "UDP", traffic=traffic, source_port=4242)
    traffic.keep(first[1].remembers, 0.0)
    again = ask(net, CLIENT, "10.96.0.5:53", "UDP", traffic=traffic, source_port=4242, now=60.0)
    assert [branch.backend for branch in again] == [first[1].backend]
    assert "flow.known" in codes(again[0])
    assert len(ask(net, CLIENT, "10.96.0.5:53", "UDP", traffic=traffic, source_port=4243, now=60.0)) == 2
    assert len(ask(net, CLIENT, "10.96.0.5:53", "UDP", traffic=traffic, source_port=4242, now=600.0)) == 2


def test_a_udp_flow_to_a_pod_that_left_is_balanced_anew() -> None:
    net, traffic = dns(), Conntrack()
    traffic.keep(ask(net, CLIENT, "10.96.0.5:53", "UDP", source_port=4242)[0].remembers, 0.0)
    put(net.store, slice_of("web", [endpoint("10.244.2.21", 2)], ports=DNS_TARGET))
    again = ask(net, CLIENT, "10.96.0.5:53", "UDP", traffic=traffic, source_port=4242)
    assert outcome(again) == {"web-2 from 10.244.1.99": ONE}


def test_a_failed_node_is_silent() -> None:
    net = web()
    put(net.store, node(2, playground__failed="true"))
    assert outcome(ask(net, CLIENT, "10.96.0.5:80")) == {"web-1 from 10.244.1.99": HALF, "TIMEOUT": HALF}


def test_pods_in_the_hosts_network_listen_on_the_node() -> None:
    agent = pod("agent", "192.168.1.3", 2, host=True)
    net = walker(*NODES, *PODS, agent, service("agent"), slice_of("agent", [endpoint("192.168.1.3", 2)]))
    assert outcome(ask(net, CLIENT, "192.168.1.3:8080")) == {"agent from 10.244.1.99": ONE}
    assert outcome(ask(net, CLIENT, "10.96.0.5:80")) == {"agent from 10.244.1.99": ONE}
    assert outcome(ask(net, "pod:shop/agent", "10.96.0.5:80")) == {"agent from 192.168.1.3": ONE}


def test_a_host_port_leads_to_its_pod() -> None:
    mapped = pod("web-1", "10.244.1.11", 1)
    mapped["spec"]["containers"] = [{"name": "c", "ports": [{"containerPort": 8080, "hostPort": 9090}]}]
    net = walker(*NODES, mapped, pod("client", "10.244.1.99", 1))
    assert outcome(ask(net, OUTSIDE, "192.168.1.2:9090")) == {"web-1 from 192.168.1.100": ONE}
    assert outcome(ask(net, OUTSIDE, "192.168.1.3:9090")) == {"REFUSED": ONE}


def test_a_service_may_lead_out_of_the_cluster() -> None:
    host = ExternalHost("db.example.net", ("198.51.100.50",), tcp=(5432,))
    ports = [{"name": "http", "port": 5432, "protocol": "TCP"}]
    slices = slice_of("web", [endpoint("198.51.100.50")], ports=ports)
    net = walker(*NODES, *PODS, service(ports=ports, selector=None), slices, hosts=(host,))
    (branch,) = ask(net, CLIENT, "10.96.0.5:5432")
    assert (branch.disposition, branch.backend) == (Disposition.DELIVERED, "host:db.example.net")
    assert branch.source_seen == "192.168.1.2"


def test_a_proxying_balancer_answers_for_itself_and_uses_the_node_port() -> None:
    net = web(**node_port(type="LoadBalancer", vips=[{"ip": "203.0.113.10", "ipMode": "Proxy"}]))
    branches = ask(net, CLIENT, "203.0.113.10:80")
    assert {branch.disposition for branch in branches} == {Disposition.DELIVERED}
    assert "balancer.proxy" in codes(branches[0])


def test_a_balancer_without_a_healthy_node_is_silent() -> None:
    net = web(endpoints=[], **balancer(externalTrafficPolicy="Local"))
    (branch,) = ask(net, OUTSIDE, "203.0.113.10:80")
    assert (branch.disposition, codes(branch)[-1]) == (Disposition.TIMEOUT, "balancer.no-node")


def test_a_network_policy_is_named_but_has_no_effect() -> None:
    net = web(endpoints=[endpoint("10.244.1.11", 1)])
    put(
        net.store,
        {"kind": "NetworkPolicy", "metadata": {"name": "deny", "namespace": "shop"}, "spec": {"podSelector": {}}},
    )
    (branch,) = ask(net, CLIENT, "10.96.0.5:80")
    step = next(step for hop in branch.hops for step in hop.steps if step.code == "policy.not-modelled")
    assert branch.disposition is Disposition.DELIVERED
    assert step.origins[0].name == "deny"


def test_routes_that_go_round_come_to_an_end() -> None:
    """An endpoint that is another node's node port, which leads back."""
    ports = [{"name": "http", "port": 80, "protocol": "TCP", "nodePort": 30080}]
    ends = [endpoint("192.168.1.3")]
    net = walker(
        *NODES, *PODS, service(type="NodePort", ports=ports),
        slice_of("web", ends, ports=[{"name": "http", "port": 30080, "protocol": "TCP"}]),
    )  # fmt: skip
    assert [branch.disposition for branch in ask(net, CLIENT, "10.96.0.5:80")] == [Disposition.REFUSED]
