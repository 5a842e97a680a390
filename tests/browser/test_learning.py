"""A lab in a real browser: what the page says stays true while the learner goes on."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

LAB = "/labs/clusterip/first-service/"


@pytest.fixture
def fixing(labs: str, page: Page) -> Page:
    """The first lab at its last step, its Service applied with the selector that matches nothing."""
    page.goto(f"{labs}{LAB}")
    page.locator("#predict-disposition").select_option("DELIVERED")
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.locator("#steps")).to_contain_text("You said DELIVERED; it is NXDOMAIN")
    page.get_by_role("button", name="Next step").click()
    page.locator("#apply").click()
    expect(page.locator("#outcome")).to_contain_text("created")
    page.get_by_role("button", name="Submit", exact=True).click()
    page.get_by_role("button", name="Next step").click()
    expect(page.locator("#steps")).to_contain_text("Labels tie them together")
    return page


def mend(page: Page) -> None:
    page.locator(".cm-line", has_text="app: website").click()
    page.keyboard.press("End")
    for _ in "site":
        page.keyboard.press("Backspace")
    page.locator("#apply").click()
    expect(page.locator("#outcome")).to_contain_text("configured")


def test_a_check_is_made_again_when_the_cluster_has_changed(fixing: Page) -> None:
    fixing.get_by_role("button", name="Check", exact=True).click()
    verdict = fixing.locator(".verdict")
    expect(verdict).to_contain_text("0 of 3 public checks pass")
    steps = fixing.locator("#steps")
    expect(steps).to_contain_text("Change spec.selector.app of Service web")
    assert steps.inner_text().count("It asks for app=website") == 1
    mend(fixing)
    expect(verdict).to_contain_text("All public checks pass")
    expect(steps).not_to_contain_text("It asks for")


def test_what_hints_cost_is_said_and_the_end_leads_on(fixing: Page) -> None:
    fixing.get_by_role("button", name=re.compile("^Hint 2")).click()
    mend(fixing)
    fixing.get_by_role("button", name="Submit", exact=True).click()
    expect(fixing.locator(".verdict")).to_contain_text("Hints cost 1 point: 7 of 8 count.")
    expect(fixing.locator("#announcer")).to_contain_text("All steps are done")
    fixing.get_by_role("link", name=re.compile("^Next lab")).click()
    expect(fixing.locator("#steps")).to_contain_text("Step 1")


def test_a_question_that_is_none_takes_the_former_answer_away(fixing: Page) -> None:
    target, panel = fixing.locator("input[name='target']"), fixing.locator("#panel-trace")
    for asked, told in (("http://web:80", "REJECTED"), ("tcp://web:99999", "is not a port"), ("http://web:80", "REJECTED")):
        target.fill(asked)
        fixing.get_by_role("button", name="Run", exact=True).click()
        expect(panel).to_contain_text(told)
        assert ("REJECTED" in panel.inner_text()) == (told == "REJECTED")


def test_what_happened_stands_in_the_form(labs: str, page: Page) -> None:
    page.goto(f"{labs}{LAB}")
    page.locator("#predict-disposition").select_option("NXDOMAIN")
    page.get_by_role("button", name="Answer", exact=True).click()
    page.get_by_role("button", name="Show what happened").click()
    expect(page.locator("input[name='target']")).to_have_value("http://web:80/")


def test_the_lines_that_a_lab_keeps_are_marked(labs: str, page: Page) -> None:
    page.goto(f"{labs}{LAB}")
    kept = page.locator(".cm-kept")
    expect(kept).to_have_count(1)
    expect(kept).to_contain_text("name: web")
    expect(page.locator(".cm-content")).to_have_attribute("aria-description", "Kept by this lab: metadata.name")


def test_six_files_stand_in_one_row_and_in_a_menu(labs: str, page: Page) -> None:
    page.goto(f"{labs}/labs/stories/mariadb/")
    tabs = page.locator("#file-tabs [role='tab']")
    expect(tabs).to_have_count(6)
    box = page.locator("#file-tabs").bounding_box()
    assert box is not None
    assert box["height"] < 60
    page.get_by_label("All files").select_option("svc-mariadb-loadbalancer.yaml")
    expect(page.get_by_role("tab", name="svc-mariadb-loadbalancer.yaml")).to_have_attribute("aria-selected", "true")
    tabs.last.focus()
    page.keyboard.press("Home")
    expect(tabs.first).to_be_focused()
    expect(tabs.first).to_be_in_viewport()


def test_time_stands_still_and_runs_on(live: str, page: Page) -> None:
    page.goto(f"{live}/sandbox/")
    page.get_by_role("button", name="Pause", exact=True).click()
    run = page.get_by_role("button", name="Run", exact=True).and_(page.locator("#pause"))
    expect(run).to_be_visible()
    run.click()
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
