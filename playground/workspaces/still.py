"""A shared state in memory: it answers questions and never changes. What is tried on it is tried on a fork."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import lru_cache
from typing import Any, get_args

from playground.cluster.saying import say
from playground.workspaces import commands, copying, messages, queries, wire
from playground.workspaces.effect import Effect
from playground.workspaces.messages import Message
from playground.workspaces.models import Share
from playground.workspaces.past import Earlier, look
from playground.workspaces.refusal import Refused
from playground.workspaces.state import Start, State

KEPT = 32
"""Shared states in the memory of a process."""

TRIED: dict[type[Message], Callable[[State, Any], Effect]] = {messages.Trace: commands.trace, messages.Send: commands.send}
ASKED = get_args(
    messages.Complete | messages.Format | messages.Idle | messages.Lint | messages.Endpoints | messages.Environment | messages.Names
    | messages.Object | messages.Past | messages.Preview | messages.Rules | messages.Sources | messages.Suppose | messages.Timeline
)  # fmt: skip
"""What is about the cluster and the files; nothing of the lab."""


class Still:
    """Use it while holding `lock`."""

    def __init__(self, share: Share) -> None:
        self.lock = threading.Lock()
        start = Start.of(share.workspace)
        self._files = [{**file, "locked": start.locked().get(file["path"], [])} for file in share.files]
        self._lines, self._state = copying.inherited(start, share.workspace_id, share.sequence)
        self._pasts = Earlier(lambda: State.first(start), self._replayed)

    def answer(self, message: Message) -> dict[str, Any]:
        """Raises Refused."""
        if isinstance(message, messages.Hello):
            shown = wire.snapshot(wire.opened(wire.view(self._state), frozenset(message.opened)), self._files)
            return {**shown, "lab": None, "progress": None, "running": False, "undo": None, "redo": None, "leftovers": []}
        if type(message) in TRIED:
            effect = TRIED[type(message)](self._state.fork(), message)
            return effect.answer or effect.outcome
        if type(message) not in ASKED:
            raise Refused(say("this is a shared state, to be looked at; copy it to work on it"))
        moment: messages.Moment | None = getattr(message, "past", None)
        return queries.ask(look(self._state, moment, self._pasts.state) if moment else self._state, message)

    def _replayed(self, state: State, until: int) -> State:
        for line in self._lines[state.sequence : until]:
            state = copying.follow(state, line)
        return state


def still(share: Share) -> Still:
    """Raises Refused if the state can't be shown any more."""
    return _opened(share.token)


@lru_cache(maxsize=KEPT)
def _opened(token: str) -> Still:
    return Still(Share.objects.select_related("workspace__lab").get(token=token))
