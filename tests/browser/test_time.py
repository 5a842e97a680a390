"""Looking back, sharing, going on elsewhere, and a page that works whatever the network does."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.watching import Faults

NO_SOCKET = """
window.WebSocket = class extends EventTarget {
  static OPEN = 1;
  readyState = 0;
  constructor() { super(); setTimeout(() => { this.readyState = 3; this.dispatchEvent(new CloseEvent("close", { code: 1006 })); }, 10); }
  close() {}
  send() {}
};
"""


def apply(page: Page) -> None:
    page.get_by_role("button", name="Apply", exact=True).first.click()


def picture(page: Page) -> Locator:
    return page.locator("#picture")


def slider(page: Page) -> Locator:
    return page.get_by_role("slider", name="Timeline")


def open_sandbox(live: str, page: Page, query: str = "") -> None:
    page.goto(f"{live}/sandbox/{query}")
    expect(picture(page)).to_contain_text("node-1")


def test_the_timeline_is_scrubbed_by_keyboard_and_nothing_is_changed(live: str, page: Page) -> None:
    open_sandbox(live, page)
    apply(page)
    expect(picture(page)).to_contain_text("3 endpoints")
    expect(slider(page)).to_have_attribute("aria-valuetext", "Now")
    slider(page).focus()
    page.keyboard.press("Home")
    expect(picture(page)).not_to_contain_text("endpoints")
    expect(slider(page)).to_have_attribute("aria-valuetext", re.compile(r"^As it was at 00:02:1\d: The start$"))
    page.keyboard.press("ArrowRight")
    expect(slider(page)).to_have_attribute("aria-valuetext", re.compile(r"ervice/web created$"))
    page.locator("#tab-objects").click()
    expect(page.locator("#panel-objects")).to_contain_text("EndpointSlice")
    expect(page.locator("#dock-tabs")).to_have_attribute("data-past", re.compile("^As it was at 00:02:"))
    slider(page).focus()
    page.keyboard.press("Escape")
    expect(picture(page)).to_contain_text("3 endpoints")
    expect(slider(page)).to_have_attribute("aria-valuetext", "Now")
    expect(page.locator("#undo")).to_be_enabled()


def test_what_is_done_while_looking_back_happens_now(live: str, page: Page) -> None:
    open_sandbox(live, page)
    apply(page)
    expect(picture(page)).to_contain_text("3 endpoints")
    page.get_by_role("button", name="Earlier").click()
    expect(page.get_by_role("button", name="Back to now")).to_be_visible()
    page.locator("#undo").click()
    expect(page.get_by_role("button", name="Back to now")).to_have_count(0)
    expect(picture(page)).not_to_contain_text("endpoints")


def test_without_a_socket_the_page_works_and_stays_equal(live: str, page: Page, context: BrowserContext) -> None:
    page.add_init_script(NO_SOCKET)
    open_sandbox(live, page)
    other = context.new_page()
    open_sandbox(live, other, "?transport=http")
    apply(page)
    expect(page.locator("#outcome")).to_contain_text("created")
    expect(picture(page)).to_contain_text("3 endpoints")
    expect(picture(other)).to_contain_text("3 endpoints")
    other.locator("#undo").click()
    expect(picture(page)).not_to_contain_text("endpoints")


def test_what_is_applied_without_a_connection_is_applied_when_it_is_back(
    live: str, page: Page, context: BrowserContext, faults: Faults
) -> None:
    faults.expect("INTERNET_DISCONNECTED")
    open_sandbox(live, page, "?transport=http")
    context.set_offline(True)
    expect(page.locator("#connection")).to_contain_text("Connection lost")
    apply(page)
    expect(page.locator("#outcome")).to_contain_text("Waiting for the connection")
    context.set_offline(False)
    expect(picture(page)).to_contain_text("3 endpoints", timeout=15_000)
    expect(page.locator("#connection")).to_have_text("")


def given(page: Page, button: str, field: str) -> str:
    """What the Share dialog makes, by keyboard."""
    page.get_by_role("button", name=button).press("Enter")
    return page.get_by_label(field, exact=True).input_value()


def test_a_shared_state_is_looked_at_and_copied_in_another_browser(live: str, page: Page, browser: Browser) -> None:
    open_sandbox(live, page)
    apply(page)
    expect(picture(page)).to_contain_text("3 endpoints")
    page.get_by_role("button", name="Share", exact=True).focus()
    page.keyboard.press("Enter")
    link = given(page, "Make a link", "Link")
    address = re.search(r"10\.96\.\d+\.\d+", picture(page).inner_text())
    assert address
    with browser.new_context() as others:
        other = others.new_page()
        other.goto(link)
        expect(picture(other)).to_contain_text("3 endpoints")
        expect(picture(other)).to_contain_text(address[0])
        expect(other.locator("#apply")).to_be_hidden()
        other.locator("input[name='target']").fill("http://web")
        other.get_by_role("button", name="Run", exact=True).click()
        expect(other.locator("#panel-trace")).to_contain_text("DELIVERED")
        other.locator(".cm-content").click()
        other.keyboard.type("x")
        expect(other.locator(".cm-content")).not_to_contain_text("x")
        other.get_by_role("button", name="Copy to work on it").click()
        other.wait_for_url("**/workspaces/**")
        expect(picture(other)).to_contain_text(address[0])
        other.locator("#undo").click()
        expect(picture(other)).not_to_contain_text("endpoints")
    expect(picture(page)).to_contain_text("3 endpoints")


def test_the_work_goes_on_in_another_browser(live: str, page: Page, browser: Browser) -> None:
    open_sandbox(live, page)
    page.get_by_role("button", name="Share", exact=True).press("Enter")
    link = given(page, "Make a secret link", "Secret link")
    page.keyboard.press("Escape")
    with browser.new_context() as others:
        other = others.new_page()
        other.goto(link)
        other.get_by_role("button", name="Go on here").press("Enter")
        other.wait_for_url("**/workspaces/**")
        expect(picture(other)).to_contain_text("node-1")
        apply(other)
        expect(picture(page)).to_contain_text("3 endpoints")
        other.goto(f"{live}/sandbox/")
        expect(picture(other)).to_contain_text("3 endpoints")


@contextmanager
def another_site(text: str) -> Iterator[str]:
    """A page of another origin."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_a_playground_in_another_sites_page(live: str, page: Page) -> None:
    open_sandbox(live, page)
    page.get_by_role("button", name="Share", exact=True).click()
    code = page.get_by_label("Frame with a fresh start").input_value()
    with another_site(f"<!doctype html><title>Course</title>{code}") as course:
        page.goto(course)
        frame = page.frame_locator("iframe")
        frame.get_by_role("button", name="Apply", exact=True).first.click()
        expect(frame.locator("#picture")).to_contain_text("3 endpoints")
        expect(frame.locator("header.bar")).to_be_hidden()
        expect(frame.get_by_role("link", name="Open in a page of its own")).to_have_attribute("href", "/sandbox/")


