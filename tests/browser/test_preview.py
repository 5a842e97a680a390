"""The author's page shows the lab anew after a save."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command
from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations


def test_the_lab_is_shown_as_a_learner_sees_it_and_anew_after_a_save(live: str, page: Page, tmp_path: Path, settings: Any) -> None:
    call_command("newlab", "mine/first", root=tmp_path, stdout=StringIO())
    settings.PREVIEW_LAB, settings.LABS_DIR = "mine/first", tmp_path
    page.goto(f"{live}/preview/")
    learner = page.frame_locator("#learner")
    expect(learner.locator("#steps")).to_contain_text("Three pods run nginx")
    page.get_by_role("button", name="mistakes/wrong-port.yaml").press("Enter")
    expect(learner.locator(".cm-content")).to_contain_text("8080")
    text = tmp_path / "mine/01-first/steps/01-look.md"
    text.write_text("Something new.\n" + text.read_text())
    expect(learner.locator("#steps")).to_contain_text("Something new.")
    file = tmp_path / "mine/01-first/lab.yaml"
    file.write_text(file.read_text().replace("kind: Lab", "kind: Lob"))
    expect(page.locator(".finding")).to_contain_text("lab.yaml:2")
    assert violations(page, "#preview") == []
