"""kube-proxy: the rules of one node, line for line in the recorded order.

What belongs to default/kubernetes was left out of the recordings, by the name in the comments: of rules without
one (large clusters) nobody could tell, so those stand there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from playground.cluster.config import Config
from playground.cluster.dataplane import Dataplane, RuleLine
from playground.cluster.dataplane.addresses import is_loopback
from playground.cluster.dataplane.endpoint import SERVICE_NAME_LABEL
from playground.cluster.dataplane.iptables import DISPATCH, TABLES
from playground.cluster.objects.kinds import Object
from playground.cluster.simulation import Cluster
from playground.replay import Record
from playground.replay.scenario import configuration, play

API_SERVICE = "default/kubernetes"


def replay(record: Record) -> list[str]:
    config = flags(record)
    cluster, differences = play(record, config)
    if differences:
        return differences
    _announce_api_server(cluster)
    _add_interfaces(cluster, record)
    dataplane = Dataplane(cluster.store, config)
    lines = dataplane.about(record["node"], record["mode"])
    if record["mode"] == "nftables":
        return _compare("nft", record["nft"], _without_empty_sets(lines))
    hidden = _named_chains(lines)
    kept = [line for line in lines if line.service != API_SERVICE or not _is_hidden(line, hidden)]
    tables: Mapping[str, Sequence[str]] = record["iptables"]
    found = []
    for table in TABLES:
        found += _compare(table, _sorted(tables[table]), _sorted([line.text for line in kept if line.table == table]))
    return found


def flags(record: Record) -> Config:
    """What the recorded kube-proxy was told."""
    config = record["config"]
    return configuration(
        record,
        proxy_mode=record["mode"],
        cluster_cidr=config["clusterCIDR"],
        masquerade_all=config["masqueradeAll"],
        masquerade_bit=config.get("masqueradeBit", 14),
        localhost_node_ports=config["localhostNodePorts"],
        node_port_addresses=tuple(config.get("nodePortAddresses", ())),
        detect_local_mode=config.get("detectLocalMode", "ClusterCIDR"),
        detect_local_interface=next(iter((config.get("detectLocal") or {}).values()), ""),
    )


def _sorted(lines: Sequence[str]) -> list[str]:
    """The order of KUBE-SERVICES is chance but for its last rules, and there may be none of these."""
    places = [number for number, line in enumerate(lines) if line.startswith("-A KUBE-SERVICES ")]
    found = list(lines)
    for place, line in zip(places, sorted(lines[place] for place in places), strict=True):
        found[place] = line
    return found


def _announce_api_server(cluster: Cluster) -> None:
    """The recorded API server wrote its own address as the endpoint of default/kubernetes."""
    item: Object = {
        "metadata": {"name": "kubernetes", "namespace": "default", "labels": {SERVICE_NAME_LABEL: "kubernetes"}},
        "addressType": "IPv4",
        "endpoints": [{"addresses": ["192.168.1.1"], "conditions": {"ready": True}}],
        "ports": [{"name": "https", "port": 19443, "protocol": "TCP"}],
    }
    cluster.store.write("EndpointSlice", "default", "kubernetes", item)


def _add_interfaces(cluster: Cluster, record: Record) -> None:
    """The addresses on the node's interfaces, of which its status may know only some."""
    node = cluster.store.get("Node", "", record["node"])
    assert node is not None
    addresses = list(node["status"].get("addresses") or [])
    known = {item["address"] for item in addresses}
    for text in record["config"].get("nodeAddresses", ()):
        address = text.partition("/")[0]
        if address not in known and not is_loopback(address):
            addresses.append({"type": "InternalIP", "address": address})
    cluster.store.write("Node", "", record["node"], {**node, "status": {**node["status"], "addresses": addresses}})


def _named_chains(lines: Sequence[RuleLine]) -> set[str]:
    """The Service's own chains with at least one rule that names it."""
    named = (line.text.split()[1] for line in lines if line.text.startswith("-A") and f'"{API_SERVICE}' in line.text)
    return set(named) - set(DISPATCH)


def _is_hidden(line: RuleLine, hidden: set[str]) -> bool:
    words = line.text.split()
    chain = words[1] if words[0] == "-A" else words[0][1:]
    return chain in hidden or chain in DISPATCH


def _without_empty_sets(lines: Sequence[RuleLine]) -> list[str]:
    """Without the lines of the Service, and without the frames of element lists that are empty then."""
    texts = [line.text for line in lines if line.service != API_SERVICE]
    empty = {number for number in range(len(texts) - 1) if texts[number : number + 2] == ["    elements = {", "    }"]}
    return [text for number, text in enumerate(texts) if number not in empty and number - 1 not in empty]


def _compare(name: str, wanted: Sequence[str], got: Sequence[str]) -> list[str]:
    if list(wanted) == list(got):
        return []
    found = [f"{name}: missing {line.strip()}" for line in wanted if line not in got]
    found += [f"{name}: extra {line.strip()}" for line in got if line not in wanted]
    return found or [f"{name}: another order"]
