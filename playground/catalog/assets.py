"""Where the browser finds the modules that pages import."""

from __future__ import annotations

import json

from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.http import HttpRequest

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
