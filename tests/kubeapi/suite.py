"""Kubernetes' own end-to-end suite as a client: what it sends before, in and after each of its tests, in the same form.

Its waits are real time; here a try that fails lets the cluster's clock skip to the next one instead.

Models: test/e2e/e2e.go; test/e2e/framework/{framework,pod,node,service,deployment,endpointslice}
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import requests
import websocket

if TYPE_CHECKING:
    from tests.kubeapi.conftest import Live

Json = dict[str, Any]

AGNHOST = "registry.k8s.io/e2e-test-images/agnhost:2.63.0"
AGENT = "e2e.test/v1.36.0 (linux/amd64) kubernetes/0000000 -- [sig-network] Services should work [Conformance]"
MERGE, STRATEGIC = "application/merge-patch+json", "application/strategic-merge-patch+json"
DELETE_OPTIONS: Json = {"kind": "DeleteOptions", "apiVersion": "v1"}
AT_ONCE: Json = {**DELETE_OPTIONS, "gracePeriodSeconds": 0}
STREAMED_LIST = "watch=true&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&timeout=6m43s&timeoutSeconds=403"
STEP = 2.0
"""Seconds between the tries of a wait."""


class Suite:
    """One run. Objects are sent with what Go's types write unasked: null times, empty structs."""

    def __init__(self, live: Live) -> None:
        self.url, self.clock, self.session = live.url, live.clock, requests.Session()
        self.session.headers.update({"User-Agent": AGENT, "Accept": "application/json"})

    def __call__(self, method: str, path: str, body: Json | None = None, code: int = 0, kind: str = "application/json", **query: str) -> Json:
        """`code`: what is expected, where it is no success."""
        data = None if body is None else json.dumps(body) + "\n"
        found = self.session.request(method, self.url + path, params=query, data=data, headers={"Content-Type": kind}, timeout=30)
        assert found.status_code == (code or (201 if method == "POST" else 200)), (method, path, found.text)
        return dict(found.json())

    def items(self, path: str, **query: str) -> list[Json]:
        return list(self("GET", path, **query)["items"])

    def watch(self, path: str, query: str) -> Iterator[Json]:
        """One JSON object a line; the stream must not end."""
        with requests.get(f"{self.url}{path}?{query}", stream=True, timeout=20, headers={"User-Agent": AGENT, "Accept": "application/json"}) as lines:
            assert (lines.status_code, lines.headers["Content-Type"]) == (200, "application/json"), lines.text
            for line in lines.iter_lines(chunk_size=1):
                event = json.loads(line)
                assert event["type"] != "ERROR", event
                assert int(event["object"]["metadata"]["resourceVersion"]) >= 1
                yield event
        raise AssertionError("the stream has ended")

    def until(self, path: str, revision: str, labels: str, met: Callable[[Json], bool]) -> Json:
        """What a new watch from an old revision comes to."""
        query = urlencode({"allowWatchBookmarks": "true", "labelSelector": labels, "resourceVersion": revision, "watch": "true"})
        return next(event for event in self.watch(path, query) if met(event))

    def informer(self, path: str, **query: str) -> Iterator[Json]:
        """What it is told; before the first, it must have seen the end of the list."""
        seen: list[Json] = []
        synced = False
        for event in self.watch(path, f"{urlencode(query)}&{STREAMED_LIST}" if query else STREAMED_LIST):
            if event["type"] == "BOOKMARK":
                synced = synced or event["object"]["metadata"].get("annotations", {}).get("k8s.io/initial-events-end") == "true"
                assert {"kind", "apiVersion"} <= event["object"].keys()
            else:
                seen.append(event)
            while synced and seen:
                yield seen.pop(0)

    def wait(self, met: Callable[[], Any], seconds: float = 120) -> Any:
        """What it comes to, in so many seconds of the cluster's time."""
        left = seconds
        while not (found := met()):
            assert left > 0, "it did not come to this"
            left -= STEP
            self.clock.skipped += STEP
        return found

    # -- nodes

    def nodes(self) -> list[Json]:
        """Those that can be used."""
        found = self.items("/api/v1/nodes", fieldSelector="spec.unschedulable=false", resourceVersion="0")
        return [node for node in found if _is_usable(node)]

    def node_addresses(self) -> list[str]:
        return [one["address"] for node in self.nodes() for one in node["status"]["addresses"] if one["type"] == "InternalIP"]


