"""What Kubernetes' own conformance tests of sig-network ask of the API and its controllers, in the form in which they ask it.

Each test is named after the behaviour; watches begin at an old revision again and again, as theirs do. docs/kubectl.md says which
of theirs are meant.
"""

from __future__ import annotations

import pytest

from tests.kubeapi.suite import DELETE_OPTIONS, MERGE, STRATEGIC, Json, Space, Suite

SPACE = ("services",)

CONTROLLER = "endpointslice-controller.k8s.io"


def _revision(obj: Json) -> int:
    text = obj["metadata"]["resourceVersion"]
    assert text == str(int(text)) != "0"
    return int(text)


def test_a_service_is_found_in_all_namespaces(suite: Suite) -> None:
    assert ("default", "kubernetes") in {(one["metadata"]["namespace"], one["metadata"]["name"]) for one in suite.items("/api/v1/services")}


def test_the_api_server_has_endpoints_and_slices(suite: Suite) -> None:
    suite("GET", "/api/v1/namespaces/default/services/kubernetes")
    subsets = suite("GET", "/api/v1/namespaces/default/endpoints/kubernetes")["subsets"]
    slices = suite.items("/apis/discovery.k8s.io/v1/namespaces/default/endpointslices", labelSelector="kubernetes.io/service-name=kubernetes")
    assert {one["addressType"] for one in slices} == {"IPv4"}
    assert {one["ip"] for subset in subsets for one in subset["addresses"]} == {a for s in slices for e in s["endpoints"] for a in e["addresses"]}
    assert {one["port"] for subset in subsets for one in subset["ports"]} == {port["port"] for one in slices for port in one["ports"]}


def test_a_collection_of_services_is_deleted_by_label(suite: Suite, space: Space) -> None:
    for number, label in enumerate(("delete", "delete", "keep"), 1):
        space.service(f"e2e-svc-{number}", {"e2e-test-service": label}, type="ClusterIP", ports=[{"name": "http", "protocol": "TCP", "port": 8000 + number, "targetPort": 8000 + number}])
    assert len(suite.items(f"{space.core}/services")) == 3
    suite("DELETE", f"{space.core}/services", DELETE_OPTIONS, labelSelector="e2e-test-service=delete")
    assert [one["metadata"]["name"] for one in suite.items(f"{space.core}/services")] == ["e2e-svc-3"]


def test_the_life_of_a_service_status(suite: Suite, space: Space) -> None:
    label, path = "test-service-static=true", f"{space.core}/services"
    begin = str(_revision(suite("GET", "/api/v1/services", labelSelector=label)))
    balanced = {"type": "LoadBalancer", "loadBalancerClass": "example.com/internal-vip", "ports": [{"name": "http", "protocol": "TCP", "port": 80, "targetPort": 80}]}
    space.service("test-service-x", {"test-service-static": "true"}, **balanced)
    one = f"{path}/test-service-x"
    suite.until(path, begin, label, lambda event: event["object"]["metadata"]["name"] == "test-service-x")
    assert suite("GET", f"{one}/status")["status"] == {"loadBalancer": {}}
    patch = {"metadata": {"annotations": {"patchedstatus": "true"}}, "status": {"loadBalancer": {"ingress": [{"ip": "203.0.113.1"}]}}}
    suite("PATCH", f"{one}/status", patch, kind=MERGE)
    suite.until(path, begin, label, lambda event: event["object"]["metadata"].get("annotations") == {"patchedstatus": "true"})
    found = suite("GET", one)
    condition = {"type": "StatusUpdate", "status": "True", "lastTransitionTime": None, "reason": "E2E", "message": "Set from e2e test"}
    found["status"]["conditions"] = [*found["status"].get("conditions", ()), condition]
    suite("PUT", f"{one}/status", found)
    seen = suite.until(path, begin, label, lambda event: bool(event["object"]["status"].get("conditions")))
    assert [(each["type"], each["reason"], each["message"]) for each in seen["object"]["status"]["conditions"]] == [("StatusUpdate", "E2E", "Set from e2e test")]
    whole = {"metadata": {"creationTimestamp": None, "labels": {"test-service": "patched"}}, "spec": {}, "status": {"loadBalancer": {}}}
    patched = suite("PATCH", one, whole, kind=STRATEGIC)
    assert patched["spec"] == found["spec"]
    assert patched["status"] == seen["object"]["status"]
    suite.until(path, begin, label, lambda event: event["object"]["metadata"]["labels"].get("test-service") == "patched")
    suite("DELETE", one, DELETE_OPTIONS)
    gone = suite.until(path, begin, label, lambda event: event["type"] == "DELETED")
    assert gone["object"]["metadata"]["labels"]["test-service-static"] == "true"


