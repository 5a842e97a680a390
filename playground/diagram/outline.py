"""A scene's outline: what stands where and what leads where, without the fields that a learner is to find.

Services, pods, routes and names are there; selectors, labels and port numbers are not, neither in fields nor in ids.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from playground.diagram.part import Item
from playground.diagram.scene import Scene

_BLANK: dict[str, dict[str, Any]] = {
    "pod": {"labels": {}, "declared": [], "listeners": []},
    "group": {"labels": {}, "declared": [], "listeners": []},
    "proxy": {"doors": []},
    "service": {
        "selector": {}, "ports": [], "external_name": "", "external_ips": [], "affinity": "None", "external_policy": "",
        "internal_policy": "",
    },
    "slice": {"ports": []},
    "loadbalancer": {"ports": []},
    "ingress": {"rules": []},
    "host": {"tcp": [], "udp": []},
}  # fmt: skip
_KEPT = ("kind", "source", "target", "weight", "count")
"""Of an edge."""


def outline(scene: Scene) -> Scene:
    nodes = [{**node, **_BLANK.get(node["kind"], {})} for node in scene["nodes"]]
    seen: Counter[str] = Counter()
    edges: list[Item] = []
    for edge in scene["edges"]:
        if edge["kind"] == "opens":
            continue
        identity = f"{edge['kind']}:{edge['source']}>{edge['target']}"
        seen[identity] += 1
        number = f"#{seen[identity]}" if seen[identity] > 1 else ""
        edges.append({"id": f"{identity}{number}", **{name: edge[name] for name in _KEPT if name in edge}})
    return {**scene, "nodes": nodes, "edges": edges}
