"""manage.py lintlabs: what it prints, for people and for machines, and how it ends."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from playground.catalog.authoring import new_lab
from playground.catalog.folder import folders
from playground.catalog.linting import lint_folders, lint_one


@pytest.fixture
def root(tmp_path: Path) -> Path:
    new_lab(tmp_path, "mine/try", "service")
    return tmp_path


def change(root: Path, old: str, new: str, file: str = "lab.yaml") -> None:
    path = root / "mine/01-try" / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def lint(root: Path, *labs: str, **options: object) -> tuple[str, str]:
    """What was printed, and how it ended."""
    printed = StringIO()
    try:
        call_command("lintlabs", *labs, root=root, seeds=2, jobs=1, stdout=printed, **options)
    except CommandError as error:
        return printed.getvalue(), str(error)
    return printed.getvalue(), ""


def test_a_clean_lab_prints_how_many_mutants_were_caught(root: Path) -> None:
    printed, ended = lint(root)
    assert ended == ""
    assert "mine/try: 22 of 22 mutants caught (100%)" in printed
    assert "1 lab, no findings" in printed


def test_a_finding_names_file_line_column_and_code_and_ends_badly(root: Path) -> None:
    change(root, "from: pod/client, url", "form: pod/client, url")
    printed, ended = lint(root)
    assert f"{root.name}/mine/01-try/lab.yaml:43:20: E102 checks.reach.probe.http: unknown field 'form'; did you mean 'from'?" in printed
    assert ended.endswith("in 1 lab")


def test_machines_get_the_same_as_json(root: Path) -> None:
    (row,) = json.loads(lint(root, json=True)[0])
    assert (row["lab"], row["findings"], row["mutants"]["rate"]) == ("mine/try", [], 1.0)
    change(root, "app: web", "app: wbe", "solutions/service.yaml")
    (row,) = json.loads(lint(root, json=True)[0])
    assert {finding["code"] for finding in row["findings"]} == {"E402"}
    assert row["findings"][0]["file"] == "solutions/service.yaml"


def test_two_labs_of_one_id_are_found(root: Path) -> None:
    new_lab(root, "yours/try", "service")
    assert lint(root)[0].count("E110") == 2


def test_a_lab_that_is_not_there_is_named(root: Path) -> None:
    assert "no lab is called mine/other; there are mine/try" in lint(root, "mine/other")[1]


def test_many_processes_say_the_same_as_one(root: Path) -> None:
    new_lab(root, "mine/exam", "exam")
    change(root, "SVC-PORT-NOT-EXPOSED", "SVC-NOT-FOUND")
    found = list(folders(root))
    alone, together = lint_folders(found, found, 2, jobs=1), lint_folders(found, found, 2, jobs=2)
    assert [report.findings for report in alone] == [report.findings for report in together]
    assert [finding.code for finding in alone[0].findings] == ["E406"]
    assert lint_one(found[0], ["try", "exam"], 2).findings == alone[0].findings