def test_the_life_of_endpoints(suite: Suite, space: Space) -> None:
    label, path = "test-endpoint-static=true", f"{space.core}/endpoints"
    begin = str(_revision(suite("GET", "/api/v1/endpoints", labelSelector=label)))
    meta = {"name": "testservice", "creationTimestamp": None, "labels": {"test-endpoint-static": "true"}}
    subset = {"addresses": [{"ip": "10.0.0.24"}], "ports": [{"name": "http", "port": 80, "protocol": "TCP"}]}
    suite("POST", path, {"kind": "Endpoints", "apiVersion": "v1", "metadata": meta, "subsets": [subset]})
    suite.until(path, begin, label, lambda event: event["type"] == "ADDED")
    listed = suite("GET", "/api/v1/endpoints", labelSelector=label)
    (item,) = listed["items"]
    item["metadata"]["labels"]["test-service"] = "updated"
    suite("PUT", f"{path}/testservice", {**item, "kind": "Endpoints", "apiVersion": "v1"})
    suite.until(path, str(_revision(listed)), label, lambda event: event["type"] == "MODIFIED")
    before = suite("GET", f"{path}/testservice")
    subsets = [{"addresses": [{"ip": "10.0.0.25"}], "ports": [{"name": "http-test", "port": 8080}]}]
    patched = suite("PATCH", f"{path}/testservice", {"metadata": {"labels": {"test-service": "patched"}}, "subsets": subsets}, kind=STRATEGIC)
    assert _revision(patched) > _revision(before)
    suite.until(path, str(_revision(before)), label, lambda event: event["type"] == "MODIFIED")
    assert suite("GET", f"{path}/testservice")["subsets"] == [{"addresses": [{"ip": "10.0.0.25"}], "ports": [{"name": "http-test", "port": 8080, "protocol": "TCP"}]}]
    suite("DELETE", path, DELETE_OPTIONS, labelSelector=label)
    suite.until(path, str(_revision(patched)), label, lambda event: event["type"] == "DELETED")
    assert suite("GET", f"{path}/testservice", code=404)["reason"] == "NotFound"


_RULE = {"host": "foo.bar.com", "http": {"paths": [{"path": "/", "pathType": "ImplementationSpecific", "backend": {"service": {"name": "test-backend", "port": {"number": 80}}}}]}}
_SCRIPTED: dict[str, tuple[str, str, Json]] = {
    "endpointslices": ("discovery.k8s.io", "EndpointSlice", {"addressType": "IPv4", "endpoints": [{"addresses": ["1.2.3.4", "5.6.7.8"], "conditions": {}}, {"addresses": ["2.2.3.4", "6.6.7.8"], "conditions": {}}], "ports": None}),
    "ingresses": ("networking.k8s.io", "Ingress", {"spec": {"defaultBackend": {"service": {"name": "default-backend", "port": {"number": 80}}}, "rules": [_RULE]}, "status": {"loadBalancer": {}}}),
    "ingressclasses": ("networking.k8s.io", "IngressClass", {"spec": {"controller": "example.com/controller"}}),
}  # fmt: skip


