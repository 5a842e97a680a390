"""Workspaces in the memory of this process: the latest state of each, its pace, and the one way to change it.

State is a cache of the log. A command is computed on a fork, made true by one insert, and only then told to anyone; who
loses the race for a sequence number recomputes on top of the winner's row. Everything here blocks: call it from a thread.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings

from playground.cluster.saying import say
from playground.workspaces import commands, desk, exams, log, messages, queries, versions, wire
from playground.workspaces.messages import Message
from playground.workspaces.models import Workspace
from playground.workspaces.pace import Pace
from playground.workspaces.past import Earlier, look
from playground.workspaces.refusal import Refused
from playground.workspaces.state import Start, State

RACES = 20
"""How often a command is recomputed before it is given up: every lost race means that another command went through."""

VIEWS_KEPT = 8


class Live:
    """One workspace. Use it while holding `lock`."""

    def __init__(self, workspace: UUID) -> None:
        self.workspace = workspace
        self.lock = threading.RLock()
        self.pace = Pace()
        self.watchers = 0
        self._state: State | None = None
        self._view: wire.View | None = None
        self._views: OrderedDict[tuple[int, int], wire.View] = OrderedDict()
        self._pasts = Earlier(self._first, self._replayed)

    # -- reading

    def state(self, at_least: int = 0) -> State:
        """The latest state that this process knows; brought up to the log if that is not yet `at_least`."""
        if self._state is None:
            self._adopt(self._replayed(self._first()))
        elif self._state.sequence < at_least:
            self.catch_up()
        assert self._state is not None
        return self._state

    def view(self, at_least: int = 0) -> wire.View:
        state = self.state(at_least)
        if self._view is None or (self._view.sequence, self._view.time) != (state.sequence, state.time):
            self._view = wire.view(state, self._view)
            self._views[state.world, state.sequence] = self._view
            while len(self._views) > VIEWS_KEPT:
                self._views.popitem(last=False)
        return self._view

    def remembered(self, world: int, sequence: int) -> wire.View | None:
        """A view of not long ago, as a page without a socket still shows it."""
        return self._views.get((world, sequence))

    def catch_up(self) -> State:
        self._adopt(self._replayed(self.state()))
        return self.state()

    def earlier(self, sequence: int) -> State:
        """As it was after the command of this number, which was done already."""
        state = self.catch_up()
        return state if sequence == state.sequence else self._pasts.state(sequence)

    def ask(self, message: Message) -> dict[str, Any]:
        moment: messages.Moment | None = getattr(message, "past", None)
        state = self.state()
        return queries.ask(look(state, moment, self._pasts.state) if moment else state, message)

    # -- writing

    def submit(self, message: Message) -> dict[str, Any]:
        """Do a command and make it true; the same id again changes nothing and is answered again. Raises Refused."""
        for _ in range(RACES):
            state = self.state()
            at = max(self.pace.now(), state.time)
            try:
                exams.admit(state, message)
                done = commands.execute(state, at, message)
                if done.idle:
                    return done.answer
                log.append(self.workspace, done.state.sequence, at, message, done.outcome)
            except Refused:
                known = log.recall(self.workspace, message.id)
                if known is None:
                    raise
                return commands.answer_again(self.catch_up(), message, known)
            except log.Done as before:
                return commands.answer_again(self.catch_up(), message, before.outcome)
            except log.Lost:
                self.catch_up()
                continue
            self._adopt(done.state)
            if done.state.progress is not state.progress:
                desk.record_progress(done.state)
            return done.answer
        raise Refused(say("too many others are changing this workspace at the same moment; try again"))

    def tick(self) -> bool:
        """Let what is due by now happen. A row is written only if it changed something."""
        for _ in range(RACES):
            state = self.state()
            now = self.pace.now()
            due = state.cluster.loop.next_due()
            if not state.running or due is None or due > now:
                return False
            message = messages.Tick(id=uuid4())
            done = commands.execute(state, now, message)
            after = done.state
            if after.cluster.store.revision == state.cluster.store.revision:
                self._adopt(replace(after, sequence=state.sequence, last=state.last, marks=state.marks))
                return False
            try:
                log.append(self.workspace, after.sequence, now, message, done.outcome)
            except log.Lost:
                self.catch_up()
                continue
            self._adopt(after)
            return True
        return False

    def until_due(self) -> float | None:
        """Real seconds until something happens by itself, or None."""
        state = self.state()
        due = state.cluster.loop.next_due()
        return None if due is None or not state.running else max(0.0, due - self.pace.now())

    # -- who watches

    def watch(self) -> None:
        state = self.state()
        self.watchers += 1
        self._set_pace(state, restart=self.watchers == 1)

    def unwatch(self) -> None:
        self.watchers -= 1
        if self._state is not None:
            self._set_pace(self._state)

    def _adopt(self, state: State) -> None:
        new_world = self._state is None or self._state.world != state.world
        self._state = state
        self._set_pace(state, restart=new_world)

    def _set_pace(self, state: State, restart: bool = False) -> None:
        running = state.running and self.watchers > 0
        (self.pace.restart if restart else self.pace.follow)(state.time, running)

    def _first(self) -> State:
        return State.first(Start.of(Workspace.objects.select_related("lab").get(pk=self.workspace)))

    def _replayed(self, state: State, until: int | None = None) -> State:
        for row in log.after(self.workspace, state.sequence, until):
            state = versions.follow(state, row.at, row.type, row.payload, row.outcome, row.engine_version)
        return state


@dataclass(frozen=True, slots=True)
class Registry:
    """The workspaces in memory: the least recently used one goes when there are too many, unless somebody watches it."""

    limit: int
    lives: OrderedDict[UUID, Live]
    lock: threading.Lock

    @contextmanager
    def hold(self, workspace: UUID) -> Iterator[Live]:
        """The workspace, for this thread alone. Raises Workspace.DoesNotExist at first use of its state."""
        with self.lock:
            live = self.lives.get(workspace)
            if live is None:
                live = self.lives[workspace] = Live(workspace)
            self.lives.move_to_end(workspace)
            self._evict()
        with live.lock:
            yield live

    def forget(self) -> None:
        """Start with an empty memory, as after a restart."""
        with self.lock:
            self.lives.clear()

    def _evict(self) -> None:
        idle = [key for key, live in self.lives.items() if not live.watchers]
        for key in idle[: max(0, len(self.lives) - self.limit)]:
            if key != next(reversed(self.lives)):
                del self.lives[key]


registry = Registry(settings.LIVE_WORKSPACES, OrderedDict(), threading.Lock())
