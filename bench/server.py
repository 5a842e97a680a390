"""The playground with a bare Channels echo beside it, in one process: python -m bench.server PORT SQLITE_FILE."""

from __future__ import annotations

import os
import sys
from typing import Any

import uvicorn


def application() -> Any:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playground.settings")
    from django.core.asgi import get_asgi_application

    http = get_asgi_application()
    from channels.generic.websocket import AsyncWebsocketConsumer
    from channels.routing import ProtocolTypeRouter, URLRouter
    from django.core.management import call_command
    from django.urls import path

    from playground.workspaces.urls import websocket_urlpatterns

    class Echo(AsyncWebsocketConsumer):
        async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
            await self.send(text_data=text_data)

    call_command("migrate", verbosity=0)
    sockets = URLRouter([path("ws/echo/", Echo.as_asgi()), *websocket_urlpatterns])
    return ProtocolTypeRouter({"http": http, "websocket": sockets})


if __name__ == "__main__":
    os.environ["SQLITE_FILE"] = sys.argv[2]
    uvicorn.run(
        application(), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", lifespan="off",
        ws="websockets-sansio", ws_per_message_deflate=False, timeout_graceful_shutdown=1,
    )  # fmt: skip
