"""What Kubernetes' own tests of Services ask that are no conformance tests. docs/kubectl.md says which are meant."""

from __future__ import annotations

import pytest

from tests.kubeapi.suite import AGNHOST, STRATEGIC, Json, Space, Suite

SPACE = ("services", "privileged")

LABELS = {"testid": "jig-uuid"}
SERVER = ["/agnhost", "serve-hostname", "--http=false", "--tcp", "--udp"]
NETEXEC = ["/agnhost", "netexec", "--http-port=80", "--delay-shutdown=300"]
READY = {"readinessProbe": {"httpGet": {"path": "/readyz", "port": 80, "scheme": "HTTP"}, "periodSeconds": 1}}
DELAYED = {"terminationGracePeriodSeconds": 300}


def _jig(space: Space, name: str, **spec: object) -> Json:
    return space.service(name, LABELS, **{"type": "ClusterIP", "selector": LABELS, "ports": [{"port": 80, "protocol": "TCP", "targetPort": 80}], **spec})


def _nodes(suite: Suite, space: Space) -> tuple[str, str]:
    first, second, *_ = (node["metadata"]["name"] for node in suite.nodes())
    return first, second


def _address(suite: Suite, node: str) -> str:
    found = suite("GET", f"/api/v1/nodes/{node}")
    return next(str(one["address"]) for one in found["status"]["addresses"] if one["type"] == "InternalIP")


def _always(space: Space, pod: str, target: str, code: int | None = 0, path: str = "hostname") -> str:
    """Five times the same; None: it must fail."""
    done = None
    for _ in range(5):
        done = space.kubectl(pod, f"curl -q -s --connect-timeout 5 {target}/{path}")
        assert (done.code == 0) == (code == 0), (target, done)
    assert done is not None
    return done.out.strip()


# -- ports, addresses, types


def test_ports_are_added_and_taken_away(space: Space) -> None:
    first = {"name": "portname1", "protocol": "TCP", "port": 80, "targetPort": "svc1"}
    second = {"name": "portname2", "protocol": "TCP", "port": 81, "targetPort": "svc2"}
    _jig(space, "edit-port-test", ports=[first])
    for name, pod, port in (("svc1", "pod1", 100), ("svc2", "pod2", 101)):
        space.synced(pod, "netexec", "--http-port", str(port), labels=LABELS, container={"ports": [{"name": name, "containerPort": port}]})
    space.has_ports("edit-port-test", ("portname1", "TCP", "pod1", 100))
    space.update("edit-port-test", lambda spec: spec.update(ports=[first, second]))
    space.has_ports("edit-port-test", ("portname1", "TCP", "pod1", 100), ("portname2", "TCP", "pod2", 101))
    space.serves(space.exec_pod(), "edit-port-test")
    space.update("edit-port-test", lambda spec: spec.update(ports=[first]))
    space.has_ports("edit-port-test", ("portname1", "TCP", "pod1", 100))


def test_a_pod_is_seen_by_its_own_address_through_a_cluster_ip(suite: Suite, space: Space) -> None:
    first, second = _nodes(suite, space)
    space.synced("echo-sourceip", "netexec", "--http-port", "8080", labels=LABELS, nodeName=first)
    address = _jig(space, "sourceip-test", ports=[{"port": 8080, "targetPort": 8080}])["spec"]["clusterIP"]
    for number, node in enumerate((first, second)):
        pod = space.synced(f"pause-pod-{number}", nodeName=node)
        done = suite.wait(lambda name=pod["metadata"]["name"]: space.sh(name, f"curl -q -s --connect-timeout 30 {address}:8080/clientip"))
        assert done.rpartition(":")[0] == pod["status"]["podIP"]


def test_a_pod_reaches_itself_through_its_service(space: Space) -> None:
    _jig(space, "hairpin-test", ports=[{"port": 8080, "targetPort": 8080, "protocol": "TCP"}])
    space.synced("hairpin", "netexec", "--http-port", "8080", labels=LABELS, container={"ports": [{"containerPort": 8080}]})
    space.serves("hairpin", "hairpin-test")


_MANY = "for i in $(seq 1 150); do wget -q -O - -T 1 http://{}:80 2>&1 || true; echo; done"


