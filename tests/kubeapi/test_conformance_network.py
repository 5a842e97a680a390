"""What Kubernetes' own conformance tests ask of pods, nodes, host ports and the proxy subresource. docs/kubectl.md says which are meant."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.kubeapi.suite import AGNHOST, DELETE_OPTIONS, Json, Space, Suite

SPACE = ("pod-network-test",)


@pytest.fixture
def proxy(suite: Suite) -> Iterator[Space]:
    """Its name begins like the subresource."""
    made = Space(suite, "proxy")
    yield made
    made.close()


def _probe(path: str, port: int, **times: int) -> Json:
    return {"httpGet": {"path": path, "port": port}, "timeoutSeconds": 30, "failureThreshold": 3, "successThreshold": 1, **times}


def _netservers(suite: Suite, space: Space) -> list[Json]:
    """One on each node."""
    probe = _probe("/healthz", 8083, initialDelaySeconds=10, periodSeconds=10)
    ports = [{"name": "http", "containerPort": 8083, "protocol": "TCP"}, {"name": "udp", "containerPort": 8081, "protocol": "UDP"}]
    container = {"name": "webserver", "ports": ports, "livenessProbe": probe, "readinessProbe": probe}
    names = []
    for number, node in enumerate(suite.nodes()):
        names.append(f"netserver-{number}")
        hostname = {"kubernetes.io/hostname": node["metadata"]["labels"]["kubernetes.io/hostname"]}
        space.pod(names[-1], "netexec", "--http-port=8083", "--udp-port=8081", labels={"selector-1": "true"}, container=container, nodeSelector=hostname, terminationGracePeriodSeconds=None)
    return [space.running(name, ready=True) for name in names]


@pytest.mark.parametrize(("protocol", "port"), [("http", 8083), ("udp", 8081)])
def test_pods_reach_pods_on_every_node(suite: Suite, space: Space, protocol: str, port: int) -> None:
    targets = _netservers(suite, space)
    container = {"name": "webserver", "ports": [{"name": "http", "containerPort": 9080}]}
    own = space.synced("test-container-pod", "netexec", "--http-port=9080", container=container)["status"]["podIP"]
    for target in targets:
        url = f"http://{own}:9080/dial?request=hostname&protocol={protocol}&host={target['status']['podIP']}&port={port}&tries=1"
        done = space.run("test-container-pod", "/bin/sh", "-c", f"curl -g -q -s '{url}'", container="webserver")
        assert json.loads(done.out) == {"responses": [target["metadata"]["name"]]}


@pytest.mark.parametrize(
    "script", ["curl -g -q -s --max-time 15 --connect-timeout 1 http://{}:8083/hostName", "echo hostName | nc -w 1 -u {} 8081"], ids=["http", "udp"]
)
def test_a_node_reaches_pods_on_every_node(suite: Suite, space: Space, script: str) -> None:
    targets = _netservers(suite, space)
    space.host_pod("host-test-container-pod")
    for target in targets:
        done = space.run("host-test-container-pod", "/bin/sh", "-c", f"{script.format(target['status']['podIP'])} | grep -v '^\\s*$'")
        assert (done.out.strip(), done.err, done.code) == (target["metadata"]["name"], "", 0)


def test_host_ports_differ_by_address_and_protocol(suite: Suite, space: Space) -> None:
    node = suite.nodes()[0]
    name = node["metadata"]["name"]
    (inside,) = (one["address"] for one in node["status"]["addresses"] if one["type"] == "InternalIP")
    for pod, address, protocol in (("pod1", "127.0.0.1", "TCP"), ("pod2", inside, "TCP"), ("pod3", inside, "UDP")):
        port = {"hostPort": 54323, "containerPort": 8080, "protocol": protocol, "hostIP": address}
        args, http = (["--http-port=8008", "--udp-port=8080"], 8008) if protocol == "UDP" else (["--http-port=8080", "--udp-port=-1"], 8080)
        container = {"name": "agnhost", "ports": [port], "readinessProbe": {"httpGet": {"path": "/hostname", "port": http, "scheme": "HTTP"}}}
        space.synced(pod, "netexec", *args, labels={"pod": pod}, container=container, nodeName=name)
    space.host_pod("e2e-host-exec", nodeName=name, containers=[{"name": "e2e-host-exec", "image": AGNHOST, "resources": {}}])
    commands = {
        "pod1": f"curl -g --connect-timeout 5 --interface {inside} http://127.0.0.1:54323/hostname",
        "pod2": f"curl -g --connect-timeout 5 http://{inside}:54323/hostname",
        "pod3": f"echo hostname | nc -u -w 5 {inside} 54323",
    }
    for _ in range(5):
        for pod, command in commands.items():
            done = space.run("e2e-host-exec", "/bin/sh", "-c", command, container="e2e-host-exec")
            assert (done.out.strip(), done.code) == (pod, 0)


# -- the proxy subresource

_PORTER = {
    "SERVE_PORT_80": '<a href="/rewriteme">test</a>', "SERVE_PORT_1080": '<a href="/rewriteme">test</a>', "SERVE_PORT_160": "foo", "SERVE_PORT_162": "bar",
    "SERVE_TLS_PORT_443": '<a href="/tlsrewriteme">test</a>', "SERVE_TLS_PORT_460": "tls baz", "SERVE_TLS_PORT_462": "tls qux",
}  # fmt: skip


def _answers(pod: str, service: str) -> dict[str, str]:
    """Body by the way that leads to it; `{}` stands for that way's own prefix."""
    link, tls = '<a href="{}/rewriteme">test</a>', '<a href="{}/tlsrewriteme">test</a>'
    return {
        f"services/{service}:portname1": "foo", f"services/http:{service}:portname1": "foo", f"services/{service}:portname2": "bar",
        f"services/http:{service}:portname2": "bar", f"services/https:{service}:tlsportname1": "tls baz", f"services/https:{service}:tlsportname2": "tls qux",
        f"pods/{pod}": link, f"pods/{pod}:1080": link, f"pods/http:{pod}:1080": link, f"pods/{pod}:160": "foo", f"pods/http:{pod}:160": "foo",
        f"pods/{pod}:162": "bar", f"pods/http:{pod}:162": "bar", f"pods/https:{pod}:443": tls, f"pods/https:{pod}:460": "tls baz", f"pods/https:{pod}:462": "tls qux",
    }  # fmt: skip


