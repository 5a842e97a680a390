"""The start: a picture that plays what the model did, and a catalogue that is searched and gone on with."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.watching import Faults


def test_the_picture_plays_a_request_and_can_be_stopped(live: str, page: Page) -> None:
    page.goto(live)
    caption = page.locator("#hero-caption")
    expect(caption).to_contain_text("Step 3 of 13")
    expect(page.locator("#hero-picture .token")).to_contain_text("web.default.svc")
    page.get_by_role("button", name="Pause").click()
    said = caption.inner_text()
    page.wait_for_timeout(1500)
    assert caption.inner_text() == said.replace("Pause", "Play")


def test_every_act_is_reached_by_keyboard_alone(live: str, page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(live)
    act, onward = page.locator(".hero-act"), page.get_by_role("button", name="Next step")
    onward.focus()
    told = []
    for _ in range(52):
        if act.inner_text() not in told:
            told.append(act.inner_text())
        page.keyboard.press("Enter")
    expect(onward).to_be_focused()
    assert told == ["Pod client asks for http://web", "It asks again: another pod may answer", "Pod web-2 is not ready: it is passed by", "Pod web-2 is ready again"]


def test_with_reduced_motion_nothing_moves_by_itself(live: str, page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(live)
    expect(page.locator("#hero-caption")).to_contain_text("Step 1 of 13")
    page.wait_for_timeout(1500)
    expect(page.locator("#hero-caption")).to_contain_text("Step 1 of 13")
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_the_labs_are_searched_by_keyboard(labs: str, page: Page) -> None:
    page.goto(labs)
    page.keyboard.press("/")
    expect(page.get_by_label("Search the labs")).to_be_focused()
    page.keyboard.type("dragon")
    expect(page.locator("#lab-none")).to_be_visible()
    expect(page.locator("#lab-count")).to_have_text("0 labs match")
    page.keyboard.press("Escape")
    expect(page.locator(".lab:visible")).to_have_count(page.locator(".lab").count())
    page.keyboard.type("mariadb")
    expect(page.locator(".lab:visible")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/labs/stories/mariadb/"))


def test_labs_are_chosen_by_difficulty_and_progress_and_gone_on_with(labs: str, page: Page) -> None:
    page.goto(labs)
    page.get_by_label("Difficulty").select_option("medium")
    assert {lab.get_attribute("data-difficulty") for lab in page.locator(".lab:visible").all()} == {"medium"}
    page.goto(labs)
    page.get_by_role("link", name="Start the first lab").click()
    page.locator("#predict-disposition").select_option("NXDOMAIN")
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.locator("#steps")).to_contain_text("Right: NXDOMAIN")
    page.goto(labs)
    page.get_by_label("Progress").select_option("begun")
    expect(page.locator(".lab:visible")).to_have_count(1)
    expect(page.locator(".lab:visible")).to_contain_text("Begun")
    page.get_by_role("link", name="Go on: Your first Service").click()
    expect(page.locator("#steps")).to_contain_text("Step 2 of 3")


@pytest.fixture
def unscripted(browser: Browser, browser_context_args: dict[str, Any], labs: str, faults: Faults) -> Any:
    faults.expect(r"\.js(on)? csp")  # what the page names for scripts, and the browser refuses
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    page.goto(labs)
    yield page
    context.close()


def test_without_scripts_everything_is_there_to_be_read(unscripted: Page) -> None:
    steps = unscripted.locator(".hero-walk li")
    expect(steps.last).to_be_visible()
    expect(steps.last).to_have_text("The reply arrives.")
    expect(unscripted.get_by_role("link", name="Your first Service")).to_be_visible()
    expect(unscripted.locator("#lab-filter")).to_be_hidden()
