"""manage.py newlab: a folder to start from, which lints clean as it stands."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from playground.catalog.authoring import new_lab, templates
from playground.catalog.folder import BadFolder


class Command(BaseCommand):
    help = "Make a new lab from a template."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", metavar="TRACK/SLUG")
        parser.add_argument("--template", choices=templates(), default="service", help="service: one to write; broken: one to mend; lesson; exam")
        parser.add_argument("--title", default="", help="the lab's title; made from the slug unless given")
        parser.add_argument("--root", type=Path, default=settings.LABS_DIR, help="the folder of labs")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            lab = new_lab(options["root"], options["address"], options["template"], options["title"])
        except BadFolder as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{lab}: edit it, then: manage.py lintlabs {options['address']}")
