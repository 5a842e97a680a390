"""manage.py lintlabs: prove that every lab is fair, before a learner sees it."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from playground.catalog.folder import BadFolder, LabFolder, folders
from playground.grading.lab import Finding, Lab, read_lab
from playground.grading.lint import lint


class Command(BaseCommand):
    help = "Check labs: format, references, and their solutions, starters and mistakes played through the grader."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("labs", nargs="*", help="track/slug or track; all labs if none is named")
        parser.add_argument("--root", type=Path, default=settings.LABS_DIR, help="the folder of labs")
        parser.add_argument("--json", action="store_true", help="findings as JSON on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = list(folders(options["root"]))
        except BadFolder as error:
            raise CommandError(str(error)) from None
        wanted = [folder for folder in found if _named(folder, options["labs"])]
        if not wanted:
            raise CommandError(f"no lab is called {', '.join(options['labs'])}; there are {', '.join(map(_name, found)) or 'none'}")
        read = {_name(folder): read_lab(folder.track.slug, folder.slug, folder.files) for folder in found}
        ids = [lab.spec.id for lab, _ in read.values() if lab]
        count = 0
        rows: list[dict[str, Any]] = []
        for folder in wanted:
            findings = list(_findings(*read[_name(folder)], ids))
            count += len(findings)
            rows += [{"lab": _name(folder), **asdict(finding)} for finding in findings]
            if not options["json"]:
                self._print(folder, findings)
        if options["json"]:
            self.stdout.write(json.dumps(rows, indent=2))
        if count:
            raise CommandError(f"{_count(count, 'finding')} in {_count(len(wanted), 'lab')}")
        if not options["json"]:
            self.stdout.write(f"{_count(len(wanted), 'lab')}, no findings")

    def _print(self, folder: LabFolder, findings: list[Finding]) -> None:
        for finding in findings:
            self.stdout.write(f"{folder.path.parent.parent.name}/{folder.path.parent.name}/{folder.path.name}/{finding}")


def _findings(lab: Lab | None, findings: list[Finding], ids: list[str]) -> list[Finding]:
    if lab is None:
        return findings
    double = [Finding("lab.yaml", lab.line("id"), "E110", f"another lab has the id {lab.spec.id!r} too")]
    return (double if ids.count(lab.spec.id) > 1 else []) + lint(lab, ids)


def _name(folder: LabFolder) -> str:
    return f"{folder.track.slug}/{folder.slug}"


def _named(folder: LabFolder, names: list[str]) -> bool:
    return not names or any(name in (folder.track.slug, _name(folder)) for name in names)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
