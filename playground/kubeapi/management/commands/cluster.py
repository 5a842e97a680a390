"""manage.py cluster: a cluster in memory for kubectl, scripts and tests."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from django.core.management.base import BaseCommand

from playground.kubeapi import standalone


class Command(BaseCommand):
    """manage.py itself runs it without Django, which is quicker; this one is for `manage.py help` and call_command."""

    help = "Serve one cluster in memory to kubectl and other clients; prints the path of its kubeconfig."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        standalone.arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        standalone.run(Namespace(**options))
