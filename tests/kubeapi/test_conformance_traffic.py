"""What Kubernetes' own conformance tests of sig-network ask of containers, DNS and the network, over exec."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from kubernetes import client
from kubernetes.stream import stream

from tests.kubeapi.conftest import Live, api_client, new_namespace, ready

AGNHOST = "registry.k8s.io/e2e-test-images/agnhost:2.63.0"
Json = dict[str, Any]


class Pods:
    """A namespace with pods in it, and commands in them."""

    def __init__(self, url: str) -> None:
        self.url, self.namespace = url, new_namespace(url)
        self.core = client.CoreV1Api(api_client(url))

    def run(self, name: str, *args: str, labels: dict[str, str] | None = None, ports: list[Json] | None = None, probe: Json | None = None, **spec: Any) -> None:
        container: Json = {"name": "main", "image": AGNHOST, "args": list(args) or ["pause"], "ports": ports or []}
        if probe:
            container |= {"readinessProbe": probe, "livenessProbe": probe}
        body = {"metadata": {"name": name, "labels": labels or {}}, "spec": {"containers": [container], "terminationGracePeriodSeconds": 0, **spec}}
        self.core.create_namespaced_pod(self.namespace, body)

    def ready(self, *names: str, seconds: float = 30) -> None:
        ready(self.core, self.namespace, *names, seconds=seconds)

    def service(self, name: str, **spec: Any) -> Any:
        return self.core.create_namespaced_service(self.namespace, {"metadata": {"name": name}, "spec": spec})

    def address(self, name: str) -> str:
        return str(self.core.read_namespaced_pod(name, self.namespace).status.pod_ip)

    def exec(self, pod: str, *argv: str) -> tuple[str, str, int]:
        """(stdout, stderr, exit code)"""
        core = client.CoreV1Api(api_client(self.url))  # the client's stream takes its connections over
        socket = stream(core.connect_get_namespaced_pod_exec, pod, self.namespace, command=list(argv), stdout=True, stderr=True, stdin=False, tty=False, _preload_content=False)
        socket.run_forever(timeout=30)
        return socket.read_stdout(), socket.read_stderr(), socket.returncode

    def sh(self, pod: str, script: str) -> str:
        """What a script prints that succeeds."""
        out, err, code = self.exec(pod, "/bin/sh", "-x", "-c", script)
        assert code == 0, (out, err)
        return out.strip()


@pytest.fixture
def pods(alone: Live) -> Pods:
    return Pods(alone.url)


def _node_addresses(pods: Pods) -> list[str]:
    return [address.address for node in pods.core.list_node().items for address in node.status.addresses if address.type == "InternalIP"]


def _reaches(pods: Pods, target: str, port: int, flag: str = "-t") -> bool:
    return bool(pods.sh("execpod", f"echo hostName | nc -v {flag} -w 2 {target} {port}"))


def test_a_service_by_name_address_and_node_port(pods: Pods) -> None:
    for name in ("one", "two"):
        pods.run(name, "serve-hostname", "--http=false", "--tcp", "--udp", labels={"app": "web"})
    pods.run("execpod")
    made = pods.service("web", type="NodePort", selector={"app": "web"}, ports=[{"port": 80, "targetPort": 9376}])
    pods.ready("one", "two", "execpod")
    assert _reaches(pods, "web", 80)
    assert _reaches(pods, made.spec.cluster_ip, 80)
    for address in _node_addresses(pods)[:2]:
        assert _reaches(pods, address, made.spec.ports[0].node_port)


def test_one_port_number_with_two_protocols_and_then_only_one(pods: Pods) -> None:
    pods.run("both", "netexec", "--http-port", "80", "--udp-port", "80", labels={"app": "both"})
    pods.run("execpod")
    tcp, udp = {"name": "tcp-port", "port": 80, "protocol": "TCP"}, {"name": "udp-port", "port": 80, "protocol": "UDP"}
    made = pods.service("both", selector={"app": "both"}, ports=[tcp, udp])
    pods.ready("both", "execpod")
    address = made.spec.cluster_ip
    assert _reaches(pods, address, 80)
    assert _reaches(pods, address, 80, "-u")
    pods.core.patch_namespaced_service("both", pods.namespace, [{"op": "replace", "path": "/spec/ports", "value": [tcp]}])
    assert _reaches(pods, address, 80)
    assert not pods.exec("execpod", "/bin/sh", "-c", f"echo hostName | nc -v -u -w 2 {address} 80")[0].strip()
    pods.core.patch_namespaced_service("both", pods.namespace, [{"op": "replace", "path": "/spec/ports", "value": [udp]}])
    assert _reaches(pods, address, 80, "-u")
    assert pods.exec("execpod", "/bin/sh", "-c", f"echo hostName | nc -v -t -w 2 {address} 80")[2] != 0


def test_named_target_ports_reach_only_the_pod_that_has_them(pods: Pods) -> None:
    for number, (name, port) in enumerate((("pod1", 100), ("pod2", 101)), 1):
        pods.run(name, "netexec", "--http-port", str(port), labels={"app": "multi"}, ports=[{"name": f"svc{number}", "containerPort": port}])
    pods.run("execpod")
    ports = [{"name": "portname1", "port": 80, "targetPort": "svc1"}, {"name": "portname2", "port": 81, "targetPort": "svc2"}]
    made = pods.service("multi", selector={"app": "multi"}, ports=ports)
    pods.ready("pod1", "pod2", "execpod")
    for port, name in ((80, "pod1"), (81, "pod2")):
        for _ in range(3):
            assert pods.sh("execpod", f"curl -q -s --max-time 30 {made.spec.cluster_ip}:{port}/hostname") == name


def test_slices_of_ones_own_are_joined_by_the_name_of_the_port(pods: Pods) -> None:
    for name in ("pod1", "pod2"):
        pods.run(name, "netexec", "--http-port", "8090", "--udp-port", "-1")
    pods.run("execpod")
    made = pods.service("custom", ports=[{"name": "port80", "port": 80}, {"name": "port81", "port": 81}])
    pods.ready("pod1", "pod2", "execpod")
    slices = client.DiscoveryV1Api(api_client(pods.url))
    for port, name in (("port80", "pod1"), ("port81", "pod2")):
        labels = {"kubernetes.io/service-name": "custom", "endpointslice.kubernetes.io/managed-by": "e2e-test"}
        endpoint = {"addresses": [pods.address(name)], "conditions": {"ready": True}}
        body = {"metadata": {"generateName": "e2e-custom-slice", "labels": labels}, "addressType": "IPv4", "endpoints": [endpoint], "ports": [{"name": port, "port": 8090, "protocol": "TCP"}]}
        slices.create_namespaced_endpoint_slice(pods.namespace, body)
    assert pods.sh("execpod", f"curl -q -s --max-time 30 {made.spec.cluster_ip}:80/hostname") == "pod1"
    assert pods.sh("execpod", f"curl -q -s --max-time 30 {made.spec.cluster_ip}:81/hostname") == "pod2"


_SIXTEEN = "for i in $(seq 0 15); do echo; curl -q -s --connect-timeout 2 --max-time 60 http://{}/ ; done"


@pytest.mark.parametrize("type_", ["ClusterIP", "NodePort"])
def test_session_affinity_holds_and_can_be_switched(pods: Pods, type_: str) -> None:
    for name in ("one", "two", "three"):
        pods.run(name, "serve-hostname", labels={"app": "web"})
    pods.run("execpod")
    made = pods.service("web", type=type_, sessionAffinity="ClientIP", selector={"app": "web"}, ports=[{"port": 80, "targetPort": 9376}])
    pods.ready("one", "two", "three", "execpod")
    target = f"{made.spec.cluster_ip}:80" if type_ == "ClusterIP" else f"{_node_addresses(pods)[0]}:{made.spec.ports[0].node_port}"
    who: Callable[[], set[str]] = lambda: set(pods.sh("execpod", _SIXTEEN.format(target)).split())  # noqa: E731
    assert len(who()) == 1
    pods.core.patch_namespaced_service("web", pods.namespace, {"spec": {"sessionAffinity": "None"}})
    assert len(who()) > 1
    pods.core.patch_namespaced_service("web", pods.namespace, {"spec": {"sessionAffinity": "ClientIP"}})
    assert len(who()) == 1


@pytest.mark.parametrize("type_", ["ClusterIP", "NodePort"])
def test_a_service_becomes_an_external_name_and_is_found_by_its_alias(pods: Pods, type_: str) -> None:
    pods.run("one", "serve-hostname", labels={"app": "external"})
    pods.run("execpod")
    pods.service("externalsvc", selector={"app": "external"}, ports=[{"port": 80, "targetPort": 9376}])
    made = pods.service("changed", type=type_, ports=[{"port": 80}])
    pods.ready("one", "execpod")
    made.spec.type, made.spec.external_name = "ExternalName", f"externalsvc.{pods.namespace}.svc.cluster.local"
    changed = pods.core.replace_namespaced_service("changed", pods.namespace, made)
    assert not changed.spec.cluster_ip
    assert not changed.spec.ports[0].node_port
    assert pods.exec("execpod", "/bin/sh", "-x", "-c", f"nslookup changed.{pods.namespace}.svc.cluster.local")[2] == 0


@pytest.mark.parametrize("type_", ["ClusterIP", "NodePort"])
def test_an_external_name_becomes_a_service(pods: Pods, type_: str) -> None:
    pods.run("one", "serve-hostname", "--http=false", "--tcp", "--udp", labels={"app": "web"})
    pods.run("execpod")
    made = pods.service("changed", type="ExternalName", externalName="foo.example.com", selector={"app": "web"})
    assert made.spec.cluster_ip is None
    made.spec.type, made.spec.external_name = type_, None
    made.spec.ports = [client.V1ServicePort(name="http", port=80, target_port=9376)]
    changed = pods.core.replace_namespaced_service("changed", pods.namespace, made)
    pods.ready("one", "execpod")
    assert _reaches(pods, "changed", 80)
    assert _reaches(pods, changed.spec.cluster_ip, 80)
    assert bool(changed.spec.ports[0].node_port) == (type_ == "NodePort")


def test_pods_and_nodes_reach_pods_by_http_and_udp(pods: Pods) -> None:
    probe = {"httpGet": {"path": "/healthz", "port": 8083}, "initialDelaySeconds": 1, "periodSeconds": 1}
    pods.run("netserver", "netexec", "--http-port=8083", "--udp-port=8081", probe=probe)
    pods.run("test-container-pod", "netexec", "--http-port=9080")
    pods.run("host-test-container-pod", hostNetwork=True)
    pods.ready("netserver", "test-container-pod", "host-test-container-pod")
    own, target = pods.address("test-container-pod"), pods.address("netserver")
    for protocol, port in (("http", 8083), ("udp", 8081)):
        url = f"http://{own}:9080/dial?request=hostname&protocol={protocol}&host={target}&port={port}&tries=1"
        assert json.loads(pods.sh("test-container-pod", f"curl -g -q -s '{url}'")) == {"responses": ["netserver"]}
    for script in (f"curl -g -q -s --max-time 15 --connect-timeout 1 http://{target}:8083/hostName", f"echo hostName | nc -w 1 -u {target} 8081"):
        out, err, code = pods.exec("host-test-container-pod", "/bin/sh", "-c", f"{script} | grep -v '^\\s*$'")
        assert (out.strip(), err, code) == ("netserver", "", 0)


def test_host_ports_differ_by_address_and_protocol(pods: Pods) -> None:
    node, inside = "node-2", "192.168.1.3"
    for name, address, protocol, args in (
        ("pod1", "127.0.0.1", "TCP", ("--http-port=8080", "--udp-port=-1")),
        ("pod2", inside, "TCP", ("--http-port=8080", "--udp-port=-1")),
        ("pod3", inside, "UDP", ("--http-port=8008", "--udp-port=8080")),
    ):
        ports = [{"hostPort": 54323, "containerPort": 8080, "protocol": protocol, "hostIP": address}]
        probe = {"httpGet": {"path": "/hostname", "port": 8008 if protocol == "UDP" else 8080}, "periodSeconds": 1}
        pods.run(name, "netexec", *args, ports=ports, probe=probe, nodeName=node)
    pods.run("e2e-host-exec", nodeName=node, hostNetwork=True)
    pods.ready("pod1", "pod2", "pod3", "e2e-host-exec")
    assert pods.sh("e2e-host-exec", f"curl -g --connect-timeout 5 --interface {inside} http://127.0.0.1:54323/hostname") == "pod1"
    assert pods.sh("e2e-host-exec", f"curl -g --connect-timeout 5 http://{inside}:54323/hostname") == "pod2"
    assert pods.sh("e2e-host-exec", f"echo hostname | nc -u -w 5 {inside} 54323") == "pod3"


def test_dns_as_a_pod_says(pods: Pods) -> None:
    pods.run("own", dnsPolicy="None", dnsConfig={"nameservers": ["1.1.1.1"], "searches": ["resolv.conf.local"]})
    pods.ready("own")
    assert pods.exec("own", "/agnhost", "dns-suffix") == ("resolv.conf.local\n", "", 0)
    assert pods.exec("own", "/agnhost", "dns-server-list")[0].strip() == "1.1.1.1"


# -- the probe loop of the DNS tests: three containers share a directory, and a web server shows it


def _probe(pods: Pods, name: str, records: list[tuple[str, str]], hosts: list[str], reverse: str = "", **spec: Any) -> list[str]:
    """A pod that asks again and again; the files that it is to write."""
    expected, scripts = [], {}
    for who in ("agnhost", "jessie"):
        parts = []
        for record, type_ in records:
            for flag, protocol in (("+notcp", "udp"), ("+tcp", "tcp")):
                file = f"{who}_{protocol}@{record}"
                parts.append(f'check="$$(dig {flag} +noall +answer +search {record} {type_})" && test -n "$$check" && echo OK > /results/{file};')
                expected.append(file)
        for host in hosts:
            parts.append(f'test -n "$$(getent hosts {host})" && echo OK > /results/{who}_hosts@{host};')
            expected.append(f"{who}_hosts@{host}")
        if reverse:
            pointer = ".".join(reversed(reverse.split("."))) + ".in-addr.arpa."
            parts.append(f'check="$$(dig +notcp +noall +answer +search {pointer} PTR)" && test -n "$$check" && echo OK > /results/{reverse}_udp@PTR;')
            expected.append(f"{reverse}_udp@PTR")
        scripts[who] = f"for i in `seq 1 600`; do {' '.join(parts)} sleep 1; done"
    _run_probe(pods, name, scripts, **spec)
    return expected


def _run_probe(pods: Pods, name: str, scripts: dict[str, str], **spec: Any) -> None:
    mount = [{"name": "results", "mountPath": "/results"}]
    images = {"agnhost": AGNHOST, "jessie": "registry.k8s.io/e2e-test-images/glibc-dns-testing:2.0.0"}
    containers = [
        {"name": "webserver", "image": AGNHOST, "args": ["test-webserver"], "ports": [{"name": "http", "containerPort": 80}], "volumeMounts": mount},
        *({"name": f"{who}-querier", "image": images[who], "command": ["sh", "-c", script], "args": ["pause"], "volumeMounts": mount} for who, script in scripts.items()),
    ]
    labels = {"dns-test": "true"}
    pods.core.create_namespaced_pod(pods.namespace, {"metadata": {"name": name, "labels": labels}, "spec": {"containers": containers, "volumes": [{"name": "results", "emptyDir": {}}], **spec}})
    pods.ready(name)


def _result(pods: Pods, pod: str, file: str) -> str:
    return str(pods.core.connect_get_namespaced_pod_proxy_with_path(pod, pods.namespace, f"results/{file}"))


def test_names_of_the_cluster_and_of_services_whole_and_in_part(pods: Pods) -> None:
    port = [{"name": "http", "port": 80}]
    pods.service("dns-test-service", clusterIP="None", selector={"dns-test": "true"}, ports=port)
    made = pods.service("test-service-2", selector={"dns-test": "true"}, ports=port)
    space, own = pods.namespace, "dns-querier-1.dns-test-service"
    records = [("kubernetes.default.svc.cluster.local", "A"), ("dns-test-service", "A"), (f"dns-test-service.{space}", "A"), (f"dns-test-service.{space}.svc.cluster.local", "A"),
               (f"_http._tcp.dns-test-service.{space}.svc.cluster.local", "SRV"), (f"_http._tcp.test-service-2.{space}.svc", "SRV")]  # fmt: skip
    hosts = [f"{own}.{space}.svc.cluster.local", "dns-querier-1"]
    files = _probe(pods, "dns-test", records, hosts, made.spec.cluster_ip, hostname="dns-querier-1", subdomain="dns-test-service")
    for file in files:
        assert _result(pods, "dns-test", file).strip() == "OK", file
    assert pods.core.read_namespaced_pod_log("dns-test", space, container="agnhost-querier") is not None


def test_an_alias_changes_and_becomes_an_address(pods: Pods) -> None:
    name = f"dns-test-service-3.{pods.namespace}.svc.cluster.local"
    made = pods.service("dns-test-service-3", type="ExternalName", externalName="foo.example.com")

    def asked(type_: str, pod: str) -> str:
        script = f"for i in `seq 1 30`; do dig +short {name} {type_} > /results/udp@{name}; sleep 1; done"
        _run_probe(pods, pod, {"agnhost": script})
        return _result(pods, pod, f"udp@{name}").strip()

    assert asked("CNAME", "first") == "foo.example.com."
    pods.core.patch_namespaced_service("dns-test-service-3", pods.namespace, {"spec": {"externalName": "bar.example.com"}})
    assert asked("CNAME", "second") == "bar.example.com."
    made = pods.core.patch_namespaced_service("dns-test-service-3", pods.namespace, {"spec": {"type": "ClusterIP", "ports": [{"name": "http", "port": 80}]}})
    assert asked("A", "third") == made.spec.cluster_ip
