"""manage.py serve: everything that `make run` does after the installation."""

from __future__ import annotations

import socket
from argparse import ArgumentParser
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import autoreload

from playground.workspaces.kubeconfig import KEPT_ALIVE
from playground.workspaces.messages import MESSAGE_LIMIT

GRACE = 3
"""Seconds that open connections have at a stop."""


class Command(BaseCommand):
    help = "Migrate, load the labs, and serve HTTP and WebSocket."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--reload", action="store_true", default=settings.DEBUG, help="start again when a file changes")

    def handle(self, *args: Any, **options: Any) -> None:
        where = (options["host"], options["port"])
        if options["reload"]:
            autoreload.run_with_reloader(self._serve, *where)
        else:
            self._serve(*where)

    def _serve(self, host: str, port: int) -> None:
        listening = self._listen(host, port)
        call_command("migrate", verbosity=0)
        try:
            call_command("loadlabs", verbosity=0, stderr=self.stderr)
        except CommandError as error:
            self.stderr.write(str(error))
        server = _Server(
            uvicorn.Config(
                "playground.asgi:application",
                log_level="warning",
                lifespan="off",
                access_log=False,  # addresses of the Kubernetes API carry a secret
                ws="playground.kubeapi.websocket:Protocol",
                ws_max_size=2 * MESSAGE_LIMIT,
                ws_per_message_deflate=False,
                timeout_graceful_shutdown=GRACE,
                timeout_keep_alive=KEPT_ALIVE,
            ),
            lambda: self.stdout.write(f"The playground is at http://{host}:{port}/  (Ctrl+C stops it)"),
        )
        try:
            server.run(sockets=[listening])
        except KeyboardInterrupt:
            self.stdout.write("")

    def _listen(self, host: str, port: int) -> socket.socket:
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, port))
        except OSError as error:
            raise CommandError(f"Port {port} of {host} cannot be used ({error.strerror}). Choose another: make run PORT={port + 1}") from None
        return listening


class _Server(uvicorn.Server):
    """Says once when it is ready."""

    def __init__(self, config: uvicorn.Config, ready: Any) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()
