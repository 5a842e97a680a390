"""Lists, selectors, pages, tables and watches."""

from __future__ import annotations

from typing import Any

import pytest

from playground.cluster.apiserver.messages import Request, Response
from playground.cluster.apiserver.server import ApiServer
from tests.apiserver.kinds_world import api_server, delete, message, patch, path, post, stored

TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io"


@pytest.fixture
def api() -> ApiServer:
    """Three Services: web and api with labels, db without."""
    api = api_server()
    for name, labels, kind in (("web", "{app: web, tier: front}", "NodePort"), ("api", "{app: api, tier: back}", "ClusterIP"), ("db", "{}", "ClusterIP")):
        text = f"metadata: {{name: {name}, labels: {labels}}}\nspec: {{type: {kind}, ports: [{{port: 80}}]}}\n"
        stored(post(api, "Service", text))
    return api


def get(api: ApiServer, query: str = "", accept: str = "application/json", name: str = "") -> Response:
    return api.handle(Request("GET", path("Service", name), query, accept=accept))


def names(response: Response) -> list[str]:
    return [item["metadata"]["name"] for item in stored(response)["items"]]


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("app=web", ["web"]),
        ("app!=web", ["api", "db"]),
        ("app in (web, api)", ["api", "web"]),
        ("app notin (web)", ["api", "db"]),
        ("tier", ["api", "web"]),
        ("!tier", ["db"]),
        ("app=web,tier=front", ["web"]),
        ("app = web , tier", ["web"]),
        ("app in ()", []),
        ("app=", []),
        ("", ["api", "db", "web"]),
    ],
)
def test_label_selectors(api: ApiServer, selector: str, expected: list[str]) -> None:
    assert names(get(api, f"labelSelector={_quoted(selector)}")) == expected


@pytest.mark.parametrize(
    ("selector", "error"),
    [
        ("app=>web", "unable to parse requirement: found '>', expected: identifier"),
        ("app name", "unable to parse requirement: found 'name', expected: in, notin, =, ==, !=, gt, lt"),
        ("app=web,,tier", "found ',', expected: identifier after ','"),
    ],
)
def test_bad_label_selectors(api: ApiServer, selector: str, error: str) -> None:
    response = get(api, f"labelSelector={_quoted(selector)}")
    assert (response.code, message(response)) == (400, error)


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("metadata.name=web", ["web"]),
        ("spec.type!=NodePort", ["api", "db"]),
        ("metadata.namespace=shop,spec.type==NodePort", ["web"]),
    ],
)
def test_field_selectors(api: ApiServer, selector: str, expected: list[str]) -> None:
    assert names(get(api, f"fieldSelector={_quoted(selector)}")) == expected


def test_unknown_fields_cannot_be_selected_by(api: ApiServer) -> None:
    assert message(get(api, "fieldSelector=spec.foo%3D1")) == "field label not supported: spec.foo"
    response = api.handle(Request("GET", path("EndpointSlice"), "fieldSelector=addressType%3DIPv4"))
    assert message(response) == '"addressType" is not a known field selector: only "metadata.name", "metadata.namespace"'


def test_pages_follow_each_other_and_keep_their_revision(api: ApiServer) -> None:
    first = stored(get(api, "limit=2"))
    assert names(Response(200, first)) == ["api", "db"]
    assert first["metadata"]["remainingItemCount"] == 1
    stored(post(api, "Service", "metadata: {name: new}\nspec: {ports: [{port: 80}]}\n"))
    second = stored(get(api, f"limit=2&continue={first['metadata']['continue']}"))
    assert names(Response(200, second)) == ["web"]
    assert second["metadata"] == {"resourceVersion": first["metadata"]["resourceVersion"]}


def test_pages_over_all_namespaces(api: ApiServer) -> None:
    api.create({"kind": "Service", "metadata": {"name": "zz", "namespace": "default"}, "spec": {"ports": [{"port": 1}]}})
    found: list[str] = []
    token = ""
    while True:
        page = stored(api.handle(Request("GET", "/api/v1/services", f"limit=1&continue={token}")))
        found += names(Response(200, page))
        token = page["metadata"].get("continue", "")
        if not token:
            break
    assert found == ["zz", "api", "db", "web"]


