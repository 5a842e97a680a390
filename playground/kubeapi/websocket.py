"""uvicorn's WebSocket, which lets the application alone choose the subprotocol.

kubectl offers `SPDY/3.1+portforward.k8s.io`, which is no token of HTTP: the library would refuse it before anybody is asked.
"""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol


class Protocol(WebSocketsSansIOProtocol):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conn.process_subprotocol = lambda headers: None  # type: ignore[method-assign]
