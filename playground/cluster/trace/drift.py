"""Where a document and the object that it was applied for say different things: somebody has written there since, past the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playground.cluster.manifest import ManifestDocument, PathKey
from playground.cluster.manifest.rewrite import value_at
from playground.cluster.objects.kinds import Object

KEPT = {("metadata", "labels"), ("metadata", "annotations")}
"""Of the metadata: the rest is a name, or the server's own."""

UNREAD = {"apiVersion", "kind", "status", "stringData"}
"""What is no wish, or is not kept as it is written."""


@dataclass(frozen=True, slots=True)
class Drift:
    """One field: what the document says, and what the cluster has, None if it has no such field."""

    path: PathKey
    says: Any
    has: Any


def drift(document: ManifestDocument, obj: Object, within: PathKey = ()) -> Iterator[Drift]:
    """Field by field, in the document's order; of one field and what is in it, where `within` names one. What the document does
    not write (defaults, what others have added) is not compared, as `kubectl apply` leaves that alone too."""
    if within and not _is_wish(within):
        return
    if within:
        yield from _in(within, value_at(document.value, within), value_at(obj, within))
        return
    for path in document.marks:
        if len(path) == (2 if path[:1] == ("metadata",) else 1) and _is_wish(path):
            yield from drift(document, obj, path)


def _is_wish(path: PathKey) -> bool:
    return path[:2] in KEPT if path[:1] == ("metadata",) else path[0] not in UNREAD


def _in(path: PathKey, says: Any, has: Any) -> Iterator[Drift]:
    """`null` asks for nothing."""
    if isinstance(says, dict) and says:
        for key, said in says.items():
            yield from _in((*path, key), said, has.get(key) if isinstance(has, dict) else None)
    elif isinstance(says, list) and says:
        for index, said in enumerate(says):
            yield from _in((*path, index), said, has[index] if isinstance(has, list) and index < len(has) else None)
    elif says is not None and says != has and not (says in ({}, []) and not has):
        yield Drift(path, says, has)
