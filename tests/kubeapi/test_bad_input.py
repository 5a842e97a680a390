"""What clients send that is wrong, too large or too much: a clear Status, nothing lost, and the others unharmed."""

from __future__ import annotations

import json
import socket
import time
from typing import Any

import pytest
import requests

from playground.cluster.simulation import Cluster
from playground.kubeapi.alone import Alone
from playground.kubeapi.host import Streams
from playground.kubeapi.standalone import application
from tests.kubeapi.conftest import Live, new_namespace

SERVICES = "/api/v1/namespaces/default/services"


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "code", "reason"),
    [
        ("POST", SERVICES, {"Content-Type": "application/json"}, b"{", 400, "BadRequest"),
        ("POST", SERVICES, {"Content-Type": "text/html"}, b"{}", 415, "UnsupportedMediaType"),
        ("POST", SERVICES, {"Content-Type": "application/vnd.kubernetes.protobuf"}, b"k8s\x00\xff\xff", 400, "BadRequest"),
        ("POST", SERVICES, {"Content-Type": "application/json"}, b"x" * (3 * 1024 * 1024 + 1), 413, "RequestEntityTooLarge"),
        ("PATCH", f"{SERVICES}/kubernetes", {"Content-Type": "application/json"}, b"{}", 415, "UnsupportedMediaType"),
        ("GET", f"{SERVICES}?watch=true&resourceVersion=abc", {}, b"", 422, "Invalid"),
        ("GET", f"{SERVICES}?watch=true&resourceVersion=99999999", {}, b"", 504, "Timeout"),
        ("GET", f"{SERVICES}?limit=x", {}, b"", 400, "BadRequest"),
        ("GET", f"{SERVICES}?labelSelector=%3D%3D", {}, b"", 400, "BadRequest"),
        ("GET", f"{SERVICES}?continue=zzz", {}, b"", 400, "BadRequest"),
        ("GET", f"{SERVICES}/a%2Fb", {}, b"", 404, "NotFound"),
        ("GET", f"{SERVICES}/%00%ff", {}, b"", 404, "NotFound"),
        ("GET", f"{SERVICES}/%", {}, b"", 404, "NotFound"),
        ("GET", SERVICES, {"Accept": "text/html"}, b"", 406, "NotAcceptable"),
        ("PUT", SERVICES, {}, b"{}", 405, "MethodNotAllowed"),
        ("GET", "/api/v1/nodes/node-1/proxy/healthz", {}, b"", 501, "NotImplemented"),
        ("GET", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", {}, b"", 404, None),
        ("GET", "/api/v1/namespaces/default/pods/nobody/exec?command=ls", {}, b"", 400, "BadRequest"),
    ],
)
def test_a_bad_request_is_answered_with_a_status(
    alone: Live, method: str, path: str, headers: dict[str, str], body: bytes, code: int, reason: str | None
) -> None:
    found = requests.request(method, alone.url + path, headers=headers, data=body, timeout=20)
    assert found.status_code == code, found.text
    if reason is not None:
        assert (found.json()["kind"], found.json()["reason"], found.json()["code"]) == ("Status", reason, code)


def _raw(live: Live, data: bytes) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", live.port), timeout=10)
    connection.sendall(data)
    return connection


def test_half_a_request_and_a_closed_socket_change_nothing(alone: Live) -> None:
    space = new_namespace(alone.url)
    path = f"/api/v1/namespaces/{space}/configmaps"
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n"
    _raw(alone, head.encode() + b'{"metadata": {"name": "half"').close()
    time.sleep(0.1)
    names = [item["metadata"]["name"] for item in requests.get(alone.url + path, timeout=10).json()["items"]]
    assert names == ["kube-root-ca.crt"]


def test_a_client_that_goes_frees_its_watch_and_too_many_are_refused() -> None:
    host = Alone(Cluster.new())
    host.streams = Streams(20)
    live = Live(application(host), "on")
    try:
        head = f"GET {SERVICES}?watch=true HTTP/1.1\r\nHost: x\r\n\r\n".encode()
        watches = [_raw(live, head) for _ in range(20)]
        for watch in watches:
            assert watch.recv(12) == b"HTTP/1.1 200"
        refused = requests.get(f"{live.url}{SERVICES}?watch=true", timeout=10)
        assert (refused.status_code, refused.json()["reason"], refused.headers["Retry-After"]) == (429, "TooManyRequests", "1")
        assert requests.get(live.url + SERVICES, timeout=10).status_code == 200
        for watch in watches:
            watch.close()
        _eventually(lambda: host.streams.open == 0)
    finally:
        live.stop()


def test_a_watch_that_nobody_reads_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.kubeapi.exchange.PATIENCE", 0.3)
    host = Alone(Cluster.new())
    live = Live(application(host), "on")
    try:
        reader = socket.socket()
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reader.connect(("127.0.0.1", live.port))
        reader.sendall(b"GET /api/v1/namespaces/default/configmaps?watch=true HTTP/1.1\r\nHost: x\r\n\r\n")
        _eventually(lambda: host.streams.open == 1)
        text = "x" * 900_000
        for number in range(8):
            body = json.dumps({"metadata": {"name": f"large-{number}"}, "data": {"text": text}})
            made = requests.post(f"{live.url}/api/v1/namespaces/default/configmaps", data=body, headers={"Content-Type": "application/json"}, timeout=10)
            assert made.status_code == 201
        _eventually(lambda: host.streams.open == 0)
        reader.close()
    finally:
        live.stop()


def test_large_answers_are_compressed_and_lists_come_in_pages(alone: Live) -> None:
    space = new_namespace(alone.url)
    path = f"{alone.url}/api/v1/namespaces/{space}/configmaps"
    for number in range(12):
        requests.post(path, json={"metadata": {"name": f"c-{number:02}"}, "data": {"text": "y" * 20_000}}, timeout=10)
    whole = requests.get(path, headers={"Accept-Encoding": "gzip"}, timeout=10)
    assert whole.headers["Content-Encoding"] == "gzip"
    names: list[str] = []
    token = ""
    while True:
        page = requests.get(path, params={"limit": "5", "continue": token}, timeout=10).json()
        names += [item["metadata"]["name"] for item in page["items"]]
        token = page["metadata"].get("continue", "")
        if not token:
            break
    assert names == [item["metadata"]["name"] for item in whole.json()["items"]]


def test_answers_are_yaml_where_that_is_wanted(alone: Live) -> None:
    found = requests.get(f"{alone.url}{SERVICES}/kubernetes", headers={"Accept": "application/yaml"}, timeout=10)
    assert found.headers["Content-Type"] == "application/yaml"
    assert found.text.startswith("apiVersion: v1\nkind: Service\n")


def _eventually(met: Any, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < end, "it did not come to this"
        time.sleep(0.05)
