"""An author records a lab in the sandbox: a wrong turn, a start, a goal, checks to prune, a zip file."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from playground.catalog import archive
from tests.browser.accessibility import violations


def test_a_lab_is_recorded_pruned_and_taken_home(live: str, page: Page, tmp_path: Path) -> None:
    page.goto(f"{live}/sandbox/")
    expect(page.locator("#picture")).to_contain_text("node-1")
    record, editor = page.locator("#record"), page.locator("#editor .cm-content")
    record.click()
    expect(page.get_by_role("button", name="Define goal")).to_be_disabled()
    page.get_by_role("button", name="Define start").click()
    page.get_by_role("button", name="Define goal").click()
    expect(page.get_by_role("alert")).to_contain_text("define the start anew")
    page.keyboard.press("Escape")
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+x")
    record.press("Enter")
    page.get_by_role("button", name="Define the start anew").press("Enter")
    page.keyboard.press("Escape")
    editor.click()
    page.keyboard.press("Control+v")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#outcome")).to_contain_text("created")
    record.press("Enter")
    page.get_by_role("button", name="Define goal").press("Enter")
    expect(page.get_by_role("group", name="The start fails these")).to_be_visible()
    assert violations(page) == []
    page.get_by_label("after deleted").uncheck()
    expect(page.get_by_role("button", name="Download draft")).to_be_disabled()
    page.get_by_label("Title of the lab").fill("Who answers?")
    with page.expect_download() as waiting:
        page.get_by_label("Title of the lab").press("Enter")
    assert waiting.value.suggested_filename == "who-answers.zip"
    waiting.value.save_as(tmp_path / "lab.zip")
    tracks = archive.unpack((tmp_path / "lab.zip").read_bytes())
    assert archive.problems(tracks) == []
    text = tracks["recorded"]["01-who-answers/lab.yaml"]
    assert 'title: "Who answers?"' in text or "title: Who answers?" in text
    assert "unready" in text
    assert "deleted" not in text
    expect(page.get_by_role("dialog")).to_contain_text("is downloaded")
