"""Indentation put back: where every line belongs, told by the kind's schema.

Text that went through a web page often lost its leading spaces, or the lines that only named an object (`metadata:`,
`spec:`). Each line is placed again, in order, into the innermost open object that can hold it; a lost parent is written
again where exactly one could have stood there. The result is a guess: callers must check that it fits the schema whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as default

from playground.cluster.manifest import PathKey, Span
from playground.cluster.manifest.edits import Edit
from playground.cluster.markers.page import Page, is_content
from playground.cluster.markers.shapes import COMPOUND
from playground.cluster.objects.schema import Type, child

STEP = 2
_LINE = re.compile(r"""^(?P<indent>[ ]*)(?P<dash>-[ ]+)?(?:(?P<key>[^\s:#'"{\[\-][^:#]*|"[^"]*"):(?=\s|$))?[ ]*(?P<rest>.*)$""")


@dataclass(frozen=True, slots=True)
class _Line:
    """A content line: where it starts, whether an item starts there, its key, what follows the colon."""

    number: int
    indent: int
    dash: bool
    key: str
    rest: str

    @property
    def opens(self) -> bool:
        return bool(self.key) and (not self.rest or self.rest.startswith("#"))


@dataclass(slots=True)
class _Open:
    """An object or list that lines may still go into; `indent` is the column of its fields or dashes."""

    type: Type
    path: PathKey
    indent: int
    filled: set[str] = default(default_factory=set)
    count: int = 0


@dataclass(slots=True)
class Lost:
    """A line that fits nowhere, or in several places: the candidate parents that were lost, as paths."""

    line: int
    candidates: tuple[PathKey, ...] = ()


@dataclass(slots=True)
class Placement:
    """The new text of the document's lines, the parents written again as (line before which, path), or where it failed."""

    lines: list[tuple[int, str]] = default(default_factory=list)
    parents: list[tuple[int, PathKey]] = default(default_factory=list)
    lost: Lost | None = None


def place(page: Page, root: Type) -> Placement | None:
    """Every line of a document in its place. None if the text has more than simple block lines."""
    parsed = [_parse(number, page.line(number)) for number in page.numbers if is_content(page.line(number)) and page.line(number).strip() != "---"]
    if not parsed or any(line is None for line in parsed):
        return None
    lines = [line for line in parsed if line]
    flat = all(line.indent == lines[0].indent for line in lines)
    return _Placer(page, root, flat).run(lines)


def edits(page: Page, placement: Placement) -> tuple[Edit, ...]:
    """The whole document rewritten."""
    text = "\n".join(line for _, line in placement.lines)
    last = page.numbers.stop - 1
    return (Edit(Span(page.numbers.start, 1, last, len(page.line(last)) + 1), text),)


def _parse(number: int, text: str) -> _Line | None:
    match = _LINE.match(text.expandtabs(STEP).rstrip())
    if match is None or ((match["rest"] or "")[:1] in ("|", ">", "{", "[") and not match["rest"].rstrip().endswith(("}", "]"))):
        return None
    return _Line(number, len(match["indent"]), bool(match["dash"]), (match["key"] or "").strip('"').strip(), match["rest"])


class _Placer:
    def __init__(self, page: Page, root: Type, flat: bool) -> None:
        self.page, self.flat = page, flat
        self.stack = [_Open(root, (), 0)]
        self.placement = Placement()

    def run(self, lines: list[_Line]) -> Placement:
        by_number = {line.number: line for line in lines}
        for number in self.page.numbers:
            if (line := by_number.get(number)) is None:
                self.comment(number)
            elif not self.put(line):
                break
        return self.placement

    def comment(self, number: int) -> None:
        text = self.page.line(number).strip()
        self.placement.lines.append((number, " " * self.stack[-1].indent + text if text and text != "---" else text))

    def put(self, line: _Line) -> bool:
        holder = self.holder(line)
        if holder is None:
            chains = self.lost_parents(line)
            if len(chains) != 1:
                self.placement.lost = Lost(line.number, tuple((*base.path, *chain) for base, chain in chains))
                return False
            self.write_parents(line, *chains[0])
            holder = self.stack[-1]
        del self.stack[self.stack.index(holder) + 1 :]
        self.write(line, holder)
        return True

    def holder(self, line: _Line) -> _Open | None:
        """The innermost open object that can take the line. A known field of an object further out beats a free map key."""
        able = [open_ for open_ in reversed(self.stack) if _accepts(open_.type, line, open_.filled) and self.stands_in(open_, line)]
        structs = [open_ for open_ in able if open_.type.shape != "map"]
        return next(iter(structs or able), None)

    def stands_in(self, open_: _Open, line: _Line) -> bool:
        return self.flat or open_.indent == line.indent

    def lost_parents(self, line: _Line) -> list[tuple[_Open, PathKey]]:
        """Chains of fields that would have to be written above the line, below an object that is open.
        As in `holder`, an object that has a field of this name beats a map that takes any."""
        if self.flat:
            return []
        chains = []
        for base in reversed(self.stack):
            depth, rest = divmod(line.indent - base.indent, STEP)
            if depth >= 1 and not rest and base.type.shape != "list":
                chains += [(base, chain) for chain in _chains(base.type, depth, line, base.filled)]
        structs = [(base, chain) for base, chain in chains if _end(base.type, chain).shape != "map"]
        return structs or chains

    def write_parents(self, line: _Line, base: _Open, chain: PathKey) -> None:
        del self.stack[self.stack.index(base) + 1 :]
        for part in chain:
            parent = self.stack[-1]
            name = str(part)
            inner = parent.type.fields[name].type
            self.placement.lines.append((line.number, " " * parent.indent + f"{name}:"))
            self.placement.parents.append((line.number, (*parent.path, name)))
            parent.filled.add(name)
            self.stack.append(_Open(inner, (*parent.path, name), parent.indent + STEP))

    def write(self, line: _Line, holder: _Open) -> None:
        indent, type_, path = holder.indent, holder.type, holder.path
        text = " " * indent
        if line.dash:
            text += "- "
            path = (*path, holder.count)
            holder.count += 1
            assert type_.item is not None
            type_, indent = type_.item, indent + 2
            if line.key:
                holder = _Open(type_, path, indent)
                self.stack.append(holder)
        if line.key:
            holder.filled.add(line.key)
            inner = child(type_, line.key)
            text += f"{line.key}:"
            if line.opens and inner is not None and inner.shape in COMPOUND:
                self.stack.append(_Open(inner, (*path, line.key), indent + STEP))
            if line.rest:
                text += " "
        self.placement.lines.append((line.number, text + line.rest))


def _accepts(holder: Type, line: _Line, filled: set[str]) -> bool:
    item = holder.item
    if line.dash:
        if holder.shape != "list" or item is None:
            return False
        return line.key in item.fields if line.key else item.shape not in COMPOUND
    if not line.key or line.key in filled:
        return False
    if holder.shape == "struct":
        return line.key in holder.fields and _fits(holder.fields[line.key].type, line)
    return holder.shape == "map" and not line.opens


def _fits(expected: Type, line: _Line) -> bool:
    compound = expected.shape in COMPOUND
    return compound if line.opens else not compound or line.rest[:1] in ("{", "[")


def _end(holder: Type, chain: PathKey) -> Type:
    for part in chain:
        holder = holder.fields[str(part)].type
    return holder


def _chains(holder: Type, depth: int, line: _Line, filled: set[str]) -> Iterator[PathKey]:
    for name, field in holder.fields.items():
        if name in filled or name == "status" or field.type.shape not in COMPOUND:
            continue
        if depth == 1:
            if _accepts(field.type, line, set()):
                yield (name,)
        elif field.type.shape == "struct":
            yield from ((name, *rest) for rest in _chains(field.type, depth - 1, line, set()))
