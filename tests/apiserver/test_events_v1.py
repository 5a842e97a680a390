"""events.k8s.io/v1 and core/v1 serve the same events, each in its own words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from playground.cluster.apiserver.messages import Request, Response
from playground.cluster.simulation import Cluster

HERE, CORE = "/apis/events.k8s.io/v1/namespaces/default/events", "/api/v1/namespaces/default/events"
EVENT = {
    "apiVersion": "events.k8s.io/v1", "kind": "Event", "metadata": {"name": "told"}, "type": "Normal", "reason": "Chosen", "action": "Choosing",
    "note": "it was chosen", "regarding": {"kind": "Pod", "namespace": "default", "name": "web"}, "eventTime": "2026-01-01T00:00:00.000000Z",
    "reportingController": "example.com/chooser", "reportingInstance": "chooser-1",
}  # fmt: skip


@pytest.fixture
def cluster() -> Cluster:
    cluster = Cluster.new()
    cluster.advance(30)
    return cluster


def _send(cluster: Cluster, method: str, path: str, body: Any, kind: str = "application/json") -> Response:
    return cluster.api.handle(Request(method, path, "", kind, json.dumps(body).encode()))


def _get(cluster: Cluster, path: str, query: str = "") -> Any:
    return cluster.api.handle(Request("GET", path, query)).body


def test_the_controllers_events_are_there_under_their_other_names(cluster: Cluster) -> None:
    core = _get(cluster, "/api/v1/events")["items"]
    here = _get(cluster, "/apis/events.k8s.io/v1/events")
    assert (here["kind"], here["apiVersion"]) == ("EventList", "events.k8s.io/v1")
    told = [(each["regarding"], each["note"], each["deprecatedSource"], each["deprecatedCount"], each["eventTime"]) for each in here["items"]]
    assert told == [(each["involvedObject"], each["message"], each["source"], each["count"], each["eventTime"]) for each in core]
    assert told


def test_what_is_made_here_is_read_there(cluster: Cluster) -> None:
    made = _send(cluster, "POST", HERE, EVENT)
    assert (made.code, made.body and made.body["note"]) == (201, "it was chosen")
    found = _get(cluster, f"{CORE}/told")
    assert (found["apiVersion"], found["message"], found["involvedObject"]["name"]) == ("v1", "it was chosen", "web")
    assert found["reportingComponent"] == "example.com/chooser"


@pytest.mark.parametrize(
    ("kind", "patch"),
    [
        ("application/merge-patch+json", {"note": "again"}),
        ("application/strategic-merge-patch+json", {"note": "again"}),
        ("application/json-patch+json", [{"op": "replace", "path": "/note", "value": "again"}]),
    ],
)
def test_patches_name_fields_as_this_group_does(cluster: Cluster, kind: str, patch: Any) -> None:
    _send(cluster, "POST", HERE, EVENT)
    assert _send(cluster, "PATCH", f"{HERE}/told", patch, kind).code == 200
    assert _get(cluster, f"{CORE}/told")["message"] == "again"


def test_a_new_event_is_of_the_new_style(cluster: Cluster) -> None:
    old = {**EVENT, "eventTime": None, "deprecatedCount": 2}
    refused = _send(cluster, "POST", HERE, old)
    assert refused.code == 422
    assert refused.body is not None
    assert [cause["field"] for cause in refused.body["details"]["causes"]] == ["eventTime", "count"]
    assert refused.body["message"].startswith('Event.events.k8s.io "told" is invalid: ')


def test_selectors_and_statuses_speak_of_this_group(cluster: Cluster) -> None:
    _send(cluster, "POST", HERE, EVENT)
    assert [each["metadata"]["name"] for each in _get(cluster, HERE, "fieldSelector=regarding.name%3Dweb")["items"]] == ["told"]
    missing = _get(cluster, f"{HERE}/nothing")
    assert (missing["message"], missing["details"]["group"]) == ('events.events.k8s.io "nothing" not found', "events.k8s.io")


def test_a_watch_tells_of_them_in_these_words(cluster: Cluster) -> None:
    begin = _get(cluster, HERE)["metadata"]["resourceVersion"]
    watch = cluster.api.handle(Request("GET", HERE, f"watch=true&resourceVersion={begin}")).watch
    _send(cluster, "POST", HERE, EVENT)
    (event,) = watch.poll()
    assert (event["type"], event["object"]["apiVersion"], event["object"]["note"]) == ("ADDED", "events.k8s.io/v1", "it was chosen")


def test_discovery_names_the_group(cluster: Cluster) -> None:
    assert "events.k8s.io" in [group["name"] for group in _get(cluster, "/apis")["groups"]]
    (entry,) = _get(cluster, "/apis/events.k8s.io/v1")["resources"]
    assert (entry["name"], entry["kind"], entry["shortNames"]) == ("events", "Event", ["ev"])
