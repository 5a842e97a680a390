"""The kinds of patch: what they change, and how they fail."""

from __future__ import annotations

import json
from typing import Any

import pytest

from playground.cluster.apiserver.messages import Request, Response
from playground.cluster.apiserver.patch import json_patch, merge_patch, strategic
from playground.cluster.objects.kinds import BY_NAME
from playground.cluster.objects.schema import type_of
from tests.apiserver.kinds_world import api_server, message, path, post, service, stored

TYPES = {
    "json": "application/json-patch+json",
    "merge": "application/merge-patch+json",
    "strategic": "application/strategic-merge-patch+json",
}


def patched(kind: str, body: str, query: str = "fieldValidation=Strict") -> Response:
    api = api_server()
    stored(post(api, "Service", service("web")))
    return api.handle(Request("PATCH", path("Service", "web"), query, TYPES[kind], body.encode()))


@pytest.mark.parametrize(
    ("operations", "expected"),
    [
        ([{"op": "add", "path": "/a/-", "value": 3}], {"a": [1, 2, 3]}),
        ([{"op": "add", "path": "/a/0", "value": 0}], {"a": [0, 1, 2]}),
        ([{"op": "remove", "path": "/a/1"}], {"a": [1]}),
        ([{"op": "replace", "path": "/a/-1", "value": 9}], {"a": [1, 9]}),
        ([{"op": "move", "from": "/a", "path": "/b~1c"}], {"b/c": [1, 2]}),
        ([{"op": "copy", "from": "/a/0", "path": "/a/-"}], {"a": [1, 2, 1]}),
        ([{"op": "test", "path": "/a", "value": [1, 2]}], {"a": [1, 2]}),
        ([{"op": "add", "path": "b/c", "value": 1}], {"a": [1, 2], "c": 1}),
        ([{"op": "replace", "path": "", "value": 5}], 5),
    ],
)
def test_json_patch(operations: list[dict[str, Any]], expected: Any) -> None:
    document = {"a": [1, 2]}
    assert json_patch.apply(document, operations) == expected
    assert document == {"a": [1, 2]}


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "remove", "path": "/b"},
        {"op": "replace", "path": "/b", "value": 1},
        {"op": "add", "path": "/b/c", "value": 1},
        {"op": "add", "path": "/a/7", "value": 1},
        {"op": "test", "path": "/a", "value": [2, 1]},
        {"op": "test", "path": "/a/0", "value": True},
        {"op": "frobnicate", "path": "/a"},
        {"op": "add"},
    ],
)
def test_a_json_patch_that_cannot_be_applied_is_an_error(operation: dict[str, Any]) -> None:
    with pytest.raises(json_patch.PatchError):
        json_patch.apply({"a": [1, 2]}, [operation])


def test_merge_patch_merges_removes_and_replaces() -> None:
    document = {"a": {"b": 1, "c": 2}, "d": [1]}
    assert merge_patch.apply(document, {"a": {"b": None, "e": {"f": None, "g": 1}}, "d": [2]}) == {
        "a": {"c": 2, "e": {"g": 1}},
        "d": [2],
    }


PORTS = [{"port": 80, "name": "http"}, {"port": 443, "name": "https"}, {"port": 9, "name": "discard"}]


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        ([{"port": 443, "name": "tls"}], ["http", "tls", "discard"]),
        ([{"port": 22, "name": "ssh"}], ["ssh", "http", "https", "discard"]),
        ([{"port": 443, "$patch": "delete"}], ["http", "discard"]),
        ([{"$patch": "replace"}, {"port": 22, "name": "ssh"}], ["ssh"]),
        ([{"port": 9, "name": "last"}, {"port": 80, "name": "first"}], ["https", "last", "first"]),
    ],
)
def test_strategic_merge_of_ports_goes_by_their_number(patch: list[Any], expected: list[str]) -> None:
    merged = strategic.apply({"spec": {"ports": PORTS}}, {"spec": {"ports": patch}}, type_of(BY_NAME["Service"]))
    assert [port["name"] for port in merged["spec"]["ports"]] == expected


def test_set_element_order_decides_the_order() -> None:
    patch = {"spec": {"$setElementOrder/ports": [{"port": 9}, {"port": 80}], "ports": [{"port": 80, "name": "www"}]}}
    merged = strategic.apply({"spec": {"ports": PORTS}}, patch, type_of(BY_NAME["Service"]))
    assert [port["name"] for port in merged["spec"]["ports"]] == ["https", "discard", "www"]


