"""How fast logical time runs: with real time while somebody watches, not at all otherwise."""

from __future__ import annotations

import time
from collections.abc import Callable


class Pace:
    """Real instants to logical ones for one workspace. `monotonic` gives real seconds."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._running = False
        self._real = 0.0
        self._logical = 0.0

    def follow(self, logical: float, running: bool) -> None:
        """Tell where logical time stands in the log. It never falls behind what was already shown to run."""
        now = self.now()
        self._logical = max(now, logical) if self._running else logical
        self._real = self._monotonic()
        self._running = running

    def restart(self, logical: float, running: bool) -> None:
        """A new world: its time begins again."""
        self._running = False
        self.follow(logical, running)

    def now(self) -> float:
        """The logical instant, to the millisecond."""
        passed = self._monotonic() - self._real if self._running else 0.0
        return round(self._logical + passed, 3)
