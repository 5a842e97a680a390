"""The scene as a graph: what stands where (nodes with attributes) and what relates to what (edges with a kind).

Ids: outside, client:outside, lb:ns/name, host:name, node:name, proxy:node, pod:ns/name, service:ns/name,
slice:ns/name, ingress:ns/name, dns, record:name. `trace.model.Hop.place` uses the same ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol, TypeAlias

import networkx

from playground.cluster.config import Config
from playground.cluster.dns.server import DnsServer
from playground.cluster.store import Store
from playground.diagram import compute, network, outside


class Port(Protocol):
    """Something that a pod listens on."""

    @property
    def protocol(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def assumed(self) -> bool: ...


Listens = Callable[[dict[str, Any]], Iterable[Port]]
"""What a pod listens on; containers/listeners.py knows."""

Graph: TypeAlias = "networkx.MultiDiGraph[str]"


def graph(store: Store, config: Config, listens: Listens, dns: DnsServer) -> Graph:
    """Everything there is to see. Nodes and edges come in the same order for the same objects."""
    drawn: Graph = networkx.MultiDiGraph()
    parts = (
        outside.draw(store, config),
        compute.draw(store, config, listens),
        network.draw(store, config, dns),
    )
    nodes = [node for part in parts for node in part.nodes]
    for node in nodes:
        drawn.add_node(node["id"], **node)
    for edge in (edge for part in parts for edge in part.edges):
        if edge["source"] in drawn and edge["target"] in drawn:
            drawn.add_edge(edge["source"], edge["target"], key=edge["id"], **edge)
    return drawn
