"""An API server to which tests of single kinds send YAML: who sends what, and what comes back."""

from __future__ import annotations

import json
from typing import Any

from playground.cluster.apiserver.messages import Request, Response
from playground.cluster.apiserver.server import ApiServer
from playground.cluster.config import Clock, Config, Names
from playground.cluster.objects.kinds import BY_NAME, Object
from playground.cluster.store import Store

NAMESPACE = "shop"


def api_server(config: Config | None = None) -> ApiServer:
    api = ApiServer(Store(), Clock(), Names(), config or Config())
    for name in ("default", NAMESPACE):
        api.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})
    return api


def path(kind: str, name: str = "") -> str:
    facts = BY_NAME[kind]
    root = f"/apis/{facts.group}/{facts.version}" if facts.group else f"/api/{facts.version}"
    place = f"{root}/namespaces/{NAMESPACE}" if facts.namespaced else root
    return f"{place}/{facts.plural}/{name}".removesuffix("/")


def post(api: ApiServer, kind: str, text: str, query: str = "") -> Response:
    """`text` is YAML without apiVersion and kind."""
    return api.handle(Request("POST", path(kind), query, "application/yaml", text.encode()))


def put(api: ApiServer, kind: str, name: str, text: str) -> Response:
    return api.handle(Request("PUT", path(kind, name), "", "application/yaml", text.encode()))


def patch(api: ApiServer, kind: str, name: str, text: str) -> Response:
    return api.handle(Request("PATCH", path(kind, name), "", "application/merge-patch+json", text.encode()))


def delete(api: ApiServer, kind: str, name: str) -> Response:
    return api.handle(Request("DELETE", path(kind, name)))


def stored(response: Response) -> Object:
    """The object of a success."""
    assert response.ok, message(response)
    assert response.body is not None
    return response.body


def message(response: Response) -> Any:
    return (response.body or {}).get("message")


def complaint(response: Response) -> str:
    """The message of a refusal, without the name of what is refused."""
    assert not response.ok, response.body
    return str(message(response)).partition(" is invalid: ")[2] or str(message(response))


def service(name: str = "web", **spec: Any) -> str:
    """A Service with one port, as YAML (JSON is YAML)."""
    given = {"selector": {"app": "web"}, "ports": [{"port": 80}], **spec}
    return json.dumps({"metadata": {"name": name}, "spec": given})