def test_sixteen_ways_lead_through_the_proxy_at_once(suite: Suite, proxy: Space) -> None:
    labels = {"proxy-service-target": "true"}
    ports = [("portname1", 80, "dest1"), ("portname2", 81, 162), ("tlsportname1", 443, "tlsdest1"), ("tlsportname2", 444, 462)]
    spec = {"selector": labels, "ports": [{"name": name, "port": port, "targetPort": target} for name, port, target in ports]}
    service = suite("POST", f"{proxy.core}/services", {"kind": "Service", "apiVersion": "v1", "metadata": {"generateName": "proxy-service-", "creationTimestamp": None}, "spec": spec, "status": {"loadBalancer": {}}})["metadata"]["name"]
    declared = [{"containerPort": 80}, *({"name": name, "containerPort": port, "protocol": "TCP"} for name, port in (("dest1", 160), ("dest2", 162), ("tlsdest1", 460), ("tlsdest2", 462)))]
    probe = {"httpGet": {"port": 80}, "initialDelaySeconds": 1, "timeoutSeconds": 5, "periodSeconds": 10}
    made = proxy.deployment(service, 1, labels, ["/agnhost", "porter"], env=[{"name": key, "value": value} for key, value in _PORTER.items()], ports=declared, readinessProbe=probe)
    (pod,) = (one["metadata"]["name"] for one in proxy.pods_of(made))
    suite.wait(lambda: proxy.addresses(service))
    expected = {f"{proxy.core}/{way}/proxy/": body.format(f"{proxy.core}/{way}/proxy") for way, body in _answers(pod, service).items()}
    with requests.Session() as session, ThreadPoolExecutor(len(expected)) as threads:
        for _ in range(5):
            found = threads.map(lambda path: (path, session.get(suite.url + path, timeout=30)), expected)
            assert {path: (answer.status_code, answer.text) for path, answer in found} == {path: (200, body) for path, body in expected.items()}
    suite("DELETE", f"{proxy.apps}/deployments/{service}", DELETE_OPTIONS)


@pytest.mark.parametrize("path", ["/some/path/with/{0}", "?method={0}"], ids=["a path", "no path"])
def test_every_method_goes_through_the_proxy(suite: Suite, proxy: Space, path: str) -> None:
    labels = {"test": "response"}
    container = {"name": "agnhost", "image": AGNHOST, "command": ["/agnhost", "porter", "--json-response"], "env": [{"name": "SERVE_PORT_80", "value": "foo"}], "resources": {}}
    proxy.pod("agnhost", labels=labels, containers=[container], restartPolicy="Never")
    proxy.running("agnhost")
    proxy.service("test-service", labels, selector=labels, ports=[{"protocol": "TCP", "port": 80, "targetPort": 80}])
    suite.wait(lambda: proxy.addresses("test-service"))
    for target in ("pods/agnhost", "services/test-service"):
        for method in ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"):
            found = requests.request(method, f"{suite.url}{proxy.core}/{target}/proxy{path.format(method)}", timeout=10, allow_redirects=False)
            if method in ("GET", "HEAD") and path.startswith("?"):
                assert (found.status_code, found.headers["Location"]) == (301, f"{proxy.core}/{target}/proxy/?method={method}")
            else:
                assert found.status_code == 200
                assert method == "HEAD" or found.json() == {"Method": method, "Body": "foo"}
