"""The World menu, the account, a watch and the debrief break no rule of axe-core, in light and dark; and nobody loses the focus."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations
from tests.browser.test_accessibility import themed  # noqa: F401
from tests.browser.test_steps import LAB, check, press


def test_the_world_its_account_and_a_watch(live: str, themed: Page) -> None:  # noqa: F811
    page = themed
    page.goto(f"{live}/sandbox/")
    expect(page.locator("#picture")).to_contain_text("node-1")
    page.keyboard.press("Alt+w")
    assert violations(page, "#world-menu") == []
    page.keyboard.press("Escape")
    page.locator(".shape", has_text="web-").nth(1).focus()
    page.keyboard.press("Enter")
    button = page.locator("#inspector").get_by_role("button", name="Delete pod")
    button.press("Enter")
    expect(page.locator("#panel-account")).to_contain_text("saw 2 of 3 replicas")
    expect(page.locator("#inspector")).to_be_hidden()
    expect(page.locator("#see")).to_be_focused()
    assert violations(page, "#dock") == []
    page.keyboard.press("Alt+t")
    page.keyboard.type("kubectl get pods -w")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Stop", exact=True)).to_be_visible()
    assert violations(page, "#dock") == []


def test_a_judged_step_and_the_debrief(labs: str, themed: Page) -> None:  # noqa: F811
    page = themed
    page.goto(f"{labs}{LAB}")
    page.locator("#predict-disposition").select_option("DELIVERED")
    press(page, "Answer")
    press(page, "Next step")
    page.keyboard.press("Control+Enter")
    expect(check(page, "The name web resolves")).to_have_attribute("data-state", "passed")
    press(page, "Submit")
    press(page, "Next step")
    press(page, "Check")
    expect(page.locator(".verdict")).to_contain_text("public checks pass")
    assert violations(page, "#read") == []
    page.locator(".cm-line", has_text="app: website").click()
    page.keyboard.press("End")
    for _ in "site":
        page.keyboard.press("Backspace")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".verdict")).to_contain_text("All public checks pass")
    press(page, "Submit")
    expect(page.locator(".debrief-row").first).to_be_visible()
    page.get_by_text("The two texts, line by line").click()
    assert violations(page, "#read") == []