def test_services_come_up_go_down_and_come_again(suite: Suite, space: Space) -> None:
    host, pod = space.host_pod("host"), space.exec_pod("verify-service-up-exec-pod-")

    def is_up(service: Json, pods: list[str]) -> None:
        for client in (host, pod):
            suite.wait(lambda client=client: set(pods) <= set(space.sh(client, _MANY.format(service["spec"]["clusterIP"])).split()))

    def is_down(service: Json) -> None:
        suite.wait(lambda: "service-down-failed" not in space.kubectl(host, f"curl -g -s --connect-timeout 2 http://{service['spec']['clusterIP']}:80 && echo service-down-failed").out)

    first, its = space.serve_hostname("up-down-1", 3)
    second, others = space.serve_hostname("up-down-2", 3)
    is_up(first, its)
    is_up(second, others)
    space.stop("up-down-1")
    is_down(first)
    is_up(second, others)
    third, more = space.serve_hostname("up-down-3", 3)
    is_up(third, more)
    space.delete("services/up-down-2")
    suite("GET", f"{space.core}/services/up-down-2", code=404)
    again = space.service("up-down-2", selector={"name": "up-down-2"}, ports=[{"protocol": "TCP", "port": 80, "targetPort": 9376}])
    is_up(again, others)
    assert len({one["spec"]["clusterIP"] for one in (second, third, again)}) >= 2


def test_an_external_address_that_no_node_has(suite: Suite, space: Space) -> None:
    _jig(space, "externalip-test", externalIPs=["203.0.113.250"], ports=[{"name": "http", "protocol": "TCP", "port": 80, "targetPort": 9376}])
    space.deployment("externalip-test", 2, LABELS, SERVER)
    pod = space.exec_pod()
    space.serves(pod, "externalip-test")
    space.reachable(pod, [("203.0.113.250", 80)])


def test_a_node_port_of_each_protocol(space: Space) -> None:
    tcp, udp = ({"name": f"{name.lower()}-port", "protocol": name, "port": 80, "targetPort": 9376} for name in ("TCP", "UDP"))
    _jig(space, "nodeport-update-service", ports=[tcp])
    space.update("nodeport-update-service", lambda spec: spec.update(type="NodePort", ports=[{"name": "tcp-port", "protocol": "TCP", "port": 80, "targetPort": 9376}]))
    space.deployment("nodeport-update-service", 2, LABELS, SERVER)
    pod = space.exec_pod()
    space.serves(pod, "nodeport-update-service")
    space.update("nodeport-update-service", lambda spec: spec.update(ports=[tcp, udp]))
    space.serves(pod, "nodeport-update-service")


def test_a_node_port_belongs_to_one_service(suite: Suite, space: Space) -> None:
    port = _jig(space, "nodeport-collision-1", type="NodePort")["spec"]["ports"][0]["nodePort"]
    body = {"kind": "Service", "apiVersion": "v1", "metadata": {"name": "nodeport-collision-2"}, "spec": {"type": "NodePort", "ports": [{"port": 80, "nodePort": port}]}}
    refused = suite("POST", f"{space.core}/services", body, code=422)
    assert f"{port}: provided port is already allocated" in refused["message"]
    space.delete("services/nodeport-collision-1")
    suite("POST", f"{space.core}/services", body)


def test_a_node_port_is_free_again_after_its_service(suite: Suite, space: Space) -> None:
    ports = [{"port": 80, "protocol": "TCP", "nodePort": 30042}]
    _jig(space, "nodeport-reuse", type="NodePort", ports=ports)
    space.delete("services/nodeport-reuse")
    host = space.host_pod("hostexec")
    assert space.kubectl(host, "! ss -ant46 'sport = :30042' | tail -n +2 | grep LISTEN").code == 0
    _jig(space, "nodeport-reuse", type="NodePort", ports=ports)


def test_a_named_port_of_different_numbers(suite: Suite, space: Space) -> None:
    _jig(space, "multi-port", ports=[{"port": 80, "protocol": "TCP", "targetPort": "web"}])
    for name, port in (("one", 8080), ("two", 8000)):
        space.synced(name, "serve-hostname", f"--port={port}", labels=LABELS, container={"ports": [{"name": "web", "containerPort": port}]})
    address, pod = suite("GET", f"{space.core}/services/multi-port")["spec"]["clusterIP"], space.exec_pod()
    suite.wait(lambda: set(space.sh(pod, _MANY.format(address)).split()) == {"one", "two"})


