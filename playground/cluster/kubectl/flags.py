"""Flags as pflag parses them, in its words where it refuses.

A command's flags are a table of words: `output/o=` takes a text, `all-namespaces/A!` is a switch, `replicas#` an
integer, `tcp,` a list that commas split and repetition extends, `from-literal*` one that only repetition extends,
`timeout~` a duration. What follows is the default: `output/o=yaml`; `dry-run=none?unchanged` may stand without a value
and means `unchanged` then.

Models: spf13/pflag flag.go parseArgs, parseLongArg, parseSingleShortArg; strconv
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from playground.cluster.fields import go_quote


@dataclass(frozen=True, slots=True)
class Flag:
    name: str
    short: str
    kind: str  # one of _KINDS
    default: Any
    bare: str | None = None  # the value of the flag without one


_WORD = re.compile(r"([\w-]+)(?:/(\w))?([=!#,*~%])([^?]*)(?:\?(.*))?")
_EMPTY: dict[str, Any] = {"=": "", "!": False, "#": 0, ",": (), "*": (), "~": 0.0, "%": 0}
_MOST = {"#": 31, "%": 63}
_TYPES = {"!": "bool", "#": "int32", ",": "strings", "*": "stringArray", "~": "duration", "=": "string", "%": "int64"}


def flag(word: str) -> Flag:
    """`replicas/r#1` -> Flag("replicas", "r", "#", 1)."""
    found = _WORD.fullmatch(word)
    assert found, word
    name, short, kind, default, bare = found.groups()
    if kind == "!":
        bare = "true"
    value = _EMPTY[kind] if not default else default.replace("_", " ") if kind == "=" else _value(kind, default)
    return Flag(name, short or "", kind, value, bare)


def table(words: str) -> dict[str, Flag]:
    return {each.name: each for each in map(flag, words.split())}


def join(*tables: Mapping[str, Flag]) -> dict[str, Flag]:
    return {name: each for found in tables for name, each in found.items()}


class FlagError(ValueError):
    """A command line that does not parse, in pflag's words."""


@dataclass(slots=True)
class Parsed:
    """Values by name, which of them were given, the arguments, and how many of these precede a `--`."""

    values: dict[str, Any]
    given: set[str] = field(default_factory=set)
    arguments: list[str] = field(default_factory=list)
    dash: int = -1

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def get(self, name: str, default: Any = None) -> Any:
        return self.values.get(name, default)


def parse(words: Sequence[str], flags: Mapping[str, Flag]) -> Parsed:
    """Raises FlagError."""
    parsed = Parsed({name: each.default for name, each in flags.items()})
    shorts = {each.short: each for each in flags.values() if each.short}
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "--":
            parsed.dash = len(parsed.arguments)
            parsed.arguments += rest
            break
        if word.startswith("--"):
            _long(word, rest, flags, parsed)
        elif word.startswith("-") and len(word) > 1:
            _short(word, rest, shorts, parsed)
        else:
            parsed.arguments.append(word)
    return parsed


def _long(word: str, rest: list[str], flags: Mapping[str, Flag], parsed: Parsed) -> None:
    name, equals, text = word[2:].partition("=")
    if not name or name.startswith(("-", "=")):
        raise FlagError(f"bad flag syntax: {word}")
    found = flags.get(name.replace("_", "-"))
    if found is None:
        raise FlagError(f"unknown flag: --{name}")
    if not equals:
        if found.bare is not None:
            text = found.bare
        elif rest:
            text = rest.pop(0)
        else:
            raise FlagError(f"flag needs an argument: {word}")
    _set(found, text, parsed)


def _short(word: str, rest: list[str], shorts: Mapping[str, Flag], parsed: Parsed) -> None:
    letters = word[1:]
    while letters:
        letter, letters = letters[0], letters[1:]
        found = shorts.get(letter)
        if found is None:
            raise FlagError(f"unknown shorthand flag: '{letter}' in {word}")
        if letters.startswith("="):
            text, letters = letters[1:], ""
        elif found.bare is not None:
            text = found.bare
        elif letters:
            text, letters = letters, ""
        elif rest:
            text = rest.pop(0)
        else:
            raise FlagError(f"flag needs an argument: '{letter}' in {word}")
        _set(found, text, parsed)


def _set(found: Flag, text: str, parsed: Parsed) -> None:
    try:
        value = _value(found.kind, text)
    except ValueError as error:
        shown = f"-{found.short}, --{found.name}" if found.short else f"--{found.name}"
        raise FlagError(f'invalid argument {go_quote(text)} for "{shown}" flag: {error}') from None
    if found.kind in ",*" and found.name in parsed.given:
        value = (*parsed.values[found.name], *value)
    parsed.values[found.name] = value
    parsed.given.add(found.name)


def _value(kind: str, text: str) -> Any:
    match kind:
        case "!":
            return parse_bool(text)
        case "#" | "%":
            return parse_int(text, _MOST[kind])
        case ",":
            return tuple(next(csv.reader([text]), ())) if text else ()
        case "*":
            return (text,)
        case "~":
            return parse_duration(text)
        case _:
            return text


_TRUE, _FALSE = ("1", "t", "T", "true", "TRUE", "True"), ("0", "f", "F", "false", "FALSE", "False")


def parse_bool(text: str) -> bool:
    """Raises ValueError, as strconv.ParseBool."""
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    raise ValueError(f"strconv.ParseBool: parsing {go_quote(text)}: invalid syntax")


def parse_int(text: str, bits: int = 63, function: str = "ParseInt") -> int:
    """Raises ValueError, as strconv.ParseInt and its like. `bits` does not count the sign."""
    if not re.fullmatch(r"[+-]?[0-9]+", text, re.ASCII) or (function == "ParseUint" and text[0] in "+-"):
        raise ValueError(f"strconv.{function}: parsing {go_quote(text)}: invalid syntax")
    number = int(text)
    if not -(2**bits) <= number < 2**bits:
        raise ValueError(f"strconv.{function}: parsing {go_quote(text)}: value out of range")
    return number


_UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}


def parse_duration(text: str) -> float:
    """Seconds. Raises ValueError, as time.ParseDuration."""
    sign, rest = (-1.0, text[1:]) if text.startswith("-") else (1.0, text.removeprefix("+"))
    if rest == "0":
        return 0.0
    parts = re.findall(r"(\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h)", rest)
    if not rest or "".join(number + unit for number, unit in parts) != rest:
        if re.fullmatch(r"\d+\.?\d*|\.\d+", rest):
            raise ValueError(f"time: missing unit in duration {go_quote(text)}")
        raise ValueError(f"time: invalid duration {go_quote(text)}")
    return sign * sum(float(number) * _UNITS[unit] for number, unit in parts)


def strip(words: Iterable[str], flags: Mapping[str, Flag]) -> list[str]:
    """What looks like a command's name or argument among words whose flags are not parsed yet.

    Models: spf13/cobra command.go stripFlags
    """
    shorts = {each.short: each for each in flags.values() if each.short}
    found: list[str] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "--":
            break
        if word.startswith("-") and "=" not in word and word != "-":
            known = flags.get(word[2:]) if word.startswith("--") else shorts.get(word[1]) if len(word) == 2 else _SWITCH
            if (known is None or known.bare is None) and rest:
                rest.pop(0)
        elif not word.startswith("-"):
            found.append(word)
    return found


_SWITCH = Flag("", "", "!", False, "true")
