"""A lab as a value: its parsed `lab.yaml`, its files, and a variant's world. Pure: text in, value out.

`read_lab(files)` takes every file of the lab's folder by its path and never raises: what is wrong comes
back as findings that name file, line, field and a suggestion.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import msgspec
from jsonschema import Draft202012Validator, ValidationError

from playground.cluster import manifest
from playground.cluster.manifest import Mark, PathKey
from playground.grading.findings import Finding
from playground.grading.format import LabFile
from playground.grading.schema import ONE_OF, json_schema

LAB_FILE = "lab.yaml"


@dataclass(frozen=True, slots=True)
class Lab:
    """One immutable revision of a lab. `files` holds every text of the folder, `marks` the line and column of each path of
    lab.yaml."""

    track: str
    slug: str
    spec: LabFile
    files: Mapping[str, str]
    marks: Mapping[PathKey, tuple[int, int]]

    @property
    def address(self) -> str:
        return f"{self.track}/{self.slug}"

    @property
    def digest(self) -> str:
        """Changes with any file: names an immutable revision."""
        return sha256(msgspec.json.encode(sorted(self.files.items()))).hexdigest()

    def line(self, *path: str | int) -> int:
        """The line of a field of lab.yaml, or of the nearest parent that is there."""
        return _nearest(self.marks, path)[0]

    def finding(self, path: PathKey, code: str, message: str, suggestion: str = "") -> Finding:
        """Something about a field of lab.yaml."""
        line, column = _nearest(self.marks, path)
        return Finding(LAB_FILE, line, code, message, suggestion, column)

    def folder(self, name: str) -> dict[str, str]:
        """The texts directly or deeper under `name/`, by their path below it, in order."""
        return {path[len(name) + 1 :]: text for path, text in sorted(self.files.items()) if path.startswith(f"{name}/")}

    def submissions(self, folder: str) -> dict[str, dict[str, str]]:
        """`solutions/` or `mistakes/`: each file is one submission, each sub-folder one of several files."""
        found: dict[str, dict[str, str]] = {}
        for path, text in self.folder(folder).items():
            name, _, rest = path.partition("/")
            found.setdefault(name, {})[rest or name] = text
        return found


def read_lab(track: str, slug: str, files: Mapping[str, str]) -> tuple[Lab | None, list[Finding]]:
    """The lab, or None with the reasons. The files must hold `lab.yaml`."""
    text = files.get(LAB_FILE)
    if text is None:
        return None, [Finding(LAB_FILE, 1, "E100", "the file is missing")]
    read = manifest.read(text, LAB_FILE)
    problems = [problem for document in read.documents for problem in document.problems]
    if problems or len(read.documents) != 1:
        found = [Finding(LAB_FILE, problem.span.line, "E101", problem.message, "", problem.span.column) for problem in problems]
        return None, found or [Finding(LAB_FILE, 1, "E101", "the file must hold exactly one YAML document")]
    document = read.documents[0]
    marks = {path: _start(mark) for path, mark in document.marks.items()}
    errors = []
    for path, message, suggestion in _schema_errors(document.value):
        line, column = _nearest(marks, path)
        errors.append(Finding(LAB_FILE, line, "E102", message, suggestion, column))
    if errors:
        return None, errors
    spec = msgspec.convert(document.value, LabFile)
    return Lab(track, slug, spec, dict(files), marks), []


def _start(mark: Mark) -> tuple[int, int]:
    span = mark.key or mark.value
    return span.line, span.column


def _nearest(marks: Mapping[PathKey, tuple[int, int]], path: PathKey) -> tuple[int, int]:
    while path and path not in marks:
        path = path[:-1]
    return marks.get(path, (1, 1))


TELLING = ("additionalProperties", "minProperties", "maxProperties")
"""Of several reasons why something is none of what it may be, those that say the most."""

_VALIDATOR = Draft202012Validator(json_schema())


def _schema_errors(value: Any) -> Iterator[tuple[PathKey, str, str]]:
    for error in sorted(_VALIDATOR.iter_errors(value), key=lambda error: [str(part) for part in error.absolute_path]):
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


# -- variants

NAMESPACE_PARAM = "ns"

PLACEHOLDER = re.compile(r"\$\{([a-z][a-z0-9_]*)\}")
SAFE_VALUE = re.compile(r"^[A-Za-z0-9._-]+$")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"

Params = Mapping[str, str | int]


def draw(lab: Lab, seed: str) -> dict[str, str | int]:
    """The parameters of one variant. The same seed gives the same variant."""
    drawn: dict[str, str | int] = {}
    for name, param in lab.spec.params.items():
        number = int.from_bytes(sha256(f"{seed}/{lab.spec.id}/{name}".encode()).digest(), "big")
        if param.choice:
            drawn[name] = param.choice[number % len(param.choice)]
        elif param.int_:
            low, high = param.int_
            drawn[name] = low + number % (high - low + 1)
        elif param.name:
            letters = ""
            for _ in range(param.name.length):
                number, digit = divmod(number, len(_LETTERS))
                letters += _LETTERS[digit]
            drawn[name] = param.name.prefix + letters
    return drawn


def fill(text: str, params: Params) -> str:
    """`${name}` in a text that people read (Markdown, a starter file, a message)."""
    return PLACEHOLDER.sub(lambda match: str(params.get(match[1], match[0])), text)


def substitute(value: Any, params: Params) -> Any:
    """`${name}` in the scalars (and keys) of a parsed value. A scalar that is nothing else takes the parameter's type."""
    if isinstance(value, str):
        whole = PLACEHOLDER.fullmatch(value)
        if whole and whole[1] in params:
            return params[whole[1]]
        return fill(value, params)
    if isinstance(value, dict):
        return {fill(key, params): substitute(item, params) for key, item in value.items()}
    if isinstance(value, list):
        return [substitute(item, params) for item in value]
    return value


def namespace(lab: Lab, params: Params) -> str:
    """The lab's own: where probes, trouble, the editor and the terminal are if they name none."""
    return fill(lab.spec.world.namespace, params) or str(params.get(NAMESPACE_PARAM, "default"))
