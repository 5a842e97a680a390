"""The whole way in a real browser: write, apply, see, ask; two tabs; reload."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page, expect

from playground.workspaces.live import registry
from tests.browser.watching import Faults


def apply(page: Page) -> None:
    page.get_by_role("button", name="Apply", exact=True).first.click()


def picture(page: Page):  # type: ignore[no-untyped-def]
    return page.locator("#picture")


def test_a_service_is_applied_and_appears(live: str, page: Page) -> None:
    page.goto(f"{live}/sandbox/")
    apply(page)
    expect(page.locator("#outcome")).to_contain_text("created")
    expect(picture(page)).to_contain_text("3 endpoints")


def test_a_request_is_followed_to_its_pod(live: str, page: Page) -> None:
    page.goto(f"{live}/sandbox/")
    apply(page)
    expect(page.locator("#outcome")).to_contain_text("created")
    page.locator("input[name='target']").fill("http://web")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("#panel-trace")).to_contain_text("DELIVERED")


def test_a_mistake_is_marked_while_typing(live: str, page: Page) -> None:
    page.goto(f"{live}/sandbox/")
    line = page.locator(".cm-line", has_text="selector:").first
    line.click()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("s")
    expect(page.locator("#problems")).to_contain_text("selector", timeout=10_000)


def test_two_tabs_stay_equal(live: str, page: Page, context: BrowserContext) -> None:
    page.goto(f"{live}/sandbox/")
    other = context.new_page()
    other.goto(f"{live}/sandbox/")
    expect(picture(other)).to_contain_text("node-1")
    apply(page)
    expect(picture(other)).to_contain_text("3 endpoints")


def test_the_work_survives_a_reload_and_a_restart(live: str, page: Page) -> None:
    page.goto(f"{live}/sandbox/")
    apply(page)
    expect(picture(page)).to_contain_text("3 endpoints")
    page.reload()
    expect(picture(page)).to_contain_text("3 endpoints")
    page.goto("about:blank")
    registry.forget()
    page.goto(f"{live}/sandbox/")
    expect(picture(page)).to_contain_text("3 endpoints")


def test_a_lost_connection_comes_back_and_catches_up(live: str, page: Page, context: BrowserContext) -> None:
    page.goto(f"{live}/sandbox/")
    expect(picture(page)).to_contain_text("node-1")
    other = context.new_page()
    other.goto(f"{live}/sandbox/")
    expect(picture(other)).to_contain_text("node-1")
    context.set_offline(True)
    context.set_offline(False)
    apply(page)
    expect(picture(other)).to_contain_text("3 endpoints", timeout=15_000)


def test_the_catalogue_leads_to_a_lab(labs: str, page: Page) -> None:
    page.goto(labs)
    page.get_by_role("link", name="Your first Service").first.click()
    expect(page.locator("#steps")).to_contain_text("Nobody knows that name")
    expect(picture(page)).to_contain_text("client")


def test_a_lab_that_does_not_exist_says_so(live: str, page: Page, faults: Faults) -> None:
    faults.expect("404")
    answer = page.goto(f"{live}/labs/clusterip/none/")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("link", name="See all labs")).to_be_visible()
