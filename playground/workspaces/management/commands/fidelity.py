"""`manage.py fidelity > docs/fidelity.md`: how true the model is, as a page."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from playground.cluster.fidelity import document
from playground.replay.run import exceptions


class Command(BaseCommand):
    help = "Print docs/fidelity.md: what the cluster model does as Kubernetes does, and what it leaves out."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(document(exceptions()), ending="")
