"""What a search with a regular expression may cost: Python's matcher goes back and tries again, so some never end."""

from __future__ import annotations

import re
from functools import lru_cache
from math import factorial

from playground.cluster.containers.shell.streams import Budget

STEPS_PER_COMMAND = 2000
_REPEATS = re.compile(r"\\.|\[\^?\]?[^\]]*\]|([*+]|\{\d*,\d*\})", re.DOTALL)
_GROUP = re.compile(r"\((?:[^()\\]|\\.)*\)", re.DOTALL)
_AFTER = re.compile(r"[*+{]")


class TooComplex(ValueError):
    """A repeated group that holds repetitions or alternatives."""


@lru_cache(512)
def repetitions(expression: str) -> int:
    """How many parts of an expression may match more or less. Raises TooComplex."""
    rest = expression
    while found := _GROUP.search(rest):
        if _AFTER.match(rest, found.end()) and ("|" in found[0] or _count(found[0])):
            raise TooComplex
        rest = rest[: found.start()] + ("a*" if _count(found[0]) else "a") + rest[found.end() :]
    return _count(expression)


def _count(expression: str) -> int:
    return sum(1 for found in _REPEATS.finditer(expression) if found[1])


def charge(budget: Budget, expression: str, size: int) -> None:
    """Count a search in a text of so many characters against the budget. Raises LimitReached, TooComplex."""
    many = repetitions(expression)
    if many > 1:
        budget.step(size**many // factorial(many) // STEPS_PER_COMMAND)
