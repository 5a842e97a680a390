"""One open page of a workspace, whatever carries its messages: decode, delegate to a thread, tell. It holds no rules.

A session remembers the view that its page shows; whatever happens, the page is told what leads from that view to the
latest one. `consumers.py` gives it a WebSocket, `http.py` one request after the other.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, ParamSpec, TypeVar, get_args
from uuid import UUID

from channels.db import database_sync_to_async

from playground.cluster.saying import say
from playground.workspaces import announcing, desk, giving, log, messages, recording, wire
from playground.workspaces.live import Live, registry
from playground.workspaces.messages import Message
from playground.workspaces.rate import Limits
from playground.workspaces.refusal import Refused
from playground.workspaces.wire.language import encoded

logger = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")

POLL = 10.0
"""Seconds after which a session that heard nothing looks into the log: an announcement may have been lost."""

SHORTEST_TICK = 0.1
LOGGED, GIVING = get_args(messages.LOGGED), get_args(messages.GIVING)


async def in_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The model and the ORM run off the event loop."""
    return await database_sync_to_async(work, thread_sensitive=False)(*args, **kwargs)


class Session:
    """`name` tells the sessions of a workspace apart; `tell` sends one message to the page; `who` is the owner, None for
    a frame in another site's page; `shown` is what the page shows already. Messages are answered in the order in which
    they came."""

    def __init__(
        self, workspace: UUID, name: str, tell: Callable[[str], Awaitable[None]], limits: Limits, who: UUID | None,
        shown: wire.View | None = None, opened: Iterable[str] = (),
    ) -> None:  # fmt: skip
        self.workspace, self.name, self.limits, self.who, self.shown = workspace, name, limits, who, shown
        self.opened = frozenset(opened)
        self._tell = tell
        self._watched: Live | None = None
        self._drawing = asyncio.Lock()
        self._alarm: asyncio.TimerHandle | None = None
        self._waking: asyncio.Task[None] | None = None

    async def watch(self) -> None:
        """From now on the cluster's time runs. Raises what opening the workspace raises."""
        self._watched = await in_thread(_watch, self.workspace)

    async def unwatch(self) -> None:
        watched, self._watched = self._watched, None
        if watched:
            await in_thread(_unwatch, watched)

    def rest(self) -> None:
        """Nothing is told any more."""
        self.shown = None
        if self._alarm:
            self._alarm.cancel()
        if self._waking:
            self._waking.cancel()

    # -- from the page

    async def receive(self, text: str | bytes) -> None:
        if not self.limits.messages.take():
            await self._refuse(None, "rate", say("too many messages; wait a moment"))
            return
        try:
            message = messages.decode(text)
        except messages.WrongShape as error:
            await self._refuse(error.id, error.code, str(error))
            return
        if isinstance(message, messages.Terminal) and not self.limits.lines.take():
            await self._refuse(str(message.id), "rate", say("too many lines; wait a moment"))
            return
        if isinstance(message, messages.Send | messages.Suppose | messages.Record) and not self.limits.trials.take():
            await self._refuse(str(message.id), "rate", say("too many of these at once; wait a moment"))
            return
        try:
            await self._answer(message)
        except Refused as refusal:
            await self._refuse(str(message.id), refusal.code, str(refusal))
        except Exception:
            logger.exception("%s in workspace %s", messages.type_of(message), self.workspace)
            await self._refuse(str(message.id), "fault", say("something went wrong on our side; your work is kept"))

    async def _answer(self, message: Message) -> None:
        if isinstance(message, messages.Hello):
            self.opened = frozenset(message.opened)
            await self._show(str(message.id))
        elif isinstance(message, messages.Save):
            number = await in_thread(_save, self.workspace, message)
            if number is None:
                await self.show_draft(identity=str(message.id))
                return
            await self._send({"type": "saved", "id": str(message.id), "draft": number})
            await announcing.announce_draft(self.workspace, self.name)
        elif isinstance(message, LOGGED):
            outcome, sequence = await in_thread(_submit, self.workspace, message)
            await self._send({**outcome, "id": str(message.id)})
            await self._move(sequence)
            await announcing.announce(self.workspace, sequence)
            if "draft" in outcome:
                await announcing.announce_draft(self.workspace, self.name)
        elif isinstance(message, GIVING):
            if isinstance(message, messages.Copy) and not self.limits.copies.take():
                raise Refused(say("too many copies; wait a moment"), "rate")
            if self.who is None:
                raise Refused(say("this page belongs to nobody who could share it"))
            await self._send({**await in_thread(_give, self.workspace, message, self.who), "id": str(message.id)})
        else:
            await self._send({**await in_thread(_ask, self.workspace, message), "id": str(message.id)})

    # -- from other tabs and workers

    async def heard(self, event: dict[str, Any]) -> None:
        """What `announcing` sent to the workspace's group."""
        if self.shown is None:
            return
        if event["type"] == announcing.MOVED and event["sequence"] > self.shown.sequence:
            await self._move(event["sequence"])
        elif event["type"] == announcing.DRAFT and event["by"] != self.name:
            await self.show_draft()

    # -- what the page shows

    async def catch_up(self, draft: int) -> None:
        """Bring a page up to date that was not listening for a while; `draft` is the number of the text that it has."""
        if self.shown is None:
            await self._show()
            return
        await self._tick()
        await self.show_draft(draft)

    async def show_draft(self, known: int = -1, identity: str | None = None) -> None:
        draft = await in_thread(_draft, self.workspace)
        if draft["draft"] > known:
            await self._send({"type": "draft", **draft, "by": "tab", **({"id": identity} if identity else {})})

    async def _show(self, identity: str | None = None) -> None:
        async with self._drawing:
            view, draft, due = await in_thread(_whole, self.workspace, self.opened)
            self.shown = view
            await self._send({**wire.snapshot(view, **draft), "id": identity})
            self._wake_in(due)

    async def _move(self, sequence: int) -> None:
        """Bring the page to the latest state, which is at least `sequence`."""
        async with self._drawing:
            if self.shown is None:
                return
            view, text, due = await in_thread(_step, self.workspace, sequence, self.shown, self.opened)
            if text is not None:
                self.shown = view
                await self._tell(text)
            self._wake_in(due)
        if text is None and view.world != self.shown.world:
            await self._show()

    # -- time

    def _wake_in(self, due: float | None) -> None:
        if self._alarm:
            self._alarm.cancel()
        wait = POLL if due is None else min(POLL, max(SHORTEST_TICK, due))
        self._alarm = asyncio.get_running_loop().call_later(wait, self._wake)

    def _wake(self) -> None:
        self._waking = asyncio.create_task(self._tick())

    async def _tick(self) -> None:
        """Let time do its work; look into the log."""
        ticked, sequence = await in_thread(_tick, self.workspace)
        await self._move(sequence)
        if ticked:
            await announcing.announce(self.workspace, sequence)

    # -- to the page

    async def _send(self, message: dict[str, Any]) -> None:
        await self._tell(encoded(message))

    async def _refuse(self, identity: str | None, code: str, text: str) -> None:
        await self._send(wire.error(identity, code, text))