def _is_usable(node: Json) -> bool:
    conditions = {one["type"]: one["status"] for one in node["status"]["conditions"]}
    tainted = any(taint["effect"] in ("NoSchedule", "NoExecute") for taint in node["spec"].get("taints") or ())
    return conditions["Ready"] == "True" and conditions.get("NetworkUnavailable", "False") == "False" and not tainted


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    out: str
    err: str
    code: int


class Space:
    """A test's namespace, and what the suite's helpers make in it."""

    def __init__(self, suite: Suite, base: str, level: str = "baseline") -> None:
        self.suite, self.name = suite, f"{base}-{uuid.uuid4().int % 10**8}"
        labels = {"e2e-framework": base, "e2e-run": str(uuid.uuid4()), **{f"pod-security.kubernetes.io/{one}": level for one in ("enforce", "warn", "audit")}}
        body = {"kind": "Namespace", "apiVersion": "v1", "metadata": {"name": self.name, "creationTimestamp": None, "labels": labels}, "spec": {}, "status": {}}
        made = suite("POST", "/api/v1/namespaces", body)
        assert made["metadata"]["labels"]["kubernetes.io/metadata.name"] == self.name
        self.core = f"/api/v1/namespaces/{self.name}"
        self.slices = f"/apis/discovery.k8s.io/v1/namespaces/{self.name}/endpointslices"
        self.apps = f"/apis/apps/v1/namespaces/{self.name}"
        for kind, awaited in (("serviceaccounts", "default"), ("serviceaccounts", "default"), ("configmaps", "kube-root-ca.crt")):
            event = next(suite.informer(f"{self.core}/{kind}", fieldSelector=f"metadata.name={awaited}"))
            assert event["type"] in ("ADDED", "MODIFIED")

    def close(self) -> None:
        for node in self.suite.items("/api/v1/nodes"):
            assert _is_usable(node)
        self.suite("DELETE", f"/api/v1/namespaces/{self.name}", DELETE_OPTIONS)

    # -- pods

    def pod(self, name: str, *args: str, **more: Any) -> Json:
        """Create a pod of the test image. `labels`, `container` (fields of its own), `generate`; the rest is of the spec."""
        labels, container, generate = more.pop("labels", None), more.pop("container", {}), more.pop("generate", False)
        meta = {"generateName" if generate else "name": name, "namespace": self.name, "creationTimestamp": None, **({"labels": labels} if labels else {})}
        one = {"name": "agnhost-container", "image": AGNHOST, "args": list(args) or ["pause"], "resources": {}, "imagePullPolicy": "IfNotPresent", "securityContext": {}, **container}
        spec = {"containers": [one], "terminationGracePeriodSeconds": 0, "securityContext": {}, **more}
        return self.suite("POST", f"{self.core}/pods", {"kind": "Pod", "apiVersion": "v1", "metadata": meta, "spec": spec, "status": {}})

    def read(self, pod: str) -> Json:
        return self.suite("GET", f"{self.core}/pods/{pod}")

    def running(self, pod: str, ready: bool = False) -> Json:
        def met() -> Json | None:
            found = self.read(pod)
            assert found["status"]["phase"] not in ("Failed", "Succeeded")
            is_ready = any((one["type"], one["status"]) == ("Ready", "True") for one in found["status"].get("conditions") or ())
            return found if found["status"]["phase"] == "Running" and (is_ready or not ready) else None

        return dict(self.suite.wait(met, 300))

    def synced(self, name: str, *args: str, **more: Any) -> Json:
        """As `pod`, and wait for its readiness."""
        return self.running(self.pod(name, *args, **more)["metadata"]["name"], ready=True)

    def exec_pod(self, prefix: str = "execpod") -> str:
        made = self.pod(prefix, generate=True)["metadata"]["name"]
        self.running(made)
        return str(made)

    def host_pod(self, name: str, **spec: Any) -> str:
        self.synced(name, hostNetwork=True, **spec)
        return name

    def delete(self, path: str, options: Json = DELETE_OPTIONS) -> None:
        self.suite("DELETE", f"{self.core}/{path}", options)

    # -- commands

    def run(self, pod: str, *argv: str, container: str = "agnhost-container") -> Done:
        """As client-go and kubectl do it: version 5 or nothing."""
        query = urlencode([*(("command", word) for word in argv), ("container", container), ("stderr", "true"), ("stdout", "true")])
        url = f"{self.suite.url.replace('http', 'ws', 1)}{self.core}/pods/{pod}/exec?{query}"
        parts: dict[int, bytes] = {1: b"", 2: b"", 3: b""}
        with closing(websocket.create_connection(url, timeout=30, subprotocols=["v5.channel.k8s.io"], header={"User-Agent": AGENT})) as socket:
            assert socket.getsubprotocol() == "v5.channel.k8s.io"
            socket.ping()
            while True:
                opcode, data = socket.recv_data(control_frame=True)
                if opcode == websocket.ABNF.OPCODE_CLOSE:
                    break
                if opcode == websocket.ABNF.OPCODE_BINARY and data:
                    parts[data[0]] += data[1:]
                else:
                    assert opcode == websocket.ABNF.OPCODE_PONG, "a text frame"
        assert int.from_bytes(data[:2]) == 1000
        return Done(parts[1].decode(), parts[2].decode(), _exit_code(json.loads(parts[3])))

    def kubectl(self, pod: str, script: str) -> Done:
        """`kubectl exec POD -- /bin/sh -x -c SCRIPT`."""
        found = self.read(pod)
        assert found["status"]["phase"] not in ("Failed", "Succeeded")
        return self.run(pod, "/bin/sh", "-x", "-c", script, container=found["spec"]["containers"][0]["name"])

    def sh(self, pod: str, script: str) -> str:
        """What it prints; empty where it failed."""
        done = self.kubectl(pod, script)
        return done.out.strip() if done.code == 0 else ""

    def reachable(self, pod: str, targets: list[tuple[str, int]], protocol: str = "-t") -> None:
        for address, port in targets:
            self.suite.wait(lambda address=address, port=port: self.sh(pod, f"echo hostName | nc -v {protocol} -w 2 {address} {port}"))

    def serves(self, pod: str, name: str) -> None:
        """A jig's Service is reached by its name, its address and node ports."""
        service = self.suite("GET", f"{self.core}/services/{name}")
        self.suite.wait(lambda: self.addresses(name))
        for port in service["spec"]["ports"]:
            targets = [(name, port["port"]), (service["spec"]["clusterIP"], port["port"])]
            if service["spec"]["type"] == "NodePort":
                targets += [(address, port["nodePort"]) for address in self.suite.node_addresses()[:2]]
            self.reachable(pod, targets, "-u" if port["protocol"] == "UDP" else "-t")

    def hostname(self, pod: str, target: str, expected: str) -> None:
        found = self.suite.wait(lambda: self.sh(pod, f"curl -q -s --max-time 30 {target}/hostname"))
        assert found.partition(".")[0].strip() == expected

    # -- Services

    def service(self, name: str, labels: dict[str, str] | None = None, **spec: Any) -> Json:
        meta = {"name": name, "namespace": self.name, "creationTimestamp": None, **({"labels": labels} if labels else {})}
        made = self.suite("POST", f"{self.core}/services", {"kind": "Service", "apiVersion": "v1", "metadata": meta, "spec": spec, "status": {"loadBalancer": {}}})
        return sane(made, spec.get("type", "ClusterIP"))

    def update(self, name: str, change: Callable[[Json], None]) -> Json:
        """GET, change, PUT of a Service."""
        found = self.suite("GET", f"{self.core}/services/{name}")
        before = int(found["metadata"]["resourceVersion"])
        change(found["spec"])
        changed = self.suite("PUT", f"{self.core}/services/{name}", found)
        assert int(changed["metadata"]["resourceVersion"]) > before
        return sane(changed, found["spec"]["type"])

    def of_service(self, name: str) -> list[Json]:
        return self.suite.items(self.slices, labelSelector=f"kubernetes.io/service-name={name}")

    def endpoints(self, name: str) -> list[Json]:
        return [endpoint for slice_ in self.of_service(name) for endpoint in slice_["endpoints"] or ()]

    def addresses(self, name: str) -> set[str]:
        return {endpoint["addresses"][0] for endpoint in self.endpoints(name)}

    def has_none(self, name: str) -> None:
        self.suite.wait(lambda: self.of_service(name) and not self.addresses(name))

    def has_pods(self, name: str, *pods: str) -> None:
        self.suite.wait(lambda: {one["targetRef"]["name"] for one in self.endpoints(name)} == set(pods) and self.of_service(name))

    def has_ports(self, name: str, *ports: tuple[str, str, str, int]) -> None:
        """(name, protocol, pod, number)"""

        def found() -> set[tuple[str, str, str, int]]:
            return {
                (port["name"], port["protocol"], endpoint["targetRef"]["name"], port["port"])
                for slice_ in self.of_service(name) for endpoint in slice_["endpoints"] or () for port in slice_["ports"] or ()
            }  # fmt: skip

        self.suite.wait(lambda: found() == set(ports))

    # -- Deployments

    def deployment(self, name: str, replicas: int, labels: dict[str, str], command: list[str], **container: Any) -> Json:
        """Wait until it is complete; as its creation was answered."""
        one = {"name": name, "image": AGNHOST, **({"command": command} if command else {}), "resources": {}, "securityContext": {}, **container}
        template = {"metadata": {"creationTimestamp": None, "labels": labels}, "spec": {"containers": [one], "terminationGracePeriodSeconds": 0, "securityContext": {}}}
        spec = {"replicas": replicas, "selector": {"matchLabels": labels}, "template": template, "strategy": {"type": "Recreate"}}
        body = {"kind": "Deployment", "apiVersion": "apps/v1", "metadata": {"name": name, "creationTimestamp": None, "labels": labels}, "spec": spec, "status": {}}
        made = self.suite("POST", f"{self.apps}/deployments", body)
        self.complete(made)
        return made

    def complete(self, deployment: Json) -> None:
        path, wanted = f"{self.apps}/deployments/{deployment['metadata']['name']}", deployment["spec"]["replicas"]

        def met() -> bool:
            status = self.suite("GET", path)["status"]
            return all(status.get(field) == wanted for field in ("updatedReplicas", "replicas", "availableReplicas")) and status["observedGeneration"] >= deployment["metadata"]["generation"]

        self.suite.wait(met, 300)

    def pods_of(self, deployment: Json) -> list[Json]:
        """By way of the ReplicaSet whose template is the Deployment's, as that was answered."""
        selector = ",".join(f"{key}={value}" for key, value in deployment["spec"]["selector"]["matchLabels"].items())
        template = deployment["spec"]["template"]

        def same(replica_set: Json) -> bool:
            labels = {key: value for key, value in replica_set["spec"]["template"]["metadata"]["labels"].items() if key != "pod-template-hash"}
            found = {**replica_set["spec"]["template"], "metadata": {**replica_set["spec"]["template"]["metadata"], "labels": labels}}
            return found == template and _controller(replica_set) == deployment["metadata"]["uid"]

        (current,) = filter(same, self.suite.items(f"{self.apps}/replicasets", labelSelector=selector))
        return [pod for pod in self.suite.items(f"{self.core}/pods", labelSelector=selector) if _controller(pod) == current["metadata"]["uid"]]

    def serve_hostname(self, name: str, replicas: int, **spec: Any) -> tuple[Json, list[str]]:
        """(the Service, its pods' names)"""
        service = self.service(name, ports=[{"protocol": "TCP", "port": 80, "targetPort": 9376}], selector={"name": name}, **spec)
        made = self.deployment(name, replicas, {"name": name}, ["/agnhost", "serve-hostname"], ports=[{"containerPort": 9376, "protocol": "TCP"}])
        names = sorted(pod["metadata"]["name"] for pod in self.pods_of(made))
        assert len(names) == replicas
        return service, names

    def stop(self, name: str) -> None:
        self.suite("DELETE", f"{self.apps}/deployments/{name}", DELETE_OPTIONS)
        self.delete(f"services/{name}")


def sane(service: Json, type_: str) -> Json:
    """What the suite checks after each creation and update of a Service."""
    spec = service["spec"]
    assert spec["type"] == type_
    if type_ == "ExternalName":
        assert not spec.get("clusterIP")
        assert spec["externalName"]
    else:
        assert spec["clusterIP"]
        assert not spec.get("externalName")
    for port in spec.get("ports") or ():
        number = port.get("nodePort", 0)
        assert 30000 <= number <= 32767 if type_ in ("NodePort", "LoadBalancer") else number == 0
    return service


def _controller(obj: Json) -> str:
    return next((one["uid"] for one in obj["metadata"].get("ownerReferences") or () if one.get("controller")), "")


def _exit_code(status: Json) -> int:
    """Raises AssertionError where a command's end is told in another way than an exit code."""
    if status["status"] == "Success":
        return 0
    assert (status["status"], status["reason"]) == ("Failure", "NonZeroExitCode"), status
    (cause,) = status["details"]["causes"]
    assert cause["reason"] == "ExitCode"
    return int(cause["message"])