@pytest.mark.parametrize("target", [8080, "web"])
def test_a_sidecar_is_a_backend(suite: Suite, space: Space, target: int | str) -> None:
    sidecar = {"name": "sidecar", "image": AGNHOST, "args": ["netexec", "--http-port", "8080"], "restartPolicy": "Always", "ports": [{"name": "web", "containerPort": 8080}], "resources": {}}
    _jig(space, "sidecar-with-port", ports=[{"port": 80, "protocol": "TCP", "targetPort": target}])
    space.synced("backend", labels=LABELS, initContainers=[sidecar])
    space.serves(space.exec_pod(), "sidecar-with-port")


# -- labels that the proxy looks at


def test_the_proxy_leaves_to_others_what_is_theirs(suite: Suite, space: Space) -> None:
    host = space.host_pod("host")
    service, pods = space.serve_hostname("toggled", 3)
    path = f"{space.core}/services/toggled"
    script = _MANY.format(service["spec"]["clusterIP"])
    for value, reached in ((None, True), ("foo-bar", False), (None, True)):
        suite("PATCH", path, {"metadata": {"labels": {"service.kubernetes.io/service-proxy-name": value}}}, kind=STRATEGIC)
        suite.wait(lambda reached=reached: bool(set(pods) & set(space.sh(host, script).split())) == reached)


def test_a_slice_with_the_headless_label_is_not_used(suite: Suite, space: Space) -> None:
    host = space.host_pod("host")
    pod = space.synced("backend", "serve-hostname")
    service = space.service("headless", ports=[{"port": 80, "protocol": "TCP", "targetPort": 9376}])
    labels = {"kubernetes.io/service-name": "headless"}
    body = {"kind": "EndpointSlice", "apiVersion": "discovery.k8s.io/v1", "metadata": {"name": "own", "labels": labels}, "addressType": "IPv4", "endpoints": [{"addresses": [pod["status"]["podIP"]]}], "ports": [{"name": "", "port": 9376, "protocol": "TCP"}]}
    suite("POST", space.slices, body)
    script = f"curl -g -s --connect-timeout 2 http://{service['spec']['clusterIP']}:80"
    suite.wait(lambda: space.kubectl(host, script).out == "backend")
    suite("PATCH", f"{space.slices}/own", {"metadata": {"labels": {"service.kubernetes.io/headless": ""}}}, kind=STRATEGIC)
    suite.wait(lambda: space.kubectl(host, script).code != 0)


# -- endpoints that are not ready, that end, or are nowhere


def test_nobody_behind_a_service_is_told_as_a_refusal(suite: Suite, space: Space) -> None:
    first, _ = _nodes(suite, space)
    _jig(space, "no-pods")
    space.synced("execpod", nodeName=first)
    suite.wait(lambda: "REFUSED" in (done := space.kubectl("execpod", "/agnhost connect --timeout=3s no-pods:80")).err and done.code == 1, 30)


@pytest.mark.parametrize("published", [True, False])
def test_terminating_endpoints_that_are_not_ready(suite: Suite, space: Space, published: bool) -> None:
    first, second = _nodes(suite, space)
    service = _jig(space, "tolerate-unready", type="NodePort", publishNotReadyAddresses=published)
    space.synced("webserver", *NETEXEC[1:], labels=LABELS, container=READY, nodeName=first, **DELAYED)
    space.synced("pause-pod-0", nodeName=second)
    port = service["spec"]["ports"][0]["nodePort"]
    targets = [f"{service['spec']['clusterIP']}:80", *(f"{_address(suite, node)}:{port}" for node in (first, second))]
    suite.wait(lambda: space.sh("pause-pod-0", f"curl -q -s --connect-timeout 5 {targets[0]}/hostname"))
    space.delete("pods/webserver")
    suite.wait(lambda: ("Ready", "False") in {(one["type"], one["status"]) for one in space.read("webserver")["status"]["conditions"]})
    for target in targets:
        if published:
            assert _always(space, "pause-pod-0", target) == "webserver"
        else:
            _always(space, "pause-pod-0", target, None)


