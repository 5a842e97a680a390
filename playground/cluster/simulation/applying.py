"""`kubectl apply -f` for one file: document by document, partial success, no pruning.

Models: kubectl/pkg/cmd/apply/apply.go, patcher.go
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from playground.cluster.apiserver.messages import Request, Response
from playground.cluster.apiserver.server import ApiServer
from playground.cluster.kubectl.threeway import three_way
from playground.cluster.manifest import ManifestDocument, read
from playground.cluster.objects import schema
from playground.cluster.objects.kinds import BY_NAME, Kind, Object, by_api

MANAGER = "kubectl-client-side-apply"
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
STRATEGIC = "application/strategic-merge-patch+json"


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
    for document in read(text, file).documents:
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
    if not response.ok:
        assert response.body is not None
        return outcome("error", response.body["message"], response)
    return outcome(verb, "", response)


def _send(
    api: ApiServer, kind: Kind, namespace: str, name: str, value: Object, dry_run: bool
) -> tuple[str, Response]:
    live = api.handle(Request("GET", kind.path(namespace, name)))
    query = "fieldManager=" + MANAGER + "&fieldValidation=Strict" + ("&dryRun=All" if dry_run else "")
    modified = _annotated(value, namespace)
    if live.code == 404:
        body = json.dumps(modified, sort_keys=True).encode()
        response = api.handle(
            Request("POST", kind.path(namespace), query, "application/json", body, manager=MANAGER)
        )
        return "created", response
    if not live.ok:
        return "error", live
    assert live.body is not None
    annotations = live.body["metadata"].get("annotations") or {}
    original = json.loads(annotations.get(LAST_APPLIED) or "{}")
    patch = three_way(original, modified, live.body, schema.type_of(kind))
    if not patch:
        return "unchanged", live
    body = json.dumps(patch, sort_keys=True).encode()
    response = api.handle(Request("PATCH", kind.path(namespace, name), query, STRATEGIC, body, manager=MANAGER))
    return "configured", response


def _annotated(value: Object, namespace: str) -> Object:
    """The document with its own text as the annotation, the way kubectl writes it."""
    meta = dict(value["metadata"])
    if namespace:
        meta["namespace"] = namespace
    given = meta.get("annotations")
    annotations = {key: text for key, text in given.items() if key != LAST_APPLIED} if isinstance(given, dict) else {}
    plain = {**value, "metadata": {**meta, "annotations": annotations}}
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"
    return {**value, "metadata": {**meta, "annotations": {**annotations, LAST_APPLIED: text}}}


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
