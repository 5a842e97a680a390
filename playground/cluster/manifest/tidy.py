"""A text in one shape: two spaces for each level, dashes under their key as kubectl prints them, one space behind colons
and dashes, nothing behind the last word of a line.

Lines stay lines, and comments stay where they are. A document whose value would be another one, or that can't be read, is
left as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from playground.cluster.manifest.positions import Ruler
from playground.cluster.manifest.reader import ManifestDocument, read
from playground.cluster.manifest.tree import Token, tokens

STEP = 2
_BREAK = re.compile(r"\r\n|\n|\r")
_ENDS = ("BlockEnd", "FlowMappingEnd", "FlowSequenceEnd", "Scalar")
_HEADER = re.compile(r"[|>][+-]?([1-9])?")


def tidied(text: str) -> str:
    lines = _BREAK.split(text)
    for document in read(text).documents:
        if document.source is not None and not Ruler.is_needed(document.text) and _is_unicode(document.text):
            new = _Shape(document.text).lines()
            if _same(document, "\n".join(new)):
                count = len(new) - (not new[-1])  # behind the last break is the next document
                lines[document.line - 1 : document.line - 1 + count] = new[:count]
    shaped = "\n".join(lines)
    ended = shaped.rstrip() + "\n" if shaped.strip() else shaped
    return ended if _values(ended) == _values(shaped) else shaped  # a text that keeps its last lines (`|+`)


def _values(text: str) -> list[Any]:
    return [document.value for document in read(text).documents]


def _is_unicode(text: str) -> bool:
    """Half of a surrogate pair is no character; libyaml's scanner does not take it."""
    return not any("\ud800" <= char <= "\udfff" for char in text)


def _same(document: ManifestDocument, text: str) -> bool:
    after = read(text).documents
    return len(after) == 1 and after[0].value == document.value and len(after[0].problems) == len(document.problems)


@dataclass
class _Open:
    """A block collection that has begun: its indentation before and after. `bare` is a list that stands under its key
    without being indented: no token says where it ends."""

    is_list: bool
    old: int
    new: int
    bare: bool = False


@dataclass
class _Block:
    """A block scalar's lines: how they are indented before and after."""

    old: int
    new: int


@dataclass
class _Shape:
    """What becomes of each line of one document, found out token by token."""

    text: str
    old: list[str] = field(init=False)
    starts: dict[int, int] = field(default_factory=dict)  # line -> its new indentation
    follows: dict[int, int] = field(default_factory=dict)  # line -> the line that it moves with
    blocks: dict[int, _Block] = field(default_factory=dict)  # line of a block scalar
    gaps: set[tuple[int, int, int]] = field(default_factory=set)  # line, columns from and to: one space instead
    open: list[_Open] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.old = _BREAK.split(self.text)
        depth, flow_line = 0, 0
        before: Token | None = None
        for token in tokens(self.text):
            if depth == 0:
                self._structure(token)
                self._gap(before, token)
            if token.name not in ("BlockEnd", "DocumentStart") and self._is_first(token):
                if depth:
                    self.follows.setdefault(token.span.line, flow_line)
                else:
                    self.starts.setdefault(token.span.line, self._indent(token))
            if token.name == "Scalar":
                self._scalar(token)
            if token.name in ("FlowMappingStart", "FlowSequenceStart"):
                flow_line = flow_line if depth else token.span.line
                depth += 1
            elif token.name in ("FlowMappingEnd", "FlowSequenceEnd"):
                depth -= 1
            if token.name not in ("BlockMappingStart", "BlockSequenceStart", "Key"):
                before = token
            if not self.open and not depth and token.name in _ENDS:
                break  # what stands behind the document's one value, nobody reads

    # -- reading

    def _structure(self, token: Token) -> None:
        top = self.open[-1] if self.open else None
        column = token.span.column - 1
        if token.name == "BlockMappingStart":
            self.open.append(_Open(False, column, top.new + STEP if top else 0))
        elif token.name == "BlockSequenceStart":
            self.open.append(_Open(True, column, (top.new + STEP if top.is_list else top.new) if top else 0))
        elif token.name == "BlockEntry" and top and not top.is_list:
            self.open.append(_Open(True, column, top.new, bare=True))
        elif token.name == "Key" and top and top.bare:
            self.open.pop()
        elif token.name == "BlockEnd":
            if top and top.bare:
                self.open.pop()
            self.open.pop()

    def _indent(self, token: Token) -> int:
        if not self.open:
            return 0
        top = self.open[-1]
        begins = token.name in ("Key", "BlockEntry", "BlockMappingStart", "BlockSequenceStart", "Value")
        return top.new if begins else top.new + STEP

    def _gap(self, before: Token | None, token: Token) -> None:
        """Between a colon or a dash and what follows on the same line."""
        if before is None or before.name not in ("Value", "BlockEntry") or token.name == "BlockEnd":
            return
        if before.span.end_line == token.span.line and token.span.column - before.span.end_column > 1:
            self.gaps.add((token.span.line, before.span.end_column, token.span.column))

    def _scalar(self, token: Token) -> None:
        first, last = token.span.line, token.span.end_line
        if token.style not in ("|", ">"):
            for line in range(first + 1, last + 1):
                self.follows.setdefault(line, first)
            return
        body = range(first + 1, last if token.span.end_column == 1 else last + 1)
        top = self.open[-1] if self.open else _Open(False, 0, 0)
        given = _HEADER.match(self.old[first - 1][token.span.column - 1 :])
        if given and given[1]:
            block = _Block(top.old + int(given[1]), top.new + int(given[1]))
        else:
            block = _Block(next((_indent_of(self.old[line - 1]) for line in body if self.old[line - 1].strip()), 0), top.new + STEP)
        self.blocks |= dict.fromkeys(body, block)

    def _is_first(self, token: Token) -> bool:
        return not self.old[token.span.line - 1][: token.span.column - 1].strip()

    # -- writing

    def lines(self) -> list[str]:
        spaced = list(self.old)
        for line, begin, end in sorted(self.gaps, reverse=True):
            spaced[line - 1] = f"{spaced[line - 1][: begin - 1]} {spaced[line - 1][end - 1 :]}"
        return [self._line(number, text) for number, text in enumerate(spaced, 1)]

    def _line(self, number: int, text: str) -> str:
        if (block := self.blocks.get(number)) is not None:
            inside = text[block.old :] if len(text) > block.old or text.strip() else ""
            return " " * block.new + inside if inside else ""
        stripped = text.strip()
        if not stripped:
            return ""
        return " " * self._new_indent(number, text) + stripped

    def _new_indent(self, number: int, text: str) -> int:
        old = _indent_of(text)
        if number in self.starts:
            return self.starts[number]
        if number in self.follows:
            first = self.follows[number]
            return max(0, old + self._new_indent(first, self.old[first - 1]) - _indent_of(self.old[first - 1]))
        return self._beside(number, old) if text.lstrip().startswith("#") else old

    def _beside(self, number: int, old: int) -> int:
        """A comment goes with the line below that stands where it stands, or else with such a line above it."""
        below = next((line for line in range(number + 1, len(self.old) + 1) if line in self.starts), None)
        if below is not None and _indent_of(self.old[below - 1]) <= old:
            return self.starts[below]
        above = next((line for line in range(number - 1, 0, -1) if line in self.starts and _indent_of(self.old[line - 1]) <= old), None)
        return self.starts[above] if above is not None else self.starts.get(below or 0, 0)


def _indent_of(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))

