"""Static files before Django, and the modules that a page is told of beforehand."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from playground.catalog.assets import StaticFiles, modules

STATIC = Path(settings.BASE_DIR) / "static"


async def behind(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 299, "headers": []})
    await send({"type": "http.response.body", "body": b"behind"})


class Site:
    def __init__(self) -> None:
        self.application = StaticFiles(behind)

    async def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
        sent: list[dict[str, Any]] = []

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        await self.application({"type": "http", "method": method, "path": path, "headers": given}, None, send)
        start, body = sent
        return start["status"], {name.decode(): value.decode() for name, value in start["headers"]}, body["body"]


@pytest.fixture(scope="module")
def site() -> Site:
    return Site()


async def test_a_file_is_sent_whole_with_its_type(site: Site) -> None:
    status, headers, body = await site.ask("/static/js/main.js")
    assert (status, body) == (200, (STATIC / "js" / "main.js").read_bytes())
    assert headers["content-type"].startswith("text/javascript")
    assert headers["content-length"] == str(len(body))
    assert headers["x-content-type-options"] == "nosniff"


async def test_a_browser_that_has_it_is_told_so(site: Site) -> None:
    _, headers, _ = await site.ask("/static/js/main.js")
    status, _, body = await site.ask("/static/js/main.js", if_modified_since=headers["last-modified"])
    assert (status, body) == (304, b"")


async def test_heads_ranges_and_other_methods(site: Site) -> None:
    whole = (STATIC / "js" / "main.js").read_bytes()
    status, headers, body = await site.ask("/static/js/main.js", "HEAD")
    assert (status, headers["content-length"], body) == (200, str(len(whole)), b"")
    status, headers, body = await site.ask("/static/js/main.js", range="bytes=2-5")
    assert (status, body, headers["content-length"]) == (206, whole[2:6], "4")
    assert (await site.ask("/static/js/main.js", "POST"))[0] == 405


@pytest.mark.parametrize("path", ["/", "/static/", "/static/none.js", "/static/../manage.py", "/static/js/../../manage.py", "/static//etc/passwd"])
async def test_everything_else_is_left_to_the_site(site: Site, path: str) -> None:
    assert (await site.ask(path))[2] == b"behind"


def test_a_page_is_told_of_every_module_that_it_will_import() -> None:
    found = modules("js/main.js")
    assert found[0] == "js/main.js"
    assert {"js/desk.js", "js/editor/editor.js", "js/editor/path.js", "js/picture/layout.js"} <= set(found)
    assert all((STATIC / name).is_file() for name in found)
    assert len(set(found)) == len(found)


def test_a_module_that_imports_nothing_is_alone() -> None:
    assert modules("js/debounce.js") == ("js/debounce.js",)


async def test_what_nobody_has_compressed_is_sent_compressed_to_who_takes_it(site: Site) -> None:
    _, plain, whole = await site.ask("/static/js/main.js")
    _, headers, body = await site.ask("/static/js/main.js", accept_encoding="gzip, br")
    assert "content-encoding" not in plain
    assert (headers["content-encoding"], headers["content-length"]) == ("gzip", str(len(body)))
    assert gzip.decompress(body) == whole
    assert (await site.ask("/static/js/main.js", "HEAD", accept_encoding="gzip"))[2] == b""
