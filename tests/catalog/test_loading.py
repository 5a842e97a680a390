"""From folders to the catalogue; and the README's lab is a real one."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from playground.catalog.loading import load
from playground.catalog.models import LabRevision
from playground.catalog.tracks import tracks
from playground.grading.lab import read_lab
from playground.grading.lint import lint

ROOT = Path(__file__).resolve().parent.parent.parent
LAB = """\
apiVersion: labs/v1
kind: Lesson
id: {id}
title: {title}
steps: [{{id: one, text: one.md}}]
"""
WORLD = """\
apiVersion: v1
kind: Pod
metadata: {name: client}
spec: {containers: [{name: shell, image: "curlimages/curl:8.17.0", command: [sleep, infinity]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: shop-1, labels: {app: shop}}
spec: {containers: [{name: shop, image: "nginx:1.29"}]}
"""
SOLUTION = "apiVersion: v1\nkind: Service\nmetadata: {name: shop}\nspec: {selector: {app: shop}, ports: [{port: 80}]}\n"


@pytest.fixture
def labs(tmp_path: Path) -> Path:
    for number, name in ((1, "first"), (2, "second")):
        write(tmp_path, f"track/{number:02}-{name}", LAB.format(id=name, title=name.capitalize()))
    return tmp_path


def write(root: Path, folder: str, lab: str) -> None:
    (root / folder).mkdir(parents=True, exist_ok=True)
    (root / folder / "lab.yaml").write_text(lab)
    (root / folder / "one.md").write_text("# One")
    (root / folder / "cluster.yaml").write_text(WORLD)


@pytest.mark.django_db
def test_every_folder_becomes_a_revision(labs: Path) -> None:
    assert load(labs) == []
    assert [lab["title"] for track in tracks() for lab in track["labs"]] == ["First", "Second"]


@pytest.mark.django_db
def test_loading_again_changes_nothing(labs: Path) -> None:
    load(labs)
    before = list(LabRevision.objects.values_list("pk", "digest"))
    load(labs)
    assert list(LabRevision.objects.values_list("pk", "digest")) == before


@pytest.mark.django_db
def test_an_edited_lab_is_a_new_revision_and_the_old_one_stays(labs: Path) -> None:
    load(labs)
    write(labs, "track/01-first", LAB.format(id="first", title="Renamed"))
    load(labs)
    assert LabRevision.objects.count() == 3
    assert [lab["title"] for track in tracks() for lab in track["labs"]] == ["Renamed", "Second"]


@pytest.mark.django_db
def test_a_lab_that_is_gone_is_listed_no_more(labs: Path) -> None:
    load(labs)
    (labs / "track/02-second/lab.yaml").unlink()
    assert [finding.code for finding in load(labs)] == ["E100"]
    assert [lab["title"] for track in tracks() for lab in track["labs"]] == ["First"]


@pytest.mark.django_db
def test_a_broken_lab_is_named_and_the_others_are_loaded(labs: Path) -> None:
    write(labs, "track/02-second", LAB.format(id="second", title="Second") + "stepz: []\n")
    errors = StringIO()
    with pytest.raises(CommandError):
        call_command("loadlabs", root=labs, verbosity=0, stderr=errors)
    assert "track/02-second/lab.yaml:6" in errors.getvalue()
    assert "did you mean 'steps'" in errors.getvalue()
    assert LabRevision.objects.filter(current=True).count() == 1


@pytest.mark.django_db
def test_a_lab_with_a_name_that_leads_nowhere_is_named_and_not_published(labs: Path) -> None:
    load(labs)
    write(labs, "track/01-first", LAB.format(id="first", title="First").replace("one.md", "none.md"))
    assert {(finding.file, finding.code) for finding in load(labs)} == {("track/01-first/lab.yaml", "E204")}
    assert [lab["title"] for track in tracks() for lab in track["labs"]] == ["Second"]


def test_the_lab_of_the_readme_is_fair() -> None:
    found = re.search(r"```yaml\n(apiVersion: labs/v1.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert found
    assert len(found[1].splitlines()) <= 10
    files = {"lab.yaml": found[1], "cluster.yaml": WORLD, "look.md": "# Look", "solutions/service.yaml": SOLUTION}
    lab, findings = read_lab("mine", "hello", files)
    assert findings == []
    assert lab is not None
    assert lint(lab) == []
