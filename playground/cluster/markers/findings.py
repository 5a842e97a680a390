"""What does not fit the kind: unknown fields and wrong types, wherever they are in the document.

The API server stops at the first wrong type; a learner wants to see all of them at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playground.cluster.fields import Path
from playground.cluster.manifest import PathKey
from playground.cluster.markers.shapes import WORDS, holds
from playground.cluster.objects.schema import Type, child
from playground.cluster.saying import say


@dataclass(frozen=True, slots=True)
class Finding:
    """A field that the kind does not have (`expected` is that of the object around it), or a value of the wrong type
    (`expected` is the right one)."""

    path: PathKey
    unknown: bool
    expected: Type
    value: Any

    @property
    def message(self) -> str:
        where = Path(self.path)
        if self.unknown:
            return f'unknown field "{where}"'
        return say("{field}: expected {wanted}, found {found}", field=where, wanted=WORDS[self.expected.shape], found=describe(self.value))


def findings(value: Any, expected: Type, path: PathKey = ()) -> Iterator[Finding]:
    """In the order of the text; nothing is looked for below a field that is itself wrong."""
    if not holds(expected, value):
        yield Finding(path, False, expected, value)
    elif isinstance(value, dict):
        for key, item in value.items():
            inner = child(expected, key)
            if inner is not None:
                yield from findings(item, inner, (*path, key))
            elif expected.shape == "struct":
                yield Finding((*path, key), True, expected, item)
    elif isinstance(value, list) and expected.item is not None:
        for index, item in enumerate(value):
            yield from findings(item, expected.item, (*path, index))


def describe(value: Any) -> str:
    match value:
        case None:
            return say("nothing")
        case bool():
            return say("the boolean {value}", value=str(value).lower())
        case str():
            return say('the text "{value}"', value=value if len(value) < 40 else value[:37] + "...")
        case int() | float():
            return say("the number {value}", value=value)
        case list():
            return say("a list")
        case _:
            return say("an object with fields")
