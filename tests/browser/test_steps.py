"""Steps in a real browser: checks that tick, evidence with its trouble, the debrief; by mouse and by keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

LAB = "/labs/clusterip/first-service/"
WRONG, RIGHT = "app: website", "app: web"


@pytest.fixture
def fixing(labs: str, page: Page) -> Page:
    """The first lab at its last step, nothing mended yet; all of it by keyboard."""
    page.goto(f"{labs}{LAB}")
    page.locator("#predict-disposition").focus()
    page.keyboard.press("N")
    page.keyboard.press("X")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#steps")).to_contain_text("Right: NXDOMAIN")
    expect(page.get_by_role("region", name="Predict")).to_be_focused()
    press(page, "Next step")
    expect(page.locator("#read")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(check(page, "The name web resolves")).to_have_attribute("data-state", "passed")
    press(page, "Submit")
    expect(page.locator(".verdict")).to_contain_text("Passed")
    expect(page.get_by_role("button", name="Submit", exact=True)).to_be_focused()
    press(page, "Next step")
    expect(page.locator("#steps")).to_contain_text("Labels tie them together")
    return page


def check(page: Page, title: str) -> Locator:
    return page.locator(".check", has_text=title)


def press(page: Page, name: str) -> None:
    button = page.get_by_role("button", name=name, exact=True)
    expect(button).to_be_enabled()
    button.press("Enter")


def mend(page: Page) -> None:
    page.locator(".cm-line", has_text=WRONG).click()
    page.keyboard.press("End")
    for _ in "site":
        page.keyboard.press("Backspace")
    page.keyboard.press("Control+Enter")


def test_checks_tick_by_themselves_and_say_so(fixing: Page) -> None:
    page = fixing
    answers, survives = check(page, "is answered by a web pod"), check(page, "It still works after")
    expect(answers).to_have_attribute("data-state", "open")
    expect(answers.get_by_role("img")).to_have_attribute("aria-label", "not so yet")
    mend(page)
    expect(answers).to_have_attribute("data-state", "passed")
    expect(answers.get_by_role("img")).to_have_attribute("aria-label", "passes now")
    expect(page.locator("#announcer")).to_contain_text("Passes now: A request to http://web/ is answered by a web pod")
    expect(survives).to_have_attribute("data-state", "open")
    expect(survives).to_contain_text("After this: A pod with app=web is deleted; 90s go by.")


def test_evidence_is_one_click_away_with_the_trouble_that_came_first(fixing: Page) -> None:
    page = fixing
    mend(page)
    press(page, "Check")
    expect(page.locator(".verdict")).to_contain_text("All public checks pass")
    check(page, "It still works after").get_by_role("button", name="Show the evidence").press("Enter")
    expect(page.locator("#panel-trace")).to_contain_text("After this: A pod with app=web is deleted")
    expect(page.locator("#panel-trace")).to_contain_text("DELIVERED")


def test_the_debrief_compares_by_behaviour_and_comes_back_after_a_reload(fixing: Page) -> None:
    page = fixing
    expect(page.locator("#home")).to_have_count(0)
    mend(page)
    press(page, "Submit")
    home = page.locator("#home")
    expect(home).to_contain_text("your world and that of the model solution answer the same")
    expect(home.locator(".debrief-row")).to_have_count(4)
    expect(home.locator(".debrief-row").nth(1)).to_contain_text("3 × web, 1/3 each")
    page.get_by_role("link", name=re.compile("^All steps are done")).press("Enter")
    expect(home).to_be_in_viewport()
    assert page.evaluate("document.scrollingElement.scrollTop") == 0, "the column scrolls, not the page"
    page.reload()
    expect(page.locator("#home .debrief-row")).to_have_count(4)
    page.locator(".cm-line", has_text=RIGHT).click()
    page.keyboard.press("End")
    page.keyboard.insert_text("x")
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Compare again").press("Enter")
    expect(page.locator("#home")).to_contain_text("probes end otherwise than in the model solution.")
    expect(page.locator("#home")).to_contain_text("Your request ends in REJECTED, the model's in DELIVERED.")
    page.get_by_text("The two texts, line by line").press("Enter")
    expect(page.locator(".debrief-line[data-of=own]")).to_contain_text("app: webx")
