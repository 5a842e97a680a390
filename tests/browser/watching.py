"""What must not happen while a browser test runs: on any of its pages, and in the server's log."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Request

REPORT = """addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.effectiveDirective} forbids ${event.blockedURI} (${event.target?.outerHTML?.slice(0, 200)})`))"""
"""Runs in every page before anything else does."""

LEFT = "net::ERR_ABORTED"
"""What a page was loading when it was left or reloaded."""


class Faults:
    """Collects errors of the console (Chromium writes answers of 400 and more there) and of scripts, failed requests (every one
    to another host fails: the browser resolves no name), reports of the Content-Security-Policy, and what the server logs as
    an error. A test that provokes a fault says so with `expect`, beforehand.

    It listens to nothing that happens at every request: a page is a hundred of them, and each event costs milliseconds."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self._expected: list[str] = []

    def expect(self, pattern: str) -> None:
        """Faults that this regular expression finds are what the test is about."""
        self._expected.append(pattern)

    def unexpected(self) -> list[str]:
        return [fault for fault in self.seen if not any(re.search(pattern, fault) for pattern in self._expected)]

    def opening(self, browser: Browser) -> Callable[..., BrowserContext]:
        """`browser.new_context`, watched: also by tests that make contexts of their own."""
        open_context = browser.new_context

        def watched(**options: Any) -> BrowserContext:
            context = open_context(**options)
            self._watch(context)
            return context

        return watched

    def _watch(self, context: BrowserContext) -> None:
        context.add_init_script(REPORT)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.seen.append(f"script: {error.error}"))
        context.on("requestfailed", self._failed)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.seen.append(f"console: {message.text} ({message.location['url']})")

    def _failed(self, request: Request) -> None:
        if request.failure != LEFT:
            self.seen.append(f"request: {request.url} {request.failure}")


class Log(logging.Handler):
    """Errors of the server, whichever of its threads they happen in."""

    def __init__(self, faults: Faults) -> None:
        super().__init__(logging.ERROR)
        self._faults = faults

    def emit(self, record: logging.LogRecord) -> None:
        trouble = f"\n{logging.Formatter().formatException(record.exc_info)}" if record.exc_info else ""
        self._faults.seen.append(f"server: {record.name}: {record.getMessage()}{trouble}")
