"""Requests as kubectl sends them, and warnings as it passes them on.

Models: cli-runtime/pkg/resource/helper.go; client-go/rest/warnings.go
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from playground.cluster.apiserver.messages import Request, Response
from playground.cluster.kubectl.failures import Refusal
from playground.cluster.kubectl.model import Session
from playground.cluster.objects.kinds import BY_NAME, Kind, Object

JSON = "application/json"
MERGE = "application/merge-patch+json"
STRATEGIC = "application/strategic-merge-patch+json"
JSON_PATCH = "application/json-patch+json"
APPLY = "application/apply-patch+yaml"
TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json"

Query = Mapping[str, str]


class Client:
    """The API server as one command sees it. `warn` is told each warning once."""

    def __init__(self, session: Session, warn: Callable[[str], object], manager: str = "kubectl") -> None:
        self.session, self.warn, self.manager = session, warn, manager
        self._warned: set[str] = set()

    def send(
        self, method: str, path: str, query: Query | None = None, body: Any = None, content: str = JSON, accept: str = JSON
    ) -> Response:
        """Raises Refusal."""
        response = self.answer(method, path, query, body, content, accept)
        if not response.ok:
            raise Refusal(response.body or _plain(response))
        return response

    def answer(
        self, method: str, path: str, query: Query | None = None, body: Any = None, content: str = JSON, accept: str = JSON
    ) -> Response:
        data = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body, sort_keys=True).encode()
        asked = urlencode({key: value for key, value in (query or {}).items() if value != ""})
        request = Request(
            method, path, asked, content if body is not None else "", data, accept,
            manager=self.manager, user=self.session.user,
        )  # fmt: skip
        response = self.session.api.handle(request)
        for text in response.warnings:
            if text not in self._warned:
                self._warned.add(text)
                self.warn(f"Warning: {text}")
        return response

    # -- objects

    def get(self, kind: Kind, namespace: str, name: str, accept: str = JSON, query: Query | None = None) -> Object:
        """Raises Refusal, also about the namespace if it is that which is missing.

        Models: cli-runtime/pkg/resource/visitor.go Info.Get
        """
        try:
            return self.body("GET", kind.path(namespace, name), query, accept=accept)
        except Refusal as refusal:
            if refusal.reason == "NotFound" and kind.namespaced and namespace not in ("", "default"):
                asked = self.answer("GET", BY_NAME["Namespace"].path("", namespace))
                if asked.code == 404 and asked.body is not None:
                    raise Refusal(asked.body) from None
            raise

    def find(self, kind: Kind, namespace: str, name: str) -> Object | None:
        """The object if there is one."""
        response = self.answer("GET", kind.path(namespace, name))
        return response.body if response.ok else None

    def read_list(self, kind: Kind, namespace: str, query: Query | None = None, accept: str = JSON) -> Object:
        """Raises Refusal. An empty namespace means all of them."""
        return self.body("GET", kind.path(namespace), query, accept=accept)

    def items(self, kind: Kind, namespace: str, query: Query | None = None) -> list[Object]:
        """The objects of a list, each with its apiVersion and kind."""
        found = self.read_list(kind, namespace, query)
        return [{"apiVersion": kind.api_version, "kind": kind.name, **item} for item in found["items"]]

    def create(self, kind: Kind, namespace: str, obj: Any, query: Query | None = None) -> Object:
        return self.body("POST", kind.path(namespace), self._managed(query), obj)

    def replace(self, kind: Kind, namespace: str, name: str, obj: Any, query: Query | None = None) -> Object:
        return self.body("PUT", kind.path(namespace, name), self._managed(query), obj)

    def patch(
        self, kind: Kind, namespace: str, name: str, patch: Any, content: str = STRATEGIC, query: Query | None = None,
        subresource: str = "",
    ) -> Object:  # fmt: skip
        return self.body("PATCH", kind.path(namespace, name, subresource), self._managed(query), patch, content)

    def delete(self, kind: Kind, namespace: str, name: str, options: Object, query: Query | None = None) -> Object:
        return self.body("DELETE", kind.path(namespace, name), query, {"kind": "DeleteOptions", "apiVersion": "v1", **options})

    def body(
        self, method: str, path: str, query: Query | None = None, body: Any = None, content: str = JSON, accept: str = JSON
    ) -> Object:
        found = self.send(method, path, query, body, content, accept).body
        assert found is not None
        return found

    def _managed(self, query: Query | None) -> Query:
        return {"fieldManager": self.manager, **(query or {})}


def _plain(response: Response) -> Object:
    if response.code == 404:
        return {"reason": "NotFound", "message": "the server could not find the requested resource"}
    return {"reason": "", "message": (response.text or "").strip()}
