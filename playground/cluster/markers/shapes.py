"""Whether a value could stand where a type is expected, and how to say what is expected."""

from __future__ import annotations

from typing import Any

from playground.cluster.objects.kinds import by_api
from playground.cluster.objects.schema import Type, type_of

COMPOUND = ("struct", "map", "list")

_HOLDS: dict[str, tuple[type, ...]] = {
    "struct": (dict,),
    "map": (dict,),
    "list": (list,),
    "string": (str,),
    "bytes": (str,),
    "time": (str,),
    "integer": (int,),
    "number": (int, float),
    "int-or-string": (int, str),
    "quantity": (int, float, str),
    "boolean": (),
}

WORDS: dict[str, str] = {
    "struct": "fields indented below it",
    "map": "`key: value` pairs indented below it",
    "list": "a list, each entry starting with `- `",
    "string": "text",
    "bytes": "text in Base64",
    "time": "a time such as `2026-01-01T00:00:00Z`",
    "integer": "a whole number",
    "number": "a number",
    "int-or-string": "a port number or a port's name",
    "quantity": "a quantity such as `1Gi` or `500m`",
    "boolean": "true or false",
}


def holds(expected: Type, value: Any) -> bool:
    """Whether the outermost layer of a value fits a type. Null fits everything."""
    if value is None or expected.shape == "any":
        return True
    if isinstance(value, bool):
        return expected.shape == "boolean"
    return isinstance(value, _HOLDS[expected.shape])


def root_of(value: Any) -> Type | None:
    """The type of an object by what it says of itself, None if its kind is not served."""
    if not isinstance(value, dict):
        return None
    kind = by_api(str(value.get("apiVersion")), str(value.get("kind")))
    return type_of(kind) if kind else None
