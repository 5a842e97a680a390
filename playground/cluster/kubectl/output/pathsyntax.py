"""JSONPath templates as they are written: text -> steps.

Models: client-go/util/jsonpath/parser.go
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


class PathSyntaxError(ValueError):
    """A template that can't be read."""


@dataclass(frozen=True, slots=True)
class Field:
    name: str


@dataclass(frozen=True, slots=True)
class Every:
    """`*` or `[*]`"""


@dataclass(frozen=True, slots=True)
class Deep:
    """`..`"""


@dataclass(frozen=True, slots=True)
class Slice:
    start: int | None
    end: int | None
    step: int | None
    single: bool = False


@dataclass(frozen=True, slots=True)
class Union:
    paths: tuple[tuple[Step, ...], ...]


@dataclass(frozen=True, slots=True)
class Filter:
    left: Operand
    operator: str
    right: Operand


@dataclass(frozen=True, slots=True)
class Literal:
    value: Any


Step = Field | Every | Deep | Slice | Union | Filter
Operand = Literal | tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Range:
    path: tuple[Step, ...]
    body: tuple[Node, ...]


Node = str | tuple[Step, ...] | Range


def parse(template: str) -> tuple[Node, ...]:
    nodes, rest = _nodes(list(_pieces(template)), inside=False)
    if rest:
        raise PathSyntaxError("not in range, nothing to end")
    return nodes


def parse_path(text: str) -> tuple[Step, ...]:
    """One path, with or without braces: `.spec.type`, `{.spec.type}`, `spec.type`.

    Models: kubectl/pkg/cmd/get/customcolumn.go RelaxedJSONPathExpression
    """
    found = re.fullmatch(r"\{?\.?([^{}]*)\}?", text)
    if not text or not found:
        raise PathSyntaxError(
            "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'"
        )
    return _Reader("." + found[1] if not found[1].startswith("[") else found[1]).path()


# -- templates


def _pieces(template: str) -> Iterator[tuple[str, str]]:
    """("text", ...) and ("action", ...) in turn."""
    at = 0
    while at < len(template):
        start = template.find("{", at)
        if start < 0:
            yield "text", template[at:]
            return
        if start > at:
            yield "text", template[at:start]
        at = _closing(template, start) + 1
        yield "action", template[start + 1 : at - 1]


def _closing(template: str, start: int) -> int:
    quote, at = "", start + 1
    while at < len(template):
        char = template[at]
        if quote:
            if char == "\\":
                at += 1
            elif char == quote:
                quote = ""
        elif char in "\"'":
            quote = char
        elif char == "}":
            return at
        at += 1
    raise PathSyntaxError("unterminated quoted string" if quote else "unclosed action")


def _nodes(pieces: list[tuple[str, str]], inside: bool) -> tuple[tuple[Node, ...], list[tuple[str, str]]]:
    found: list[Node] = []
    while pieces:
        sort, text = pieces.pop(0)
        words = text.strip()
        if sort == "text":
            found.append(text)
        elif words == "end":
            if not inside:
                raise PathSyntaxError("not in range, nothing to end")
            return tuple(found), pieces
        elif words.startswith(("range ", "range.")):
            body, pieces = _nodes(pieces, inside=True)
            found.append(Range(_Reader(words[5:].strip()).path(), body))
        elif words:
            found += _Reader(words).parts()
    if inside:
        raise PathSyntaxError("unexpected end of range")
    return tuple(found), []


# -- reading a path

_NAME = re.compile(r"(?:\\.|[^\s.\[\]()'\"\\{}|,=<>!])+")
_ARRAY = re.compile(r"(-?\d*)(:-?\d*)?(:-?\d*)?")
_OPERATOR = re.compile(r"==|!=|<=|>=|<|>")


