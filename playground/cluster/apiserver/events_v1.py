"""`events.k8s.io/v1`: the very events that core/v1 serves, under that group's names for their fields.

A request is one for core/v1 in other words, and its answer is said in those words again.

Models: pkg/apis/events/v1/conversion.go; pkg/apis/core/validation/events.go ValidateEventCreate
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

from playground.cluster.apiserver.decode import limit_body, read_body
from playground.cluster.apiserver.errors import bad_request, invalid_kind
from playground.cluster.apiserver.media import PATCHES, body_format
from playground.cluster.apiserver.messages import Request, Response
from playground.cluster.fields import FieldError, Path, invalid, required
from playground.cluster.objects.kinds import Kind, Object

KIND = Kind("Event", "events", "events.k8s.io", short=("ev",), package="events", create_on_update=True)
_ROOT = f"/apis/{KIND.api_version}"
_PATH = re.compile(rf"{re.escape(_ROOT)}(/(?:watch/)?(?:namespaces/[^/]+/)?events(?:/.*)?)")

_NAMES = {
    "regarding": "involvedObject", "note": "message", "reportingController": "reportingComponent", "deprecatedSource": "source",
    "deprecatedFirstTimestamp": "firstTimestamp", "deprecatedLastTimestamp": "lastTimestamp", "deprecatedCount": "count",
}  # fmt: skip
"""Of fields here -> in core/v1."""

BACK = {core: name for name, core in _NAMES.items()}
"""Of fields in core/v1 -> here."""

_OLD_STYLE = ("deprecatedFirstTimestamp", "deprecatedLastTimestamp", "deprecatedCount", "deprecatedSource")


def asked_in_core(request: Request) -> Request | None:
    """The same request to core/v1; None where it is not for these events. Raises ApiError."""
    found = _PATH.fullmatch(request.path)
    if found is None:
        return None
    query = re.sub(r"\bregarding(?=\.)", "involvedObject", request.query).replace("reportingController", "reportingComponent")
    asked = replace(request, path=f"/api/v1{found[1]}", query=query)
    if request.method not in ("POST", "PUT", "PATCH") or not request.body:
        return asked
    value = _read(request)
    if request.method == "POST":
        _validate(value)
    if isinstance(value, list):
        return replace(asked, body=json.dumps([_patched(each) for each in value]).encode())
    content_type = request.content_type if request.method == "PATCH" else "application/json"
    return replace(asked, body=json.dumps(in_core(value)).encode(), content_type=content_type)


def said_here(response: Response) -> Response:
    """The answer of core/v1 as this group gives it."""
    if response.watch is not None:
        response.watch.shown = here
        return response
    return response if response.body is None else replace(response, body=here(response.body))


def _read(request: Request) -> Any:
    limit_body(request.body)
    form = "yaml" if request.content_type.partition(";")[0] in PATCHES else body_format(request.content_type)
    try:
        return read_body(request.body, form)[0]
    except ValueError as error:
        raise bad_request(f"the object provided is unrecognized: {error}") from None


def in_core(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    renamed = {_NAMES.get(name, name): inner for name, inner in value.items()}
    return {**renamed, "apiVersion": "v1"} if renamed.get("apiVersion") == KIND.api_version else renamed


def _patched(operation: Any) -> Any:
    """An operation of a JSON patch, at the field's other name."""
    if not isinstance(operation, dict):
        return operation
    return {name: _pointer(inner) if name in ("path", "from") and isinstance(inner, str) else inner for name, inner in operation.items()}


def _pointer(path: str) -> str:
    first, slash, rest = path.removeprefix("/").partition("/")
    return f"/{_NAMES.get(first, first)}{slash}{rest}"


def here(body: Object) -> Object:
    """An event, a list or a Table of them, or a Status about one."""
    match body.get("kind"):
        case "Event":
            return {**_event(body), "apiVersion": KIND.api_version}
        case "EventList":
            return {**body, "apiVersion": KIND.api_version, "items": [_event(each) for each in body["items"]]}
        case "Table":
            return {**body, "rows": [{**row, "object": here(row["object"])} if row.get("object") else row for row in body["rows"]]}
        case "Status" if (body.get("details") or {}).get("kind") in ("events", "Event"):
            told = {"message": re.sub(r'^(events|Event)(?= ")', rf"\1.{KIND.group}", body["message"])} if "message" in body else {}
            return {**body, **told, "details": {**body["details"], "group": KIND.group}}
    return body


def _event(event: Object) -> Object:
    shown = {BACK.get(name, name): inner for name, inner in event.items()}
    shown.setdefault("eventTime", None)
    return {name: inner for name, inner in shown.items() if inner or name not in ("reportingController", "reportingInstance")}


def _validate(value: Any) -> None:
    """What is made here is of the new style. Raises ApiError (422)."""
    if not isinstance(value, dict) or value.get("apiVersion", KIND.api_version) != KIND.api_version:
        return
    errors: list[FieldError] = []
    if value.get("eventTime") is None:
        errors.append(required(Path.of("eventTime")))
    if value.get("type") not in ("Normal", "Warning"):
        errors.append(invalid(Path.of("type"), "", f"has invalid value: {value.get('type') or ''}"))
    errors += [invalid(Path.of(_NAMES[name]), "", "needs to be unset") for name in _OLD_STYLE if value.get(name)]
    if errors:
        raise invalid_kind("Event", KIND.group, str((value.get("metadata") or {}).get("name") or ""), errors)
