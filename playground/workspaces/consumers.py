"""The socket of a workspace: decode, delegate to a thread, send. It holds no rules.

Each socket remembers the view that its page shows; whatever happens, the page is sent what leads from that view to the
latest one.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie
from typing import Any, ParamSpec, TypeVar, get_args
from uuid import UUID

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.http import HttpRequest
from django.utils import translation

from playground.cluster.saying import say
from playground.workspaces import announcing, desk, log, messages, owner, wire
from playground.workspaces.live import registry
from playground.workspaces.messages import Message
from playground.workspaces.rate import Allowance
from playground.workspaces.refusal import Refused
from playground.workspaces.wire.language import encoded

logger = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")

NOT_YOURS, NOWHERE, TOO_MANY, BROKEN = 4403, 4404, 4429, 4500
POLL = 10.0
"""Seconds after which a socket that heard nothing looks into the log: an announcement may have been lost."""

SHORTEST_TICK = 0.1
LOGGED = get_args(messages.LOGGED)


async def in_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The model and the ORM run off the event loop."""
    return await database_sync_to_async(work, thread_sensitive=False)(*args, **kwargs)


async def nowhere(scope: Any, receive: Any, send: Any) -> None:
    """A socket at an address that has none: refused before it opens."""
    await receive()
    await send({"type": "websocket.close", "code": NOWHERE})


class WorkspaceConsumer(AsyncWebsocketConsumer):
    """One tab. Messages of a tab are answered in the order in which they came."""

    workspace: UUID | None = None
    shown: wire.View | None = None

    async def connect(self) -> None:
        await self.accept()
        translation.activate(_language(self.scope))  # in this socket's own context, which its threads and tasks inherit
        identity: UUID = self.scope["url_route"]["kwargs"]["identity"]
        if await in_thread(desk.owned, identity, owner.read(_cookies(self.scope))) is None:
            await self.close(NOT_YOURS)
            return
        self.allowance = Allowance()
        self.lines = Allowance(rate=4, burst=20)
        self.drawing = asyncio.Lock()
        self.alarm: asyncio.TimerHandle | None = None
        self.waking: asyncio.Task[None] | None = None
        try:
            await in_thread(_watch, identity)
        except Exception:
            logger.exception("workspace %s cannot be opened", identity)
            await self.close(BROKEN)
            return
        await self.channel_layer.group_add(announcing.group(identity), self.channel_name)
        self.workspace = identity

    async def disconnect(self, code: int) -> None:
        if self.workspace is None:
            return
        if self.alarm:
            self.alarm.cancel()
        if self.waking:
            self.waking.cancel()
        await self.channel_layer.group_discard(announcing.group(self.workspace), self.channel_name)
        await in_thread(_unwatch, self.workspace)
        self.workspace = None

    # -- from the page

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.workspace is None:
            return
        if not self.allowance.take():
            await self._refuse(None, "rate", say("too many messages; wait a moment"))
            if self.allowance.exhausted:
                await self.close(TOO_MANY)
            return
        try:
            message = messages.decode(text_data if text_data is not None else bytes_data or b"")
        except messages.WrongShape as error:
            await self._refuse(error.id, error.code, str(error))
            return
        if isinstance(message, messages.Terminal) and not self.lines.take():
            await self._refuse(str(message.id), "rate", say("too many lines; wait a moment"))
            return
        try:
            await self._answer(self.workspace, message)
        except Refused as refusal:
            await self._refuse(str(message.id), refusal.code, str(refusal))
        except Exception:
            logger.exception("%s in workspace %s", messages.type_of(message), self.workspace)
            await self._refuse(str(message.id), "fault", say("something went wrong on our side; your work is kept"))

    async def _answer(self, workspace: UUID, message: Message) -> None:
        if isinstance(message, messages.Hello):
            await self._show(workspace, str(message.id))
        elif isinstance(message, messages.Save):
            await in_thread(_save, workspace, message)
            await self._send({"type": "saved", "id": str(message.id)})
            await announcing.announce_draft(workspace, self.channel_name)
        elif isinstance(message, LOGGED):
            outcome, sequence = await in_thread(_submit, workspace, message)
            await self._send({**outcome, "id": str(message.id)})
            await self._move(workspace, sequence)
            await announcing.announce(workspace, sequence)
        else:
            await self._send({**await in_thread(_ask, workspace, message), "id": str(message.id)})

    # -- from other tabs and workers

    async def workspace_moved(self, event: dict[str, Any]) -> None:
        if self.workspace and self.shown and event["sequence"] > self.shown.sequence:
            await self._move(self.workspace, event["sequence"])

    async def workspace_draft(self, event: dict[str, Any]) -> None:
        if self.workspace and self.shown and event["by"] != self.channel_name:
            await self._send({"type": "draft", "files": await in_thread(_files, self.workspace), "by": "tab"})

    # -- what the page shows

    async def _show(self, workspace: UUID, identity: str | None = None) -> None:
        async with self.drawing:
            view, files, due = await in_thread(_whole, workspace)
            self.shown = view
            await self._send({**wire.snapshot(view, files), "id": identity})
            self._wake_in(due)

    async def _move(self, workspace: UUID, sequence: int) -> None:
        """Bring the page to the latest state, which is at least `sequence`."""
        async with self.drawing:
            if self.shown is None:
                return
            view, text, due = await in_thread(_step, workspace, sequence, self.shown)
            if text is not None:
                self.shown = view
                await self._tell(text)
            self._wake_in(due)
        if text is None and view.world != self.shown.world:
            await self._show(workspace)

    # -- time

    def _wake_in(self, due: float | None) -> None:
        if self.alarm:
            self.alarm.cancel()
        wait = POLL if due is None else min(POLL, max(SHORTEST_TICK, due))
        self.alarm = asyncio.get_running_loop().call_later(wait, self._wake)

    def _wake(self) -> None:
        self.waking = asyncio.create_task(self._tick())

    async def _tick(self) -> None:
        """Let time do its work; look into the log."""
        if self.workspace is None:
            return
        ticked, sequence = await in_thread(_tick, self.workspace)
        await self._move(self.workspace, sequence)
        if ticked:
            await announcing.announce(self.workspace, sequence)

    # -- to the page

    async def _tell(self, text: str) -> None:
        with suppress(OSError):  # how ASGI says that the tab has gone; it asks again when it is back
            await self.send(text_data=text)

    async def _send(self, message: dict[str, Any]) -> None:
        await self._tell(encoded(message))

    async def _refuse(self, identity: str | None, code: str, text: str) -> None:
        await self._send(wire.error(identity, code, text))


