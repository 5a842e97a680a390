"""manage.py exportlabs: one lab, or a track, as a zip file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from playground.catalog.archive import BadArchive, collect, pack


class Command(BaseCommand):
    help = "Write a lab, or all labs of a track, into a zip file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", metavar="TRACK[/SLUG]")
        parser.add_argument("file", type=Path, metavar="FILE.zip")
        parser.add_argument("--root", type=Path, default=settings.LABS_DIR, help="the folder of labs")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            tracks = collect(options["root"], options["address"])
        except BadArchive as error:
            raise CommandError(str(error)) from None
        options["file"].write_bytes(pack(tracks))
        self.stdout.write(f"{options['file']}: {sum(len(files) for files in tracks.values())} files")
