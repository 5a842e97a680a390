"""For everyone: no page scrolls sideways on the smallest screen, what is printed is what is to be read, every key is told."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessibility import violations

LAB = "/labs/clusterip/first-service/"


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def too_small(page: Page) -> list[str]:
    """Buttons of the bars that a finger misses: under 24 by 24 pixels (WCAG 2.2, target size)."""
    found: list[str] = page.evaluate("""[...document.querySelectorAll(":is(.bar, .see-bar, .see-tools, .time, .walk-bar, .places, .hero-controls, .file-bar) button")]
        .filter((button) => button.checkVisibility()).map((button) => [button, button.getBoundingClientRect()])
        .filter(([, { width, height }]) => width < 24 || height < 24).map(([button, { width, height }]) => `${button.ariaLabel || button.innerText} ${width}x${height}`)""")
    return found


@pytest.mark.parametrize("locale", ["en-US", "de-DE"])
def test_no_page_is_wider_than_320_pixels(labs: str, browser: Browser, locale: str) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640}, locale=locale)
    page.goto(labs)
    expect(page.locator("#hero-picture")).to_contain_text("client")
    assert sideways(page) <= 0
    assert too_small(page) == []
    for address in ("/sandbox/", LAB):
        page.goto(f"{labs}{address}")
        expect(page.locator("#apply-narrow")).to_be_enabled()
        page.locator("#apply-narrow").click()
        expect(page.locator("#outcome")).not_to_be_empty()
        for place in page.locator("button[data-place]").all():
            place.click()
            assert sideways(page) <= 0, (address, place.inner_text())
            assert page.locator(".bar").evaluate("(bar) => bar.scrollWidth - bar.clientWidth") <= 0
            assert too_small(page) == []
    page.close()


def test_paper_gets_the_steps_the_applied_files_and_the_picture(labs: str, page: Page) -> None:
    page.goto(f"{labs}{LAB}")
    page.get_by_role("button", name="Apply", exact=True).first.click()
    expect(page.locator("#outcome")).to_contain_text("created")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    paper = page.locator(".paper")
    expect(paper).to_contain_text("Step 1: Nobody knows that name")
    expect(paper).to_contain_text("app: website")
    expect(paper.locator("svg.drawing")).to_contain_text("node-1")
    for chrome in (".bar", "#edit", "#dock", "#picture"):
        expect(page.locator(chrome)).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(paper).to_have_count(0)


def test_the_sheet_of_keys_opens_by_key_and_by_mouse(live: str, page: Page) -> None:
    page.goto(f"{live}/sandbox/")
    expect(page.locator("#picture")).to_contain_text("client")
    page.locator("#undo").focus()
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog")
    expect(sheet).to_contain_text("Alt P")
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    page.locator("#help").click()
    expect(sheet).to_be_visible()


def test_right_to_left_leaves_code_and_the_picture_as_they_are(live: str, page: Page) -> None:
    page.goto(f"{live}/sandbox/")
    page.evaluate("document.documentElement.dir = 'rtl'")
    directions = page.evaluate("['.read', '.cm-editor', '.picture'].map((part) => getComputedStyle(document.querySelector(part)).direction)")
    assert directions == ["rtl", "ltr", "ltr"]
    assert sideways(page) <= 0
    page.locator("#view-picture-tab").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#view-table-tab")).to_have_attribute("aria-selected", "true")


def test_what_opens_over_the_page_breaks_no_rule(live: str, page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{live}/sandbox/")
    page.get_by_role("button", name="Apply", exact=True).first.click()
    expect(page.locator("#picture")).to_contain_text("3 endpoints")
    page.locator("#picture [data-id='service:default/web']").click()
    assert violations(page, "#inspector") == []
    page.keyboard.press("Escape")
    for opens, part in (("#world", "#see"), ("#share", "dialog[open]"), ("#help", "dialog[open]"), ("#file-actions button[aria-haspopup] >> nth=-1", "#edit")):
        page.locator(opens).click()
        assert violations(page, part) == [], opens
        page.keyboard.press("Escape")


def test_keys_of_one_character_can_be_switched_off(live: str, page: Page) -> None:
    page.goto(f"{live}/sandbox/")
    expect(page.locator("#picture")).to_contain_text("client")
    page.locator("#help").click()
    page.get_by_role("checkbox", name="Keys of one character").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    expect(page.locator("#picture")).to_contain_text("client")
    page.locator("#reset").focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_hidden()
