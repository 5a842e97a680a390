"""docs/screenshot.png: the sandbox with an applied Service and a trace at its DNAT, from a server of its own. `make screenshot` runs it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")


@contextmanager
def serving(program: str = "") -> Iterator[str]:
    """The address of a server of its own, with an empty database. A Python `program` may start another; it is given the port."""
    with tempfile.TemporaryDirectory() as folder:
        port = _free_port()
        own = [str(ROOT / "manage.py"), "serve", "--port", str(port)]
        command = [sys.executable, *(["-c", program, str(port)] if program else own)]
        server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "SQLITE_FILE": f"{folder}/db.sqlite3"})
        address = f"http://127.0.0.1:{port}"
        try:
            _wait_for(address)
            yield address
        finally:
            server.terminate()
            server.wait(10)


def main(target: Path) -> None:
    with serving() as address:
        _take(address, target)
    print(f"{target} is written")


def _take(address: str, target: Path) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
        page.goto(f"{address}/sandbox/")
        page.get_by_role("button", name="Apply").first.click()
        _shows(page, "created")
        page.locator('input[name="target"]').fill("http://web")
        page.get_by_role("button", name="Run", exact=True).click()
        _shows(page, "answered.")
        page.locator(".trace-step", has_text="The destination becomes").click()
        page.wait_for_timeout(1000)
        page.screenshot(path=target)
        browser.close()


def _shows(page: Page, text: str) -> None:
    page.get_by_text(text).first.wait_for(timeout=10_000)


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + 120
    while True:
        try:
            urlopen(address, timeout=5).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "screenshot.png")
