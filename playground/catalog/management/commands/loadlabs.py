"""manage.py loadlabs: make the catalogue what the folders under labs/ say."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from playground.catalog.folder import BadFolder
from playground.catalog.loading import load
from playground.catalog.models import LabRevision


class Command(BaseCommand):
    help = "Load the labs that can be read as immutable revisions; workspaces that run keep theirs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--root", type=Path, default=settings.LABS_DIR, help="the folder of labs")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            findings = load(options["root"])
        except BadFolder as error:
            raise CommandError(str(error)) from None
        for finding in findings:
            self.stderr.write(str(finding))
        if options["verbosity"]:
            self.stdout.write(f"{LabRevision.objects.filter(current=True).count()} labs in the catalogue")
        if findings:
            raise CommandError("some labs cannot be loaded; the others are")
