"""A whole file as the learner wrote it: its documents, each with value, positions and problems. Never raises.

A file is cut into documents as kubectl cuts it, before any YAML is read: so one bad document does not hide the others,
and go-yaml's line numbers count from the start of their document.

Models: apimachinery/pkg/util/yaml/decoder.go YAMLReader.Read
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from playground.cluster.manifest.composer import Document, compose
from playground.cluster.manifest.errors import YamlError
from playground.cluster.manifest.positions import Mark, PathKey, Span
from playground.cluster.manifest.tree import LEARNER, Limits

SEPARATOR = "---"
MAX_DOCUMENTS = 50
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a document can't be read as it stands. `message` is go-yaml's text (lines counted from the document's start);
    the span is in the file. `fatal` means that there is no value."""

    message: str
    span: Span
    problem: str = ""
    context: Span | None = None
    fatal: bool = True


@dataclass(eq=False)
class ManifestDocument:
    """One document of a file. `line` is the file's line on which its text starts; `value` is None if it can't be read."""

    file: str
    number: int
    line: int
    text: str = field(repr=False)
    value: Any
    problems: tuple[Problem, ...] = ()
    source: Document | None = field(default=None, repr=False)
    inside: PathKey = ()  # of an entry of a List: where in the document it stands

    @property
    def readable(self) -> bool:
        return not any(problem.fatal for problem in self.problems)

    @cached_property
    def marks(self) -> dict[PathKey, Mark]:
        """Every field's place in the file."""
        if self.source is None:
            return {}
        lines = self.line - 1
        return {
            path[len(self.inside) :]: Mark(mark.value.down(lines), mark.key.down(lines) if mark.key else None)
            for path, mark in self.source.marks.items()
            if path[: len(self.inside)] == self.inside
        }

    def mark(self, path: PathKey) -> Mark | None:
        """The place of a field, or of the nearest field around it that is written down."""
        for length in range(len(path), 0 if not self.inside else -1, -1):
            if (found := self.marks.get(path[:length])) is not None:
                return found
        root = self.source.root if self.source else None
        return Mark(root.span.down(self.line - 1)) if root else None


@dataclass(frozen=True, slots=True)
class Manifest:
    """A file and its documents; those that are empty or only comments are left out."""

    file: str
    text: str
    documents: tuple[ManifestDocument, ...]

    @property
    def readable(self) -> bool:
        return all(document.readable for document in self.documents)

    @property
    def objects(self) -> tuple[ManifestDocument, ...]:
        """The documents as kubectl takes them: a List is taken apart, and its entries are numbered as documents are.

        Models: cli-runtime/pkg/resource/visitor.go FlattenListVisitor
        """
        taken = [part for document in self.documents for part in _entries(document)]
        return tuple(replace(part, number=number) for number, part in enumerate(taken))


def read(text: str, file: str = "", limits: Limits = LEARNER) -> Manifest:
    """Every document of a text, with what is wrong with it."""
    if len(text) > limits.bytes or len(text.encode("utf-8", "replace")) > limits.bytes:
        problem = Problem(f"the file is too large: limit is {limits.bytes} bytes", Span(1, 1, 1, 1))
        return Manifest(file, text, (ManifestDocument(file, 0, 1, "", None, (problem,)),))
    documents: list[ManifestDocument] = []
    for line, chunk in _split(text):
        document = _read_document(file, len(documents), line, chunk, limits)
        if document.value is not None or document.problems:
            documents.append(document)
        if len(documents) > MAX_DOCUMENTS:
            problem = Problem(f"the file has more than {MAX_DOCUMENTS} documents", Span(line, 1, line, 1))
            documents[-1] = ManifestDocument(file, len(documents) - 1, line, chunk, None, (problem,))
            break
    return Manifest(file, text, tuple(documents))


def _read_document(file: str, number: int, line: int, text: str, limits: Limits) -> ManifestDocument:
    try:
        source = compose(text, limits)
    except YamlError as error:
        return ManifestDocument(file, number, line, text, None, (_problem(error, line - 1),))
    duplicates = tuple(
        Problem(item.message, item.key.down(line - 1), "duplicate key", item.first.down(line - 1), fatal=False)
        for item in source.duplicates
    )
    return ManifestDocument(file, number, line, text, source.value, duplicates, source)


def _entries(document: ManifestDocument) -> list[ManifestDocument]:
    """The entries of a List, each with what is wrong in it; of anything else, itself."""
    value = document.value
    if not document.readable or not isinstance(value, dict) or not str(value.get("kind", "")).endswith("List"):
        return [document]
    if not isinstance(items := value.get("items"), list) or not items:
        return [document]
    found = [replace(document, value=item, problems=(), inside=("items", number)) for number, item in enumerate(items)]
    return [replace(part, problems=_within(document.problems, part.marks[()].value)) for part in found]


def _within(problems: tuple[Problem, ...], span: Span) -> tuple[Problem, ...]:
    return tuple(problem for problem in problems if span.line <= problem.span.line <= span.end_line)


def _problem(error: YamlError, lines: int) -> Problem:
    context = error.context.down(lines) if error.context else None
    return Problem(error.message, error.span.down(lines), error.problem, context)


def _split(text: str) -> Iterator[tuple[int, str]]:
    """(first line, text) of each document. A separator that nothing precedes stays in its document."""
    start = 1
    chunk: list[str] = []
    for number, line in enumerate(_LINE.findall(text), 1):
        if chunk and line.startswith(SEPARATOR) and _only_comment(line[len(SEPARATOR) :]):
            yield start, "".join(chunk)
            start, chunk = number + 1, []
        else:
            chunk.append(line)
    if chunk:
        yield start, "".join(chunk)


def _only_comment(rest: str) -> bool:
    stripped = rest.strip()
    return not stripped or stripped.startswith("#")