@pytest.mark.parametrize("plural", _SCRIPTED)
def test_the_script_that_every_kind_is_put_through(suite: Suite, space: Space, plural: str) -> None:
    group, kind, body = _SCRIPTED[plural]
    everywhere = f"/apis/{group}/v1/{plural}"
    path = everywhere if plural == "ingressclasses" else f"/apis/{group}/v1/namespaces/{space.name}/{plural}"
    special = "generic" if plural == "ingressclasses" else space.name
    label = {"labelSelector": f"special-label={special}"}
    versions = next(one["versions"] for one in suite("GET", "/apis")["groups"] if one["name"] == group)
    assert {"groupVersion": f"{group}/v1", "version": "v1"} in versions
    found = suite("GET", f"/apis/{group}")
    assert (found["kind"], found["versions"]) == ("APIGroup", versions)
    assert plural in {one["name"] for one in suite("GET", f"/apis/{group}/v1")["resources"]}

    def create(number: int) -> Json:
        name = {"name": f"ingressclass{number}"} if plural == "ingressclasses" else {"generateName": "e2e-example-"}
        labels = {"special-label": special, **({"ingressclass": space.name} if plural == "ingressclasses" else {})}
        return suite("POST", path, {"kind": kind, "apiVersion": f"{group}/v1", "metadata": {**name, "creationTimestamp": None, "labels": labels}, **body})

    made = [create(number) for number in (1, 2, 3)][-1]
    one = f"{path}/{made['metadata']['name']}"
    got = suite("GET", one)
    assert (got["metadata"]["uid"], _revision(got)) == (made["metadata"]["uid"], _revision(made))
    listed = suite("GET", path, **label)
    assert len(listed["items"]) == 3
    watch = suite.watch(path, f"labelSelector=special-label%3D{special}&resourceVersion={_revision(listed)}&watch=true")
    assert len(suite.items(everywhere, **label)) == 3
    wide = suite.watch(everywhere, f"labelSelector=special-label%3D{special}&resourceVersion={_revision(listed)}&watch=true")
    patched = suite("PATCH", one, {"metadata": {"annotations": {"patched": "true"}}}, kind=MERGE)
    assert patched["metadata"]["annotations"]["patched"] == "true"
    assert _revision(patched) > _revision(made)
    updating = suite("GET", one)
    updating["metadata"]["annotations"]["updated"] = "true"
    assert suite("PUT", one, updating)["metadata"]["annotations"] == {"patched": "true", "updated": "true"}
    for events in (watch, wide):
        event = next(events)
        assert (event["type"], event["object"]["metadata"]["annotations"]) == ("MODIFIED", {"patched": "true"})
    if plural == "ingresses":
        _status_of_an_ingress(suite, one)
    suite("DELETE", one, DELETE_OPTIONS)
    suite("GET", one, code=404)
    assert len(suite.items(path, **label)) == 2
    suite("DELETE", path, DELETE_OPTIONS, **label)
    assert suite.items(path, **label) == []


def _status_of_an_ingress(suite: Suite, one: str) -> None:
    status = {"loadBalancer": {"ingress": [{"ip": "169.1.1.1"}]}}
    patched = suite("PATCH", f"{one}/status", {"metadata": {"annotations": {"patchedstatus": "true"}}, "status": status}, kind=MERGE)
    assert patched["status"] == status
    assert patched["metadata"]["annotations"]["patchedstatus"] == "true"
    updating = suite("GET", one)
    updating["status"] = {"loadBalancer": {"ingress": [{"ip": "169.1.1.2"}]}}
    assert suite("PUT", f"{one}/status", updating)["status"] == updating["status"]
    assert suite("GET", f"{one}/status")["metadata"]["uid"] == patched["metadata"]["uid"]


