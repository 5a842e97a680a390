"""The style guide draws every part without a fault, and only with DEBUG."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings


def test_every_part_is_drawn_in_light_and_in_dark(live: str, page: Page, settings: Settings) -> None:
    settings.DEBUG = True
    page.goto(f"{live}/styleguide/")
    expect(page.locator("#guide > section").last).to_contain_text("A notice, an outcome, a dialog")
    for section in page.locator("#guide > section").all():
        sides = section.locator(".guide-side > div")
        assert sides.count() == 2
        assert all(side.inner_html() for side in sides.all()), section.locator("h2").inner_text()
