"""`test`, `[` and `[[`: the truth of their words.

Models: POSIX.1-2024 XCU test
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from playground.cluster.containers.shell import patterns
from playground.cluster.containers.shell.regular import TooComplex, charge

if TYPE_CHECKING:
    from playground.cluster.containers.shell.interpreter import Shell


class BadTest(Exception):
    """Words that are no test, with the message."""


_NUMBERS: dict[str, Callable[[int, int], bool]] = {
    "-eq": lambda a, b: a == b,
    "-ne": lambda a, b: a != b,
    "-lt": lambda a, b: a < b,
    "-le": lambda a, b: a <= b,
    "-gt": lambda a, b: a > b,
    "-ge": lambda a, b: a >= b,
}
_TEXTS: dict[str, Callable[[str, str], bool]] = {
    "=": lambda a, b: a == b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
}


def evaluate(words: list[str], shell: Shell, with_patterns: bool = False) -> bool:
    """Raises BadTest."""
    if "-o" in words[1:-1]:
        at = words.index("-o", 1)
        return evaluate(words[:at], shell) or evaluate(words[at + 1 :], shell)
    if "-a" in words[1:-1] and len(words) > 3:
        at = words.index("-a", 1)
        return evaluate(words[:at], shell) and evaluate(words[at + 1 :], shell)
    match words:
        case []:
            return False
        case [one]:
            return bool(one)
        case ["!", *rest]:
            return not evaluate(rest, shell, with_patterns)
        case ["(", *inner, ")"]:
            return evaluate(inner, shell, with_patterns)
        case [sign, operand] if sign in _UNARY:
            return _UNARY[sign](shell, operand)
        case [left, sign, right]:
            if with_patterns and sign in ("=", "==", "!=", "=~"):
                return _matches(shell, left, sign, right)
            return _binary(left, sign, right)
    raise BadTest(f"{words[0]}: {'unary operator expected' if len(words) == 2 else 'unknown operand'}")


def _matches(shell: Shell, left: str, sign: str, right: str) -> bool:
    wanted = right if sign == "=~" else patterns.expression(right)
    try:
        charge(shell.budget, wanted, len(left))
        if sign == "=~":
            return re.search(wanted, left) is not None
        return (re.fullmatch(wanted, left, re.DOTALL) is not None) == (sign != "!=")
    except (re.error, TooComplex):
        raise BadTest(f"{right}: invalid regular expression") from None


def _binary(left: str, sign: str, right: str) -> bool:
    if sign in _TEXTS:
        return _TEXTS[sign](left, right)
    if sign in _NUMBERS:
        return _NUMBERS[sign](_number(left), _number(right))
    raise BadTest(f"{sign}: unknown operand")


def _number(text: str) -> int:
    try:
        return int(text.strip())
    except ValueError:
        raise BadTest(f"{text}: bad number") from None


def _size(shell: Shell, path: str) -> bool:
    files = shell.machine.files
    return files.is_directory(shell.path(path)) or (files.is_file(shell.path(path)) and bool(files.read(shell.path(path))))


def _executable(shell: Shell, path: str) -> bool:
    return shell.find(path) is not None if "/" in path else shell.machine.files.exists(shell.path(path))


_UNARY: dict[str, Callable[[Shell, str], bool]] = {
    "-n": lambda shell, text: bool(text),
    "-z": lambda shell, text: not text,
    "-e": lambda shell, path: shell.machine.files.exists(shell.path(path)) or _executable(shell, path),
    "-f": lambda shell, path: shell.machine.files.is_file(shell.path(path)) or _executable(shell, path),
    "-d": lambda shell, path: shell.machine.files.is_directory(shell.path(path)),
    "-r": lambda shell, path: shell.machine.files.exists(shell.path(path)),
    "-w": lambda shell, path: shell.machine.files.exists(shell.path(path)),
    "-x": _executable,
    "-s": _size,
    "-L": lambda shell, path: False,
    "-t": lambda shell, text: False,
    "-v": lambda shell, name: name in shell.variables,
}
