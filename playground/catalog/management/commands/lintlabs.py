"""manage.py lintlabs: prove that every lab is fair, before a learner sees it."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from playground.catalog.folder import BadFolder, LabFolder, folders
from playground.catalog.linting import Report, lint_folders
from playground.grading.lint.mutation import Fate, Mutation

PAUSE = 0.5
"""Seconds between two looks at the files in watch mode."""


class Command(BaseCommand):
    help = """Check labs: format, references, links; predictions, solutions, starters, mistakes and quoted commands played in
    every variant through the grader; and the checks themselves by mutants of the solutions."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("labs", nargs="*", help="track/slug or track; all labs if none is named")
        parser.add_argument("--root", type=Path, default=settings.LABS_DIR, help="the folder of labs")
        parser.add_argument("--json", action="store_true", help="findings as JSON on standard output")
        parser.add_argument("--seeds", type=int, help="how many variants to play, instead of what each lab says")
        parser.add_argument("--jobs", type=int, help="how many processes; as many as there are processors unless said otherwise")
        parser.add_argument("--survivors", action="store_true", help="print every mutant that lives, though enough are caught")
        parser.add_argument("--watch", action="store_true", help="lint what has changed, until it is interrupted")

    def handle(self, *args: Any, **options: Any) -> None:
        found = _folders(options["root"])
        wanted = [folder for folder in found if _named(folder, options["labs"])]
        if not wanted:
            raise CommandError(f"no lab is called {', '.join(options['labs'])}; there are {', '.join(map(_name, found)) or 'none'}")
        count = self._lint(wanted, found, options)
        while options["watch"]:
            wanted, found = self._changed(wanted, options)
            self._lint(wanted, found, options)
        if count:
            raise CommandError(f"{_count(count, 'finding')} in {_count(len(wanted), 'lab')}")

    def _lint(self, wanted: list[LabFolder], found: list[LabFolder], options: dict[str, Any]) -> int:
        began = time.perf_counter()
        reports = lint_folders(wanted, found, options["seeds"], options["jobs"])
        took = time.perf_counter() - began
        if options["json"]:
            self.stdout.write(json.dumps([_row(folder, report) for folder, report in zip(wanted, reports, strict=True)], indent=2))
        else:
            for folder, report in zip(wanted, reports, strict=True):
                self._print(folder, report, options["survivors"])
        count = sum(len(report.findings) for report in reports)
        if not options["json"]:
            self.stdout.write(f"{_count(len(wanted), 'lab')}, {_count(count, 'finding') if count else 'no findings'}, {took:.1f} s")
        return count

    def _print(self, folder: LabFolder, report: Report, survivors: bool) -> None:
        place = f"{folder.path.parent.parent.name}/{folder.path.parent.name}/{folder.path.name}"
        for finding in report.findings:
            self.stdout.write(f"{place}/{finding}")
        if report.mutation is None or not report.mutation.fates:
            return
        self.stdout.write(f"{_name(folder)}: {_killed(report.mutation)}")
        for one in report.mutation.survivors if survivors else ():
            self.stdout.write(f"  {place}/{one.place}:{one.mutant.line}:{one.mutant.column}: survives: {one.mutant.name}")
            self.stdout.write(f"    {one.difference}")
            self.stdout.write(f"    would be caught by: {one.check}")

    def _changed(self, before: list[LabFolder], options: dict[str, Any]) -> tuple[list[LabFolder], list[LabFolder]]:
        """Wait until a lab is not as it was; those that are not."""
        texts = {_name(folder): folder.files for folder in before}
        while True:
            time.sleep(PAUSE)
            found = _folders(options["root"])
            changed = [one for one in found if _named(one, options["labs"]) and texts.get(_name(one)) != one.files]
            if changed:
                return changed, found


def _folders(root: Path) -> list[LabFolder]:
    try:
        return list(folders(root))
    except BadFolder as error:
        raise CommandError(str(error)) from None


def _killed(found: Mutation) -> str:
    """`24 of 25 mutants caught (96 %); 2 refused, 3 do the same, 4 only do more, 1 allowed to live`."""
    others = {Fate.REFUSED: "refused", Fate.SAME: "do the same", Fate.MORE: "only do more", Fate.ALLOWED: "allowed to live"}
    told = ", ".join(f"{found.count(fate)} {words}" for fate, words in others.items() if found.count(fate))
    caught = f"{found.count(Fate.KILLED)} of {found.changing} mutants caught ({found.rate:.0%})"
    return f"{caught}; {told}" if told else caught


def _row(folder: LabFolder, report: Report) -> dict[str, Any]:
    found = report.mutation
    mutants = None if found is None else {
        **{fate.value: found.count(fate) for fate in Fate},
        "rate": round(found.rate, 4),
        "survivors": [{"solution": one.solution, "name": one.mutant.name, "difference": one.difference, "check": one.check} for one in found.survivors],
    }  # fmt: skip
    return {"lab": _name(folder), "findings": [asdict(finding) for finding in report.findings], "mutants": mutants}


def _name(folder: LabFolder) -> str:
    return f"{folder.track.slug}/{folder.slug}"


def _named(folder: LabFolder, names: list[str]) -> bool:
    return not names or any(name in (folder.track.slug, _name(folder)) for name in names)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
