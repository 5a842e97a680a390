"""One HTTP request of a client of the API, and its answer: bytes to messages.Request, messages.Response to bytes."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping, MutableMapping
from typing import Any

import msgspec

from playground.cluster.apiserver.decode import BODY_LIMIT
from playground.cluster.apiserver.messages import ApiError, Request, Response
from playground.cluster.kubectl.yamltext import yaml_text
from playground.cluster.objects.kinds import Object

logger = logging.getLogger(__name__)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = Mapping[str, str]

SMALLEST_GZIP = 128 * 1024
"""Bytes from which an answer is compressed, as the API server does."""

JSON, YAML, TEXT = "application/json", "application/yaml", "text/plain; charset=utf-8"


PATIENCE = 20.0
"""Seconds in which a client has to take what a stream sends it."""


class Gone(Exception):
    """The client has closed its connection."""


class Exchange:
    """`path` is still percent-encoded, and begins where the API's own paths begin."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, path: str) -> None:
        self.method: str = scope["method"]
        self.path = path
        self.query: str = scope["query_string"].decode("latin-1")
        self.headers = headers(scope)
        self._receive, self._send = receive, send

    async def body(self) -> bytes:
        """Raises ApiError (413) as soon as it is too large, Gone where it ends too early."""
        parts: list[bytes] = []
        left = BODY_LIMIT
        while True:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise Gone
            part = message.get("body", b"")
            left -= len(part)
            if left < 0:
                raise ApiError(413, "RequestEntityTooLarge", f"Request entity too large: limit is {BODY_LIMIT}", {})
            parts.append(part)
            if not message.get("more_body"):
                return b"".join(parts)

    async def stream(self, telling: Coroutine[None, None, None]) -> None:
        """An answer that goes on: until it ends by itself, the client goes, or does not take what it is sent."""
        tasks = (asyncio.create_task(telling), asyncio.create_task(self._closed()))
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            ended, _ = await asyncio.gather(*tasks, return_exceptions=True)
        if isinstance(ended, Exception) and not isinstance(ended, TimeoutError):
            logger.error("%s %s", self.method, self.path, exc_info=ended)

    async def _closed(self) -> None:
        """Until the client goes."""
        while (await self._receive())["type"] != "http.disconnect":
            pass

    def request(self, body: bytes) -> Request:
        return Request(
            self.method, self.path, self.query, self.headers.get("content-type", ""), body,
            self.headers.get("accept", "*/*"), self.headers.get("user-agent", "unknown"),
        )  # fmt: skip

    async def answer(self, response: Response) -> None:
        body, content_type = encoded(response, self.headers.get("accept", ""))
        own = {name.lower(): value for name, value in response.headers}
        own.setdefault("content-type", content_type)
        if len(body) >= SMALLEST_GZIP and "gzip" in self.headers.get("accept-encoding", ""):
            body = gzip.compress(body, 1)
            own |= {"content-encoding": "gzip", "vary": "Accept-Encoding"}
        if response.code == 429:
            own["retry-after"] = "1"
        await self.begin(response.code, {**own, "content-length": str(len(body))}, response.warnings)
        await self._send({"type": "http.response.body", "body": body})

    async def begin(self, code: int, own: Headers, warnings: tuple[str, ...] = ()) -> None:
        told = [*({"cache-control": "no-cache, private"} | dict(own)).items(), *(("warning", _warning(text)) for text in warnings)]
        pairs = [(name.encode("latin-1"), value.encode("utf-8")) for name, value in told]
        await self._send({"type": "http.response.start", "status": code, "headers": pairs})

    async def go_on(self, part: bytes) -> None:
        """Raises TimeoutError where the client takes nothing any more."""
        async with asyncio.timeout(PATIENCE):
            await self._send({"type": "http.response.body", "body": part, "more_body": True})

    async def end(self) -> None:
        await self._send({"type": "http.response.body", "body": b""})


def headers(scope: Scope) -> dict[str, str]:
    """By lower-case name; of repeated ones all values, as one list."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def encoded(response: Response, accept: str) -> tuple[bytes, str]:
    """(body, content type)"""
    if response.data:
        return response.data, "application/octet-stream"
    if response.body is None:
        return (response.text or "").encode("utf-8", "replace"), TEXT
    if _wants_yaml(accept):
        return yaml_text(response.body).encode(), YAML
    return json_bytes(response.body), JSON


def json_bytes(value: Object) -> bytes:
    try:
        return msgspec.json.encode(value) + b"\n"
    except (TypeError, ValueError, msgspec.MsgspecError):  # a value of the JSON reader's own, or half a character
        return json.dumps(value).encode() + b"\n"


def _wants_yaml(accept: str) -> bool:
    for clause in accept.split(","):
        media = clause.partition(";")[0].strip()
        if media in (JSON, "*/*", "application/*"):
            return False
        if media == YAML:
            return True
    return False


def _warning(text: str) -> str:
    quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ").replace("\r", " ")
    return f'299 - "{quoted}"'
