"""Changes to a text, as an editor applies them: replace what a span covers. A fix or a what-if is a tuple of these."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from playground.cluster.manifest.positions import Span

_BREAK = re.compile(r"\r\n|\n|\r")


class Edit(NamedTuple):
    """Replace the text of a span (all spans count in the text before any edit)."""

    span: Span
    text: str

    def wire(self) -> dict[str, int | str]:
        return {**self.span._asdict(), "text": self.text}


def replace_line(line: int, old: str, new: str) -> Edit:
    """Change a line's content, keeping its end."""
    return Edit(Span(line, 1, line, len(old) + 1), new)


def insert_line(line: int, text: str) -> Edit:
    """A new line before the given one."""
    return Edit(Span(line, 1, line, 1), text + "\n")


def delete_line(line: int) -> Edit:
    return Edit(Span(line, 1, line + 1, 1), "")


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """The text after all edits. They may not overlap."""
    starts = [0, *(match.end() for match in _BREAK.finditer(text))]

    def offset(line: int, column: int) -> int:
        return min(starts[line - 1] + column - 1, len(text)) if line <= len(starts) else len(text)

    for span, new in sorted(edits, key=lambda edit: edit.span[:2], reverse=True):
        begin, end = offset(span.line, span.column), offset(span.end_line, span.end_column)
        text = text[:begin] + new + text[end:]
    return text
