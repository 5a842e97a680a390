"""What browsers load besides pages: the static files, and the map of modules that import each other."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Awaitable, Callable
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.http import HttpRequest
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

Scope = dict[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[Any, Any, Any], Awaitable[None]]

_VENDORED = ("lit", "codemirror")


def import_map(request: HttpRequest) -> dict[str, str]:
    """Context processor: `import_map`, as JSON text. Where files are hashed, every module is mapped to its hashed
    address, so that modules can import each other by their plain relative paths."""
    imports = {f"vendor/{name}": staticfiles_storage.url(f"vendor/{name}.js") for name in _VENDORED}
    if isinstance(staticfiles_storage, ManifestFilesMixin):
        for name in staticfiles_storage.hashed_files:
            if name.endswith(".js"):
                imports[f"/static/{name}"] = staticfiles_storage.url(name)
    return {"import_map": json.dumps({"imports": imports}).replace("<", "\\u003c")}


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]
    """Whitenoise before Django instead of within it: a page asks for more than a hundred files, and each would go through
    every middleware. It sends a file whole: they are small, and a stream would cost a thread per piece."""

    def __init__(self, application: Application) -> None:
        super().__init__(None)
        self.behind = application

    async def __call__(self, scope: Scope, receive: Any, send: Send) -> None:
        found = self._file(scope["path"]) if scope["type"] == "http" else None
        if found is None:
            await self.behind(scope, receive, send)
            return
        answer = found.get_response(scope["method"], _environment(scope))
        body = b""
        if answer.file is not None:
            with answer.file:
                body = answer.file.read()
        headers = [(name.lower(), value) for name, value in answer.headers if not (body and name.lower() == "content-length")]
        if body and answer.status == HTTPStatus.OK and _may_compress(headers, scope):
            body = _compressed(body)
            headers += [("content-encoding", "gzip"), ("vary", "accept-encoding")]
        headers += [("content-length", str(len(body)))] * bool(body) + [("x-content-type-options", "nosniff")]
        encoded = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        await send({"type": "http.response.start", "status": int(answer.status), "headers": encoded})
        await send({"type": "http.response.body", "body": body})

    def _file(self, path: str) -> StaticFile | None:
        return self.find_file(path) if self.autorefresh else self.files.get(path)


def _may_compress(headers: list[tuple[str, str]], scope: Scope) -> bool:
    """Where `collectstatic` has compressed nothing: on a laptop."""
    return "content-encoding" not in dict(headers) and "gzip" in _environment(scope).get("HTTP_ACCEPT_ENCODING", "")


@lru_cache(maxsize=512)
def _compressed(body: bytes) -> bytes:
    return gzip.compress(body, 6, mtime=0)


def _environment(scope: Scope) -> dict[str, str]:
    """The headers as whitenoise looks for them."""
    return {f"HTTP_{name.decode('latin-1').upper().replace('-', '_')}": value.decode("latin-1") for name, value in scope["headers"]}


# -- the modules of a page

_IMPORT = re.compile(r"""^\s*(?:import|export)\b[^"';]*?["'](\.[^"']+)["']""", re.MULTILINE)


@lru_cache(maxsize=8)
def modules(entry: str) -> tuple[str, ...]:
    """A module of ours and all that it imports, as names of static files. A page that names them all need not find out one
    after the other what the next one imports."""
    found: dict[str, None] = {}
    waiting = [entry]
    while waiting:
        name = waiting.pop()
        if name not in found and (path := finders.find(name)):
            found[name] = None
            text = Path(str(path)).read_text()
            waiting += [normpath(join(dirname(name), other)) for other in reversed(_IMPORT.findall(text))]
    return tuple(found)
