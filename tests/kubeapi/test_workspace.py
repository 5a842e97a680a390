"""The API of a workspace of the playground: who may come in, and that what clients do is a part of its log."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import requests
from django.utils import timezone
from kubernetes import client
from kubernetes.stream import stream

from playground.workspaces import credentials, giving, log, messages, owner
from playground.workspaces.live import registry
from playground.workspaces.models import Command, Credential, Workspace
from tests.kubeapi.conftest import Live, api_client

SERVICE = {"metadata": {"name": "api"}, "spec": {"selector": {"app": "web"}, "ports": [{"port": 80}]}}


@pytest.fixture
def workspace(live: Live) -> Workspace:
    return Workspace.objects.create(owner=uuid4())


@pytest.fixture
def core(live: Live, workspace: Workspace) -> Any:
    return client.CoreV1Api(api_client(f"{live.url}/k8s/s/{credentials.make(workspace.id)[1]}"))


def _rows(workspace: Workspace) -> list[str]:
    return list(Command.objects.filter(workspace=workspace).exclude(type="tick").order_by("sequence").values_list("type", flat=True))


def _on_the_page(live: Live, workspace: Workspace, type_: str, **fields: Any) -> None:
    """What a learner does there, as a page without a socket sends it."""
    token = "t" * 32
    cookies = {owner.COOKIE: owner.signed(workspace.owner), "csrftoken": token}
    url, message = f"{live.url}/workspaces/{workspace.id}/messages?tab={uuid4()}", {"type": type_, "id": str(uuid4()), **fields}
    requests.post(url, json=message, cookies=cookies, headers={"X-CSRFToken": token}, timeout=20).raise_for_status()


def _next_event(lines: requests.Response, seconds: float = 5) -> Any:
    """The next event of a watch, which has to come without being looked for: sooner than anything is looked at again."""
    begun = time.monotonic()
    event = json.loads(next(lines.iter_lines(chunk_size=1)))
    assert time.monotonic() - begun < seconds
    return event


def _replayed(workspace: UUID) -> dict[str, Any]:
    registry.forget()
    with registry.hold(workspace) as live:
        return live.state().cluster.snapshot()


def test_what_a_client_does_is_a_command_of_the_log_and_replays(core: Any, workspace: Workspace) -> None:
    core.create_namespaced_service("default", SERVICE)
    core.list_namespaced_service("default")
    socket = stream(core.connect_get_namespaced_pod_exec, "client", "default", command=["sh", "-c", "curl -s http://api; echo kept > /tmp/file"], stdout=True, stderr=True, stdin=False, tty=False)
    assert "runs in pod web-" in socket or "Welcome" in socket
    assert _rows(workspace) == ["remote", "remote"]
    with registry.hold(workspace.id) as live:
        before = live.state().cluster.snapshot()
    assert _replayed(workspace.id) == before


def test_a_refused_request_leaves_no_row(core: Any, workspace: Workspace) -> None:
    with pytest.raises(client.ApiException) as refused:
        core.create_namespaced_service("default", {"metadata": {"name": "Bad_Name"}, "spec": {"ports": [{"port": 80}]}})
    assert refused.value.status == 422
    assert _rows(workspace) == []


def test_a_watch_sees_what_the_page_does(core: Any, live: Live, workspace: Workspace) -> None:
    url = f"{core.api_client.configuration.host}/api/v1/namespaces/default/services"
    begin = requests.get(url, timeout=10).json()["metadata"]["resourceVersion"]
    with requests.get(f"{url}?watch=true&resourceVersion={begin}", stream=True, timeout=20) as lines:
        text = "apiVersion: v1\nkind: Service\nmetadata: {name: page}\nspec: {ports: [{port: 80}]}\n"
        _on_the_page(live, workspace, "apply", files=[{"path": "a.yaml", "text": text}])
        event = _next_event(lines)
    assert (event["type"], event["object"]["metadata"]["name"]) == ("ADDED", "page")


def test_only_a_valid_secret_opens_a_workspace_and_only_its_own(live: Live, workspace: Workspace) -> None:
    made, secret = credentials.make(workspace.id)
    other = Workspace.objects.create(owner=uuid4())
    path = "/api/v1/namespaces/default/services"
    bearer = {"Authorization": f"Bearer {secret}"}

    def ask(way: str, **headers: str) -> tuple[int, str]:
        found = requests.get(f"{live.url}/k8s/{way}{path}", headers=headers, timeout=10)
        assert found.json()["kind"] in ("ServiceList", "Status")
        return found.status_code, found.json().get("reason", "")

    assert ask(f"s/{secret}") == (200, "")
    assert ask(f"w/{workspace.id}", **bearer) == (200, "")
    assert ask(f"w/{other.id}", **bearer) == (403, "Forbidden")
    assert ask("s/wrong") == (401, "Unauthorized")
    assert ask(f"w/{workspace.id}") == (401, "Unauthorized")
    assert secret not in str(list(Credential.objects.values()))
    Credential.objects.filter(pk=made.pk).update(expires=timezone.now() - timedelta(seconds=1))
    time.sleep(1.1)
    assert ask(f"s/{secret}") == (401, "Unauthorized")


def test_taking_a_secret_back_ends_what_it_has_open(live: Live, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.kubeapi.door.CHECK", 0.2)
    made, secret = credentials.make(workspace.id)
    with requests.get(f"{live.url}/k8s/s/{secret}/api/v1/services?watch=true&resourceVersion=1", stream=True, timeout=10) as lines:
        made.delete()
        begun = time.monotonic()
        for _ in lines.iter_lines():
            assert time.monotonic() - begun < 5


def test_a_reset_ends_watches_as_expired(core: Any, live: Live, workspace: Workspace) -> None:
    url = f"{core.api_client.configuration.host}/api/v1/services"
    begin = requests.get(url, timeout=10).json()["metadata"]["resourceVersion"]
    with requests.get(f"{url}?watch=true&resourceVersion={begin}", stream=True, timeout=20) as lines:
        _on_the_page(live, workspace, "reset")
        event = _next_event(lines)
    assert (event["type"], event["object"]["code"]) == ("ERROR", 410)


def test_undo_takes_back_what_a_client_did(core: Any, workspace: Workspace) -> None:
    core.create_namespaced_service("default", SERVICE)
    with registry.hold(workspace.id) as live:
        live.catch_up()
        live.submit(messages.Undo(id=uuid4()))
    time.sleep(0.1)
    with registry.hold(workspace.id) as live:
        assert live.state(log.last_sequence(workspace.id)).cluster.store.get("Service", "default", "api") is None


def test_an_owner_makes_ways_in_and_takes_them_back(workspace: Workspace) -> None:
    def answer(message: messages.Message) -> Any:
        with registry.hold(workspace.id) as live:
            return giving.answer(live.catch_up(), message, workspace.owner)

    plain = answer(messages.Connect(id=uuid4(), origin="http://127.0.0.1:8000"))
    secret = plain["made"]["server"].removeprefix("http://127.0.0.1:8000/k8s/s/")
    found = credentials.find(secret)
    assert found is not None
    assert found.workspace == workspace.id
    assert f"server: {plain['made']['server']}" in plain["made"]["kubeconfig"]
    secure = answer(messages.Connect(id=uuid4(), origin="https://example.org"))["made"]
    assert secure["server"] == f"https://example.org/k8s/w/{workspace.id}"
    assert f"token: {secure['token']}" in secure["kubeconfig"]
    assert [each["of"] for each in answer(messages.Connections(id=uuid4()))["connections"]] == [secure["of"], plain["made"]["of"]]
    left = answer(messages.Revoke(id=uuid4(), kind="connection", of=plain["made"]["of"]))
    assert [each["of"] for each in left["connections"]] == [secure["of"]]
    assert credentials.find(secret) is None


def test_a_workspace_holds_so_many_objects_and_no_large_ones(core: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.workspaces.limits.MOST_OBJECTS", 60)
    codes = []
    for number in range(60):
        try:
            core.create_namespaced_config_map("default", {"metadata": {"name": f"c-{number}"}})
        except client.ApiException as refused:
            codes.append((refused.status, json.loads(refused.body)["message"].partition(": ")[2]))
            break
    assert codes == [(403, "the playground keeps at most 60 objects; delete some first")]
    with pytest.raises(client.ApiException) as large:
        core.patch_namespaced_config_map("kube-root-ca.crt", "default", {"data": {"x": "y" * 300_000}})
    assert large.value.status == 413


def test_a_workspace_holds_so_many_bytes_and_others_are_unharmed(core: Any, live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.workspaces.limits.MOST_BYTES", 600 * 1024)
    text = "x" * 100_000
    number, status = 0, {}
    while not status and number < 10:
        try:
            core.create_namespaced_config_map("default", {"metadata": {"name": f"c-{number}"}, "data": {"text": text}})
            number += 1
        except client.ApiException as refused:
            status = json.loads(refused.body)
    assert (status["code"], status["reason"]) == (403, "Forbidden")
    assert status["message"].endswith(": the playground keeps objects of at most 600 KiB together; delete some first")
    assert 3 <= number <= 5
    other = client.CoreV1Api(api_client(f"{live.url}/k8s/s/{credentials.make(Workspace.objects.create(owner=uuid4()).id)[1]}"))
    other.create_namespaced_config_map("default", {"metadata": {"name": "other"}, "data": {"text": text}})
    core.delete_namespaced_config_map("c-0", "default")
    core.create_namespaced_config_map("default", {"metadata": {"name": "again"}, "data": {"text": text}})
