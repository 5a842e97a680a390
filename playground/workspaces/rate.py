"""How many messages one page may send."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


class Allowance:
    """`burst` at once, then `rate` a second. After `patience` refusals a socket is to be closed."""

    def __init__(self, rate: float = 20, burst: float = 60, patience: int = 200, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.rate, self.burst, self.patience = rate, burst, patience
        self._monotonic, self._left, self._last, self.refused = monotonic, burst, monotonic(), 0

    def take(self) -> bool:
        now = self._monotonic()
        self._left = min(self.burst, self._left + (now - self._last) * self.rate)
        self._last = now
        if self._left < 1:
            self.refused += 1
            return False
        self._left -= 1
        return True

    @property
    def exhausted(self) -> bool:
        return self.refused > self.patience


def _lines() -> Allowance:
    return Allowance(rate=4, burst=20)


def _copies() -> Allowance:
    return Allowance(rate=0.2, burst=10)


def _trials() -> Allowance:
    return Allowance(rate=1, burst=10)


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one page: its messages in all, the lines of its terminal, the copies of its workspace, and what else costs much: many
    requests, supposed traces."""

    messages: Allowance = field(default_factory=Allowance)
    lines: Allowance = field(default_factory=_lines)
    copies: Allowance = field(default_factory=_copies)
    trials: Allowance = field(default_factory=_trials)


class Kept(Generic[T]):
    """What is counted for each of many, as long as they come back; whoever came longest ago is forgotten first."""

    def __init__(self, new: Callable[[], T], most: int = 10_000) -> None:
        self._new, self._most = new, most
        self._of: OrderedDict[Hashable, T] = OrderedDict()

    def of(self, *whom: Hashable) -> T:
        found = self._of.pop(whom) if whom in self._of else self._new()
        self._of[whom] = found
        while len(self._of) > self._most:
            self._of.popitem(last=False)
        return found

    def forget(self) -> None:
        self._of.clear()
