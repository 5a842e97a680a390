"""manage.py importlabs: labs from a zip file, looked at before anything is written."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from playground.catalog.archive import BadArchive, problems, store, unpack


class Command(BaseCommand):
    help = "Take labs from a zip file as exportlabs writes it. Lint them before you load them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.zip")
        parser.add_argument("--replace", action="store_true", help="replace labs that are there already")
        parser.add_argument("--root", type=Path, default=settings.LABS_DIR, help="the folder of labs")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            tracks = unpack(options["file"].read_bytes())
            found = problems(tracks)
            for finding in found:
                self.stderr.write(str(finding))
            if found:
                raise CommandError("nothing was written: not every lab of the archive can be read")
            folders = store(options["root"], tracks, options["replace"])
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from None
        except BadArchive as error:
            raise CommandError(f"{options['file']}: {error}") from None
        for folder in folders:
            self.stdout.write(f"{options['root'] / folder}")
