"""Alice has a workspace; Bob has not. A tab of either is a real socket to the application."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

from channels.testing import WebsocketCommunicator
from django.test import AsyncClient

from playground.asgi import application
from playground.workspaces import owner
from playground.workspaces.models import Workspace

ALICE, BOB = UUID(int=0xA11CE), UUID(int=0xB0B)

SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  selector:
    app: web
  ports:
  - port: 80
"""


def files(text: str = SERVICE, path: str = "service.yaml") -> list[dict[str, str]]:
    return [{"path": path, "text": text}]


class Tab:
    """One open page: sends messages, remembers what it was told."""

    def __init__(self, socket: WebsocketCommunicator) -> None:
        self.socket = socket
        self.heard: list[dict[str, Any]] = []

    async def say(self, type_: str, **fields: Any) -> str:
        identity = fields.pop("id", None) or str(uuid4())
        await self.socket.send_to(text_data=json.dumps({"type": type_, "id": identity, **fields}))
        return identity

    async def ask(self, type_: str, **fields: Any) -> dict[str, Any]:
        """Say something and wait for its answer."""
        identity = await self.say(type_, **fields)
        return await self.hear(lambda message: message.get("id") == identity)

    async def hear(self, wanted: Any) -> dict[str, Any]:
        """The next message that fits a predicate or is of a type; the others are kept in `heard`."""
        fits = wanted if callable(wanted) else lambda message: message["type"] == wanted
        while True:
            message = json.loads(await self.socket.receive_from(timeout=10))
            self.heard.append(message)
            if fits(message):
                return message


class HttpTab(Tab):
    """The same without a WebSocket: messages are posted, and a poll brings what else there is to hear."""

    def __init__(self, workspace: UUID, who: UUID | None) -> None:
        self.client = AsyncClient()
        if who is not None:
            self.client.cookies[owner.COOKIE] = owner.signed(who)
        self.address = f"/workspaces/{workspace}/messages?tab={uuid4()}"
        self.heard: list[dict[str, Any]] = []
        self.waiting: list[dict[str, Any]] = []
        self.shown = {"world": -1, "sequence": -1, "draft": -1}

    async def say(self, type_: str, **fields: Any) -> str:
        identity = fields.pop("id", None) or str(uuid4())
        answer = await self.client.post(self.address, {"type": type_, "id": identity, **fields}, content_type="application/json")
        assert answer.status_code == 200
        self._hear(answer.json())
        return identity

    async def poll(self) -> None:
        shown = "".join(f"&{name}={value}" for name, value in self.shown.items())
        answer = await self.client.get(self.address + shown)
        assert answer.status_code == 200
        self._hear(answer.json())

    def _hear(self, told: list[dict[str, Any]]) -> None:
        """What a page remembers for its next poll."""
        for message in told:
            self.shown["draft"] = message.get("draft", self.shown["draft"])
            if message["type"] in ("snapshot", "delta"):
                self.shown |= {"world": message["world"], "sequence": message.get("to", message.get("sequence"))}
        self.waiting += told

    async def hear(self, wanted: Any) -> dict[str, Any]:
        fits = wanted if callable(wanted) else lambda message: message["type"] == wanted
        while True:
            if not self.waiting:
                await self.poll()
            while self.waiting:
                message = self.waiting.pop(0)
                self.heard.append(message)
                if fits(message):
                    return message


@asynccontextmanager
async def tab(workspace: Workspace | UUID, who: UUID | None = ALICE) -> AsyncIterator[Tab]:
    identity = workspace.id if isinstance(workspace, Workspace) else workspace
    headers = [(b"origin", b"http://localhost"), (b"host", b"localhost")]
    if who is not None:
        headers.append((b"cookie", f"{owner.COOKIE}={owner.signed(who)}".encode()))
    socket = WebsocketCommunicator(application, f"/ws/workspaces/{identity}/", headers=headers)
    connected, _ = await socket.connect()
    assert connected
    try:
        yield Tab(socket)
    finally:
        await socket.disconnect()