def test_service_cidrs(suite: Suite) -> None:
    path = "/apis/networking.k8s.io/v1/servicecidrs"
    found, status = suite("GET", f"{path}/kubernetes"), suite("GET", f"{path}/kubernetes/status")
    assert (status["kind"], status["apiVersion"], status["metadata"]["uid"]) == ("ServiceCIDR", "networking.k8s.io/v1", found["metadata"]["uid"])
    assert {one["type"]: one["status"] for one in found["status"]["conditions"]}["Ready"] == "True"
    assert suite.items(path)
    assert next(suite.watch(path, "watch=true"))["type"] == "ADDED"


def test_ip_addresses_of_a_made_up_parent_stay(suite: Suite) -> None:
    path = "/apis/networking.k8s.io/v1/ipaddresses"
    parent = {"parentRef": {"group": "foo", "resource": "bars", "namespace": "example", "name": "foo"}}
    for name, kind in (("255.255.255.255", "broadcast"), ("fe80::42:1dff:fe84:f9e2", "link-local")):
        label = {"labelSelector": f"type={kind}"}
        meta = {"name": name, "creationTimestamp": None, "labels": {"type": kind}}
        made = suite("POST", path, {"kind": "IPAddress", "apiVersion": "networking.k8s.io/v1", "metadata": meta, "spec": parent})
        suite.clock.skipped += 120
        patched = suite("PATCH", f"{path}/{name}", {"metadata": {"annotations": {"patched": "true"}}}, kind=MERGE)
        assert _revision(patched) > _revision(made)
        updating = suite("GET", f"{path}/{name}")
        updating["metadata"]["annotations"]["updated"] = "true"
        assert suite("PUT", f"{path}/{name}", updating)["metadata"]["annotations"]["updated"] == "true"
        assert suite("GET", f"{path}/{name}")["spec"] == parent
        assert len(suite.items(path, **label)) == 1
    suite("DELETE", f"{path}/255.255.255.255", DELETE_OPTIONS)
    assert suite.items(path, labelSelector="type=broadcast") == []
    suite("DELETE", path, DELETE_OPTIONS, labelSelector="type=link-local")
    assert suite.items(path, labelSelector="type=link-local") == []


def test_a_selector_that_matches_no_pods_has_an_empty_slice_and_endpoints(suite: Suite, space: Space) -> None:
    space.service("example-empty-selector", selector={"does-not-match-anything": "endpoints-and-endpoint-slices-should-still-be-created"}, ports=[{"name": "example", "protocol": "TCP", "port": 80, "targetPort": 0}])
    suite.wait(lambda: space.of_service("example-empty-selector"), 30)
    (slice_,) = space.of_service("example-empty-selector")
    assert slice_["metadata"]["labels"]["endpointslice.kubernetes.io/managed-by"] == CONTROLLER
    assert not slice_["endpoints"]
    suite.wait(lambda: suite("GET", f"{space.core}/endpoints/example-empty-selector"), 30)
    space.delete("services/example-empty-selector")
    suite.wait(lambda: not space.of_service("example-empty-selector"), 90)
    suite("GET", f"{space.core}/endpoints/example-empty-selector", code=404)


