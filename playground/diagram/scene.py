"""The graph as JSON-able data, and what changed between two of them.

old scene + difference == new scene; tests/diagram proves it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypedDict

from playground.diagram.graph import Graph

Item = dict[str, Any]
"""Anything with an `id`; never changed once made."""


class Scene(TypedDict):
    nodes: list[Item]
    edges: list[Item]
    revision: int


class Difference(TypedDict):
    """What was added or changed is given whole; what was removed by its id."""

    add: list[Item]
    change: list[Item]
    remove: list[str]


def scene(graph: Graph, revision: int) -> Scene:
    """Nodes in the order in which they were drawn, edges by id."""
    nodes = [dict(attributes) for _, attributes in graph.nodes(data=True)]
    edges = sorted((dict(attributes) for _, _, attributes in graph.edges(data=True)), key=lambda edge: edge["id"])
    return {"nodes": nodes, "edges": edges, "revision": revision}


def difference(old: Iterable[Item], new: Iterable[Item]) -> Difference:
    """By id, in the order of the new items."""
    before = {item["id"]: item for item in old}
    after = {item["id"]: item for item in new}
    return {
        "add": [item for key, item in after.items() if key not in before],
        "change": [item for key, item in after.items() if key in before and before[key] != item],
        "remove": [key for key in before if key not in after],
    }


def patched(old: Iterable[Item], changes: Difference) -> dict[str, Item]:
    """The items by id after a difference: what a client does with it."""
    items = {item["id"]: item for item in old}
    for key in changes["remove"]:
        del items[key]
    items |= {item["id"]: item for item in (*changes["add"], *changes["change"])}
    return items
