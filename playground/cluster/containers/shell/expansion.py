"""From words of a script to the texts that a command gets: variables, substitutions, splitting, file names.

Models: POSIX.1-2024 XCU 2.6
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playground.cluster.containers.shell import patterns
from playground.cluster.containers.shell import syntax as sh
from playground.cluster.containers.shell.arithmetic import calculate
from playground.cluster.containers.shell.regular import charge
from playground.cluster.containers.shell.streams import LimitReached
from playground.cluster.containers.shell.wishes import Talk

if TYPE_CHECKING:
    from playground.cluster.containers.shell.interpreter import Shell


LONGEST_TEXT = 1 << 20


class Unset(Exception):
    """`${name:?text}` of a variable that is not set, or any unset one under `set -u`."""


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    quoted: bool
    splits: bool = False
    ends: bool = False  # a field ends after this piece: "$@"


def fields(shell: Shell, words: tuple[sh.Word, ...]) -> Talk[list[str]]:
    """What a command's words come to, each word in as many fields as it splits into."""
    out: list[str] = []
    for word in words:
        for variant in _braces(word) if shell.has_braces else (word,):
            pieces = yield from _pieces(shell, variant)
            for field in _split(pieces, shell.variables.get("IFS", " \t\n")):
                out += _paths(shell, field)
    return out


def text(shell: Shell, word: sh.Word) -> Talk[str]:
    """A word without splitting and file names: assignments, redirections, `case`."""
    pieces = yield from _pieces(shell, word)
    return " ".join(_lines(pieces))


def pattern(shell: Shell, word: sh.Word) -> Talk[str]:
    """A word as a pattern: what was quoted in it means itself."""
    pieces = yield from _pieces(shell, word)
    return "".join(patterns.quoted(piece.text) if piece.quoted else piece.text for piece in pieces)


def _lines(pieces: list[_Piece]) -> Iterator[str]:
    current = ""
    for piece in pieces:
        current += piece.text
        if piece.ends:
            yield current
            current = ""
    yield current


def _pieces(shell: Shell, word: sh.Word) -> Talk[list[_Piece]]:
    out: list[_Piece] = []
    for number, part in enumerate(word):
        match part:
            case sh.Text(literal, quoted):
                if number == 0 and not quoted and re.match(r"~(/|$)", literal):
                    literal = shell.variables.get("HOME", "/root") + literal[1:]
                out.append(_Piece(literal, quoted))
            case sh.Variable():
                out += yield from _variable(shell, part)
            case sh.Substitution(script, quoted):
                found = yield from shell.capture(script)
                out.append(_Piece(found.rstrip("\n"), quoted, not quoted))
            case sh.Arithmetic(expression, quoted):
                formula = yield from text(shell, expression)
                out.append(_Piece(str(calculate(formula, shell.variables)), quoted, not quoted))
    if sum(len(piece.text) for piece in out) > LONGEST_TEXT:
        raise LimitReached(f"stopped at a text of more than {LONGEST_TEXT >> 20} MiB")
    return out


def _variable(shell: Shell, part: sh.Variable) -> Talk[list[_Piece]]:
    if part.name in ("@", "*") and not part.operator and not part.length:
        return _positional(shell, part)
    value = shell.lookup(part.name)
    if part.length:
        count = len(shell.arguments) if part.name in ("@", "*") else len(value or "")
        return [_Piece(str(count), part.quoted)]
    if part.operator:
        return (yield from _operated(shell, part, value))
    if value is None and "u" in shell.options:
        raise Unset(f"{part.name}: {'unbound variable' if shell.flavour == 'bash' else 'parameter not set'}")
    return [_Piece(value or "", part.quoted, not part.quoted)]


def _positional(shell: Shell, part: sh.Variable) -> list[_Piece]:
    if part.quoted and part.name == "*":
        return [_Piece(shell.variables.get("IFS", " ")[:1].join(shell.arguments), True)]
    last = len(shell.arguments) - 1
    return [
        _Piece(argument, part.quoted, not part.quoted, number != last) for number, argument in enumerate(shell.arguments)
    ]


