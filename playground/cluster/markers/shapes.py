"""Whether a value could stand where a type is expected, and how to say what is expected."""

from __future__ import annotations

from typing import Any

from playground.cluster.objects.kinds import by_api
from playground.cluster.objects.schema import Type, type_of
from playground.cluster.saying import say

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
    "struct": say("fields indented below it"),
    "map": say("`key: value` pairs indented below it"),
    "list": say("a list, each entry starting with `- `"),
    "string": say("text"),
    "bytes": say("text in Base64"),
    "time": say("a time such as `2026-01-01T00:00:00Z`"),
    "integer": say("a whole number"),
    "number": say("a number"),
    "int-or-string": say("a port number or a port's name"),
    "quantity": say("a quantity such as `1Gi` or `500m`"),
    "boolean": say("true or false"),
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
