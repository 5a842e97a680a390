"""The way to the workspaces' APIs, in front of the site: who comes in, and where to.

    /k8s/s/<secret>/api/v1/...      the address itself carries the secret: kubectl sends no token over plain HTTP
    /k8s/w/<workspace>/api/v1/...   with `Authorization: Bearer <secret>`

A raw ASGI application, before anything of Django: most requests are answered from memory. Nothing here writes an address
to a log.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from uuid import UUID

from playground.cluster.apiserver.messages import ApiError, Response
from playground.kubeapi import channels
from playground.kubeapi.app import serve
from playground.kubeapi.exchange import Exchange, Receive, Scope, Send, headers
from playground.kubeapi.hosted import Hosts
from playground.workspaces import credentials
from playground.workspaces.session import in_thread

logger = logging.getLogger(__name__)

PREFIX = "/k8s/"
FRESH = 1.0
"""Seconds for which a secret that was found needs not be looked up again."""

CHECK = 10.0
"""Seconds after which a stream's credential is looked up again: it may have been taken back."""

MOST_KNOWN = 10_000

Entry = credentials.Entry


class Door:
    def __init__(self, site: object, hosts: Hosts | None = None) -> None:
        self.site, self.hosts = site, hosts or Hosts()
        self._known: OrderedDict[str, tuple[float, Entry]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or not scope["path"].startswith(PREFIX):
            await self.site(scope, receive, send)  # type: ignore[operator]
            return
        try:
            entry, path = await self._enter(scope)
            host = await self.hosts.of(entry.workspace)
        except ApiError as error:
            await _refuse(scope, receive, send, error)
            return
        except Exception:
            logger.exception("a workspace cannot be opened")
            await _refuse(scope, receive, send, ApiError(500, "InternalError", "the workspace cannot be opened; the log keeps everything"))
            return
        serving = asyncio.create_task(serve(host, scope, receive, send, path))
        try:
            while not (await asyncio.wait((serving,), timeout=CHECK))[0]:
                if not await in_thread(credentials.is_valid, entry.credential):
                    break  # it was taken back, or is too old by now
        finally:
            ended = serving.done()
            serving.cancel()
            await asyncio.wait((serving,))
        if not ended:
            await send({"type": "http.response.body", "body": b""} if scope["type"] == "http" else {"type": "websocket.close", "code": 1008})

    async def _enter(self, scope: Scope) -> tuple[Entry, str]:
        """(what is opened, the path from there on). Raises ApiError (401, 403, 404)."""
        way, _, rest = scope["raw_path"].decode("latin-1").removeprefix(PREFIX).partition("/")
        if way not in ("s", "w"):
            raise _unauthorized()
        first, slash, path = rest.partition("/")
        secret = first if way == "s" else headers(scope).get("authorization", "").removeprefix("Bearer ").strip()
        entry = await self._find(secret)
        if entry is None:
            raise _unauthorized()
        if way == "w" and _uuid(first) != entry.workspace:
            raise ApiError(403, "Forbidden", "forbidden: this token is for another workspace", {})
        return entry, slash + path or "/"

    async def _find(self, secret: str) -> Entry | None:
        known = self._known.get(secret)
        if known is not None and time.monotonic() - known[0] < FRESH:
            return known[1]
        found = await in_thread(credentials.find, secret)
        self._known.pop(secret, None)
        if found is not None:
            self._known[secret] = (time.monotonic(), found)
            while len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)
        return found


def _unauthorized() -> ApiError:
    return ApiError(401, "Unauthorized", "Unauthorized", None)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


async def _refuse(scope: Scope, receive: Receive, send: Send, error: ApiError) -> None:
    if scope["type"] == "websocket":
        await channels.refuse(scope, receive, send, error)
    else:
        await Exchange(scope, receive, send, "").answer(Response(error.code, error.status()))