def test_a_moment_gets_a_name_and_is_gone_back_to(live: str, page: Page) -> None:
    open_sandbox(live, page)

    def checkpoints() -> None:
        page.get_by_role("button", name="Time", exact=True).press("Enter")
        page.get_by_role("menuitem", name="Checkpoints").press("Enter")

    checkpoints()
    page.get_by_label("Name for this moment").fill("<i>fresh</i>")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Go back to <i>fresh</i>")).to_be_visible()
    page.keyboard.press("Escape")
    apply(page)
    expect(picture(page)).to_contain_text("3 endpoints")
    checkpoints()
    page.get_by_role("button", name="Go back to <i>fresh</i>").click()
    expect(picture(page)).not_to_contain_text("endpoints")
    expect(page.locator("#undo")).to_have_attribute("title", "Take back: Go back to <i>fresh</i>")


def test_what_is_typed_at_the_same_time_in_two_tabs_is_kept(live: str, page: Page, context: BrowserContext) -> None:
    open_sandbox(live, page)
    other = context.new_page()
    open_sandbox(live, other)
    for tab, line, text in ((page, "port: 80", "81"), (other, "name: web", "-shop")):
        tab.locator(".cm-line", has_text=line).first.click()
        tab.keyboard.press("End")
        tab.keyboard.type(text)
    for tab in (page, other):
        expect(tab.locator(".cm-content")).to_contain_text("port: 8081")
        expect(tab.locator(".cm-content")).to_contain_text("name: web-shop")
    page.reload()
    expect(page.locator(".cm-content")).to_contain_text("name: web-shop")
    expect(page.locator(".cm-content")).to_contain_text("port: 8081")


def test_a_lost_connection_is_said_at_once_and_what_waits_is_sent(live: str, page: Page, context: BrowserContext, faults: Faults) -> None:
    faults.expect("WebSocket|INTERNET_DISCONNECTED")
    open_sandbox(live, page)
    context.set_offline(True)
    expect(page.locator("#connection")).to_contain_text("Connection lost")
    page.locator(".cm-line", has_text="name: web").first.click()
    page.keyboard.press("End")
    page.keyboard.type("-shop")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#outcome")).to_contain_text("Waiting for the connection")
    context.set_offline(False)
    expect(page.locator("#outcome")).to_contain_text("web-shop created", timeout=15_000)
    expect(page.locator("#connection")).to_have_text("")
    expect(page.locator(".cm-content")).to_contain_text("name: web-shop")


def test_the_timeline_goes_back_behind_a_reset(live: str, page: Page) -> None:
    open_sandbox(live, page)
    apply(page)
    expect(picture(page)).to_contain_text("3 endpoints")
    page.locator("#reset").click()
    page.get_by_role("dialog").get_by_role("button", name="Reset").click()
    expect(picture(page)).not_to_contain_text("endpoints")
    slider(page).focus()
    page.keyboard.press("ArrowLeft")
    expect(slider(page)).to_have_attribute("aria-valuetext", re.compile("A new cluster$"))
    page.keyboard.press("ArrowLeft")
    expect(picture(page)).to_contain_text("3 endpoints")
