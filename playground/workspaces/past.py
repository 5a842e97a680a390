"""Looking at an earlier moment of a workspace. Nothing is changed by it.

The store keeps its last revisions; what lies before them, or in a world before the last reset, is replayed from the log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from playground.cluster.saying import say
from playground.cluster.store import Compacted, Store
from playground.workspaces.messages import Moment
from playground.workspaces.refusal import Refused
from playground.workspaces.state import Mark, State

STRIDE, MOST_KEPT = 50, 8
"""Of a long replay every so many states are kept, and so many in all: the next look begins at the nearest of them."""


class Earlier:
    """The earlier states of one workspace that somebody looked at. `replay` brings a state to a later sequence number."""

    def __init__(self, first: Callable[[], State], replay: Callable[[State, int], State]) -> None:
        self._first, self._replay = first, replay
        self._kept: dict[int, State] = {}

    def state(self, sequence: int) -> State:
        """As it was after the command of this number."""
        begin = max((number for number in self._kept if number <= sequence), default=None)
        state = self._first() if begin is None else self._kept[begin]
        for number in range(state.sequence + STRIDE, sequence, STRIDE):
            state = self._keep(self._replay(state, number))
        return self._keep(self._replay(state, sequence))

    def _keep(self, state: State) -> State:
        self._kept.pop(state.sequence, None)
        self._kept[state.sequence] = state
        while len(self._kept) > MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        return state


def look(now: State, moment: Moment, earlier: Callable[[int], State]) -> State:
    """The state at a moment, whose cluster is to be looked at and not to be driven. Raises Refused."""
    mark = next((mark for mark in reversed(now.marks) if mark.sequence == moment.sequence), None)
    if mark is None or mark.world != moment.world or not mark.before <= moment.revision <= mark.revision:
        raise Refused(say("there is no such moment in this workspace"), "not-found")
    for state in _kept_by(now, mark, earlier):
        try:
            cluster = state.cluster.at(moment.revision, _time(state.cluster.store, moment.revision, mark))
        except Compacted:
            continue
        return replace(state, sequence=mark.sequence, cluster=cluster, applied=mark.applied, last=(mark.type, mark.summary))
    raise Refused(say("too much has happened since in this one command"))


def _kept_by(now: State, mark: Mark, earlier: Callable[[int], State]) -> Iterator[State]:
    """States whose stores may still know the revision; those that cost more come later."""
    if now.world == mark.world:
        yield now
    yield earlier(mark.sequence)


def _time(store: Store, revision: int, mark: Mark) -> float:
    """When a revision was written; when a command was over that wrote none."""
    if revision == mark.revision:
        return mark.time
    change = next(iter(store.since(revision - 1)), None)
    return change.at if change else mark.time
