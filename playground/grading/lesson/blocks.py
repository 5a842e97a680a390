"""The live blocks of a text: fences of the languages `world` and `trace`.

A `world` block holds manifests; a document before them that is no object (WorldBlock) says where it begins and what happens. A
`trace` block is one document (TraceBlock): who asks what.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from playground.cluster import manifest
from playground.grading import limits
from playground.grading.findings import Finding
from playground.grading.format import TraceBlock, WorldBlock
from playground.grading.lab import Lab
from playground.grading.markdown import FENCE
from playground.grading.reading import read_as, validator
from playground.grading.schema import schema_of

LIVE = ("world", "trace")
_WORLD = validator(schema_of(WorldBlock))
_TRACE = validator(schema_of(TraceBlock))
_BETWEEN = re.compile(r"^---[ \t]*$\n?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """A fence as it stands: `body` begins on line `line` of the text's file."""

    language: Literal["world", "trace"]
    body: str
    line: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A block that was read. `number` counts from 1 through the whole lesson. `text` are the manifests of a world, which
    begin on line `first` of the file; a question has none."""

    number: int
    file: str
    line: int
    settings: WorldBlock | TraceBlock
    text: str = ""
    first: int = 0

    @property
    def name(self) -> str:
        """The file that its manifests are applied as: the reader finds its lines by this name."""
        return f"figure-{self.number}.yaml"


def passages(text: str) -> Iterator[str | Block]:
    """A text in pieces: Markdown, and the live blocks between."""
    at = 0
    for fence in FENCE.finditer(text):
        language = fence["info"].strip()
        if language in LIVE:
            yield text[at : fence.start()]
            yield Block("world" if language == "world" else "trace", fence["body"], text[: fence.start("body")].count("\n") + 1)
            at = fence.end()
    yield text[at:]


def read_figures(lab: Lab) -> tuple[list[Figure], list[Finding]]:
    """All of a lesson's, in order; and what is wrong with those that can't be read."""
    figures: list[Figure] = []
    findings: list[Finding] = []
    number = 0
    for path in dict.fromkeys(step.text for step in lab.spec.steps):
        for block in passages(lab.files.get(path, "")):
            if isinstance(block, str):
                continue
            number += 1
            if number == limits.MOST_FIGURES + 1:
                findings.append(Finding(path, block.line, "E225", f"a lesson may have {limits.MOST_FIGURES} live blocks"))
            figure, wrong = (_world if block.language == "world" else _trace)(path, block, number)
            figures += [figure] if figure else []
            findings += wrong
    return figures, findings


def _trace(path: str, block: Block, number: int) -> tuple[Figure | None, list[Finding]]:
    read, findings = read_as(block.body, path, TraceBlock, _TRACE, block.line)
    return (Figure(number, path, block.line, read.value) if read else None), findings


def _world(path: str, block: Block, number: int) -> tuple[Figure | None, list[Finding]]:
    head, text, first = _parted(block)
    if not head.strip():
        return Figure(number, path, block.line, WorldBlock(), text, first), []
    read, findings = read_as(head, path, WorldBlock, _WORLD, block.line)
    return (Figure(number, path, block.line, read.value, text, first) if read else None), findings


def _parted(block: Block) -> tuple[str, str, int]:
    """The document of settings, if the block begins with one; the manifests, and the line on which they begin."""
    between = _BETWEEN.search(block.body)
    head = block.body[: between.start()] if between else block.body
    if _is_settings(head):
        rest = block.body[between.end() :] if between else ""
        return head, rest, block.line + (block.body[: between.end()].count("\n") if between else 0)
    return "", block.body, block.line


def _is_settings(text: str) -> bool:
    """Whether a document is no object: it says neither of what kind nor in which API."""
    values = [document.value for document in manifest.read(text, "").documents]
    return len(values) == 1 and isinstance(values[0], dict) and not {"apiVersion", "kind"} & values[0].keys()
