"""What Kubernetes' own conformance tests of sig-network ask of the API and its controllers, by another client.

Each test is named after the behaviour; the watches begin at an old revision again and again, as theirs do.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from tests.kubeapi.conftest import Live, new_namespace

Json = dict[str, Any]


class Api:
    """Plain requests, as a Go client makes them."""

    def __init__(self, url: str, namespace: str) -> None:
        self.url, self.namespace, self.session = url, namespace, requests.Session()
        self.core = f"/api/v1/namespaces/{namespace}"
        self.slices = f"/apis/discovery.k8s.io/v1/namespaces/{namespace}/endpointslices"

    def __call__(self, method: str, path: str, body: Json | None = None, code: int | None = None, kind: str = "application/json") -> Json:
        data = None if body is None else json.dumps(body)
        found = self.session.request(method, self.url + path, data=data, headers={"Content-Type": kind}, timeout=20)
        assert found.status_code == (code or (201 if method == "POST" else 200)), found.text
        return dict(found.json())

    def merge(self, path: str, body: Json) -> Json:
        return self("PATCH", path, body, kind="application/merge-patch+json")

    def strategic(self, path: str, body: Json) -> Json:
        return self("PATCH", path, body, kind="application/strategic-merge-patch+json")

    def items(self, path: str, labels: str = "") -> list[Json]:
        return list(self("GET", f"{path}?labelSelector={labels}")["items"])

    def watch(self, path: str, revision: str, labels: str = "", seconds: int = 10) -> Iterator[Json]:
        query = f"watch=true&allowWatchBookmarks=true&resourceVersion={revision}&labelSelector={labels}&timeoutSeconds={seconds}"
        with requests.get(f"{self.url}{path}?{query}", stream=True, timeout=20) as lines:
            for line in lines.iter_lines():
                yield json.loads(line)

    def until(self, path: str, revision: str, labels: str, met: Callable[[Json], bool]) -> Json:
        return next(event for event in self.watch(path, revision, labels) if met(event))


def eventually(met: Callable[[], object], seconds: float = 12) -> None:
    end = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < end, "it did not come to this"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def api(alone: Live) -> Api:
    return Api(alone.url, new_namespace(alone.url))


def _service(name: str, labels: dict[str, str] | None = None, **spec: Any) -> Json:
    return {"metadata": {"name": name, "labels": labels or {}}, "spec": {"ports": [{"port": 80}], **spec}}


def test_the_suite_finds_what_it_starts_with(api: Api) -> None:
    nodes = api.items("/api/v1/nodes?fieldSelector=spec.unschedulable=false&resourceVersion=0&x")
    assert len(nodes) == 3
    for kind in ("replicationcontrollers", "pods"):
        api("GET", f"/api/v1/namespaces/kube-system/{kind}")
    for kind in ("replicasets", "daemonsets"):
        api("GET", f"/apis/apps/v1/namespaces/kube-system/{kind}")
    assert any(item["metadata"]["name"] == "kubernetes" for item in api.items("/api/v1/services"))
    assert int(api("GET", "/api/v1/configmaps?labelSelector=none=such")["metadata"]["resourceVersion"]) >= 1


def test_the_api_server_has_endpoints_and_slices(api: Api) -> None:
    endpoints = api("GET", "/api/v1/namespaces/default/endpoints/kubernetes")["subsets"][0]
    slices = api.items("/apis/discovery.k8s.io/v1/namespaces/default/endpointslices", "kubernetes.io/service-name=kubernetes")
    assert {one["ip"] for one in endpoints["addresses"]} == {a for s in slices for e in s["endpoints"] for a in e["addresses"]}
    assert {one["port"] for one in endpoints["ports"]} == {p["port"] for s in slices for p in s["ports"]}


def test_an_informer_gets_a_streamed_list_that_ends_with_its_bookmark(api: Api) -> None:
    query = "watch=true&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&timeout=6m43s&timeoutSeconds=5"
    with requests.get(f"{api.url}{api.core}/serviceaccounts?{query}&fieldSelector=metadata.name=default", stream=True, timeout=10) as lines:
        assert lines.headers["Content-Type"] == "application/json"
        first, mark = (json.loads(line) for line, _ in zip(lines.iter_lines(), range(2), strict=False))
    assert (first["type"], first["object"]["metadata"]["name"]) == ("ADDED", "default")
    assert (mark["type"], mark["object"]["kind"]) == ("BOOKMARK", "ServiceAccount")
    assert mark["object"]["metadata"]["annotations"] == {"k8s.io/initial-events-end": "true"}
    assert int(mark["object"]["metadata"]["resourceVersion"]) >= 1


def test_a_collection_of_services_is_deleted_by_label(api: Api) -> None:
    for name, label in (("one", "delete"), ("two", "delete"), ("three", "keep")):
        api("POST", f"{api.core}/services", _service(name, {"e2e-test-service": label}))
    api("DELETE", f"{api.core}/services?labelSelector=e2e-test-service=delete", {"kind": "DeleteOptions", "apiVersion": "v1"})
    assert [item["metadata"]["name"] for item in api.items(f"{api.core}/services")] == ["three"]


def test_the_life_of_a_service_status(api: Api) -> None:
    label = "test-service-static=true"
    begin = api("GET", f"/api/v1/services?labelSelector={label}")["metadata"]["resourceVersion"]
    path = f"{api.core}/services/status"
    balanced = {"type": "LoadBalancer", "loadBalancerClass": "example.com/internal-vip"}
    api("POST", f"{api.core}/services", _service("status", {"test-service-static": "true"}, **balanced))
    api.until(f"{api.core}/services", begin, label, lambda event: event["type"] == "ADDED")
    assert api("GET", f"{path}/status")["status"] == {"loadBalancer": {}}
    patch = {"metadata": {"annotations": {"patchedstatus": "true"}}, "status": {"loadBalancer": {"ingress": [{"ip": "203.0.113.1"}]}}}
    assert api.merge(f"{path}/status", patch)["metadata"]["annotations"] == {"patchedstatus": "true"}
    api.until(f"{api.core}/services", begin, label, lambda event: "annotations" in event["object"]["metadata"])
    found = api("GET", path)
    condition = {"type": "StatusUpdate", "status": "True", "reason": "E2E", "message": "Set from e2e test", "lastTransitionTime": None}
    found["status"]["conditions"] = [condition]
    api("PUT", f"{path}/status", found)
    api.until(f"{api.core}/services", begin, label, lambda event: "conditions" in event["object"]["status"])
    patched = api.strategic(path, {"metadata": {"creationTimestamp": None, "labels": {"test-service": "patched"}}, "spec": {}, "status": {"loadBalancer": {}}})
    assert patched["spec"] == found["spec"]
    assert patched["status"]["loadBalancer"] == {"ingress": [{"ip": "203.0.113.1", "ipMode": "VIP"}]}
    api("DELETE", path)
    gone = api.until(f"{api.core}/services", begin, label, lambda event: event["type"] == "DELETED")
    assert gone["object"]["metadata"]["labels"]["test-service-static"] == "true"


def test_the_life_of_endpoints(api: Api) -> None:
    label, path = "test-endpoint-static=true", f"{api.core}/endpoints"
    begin = api("GET", f"/api/v1/endpoints?labelSelector={label}")["metadata"]["resourceVersion"]
    body = {"metadata": {"name": "testservice", "labels": {"test-endpoint-static": "true"}},
            "subsets": [{"addresses": [{"ip": "10.0.0.24"}], "ports": [{"name": "http", "port": 80, "protocol": "TCP"}]}]}  # fmt: skip
    made = api("POST", path, body)
    api.until(path, begin, label, lambda event: event["type"] == "ADDED")
    listed = api.items("/api/v1/endpoints", label)[0]
    listed["metadata"]["labels"]["test-service"] = "updated"
    api("PUT", f"{path}/testservice", listed)
    api.until(path, begin, label, lambda event: event["type"] == "MODIFIED")
    subsets = [{"addresses": [{"ip": "10.0.0.25"}], "ports": [{"name": "http-test", "port": 8080}]}]
    patched = api.strategic(f"{path}/testservice", {"metadata": {"labels": {"test-service": "patched"}}, "subsets": subsets})
    assert int(patched["metadata"]["resourceVersion"]) > int(made["metadata"]["resourceVersion"])
    assert patched["subsets"] == [{"addresses": [{"ip": "10.0.0.25"}], "ports": [{"name": "http-test", "port": 8080, "protocol": "TCP"}]}]
    api("DELETE", f"{path}?labelSelector={label}")
    api.until(path, begin, label, lambda event: event["type"] == "DELETED")
    assert api("GET", f"{path}/testservice", code=404)["reason"] == "NotFound"


_RULE = {"host": "test.internal", "http": {"paths": [{"path": "/", "pathType": "ImplementationSpecific", "backend": {"service": {"name": "d", "port": {"number": 80}}}}]}}
_SCRIPTED: dict[str, tuple[str, str, Json]] = {
    "endpointslices": ("discovery.k8s.io", "namespaces/{}/", {"addressType": "IPv4", "endpoints": [{"addresses": ["1.2.3.4", "5.6.7.8"]}, {"addresses": ["2.2.3.4", "6.6.7.8"]}]}),
    "ingresses": ("networking.k8s.io", "namespaces/{}/", {"spec": {"defaultBackend": {"service": {"name": "d", "port": {"number": 80}}}, "rules": [_RULE]}}),
    "ingressclasses": ("networking.k8s.io", "", {"spec": {"controller": "example.com/controller"}}),
}  # fmt: skip


@pytest.mark.parametrize("plural", _SCRIPTED)
def test_the_script_that_every_kind_is_put_through(api: Api, plural: str) -> None:
    group, scope, body = _SCRIPTED[plural]
    assert group in {one["name"] for one in api("GET", "/apis")["groups"]}
    assert api("GET", f"/apis/{group}")["preferredVersion"]["version"] == "v1"
    assert plural in {one["name"] for one in api("GET", f"/apis/{group}/v1")["resources"]}
    path, label = f"/apis/{group}/v1/{scope.format(api.namespace)}{plural}", f"special-label={plural}"
    made = [api("POST", path, {**body, "metadata": {"generateName": "e2e-", "labels": {"special-label": plural}}}) for _ in range(3)]
    one = f"{path}/{made[0]['metadata']['name']}"
    assert api("GET", one)["metadata"]["uid"] == made[0]["metadata"]["uid"]
    listed = api("GET", f"{path}?labelSelector={label}")
    assert len(listed["items"]) == 3
    assert len(api.items(f"/apis/{group}/v1/{plural}", label)) == 3
    patched = api.merge(one, {"metadata": {"annotations": {"patched": "true"}}})
    assert int(patched["metadata"]["resourceVersion"]) > int(made[0]["metadata"]["resourceVersion"])
    patched["metadata"]["annotations"]["updated"] = "true"
    assert api("PUT", one, patched)["metadata"]["annotations"]["updated"] == "true"
    first = next(api.watch(path, listed["metadata"]["resourceVersion"], label))
    assert (first["type"], first["object"]["metadata"]["annotations"]) == ("MODIFIED", {"patched": "true"})
    if plural == "ingresses":
        _status_of_an_ingress(api, one)
    api("DELETE", one)
    api("GET", one, code=404)
    api("DELETE", f"{path}?labelSelector={label}")
    assert api.items(path, label) == []


def _status_of_an_ingress(api: Api, one: str) -> None:
    patch = {"metadata": {"annotations": {"patchedstatus": "true"}}, "status": {"loadBalancer": {"ingress": [{"ip": "169.1.1.1"}]}}}
    patched = api.merge(f"{one}/status", patch)
    assert patched["status"] == patch["status"]
    assert patched["metadata"]["annotations"]["patchedstatus"] == "true"
    patched["status"]["loadBalancer"]["ingress"][0]["ip"] = "169.1.1.2"
    assert api("PUT", f"{one}/status", patched)["status"]["loadBalancer"]["ingress"] == [{"ip": "169.1.1.2"}]
    assert api("GET", f"{one}/status")["metadata"]["uid"] == patched["metadata"]["uid"]


def test_service_cidrs_and_ip_addresses(api: Api) -> None:
    cidrs, addresses = "/apis/networking.k8s.io/v1/servicecidrs", "/apis/networking.k8s.io/v1/ipaddresses"
    found, status = api("GET", f"{cidrs}/kubernetes"), api("GET", f"{cidrs}/kubernetes/status")
    assert (status["kind"], status["apiVersion"], status["metadata"]["uid"]) == ("ServiceCIDR", "networking.k8s.io/v1", found["metadata"]["uid"])
    parent = {"parentRef": {"group": "foo", "resource": "foos", "namespace": "x", "name": "y"}}
    for name, kind in (("255.255.255.255", "broadcast"), ("fe80::42:1dff:fe84:f9e2", "link-local")):
        made = api("POST", addresses, {"metadata": {"name": name, "labels": {"type": kind}}, "spec": parent})
        patched = api.merge(f"{addresses}/{name}", {"metadata": {"annotations": {"patched": "true"}}})
        assert int(patched["metadata"]["resourceVersion"]) > int(made["metadata"]["resourceVersion"])
        api("PUT", f"{addresses}/{name}", patched)
        assert len(api.items(addresses, f"type={kind}")) == 1
    api("DELETE", f"{addresses}/255.255.255.255")
    api("DELETE", f"{addresses}?labelSelector=type=link-local")
    assert api.items(addresses, "type in (broadcast,link-local)") == []


def test_a_selector_that_matches_no_pods_has_an_empty_slice_and_endpoints(api: Api) -> None:
    api("POST", f"{api.core}/services", _service("nobody", selector={"does": "not-match"}))
    label = "kubernetes.io/service-name=nobody"
    eventually(lambda: api.items(api.slices, label))
    slice_ = api.items(api.slices, label)[0]
    assert slice_["metadata"]["labels"]["endpointslice.kubernetes.io/managed-by"] == "endpointslice-controller.k8s.io"
    assert not slice_["endpoints"]
    api("GET", f"{api.core}/endpoints/nobody")
    api("DELETE", f"{api.core}/services/nobody")
    eventually(lambda: not api.items(api.slices, label))
    api("GET", f"{api.core}/endpoints/nobody", code=404)


def _pod(name: str, labels: dict[str, str], ports: list[Json]) -> Json:
    container = {"name": name, "image": "registry.k8s.io/e2e-test-images/nginx:1.15-4", "ports": ports}
    return {"metadata": {"name": name, "labels": labels}, "spec": {"containers": [container], "terminationGracePeriodSeconds": 0}}


def test_slices_and_endpoints_of_pods_with_a_named_port_of_different_numbers(api: Api) -> None:
    port = {"name": "example-name", "protocol": "TCP"}
    api("POST", f"{api.core}/pods", _pod("pod1", {"pod1": "on", "shared12": "on"}, [{**port, "containerPort": 3000}]))
    api("POST", f"{api.core}/pods", _pod("pod2", {"pod2": "on", "shared12": "on"}, [{**port, "containerPort": 3001}, {"name": "other-port", "containerPort": 3002}]))
    named = {"name": "http", "port": 80, "targetPort": "example-name", "protocol": "TCP"}
    api("POST", f"{api.core}/services", _service("example-named-port", ports=[named], selector={"shared12": "on"}, publishNotReadyAddresses=True))
    label = "kubernetes.io/service-name=example-named-port"

    def ports() -> set[tuple[str, int, str]]:
        return {(p["name"], p["port"], e["targetRef"]["name"]) for s in api.items(api.slices, label) for p in s["ports"] or () for e in s["endpoints"] or ()}

    eventually(lambda: ports() == {("http", 3000, "pod1"), ("http", 3001, "pod2")})
    assert len(api("GET", f"{api.core}/endpoints/example-named-port")["subsets"]) == 2
    for slice_ in api.items(api.slices, label):
        api("DELETE", f"{api.slices}/{slice_['metadata']['name']}")
    eventually(lambda: ports() == {("http", 3000, "pod1"), ("http", 3001, "pod2")})


def test_endpoints_of_a_service_without_selector_are_mirrored(api: Api) -> None:
    api("POST", f"{api.core}/services", _service("mirrored", ports=[{"name": "example", "port": 80}]))
    kept: Json = {"metadata": {"name": "mirrored"}, "subsets": [{"addresses": [{"ip": "10.1.2.3"}], "ports": [{"port": 80}]}]}
    api("POST", f"{api.core}/endpoints", kept)
    label = "kubernetes.io/service-name=mirrored"

    def addresses() -> list[str]:
        return [a for s in api.items(api.slices, label) for e in s["endpoints"] for a in e["addresses"]]

    eventually(lambda: addresses() == ["10.1.2.3"])
    kept["subsets"][0]["addresses"][0]["ip"] = "10.2.3.4"
    api("PUT", f"{api.core}/endpoints/mirrored", kept)  # without a resourceVersion
    eventually(lambda: addresses() == ["10.2.3.4"])
    api("DELETE", f"{api.core}/endpoints/mirrored")
    eventually(lambda: not api.items(api.slices, label))


def test_a_deployment_in_protobuf_and_two_hundred_services_at_once(api: Api) -> None:
    space = new_namespace(api.url)
    core, slices = f"/api/v1/namespaces/{space}", f"/apis/discovery.k8s.io/v1/namespaces/{space}/endpointslices"
    found = requests.post(f"{api.url}/apis/apps/v1/namespaces/{space}/deployments", data=_DEPLOYMENT, headers={"Content-Type": "application/vnd.kubernetes.protobuf", "Accept": "application/vnd.kubernetes.protobuf,application/json"}, timeout=10)
    assert found.status_code == 201, found.text
    deployment = f"/apis/apps/v1/namespaces/{space}/deployments/svc-latency-rc"
    eventually(lambda: api("GET", deployment)["status"].get("availableReplicas") == 1)
    begin = api("GET", slices)["metadata"]["resourceVersion"]
    names = [api("POST", f"{core}/services", {"metadata": {"generateName": "latency-svc-"}, "spec": {"ports": [{"port": 80}], "selector": {"name": "svc-latency-rc"}}})["metadata"]["name"] for _ in range(60)]
    waiting = set(names)
    for event in api.watch(slices, begin):
        if event["object"].get("endpoints"):
            waiting.discard(event["object"]["metadata"]["labels"]["kubernetes.io/service-name"])
        if not waiting:
            break
    assert not waiting
    api("DELETE", f"/api/v1/namespaces/{space}")


def _field(number: int, value: bytes | str) -> bytes:
    data = value.encode() if isinstance(value, str) else value
    size, out = len(data), b""
    while size >= 0x80:
        out += bytes((size & 0x7F | 0x80,))
        size >>= 7
    return bytes((number << 3 | 2,)) + out + bytes((size,)) + data


def _map(number: int, key: str, value: str) -> bytes:
    return _field(number, _field(1, key) + _field(2, value))


_LABELS = _map(11, "name", "svc-latency-rc")
_TEMPLATE = _field(1, _LABELS) + _field(2, _field(2, _field(1, "svc-latency-rc") + _field(2, "registry.k8s.io/pause:3.10.2")))
_SPEC = b"\x08\x01" + _field(2, _map(1, "name", "svc-latency-rc")) + _field(3, _TEMPLATE)
_RAW = _field(1, _field(1, "svc-latency-rc") + _field(8, b"") + _LABELS) + _field(2, _SPEC)
_DEPLOYMENT = b"k8s\x00" + _field(1, _field(1, "apps/v1") + _field(2, "Deployment")) + _field(2, _RAW)
