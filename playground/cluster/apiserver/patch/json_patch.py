"""JSON patch (RFC 6902), with the habits of the library that the API server uses.

Models: github.com/evanphx/json-patch v4 patch.go Patch.Apply
"""

from __future__ import annotations

import re
from typing import Any

from playground.cluster.objects.metadata import thaw


class PatchError(ValueError):
    """An operation that can't be done; the API server keeps its reason to itself."""


def apply(document: Any, operations: list[dict[str, Any]]) -> Any:
    """A patched copy. Raises PatchError."""
    holder = {"": thaw(document)}
    for operation in operations:
        act = _OPERATIONS.get(operation.get("op", ""))
        if act is None:
            raise PatchError(f"Unexpected kind: {operation.get('op', '')}")
        act(holder, operation)
    return holder[""]


def _add(holder: Any, operation: dict[str, Any]) -> None:
    _put(holder, _parts(operation, "path"), thaw(operation.get("value")))


def _put(holder: Any, parts: list[str], value: Any) -> None:
    parent, last = _parent(holder, parts)
    if isinstance(parent, list):
        if last == "-":
            parent.append(value)
        else:
            parent.insert(_position(last, len(parent) + 1), value)
    else:
        parent[last] = value


def _remove(holder: Any, operation: dict[str, Any]) -> Any:
    return _take(holder, _parts(operation, "path"))


def _take(holder: Any, parts: list[str]) -> Any:
    parent, last = _parent(holder, parts)
    if isinstance(parent, list):
        return parent.pop(_position(last, len(parent)))
    if last not in parent:
        raise PatchError(f"Unable to remove nonexistent key: {last}")
    return parent.pop(last)


def _replace(holder: Any, operation: dict[str, Any]) -> None:
    parts = _parts(operation, "path")
    _look(holder, parts)
    parent, last = _parent(holder, parts)
    parent[_position(last, len(parent)) if isinstance(parent, list) else last] = thaw(operation.get("value"))


def _move(holder: Any, operation: dict[str, Any]) -> None:
    value = _take(holder, _parts(operation, "from"))
    _put(holder, _parts(operation, "path"), value)


def _copy(holder: Any, operation: dict[str, Any]) -> None:
    _put(holder, _parts(operation, "path"), thaw(_look(holder, _parts(operation, "from"))))


def _test(holder: Any, operation: dict[str, Any]) -> None:
    expected = operation.get("value")
    try:
        found = _look(holder, _parts(operation, "path"))
    except PatchError:
        if expected is not None:
            raise
        return
    if not _equal(found, expected):
        raise PatchError(f"testing value {operation['path']} failed")


_OPERATIONS = {"add": _add, "remove": _remove, "replace": _replace, "move": _move, "copy": _copy, "test": _test}


def _parts(operation: dict[str, Any], name: str) -> list[str]:
    """The steps below the holder. Whatever stands before the first slash is lost."""
    path = operation.get(name)
    if not isinstance(path, str):
        raise PatchError(f"missing {name}")
    return [part.replace("~1", "/").replace("~0", "~") for part in path.split("/")[1:]]


def _parent(holder: Any, parts: list[str]) -> tuple[Any, str]:
    if not parts:
        return holder, ""
    parent = _look(holder, parts[:-1])
    if not isinstance(parent, dict | list):
        raise PatchError(f"missing parent: {'/'.join(parts)}")
    return parent, parts[-1]


def _look(holder: Any, parts: list[str]) -> Any:
    found = holder[""]
    for part in parts:
        if isinstance(found, list):
            found = found[_position(part, len(found))]
        elif isinstance(found, dict) and part in found:
            found = found[part]
        else:
            raise PatchError(f"missing path: {'/'.join(parts)}")
    return found


def _position(text: str, size: int) -> int:
    """An index; negative ones count from the end."""
    if not re.fullmatch("[+-]?[0-9]+", text, re.ASCII):
        raise PatchError(f"not an index: {text}")
    index = int(text)
    if not -size <= index < size:
        raise PatchError(f"index out of bounds: {text}")
    return index + size if index < 0 else index


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_equal(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_equal, one, other))
    return bool(one == other)
