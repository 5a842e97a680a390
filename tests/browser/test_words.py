"""The pages in German: no sentence of ours stays English, and changing the language keeps the work."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.words.test_catalogues import forms, words

LAB = "/labs/clusterip/first-service/"

SHOWN = """() => {
  const theirs = ".cm-content, pre, code, td, .prose, .rules, .terminal-text, .lab-link, [lang=en]"; // Kubernetes' words, and the lab's own
  const told = [];
  for (const element of document.body.querySelectorAll("*")) {
    if (element.closest(theirs) || element.closest("script, style, template")) continue;
    for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) told.push(node.data);
    for (const name of ["aria-label", "title", "placeholder", "aria-description"]) told.push(element.getAttribute(name) ?? "");
  }
  return [...new Set(told.map((text) => text.replace(/\\s+/g, " ").trim()).filter((text) => /[a-z]{2}/i.test(text)))];
}"""


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "de-DE"}


@cache
def _english() -> re.Pattern[str]:
    """Every sentence that German says otherwise, as a pattern of what it may look like."""
    sentences: set[str] = set()
    for domain in words.DOMAINS:
        for message in words.read("de", domain):
            if message.id and forms(message.id) != forms(message.string):
                sentences |= set(forms(message.id))
    sentences -= set(_german())  # "Image" is German too
    patterns = [re.sub(r"\\\{\w+\\\}", ".+", re.escape(sentence)) for sentence in sentences if _says_something(sentence)]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def _german() -> list[str]:
    return [form for domain in words.DOMAINS for message in words.read("de", domain) if message.id for form in forms(message.string)]


def _says_something(sentence: str) -> bool:
    """A sentence that is mostly parameters would be found everywhere."""
    bare = re.sub(r"\{\w+\}", "", sentence)
    return bare == sentence or len(re.findall(r"[A-Za-z]{2,}", bare)) > 2


def left_in_english(page: Page) -> list[str]:
    return [text for text in page.evaluate(SHOWN) if _english().fullmatch(text)]


def test_the_landing_page_is_german(labs: str, page: Page) -> None:
    page.goto(labs)
    expect(page.locator("#hero-picture")).to_contain_text("client")
    assert page.locator("html").get_attribute("lang") == "de"
    assert left_in_english(page) == []


def test_the_sandbox_is_german_in_all_its_parts(live: str, page: Page) -> None:
    page.goto(f"{live}/sandbox/")
    page.get_by_role("button", name="Anwenden", exact=True).first.click()
    expect(page.locator("#picture")).to_contain_text("3 Endpoints")
    page.locator("input[name='target']").fill("http://web:81")
    page.get_by_role("button", name="Starten", exact=True).click()
    expect(page.locator("#panel-trace")).to_contain_text("Service default/web hat keinen Port 81")
    assert left_in_english(page) == []
    for tab in page.locator("#dock-tabs, #view-tabs").get_by_role("tab").all():
        tab.click()
        assert left_in_english(page) == [], tab.inner_text()
    page.locator("#view-picture-tab").click()
    page.locator("#picture [data-id='service:default/web']").click()
    expect(page.locator("#inspector")).to_contain_text("Trace hierher")
    assert left_in_english(page) == []
    page.keyboard.press("Escape")
    page.locator("#help").click()
    assert left_in_english(page) == []


def test_a_mistake_and_its_fix_are_german(live: str, page: Page) -> None:
    page.goto(f"{live}/sandbox/")
    page.locator(".cm-line", has_text="selector:").first.click()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("s")
    expect(page.locator("#problems")).to_contain_text("War selector gemeint?")
    expect(page.locator("#problems")).to_contain_text('unknown field "spec.selectors"')  # Kubernetes' own words stay
    assert left_in_english(page) == []


def test_a_lab_is_german_around_its_text(labs: str, page: Page) -> None:
    page.goto(f"{labs}{LAB}")
    expect(page.locator("#steps")).to_contain_text("Schritt 1 von")
    assert left_in_english(page) == []


def test_another_language_keeps_the_work(live: str, page: Page) -> None:
    page.goto(f"{live}/sandbox/")
    page.get_by_role("button", name="Anwenden", exact=True).first.click()
    expect(page.locator("#outcome")).to_contain_text("created")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("# mine")
    page.locator("button[name=language][value=en]").click()
    expect(page.get_by_role("button", name="Apply", exact=True).first).to_be_visible()
    expect(page.locator(".cm-content")).to_contain_text("# mine")
    expect(page.locator("#picture")).to_contain_text("3 endpoints")
    expect(page.locator("#undo")).to_have_attribute("title", "Take back: Apply service.yaml")
    page.locator("button[name=language][value=de]").click()
    expect(page.locator("#undo")).to_have_attribute("title", "Zurücknehmen: service.yaml anwenden")
