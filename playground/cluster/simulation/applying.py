"""`kubectl apply -f` for one file: document by document, partial success, no pruning.

Models: kubectl/pkg/cmd/apply/apply.go, patcher.go
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from playground.cluster.apiserver.messages import Request, Response
from playground.cluster.apiserver.server import ApiServer
from playground.cluster.kubectl.declarative import JSON, MANAGER, apply_object
from playground.cluster.manifest import ManifestDocument, read
from playground.cluster.objects.kinds import BY_NAME, Kind, Object, by_api


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document. `verb` is created, configured, unchanged or error; `status` is the API server's
    Status where it refused; `line` and `column` (from 1) are those of the document's first field, or of the mistake."""

    file: str
    document: int
    kind: str
    namespace: str
    name: str
    verb: str
    message: str = ""
    line: int = 1
    column: int = 1
    warnings: tuple[str, ...] = ()
    status: Object | None = None

    @property
    def error(self) -> bool:
        return self.verb == "error"


Substitute = Callable[[Any], Any]


def apply_text(
    api: ApiServer, text: str, file: str, namespace: str, substitute: Substitute, dry_run: bool = False
) -> Iterator[tuple[Outcome, ManifestDocument]]:
    """Each document's outcome, in order. Nothing is settled in between."""
    for document in read(text, file).objects:
        yield apply_document(api, document, namespace, substitute, dry_run), document


def apply_document(
    api: ApiServer, document: ManifestDocument, namespace: str, substitute: Substitute, dry_run: bool = False
) -> Outcome:
    if not document.readable:
        problem = next(problem for problem in document.problems if problem.fatal)
        text = f"error parsing {document.file}: error converting YAML to JSON: {problem.message}"
        return Outcome(
            document.file, document.number, "", "", "", "error", text, problem.span.line, problem.span.column
        )
    value = substitute(document.value)
    mark = document.mark(())
    line, column = (mark.value.line, mark.value.column) if mark else (document.line, 1)

    def outcome(verb: str, message: str = "", response: Response | None = None) -> Outcome:
        meta = value.get("metadata") if isinstance(value, dict) else None
        meta = meta if isinstance(meta, dict) else {}
        spaced = kind is None or kind.namespaced
        return Outcome(
            document.file,
            document.number,
            str(value.get("kind") or "") if isinstance(value, dict) else "",
            str(meta.get("namespace") or namespace) if spaced else "",
            str(meta.get("name") or ""),
            verb,
            message,
            line,
            column,
            response.warnings if response else (),
            response.body if response and not response.ok else None,
        )

    kind: Kind | None = None
    complaint = _shape(value)
    if complaint:
        return outcome("error", complaint)
    kind = by_api(value["apiVersion"], value["kind"])
    if kind is None:
        return outcome("error", _no_match(value, document.file))
    name = value["metadata"].get("name") if isinstance(value.get("metadata"), dict) else None
    if not name or not isinstance(name, str):
        return outcome("error", "resource name may not be empty")
    space = (value["metadata"].get("namespace") or namespace) if kind.namespaced else ""
    verb, response = _send(api, kind, str(space), name, value, dry_run)
    if verb == "error":
        assert response.body is not None
        return outcome("error", response.body["message"], response)
    return outcome(verb, "", response)


def _send(api: ApiServer, kind: Kind, namespace: str, name: str, value: Object, dry_run: bool) -> tuple[str, Response]:
    def send(method: str, path: str, query: Mapping[str, str] | None = None, body: Any = None, content: str = JSON) -> Response:
        data = b"" if body is None else json.dumps(body, sort_keys=True).encode()
        asked = urlencode(query or {})
        return api.handle(Request(method, path, asked, content if body is not None else "", data, manager=MANAGER))

    query = {"fieldValidation": "Strict", **({"dryRun": "All"} if dry_run else {})}
    applied = apply_object(send, kind, namespace, name, value, query)
    return applied.verb, applied.response


def _shape(value: Any) -> str:
    if not isinstance(value, dict):
        return "invalid object to validate: a manifest is a mapping with apiVersion, kind and metadata"
    missing = [f"{field} not set" for field in ("apiVersion", "kind") if not isinstance(value.get(field), str) or not value[field]]
    if missing:
        return "error validating data: " + (missing[0] if len(missing) == 1 else f"[{', '.join(missing)}]")
    return ""


def _no_match(value: Object, file: str) -> str:
    meta = value.get("metadata")
    name = meta.get("name", "") if isinstance(meta, dict) else ""
    text = f'resource mapping not found for name: "{name}" namespace: "" from "{file}": '
    text += f'no matches for kind "{value["kind"]}" in version "{value["apiVersion"]}"'
    known = BY_NAME.get(value["kind"])
    return f"{text}; {known.name} is in {known.api_version}" if known else text
