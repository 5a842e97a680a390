"""Big worlds, honestly: pods that have the same node, owner and state stand as one group that says how many it is.

The scene's graph is divided into blocks; the quotient graph has a node for each block and an edge where any of its members
had one. A group says what is so of all its members, and names them. Nothing is left out: the counts add up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set
from fractions import Fraction
from typing import Any, TypeAlias

import networkx

from playground.diagram.part import Item
from playground.diagram.scene import Folded, Scene

MOST_PODS = 120
"""Pods that are drawn one by one."""

MOST_GROUPS = 240
"""Groups by owner that are drawn; where there would be more, owners are put together."""

_CONTROL_PLANE = "kube-system"

Quotient: TypeAlias = "networkx.MultiDiGraph[str]"
"""Blocks by id: `members` are the items of a block; an edge's `items` are those that it stands for."""


def level(scene: Scene, opened: Set[str] = frozenset()) -> int:
    """How far a scene must be folded to be read: 0 not at all, 1 by node, owner and state, 2 by node and state."""
    pods = [node for node in scene["nodes"] if _is_counted(node)]
    if len(pods) <= MOST_PODS:
        return 0
    return 1 if len({_by_owner(pod) for pod in pods if not _is_opened(pod, opened)}) <= MOST_GROUPS else 2


def fold(scene: Scene, level: int, opened: Set[str] = frozenset()) -> Scene:
    """The scene with groups, unless the level is 0.

    `opened` names what is shown pod by pod all the same: `node:NAME`, or `owner:NAMESPACE/KIND/NAME` (nothing after the
    slash for pods without an owner).
    """
    if not level:
        return scene
    group = _BLOCKS[level - 1]
    pods = [node for node in scene["nodes"] if _is_counted(node)]
    found = quotient(scene, {pod["id"]: group(pod) for pod in pods if not _is_opened(pod, opened)})
    nodes = [_node(identity, block["members"]) for identity, block in found.nodes(data=True)]
    edges = [_edge(source, target, block["items"]) for source, target, block in found.edges(data=True)]
    shapes = sum(1 for node in nodes if node["kind"] == "group" or _is_counted(node))
    folded: Folded = {"level": level, "pods": len(pods), "shapes": shapes, "opened": sorted(opened)}
    return {"nodes": nodes, "edges": edges, "revision": scene["revision"], "folded": folded}


def quotient(scene: Scene, blocks: Mapping[str, str]) -> Quotient:
    """The graph of the blocks, in time that grows with nodes and edges (networkx's own compares all pairs of blocks).

    `blocks` names the block of an id; what it does not name is a block of its own. Relations between the same two blocks are
    one edge if they differ in nothing but the members that they are of.
    """
    members: dict[str, list[Item]] = {}
    for item in scene["nodes"]:
        identity = item["id"]
        members.setdefault(blocks.get(identity, identity), []).append(item)
    relations: dict[tuple[Any, ...], list[Item]] = {}
    for item in scene["edges"]:
        source, target = item["source"], item["target"]
        block, other = blocks.get(source), blocks.get(target)
        if block is None and other is None:
            relations[source, target, item["id"]] = [item]
        else:
            key = (block or source, other or target, item["kind"], item.get("port"), item.get("target_port"), item.get("protocol"))
            relations.setdefault(key, []).append(item)
    found: Quotient = networkx.MultiDiGraph()
    found.add_nodes_from((block, {"members": items}) for block, items in members.items())
    for (source, target, *rest), items in relations.items():
        found.add_edge(source, target, key=tuple(rest), items=items)
    return found


def _is_counted(node: Item) -> bool:
    return bool(node["kind"] == "pod" and node["namespace"] != _CONTROL_PLANE)


def _is_opened(pod: Item, opened: Set[str]) -> bool:
    return pod.get("parent", "") in opened or f"owner:{pod['namespace']}/{pod['owner']}" in opened


def _by_owner(pod: Item) -> str:
    return f"group:{pod['node']}/{pod['namespace']}/{pod['owner']}/{pod['state']}"


def _by_node(pod: Item) -> str:
    return f"group:{pod['node']}///{pod['state']}"


_BLOCKS = (_by_owner, _by_node)


# -- nodes and edges of the quotient


def _node(identity: str, members: list[Item]) -> Item:
    """A block of one is the thing itself."""
    if len(members) == 1:
        return members[0]
    first = members[0]
    owner, namespace = _shared(members, "owner", ""), _shared(members, "namespace", "")
    labels = dict(set.intersection(*(set(pod["labels"].items()) for pod in members)))
    return {
        "id": identity, "kind": "group", "label": _name(owner, labels), **({"parent": first["parent"]} if "parent" in first else {}),
        "namespace": namespace, "owner": owner, "workload": _shared(members, "workload", ""), "node": first["node"], "state": first["state"], "count": len(members),
        "labels": labels,
        "declared": _in_all(members, "declared"), "listeners": _in_all(members, "listeners"),
        "members": [pod["id"] for pod in members],
    }  # fmt: skip


def _name(owner: str, labels: Mapping[str, str]) -> str:
    """`web` for the pods of ReplicaSet web-7d4b9c6f5: what a Deployment made of it."""
    return owner.partition("/")[2].removesuffix(f"-{labels.get('pod-template-hash', '')}")


def _shared(members: list[Item], field: str, otherwise: str) -> str:
    values = {member[field] for member in members}
    return str(values.pop()) if len(values) == 1 else otherwise


def _in_all(members: list[Item], field: str) -> list[Any]:
    return [value for value in members[0][field] if all(value in member[field] for member in members)]


def _mark(edge: Item) -> str:
    return str(edge["id"]).partition("#")[2]


def _edge(source: str, target: str, items: list[Item]) -> Item:
    if len(items) == 1 and (items[0]["source"], items[0]["target"]) == (source, target):
        return items[0]
    mark = _mark(items[0])
    shared = {key: value for key, value in items[0].items() if key not in ("id", "source", "target", "weight")}
    weights = Counter(item["weight"] for item in items if "weight" in item)
    weight = {"weight": str(sum(Fraction(share) * times for share, times in weights.items()))} if weights else {}
    identity = f"{items[0]['kind']}:{source}>{target}" + (f"#{mark}" if mark else "")
    return {"id": identity, "source": source, "target": target, **shared, **weight, "count": len(items)}
