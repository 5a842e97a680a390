"""manage.py replay FILE...: replay recordings of a real control plane against the model."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from playground.replay import run
from playground.replay.recording import Unreadable


class Command(BaseCommand):
    help = "Replay recordings of a real control plane against the model, and show every difference."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        run.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            status = run.run(Namespace(**options), self.stdout.write)
        except Unreadable as error:
            raise CommandError(str(error), returncode=run.UNUSABLE) from error
        raise SystemExit(status)
