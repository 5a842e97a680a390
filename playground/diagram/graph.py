"""A scene as a graph: what stands where (nodes with attributes) and what relates to what (edges with a kind)."""

from __future__ import annotations

from typing import TypeAlias

import networkx

from playground.diagram.scene import Scene

Graph: TypeAlias = "networkx.MultiDiGraph[str]"


def graph(scene: Scene) -> Graph:
    """Nodes by their id, edges keyed by theirs; all with the item as `item`."""
    drawn: Graph = networkx.MultiDiGraph()
    drawn.add_nodes_from((item["id"], {"item": item}) for item in scene["nodes"])
    for item in scene["edges"]:
        drawn.add_edge(item["source"], item["target"], key=item["id"], item=item)
    return drawn
