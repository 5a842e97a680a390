"""What a learner waits for, in Chromium on this machine: until the first edit, a marker, the picture; frames; and what a page weighs.

python -m bench.browser [ROUNDS]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from playwright.sync_api import Browser, Page, Response, sync_playwright

from bench.figures import percentile
from scripts.screenshot import CHROMIUM, serving

LAB = "/labs/clusterip/first-service/"
WARM_UP = 3
BIG = """\
import os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "playground.settings"
django.setup()
from playground.catalog import sandbox
from django.core.management import call_command
sandbox.NODES = 10
call_command("serve", port=int(sys.argv[1]))
"""
"""A playground whose sandbox has ten nodes."""

FRAMES = """() => new Promise((done) => {
  const seen = [];
  const next = (now) => { seen.push(now); if (now - seen[0] < 5000) requestAnimationFrame(next); else done(seen.slice(1).map((time, index) => time - seen[index])); };
  requestAnimationFrame(next);
})"""
"""Five seconds: milliseconds between frames."""


def main(rounds: int) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        with serving() as address:
            print(f"In Chromium {browser.version}, over loopback, {rounds} times after {WARM_UP}:")
            _row("click to the first possible edit (lab)", [_first_edit(browser, address) for _ in range(rounds)], aim="< 1000")
            with _sandbox(browser, address) as page:
                _row("keystroke to marker", _keystrokes(page, rounds), aim="p95 < 150")
                _row("Apply to picture", _applies(page, rounds), aim="p95 < 200")
            for name, path in (("landing", "/"), ("lab", LAB)):
                _weigh(browser, address + path, name)
        with serving(BIG) as address, _sandbox(browser, address) as page:
            _frames(page)
        browser.close()


def _row(name: str, milliseconds: list[float], aim: str) -> None:
    middle, late = median(milliseconds), percentile(milliseconds, 0.95)
    print(f"{name:<44} p50 {middle:8.1f} ms   p95 {late:8.1f} ms   ({len(milliseconds)} times; aim: {aim} ms)")


@contextmanager
def _sandbox(browser: Browser, address: str) -> Iterator[Page]:
    page = browser.new_context(base_url=address, bypass_csp=True, viewport={"width": 1440, "height": 900}).new_page()
    page.goto("/sandbox/")
    page.locator("#apply:enabled").wait_for()
    page.locator("#picture .kind-pod").first.wait_for(state="attached")
    yield page
    page.context.close()


def _first_edit(browser: Browser, address: str) -> float:
    """From the click on the landing page until the editor holds the lab's text and takes keys, in a browser that knows the page."""
    with _visit(browser, address) as page:
        page.get_by_role("link", name="Your first Service").click()
        return _measures(page, "click-to-first-edit", 1)[0]


@contextmanager
def _visit(browser: Browser, address: str) -> Iterator[Page]:
    page = browser.new_context(base_url=address, bypass_csp=True, viewport={"width": 1440, "height": 900}).new_page()
    page.goto("/")
    yield page
    page.context.close()


def _measures(page: Page, name: str, wanted: int) -> list[float]:
    """Milliseconds that the page itself measured (static/js/timing.js)."""
    page.wait_for_function(f"performance.getEntriesByName('{name}').length >= {wanted}")
    found: list[float] = page.evaluate(f"performance.getEntriesByName('{name}').map((entry) => entry.duration)")
    return found


def _keystrokes(page: Page, rounds: int) -> list[float]:
    page.locator(".cm-line", has_text="selector").first.click()
    page.keyboard.press("End")
    for number in range(rounds + WARM_UP):
        page.keyboard.press("x" if number % 2 == 0 else "Backspace")
        _measures(page, "keystroke-to-marker", number + 1)
    page.keyboard.press("Backspace") if (rounds + WARM_UP) % 2 else None
    return _measures(page, "keystroke-to-marker", rounds + WARM_UP)[WARM_UP:]


def _applies(page: Page, rounds: int) -> list[float]:
    line = page.locator(".cm-line", has_text="port: 80").first
    for number in range(rounds + WARM_UP):
        line.click()
        page.keyboard.press("End")
        page.keyboard.press("Backspace")
        page.keyboard.type(str(number % 10))
        page.locator("#apply:enabled").click()
        line = page.locator(".cm-line", has_text=f"port: 8{number % 10}").first
        _measures(page, "apply-to-picture", number + 1)
    return _measures(page, "apply-to-picture", rounds + WARM_UP)[WARM_UP:]


def _weigh(browser: Browser, address: str, name: str) -> None:
    """Compressed bytes of a first visit, the editor's bundle apart, the heaviest files by name."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    sizes = sorted(((answer.request.sizes()["responseBodySize"], answer.url.partition("/static/")[2] or answer.url) for answer in answers), reverse=True)
    editor = sum(size for size, url in sizes if "vendor/codemirror" in url)
    total = sum(size for size, url in sizes) - editor
    print(f"{f'weight of the {name} page':<44} {total / 1000:8.1f} kB in {len(sizes)} files, beside the editor's {editor / 1000:.1f} kB (aim: 300 and 200 kB)")
    for size, url in sizes[:6]:
        print(f"    {size / 1000:8.1f} kB  {url}")
    context.close()


def _frames(page: Page) -> None:
    page.get_by_role("tab", name="Terminal", exact=True).click()
    page.get_by_label("Command line").fill("kubectl scale deployment web --replicas=59")
    page.get_by_label("Command line").press("Enter")
    page.locator("#apply").click()
    page.wait_for_function("document.querySelectorAll('#picture .kind-pod').length >= 60")
    page.get_by_role("tab", name="Trace", exact=True).click()
    page.locator('input[name="target"]').fill("http://web")
    page.get_by_role("button", name="Send many").click()
    page.wait_for_function("document.querySelectorAll('#picture .dot').length >= 10")
    page.wait_for_timeout(1500)
    times: list[float] = page.evaluate(FRAMES)
    late = sum(time > 50 for time in times)
    print(f"{'frames with 60 pods, 10 nodes, 10 in flight':<44} p50 {median(times):8.1f} ms   p95 {percentile(times, 0.95):8.1f} ms   ({1000 * len(times) / sum(times):.0f} a second, {late} over 50 ms; aim: 60 and 0)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 30)
