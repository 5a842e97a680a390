"""A lab while its author writes it: loaded again when a file has changed, and linted in a process beside."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from django.conf import settings

from playground.catalog.folder import BadFolder, LabFolder, folders
from playground.catalog.loading import load, read_whole

Finding = dict[str, Any]
"""file, line, column, code, message, suggestion, as `lintlabs --json` prints them."""

QUICK = 5
"""Variants that are linted after each save; the whole lot is for `lintlabs`."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of the lab's folder as it is. `version` grows with each change; `readable` says whether the lab could be loaded:
    where it could not, the last that could is still there."""

    version: int = 0
    readable: bool = False
    linting: bool = False
    findings: tuple[Finding, ...] = ()
    mutants: Finding | None = None


class LabPreview:
    """One for each server. `look()` is asked again and again by the page; it does what is to be done, and never waits for the linter."""

    def __init__(self, root: Path, address: str) -> None:
        self.root, self.address = root, address
        self._lock = threading.Lock()
        self._texts: dict[str, str] | None = None
        self._seen = Seen()
        self._linter: subprocess.Popen[str] | None = None

    def look(self) -> Seen:
        with self._lock:
            try:
                folder = self._folder()
            except BadFolder as error:
                return self._refused(str(error))
            if folder is None:
                return self._refused(f"there is no lab {self.address}")
            if folder.files != self._texts:
                self._changed(folder)
            return self._seen

    def _folder(self) -> LabFolder | None:
        return next((folder for folder in folders(self.root) if f"{folder.track.slug}/{folder.slug}" == self.address), None)

    def _refused(self, why: str) -> Seen:
        self._texts = None
        return replace(self._seen, readable=False, linting=False, findings=({"file": "", "line": 1, "column": 1, "code": "E100", "message": why, "suggestion": ""},))

    def _changed(self, folder: LabFolder) -> None:
        self._texts = dict(folder.files)
        lab, wrong = read_whole(folder)
        readable = lab is not None
        if readable:
            load(self.root)
        self._seen = Seen(self._seen.version + 1, readable, readable, tuple(asdict(one) for one in wrong))
        if self._linter is not None:
            self._linter.kill()
        if readable:
            threading.Thread(target=self._lint, args=(self._seen.version,), daemon=True).start()

    def _lint(self, version: int) -> None:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "lintlabs", self.address, "--json", "--root", str(self.root), "--seeds", str(QUICK)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
            self._linter = process
            printed, _ = process.communicate()
        with self._lock:
            if self._seen.version != version:
                return
            rows = json.loads(printed) if printed else []
            found: dict[str, Any] = rows[0] if rows else {"findings": [{"file": "", "line": 1, "column": 1, "code": "E302", "message": "the linter ended without a word", "suggestion": ""}], "mutants": None}
            self._seen = replace(self._seen, linting=False, findings=tuple(found["findings"]), mutants=found["mutants"])
