"""Whatever a client sends, the API server answers."""

from __future__ import annotations

import json
from urllib.parse import quote

from hypothesis import given, settings
from hypothesis import strategies as st

from playground.cluster.apiserver.messages import Request
from playground.cluster.apiserver.server import ApiServer
from tests.apiserver.kinds_world import api_server, path, post, service

SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-5, 70000), st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(["", "web", "TCP", "None", "10.96.0.9", "$patch", "a/b", "80"]))
KEYS = st.sampled_from(
    ["metadata", "name", "labels", "spec", "ports", "port", "targetPort", "type", "clusterIP", "clusterIPs", "selector",
     "status", "loadBalancer", "ingress", "ip", "$patch", "$retainKeys", "$setElementOrder/ports", "finalizers", "op",
     "path", "value", "apiVersion", "kind", "managedFields", "ownerReferences", "sessionAffinityConfig", "clientIP"]
)  # fmt: skip
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12)
TYPES = [
    "application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json",
    "application/apply-patch+yaml",
]  # fmt: skip


def fresh() -> ApiServer:
    api = api_server()
    post(api, "Service", service("web"))
    return api


@settings(max_examples=150, deadline=None, derandomize=True)
@given(VALUES, st.sampled_from(["Service", "Endpoints", "EndpointSlice", "Pod", "Deployment", "Ingress"]))
def test_any_json_is_answered_on_create(value: object, kind: str) -> None:
    body = json.dumps(value).encode()
    assert fresh().handle(Request("POST", path(kind), "", "application/json", body)).code in (201, 400, 404, 409, 422, 500)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(VALUES, st.sampled_from(TYPES))
def test_any_json_is_answered_as_a_patch(value: object, content_type: str) -> None:
    body = json.dumps(value).encode()
    fresh().handle(Request("PATCH", path("Service", "web"), "fieldManager=someone", content_type, body))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.binary(max_size=60), st.sampled_from(["application/json", "application/yaml", *TYPES]))
def test_any_bytes_are_answered(body: bytes, content_type: str) -> None:
    method, name = ("PATCH", "web") if "patch" in content_type else ("POST", "")
    fresh().handle(Request(method, path("Service", name), "fieldManager=someone", content_type, body))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.text(max_size=30), st.sampled_from(["labelSelector", "fieldSelector", "continue", "limit", "resourceVersion", "resourceVersionMatch"]))
def test_any_query_is_answered(text: str, name: str) -> None:
    fresh().handle(Request("GET", path("Service"), f"{name}={quote(text)}"))
