"""The account of a world: its commands, each with what the controllers did about it until the next one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from playground.cluster.account import Line

MOST = 200


@dataclass(frozen=True, slots=True)
class Told:
    """A numbered line; with a `title` it is a command (`type`), under which the lines that follow stand."""

    number: int
    at: float
    line: Line | None = None
    type: str = ""
    title: str = ""


Account = tuple[Told, ...]

UNTITLED = frozenset({"tick", "trace", "clock", "hint", "predict", "reset"})
"""Commands under which nothing can have happened that was not due anyway."""


def told(before: Account, lines: Iterable[Line], command: tuple[str, str, float] | None = None) -> Account:
    """The account with further lines; a `command` (type, title, instant) heads them if anything happened."""
    new = list(lines)
    number = before[-1].number if before else 0
    added: list[Told] = []
    if command is not None and command[0] not in UNTITLED and (new or command[0] == "world"):
        number += 1
        added.append(Told(number, command[2], type=command[0], title=command[1]))
    for line in new:
        number += 1
        added.append(Told(number, line.at, line))
    return (*before, *added)[-MOST:] if added else before