def _header(scope: Mapping[str, Any], wanted: bytes) -> str:
    return next((value for name, value in scope["headers"] if name == wanted), b"").decode("latin-1")


def _cookies(scope: Mapping[str, Any]) -> dict[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(_header(scope, b"cookie")).items()}
    except CookieError:
        return {}


def _language(scope: Mapping[str, Any]) -> str:
    """The reader's, found as LocaleMiddleware found it for the page."""
    request = HttpRequest()
    request.COOKIES = _cookies(scope)
    request.META["HTTP_ACCEPT_LANGUAGE"] = _header(scope, b"accept-language")
    return translation.get_language_from_request(request)


# -- in a thread, holding the workspace


def _watch(workspace: UUID) -> None:
    with registry.hold(workspace) as live:
        live.watch()


def _unwatch(workspace: UUID) -> None:
    with registry.hold(workspace) as live:
        live.unwatch()


def _submit(workspace: UUID, message: Message) -> tuple[dict[str, Any], int]:
    with registry.hold(workspace) as live:
        return live.submit(message), live.state().sequence


def _ask(workspace: UUID, message: Message) -> dict[str, Any]:
    with registry.hold(workspace) as live:
        return live.ask(message)


def _files(workspace: UUID) -> list[dict[str, Any]]:
    with registry.hold(workspace) as live:
        return desk.editor_files(live.state())


def _save(workspace: UUID, message: messages.Save) -> None:
    with registry.hold(workspace) as live:
        desk.save_draft(workspace, message.files, live.state().sequence)


def _whole(workspace: UUID) -> tuple[wire.View, list[dict[str, Any]], float | None]:
    with registry.hold(workspace) as live:
        view = live.view()
        return view, desk.editor_files(live.state()), live.until_due()


def _step(workspace: UUID, sequence: int, shown: wire.View) -> tuple[wire.View, str | None, float | None]:
    """The latest view, the delta that leads there (None: nothing to send, or a snapshot is needed), and what is due."""
    with registry.hold(workspace) as live:
        view, due = live.view(sequence), live.until_due()
    if view.sequence == shown.sequence and view.world == shown.world:
        return view, None, due
    changes = wire.delta(shown, view)
    return view, None if changes is None else encoded(changes), due


def _tick(workspace: UUID) -> tuple[bool, int]:
    with registry.hold(workspace) as live:
        return live.tick(), max(live.state().sequence, log.last_sequence(workspace))
