"""The text around a mistake, and the trial that a proposed fix must pass before it is offered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf

from playground.cluster.manifest import Edit, ManifestDocument, Problem, apply_edits, read

_BREAK = re.compile(r"\r\n|\n|\r")
_MAX_TRIAL = 16 * 1024


@dataclass(frozen=True, eq=False)
class Page:
    """One document in its file."""

    text: str
    document: ManifestDocument

    @cached_property
    def lines(self) -> list[str]:
        """The file's lines; line 1 is `lines[0]`."""
        return _BREAK.split(self.text)

    def line(self, number: int) -> str:
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    @cached_property
    def numbers(self) -> range:
        """The numbers of the document's lines."""
        first = self.document.line
        return range(first, first + len(_BREAK.split(self.document.text.rstrip("\r\n"))))

    def content_before(self, number: int) -> int | None:
        """The last line before a line that is neither empty nor a comment."""
        return next((n for n in range(number - 1, self.numbers.start - 1, -1) if is_content(self.line(n))), None)

    def after(self, edits: Iterable[Edit]) -> ManifestDocument | None:
        """The document once edited, its lines counted from 1; None if nothing is left (or trying costs too much).
        Edits count lines in the file, but only this document is read again."""
        text, up = self.document.text, 1 - self.document.line
        if len(text) > _MAX_TRIAL:
            return None
        edited = apply_edits(text, [Edit(edit.span.down(up), edit.text) for edit in edits])
        read_again = read(edited, self.document.file)
        found = read_again.objects if self.document.inside else read_again.documents
        return next((part for part in found if part.inside == self.document.inside), None)

    def reach(self, edits: Sequence[Edit]) -> float:
        """How far down the document can be read afterwards: the line of its next mistake (as numbered before the edits),
        infinity if there is none."""
        after = self.after(edits)
        if after is None:
            return 0
        removed = sum(span.end_line - span.line - text.count("\n") for span, text in edits)
        lines = self.document.line - 1 + removed
        return min((item.span.line + lines for item in after.problems if item.fatal), default=inf)

    def helps(self, problem: Problem, edits: Sequence[Edit]) -> bool:
        """The document can be read afterwards, or its first mistake lies further down."""
        return self.reach(edits) > problem.span.line


def indent_of(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def is_content(line: str) -> bool:
    stripped = line.strip()
    return bool(stripped) and not stripped.startswith("#")
