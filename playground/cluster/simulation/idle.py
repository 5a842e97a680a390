"""Fields of a text that change nothing: without them the API server would admit the same object.

It is found out by asking: the document is created on a fork as a dry run, as it stands and without each field.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from playground.cluster.apiserver.messages import Request
from playground.cluster.manifest import ManifestDocument, PathKey, Span, read
from playground.cluster.manifest.rewrite import document_value, scalar_text
from playground.cluster.markers.admission import parse_field
from playground.cluster.objects.kinds import Kind, Object, by_api
from playground.cluster.simulation.applying import apply_document

if TYPE_CHECKING:
    from playground.cluster.simulation.cluster import Cluster

Why = Literal["default", "ignored", "empty"]
Admit = Callable[[Object], Object | None]

MOST = 120
"""Fields that are tried in one text: each costs about a millisecond. In a long document each counts for more."""

LONG = 2048
"""Characters for which a try counts once more."""

NAMING = frozenset({("apiVersion",), ("kind",), ("metadata",), ("metadata", "name")})
"""What says which object it is."""


@dataclass(frozen=True, slots=True)
class IdleField:
    """`default`: it would have this value anyway (`value` is its text, '' of a collection); `ignored`: what is written is
    not taken over; `empty`: nothing is written."""

    path: PathKey
    span: Span
    why: Why
    value: str = ""


def idle_fields(cluster: Cluster, text: str, file: str, locked: Iterable[str] = (), namespace: str = "default") -> list[IdleField]:
    """The outermost ones, in the order of the text; none in a document that would be refused. `cluster` is a fork for this:
    a later document may rest on an earlier one. `locked` are field paths (`spec.ports[0].port`) that are not looked at."""
    kept = [tuple(parse_field(path)) for path in locked]
    found: list[IdleField] = []
    left = MOST
    for document in read(text, file).objects:
        for tried in _tries(cluster, document, kept, namespace):
            found += [tried] if tried else []
            left -= 1 + len(document.text) // LONG
            if left <= 0:
                return found
        apply_document(cluster.api, document, namespace, lambda value: value)
    return found


def _tries(cluster: Cluster, document: ManifestDocument, kept: list[PathKey], namespace: str) -> Iterator[IdleField | None]:
    """One for each field that was tried."""
    admit = _admission(cluster, document, namespace)
    whole = admit(document.value) if admit and not document.problems else None
    if admit is None or whole is None:
        return
    waiting = _fields(document, ())
    while waiting:
        path = waiting.pop(0)
        if path in NAMING or any(path[: len(lock)] == lock or lock[: len(path)] == path for lock in kept):
            waiting = _fields(document, path) + waiting
        elif admit(_without(document.value, path)) == whole:
            yield _idle(document, path, whole)
        else:
            yield None
            waiting = _fields(document, path) + waiting


def _admission(cluster: Cluster, document: ManifestDocument, namespace: str) -> Admit | None:
    """How a value of this document is created, as if there were no such object yet. The same names are drawn each time."""
    value = document.value
    meta = value.get("metadata") if isinstance(value, dict) else None
    kind = by_api(value.get("apiVersion"), value.get("kind")) if isinstance(meta, dict) else None
    if kind is None or not isinstance(meta, dict) or not isinstance(name := meta.get("name"), str):
        return None
    space = _space(kind, value, namespace)
    if cluster.store.get(kind.name, space, name) is not None:
        cluster.store.write(kind.name, space, name, None, cluster.clock.now)
    drawn = dict(cluster.names.counters)

    def admit(value: Object) -> Object | None:
        cluster.names.counters.clear()
        cluster.names.counters.update(drawn)
        return _created(cluster, kind, _space(kind, value, namespace), value)

    return admit


def _space(kind: Kind, value: Object, namespace: str) -> str:
    return str((value.get("metadata") or {}).get("namespace") or namespace) if kind.namespaced else ""


def _created(cluster: Cluster, kind: Kind, namespace: str, value: Object) -> Object | None:
    body = json.dumps(value).encode()
    query = "dryRun=All&fieldValidation=Strict"
    response = cluster.api.handle(Request("POST", kind.path(namespace), query, "application/json", body, user="admission"))
    if not response.ok or response.body is None:
        return None
    meta = {key: value for key, value in response.body["metadata"].items() if key != "managedFields"}
    return {**response.body, "metadata": meta}


def _fields(document: ManifestDocument, path: PathKey) -> list[PathKey]:
    """The fields right below, through the items of lists, as far as the text itself has them at a place of their own."""
    value = document_value(document, path)
    if isinstance(value, list):
        return [field for index in range(len(value)) for field in _fields(document, (*path, index))]
    if not isinstance(value, dict):
        return []
    around = document.marks[path].value
    return [
        (*path, key)
        for key in value
        if (mark := document.marks.get((*path, key))) and mark.key and around[:2] <= mark.key[:2] and mark.value[2:] <= around[2:]
    ]


def _without(value: Any, path: PathKey) -> Any:
    """A copy without the field; what it does not touch is shared."""
    head, *rest = path
    if isinstance(value, list):
        return [_without(item, tuple(rest)) if index == head else item for index, item in enumerate(value)]
    if not rest:
        return {key: item for key, item in value.items() if key != head}
    return {key: _without(item, tuple(rest)) if key == head else item for key, item in value.items()}


def _idle(document: ManifestDocument, path: PathKey, admitted: Object) -> IdleField:
    mark, written = document.marks[path], document_value(document, path)
    if written in (None, "", [], {}):
        return IdleField(path, mark.whole, "empty")
    there = _at(admitted, path)
    if not _within(written, there):
        return IdleField(path, mark.whole, "ignored")
    return IdleField(path, mark.whole, "default", "" if isinstance(there, dict | list) else scalar_text(there))


def _within(written: Any, there: Any) -> bool:
    """Whether all that is written is there, beside what may have been added."""
    if isinstance(written, dict) and isinstance(there, dict):
        return all(key in there and _within(item, there[key]) for key, item in written.items())
    return bool(written == there)


def _at(value: Any, path: PathKey) -> Any:
    for part in path:
        if isinstance(value, dict):
            value = value.get(part)
        else:
            value = value[part] if isinstance(value, list) and isinstance(part, int) and part < len(value) else None
    return value
