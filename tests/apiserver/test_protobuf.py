"""Bodies in protobuf, as Go clients send them by default."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.cluster.apiserver.messages import Request, Response
from playground.cluster.apiserver.protobuf import MAGIC
from playground.cluster.apiserver.server import ApiServer
from tests.apiserver.kinds_world import api_server, message, path, stored

TYPE = "application/vnd.kubernetes.protobuf"


def field(number: int, value: int | str | bytes) -> bytes:
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    data = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(data)) + data


def varint(value: int) -> bytes:
    value &= (1 << 64) - 1
    out = b""
    while value > 0x7F:
        out, value = out + bytes([value & 0x7F | 0x80]), value >> 7
    return out + bytes([value])


def envelope(version: str, kind: str, raw: bytes) -> bytes:
    return MAGIC + field(1, field(1, version) + field(2, kind)) + field(2, raw) + field(3, "") + field(4, "")


def send(api: ApiServer, kind: str, body: bytes) -> Response:
    return api.handle(Request("POST", path(kind), "", TYPE, body))


META = field(1, "web") + field(2, "") + field(8, b"") + field(11, field(1, "app") + field(2, "web"))


def test_a_service() -> None:
    port = field(1, "http") + field(2, "") + field(3, 80) + field(4, field(1, 1) + field(2, 0) + field(3, "www")) + field(5, 0)
    selector = field(2, field(1, "app") + field(2, "web"))
    spec = field(1, port) + selector + field(3, "") + field(4, "") + field(13, 0)
    body = envelope("v1", "Service", field(1, META) + field(2, spec) + field(3, field(1, b"")))
    made = stored(send(api_server(), "Service", body))
    assert made["metadata"]["labels"] == {"app": "web"}
    assert made["spec"]["ports"] == [{"name": "http", "protocol": "TCP", "port": 80, "targetPort": "www"}]
    assert made["spec"]["selector"] == {"app": "web"}
    assert made["spec"]["type"] == "ClusterIP"


def test_a_pod_with_what_json_writes_in_another_shape() -> None:
    limits = field(1, field(1, "cpu") + field(2, field(1, "500m")))
    probe = field(1, field(2, field(2, field(1, 0) + field(2, 80)))) + field(2, 5)
    container = field(1, "a") + field(2, "nginx") + field(8, limits) + field(11, probe)
    volume = field(1, "scratch") + field(2, field(2, b""))
    body = envelope("v1", "Pod", field(1, META) + field(2, field(1, volume) + field(2, container)))
    spec = stored(send(api_server(), "Pod", body))["spec"]
    assert spec["volumes"] == [{"name": "scratch", "emptyDir": {}}]
    assert spec["containers"][0]["resources"]["limits"] == {"cpu": "500m"}
    assert spec["containers"][0]["readinessProbe"]["httpGet"]["port"] == 80
    assert spec["containers"][0]["readinessProbe"]["initialDelaySeconds"] == 5


def test_negative_numbers() -> None:
    template = field(1, META) + field(2, field(2, field(1, "a") + field(2, "nginx")))
    spec = field(1, -1) + field(2, field(1, field(1, "app") + field(2, "web"))) + field(3, template)
    response = send(api_server(), "Deployment", envelope("apps/v1", "Deployment", field(1, META) + field(2, spec)))
    assert "spec.replicas: Invalid value: -1" in str(message(response))


@pytest.mark.parametrize("body", [b"", b"{}", MAGIC + b"\x0a\xff", MAGIC + b"\x0f", MAGIC + b"\x08\x01"])
def test_what_is_no_message_is_unrecognized(body: bytes) -> None:
    assert str(message(send(api_server(), "Service", body))).startswith("the object provided is unrecognized")


def test_another_kind_is_refused_by_its_name() -> None:
    expected = 'Pod in version "v1" cannot be handled as a Service: converting (v1.Pod) to (core.Service): unknown conversion'
    assert message(send(api_server(), "Service", envelope("v1", "Pod", b""))) == expected


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.binary(max_size=80), st.sampled_from(["Service", "Pod", "Lease", "EndpointSlice", "Event"]))
def test_any_bytes_are_answered(raw: bytes, kind: str) -> None:
    versions = {"Lease": "coordination.k8s.io/v1", "EndpointSlice": "discovery.k8s.io/v1"}
    send(api_server(), kind, envelope(versions.get(kind, "v1"), kind, raw))
