"""Rows of the log that older rules of the model have made.

They can't be replayed by the rules that made them; those of today may come to another state. That is said to the learner,
who may begin a new world. What a former world was made by doesn't matter: of it only the progress is left, as it was given.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

import msgspec

from playground.workspaces import commands, messages
from playground.workspaces.log import ENGINE_VERSION
from playground.workspaces.refusal import Refused
from playground.workspaces.state import State

logger = logging.getLogger(__name__)


def follow(state: State, at: float, kind: str, payload: Any, outcome: dict[str, Any], version: str) -> State:
    """The state after one row."""
    if version == ENGINE_VERSION:
        return commands.replay(state, at, messages.revive(kind, payload), outcome)
    try:
        after = commands.replay(state, at, messages.revive(kind, payload), outcome)
    except (Refused, msgspec.ValidationError) as error:
        logger.warning("a row %r of the rules %s does nothing under %s: %s", kind, version, ENGINE_VERSION, error)
        after = commands.replay(state, at, messages.Tick(id=state.start.workspace), {})
    return after if after.world != state.world else replace(after, older=version)
