"""The drawing of a store: all that there is to see, and the pieces that it was made of.

Ids: outside, client:outside, lb:ns/name, host:name, node:name, proxy:node, pod:ns/name, service:ns/name,
slice:ns/name, ingress:ns/name, dns, record:name. `trace.model.Hop.place` uses the same ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from playground.cluster.config import Config
from playground.cluster.containers.runtime import ContainerRuntime
from playground.cluster.dns.server import DnsServer
from playground.cluster.store import Store
from playground.diagram import compute, network, outside
from playground.diagram.part import Item
from playground.diagram.pieces import Key, Piece, Pieces
from playground.diagram.scene import Scene


@dataclass(frozen=True, slots=True)
class Drawing:
    """A scene in full detail. `pieces` is what the next drawing of the same cluster begins with."""

    scene: Scene
    pieces: Mapping[Key, Piece]


def draw(store: Store, config: Config, before: Drawing | None = None) -> Drawing:
    """Everything there is to see, in the same order for the same objects.

    `before` is any drawing with the same `config`: an earlier or later revision, or a fork's. Whatever it has in common
    with this one is taken from it, down to the items themselves.
    """
    pieces = Pieces(before.pieces if before else {})
    outside.draw(pieces, store, config)
    compute.draw(pieces, store, config, ContainerRuntime(store, config))
    network.draw(pieces, store, config, DnsServer(store, config))
    nodes: dict[str, Item] = {item["id"]: item for part in pieces.parts for item in part.nodes}
    edges: dict[str, Item] = {
        item["id"]: item
        for part in pieces.parts
        for item in part.edges
        if item["source"] in nodes and item["target"] in nodes
    }
    return Drawing({"nodes": list(nodes.values()), "edges": list(edges.values()), "revision": store.revision}, pieces.now)
