"""A new lab from any template lints clean as it stands."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from playground.catalog.authoring import templates
from playground.catalog.folder import folders
from playground.catalog.linting import lint_folders


@pytest.mark.parametrize("template", templates())
def test_a_new_lab_is_clean(tmp_path: Path, template: str) -> None:
    call_command("newlab", "mine/first-try", template=template, root=tmp_path, stdout=StringIO())
    found = list(folders(tmp_path))
    assert [(folder.track.slug, folder.number, folder.slug) for folder in found] == [("mine", 1, "first-try")]
    (report,) = lint_folders(found, found, seeds=2, jobs=1)
    assert report.findings == []


def test_labs_of_a_track_are_numbered_and_never_overwritten(tmp_path: Path) -> None:
    for slug in ("one", "two"):
        call_command("newlab", f"mine/{slug}", title=f"Lab {slug}", root=tmp_path, stdout=StringIO())
    assert sorted(path.name for path in (tmp_path / "mine").iterdir()) == ["01-one", "02-two", "track.yaml"]
    assert "title: Lab two" in (tmp_path / "mine/02-two/lab.yaml").read_text()
    with pytest.raises(CommandError, match="there already"):
        call_command("newlab", "mine/one", root=tmp_path)


@pytest.mark.parametrize("address", ["one", "../x/one", "mine/One", "mine/a/b", "/mine/one", "mine/"])
def test_an_address_is_a_track_and_a_slug(tmp_path: Path, address: str) -> None:
    with pytest.raises(CommandError, match="not TRACK/SLUG"):
        call_command("newlab", address, root=tmp_path)
    assert list(tmp_path.iterdir()) == []
