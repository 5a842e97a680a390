"""The sockets of a workspace: who may open one, and a session behind each."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie
from typing import Any
from uuid import UUID

from channels.generic.websocket import AsyncWebsocketConsumer
from django.http import HttpRequest
from django.utils import translation

from playground.workspaces import announcing, desk, embedding, owner
from playground.workspaces.rate import Limits
from playground.workspaces.session import Session, in_thread

logger = logging.getLogger(__name__)

NOT_YOURS, NOWHERE, TOO_MANY, BROKEN = 4403, 4404, 4429, 4500


async def nowhere(scope: Any, receive: Any, send: Any) -> None:
    """A socket at an address that has none: refused before it opens."""
    await receive()
    await send({"type": "websocket.close", "code": NOWHERE})


class WorkspaceConsumer(AsyncWebsocketConsumer):
    """One tab of a workspace's owner."""

    session: Session | None = None

    async def connect(self) -> None:
        await self.accept()
        translation.activate(_language(self.scope))  # in this socket's own context, which its threads and tasks inherit
        entered = await self._enter()
        if entered is None:
            await self.close(NOT_YOURS)
            return
        workspace, who = entered
        session = Session(workspace, self.channel_name, self._tell, Limits(), who)
        try:
            await session.watch()
        except Exception:
            logger.exception("workspace %s cannot be opened", workspace)
            await self.close(BROKEN)
            return
        await self.channel_layer.group_add(announcing.group(workspace), self.channel_name)
        self.session = session

    async def _enter(self) -> tuple[UUID, UUID | None] | None:
        """The workspace and the owner who enters, if whoever opens the socket may."""
        who = owner.read(_cookies(self.scope))
        found = await in_thread(desk.owned, self.scope["url_route"]["kwargs"]["identity"], who)
        return (found.id, who) if found else None

    async def disconnect(self, code: int) -> None:
        session, self.session = self.session, None
        if session is None:
            return
        session.rest()
        await self.channel_layer.group_discard(announcing.group(session.workspace), self.channel_name)
        await session.unwatch()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.session is None:
            return
        await self.session.receive(text_data if text_data is not None else bytes_data or b"")
        if self.session and self.session.limits.messages.exhausted:
            await self.close(TOO_MANY)

    async def _tell(self, text: str) -> None:
        with suppress(OSError):  # how ASGI says that the tab has gone; it asks again when it is back
            await self.send(text_data=text)

    async def workspace_moved(self, event: dict[str, Any]) -> None:
        if self.session:
            await self.session.heard(event)

    workspace_draft = workspace_moved


class EmbeddedConsumer(WorkspaceConsumer):
    """A frame in another site's page, whose key is its right."""

    async def _enter(self) -> tuple[UUID, UUID | None] | None:
        found = await in_thread(embedding.opened, self.scope["url_route"]["kwargs"]["key"])
        return (found.id, None) if found else None


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
