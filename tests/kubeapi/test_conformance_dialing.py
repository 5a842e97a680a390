"""What Kubernetes' own tests of Networking ask that are no conformance tests: everybody dials everybody, by way of Services.

docs/kubectl.md says which are meant. A Service is seen to spread: the names that answered must in the end be all names.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import quote

import pytest
import requests

from tests.kubeapi.conftest import Live
from tests.kubeapi.suite import AT_ONCE, DELETE_OPTIONS, Json, Space, Suite

TRIES = 39
PORTS = {"http": 8083, "udp": 8081}
OF_SERVICE = {"http": 80, "udp": 90}


class Net:
    """A server on each node, two Services over them, and who dials."""

    def __init__(self, suite: Suite, on_nodes: bool = False) -> None:
        self.suite, self.space = suite, Space(suite, "nettest", "privileged")
        self.selector = {"selector-1": "true"}
        probe = {"httpGet": {"path": "/healthz", "port": 8083}, "initialDelaySeconds": 10, "periodSeconds": 10, "timeoutSeconds": 30, "successThreshold": 1, "failureThreshold": 3}
        ports = [{"name": "http", "containerPort": 8083}, {"name": "udp", "containerPort": 8081, "protocol": "UDP"}]
        env = [{"name": name, "valueFrom": {"fieldRef": {"fieldPath": f"status.{field}"}}} for name, field in (("HOST_IP", "hostIP"), ("POD_IPS", "podIPs"))]
        container = {"name": "webserver", "ports": ports, "livenessProbe": probe, "readinessProbe": probe, **({"env": env} if on_nodes else {})}
        more = (["--udp-listen-addresses=$(HOST_IP),$(POD_IPS)"], {"hostNetwork": True}) if on_nodes else ([], {})
        nodes = suite.nodes()
        for number, node in enumerate(nodes):
            hostname = {"kubernetes.io/hostname": node["metadata"]["labels"]["kubernetes.io/hostname"]}
            self.space.pod(f"netserver-{number}", "netexec", "--http-port=8083", "--udp-port=8081", *more[0], labels=self.selector, container=container, nodeSelector=hostname, terminationGracePeriodSeconds=None, **more[1])
        self.servers = [self.space.running(f"netserver-{number}", ready=True) for number in range(len(nodes))]
        self.names = {str(one["spec"]["nodeName"] if on_nodes else one["metadata"]["name"]) for one in self.servers}
        tester = {"name": "webserver", "ports": [{"name": "http", "containerPort": 9080}]}
        self.own = self.space.synced("test-container-pod", "netexec", "--http-port=9080", container=tester)["status"]["podIP"]
        self.space.host_pod("host-test-container-pod")
        self.service = self.expose("node-port-service")
        self.node = next(one["address"] for one in nodes[0]["status"]["addresses"] if one["type"] == "InternalIP")

    def expose(self, name: str, **spec: object) -> Json:
        ports = [{"name": "http", "port": 80, "protocol": "TCP", "targetPort": 8083}, {"name": "udp", "port": 90, "protocol": "UDP", "targetPort": 8081}]
        made = self.space.service(name, type="NodePort", selector=self.selector, ports=ports, **spec)
        self.suite.wait(lambda: len(self.space.addresses(name)) == len(self.servers))
        return made

    def node_port(self, protocol: str) -> int:
        return next(int(port["nodePort"]) for port in self.service["spec"]["ports"] if port["name"] == protocol)

    def dial(self, source: str, port: int, protocol: str, host: str, target: int, request: str = "hostname") -> Json:
        url = f"http://{source}:{port}/dial?request={request}&protocol={protocol}&host={host}&port={target}&tries=1"
        done = self.space.run("test-container-pod", "/bin/sh", "-c", f"curl -g -q -s '{url}'", container="webserver")
        return dict(json.loads(done.out))

    def dial_from_node(self, protocol: str, host: str, target: int) -> str:
        command = f"echo hostName | nc -w 1 -u {host} {target}" if protocol == "udp" else f"curl -g -q -s --max-time 15 --connect-timeout 1 http://{host}:{target}/hostName"
        done = self.space.run("host-test-container-pod", "/bin/sh", "-c", f"{command} | grep -v '^\\s*$'")
        return done.out.strip() if (done.err, done.code) == ("", 0) else ""

    def seen(self, source: str, protocol: str, host: str, target: int) -> set[str]:
        """The names that answered; as soon as it is all of them."""
        found: set[str] = set()
        for _ in range(TRIES):
            if source == "node":
                found |= {self.dial_from_node(protocol, host, target)} - {""}
            else:
                address, port = (self.own, 9080) if source == "pod" else (self.servers[0]["status"]["podIP"], 8083)
                found |= {one.strip() for one in self.dial(address, port, protocol, host, target).get("responses", ())}
            if found == self.names:
                break
        return found


@pytest.fixture(scope="module")
def net(alone: Live) -> Iterator[Net]:
    made = Net(Suite(alone))
    yield made
    made.space.close()


@pytest.mark.parametrize("protocol", PORTS)
@pytest.mark.parametrize("source", ["pod", "node", "endpoint"])
def test_services_lead_to_all_pods(net: Net, source: str, protocol: str) -> None:
    assert net.seen(source, protocol, net.service["spec"]["clusterIP"], OF_SERVICE[protocol]) == net.names
    assert net.seen(source, protocol, net.node, net.node_port(protocol)) == net.names


@pytest.mark.parametrize("protocol", PORTS)
def test_a_client_stays_with_its_pod(net: Net, protocol: str) -> None:
    address = net.expose(f"session-affinity-{protocol}", sessionAffinity="ClientIP")["spec"]["clusterIP"]
    assert len({str(net.dial(net.own, 9080, protocol, address, OF_SERVICE[protocol])["responses"]) for _ in range(10)}) == 1


def test_one_of_two_services_with_the_same_pods_goes(net: Net) -> None:
    second = net.expose("second-node-port-service")["spec"]["clusterIP"]
    assert net.seen("pod", "http", second, 80) == net.names
    net.space.delete("services/second-node-port-service")
    assert net.seen("pod", "http", net.service["spec"]["clusterIP"], 80) == net.names


@pytest.mark.parametrize("protocol", PORTS)
def test_a_request_may_be_large(net: Net, protocol: str) -> None:
    words = "x" * 2000
    request = f"echo?msg={words}" if protocol == "http" else quote(f"echo {words}")
    found = net.dial(net.own, 9080, protocol, net.service["spec"]["clusterIP"], OF_SERVICE[protocol], quote(request) if protocol == "http" else request)
    assert found == {"responses": [words]}


def test_a_pod_that_went_is_not_dialled_any_more_and_a_service_that_went_by_nobody(alone: Live) -> None:
    net = Net(Suite(alone))
    net.space.delete("pods/netserver-0", AT_ONCE)
    gone, address = net.names - (net.names - {"netserver-0"}), net.service["spec"]["clusterIP"]
    net.names = net.names - gone
    net.suite.wait(lambda: len(net.space.addresses("node-port-service")) == len(net.names))
    for protocol, port in OF_SERVICE.items():
        assert {str(net.dial(net.own, 9080, protocol, address, port)["responses"][0]) for _ in range(TRIES)} == net.names
    net.suite("DELETE", f"{net.space.core}/services/node-port-service", DELETE_OPTIONS)
    for protocol in PORTS:
        assert net.dial_from_node(protocol, net.node, net.node_port(protocol)) == ""
        assert "responses" not in net.dial(net.own, 9080, protocol, net.node, net.node_port(protocol))
    net.space.close()


def test_nodes_serve_themselves(alone: Live) -> None:
    net = Net(Suite(alone), on_nodes=True)
    for protocol in PORTS:
        for source in ("pod", "node", "endpoint"):
            assert net.seen(source, protocol, net.service["spec"]["clusterIP"], OF_SERVICE[protocol]) == net.names
        assert net.seen("node", protocol, net.node, net.node_port(protocol)) == net.names
    net.space.close()


def test_a_proxy_tells_of_itself_on_its_node(net: Net) -> None:
    healthy = net.space.kubectl("host-test-container-pod", "curl -i -q -s --connect-timeout 1 http://localhost:10256/healthz").out
    assert "200 OK" in healthy
    assert "lastUpdated" in healthy
    mode = "curl -o /dev/null -i -q -s -w %{http_code} --connect-timeout 1 http://localhost:10249/proxyMode"
    assert net.space.sh("host-test-container-pod", mode) == "200"


@pytest.mark.parametrize("path", ["/healthz", "/api", "/apis", "/metrics", "/openapi/v2", "/version"])
def test_the_api_server_has_its_fixed_paths(alone: Live, path: str) -> None:
    assert requests.get(alone.url + path, timeout=10).ok


def test_pods_see_each_other_by_their_own_addresses(net: Net) -> None:
    """Nothing is masqueraded between pods, on one node or on two."""
    for one in net.servers:
        for other in net.servers:
            done = net.space.run(one["metadata"]["name"], "/bin/sh", "-c", f"curl -q -s {other['status']['podIP']}:8083/clientip", container="webserver")
            assert done.out.rpartition(":")[0] == one["status"]["podIP"]


def test_pods_reach_pods_by_sctp(net: Net) -> None:
    """Also by way of a Service."""
    labels = {"protocol": "sctp"}
    ports = [{"name": "sctp", "containerPort": 8082, "protocol": "SCTP"}]
    address = net.space.synced("sctp-server", "netexec", "--http-port=8083", "--udp-port=8081", "--sctp-port=8082", labels=labels, container={"ports": ports})["status"]["podIP"]
    service = net.space.service("sctp-service", selector=labels, ports=[{"name": "sctp", "port": 95, "targetPort": 8082, "protocol": "SCTP"}])["spec"]["clusterIP"]
    for host, port in ((address, 8082), (service, 95)):
        assert net.dial(net.own, 9080, "sctp", host, port) == {"responses": ["sctp-server"]}