def test_slices_and_endpoints_of_pods_with_a_named_port_of_different_numbers(suite: Suite, space: Space) -> None:
    nginx = {"image": "registry.k8s.io/e2e-test-images/nginx:1.15-4", "args": None}
    port = {"name": "example-name", "protocol": "TCP"}
    space.pod("pod1", labels={"pod1": "on", "shared12": "on"}, container={**nginx, "ports": [{**port, "containerPort": 3000}]})
    ports = [{**port, "containerPort": 3001}, {"name": "other-port", "containerPort": 3002, "protocol": "TCP"}]
    space.pod("pod2", labels={"pod2": "on", "shared12": "on"}, container={**nginx, "ports": ports})
    space.service("example-int-port", selector={"pod1": "on"}, publishNotReadyAddresses=True, ports=[{"name": "example", "port": 80, "targetPort": 3000, "protocol": "TCP"}])
    space.service("example-named-port", selector={"shared12": "on"}, publishNotReadyAddresses=True, ports=[{"name": "http", "port": 80, "targetPort": "example-name", "protocol": "TCP"}])
    pods = {name: suite.wait(lambda name=name: (found := space.read(name))["status"].get("podIPs") and found, 180) for name in ("pod1", "pod2")}
    _has_slices(suite, space, "example-int-port", pods, {("example", 3000, "pod1")})
    _has_slices(suite, space, "example-named-port", pods, {("http", 3000, "pod1"), ("http", 3001, "pod2")})
    old = {one["metadata"]["uid"] for one in space.of_service("example-named-port")}
    assert len(old) >= 2
    for slice_ in space.of_service("example-named-port"):
        suite("DELETE", f"{space.slices}/{slice_['metadata']['name']}", DELETE_OPTIONS)
    _has_slices(suite, space, "example-named-port", pods, {("http", 3000, "pod1"), ("http", 3001, "pod2")})
    assert old.isdisjoint(one["metadata"]["uid"] for one in space.of_service("example-named-port"))
    for name, expected in (("example-int-port", {3000: "pod1"}), ("example-named-port", {3000: "pod1", 3001: "pod2"})):
        endpoints = suite("GET", f"{space.core}/endpoints/{name}")
        assert endpoints["metadata"]["name"] == name
        found = {}
        for subset in endpoints["subsets"]:
            (one,), (number,) = [*subset.get("addresses", ()), *subset.get("notReadyAddresses", ())], subset["ports"]
            _is_of(one["targetRef"], pods[one["targetRef"]["name"]])
            found[number["port"]] = one["targetRef"]["name"]
        assert found == expected


def _has_slices(suite: Suite, space: Space, service: str, pods: Json, expected: set[tuple[str, int, str]]) -> None:
    def found() -> set[tuple[str, int, str]]:
        seen = set()
        for slice_ in space.of_service(service):
            assert len(slice_["ports"]) == 1
            for endpoint in slice_["endpoints"] or ():
                pod = pods[endpoint["targetRef"]["name"]]
                assert endpoint["addresses"][0] == pod["status"]["podIP"]
                _is_of(endpoint["targetRef"], pod)
                seen.add((slice_["ports"][0]["name"], slice_["ports"][0]["port"], pod["metadata"]["name"]))
        return seen

    suite.wait(lambda: found() == expected)


def _is_of(reference: Json, pod: Json) -> None:
    assert reference["kind"] == "Pod"
    assert all(reference[field] == pod["metadata"][field] for field in ("namespace", "name", "uid"))


def test_endpoints_of_a_service_without_selector_are_mirrored(suite: Suite, space: Space) -> None:
    space.service("example-custom-endpoints", ports=[{"name": "example", "port": 80, "protocol": "TCP", "targetPort": 0}])
    kept: Json = {"kind": "Endpoints", "apiVersion": "v1", "metadata": {"name": "example-custom-endpoints", "creationTimestamp": None}, "subsets": [{"addresses": [{"ip": "10.1.2.3"}], "ports": [{"port": 80}]}]}
    path = f"{space.core}/endpoints"
    suite("POST", path, kept)

    def mirrored(address: str) -> bool:
        slices = space.of_service("example-custom-endpoints")
        for one in slices:
            assert [port["port"] for port in one["ports"]] == [80]
        return [endpoint["addresses"] for one in slices for endpoint in one["endpoints"]] == [[address]]

    suite.wait(lambda: mirrored("10.1.2.3"), 12)
    kept["subsets"][0]["addresses"][0]["ip"] = "10.2.3.4"
    suite("PUT", f"{path}/example-custom-endpoints", kept)  # without a resourceVersion
    suite.wait(lambda: mirrored("10.2.3.4"), 12)
    suite("DELETE", f"{path}/example-custom-endpoints", DELETE_OPTIONS)
    suite.wait(lambda: not space.of_service("example-custom-endpoints"), 12)
