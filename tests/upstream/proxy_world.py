"""The worlds of the kube-proxy cases: a store with one node, and the dataplane that watches it."""

from __future__ import annotations

import re
from typing import Any

from playground.cluster.config import Config
from playground.cluster.dataplane.dataplane import Dataplane
from playground.cluster.dataplane.node import Tools
from playground.cluster.dataplane.walk import RuleOutcome
from playground.cluster.objects.flow import Packet
from playground.cluster.store import Store

NODE_IPS = ["192.168.0.2", "192.168.1.2", "192.168.99.11", "2001:db8::1", "2001:db8:1::2"]


def world(case: dict[str, Any]) -> Dataplane:
    """The store holds the case's node, Services and EndpointSlices as they stand, unadmitted."""
    config = case["config"]
    ranges = re.findall(r"[0-9a-f:./]+", config.get("nodeport_addresses", ""))
    dataplane = Dataplane(
        Store(),
        Config(
            cluster_cidr=config["local_traffic_match"].split(" ")[-1],
            service_cidrs=tuple(config.get("service_cidrs", "172.30.0.0/16").split(",")),
            masquerade_all=config["masquerade_all"],
            localhost_node_ports=config.get("localhost_nodeports", True),
            node_port_addresses=tuple(ranges),
        ),
        Tools(random_fully=False, canary=False),
    )
    addresses = case.get("node_ips") or NODE_IPS
    metadata = {"name": config["node_name"], "labels": config.get("topology_labels") or {}}
    status = {"addresses": [{"type": "InternalIP", "address": address} for address in addresses]}
    dataplane.store.write("Node", "", config["node_name"], {"metadata": metadata, "status": status})
    for kind, items in (("Service", case["services"]), ("EndpointSlice", case["endpointslices"])):
        for item in items or []:
            dataplane.store.write(kind, item["metadata"]["namespace"], item["metadata"]["name"], item)
    return dataplane


def family(case: dict[str, Any]) -> int:
    return 6 if case["config"]["ip_family"] == "IPv6" else 4


def packet(flow: dict[str, Any]) -> Packet:
    return Packet(flow["protocol"], flow["source_ip"], 0, flow["dest_ip"], flow["dest_port"])


def hook(flow: dict[str, Any]) -> str:
    return "output" if flow["source_ip"] in NODE_IPS or flow["source_ip"].startswith("127.") else "prerouting"


def said(outcomes: list[RuleOutcome]) -> tuple[str, bool]:
    """The outcomes in upstream's words: what the packet became, and whether it is masqueraded."""
    words = {"drop": "DROP", "reject": "REJECT"}
    found = set()
    for outcome in outcomes:
        accepted = any(step.rule.endswith("-j ACCEPT") for step in outcome.steps)
        found.add(words.get(outcome.kind) or outcome.endpoint or ("ACCEPT" if accepted else ""))
    return ", ".join(sorted(found)), any(outcome.masquerade for outcome in outcomes)


def flow_differences(flow: dict[str, Any], outcomes: list[RuleOutcome]) -> list[str]:
    output, masquerade = said(outcomes)
    wanted = ", ".join(sorted(flow["expected_output"].split(", ")))
    found = []
    if output != wanted:
        found.append(f"{flow['name']}: {output!r} instead of {wanted!r}")
    if masquerade != flow["expected_masq"]:
        found.append(f"{flow['name']}: masqueraded {masquerade}")
    if sum(outcome.probability for outcome in outcomes) != 1:
        found.append(f"{flow['name']}: probabilities do not add up")
    return found


def rendered_chains(tables: dict[str, list[str]] | list[str]) -> dict[tuple[str, str], list[str]]:
    """Rules by table and chain, of what the dataplane renders in iptables mode."""
    assert isinstance(tables, dict)
    found: dict[tuple[str, str], list[str]] = {}
    for table, lines in tables.items():
        for line in lines:
            if line.startswith(":"):
                found[table, line.split()[0][1:]] = []
            else:
                found[table, line.split()[1]].append(line)
    return found
