"""Where paths lead, and what stands at the roots."""

from __future__ import annotations

import pytest

from playground.cluster.apiserver.messages import Request, Response
from tests.apiserver.kinds_world import api_server, message, stored

NO_RESOURCE = "the server could not find the requested resource"
NOT_ALLOWED = "the server does not allow this method on the requested resource"


def ask(method: str, path: str) -> Response:
    return api_server().handle(Request(method, path))


@pytest.mark.parametrize(
    ("method", "path", "code", "text"),
    [
        ("GET", "/api/v1/namespaces/shop/svc", 404, NO_RESOURCE),
        ("GET", "/api/v2/namespaces/shop/services", 404, NO_RESOURCE),
        ("GET", "/apis/apps/v1/namespaces/shop/services", 404, NO_RESOURCE),
        ("GET", "/api/v1/namespaces/shop/services/web/scale", 404, NO_RESOURCE),
        ("GET", "/api/v1/namespaces/shop/nodes", 404, NO_RESOURCE),
        ("POST", "/api/v1/services", 405, NOT_ALLOWED),
        ("POST", "/api/v1/namespaces/shop/services/web", 405, NOT_ALLOWED),
        ("PATCH", "/api/v1/namespaces/shop/services", 405, NOT_ALLOWED),
        ("DELETE", "/api/v1/namespaces", 405, NOT_ALLOWED),
        ("DELETE", "/api/v1/namespaces/shop/services/web/status", 405, NOT_ALLOWED),
        ("GET", "/api/v1/namespaces/shop/services/Web", 404, 'services "Web" not found'),
    ],
)
def test_paths_inside_the_api(method: str, path: str, code: int, text: str) -> None:
    response = ask(method, path)
    assert (response.code, message(response)) == (code, text)


@pytest.mark.parametrize("path", ["/nothing/here", "/apis/nosuch.example.com/v1/things", "/api/"[:-1] + "x"])
def test_paths_outside_the_api_are_answered_in_plain_text(path: str) -> None:
    assert ask("GET", path) == Response(404, text="404 page not found\n")


@pytest.mark.parametrize("path", ["/api/v1/namespaces/shop/services/", "/api/v1/services", "/api/v1/nodes"])
def test_collections(path: str) -> None:
    assert stored(ask("GET", path))["kind"].endswith("List")


def test_discovery_names_resources_with_their_short_names_and_subresources() -> None:
    resources = {entry["name"]: entry for entry in stored(ask("GET", "/api/v1"))["resources"]}
    assert resources["services"]["shortNames"] == ["svc"]
    assert resources["services"]["categories"] == ["all"]
    assert resources["services/status"]["verbs"] == ["get", "patch", "update"]
    assert "deletecollection" not in resources["namespaces"]["verbs"]


def test_groups_and_versions() -> None:
    assert stored(ask("GET", "/api"))["versions"] == ["v1"]
    assert "discovery.k8s.io" in [group["name"] for group in stored(ask("GET", "/apis"))["groups"]]
    assert stored(ask("GET", "/apis/apps"))["preferredVersion"]["groupVersion"] == "apps/v1"
    assert stored(ask("GET", "/version"))["gitVersion"] == "v1.36.2"
    assert ask("GET", "/readyz").text == "ok"


def test_openapi_tells_how_lists_merge_and_which_options_a_patch_takes() -> None:
    index = stored(ask("GET", "/openapi/v3"))["paths"]
    document = stored(ask("GET", index["api/v1"]["serverRelativeURL"].partition("?")[0]))
    ports = document["components"]["schemas"]["io.k8s.api.core.v1.ServiceSpec"]["properties"]["ports"]
    assert ports["x-kubernetes-patch-merge-key"] == "port"
    assert ports["x-kubernetes-list-map-keys"] == ["port", "protocol"]
    patch = document["paths"]["/api/v1/namespaces/{namespace}/services/{name}"]["patch"]
    assert "fieldValidation" in [parameter["name"] for parameter in patch["parameters"]]
