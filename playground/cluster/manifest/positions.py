"""Where something is in a text: lines and columns count from 1, in characters; an end is exclusive."""

from __future__ import annotations

import re
from bisect import bisect_right
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


_YAML_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_BREAK = re.compile("\r\n|[\n\r]")


class Ruler:
    """From YAML 1.1's lines, which also end at NEL, LS and PS, to those of an editor, which don't."""

    def __init__(self, text: str) -> None:
        self.yaml = [0, *(match.end() for match in _YAML_BREAK.finditer(text))]
        self.editor = [0, *(match.end() for match in _BREAK.finditer(text))]

    @staticmethod
    def is_needed(text: str) -> bool:
        return any(char in text for char in "\x85\u2028\u2029")

    def span(self, span: Span) -> Span:
        return Span(*self._place(span.line, span.column), *self._place(span.end_line, span.end_column))

    def _place(self, line: int, column: int) -> tuple[int, int]:
        offset = self.yaml[min(line, len(self.yaml)) - 1] + column - 1
        number = bisect_right(self.editor, offset)
        return number, offset - self.editor[number - 1] + 1
