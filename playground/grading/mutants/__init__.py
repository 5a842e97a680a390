"""Mutants: a solution with one deliberate mistake. A lab's checks must catch those that change what the cluster does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from playground.cluster import manifest
from playground.cluster.manifest import ManifestDocument
from playground.cluster.manifest.rewrite import block
from playground.grading.mutants.operators import REMOVE, Path, mistakes

DROPPED = "document left out"


@dataclass(frozen=True, slots=True)
class Mutant:
    """`name` is stable: `Service/web: selector app: wrong value`. `line` and `column` are of the mistake, in the solution's
    file `file`; `files` is what is handed in."""

    name: str
    file: str
    line: int
    column: int
    files: Mapping[str, str]

    @property
    def subject(self) -> str:
        """The name of the object that has the mistake."""
        return self.name.partition(": ")[0].partition("/")[2]


def mutants(files: Mapping[str, str]) -> Iterator[Mutant]:
    """Every mutant of a solution whose parameters are filled in."""
    for path, text in files.items():
        documents = manifest.read(text, path).objects
        for number, document in enumerate(documents):
            obj = document.value
            if not _is_object(obj):
                continue
            owner = f"{obj['kind']}/{obj['metadata']['name']}"
            if len(documents) > 1 or len(files) > 1:
                yield _mutant(f"{owner}: {DROPPED}", files, path, documents, number, None, ())
            for mistake in mistakes(obj):
                changed = obj
                for where, value in mistake.changes:
                    changed = changed_at(changed, where, value)
                if changed != obj:
                    yield _mutant(f"{owner}: {mistake.what}", files, path, documents, number, changed, mistake.changes[0][0])


def _is_object(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("metadata"), dict) and isinstance(value["metadata"].get("name"), str)


def _mutant(
    name: str, files: Mapping[str, str], path: str, documents: tuple[ManifestDocument, ...], number: int, changed: Any, where: Path
) -> Mutant:
    values = [document.value if place != number else changed for place, document in enumerate(documents)]
    text = "---\n".join("\n".join(block(value, 0)) + "\n" for value in values if value is not None)
    mark = documents[number].mark(where)
    span = (mark.key or mark.value) if mark else None
    line, column = (span.line, span.column) if span else (documents[number].line, 1)
    return Mutant(name, path, line, column, {**files, path: text or "# nothing\n"})


def changed_at(value: Any, path: Path, new: Any) -> Any:
    """A copy with another value at a path; what is around it is made where it is missing, and shared where it isn't."""
    first, rest = path[0], path[1:]
    if isinstance(value, list) and isinstance(first, int):
        item = changed_at(value[first], rest, new) if rest else new
        return [*value[:first], item, *value[first + 1 :]]
    around = value if isinstance(value, dict) else {}
    if rest:
        return {**around, first: changed_at(around.get(first), rest, new)}
    if new is REMOVE:
        return {key: item for key, item in around.items() if key != first}
    return {**around, first: new}
