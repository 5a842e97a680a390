"""What Kubernetes' own conformance tests ask of Services with traffic, by commands in pods. docs/kubectl.md says which are meant."""

from __future__ import annotations

import pytest

from tests.kubeapi.suite import AT_ONCE, Json, Space, Suite

SPACE = ("services",)

SERVER = ["/agnhost", "serve-hostname", "--http=false", "--tcp", "--udp"]
BLANK = [{"name": "FOO", "value": " "}]


def _listening(port: int, name: str = "") -> Json:
    named = {"name": name} if name else {}
    return {"ports": [{**named, "containerPort": port, "protocol": "TCP"}], "env": BLANK}


def test_endpoints_come_and_go_with_their_pods(space: Space) -> None:
    labels = {"testid": "endpoint-test2-uuid"}
    space.service("endpoint-test2", labels, type="ClusterIP", selector=labels, ports=[{"protocol": "TCP", "port": 80, "targetPort": 0}])
    space.has_none("endpoint-test2")
    space.synced("pod1", "netexec", "--http-port", "80", labels=labels, container=_listening(80))
    space.has_pods("endpoint-test2", "pod1")
    execpod = space.exec_pod()
    space.serves(execpod, "endpoint-test2")
    space.synced("pod2", "netexec", "--http-port", "80", labels=labels, container=_listening(80))
    space.has_pods("endpoint-test2", "pod1", "pod2")
    space.serves(execpod, "endpoint-test2")
    space.delete("pods/pod1")
    space.has_pods("endpoint-test2", "pod2")
    space.serves(execpod, "endpoint-test2")
    space.delete("pods/pod2")
    space.has_none("endpoint-test2")
    space.delete("services/endpoint-test2")


def test_each_port_has_the_pods_that_declare_it(space: Space) -> None:
    labels = {"testid": "multi-endpoint-test-uuid"}
    ports = [{"name": "portname1", "protocol": "TCP", "port": 80, "targetPort": "svc1"}, {"name": "portname2", "protocol": "TCP", "port": 81, "targetPort": "svc2"}]
    space.service("multi-endpoint-test", labels, type="ClusterIP", selector=labels, ports=ports)
    space.has_none("multi-endpoint-test")
    first, second = ("portname1", "TCP", "pod1", 100), ("portname2", "TCP", "pod2", 101)
    space.synced("pod1", "netexec", "--http-port", "100", labels=labels, container=_listening(100, "svc1"))
    space.has_ports("multi-endpoint-test", first)
    space.synced("pod2", "netexec", "--http-port", "101", labels=labels, container=_listening(101, "svc2"))
    space.has_ports("multi-endpoint-test", first, second)
    space.serves(space.exec_pod(), "multi-endpoint-test")
    space.delete("pods/pod1")
    space.has_ports("multi-endpoint-test", second)
    space.delete("pods/pod2")
    space.has_none("multi-endpoint-test")


def test_one_port_number_with_two_protocols_and_then_only_one(suite: Suite, space: Space) -> None:
    labels = {"testid": "multiprotocol-test-uuid"}
    tcp, udp = ({"name": f"{name.lower()}-port", "protocol": name, "port": 80, "targetPort": 80} for name in ("TCP", "UDP"))
    made = space.service("multiprotocol-test", labels, type="ClusterIP", selector=labels, ports=[tcp, udp])
    ports = [{"containerPort": 80, "protocol": name} for name in ("TCP", "UDP")]
    space.synced("pod1", "netexec", "--http-port", "80", "--udp-port", "80", labels=labels, container={"ports": ports, "env": BLANK})
    space.has_ports("multiprotocol-test", ("tcp-port", "TCP", "pod1", 80), ("udp-port", "UDP", "pod1", 80))
    execpod, address = space.exec_pod(), made["spec"]["clusterIP"]

    def answers(flag: str) -> str:
        return space.sh(execpod, f"echo hostName | nc -v {flag} -w 2 {address} 80")

    def only(port: Json, flag: str, other: str) -> None:
        space.update("multiprotocol-test", lambda spec: spec.update(ports=[port]))
        suite.wait(lambda: answers(flag), 30)
        suite.wait(lambda: not answers(other), 30)

    suite.wait(lambda: answers("-t"), 30)
    suite.wait(lambda: answers("-u"), 30)
    only(tcp, "-t", "-u")
    only(udp, "-u", "-t")


def test_a_node_port_answers_on_every_node(space: Space) -> None:
    labels = {"testid": "nodeport-test-uuid"}
    space.service("nodeport-test", labels, type="NodePort", selector=labels, ports=[{"protocol": "TCP", "port": 80, "targetPort": 9376}])
    space.deployment("nodeport-test", 2, labels, SERVER)
    space.serves(space.exec_pod(), "nodeport-test")


@pytest.mark.parametrize("type_", ["ClusterIP", "NodePort"])
def test_an_external_name_becomes_a_service(space: Space, type_: str) -> None:
    labels = {"testid": "externalname-service-uuid"}
    space.service("externalname-service", labels, type="ExternalName", externalName="foo.example.com", selector=labels)

    def change(spec: Json) -> None:
        del spec["externalName"]
        spec.update(type=type_, ports=[{"name": "http", "protocol": "TCP", "port": 80, "targetPort": 9376}])

    space.update("externalname-service", change)
    space.deployment("externalname-service", 2, labels, SERVER)
    space.serves(space.exec_pod(), "externalname-service")
    space.delete("services/externalname-service")