# -- in a thread, holding the workspace


def _watch(workspace: UUID) -> Live:
    with registry.hold(workspace) as live:
        live.watch()
        return live


def _unwatch(live: Live) -> None:
    """The very one that was watched: the memory of workspaces may have another by now."""
    with live.lock:
        live.unwatch()


def _submit(workspace: UUID, message: Message) -> tuple[dict[str, Any], int]:
    """What is applied is what the editor holds: it is kept as the draft too, whatever is undone later."""
    with registry.hold(workspace) as live:
        outcome, sequence = live.submit(message), live.state().sequence
    if isinstance(message, messages.Apply | messages.Submit) and message.files is not None:
        return {**outcome, "draft": desk.save_draft(workspace, message.files, sequence)}, sequence
    return outcome, sequence


def _ask(workspace: UUID, message: Message) -> dict[str, Any]:
    with registry.hold(workspace) as live:
        return live.ask(message)


def _give(workspace: UUID, message: Message, who: UUID) -> dict[str, Any]:
    with registry.hold(workspace) as live:
        if isinstance(message, messages.Record):
            return recording.answer(live.catch_up(), message, live.earlier)
        return giving.answer(live.catch_up(), message, who)


def _draft(workspace: UUID) -> desk.Draft:
    with registry.hold(workspace) as live:
        return desk.draft(live.state())


def _save(workspace: UUID, message: messages.Save) -> int | None:
    with registry.hold(workspace) as live:
        return desk.save_draft(workspace, message.files, live.state().sequence, message.draft)


def _whole(workspace: UUID, opened: frozenset[str]) -> tuple[wire.View, desk.Draft, float | None]:
    with registry.hold(workspace) as live:
        view = wire.opened(live.view(), opened)
        return view, desk.draft(live.state()), live.until_due()


def _step(
    workspace: UUID, sequence: int, shown: wire.View, opened: frozenset[str]
) -> tuple[wire.View, str | None, float | None]:
    """The latest view, the delta that leads there (None: nothing to send, or a snapshot is needed), and what is due."""
    with registry.hold(workspace) as live:
        view, due = live.view(sequence), live.until_due()
        if view.sequence == shown.sequence and view.world == shown.world:
            return view, None, due
        view = wire.opened(view, opened)
        changes = wire.delta(shown, view)
    return view, None if changes is None else encoded(changes), due


def _tick(workspace: UUID) -> tuple[bool, int]:
    with registry.hold(workspace) as live:
        return live.tick(), max(live.state().sequence, log.last_sequence(workspace))
