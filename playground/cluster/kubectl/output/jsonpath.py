"""JSONPath templates filled in: `{range .items[*]}{.metadata.name}{"\\n"}{end}`.

Models: client-go/util/jsonpath/jsonpath.go
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from playground.cluster.fields import go_quote
from playground.cluster.kubectl.output.pathsyntax import (
    Deep,
    Every,
    Field,
    Filter,
    Literal,
    Node,
    Operand,
    PathSyntaxError,
    Range,
    Slice,
    Step,
    Union,
    parse,
    parse_path,
)
from playground.cluster.kubectl.yamltext import json_text

__all__ = ["PathError", "PathSyntaxError", "Step", "go_syntax", "parse", "parse_path", "render", "text_of", "values"]


class PathError(ValueError):
    """A template that can't be filled in."""


def render(template: str, value: Any) -> str:
    """Raises PathSyntaxError, PathError."""
    return "".join(_render(parse(template), value, value))


def values(path: tuple[Step, ...], value: Any, missing: bool = True) -> list[Any]:
    """What a path finds. Raises PathError, for a missing field only if `missing` is not allowed."""
    return _walk(path, [value], value, missing)


def _render(nodes: tuple[Node, ...], value: Any, root: Any) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, str):
            yield node
        elif isinstance(node, Range):
            for item in _walk(node.path, [value], root, True):
                yield from _render(node.body, item, item)
        else:
            yield " ".join(text_of(each) for each in _walk(node, [value], root, True))


def text_of(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    return json_text(value, indent=None) if isinstance(value, dict | list) else str(value)


# -- walking


def _walk(steps: tuple[Step, ...], found: list[Any], root: Any, missing: bool) -> list[Any]:
    for step in steps:
        found = [each for value in found for each in _step(step, value, root, missing)]
    return found


def _step(step: Step, value: Any, root: Any, missing: bool) -> Iterator[Any]:
    match step:
        case Field(name):
            if isinstance(value, dict) and name in value:
                yield value[name]
            elif not missing:
                raise PathError(f"{name} is not found")
        case Every():
            if isinstance(value, dict):
                yield from (value[key] for key in sorted(value))
            elif isinstance(value, list):
                yield from value
        case Deep():
            yield from _below(value)
        case Slice():
            yield from _sliced(step, value, missing)
        case Union(paths):
            for path in paths:
                yield from _walk(path, [value], root, missing)
        case Filter():
            if not isinstance(value, list):
                if value is None and missing:
                    return
                raise PathError(f"{go_syntax(value)} is not array or slice and cannot be filtered")
            yield from (item for item in value if _holds(step, item, root))


def _below(value: Any) -> Iterator[Any]:
    yield value
    inner = [value[key] for key in sorted(value)] if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in inner:
        yield from _below(each)


def _sliced(step: Slice, value: Any, missing: bool) -> Iterator[Any]:
    if not isinstance(value, list):
        if value is None and missing:
            return
        raise PathError(f"{text_of(value)} is not array or slice")
    if step.single:
        index = step.start or 0
        place = index + len(value) if index < 0 else index
        if not 0 <= place < len(value):
            raise PathError(f"array index out of bounds: index {place if index < 0 else index}, length {len(value)}")
        yield value[place]
        return
    yield from value[step.start : step.end : step.step]


def _holds(step: Filter, item: Any, root: Any) -> bool:
    left = _side(step.left, item, root)
    if step.operator == "exists":
        return bool(left)
    right = _side(step.right, item, root)
    if len(left) != 1 or len(right) != 1:
        return False
    one, other = left[0], right[0]
    if step.operator in ("==", "!="):
        return bool(one == other) == (step.operator == "==")
    if type(one) is not type(other):
        return False
    return bool({"<": one < other, ">": one > other, "<=": one <= other, ">=": one >= other}[step.operator])


def _side(operand: Operand, item: Any, root: Any) -> list[Any]:
    return [operand.value] if isinstance(operand, Literal) else _walk(operand, [item], root, True)


def go_syntax(value: Any) -> str:
    """Go's %#v of a decoded JSON value."""
    if isinstance(value, dict):
        return "map[string]interface {}{" + ", ".join(f"{go_quote(key)}:{go_syntax(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, list):
        return "[]interface {}{" + ", ".join(map(go_syntax, value)) + "}"
    if isinstance(value, str):
        return go_quote(value)
    return "interface {}(nil)" if value is None else text_of(value)