def _policy(suite: Suite, space: Space, way: str, policy: str) -> tuple[str, str, str]:
    """(target on the endpoint's node, on the other, client there and there by the names pause-pod-0 and pause-pod-1): one pod, on the first node."""
    first, second = _nodes(suite, space)
    kind = {"type": "NodePort", "externalTrafficPolicy": policy} if way == "external" else {"internalTrafficPolicy": policy}
    service = _jig(space, "svc", **kind)
    space.synced("webserver", *NETEXEC[1:], labels=LABELS, nodeName=first, **DELAYED)
    for number, node in enumerate((first, second)):
        space.synced(f"pause-pod-{number}", nodeName=node)
    suite.wait(lambda: space.addresses("svc"))
    if way == "internal":
        return (f"{service['spec']['clusterIP']}:80",) * 2 + ("webserver",)
    port = service["spec"]["ports"][0]["nodePort"]
    return f"{_address(suite, first)}:{port}", f"{_address(suite, second)}:{port}", "webserver"


@pytest.mark.parametrize("way", ["internal", "external"])
@pytest.mark.parametrize("policy", ["Cluster", "Local"])
def test_where_no_endpoint_is_ready_those_that_end_serve(suite: Suite, space: Space, way: str, policy: str) -> None:
    near, far, name = _policy(suite, space, way, policy)
    probe = "curl -q -s --connect-timeout 5"
    suite.wait(lambda: space.sh("pause-pod-0", f"{probe} {near}/hostname"))
    space.delete("pods/webserver")

    def is_serving() -> bool:
        conditions = [one["conditions"] for one in space.endpoints("svc")]
        return [(one.get("ready"), one.get("terminating")) for one in conditions] == [(False, True)]

    suite.wait(is_serving)
    suite.clock.skipped += 10
    assert _always(space, "pause-pod-0", near) == name
    if policy == "Cluster":
        assert _always(space, "pause-pod-1", far) == name
    elif way == "internal":
        _always(space, "pause-pod-1", far, None)


@pytest.mark.parametrize(("client", "server"), [({}, {}), ({"hostNetwork": True}, {}), ({}, {"hostNetwork": True})], ids=["pod to pod", "node to pod", "pod to node"])
def test_internal_traffic_may_be_kept_on_the_node(suite: Suite, space: Space, client: Json, server: Json) -> None:
    first, second = _nodes(suite, space)
    address = _jig(space, "svc-itp", internalTrafficPolicy="Local", ports=[{"port": 80, "protocol": "TCP", "targetPort": 8000}])["spec"]["clusterIP"]
    space.synced("echo-hostname-0", "netexec", "--http-port", "8000", "--udp-port", "-1", labels=LABELS, nodeName=first, **server)
    for number, node in enumerate((first, second)):
        space.synced(f"pause-pod-{number}", nodeName=node, **client)
    suite.wait(lambda: space.addresses("svc-itp"))
    expected = first if server else "echo-hostname-0"
    assert _always(space, "pause-pod-0", f"{address}:80") == expected
    _always(space, "pause-pod-1", f"{address}:80", None)


def test_external_traffic_that_is_kept_local_keeps_its_source(suite: Suite, space: Space) -> None:
    first, second = _nodes(suite, space)
    port = _jig(space, "external-local-nodeport", type="NodePort", externalTrafficPolicy="Local")["spec"]["ports"][0]["nodePort"]
    space.synced("webserver", "netexec", "--http-port=80", labels=LABELS, nodeName=first)
    space.host_pod("hostexec", nodeName=second)
    found = suite.wait(lambda: space.sh("hostexec", f"curl -g -q -s --connect-timeout 3 http://{_address(suite, first)}:{port}/clientip"))
    assert found.rpartition(":")[0] == _address(suite, second)


def test_the_health_port_of_a_load_balancer(suite: Suite, space: Space) -> None:
    first, second = _nodes(suite, space)
    service = _jig(space, "hc", type="LoadBalancer", externalTrafficPolicy="Local")
    port, node_port = service["spec"]["healthCheckNodePort"], service["spec"]["ports"][0]["nodePort"]
    space.synced("webserver", *NETEXEC[1:], labels=LABELS, nodeName=first, **DELAYED)
    space.synced("pause-pod-0", nodeName=second)
    target = _address(suite, first)

    def health() -> str:
        return space.sh("pause-pod-0", f'curl -s -o /dev/null -w "%{{http_code}}" --max-time 5 http://{target}:{port}/healthz')

    suite.wait(lambda: health() == "200")
    space.delete("pods/webserver")
    suite.wait(lambda: health() == "503")
    assert space.sh("pause-pod-0", f"curl -q -s --connect-timeout 5 http://{target}:{node_port}/hostname") == "webserver"