@pytest.mark.parametrize("type_", ["ClusterIP", "NodePort"])
def test_a_service_becomes_an_external_name_and_is_found_by_its_alias(suite: Suite, space: Space, type_: str) -> None:
    labels = {"testid": "changed-uuid"}
    space.service("changed", labels, type=type_, selector=labels, ports=[{"protocol": "TCP", "port": 80, "targetPort": 0}])
    space.serve_hostname("externalsvc", 2)
    name = f"externalsvc.{space.name}.svc.cluster.local"
    changed = space.update("changed", lambda spec: spec.update(type="ExternalName", externalName=name))
    assert not changed["spec"].keys() & {"clusterIPs", "ipFamilies", "ipFamilyPolicy"}
    execpod = space.exec_pod()
    suite.wait(lambda: space.kubectl(execpod, f"nslookup changed.{space.name}.svc.cluster.local").code == 0)
    space.stop("externalsvc")
    space.delete("services/changed")


def _custom_slices(space: Space, ports: dict[str, str], numbers: dict[str, int]) -> Json:
    """A Service without selector, and a slice for each of its ports: name of the port -> pod, and the number there."""
    service = space.service("example-custom-endpoints", ports=[{"name": f"port{n}", "port": n, "protocol": "TCP", "targetPort": 0} for n in (80, 81)])
    for name, pod in ports.items():
        labels = {"kubernetes.io/service-name": "example-custom-endpoints", "endpointslice.kubernetes.io/managed-by": f"e2e-test{space.name}"}
        endpoint = {"addresses": [space.read(pod)["status"]["podIP"]], "conditions": {"ready": True}}
        meta = {"generateName": "e2e-custom-slice", "creationTimestamp": None, "labels": labels}
        body = {"kind": "EndpointSlice", "apiVersion": "discovery.k8s.io/v1", "metadata": meta, "addressType": "IPv4", "endpoints": [endpoint], "ports": [{"name": name, "port": numbers[name], "protocol": "TCP"}]}
        space.suite("POST", space.slices, body)
    return service


def test_two_slices_give_a_service_two_ports_of_one_pod(space: Space) -> None:
    containers = [{"name": f"container{n}", "image": "registry.k8s.io/e2e-test-images/agnhost:2.63.0", "args": ["netexec", "--http-port", str(port), "--udp-port", "-1"], "resources": {}} for n, port in ((1, 8090), (2, 9090))]
    space.synced("pod-handle-http-request", containers=containers)
    pod = "pod-handle-http-request"
    address = _custom_slices(space, {"port80": pod, "port81": pod}, {"port80": 8090, "port81": 9090})["spec"]["clusterIP"]
    client = space.pod("pause-pod-0")["metadata"]["name"]
    space.running(client, ready=True)
    for port in (80, 81):
        space.hostname(client, f"{address}:{port}", pod)


def test_two_slices_of_two_pods_are_joined_by_the_name_of_the_port(space: Space) -> None:
    for name in ("pod1", "pod2"):
        space.synced(name, "netexec", "--http-port", "8090", "--udp-port", "-1")
    address = _custom_slices(space, {"port80": "pod1", "port81": "pod2"}, {"port80": 8090, "port81": 8090})["spec"]["clusterIP"]
    space.synced("pause-pod-0")
    for _ in range(5):
        space.hostname("pause-pod-0", f"{address}:80", "pod1")
        space.hostname("pause-pod-0", f"{address}:81", "pod2")


# -- affinity

_SIXTEEN = "for i in $(seq 0 15); do echo; curl -q -s --connect-timeout 2 --max-time 60 http://{}/ ; done"


@pytest.mark.parametrize("switched", [False, True])
@pytest.mark.parametrize("type_", ["ClusterIP", "NodePort"])
def test_session_affinity(suite: Suite, space: Space, type_: str, switched: bool) -> None:
    service, pods = space.serve_hostname("affinity", 3, type=type_, sessionAffinity="ClientIP")
    execpod = space.exec_pod("execpod-affinity")
    space.serves(execpod, "affinity")
    target = f"{service['spec']['clusterIP']}:80" if type_ == "ClusterIP" else f"{suite.node_addresses()[0]}:{service['spec']['ports'][0]['nodePort']}"
    seen: list[str] = []

    def holds() -> bool:
        seen.extend(host.strip() for host in space.sh(execpod, _SIXTEEN.format(target)).split("\n") if host)
        assert set(seen) <= set(pods)
        assert len(seen) >= 15
        return len(set(seen[-15:])) == 1

    assert holds()
    if switched:
        for affinity in ("None", "ClientIP"):
            space.update("affinity", lambda spec, affinity=affinity: spec.update(sessionAffinity=affinity))  # type: ignore[misc]
            seen.clear()
            assert holds() == (affinity == "ClientIP")
    space.delete(f"pods/{execpod}", AT_ONCE)
    suite("GET", f"{space.core}/pods/{execpod}", code=404)
    space.stop("affinity")
