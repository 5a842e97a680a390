"""Where something is in a text: lines and columns count from 1, in characters; an end is exclusive."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    line: int
    column: int
    end_line: int
    end_column: int

    def to(self, other: Span) -> Span:
        """From the start of this one to the end of the other."""
        return Span(self.line, self.column, other.end_line, other.end_column)

    def down(self, lines: int) -> Span:
        """The same place in a text that has so many more lines before it."""
        return Span(self.line + lines, self.column, self.end_line + lines, self.end_column)


class Mark(NamedTuple):
    """Where a field is written. `key` is the name's place, None for list items and for the root."""

    value: Span
    key: Span | None = None

    @property
    def whole(self) -> Span:
        return self.key.to(self.value) if self.key else self.value


PathKey = tuple[str | int, ...]
"""A place in a document: `("spec", "ports", 0, "port")`."""
