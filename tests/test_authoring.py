"""docs/authoring.md as a document: its files are written, its commands run, and what they print is what it says."""

from __future__ import annotations

import os
import re
import shlex
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from playground.catalog.folder import folders
from playground.grading.findings import CODES
from playground.grading.lint.prose import same_output

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = (ROOT / "docs" / "authoring.md").read_text()
FENCE = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Author:
    """Follows the document in a directory of their own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.environment = {**os.environ, "LABS_DIR": str(home / "labs"), "SQLITE_FILE": str(home / "db.sqlite3")}
        self._run([sys.executable, str(ROOT / "manage.py"), "migrate", "-v0"])

    def write(self, path: str, text: str) -> None:
        """`FILE`, or `FILE#CHECK`: checks that take the place of one, or come after the others."""
        path, _, check = path.partition("#")
        file = self.home / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if check:
            text = _with_check(file.read_text(), check, text)
        file.write_text(text.replace("~~~", "```"))

    def session(self, text: str) -> None:
        for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
            command, _, quoted = part.partition("\n")
            printed = self._run([sys.executable if word == ".venv/bin/python" else word for word in shlex.split(command)])
            assert same_output(quoted, printed), f"{command}\n{printed}"

    def _run(self, words: list[str]) -> str:
        words = [str(ROOT / word) if word == "manage.py" else word for word in words]
        done = subprocess.run(words, cwd=self.home, env=self.environment, capture_output=True, text=True, timeout=100, check=False)
        assert "Traceback" not in done.stderr, done.stderr
        return done.stdout


def _with_check(lab: str, check: str, text: str) -> str:
    old = re.compile(rf"^  {check}:\n(    .*\n)+", re.MULTILINE)
    if old.search(lab):
        return old.sub(lambda _: text, lab)
    names = re.findall(r"^  (\w+):$", text, re.MULTILINE)
    lab = lab.replace("monitoring]", f"monitoring, {', '.join(names)}]")
    return lab.replace("\ntests:", f"{text}\ntests:")


@pytest.mark.timeout(300)
def test_the_worked_example_works_as_written(tmp_path: Path) -> None:
    author = Author(tmp_path)
    for language, path, text in FENCE.findall(DOCUMENT):
        if language == "console":
            author.session(text)
        elif path:
            author.write(path, text)
    (folder,) = folders(tmp_path / "labs")
    assert (folder.track.title, folder.slug) == ("My labs", "two-doors")
    with sqlite3.connect(tmp_path / "db.sqlite3") as database:
        assert database.execute("select track, slug, lab_id, current from catalog_labrevision").fetchall() == [("mine", "two-doors", "two-doors", 1)]


def test_every_code_is_explained() -> None:
    told = set(re.findall(r"\bE\d{3}\b", DOCUMENT[DOCUMENT.index("## What the linter says") :]))
    assert told == set(CODES)
