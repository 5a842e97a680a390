"""What operators live through, in a real browser: by mouse, by keyboard alone, on a phone; and the account of it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect


@pytest.fixture
def sandbox(live: str, page: Page) -> Page:
    """The web pods behind a Service."""
    page.goto(f"{live}/sandbox/")
    expect(page.locator("#picture")).to_contain_text("node-1")
    page.locator("#apply").click()
    expect(page.locator("#picture")).to_contain_text("3 endpoints")
    return page


def account(page: Page) -> Locator:
    return page.locator("#panel-account .chapter").first


def test_a_pod_is_deleted_and_each_line_leads_to_its_object(sandbox: Page) -> None:
    page = sandbox
    page.locator(".shape", has_text="web-").nth(1).click()
    page.get_by_role("button", name="Delete pod").click()
    told = account(page)
    expect(told).to_contain_text("saw 2 of 3 replicas and made")
    expect(told).to_contain_text("leads to 2 endpoints now.")
    expect(told).to_contain_text("leads to 3 endpoints now.")
    told.get_by_role("button", name=re.compile("^The scheduler put")).click()
    expect(page.locator("#inspector")).to_be_visible()
    expect(page.locator("#inspector")).to_contain_text("Deployment web")


def test_the_world_menu_works_by_keyboard_alone(sandbox: Page) -> None:
    page = sandbox
    page.keyboard.press("Alt+w")
    menu = page.locator("#world-menu")
    expect(menu.get_by_label("To")).to_be_focused()
    menu.get_by_label("To").select_option(label="node-2")
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(menu.get_by_role("button", name="Fail node")).to_be_focused()
    page.keyboard.press("Enter")
    expect(menu).to_be_hidden()
    expect(account(page)).to_contain_text("Node node-2 has lost its power")
    page.keyboard.press("Alt+w")
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    page.locator("#wait").click()
    page.locator("#wait").click()
    expect(page.locator("#panel-account")).to_contain_text("has heard nothing of node-2 for 50 s")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#panel-account")).to_contain_text("Node node-2 has power again.")


def test_a_new_image_is_rolled_out_and_a_wrong_one_is_told(sandbox: Page) -> None:
    page = sandbox
    page.get_by_role("button", name="World", exact=True).click()
    menu = page.locator("#world-menu")
    menu.get_by_label("To").select_option(label="Deployment web")
    menu.get_by_role("button", name="New image").click()
    image = page.get_by_label("Image", exact=True)
    expect(image).to_have_value("nginx:1.29")
    image.fill("nginx:1.30")
    image.press("Enter")
    expect(account(page)).to_contain_text("image was nginx:1.29 and is nginx:1.30 now.")
    expect(account(page)).to_contain_text("Deployment web is rolled out; available replicas: 3.")


def test_a_drain_that_kubectl_refuses_is_said(sandbox: Page) -> None:
    page = sandbox
    page.locator(".shape", has_text="client").last.click()
    page.locator("#inspector").get_by_role("button", name="Close").click()
    page.keyboard.press("Alt+w")
    page.locator("#world-menu").get_by_label("To").select_option(label="node-3")
    page.locator("#world-menu").get_by_role("button", name="Drain").click()
    expect(page.locator("#notice")).to_contain_text("use --force to override")
    expect(account(page)).to_contain_text("node-3 is cordoned")


def test_on_a_phone_the_last_thing_that_happened_leads_to_all_of_it(live: str, page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"{live}/sandbox/")
    page.get_by_role("button", name="See", exact=True).click()
    page.get_by_role("button", name="World", exact=True).click()
    page.locator("#world-menu").get_by_role("button", name="Crash", exact=True).click()
    last = page.locator("#account-last .account-line")
    expect(last).to_be_visible()
    last.click()
    expect(account(page)).to_contain_text("exited with code 1")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
