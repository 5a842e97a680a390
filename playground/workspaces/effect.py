"""What came of one command."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playground.workspaces.state import ObjectKey, State


@dataclass(frozen=True, slots=True)
class Effect:
    """The new state with the JSON-able outcome, which the log keeps; where it can be taken back, a title and the objects
    that it wrote; and the answer, where more is told than the log keeps. An idle command changed nothing: if time changed
    nothing either, no row is written."""

    state: State
    outcome: dict[str, Any]
    title: str = ""
    touched: Sequence[ObjectKey] = ()
    answer: dict[str, Any] | None = None
    idle: bool = False
