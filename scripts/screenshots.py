"""Ten states of the page as a reader meets them: light, dark, narrow and printed, in var/screenshots/. `make screenshots` runs it,
for eyes: look at them one by one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from scripts.screenshot import CHROMIUM, ROOT, serving

WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
PAPER = {"width": 688, "height": 1000}
"""A4 between its margins, in CSS pixels."""

LOOKS = {"light": ("light", WIDE), "dark": ("dark", WIDE), "narrow": ("light", NARROW)}
LAB = "/labs/clusterip/first-service/"
LONG = "a" + "very-long-name-" * 4 + "x" * 2
"""63 characters: the most that a Service's name may have."""

SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\nspec:\n  selector: {{app: {app}}}\n  ports: [{{port: 80, targetPort: http}}]\n"


def landing(page: Page) -> None:
    page.goto("/")
    page.locator("#hero-picture .token").wait_for(state="attached")
    page.wait_for_timeout(4000)


def catalogue(page: Page) -> None:
    page.goto(LAB)
    _answer(page)
    page.goto("/")
    page.locator("#catalog-title").scroll_into_view_if_needed()
    page.locator("#lab-search").fill("port")


def sandbox(page: Page) -> None:
    _open(page)


def delivered(page: Page) -> None:
    _open(page)
    _type(page, "kubectl create service clusterip shop --tcp=80:80; kubectl set selector service shop app=web")
    _ask(page, "http://shop")


def failure(page: Page) -> None:
    _open(page)
    _type(page, "kubectl create service clusterip shop --tcp=80:80; kubectl set selector service shop app=wed")
    _ask(page, "http://shop")


def many(page: Page) -> None:
    _open(page)
    _type(page, "kubectl scale deployment web --replicas=50")
    page.wait_for_timeout(3000)
    _place(page, "see")


def predict(page: Page) -> None:
    page.goto(LAB)
    page.locator("#predict-disposition").wait_for(state="attached")
    page.wait_for_timeout(1000)


def debrief(page: Page) -> None:
    page.goto(LAB)
    _answer(page)
    _place(page, "read")
    page.get_by_role("button", name="Next step").click()
    _press(page, "Apply")
    page.wait_for_timeout(1500)
    _place(page, "read")
    page.get_by_role("button", name="Submit", exact=True).click()
    page.wait_for_timeout(1500)


def names(page: Page) -> None:
    _open(page)
    _type(page, f"kubectl create service clusterip {LONG} --tcp=80:80; kubectl set selector service {LONG} app=web")
    _ask(page, f"http://{LONG}")


def rules(page: Page) -> None:
    delivered(page)
    page.get_by_role("tab", name="Rules", exact=True).click()
    page.wait_for_timeout(1000)


STATES: tuple[Callable[[Page], None], ...] = (landing, catalogue, sandbox, delivered, failure, many, predict, debrief, names, rules)


def _open(page: Page) -> None:
    page.goto("/sandbox/")
    page.locator("#picture").get_by_text("node-1", exact=True).first.wait_for(state="attached")


def _place(page: Page, name: str) -> None:
    """Go to one of the four parts, where the page is narrow."""
    button = page.locator(f"button[data-place={name}]")
    if button.is_visible():
        button.click()


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).and_(page.locator(":visible")).first.click()


def _answer(page: Page) -> None:
    page.locator("#predict-disposition").select_option("NXDOMAIN")
    page.get_by_role("button", name="Answer", exact=True).click()
    page.get_by_text("Right: NXDOMAIN").first.wait_for(state="attached")


def _type(page: Page, line: str) -> None:
    _place(page, "dock")
    page.get_by_role("tab", name="Terminal", exact=True).click()
    page.get_by_label("Command line").fill(line)
    page.get_by_label("Command line").press("Enter")
    page.wait_for_timeout(1500)


def _ask(page: Page, target: str) -> None:
    _place(page, "dock")
    page.get_by_role("tab", name="Trace", exact=True).click()
    page.locator('input[name="target"]').fill(target)
    page.get_by_role("button", name="Run", exact=True).and_(page.locator("#dock button")).click()
    page.wait_for_timeout(2500)


def take(browser: Browser, address: str, folder: Path, only: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number, state in enumerate(STATES, 1):
        if only and state.__name__ not in only:
            continue
        for look, (scheme, viewport) in LOOKS.items():
            context = browser.new_context(base_url=address, viewport=viewport, color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            page = context.new_page()
            name = f"{number:02}-{state.__name__}-{look}"
            state(page)
            page.screenshot(path=folder / f"{name}.png")
            if look == "light":
                page.emulate_media(media="print")
                page.set_viewport_size(PAPER)
                page.evaluate("dispatchEvent(new Event('beforeprint'))")
                page.screenshot(path=folder / f"{number:02}-{state.__name__}-print.png", full_page=True)
            context.close()
            print(name)


if __name__ == "__main__":
    with serving() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        take(browser, address, ROOT / "var" / "screenshots", sys.argv[1:])
        browser.close()
