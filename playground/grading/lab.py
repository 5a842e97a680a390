"""A lab as a value: its parsed `lab.yaml`, its files, and a variant's world. Pure: text in, value out.

`read_lab(files)` takes every file of the lab's folder by its path and never raises: what is wrong comes
back as findings that name file, line, field and a suggestion.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import msgspec

from playground.cluster.manifest import PathKey
from playground.grading.findings import Finding
from playground.grading.format import LabFile
from playground.grading.reading import nearest, read_as, validator
from playground.grading.schema import json_schema

LAB_FILE = "lab.yaml"
VALIDATOR = validator(json_schema())


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
        return nearest(self.marks, path)[0]

    def finding(self, path: PathKey, code: str, message: str, suggestion: str = "") -> Finding:
        """Something about a field of lab.yaml."""
        line, column = nearest(self.marks, path)
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
    read, findings = read_as(text, LAB_FILE, LabFile, VALIDATOR)
    return (Lab(track, slug, read.value, dict(files), read.marks) if read else None), findings


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