def test_the_external_policy_changes(suite: Suite, space: Space) -> None:
    one, two, three = (node["metadata"]["name"] for node in suite.nodes())
    service = _jig(space, "etp", type="LoadBalancer", externalTrafficPolicy="Local")["spec"]
    port, health = service["ports"][0]["nodePort"], service["healthCheckNodePort"]
    space.synced("webserver", "netexec", "--http-port=80", labels=LABELS, nodeName=one)
    space.host_pod("hostexec", nodeName=three)
    suite.wait(lambda: space.addresses("etp"))

    def line(node: str) -> str:
        return space.sh("hostexec", f"curl -g -i -s --connect-timeout 3 http://{_address(suite, node)}:{health}/healthz").partition("\n")[0].strip()

    def answers(node: str) -> str:
        return space.sh("hostexec", f"curl -g -q -s --connect-timeout 3 http://{_address(suite, node)}:{port}/clientip").rpartition(":")[0]

    def local() -> None:
        suite.wait(lambda: line(one) == "HTTP/1.1 200 OK")
        suite.wait(lambda: line(two) == "HTTP/1.1 503 Service Unavailable")
        assert answers(one) == answers(three) == _address(suite, three)
        assert answers(two) == ""

    local()
    changed = space.update("etp", lambda spec: spec.update(externalTrafficPolicy="Cluster"))["spec"]
    assert changed.get("healthCheckNodePort", 0) == 0
    suite.wait(lambda: all(answers(node) for node in (one, two, three)))
    assert line(one) == ""
    space.update("etp", lambda spec: spec.update(externalTrafficPolicy="Local", healthCheckNodePort=health))
    local()


def test_a_pod_that_is_not_ready_is_published_where_the_service_says_so(suite: Suite, space: Space) -> None:
    """Also while it ends: its preStop hook takes longer than the test."""
    _jig(space, "tolerate-unready", publishNotReadyAddresses=True)
    container = {"readinessProbe": {"exec": {"command": ["/bin/false"]}}, "lifecycle": {"preStop": {"exec": {"command": ["/bin/sleep", "100"]}}}}
    labels = {**LABELS, "name": "slow-terminating-unready-pod"}
    space.pod("unready", "netexec", "--http-port=80", labels=labels, container=container, terminationGracePeriodSeconds=600)
    space.running("unready")
    pod, name = space.exec_pod(), f"tolerate-unready.{space.name}.svc.cluster.local"

    def reached() -> bool:
        return space.kubectl(pod, f"curl -q -s --connect-timeout 2 http://{name}:80/").code == 0

    suite.wait(reached)
    assert suite.session.get(f"{suite.url}{space.core}/pods/unready:80/proxy/", timeout=10).text
    space.delete("pods/unready")
    space.update("tolerate-unready", lambda spec: spec.update(publishNotReadyAddresses=False))
    suite.wait(lambda: not reached())
    space.update("tolerate-unready", lambda spec: spec.update(publishNotReadyAddresses=True))
    suite.wait(reached)


# -- pods that end


def test_a_pod_that_ends_is_reached_and_reaches(suite: Suite, space: Space) -> None:
    first, second = _nodes(suite, space)
    space.synced("ending", "netexec", "--http-port=80", "--delay-shutdown=100", nodeName=first, terminationGracePeriodSeconds=100)
    space.synced("staying", "netexec", "--http-port=80", nodeName=second)
    space.delete("pods/ending")
    suite.clock.skipped += 15
    addresses = {name: space.read(name)["status"]["podIP"] for name in ("ending", "staying")}
    assert _always(space, "staying", f"{addresses['ending']}:80") == "ending"
    assert _always(space, "ending", f"{addresses['staying']}:80") == "staying"


