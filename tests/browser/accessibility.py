"""axe-core's rules on a page: WCAG 2.0 to 2.2, levels A and AA, and what axe calls best practice."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page, within: str = "html") -> list[str]:
    """What axe finds on the page as it stands, or in the part that a selector names: a line for each place. Skips the test,
    saying why, where axe is not installed."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm ci installs it (needs Node)")
    page.evaluate(_source())
    # Colours in the middle of a transition are nobody's; nor is what has just been unveiled.
    page.evaluate("Promise.all(document.getAnimations().filter((a) => a.effect.getComputedTiming().endTime < 1e4).map((a) => a.finished.catch(() => {})))")
    found: dict[str, Any] = page.evaluate("([part, tags]) => axe.run(part, { runOnly: tags })", [within, TAGS])
    return [
        f"{rule['id']}: {node['target']} {node['html'][:160]} ({node['failureSummary']})"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


@cache
def _source() -> str:
    return AXE.read_text(encoding="utf-8")
