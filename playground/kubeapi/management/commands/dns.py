"""manage.py dns: a workspace's DNS on a port, for `dig @127.0.0.1 -p 5353 web.default.svc.cluster.local`."""

from __future__ import annotations

import asyncio
import signal
from argparse import ArgumentParser
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from playground.cluster.dns import wire
from playground.kubeapi.dnsserver import DnsPorts
from playground.workspaces import log
from playground.workspaces.live import registry
from playground.workspaces.models import Workspace
from playground.workspaces.session import in_thread

LOCAL = "127.0.0.1"


class Command(BaseCommand):
    help = "Answer DNS over UDP and TCP as the cluster of a workspace does."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--workspace", type=UUID, required=True, metavar="ID", help="the identity in the workspace's address")
        parser.add_argument("--host", default=LOCAL)
        parser.add_argument("--port", type=int, default=5353)

    def handle(self, *args: Any, **options: Any) -> None:
        if not Workspace.objects.filter(pk=options["workspace"]).exists():
            raise CommandError(f"there is no workspace {options['workspace']}")
        with suppress(KeyboardInterrupt):
            asyncio.run(self._serve(options["workspace"], options["host"], options["port"]))

    async def _serve(self, workspace: UUID, host: str, port: int) -> None:
        async def answer(question: bytes, tcp: bool) -> bytes:
            return await in_thread(answered, workspace, question, tcp)

        ports = DnsPorts(answer)
        try:
            number = await ports.open(host, port)
        except OSError as error:
            raise CommandError(f"port {port} of {host} cannot be used ({error.strerror})") from None
        self.stdout.write(f"DNS of {workspace} at {host}:{number}, UDP and TCP  (Ctrl+C stops it)")
        stopped = asyncio.Event()
        for end in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError):  # on Windows, where Ctrl+C raises
                asyncio.get_running_loop().add_signal_handler(end, stopped.set)
        await stopped.wait()


def answered(workspace: UUID, question: bytes, tcp: bool) -> bytes:
    """From the state after the last command, whoever made it."""
    with registry.hold(workspace) as live:
        return wire.handle(live.state(log.last_sequence(workspace)).cluster.dns, question, over_tcp=tcp)
