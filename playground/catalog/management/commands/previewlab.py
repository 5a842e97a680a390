"""manage.py previewlab: a lab in the browser while it is written. Reloads on save."""

from __future__ import annotations

import os
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from playground.catalog.folder import BadFolder, folders


class Command(BaseCommand):
    help = "Show a lab as learners will see it, in each variant, with its answers and what the linter says; again after every save."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", metavar="TRACK/SLUG")
        parser.add_argument("--port", type=int, default=8001)
        parser.add_argument("--root", type=Path, default=settings.LABS_DIR, help="the folder of labs")

    def handle(self, *args: Any, **options: Any) -> None:
        root, address = options["root"].resolve(), options["address"]
        try:
            known = [f"{folder.track.slug}/{folder.slug}" for folder in folders(root)]
        except BadFolder as error:
            raise CommandError(str(error)) from None
        if address not in known:
            raise CommandError(f"no lab is called {address}; there are {', '.join(known) or 'none'}")
        self.stdout.write(f"The preview of {address} is at http://127.0.0.1:{options['port']}/preview/")
        self.stdout.flush()
        database = Path(tempfile.mkdtemp(prefix="preview-")) / "db.sqlite3"
        ours = {"PREVIEW_LAB": address, "LABS_DIR": str(root), "SQLITE_FILE": str(database), "PLAYGROUND_PROFILE": "laptop"}
        environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
        os.execve(sys.executable, [sys.executable, str(settings.BASE_DIR / "manage.py"), "serve", "--port", str(options["port"])], {**environment, **ours})
