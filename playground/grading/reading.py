"""What authors write as YAML to typed values, with the line and column of every field; what is wrong comes back as findings."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec
from jsonschema import Draft202012Validator, ValidationError

from playground.cluster import manifest
from playground.cluster.manifest import Mark, PathKey
from playground.grading.findings import Finding
from playground.grading.schema import ONE_OF

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    value: T
    marks: Mapping[PathKey, tuple[int, int]]


def validator(schema: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator(schema)


def read_as(text: str, file: str, kind: type[T], valid: Draft202012Validator, first: int = 1) -> tuple[Read[T] | None, list[Finding]]:
    """One YAML document, or None with the reasons. `first` is the line of the file on which the text begins."""
    read = manifest.read(text, file)
    problems = [problem for document in read.documents for problem in document.problems]
    below = first - 1
    if problems or len(read.documents) != 1:
        found = [Finding(file, problem.span.line + below, "E101", problem.message, "", problem.span.column) for problem in problems]
        return None, found or [Finding(file, first, "E101", "there must be exactly one YAML document")]
    document = read.documents[0]
    marks = {path: _start(mark, below) for path, mark in document.marks.items()}
    errors = []
    for path, message, suggestion in _schema_errors(document.value, valid):
        line, column = nearest(marks, path, first)
        errors.append(Finding(file, line, "E102", message, suggestion, column))
    if errors:
        return None, errors
    return Read(msgspec.convert(document.value, kind), marks), []


def _start(mark: Mark, below: int) -> tuple[int, int]:
    span = mark.key or mark.value
    return span.line + below, span.column


def nearest(marks: Mapping[PathKey, tuple[int, int]], path: PathKey, first: int = 1) -> tuple[int, int]:
    """The place of a field, or of the nearest parent that is there."""
    while path and path not in marks:
        path = path[:-1]
    return marks.get(path, (first, 1))


TELLING = ("additionalProperties", "minProperties", "maxProperties")
"""Of several reasons why something is none of what it may be, those that say the most."""

def _schema_errors(value: Any, valid: Draft202012Validator) -> Iterator[tuple[PathKey, str, str]]:
    for error in sorted(valid.iter_errors(value), key=lambda error: [str(part) for part in error.absolute_path]):
        yield from _explain(error)


def _explain(error: ValidationError) -> Iterator[tuple[PathKey, str, str]]:
    path = tuple(error.absolute_path)
    where = ".".join(map(str, path)) or "the file"
    rules: dict[str, Any] = error.schema if isinstance(error.schema, dict) else {}
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        known = list(rules.get("properties", {}))
        for name in error.instance:
            if name not in known:
                near = difflib.get_close_matches(str(name), known, n=1)
                yield (*path, name), f"{where}: unknown field {name!r}", near[0] if near else ""
        return
    if error.validator in ("minProperties", "maxProperties") and rules.get("title") in ONE_OF:
        yield path, f"{where}: exactly one of {', '.join(rules['properties'])}", ""
        return
    if error.context and error.validator == "anyOf":
        deepest = max(error.context, key=lambda inner: (len(inner.absolute_path), inner.validator in TELLING))
        if len(deepest.absolute_path) > len(error.absolute_path) or deepest.validator in TELLING:
            yield from _explain(deepest)
            return
    yield path, f"{where}: {error.message[:200]}", ""