@pytest.mark.parametrize(("args", "seconds"), [(("netexec",), 2), (("netexec", "--delay-shutdown=20"), 20), (("serve-hostname",), 60), (("netexec", "--delay-shutdown=600"), 100)])
def test_how_long_a_server_goes_on_after_its_deletion(suite: Suite, space: Space, args: tuple[str, ...], seconds: int) -> None:
    space.synced("ending", *args, terminationGracePeriodSeconds=100)
    space.delete("pods/ending")
    suite.clock.skipped += seconds - 1.5
    space.read("ending")
    suite.clock.skipped += 2
    suite("GET", f"{space.core}/pods/ending", code=404)


# -- affinity that ends


@pytest.mark.parametrize("type_", ["ClusterIP", "NodePort"])
def test_affinity_ends_after_its_time(suite: Suite, space: Space, type_: str) -> None:
    service, pods = space.serve_hostname("affinity-timeout", 3, type=type_, sessionAffinity="ClientIP", sessionAffinityConfig={"clientIP": {"timeoutSeconds": 125}})
    client = space.exec_pod("execpod-affinity")
    target = f"{service['spec']['clusterIP']}:80" if type_ == "ClusterIP" else f"{suite.node_addresses()[0]}:{service['spec']['ports'][0]['nodePort']}"
    script = f"curl -q -s --connect-timeout 2 --max-time 60 http://{target}/"
    suite.wait(lambda: space.addresses("affinity-timeout"))
    first = {space.sh(client, script) for _ in range(15)}
    assert len(first) == 1
    seen = set(first)
    for _ in range(20):
        suite.clock.skipped += 130
        seen.add(space.sh(client, script))
    assert first < seen <= set(pods)


# -- load balancers, as far as the API tells of them


def test_a_load_balancer_comes_and_goes_with_the_type(suite: Suite, space: Space) -> None:
    cleanup = "service.kubernetes.io/load-balancer-cleanup"
    _jig(space, "mutability")
    path = f"{space.core}/services/mutability"

    def has(address: bool, finalizer: bool) -> bool:
        found = suite("GET", path)
        return (bool(found["status"]["loadBalancer"].get("ingress")), cleanup in found["metadata"].get("finalizers", ())) == (address, finalizer)

    node_port = space.update("mutability", lambda spec: spec.update(type="NodePort"))["spec"]["ports"][0]["nodePort"]
    balanced = space.update("mutability", lambda spec: spec.update(type="LoadBalancer"))
    assert balanced["spec"]["ports"][0]["nodePort"] == node_port
    suite.wait(lambda: has(True, True))
    address = suite("GET", path)["status"]["loadBalancer"]["ingress"]
    changed = space.update("mutability", lambda spec: spec["ports"][0].update(nodePort=node_port + 1 if node_port < 32767 else node_port - 1))
    assert changed["spec"]["ports"][0]["nodePort"] != node_port
    space.update("mutability", lambda spec: spec["ports"][0].update(port=81))
    assert suite("GET", path)["status"]["loadBalancer"]["ingress"] == address

    def back(spec: Json) -> None:
        spec["type"] = "ClusterIP"
        del spec["ports"][0]["nodePort"]

    space.update("mutability", back)
    suite.wait(lambda: has(False, False))
    space.update("mutability", lambda spec: spec.update(type="LoadBalancer"))
    suite.wait(lambda: has(True, True))
    space.delete("services/mutability")
    suite.wait(lambda: suite.session.get(suite.url + path, timeout=10).status_code == 404)


def test_a_load_balancer_without_node_ports_gets_them_when_they_are_wanted(suite: Suite, space: Space) -> None:
    path = f"{space.core}/services/no-node-ports"
    body = {"kind": "Service", "apiVersion": "v1", "metadata": {"name": "no-node-ports"}, "spec": {"type": "LoadBalancer", "allocateLoadBalancerNodePorts": False, "ports": [{"port": 80, "protocol": "TCP"}], "selector": LABELS}}
    made = suite("POST", f"{space.core}/services", body)
    assert "nodePort" not in made["spec"]["ports"][0]
    suite.wait(lambda: suite("GET", path)["status"]["loadBalancer"].get("ingress"))
    before = suite("GET", path)["status"]
    changed = space.update("no-node-ports", lambda spec: spec.update(allocateLoadBalancerNodePorts=True))
    assert changed["spec"]["ports"][0]["nodePort"]
    assert suite("GET", path)["status"] == before
