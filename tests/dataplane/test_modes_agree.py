"""iptables mode, nftables mode, their printed texts read back, and the lookup by destination: one verdict for all."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction
from typing import Any

import pytest

from playground.cluster.dataplane import Dataplane, RuleOutcome
from playground.cluster.dataplane.walk import Passage, walk
from playground.cluster.objects.flow import Packet
from tests.dataplane.rule_text import read_iptables, read_nftables
from tests.dataplane.worlds import endpoint, node, service, slice_of, world

NODES = 3
CLIENTS = ("192.168.1.100", "203.0.113.9", "10.244.1.99", "10.244.2.99", "192.168.1.2", "192.168.1.3")


def random_world(seed: int) -> Dataplane:
    draw = random.Random(seed)
    objects = [node(number, draw.choice(("", "zone-a", "zone-b"))) for number in range(1, NODES + 1)]
    for number in range(1, draw.randint(2, 5)):
        name = f"svc{number}"
        objects.append(service(name, f"10.96.0.{number}", **_random_spec(draw, number)))
        for suffix in "ab"[: draw.randint(0, 2)]:
            objects.append(slice_of(name, random_endpoints(draw), suffix=suffix))
    # the modes differ in which addresses take node ports unless they are told
    ranges = tuple(f"192.168.1.{number + 1}/32" for number in range(1, NODES + 1))
    return world(*objects, masquerade_all=draw.random() < 0.2, node_port_addresses=ranges)


def _random_spec(draw: random.Random, number: int) -> dict[str, Any]:
    spec: dict[str, Any] = {"type": draw.choice(("ClusterIP", "NodePort", "LoadBalancer"))}
    port: dict[str, Any] = {"name": "http", "port": draw.choice((80, 81)), "protocol": "TCP"}
    if spec["type"] != "ClusterIP":
        port["nodePort"] = 30000 + number
        spec["externalTrafficPolicy"] = draw.choice(("Cluster", "Local"))
    if spec["type"] == "LoadBalancer":
        spec["vips"] = [f"198.51.100.{number}"]
        spec["loadBalancerSourceRanges"] = draw.choice(([], ["203.0.113.0/24"], ["10.0.0.0/8", "192.168.1.2/32"]))
    if draw.random() < 0.3:
        spec["externalIPs"] = [f"198.51.100.{100 + number}"]
    spec["internalTrafficPolicy"] = draw.choice(("Cluster", "Cluster", "Local"))
    spec["sessionAffinity"] = draw.choice(("None", "ClientIP"))
    return {**spec, "ports": [port]}


def random_endpoints(draw: random.Random) -> list[dict[str, Any]]:
    found = []
    for _ in range(draw.randint(0, 4)):
        home = draw.randint(1, NODES)
        terminating = draw.random() < 0.3
        hints = {"hints": {"forZones": [{"name": draw.choice(("zone-a", "zone-b"))}]}} if draw.random() < 0.5 else {}
        ready = not terminating and draw.random() < 0.8
        address = f"10.244.{home}.{draw.randint(10, 14)}"
        found.append(
            endpoint(address, home, ready=ready, serving=draw.random() < 0.8, terminating=terminating, **hints)
        )
    return found


def packets(dataplane: Dataplane) -> list[Packet]:
    """To everything that a Service has, and to what lies beside it."""
    places = []
    for obj in dataplane.store.iterate("Service"):
        number = obj["spec"]["ports"][0]["port"]
        places += [(address, number) for address in (obj["spec"]["clusterIP"], *obj["spec"].get("externalIPs", ()))]
        places += [(entry["ip"], number) for entry in obj["status"]["loadBalancer"].get("ingress", ())]
        if "nodePort" in obj["spec"]["ports"][0]:
            places += [("192.168.1.2", obj["spec"]["ports"][0]["nodePort"])]
    places += [("192.168.1.2", 30099), ("10.244.1.50", 8080)]
    return [Packet("TCP", client, 0, address, number) for address, number in places for client in CLIENTS]


Verdicts = dict[tuple[str, str, bool], Fraction]


def verdicts(outcomes: list[RuleOutcome]) -> Verdicts:
    found: Counter[Any] = Counter()
    for outcome in outcomes:
        found[outcome.kind, outcome.endpoint, outcome.masquerade] += outcome.probability
    assert sum(found.values()) == 1
    return dict(found)


def _hook(packet: Packet) -> str:
    return "output" if packet.source == "192.168.1.2" else "prerouting"


@pytest.mark.parametrize("seed", range(30))
def test_printed_rules_say_what_the_lookup_says(seed: int) -> None:
    dataplane = random_world(seed)
    facts = dataplane.node("node-1")
    for mode, read in (("iptables", read_iptables), ("nftables", read_nftables)):
        rendered = dataplane.render("node-1", mode)
        lines = [] if isinstance(rendered, dict) else rendered
        if isinstance(rendered, dict):
            lines = [line for table, own in rendered.items() for line in (f"*{table}", *own)]
        text = read(lines, dataplane.settings(mode))
        for packet in packets(dataplane):
            by_lookup = verdicts(dataplane.verdicts("node-1", packet, _hook(packet), mode=mode))
            by_text = verdicts(walk(text, packet, Passage(facts, _hook(packet))))
            assert by_lookup == by_text, (mode, packet)


@pytest.mark.parametrize("seed", range(30))
def test_both_modes_give_one_verdict(seed: int) -> None:
    dataplane = random_world(seed)
    for packet in packets(dataplane):
        one, other = (
            verdicts(dataplane.verdicts("node-1", packet, _hook(packet), mode=mode))
            for mode in ("iptables", "nftables")
        )
        if not _documented(dataplane, packet):
            assert one == other, packet


def _documented(dataplane: Dataplane, packet: Packet) -> bool:
    """Where nobody is there for a balancer or external address, the modes differ in two ways.

    nftables checks source ranges first, so it drops what it would reject. And iptables has no jump from OUTPUT to
    KUBE-EXTERNAL-SERVICES: what a node itself sends to such an address goes out untranslated.
    """
    outcome = dataplane.verdicts("node-1", packet, _hook(packet), mode="iptables")[0]
    if outcome.kind == "dnat" or not packet.destination.startswith("198.51.100."):
        return False
    return _hook(packet) == "output" or any(
        obj["spec"].get("loadBalancerSourceRanges")
        for obj in dataplane.store.iterate("Service")
        if packet.destination in [entry["ip"] for entry in obj["status"]["loadBalancer"].get("ingress", ())]
    )
