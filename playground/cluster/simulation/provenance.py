"""Origins stand beside, not inside: from (object, field) to the line of the file that wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from playground.cluster.manifest import ManifestDocument
from playground.cluster.manifest.rewrite import value_at
from playground.cluster.objects.flow import Origin
from playground.cluster.objects.kinds import Object
from playground.cluster.store import Store
from playground.cluster.trace.drift import Drift, drift

Sources = Mapping[tuple[str, str, str], ManifestDocument]
"""(kind, namespace, name) -> the document that was last applied for it."""

MANY = 8
"""How far a chain of owners is climbed: pod, ReplicaSet, Deployment and some to spare."""


class Location(NamedTuple):
    """A place in a file; lines and columns from 1, the end exclusive. `exact` is False where the field itself isn't
    written there (a default, an allocation) and the place is that of the nearest field around it."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    exact: bool


def locate(store: Store, sources: Sources, origin: Origin) -> Location | None:
    """Where an origin is written, or None if no file wrote it.

    What a controller made is traced back to what made it make it: a pod's field to its workload's template,
    a slice's to its Service's selector.
    """
    found = _written(store, sources, origin)
    return _in(found[0], found[1].path) if found else None


def differing(store: Store, sources: Sources, origin: Origin) -> Drift | None:
    """Where what is written there is no longer what the cluster has: the first such field."""
    found = _written(store, sources, origin)
    if found is None:
        return None
    document, written = found
    kind, namespace, name, path = written.kind, written.namespace, written.name, written.path
    obj = store.get(kind, namespace, name)
    if obj is None or not path:
        return None
    if value_at(document.value, path) is None and _is_map(value_at(obj, path[:-1])):
        path = path[:-1]  # one of its keys has come without the file: another may have gone
    return next(drift(document, obj, path), None)


def _is_map(value: Any) -> bool:
    """Labels, a selector: nothing but texts."""
    return isinstance(value, dict) and all(isinstance(item, str) for item in value.values())


def _written(store: Store, sources: Sources, origin: Origin) -> tuple[ManifestDocument, Origin] | None:
    """The document that an origin goes back to, and the origin there."""
    for _ in range(MANY):
        document = sources.get((origin.kind, origin.namespace, origin.name))
        if document is not None:
            return document, origin
        obj = store.get(origin.kind, origin.namespace, origin.name)
        owner = _maker(origin, obj) if obj is not None else None
        if owner is None:
            return None
        origin = owner
    return None


def _in(document: ManifestDocument, path: tuple[str | int, ...]) -> Location | None:
    mark = document.mark(path)
    if mark is None:
        return None
    exact = path in document.marks
    span = mark.whole if exact or mark.key is None else mark.key
    return Location(document.file, span.line, span.column, span.end_line, span.end_column, exact)


def _maker(origin: Origin, obj: Object) -> Origin | None:
    for reference in obj["metadata"].get("ownerReferences") or []:
        if reference.get("controller"):
            kind, name = reference["kind"], reference["name"]
            if kind == "Service":
                return Origin(kind, origin.namespace, name, ("spec", "selector"))
            path = origin.path
            if origin.kind == "Pod" and path[:1] in (("spec",), ("metadata",)):
                path = ("spec", "template", *path)
            return Origin(kind, origin.namespace, name, path)
    return None
