"""No page breaks a rule of axe-core, in dark or in light, wide or narrow."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations
from tests.browser.watching import Faults

LAB = "/labs/clusterip/first-service/"


@pytest.fixture(params=["light", "dark"])
def themed(request: pytest.FixtureRequest, page: Page) -> Page:
    page.emulate_media(color_scheme=request.param, reduced_motion="reduce")
    return page


def test_the_landing_page(labs: str, themed: Page) -> None:
    themed.goto(labs)
    expect(themed.locator("#hero-picture")).to_contain_text("client")
    assert violations(themed) == []


def test_a_page_that_is_not_there(live: str, themed: Page, faults: Faults) -> None:
    faults.expect("404")
    themed.goto(f"{live}/nothing/")
    assert violations(themed) == []


def test_a_lab_at_its_first_question(labs: str, themed: Page) -> None:
    themed.goto(f"{labs}{LAB}")
    expect(themed.locator("#picture")).to_contain_text("client")
    assert violations(themed) == []


def test_the_sandbox_with_a_trace_and_each_of_its_panels(live: str, themed: Page) -> None:
    themed.goto(f"{live}/sandbox/")
    themed.locator("#apply").click()
    expect(themed.locator("#picture")).to_contain_text("3 endpoints")
    themed.locator("input[name='target']").fill("http://web")
    themed.get_by_role("button", name="Run", exact=True).click()
    expect(themed.locator("#panel-trace")).to_contain_text("DELIVERED")
    assert violations(themed) == []
    for name in themed.locator("#dock-tabs").get_by_role("tab").all_inner_texts():
        themed.get_by_role("tab", name=name, exact=True).click()
        assert violations(themed, "#dock") == [], name
    for name in ("Table", "Sentences"):
        themed.locator("#view-tabs").get_by_role("tab", name=name, exact=True).click()
        assert violations(themed, "#see") == [], name


def test_a_narrow_page(labs: str, themed: Page) -> None:
    themed.set_viewport_size({"width": 390, "height": 844})
    themed.goto(f"{labs}{LAB}")
    expect(themed.locator("#steps")).to_contain_text("Nobody knows that name")
    for place in themed.get_by_role("navigation", name="Parts of the page").locator("button[data-place]").all():
        place.click()
        assert violations(themed) == [], place.inner_text()


def test_help_in_a_dialog(live: str, themed: Page) -> None:
    themed.goto(f"{live}/sandbox/")
    themed.locator("#help").click()
    expect(themed.get_by_role("dialog")).to_be_visible()
    assert violations(themed) == []
