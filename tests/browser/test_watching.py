"""The watch over all browser tests sees what it is there for."""

from __future__ import annotations

import contextlib
import logging

from playwright.sync_api import Error, Page

from tests.browser.watching import Faults


def test_faults_of_pages_and_of_the_server_are_seen(live: str, page: Page, faults: Faults) -> None:
    faults.expect(".")
    page.goto(f"{live}/sandbox/")
    page.evaluate("console.error('said by a script')")
    page.evaluate("setTimeout(() => { throw new Error('thrown by a script') })")
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.evaluate("fetch('/nothing').then(() => 0)")
    page.evaluate("new Image().src = 'http://127.0.0.2/picture.png'")
    other = page.context.new_page()
    with contextlib.suppress(Error):
        other.goto("http://elsewhere.test/")
    logging.getLogger("playground.workspaces").error("logged by the server")
    page.wait_for_timeout(100)
    for trace in (
        "console: said by a script", "script: thrown by a script", "policy: style-src-attr forbids inline",
        "status of 404", "request: http://elsewhere.test/ net::ERR_NAME_NOT_RESOLVED",
        "policy: img-src forbids http://127.0.0.2/picture.png", "server: playground.workspaces: logged by the server",
    ):  # fmt: skip
        assert any(trace in fault for fault in faults.seen), faults.seen
