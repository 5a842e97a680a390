"""What one part of the drawing contributes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Item = dict[str, Any]
"""A node or an edge: anything with an `id`; never changed once made."""


@dataclass(slots=True)
class Part:
    """Nodes with `id`, `kind`, `label` and what their kind carries; edges with `id`, `kind`, `source`, `target`."""

    nodes: list[Item] = field(default_factory=list)
    edges: list[Item] = field(default_factory=list)

    def node(self, identity: str, kind: str, label: str, **fields: Any) -> None:
        self.nodes.append({"id": identity, "kind": kind, "label": label, **fields})

    def edge(self, kind: str, source: str, target: str, mark: str = "", **fields: Any) -> None:
        """`mark` tells several relations of one kind between the same two apart."""
        identity = f"{kind}:{source}>{target}" + (f"#{mark}" if mark else "")
        self.edges.append({"id": identity, "kind": kind, "source": source, "target": target, **fields})