def test_set_element_order_must_name_what_the_patch_lists() -> None:
    patch = {"spec": {"$setElementOrder/ports": [{"port": 9}], "ports": [{"port": 80, "name": "www"}]}}
    with pytest.raises(strategic.PatchError, match="The order in patch list:"):
        strategic.apply({"spec": {"ports": PORTS}}, patch, type_of(BY_NAME["Service"]))


@pytest.mark.parametrize(
    ("patch", "received"),
    [
        ({"$setElementOrder/ports": True}, "bool"),
        ({"$setElementOrder/ports": [{"port": 80}], "ports": 80}, "int64"),
        ({"$setElementOrder/ports": [{"port": 80}], "ports": {}}, "map[string]interface {}"),
    ],
)
def test_set_element_order_is_for_lists(patch: dict[str, Any], received: str) -> None:
    with pytest.raises(strategic.PatchError) as error:
        strategic.apply({"spec": {"ports": PORTS}}, {"spec": patch}, type_of(BY_NAME["Service"]))
    assert str(error.value) == f"expected a []interface {{}}, but received a {received}"


def test_retain_keys_drops_the_others() -> None:
    deployment = {"spec": {"strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1}}}}
    patch = {"spec": {"strategy": {"$retainKeys": ["type"], "type": "Recreate"}}}
    merged = strategic.apply(deployment, patch, type_of(BY_NAME["Deployment"]))
    assert merged["spec"]["strategy"] == {"type": "Recreate"}


def test_finalizers_merge_as_a_set_and_shrink_by_directive() -> None:
    service = {"metadata": {"finalizers": ["a/a", "b/b"]}}
    root = type_of(BY_NAME["Service"])
    grown = strategic.apply(service, {"metadata": {"finalizers": ["c/c", "a/a"]}}, root)
    assert sorted(grown["metadata"]["finalizers"]) == ["a/a", "b/b", "c/c"]
    shrunk = strategic.apply(service, {"metadata": {"$deleteFromPrimitiveList/finalizers": ["a/a"]}}, root)
    assert shrunk["metadata"]["finalizers"] == ["b/b"]


def test_containers_merge_by_name_and_their_ports_by_number() -> None:
    container = {"name": "web", "image": "nginx:1", "ports": [{"containerPort": 80}]}
    deployment = {"spec": {"template": {"spec": {"containers": [container]}}}}
    patch = {"spec": {"template": {"spec": {"containers": [{"name": "web", "image": "nginx:2", "ports": [{"containerPort": 81}]}]}}}}
    merged = strategic.apply(deployment, patch, type_of(BY_NAME["Deployment"]))
    [found] = merged["spec"]["template"]["spec"]["containers"]
    assert found["image"] == "nginx:2"
    assert [port["containerPort"] for port in found["ports"]] == [81, 80]


@pytest.mark.parametrize(
    ("kind", "body", "code", "text"),
    [
        ("merge", "null", 400, "Invalid JSON Patch"),
        ("merge", "", 400, "error decoding patch: unexpected end of JSON input"),
        ("merge", "[]", 400, "error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}"),
        ("json", "{}", 400, "error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp"),
        ("json", '[{"op":"remove","path":"/nope"}]', 422, "the server rejected our request due to an error in our request"),
        ("strategic", '{"spec":{"ports":[{"name":"x"}]}}', 500, "map: map[name:x] does not contain declared merge key: port"),
        ("strategic", '{"spec":{"ports":[{"port":"80"}]}}', 422, ' "" is invalid: patch: Invalid value: "map[spec:map[ports:[map[port:80]]]]": unrecognized type: int32'),
        ("strategic", '{"spec":{"portz":1}}', 422, ' "" is invalid: patch: Invalid value: "map[spec:map[portz:1]]": strict decoding error: unknown field "spec.portz"'),
        ("json", '[{"op":"test","path":"/kind","value":"Service","oops":1}]', 422, None),
    ],
)  # fmt: skip
def test_patches_that_are_refused(kind: str, body: str, code: int, text: str | None) -> None:
    response = patched(kind, body)
    assert response.code == code
    if text is not None:
        assert message(response) == text


def test_a_patch_with_a_stale_resource_version_is_a_conflict() -> None:
    response = patched("merge", json.dumps({"metadata": {"resourceVersion": "1"}}))
    assert (response.code, response.body and response.body["reason"]) == (409, "Conflict")


def test_a_patch_of_nothing_writes_nothing() -> None:
    api = api_server()
    before = stored(post(api, "Service", service("web")))
    revision = api.store.revision
    response = api.handle(Request("PATCH", path("Service", "web"), "", TYPES["merge"], b"{}"))
    assert stored(response)["metadata"]["resourceVersion"] == before["metadata"]["resourceVersion"]
    assert api.store.revision == revision
