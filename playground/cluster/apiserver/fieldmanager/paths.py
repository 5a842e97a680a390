"""Sets of field paths, and their JSON form fieldsV1.

A path is a tuple of elements in the spelling of fieldsV1: `f:spec` a field or map key, `k:{"port":80}` an item of a
keyed list, `v:"a"` an item of a set, `i:0` an index.

Models: structured-merge-diff/fieldpath set.go, serialize.go, serialize-pe.go, element.go
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from playground.cluster.fields import go_quote
from playground.cluster.objects.kinds import Object

FieldPath = tuple[str, ...]
PathSet = set[FieldPath]

_ORDER = {"f": 0, "k": 1, "v": 2, "i": 3}


def field_element(name: str) -> str:
    return f"f:{name}"


def key_element(keys: Object) -> str:
    return f"k:{json.dumps(keys, separators=(',', ':'), sort_keys=True, ensure_ascii=False)}"


def value_element(value: Any) -> str:
    return f"v:{json.dumps(value, separators=(',', ':'), ensure_ascii=False)}"


def to_fields(paths: Iterable[FieldPath]) -> Object:
    """fieldsV1: nested, sorted, `.` where an element with children is a member itself."""
    members = set(paths)
    root: Object = {}
    for path in members:
        node = root
        for element in path:
            node = node.setdefault(element, {})
    return _dotted(root, members, ())


def _dotted(node: Object, paths: PathSet, prefix: FieldPath) -> Object:
    out: Object = {}
    if node and prefix in paths:
        out["."] = {}
    for element in sorted(node, key=_element_key) if len(node) > 1 else node:
        inner = node[element]
        out[element] = _dotted(inner, paths, (*prefix, element)) if inner else inner
    return out


def from_fields(fields: Object, prefix: FieldPath = ()) -> PathSet:
    """The members of a fieldsV1."""
    found: PathSet = set()
    for element, inner in fields.items():
        if element == ".":
            found.add(prefix)
            continue
        path = (*prefix, element)
        if not inner:
            found.add(path)
        else:
            found |= from_fields(inner, path)
    return found


def in_order(paths: PathSet) -> Iterator[FieldPath]:
    """Members of a level, sorted, before those of deeper levels. Models: Set.Iterate"""
    yield from _level(paths, ())


def _level(paths: PathSet, prefix: FieldPath) -> Iterator[FieldPath]:
    depth = len(prefix)
    members = sorted((path for path in paths if len(path) == depth + 1), key=_sort_key)
    yield from members
    deeper: dict[str, PathSet] = {}
    for path in paths:
        if len(path) > depth + 1:
            deeper.setdefault(path[depth], set()).add(path)
    for element in sorted(deeper, key=_element_key):
        yield from _level(deeper[element], (*prefix, element))


def path_text(path: FieldPath) -> str:
    """`.spec.ports[port=80,protocol="TCP"].name`"""
    return "".join(map(_element_text, path))


def _element_text(element: str) -> str:
    kind, _, rest = element.partition(":")
    match kind:
        case "f":
            return f".{rest}"
        case "k":
            pairs = json.loads(rest).items()
            return f"[{','.join(f'{key}={value_text(value)}' for key, value in pairs)}]"
        case "v":
            return f"[={value_text(json.loads(rest))}]"
        case _:
            return f"[{rest}]"


def value_text(value: Any) -> str:
    if isinstance(value, str):
        return go_quote(value)
    return json.dumps(value)


def with_containers(paths: PathSet) -> PathSet:
    """With the named fields above each path as members too. Models: Set.EnsureNamedFieldsAreMembers"""
    found = set(paths)
    for path in paths:
        for depth in range(1, len(path)):
            if path[depth - 1].startswith("f:"):
                found.add(path[:depth])
    return found


def _sort_key(path: FieldPath) -> tuple[tuple[int, str], ...]:
    return tuple(map(_element_key, path))


def _element_key(element: str) -> tuple[int, str]:
    return (_ORDER.get(element[0], 4), element)
