"""What browsers load besides pages: the static files, and the map of modules that import each other."""

from __future__ import annotations

import json
from collections.abc import Callable
from inspect import isawaitable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

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


async def _at_once(response: HttpResponse) -> HttpResponse:
    return response


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]
    """Whitenoise, sending each file whole: they are small, and a stream under ASGI would cost a thread per piece.

    It is a coroutine where Django has one behind it: else every request that waits would hold a thread."""

    sync_capable = async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        super().__init__(get_response)
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Any:
        found = super().__call__(request)
        return found if not iscoroutinefunction(self) or isawaitable(found) else _at_once(found)

    @staticmethod
    def serve(static_file: StaticFile, request: HttpRequest) -> HttpResponse:
        found = static_file.get_response(request.method, request.META)
        body = b""
        if found.file is not None:
            with found.file:
                body = found.file.read()
        response = HttpResponse(body, status=int(found.status))
        del response["content-type"]
        for name, value in found.headers:
            response[name] = value
        return response
