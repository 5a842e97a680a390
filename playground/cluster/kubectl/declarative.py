"""One object applied from the client's side: read it, create it or patch it. The one implementation of `kubectl apply`,
behind the terminal and behind the editor's Apply button.

Models: kubectl/pkg/cmd/apply/{apply,patcher}.go; kubectl/pkg/util/apply.go GetModifiedConfiguration
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from playground.cluster.apiserver.messages import Response
from playground.cluster.kubectl.threeway import three_way
from playground.cluster.objects import schema
from playground.cluster.objects.kinds import Kind, Object

MANAGER = "kubectl-client-side-apply"
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
JSON = "application/json"
STRATEGIC = "application/strategic-merge-patch+json"

Stage = Literal["reading", "creating", "patching"]
Verb = Literal["created", "configured", "unchanged", "error"]


class Send(Protocol):
    """A request, answered; refusals are answers too."""

    def __call__(self, method: str, path: str, query: Mapping[str, str] | None = None, body: Any = None, content: str = JSON) -> Response: ...


@dataclass(frozen=True, slots=True)
class Applied:
    """`stage` is the last request sent, `response` its answer; `live` is what there was before, `patch` the difference."""

    verb: Verb
    stage: Stage
    response: Response
    live: Object | None = None
    patch: Object | None = None


def apply_object(send: Send, kind: Kind, namespace: str, name: str, value: Object, query: Mapping[str, str]) -> Applied:
    """`query` is what goes along with writes: fieldValidation, dryRun."""
    read = send("GET", kind.path(namespace, name))
    query = {"fieldManager": MANAGER, **query}
    if read.code == 404:
        response = send("POST", kind.path(namespace), query, annotated(value, namespace))
        return Applied("created" if response.ok else "error", "creating", response)
    if not read.ok:
        return Applied("error", "reading", read)
    live = read.body
    assert live is not None
    patch = difference(kind, live, value, namespace)
    if not patch:
        return Applied("unchanged", "reading", read, live, patch)
    response = send("PATCH", kind.path(namespace, name), query, patch, STRATEGIC)
    return Applied("configured" if response.ok else "error", "patching", response, live, patch)


def difference(kind: Kind, live: Object, value: Object, namespace: str) -> Object:
    """The patch from what is there to what the file says; empty where nothing is to be done."""
    original = json.loads((live["metadata"].get("annotations") or {}).get(LAST_APPLIED) or "{}")
    return three_way(original, annotated(value, namespace), live, schema.type_of(kind))


def annotated(value: Object, namespace: str) -> Object:
    """The document with its own text as the annotation, the way kubectl writes it."""
    meta = dict(value.get("metadata") or {})
    if namespace:
        meta["namespace"] = namespace
    given = meta.get("annotations")
    annotations = {key: text for key, text in given.items() if key != LAST_APPLIED} if isinstance(given, dict) else {}
    plain = {**value, "metadata": {**meta, "annotations": annotations}}
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"
    return {**value, "metadata": {**meta, "annotations": {**annotations, LAST_APPLIED: text}}}
