"""The pieces that a drawing is made of, kept from one drawing to the next.

A piece is a function of its sources. As long as these are the same, nobody draws it again; objects of the store are never
changed in place, so "the same" is a matter of identity. So the cost of the next drawing follows what changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, TypeVar

from playground.diagram.part import Item, Part

Value = TypeVar("Value")
Key = tuple[str, ...]
"""What the piece is about, and the object that it belongs to."""


class Piece(NamedTuple):
    sources: tuple[Any, ...]
    made: Any


class Pieces:
    """Asked for the pieces of a new drawing one after the other; takes from the former drawing what still holds."""

    def __init__(self, before: Mapping[Key, Piece]) -> None:
        self._before = before
        self.now: dict[Key, Piece] = {}
        self.parts: list[Part] = []

    def draw(self, key: Key, make: Callable[..., None], *sources: Any, using: tuple[Any, ...] = ()) -> None:
        """The piece that `make(part, *using, *sources)` draws. `sources` are all that it reads and that may change."""
        known = self._before.get(key)
        if known is None or not _same(known.sources, sources):
            part = Part()
            make(part, *using, *sources)
            known = Piece(sources, part if known is None else _kept(part, known.made))
        self.now[key] = known
        self.parts.append(known.made)

    def known(self, key: Key) -> tuple[Any, ...] | None:
        """The sources of the former drawing's piece."""
        found = self._before.get(key)
        return found.sources if found else None

    def value(self, key: Key, make: Callable[..., Value], *sources: Any) -> Value:
        """Something that several pieces are made with: `make(*sources)`."""
        known = self._before.get(key)
        if known is None or not _same(known.sources, sources):
            made = make(*sources)
            known = Piece(sources, known.made if known is not None and type(made) is dict and made == known.made else made)
        self.now[key] = known
        return known.made  # type: ignore[no-any-return]


def _same(old: tuple[Any, ...], new: tuple[Any, ...]) -> bool:
    """Objects of the store are told apart by identity: another revision of one always differs."""
    if len(old) != len(new):
        return False
    for a, b in zip(old, new, strict=True):  # noqa: SIM110 (a generator takes twice as long, a thousand times)
        if a is not b and (type(a) is dict or a != b):
            return False
    return True


def _kept(part: Part, before: Part) -> Part:
    """Items that came out as they were are the old ones, so that a difference sees at once that nothing changed."""
    return Part(_again(part.nodes, before.nodes), _again(part.edges, before.edges))


def _again(items: list[Item], before: Iterable[Item]) -> list[Item]:
    known = {item["id"]: item for item in before}
    return [old if (old := known.get(item["id"])) == item else item for item in items]
