"""An exam in a real browser: the time that is left in two tabs, without a WebSocket, after a reload; its end; its result."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from playground.catalog.models import LabRevision
from playground.workspaces.models import Command
from tests.browser.accessibility import violations
from tests.workspaces.cast import SERVICE
from tests.workspaces.test_exam import ADDRESS, EXAM
from tests.workspaces.test_exercise import CLUSTER


@pytest.fixture
def exam(live: str) -> str:
    content = {
        "lab.yaml": EXAM, "cluster.yaml": CLUSTER, "starter/service.yaml": SERVICE, "steps/one.md": "What the first task asks.",
        "steps/two.md": "And the second.", "debrief.md": "Take this home.",
    }  # fmt: skip
    LabRevision.objects.create(
        digest="e" * 64, track="t", track_title="T", slug="exam", lab_id="little-exam", version="1.2.0", files=content
    )
    return f"{live}{ADDRESS}"


def test_an_exam_from_begin_to_its_result(exam: str, page: Page, context: BrowserContext) -> None:
    page.goto(exam)
    assert violations(page) == []
    page.get_by_role("button", name="Begin").press("Enter")
    left = page.get_by_role("timer")
    expect(left).to_have_text(re.compile(r"^(29|30) minutes left$"))
    page.reload()
    expect(left).to_have_text(re.compile(r"^(29|30) minutes left$"))
    second = context.new_page()
    second.goto(f"{exam}?transport=http")
    expect(second.get_by_role("timer")).to_have_text(re.compile(r"^(29|30) minutes left$"))
    page.get_by_role("button", name="Submit", exact=True).press("Enter")
    expect(page.locator(".verdict")).to_be_visible()

    row = Command.objects.get(type="begin")
    row.payload = {**row.payload, "instant": time.time() - 1798}
    row.save()
    second.reload()
    expect(second.get_by_role("timer")).to_have_text("The time is over")
    expect(second.get_by_role("alert")).to_contain_text("your files and your cluster are kept")
    assert violations(second, ".bar") == []
    second.get_by_role("link", name="Result").press("Enter")
    expect(second.get_by_role("heading", level=1)).to_have_text("Result: A little exam")
    expect(second.get_by_role("row", name="The first task")).to_contain_text("6 of 6")
    assert violations(second) == []
