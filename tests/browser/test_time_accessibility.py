"""Looking back, checkpoints and everything that can be shared break no rule of axe-core either."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.browser.accessibility import violations
from tests.browser.test_accessibility import themed  # noqa: F401
from tests.browser.test_time import apply, given, open_sandbox, picture


def test_the_past_the_checkpoints_and_the_share_dialog(live: str, themed: Page) -> None:  # noqa: F811
    open_sandbox(live, themed)
    apply(themed)
    expect(picture(themed)).to_contain_text("3 endpoints")
    themed.get_by_role("button", name="Earlier").click()
    expect(themed.get_by_role("button", name="Back to now")).to_be_visible()
    themed.locator("#tab-rules").click()
    assert violations(themed) == []
    themed.get_by_role("button", name="Time", exact=True).click()
    assert violations(themed, "#time") == []
    themed.get_by_role("menuitem", name="Checkpoints").click()
    themed.get_by_label("Name for the moment that you look at").fill("x" * 60)
    themed.keyboard.press("Enter")
    expect(themed.get_by_role("button", name="Go back to")).to_be_visible()
    assert violations(themed, "#dialog") == []
    themed.keyboard.press("Escape")
    themed.get_by_role("button", name="Share", exact=True).click()
    given(themed, "Make a link", "Link")
    given(themed, "Make a secret link", "Secret link")
    assert violations(themed, "#dialog") == []


def test_the_pages_behind_the_links(live: str, themed: Page, browser: Browser) -> None:  # noqa: F811
    open_sandbox(live, themed)
    themed.get_by_role("button", name="Share", exact=True).click()
    state, secret = given(themed, "Make a link", "Link"), given(themed, "Make a secret link", "Secret link")
    for address in (f"{live}/workspaces/", state, f"{state}?embed=1", f"{live}/sandbox/?embed=1", secret):
        themed.goto(address)
        expect(themed.locator("main")).to_be_visible()
        assert violations(themed) == [], address