def test_an_expired_page_says_so(api: ApiServer) -> None:
    token = stored(get(api, "limit=1"))["metadata"]["continue"]
    stored(post(api, "Service", "metadata: {name: new}\nspec: {ports: [{port: 80}]}\n"))
    api.store.compact()
    response = get(api, f"limit=1&continue={token}")
    assert response.code == 410
    assert str(message(response)).startswith("The provided continue parameter is too old")


def test_a_revision_from_the_future_times_out(api: ApiServer) -> None:
    response = get(api, "resourceVersion=99999")
    assert response.code == 504
    assert str(message(response)).startswith("Timeout: Too large resource version: 99999, current: ")


def test_a_list_at_an_exact_revision_shows_the_past(api: ApiServer) -> None:
    revision = api.store.revision
    delete(api, "Service", "web")
    assert names(get(api, f"resourceVersion={revision}&resourceVersionMatch=Exact")) == ["api", "db", "web"]


def test_a_table_has_a_row_for_each_object(api: ApiServer) -> None:
    table = stored(get(api, accept=TABLE))
    assert [column["name"] for column in table["columnDefinitions"]] == [
        "Name", "Type", "Cluster-IP", "External-IP", "Port(s)", "Age", "Selector",
    ]  # fmt: skip
    assert [row["cells"][0] for row in table["rows"]] == ["api", "db", "web"]
    assert table["rows"][0]["object"]["kind"] == "PartialObjectMetadata"


def test_accept_entries_are_tried_in_order(api: ApiServer) -> None:
    assert stored(get(api, accept=f"text/html, {TABLE}, application/json", name="web"))["kind"] == "Table"
    assert get(api, accept="text/html").code == 406


def test_a_watch_begins_with_what_is_there_and_goes_on(api: ApiServer) -> None:
    watch = get(api, "watch=true&labelSelector=tier").watch
    assert events(watch) == [("ADDED", "api"), ("ADDED", "web")]
    stored(patch(api, "Service", "db", '{"metadata":{"labels":{"tier":"data"}}}'))
    stored(patch(api, "Service", "web", '{"metadata":{"labels":{"x":"y"}}}'))
    stored(patch(api, "Service", "api", '{"metadata":{"labels":null}}'))
    delete(api, "Service", "web")
    assert events(watch) == [("ADDED", "db"), ("MODIFIED", "web"), ("DELETED", "api"), ("DELETED", "web")]
    assert watch.poll() == []


def test_a_watch_from_a_revision_shows_only_later_changes(api: ApiServer) -> None:
    watch = get(api, f"watch=true&resourceVersion={api.store.revision}").watch
    assert watch.poll() == []
    delete(api, "Service", "db")
    assert events(watch) == [("DELETED", "db")]


def test_a_watch_from_too_old_a_revision_ends_with_an_error(api: ApiServer) -> None:
    api.store.compact()
    watch = get(api, "watch=true&resourceVersion=1").watch
    [event] = watch.poll()
    assert (event["type"], event["object"]["code"], event["object"]["reason"]) == ("ERROR", 410, "Expired")
    assert watch.ended
    assert watch.poll() == []


def test_a_streamed_list_ends_with_a_bookmark(api: ApiServer) -> None:
    query = "watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true"
    found = get(api, query).watch.poll()
    assert [event["type"] for event in found] == ["ADDED", "ADDED", "ADDED", "BOOKMARK"]
    assert found[-1]["object"]["metadata"]["annotations"] == {"k8s.io/initial-events-end": "true"}


def test_a_watched_table_names_its_columns_once(api: ApiServer) -> None:
    found = get(api, "watch=true", TABLE).watch.poll()
    assert [bool(event["object"]["columnDefinitions"]) for event in found] == [True, False, False]


def events(watch: Any) -> list[tuple[str, str]]:
    return [(event["type"], event["object"]["metadata"]["name"]) for event in watch.poll()]


def _quoted(text: str) -> str:
    return text.replace(" ", "%20").replace("=", "%3D").replace("!", "%21").replace(">", "%3E")


@pytest.mark.parametrize(("query", "code"), [("", 422), ("watch=true&", 422)])
def test_what_is_no_revision_is_invalid(api: ApiServer, query: str, code: int) -> None:
    response = get(api, f"{query}resourceVersion=abc")
    assert response.code == code
    assert 'services "" is invalid: resourceVersion: Invalid value: "abc": strconv.ParseUint' in str(message(response))


def test_a_negative_limit_is_none(api: ApiServer) -> None:
    assert names(get(api, "limit=-1")) == ["api", "db", "web"]