def _operated(shell: Shell, part: sh.Variable, value: str | None) -> Talk[list[_Piece]]:
    sign = part.operator
    if sign.lstrip(":") in ("-", "=", "+", "?") and sign != ":":
        missing = value is None or (sign.startswith(":") and not value)
        kind = sign[-1]
        if kind == "+":
            return [] if missing else (yield from _operand(shell, part))
        if not missing:
            return [_Piece(value or "", part.quoted, not part.quoted)]
        if kind == "-":
            return (yield from _operand(shell, part))
        said = yield from text(shell, part.operand)
        if kind == "=":
            shell.variables[part.name] = said
            return [_Piece(said, part.quoted, not part.quoted)]
        raise Unset(f"{part.name}: {said or 'parameter not set or null'}")
    value = value or ""
    if sign in ("#", "##", "%", "%%"):
        shape = yield from pattern(shell, part.operand)
        charge(shell.budget, patterns.expression(shape), len(value))
        shell.budget.step(len(value) // 100)
        return [_Piece(_trimmed(value, sign, shape), part.quoted, not part.quoted)]
    if sign in ("/", "//"):
        shape = yield from pattern(shell, part.operand)
        old, _, new = shape.partition("/")
        charge(shell.budget, patterns.expression(old), len(value))
        changed = re.sub(patterns.expression(old), lambda _: patterns.plain(new), value, count=0 if sign == "//" else 1)
        return [_Piece(changed, part.quoted, not part.quoted)]
    bounds = yield from text(shell, part.operand)
    first, _, count = bounds.partition(":")
    start = calculate(first, shell.variables)
    rest = value[start:]
    if count:
        number = calculate(count, shell.variables)
        rest = rest[:number]
    return [_Piece(rest, part.quoted, not part.quoted)]


def _operand(shell: Shell, part: sh.Variable) -> Talk[list[_Piece]]:
    pieces = yield from _pieces(shell, part.operand)
    return [_Piece(one.text, one.quoted or part.quoted, not (one.quoted or part.quoted), one.ends) for one in pieces]


def _trimmed(value: str, sign: str, shape: str) -> str:
    wanted = patterns.pattern(shape)
    sizes: list[int] = list(range(len(value) + 1))
    if len(sign) == 2:
        sizes.reverse()
    for size in sizes:
        if sign[0] == "#" and wanted.fullmatch(value[:size]):
            return value[size:]
        if sign[0] == "%" and wanted.fullmatch(value[len(value) - size :]):
            return value[: len(value) - size]
    return value


def _split(pieces: list[_Piece], separators: str) -> Iterator[str]:
    """The fields of a word, as patterns. A word that is nothing but empty expansions has none."""
    current: str | None = None
    blanks = re.escape("".join(char for char in separators if char in " \t\n"))
    hard = re.escape("".join(char for char in separators if char not in " \t\n"))
    border = re.compile("|".join(filter(None, (f"[{blanks}]*[{hard}][{blanks}]*" if hard else "", f"[{blanks}]+" if blanks else ""))) or "(?!)")
    for piece in pieces:
        if not piece.splits:
            marked = patterns.quoted(piece.text) if piece.quoted else piece.text
            current = (current or "") + marked
        else:
            first, *others = border.split(piece.text)
            if first:
                current = (current or "") + first
            for other in others:
                if current is not None:
                    yield current
                current = other or None
        if piece.ends:
            if current is not None:
                yield current
            current = None
    if current is not None:
        yield current


def _paths(shell: Shell, field: str) -> list[str]:
    """The files that a field names if it is a pattern; else the text that it is."""
    if not patterns.is_pattern(field) or "f" in shell.options:
        return [patterns.plain(field)]
    found = ["/"] if field.startswith("/") else [""]
    for part in field.strip("/").split("/"):
        reached = []
        for base in found:
            directory = shell.path(base or ".")
            if not patterns.is_pattern(part):
                candidate = base + patterns.plain(part)
                reached += [candidate + "/"] if shell.machine.files.exists(shell.path(candidate)) else []
                continue
            wanted = re.compile(patterns.expression(part, path=True))
            charge(shell.budget, wanted.pattern, 100)
            names = shell.machine.files.entries(directory)
            hidden = part.startswith(".")
            reached += [f"{base}{name}/" for name in names if wanted.fullmatch(name) and (hidden or name[0] != ".")]
        found = reached
    return [one.rstrip("/") for one in found] or [patterns.plain(field)]


_RANGE = re.compile(r"^(.*?)\{(-?\d+|[a-zA-Z])\.\.(-?\d+|[a-zA-Z])\}(.*)$", re.DOTALL)
_CHOICE = re.compile(r"^(.*?)\{([^{}]*,[^{}]*)\}(.*)$", re.DOTALL)
_MOST_VARIANTS = 1000


def _braces(word: sh.Word) -> Iterator[sh.Word]:
    """`{1..3}` and `{a,b}` in unquoted text."""
    for number, part in enumerate(word):
        if not isinstance(part, sh.Text) or part.quoted:
            continue
        if found := _RANGE.match(part.text):
            choices = _between(found[2], found[3])
        elif found := _CHOICE.match(part.text):
            choices = found[2].split(",")
        else:
            continue
        rest = word[number + 1 :]
        for choice in choices[:_MOST_VARIANTS]:
            yield from _braces((*word[:number], sh.Text(found[1] + choice + found[len(found.groups())]), *rest))
        return
    yield word


def _between(first: str, last: str) -> list[str]:
    if first.lstrip("-").isdecimal() and last.lstrip("-").isdecimal():
        start, end = int(first), int(last)
        step = 1 if end >= start else -1
        end = start + step * min(abs(end - start), _MOST_VARIANTS)
        return [str(number) for number in range(start, end + step, step)]
    if first.isalpha() and last.isalpha():
        return [chr(code) for code in range(ord(first), ord(last) + 1)]
    return [f"{{{first}..{last}}}"]
