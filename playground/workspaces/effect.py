"""What came of one command."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playground.workspaces.state import ObjectKey, State


@dataclass(frozen=True, slots=True)
class Effect:
    """The new state with the JSON-able answer; and, where it can be taken back, a title and the objects that it wrote."""

    state: State
    outcome: dict[str, Any]
    title: str = ""
    touched: Sequence[ObjectKey] = ()
