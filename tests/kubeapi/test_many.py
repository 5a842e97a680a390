"""Ten thousand objects, five hundred watches: answered or refused plainly, and other workspaces go on."""

from __future__ import annotations

import socket
import time
from collections import Counter
from typing import Any
from uuid import uuid4

import requests

from playground.cluster.simulation import Cluster
from playground.kubeapi.alone import Alone
from playground.kubeapi.standalone import application
from playground.workspaces import credentials
from playground.workspaces.models import Workspace
from tests.kubeapi.conftest import Live

OBJECTS = 10_000
WATCHES = 500


def test_ten_thousand_objects_are_listed_page_by_page_while_others_are_answered() -> None:
    cluster = Cluster.new()
    for number in range(OBJECTS):
        meta: dict[str, Any] = {"name": f"c-{number:05}", "namespace": "default"}
        cluster.api.create({"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta, "data": {"number": str(number)}})
    live = Live(application(Alone(cluster)), "on")
    try:
        url, session = f"{live.url}/api/v1/namespaces/default/configmaps", requests.Session()
        whole = [each["metadata"]["name"] for each in session.get(url, timeout=20).json()["items"]]
        assert len(whole) > OBJECTS
        names: list[str] = []
        page: dict[str, Any] = {"metadata": {"continue": ""}}
        while not names or page["metadata"].get("continue"):
            page = session.get(url, params={"limit": "500", "continue": page["metadata"]["continue"]}, timeout=20).json()
            names += [each["metadata"]["name"] for each in page["items"]]
            assert len(names) + page["metadata"].get("remainingItemCount", 0) == len(whole)
            session.get(f"{live.url}/readyz", timeout=2).raise_for_status()
        assert names == whole
    finally:
        live.stop()


def test_of_five_hundred_watches_a_workspace_keeps_what_it_may_and_others_go_on(live: Live) -> None:
    greedy, other = (f"/k8s/s/{credentials.make(Workspace.objects.create(owner=uuid4()).id)[1]}" for _ in range(2))
    services = "/api/v1/namespaces/default/services"
    requests.get(f"{live.url}{greedy}/version", timeout=20).raise_for_status()
    sockets = []
    for _ in range(WATCHES):
        sockets.append(socket.create_connection(("127.0.0.1", live.port), timeout=20))
        sockets[-1].sendall(f"GET {greedy}{services}?watch=true HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    try:
        assert Counter(each.recv(12) for each in sockets) == {b"HTTP/1.1 200": 300, b"HTTP/1.1 429": 200}
        made = requests.post(f"{live.url}{other}{services}", json={"metadata": {"name": "web"}, "spec": {"ports": [{"port": 80}]}}, timeout=20)
        assert made.status_code == 201
        assert requests.get(f"{live.url}{greedy}{services}", timeout=20).status_code == 200
    finally:
        for each in sockets:
            each.close()
    end = time.monotonic() + 10
    while requests.get(f"{live.url}{greedy}{services}?watch=true&timeoutSeconds=0", timeout=20).status_code == 429:
        assert time.monotonic() < end
        time.sleep(0.1)