class _Reader:
    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def parts(self) -> list[Node]:
        """The content of an action: paths and quoted texts."""
        found: list[Node] = []
        while self.at < len(self.text):
            char = self.text[self.at]
            if char in "\"'":
                found.append(self._quoted())
            elif char.isspace():
                self.at += 1
            else:
                found.append(self.path())
        return found

    def path(self) -> tuple[Step, ...]:
        steps: list[Step] = []
        start = self.at
        while self.at < len(self.text):
            char = self.text[self.at]
            if char in "$@" and self.at == start:
                self.at += 1
            elif self.text.startswith("..", self.at):
                self.at += 2
                steps.append(Deep())
                if self.at < len(self.text) and self.text[self.at] not in "[.*":
                    steps.append(Field(self._name()))
                elif self.text[self.at : self.at + 1] == "*":
                    self.at += 1
                    steps.append(Every())
            elif char == ".":
                self.at += 1
                if self.text[self.at : self.at + 1] == "*":
                    self.at += 1
                    steps.append(Every())
                elif self.at < len(self.text) and self.text[self.at] not in "[ .":
                    steps.append(Field(self._name()))
            elif char == "[":
                steps.append(self._bracket())
            elif char.isspace():
                break
            elif self.at == start and _NAME.match(self.text, self.at):
                raise PathSyntaxError(f"unrecognized identifier {self._name()}")
            else:
                raise PathSyntaxError(f"unrecognized character in action: U+{ord(char):04X} '{char}'")
        return tuple(steps)

    def _name(self) -> str:
        found = _NAME.match(self.text, self.at)
        if not found:
            char = self.text[self.at]
            raise PathSyntaxError(f"unrecognized character in action: U+{ord(char):04X} '{char}'")
        self.at = found.end()
        return re.sub(r"\\(.)", r"\1", found[0])

    def _quoted(self) -> str:
        quote, start = self.text[self.at], self.at + 1
        at = start
        while at < len(self.text) and self.text[at] != quote:
            at += 2 if self.text[at] == "\\" else 1
        if at >= len(self.text):
            raise PathSyntaxError("unterminated quoted string")
        self.at = at + 1
        return unquoted(self.text[start:at])

    def _bracket(self) -> Step:
        end = self._end_of_bracket()
        inside, self.at = self.text[self.at + 1 : end].strip(), end + 1
        if inside == "*":
            return Every()
        if inside.startswith("?(") and inside.endswith(")"):
            return _filter(inside[2:-1].strip())
        parts = _split_union(inside)
        if len(parts) > 1:
            return Union(tuple((_item(part),) for part in parts))
        return _item(inside)

    def _end_of_bracket(self) -> int:
        depth, quote, at = 0, "", self.at
        while at < len(self.text):
            char = self.text[at]
            if quote:
                quote = "" if char == quote else quote
            elif char in "\"'":
                quote = char
            else:
                depth += (char == "[") - (char == "]")
                if not depth:
                    return at
            at += 1
        raise PathSyntaxError("unterminated array")


def _split_union(text: str) -> list[str]:
    return [part.strip() for part in re.findall(r"""(?:'[^']*'|"[^"]*"|[^,])+""", text)]


def _item(text: str) -> Step:
    if text[:1] in ("'", '"'):
        return Field(unquoted(text[1:-1]))
    found = _ARRAY.fullmatch(text)
    if not found or not text:
        raise PathSyntaxError(f"invalid array index {text}")
    start = int(found[1]) if found[1] else None
    if found[2] is None:
        return Slice(start, None, None, single=True)
    end = int(found[2][1:]) if found[2][1:] else None
    step = int(found[3][1:]) if found[3] and found[3][1:] else None
    return Slice(start, end, step)


def _filter(text: str) -> Step:
    found = re.match(r"""((?:[^"'=!<>]|"[^"]*"|'[^']*')+?)\s*(==|!=|<=|>=|<|>)\s*(.+)""", text)
    if not found:
        return Filter(_operand(text), "exists", Literal(None))
    return Filter(_operand(found[1].strip()), found[2], _operand(found[3].strip()))


def _operand(text: str) -> Operand:
    if text[:1] in ("'", '"'):
        return Literal(unquoted(text[1:-1]))
    if re.fullmatch(r"-?\d+", text):
        return Literal(int(text))
    if re.fullmatch(r"-?\d*\.\d+", text):
        return Literal(float(text))
    if text in ("true", "false"):
        return Literal(text == "true")
    return _Reader(text).path()


_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", '"': '"', "'": "'"}


def unquoted(text: str) -> str:
    return re.sub(r"\\(.)", lambda match: _ESCAPED.get(match[1], match[0]), text)
