"""A lesson in the browser: its pictures, its questions that can be sent, by keyboard, narrow, in light and dark."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.accessibility import violations
from tests.browser.test_accessibility import themed  # noqa: F401
from tests.browser.watching import Faults

LESSON = "/labs/why/what-a-service-is/"


def test_a_question_is_sent_and_walked_by_keyboard(labs: str, page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{labs}{LESSON}")
    figure = page.locator("#figure-6")
    expect(figure.locator(".drawing")).to_contain_text("ClusterIP")
    figure.get_by_role("button", name="Run", exact=True).press("Enter")
    expect(figure.locator(".badge")).to_have_text("DELIVERED")
    expect(page.locator("#announcer")).to_contain_text("DELIVERED")
    answered = {page.locator("#announcer").inner_text()}
    for _ in range(5):
        figure.get_by_role("button", name="Next", exact=True).press("Enter")
    expect(figure.locator(".walk-bar")).to_contain_text("is the cluster IP of default/web")
    expect(page.locator("#figure-5 .manifest-line.lit").first).to_be_visible()
    for _ in range(5):
        figure.get_by_role("button", name="Run again").press("Enter")
        answered.add(page.locator("#announcer").inner_text())
    assert len(answered) == 2, "chance sends the requests to both pods"


def test_a_step_leads_to_the_line_that_decided_it(labs: str, page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{labs}{LESSON}")
    figure = page.locator("#figure-12")
    figure.get_by_role("button", name="Run", exact=True).click()
    expect(figure.locator(".badge")).to_have_text("REJECTED")
    figure.get_by_text("All steps, and what decided each").click()
    figure.locator('.trace-step[data-stop="true"]').first.click()
    figure.locator(".trace-origins .link", has_text="figure-11.yaml:").first.click()
    expect(page.locator("#figure-11 .manifest-line.lit")).to_have_count(1)
    expect(page.locator("#figure-11 pre")).to_be_focused()


def test_nothing_moves_by_itself_with_reduced_motion_and_all_fits_into_320_pixels(labs: str, page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{labs}{LESSON}")
    page.locator("#figure-6").get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("#figure-6 .walk-bar")).to_contain_text("1/")
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_a_lesson_breaks_no_rule_of_accessibility(labs: str, themed: Page) -> None:  # noqa: F811
    page = themed
    page.goto(f"{labs}{LESSON}")
    figure = page.locator("#figure-12")
    figure.get_by_role("button", name="Run", exact=True).click()
    figure.get_by_text("All steps, and what decided each").click()
    page.locator("#figure-5").get_by_text("The picture in sentences").click()
    expect(figure.locator(".badge")).to_be_visible()
    assert violations(page) == []


def test_without_scripts_the_manifests_and_the_walks_are_there(browser: Browser, browser_context_args: dict[str, Any], labs: str, faults: Faults) -> None:
    faults.expect(r"\.js(on)? csp")  # what the page names for scripts, and the browser refuses
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{labs}{LESSON}")
    expect(page.locator("#figure-5 .manifest")).to_contain_text("kind: Service")
    expect(page.locator("#figure-6 .live-walk li").last).to_have_text("The reply arrives.")
    context.close()
