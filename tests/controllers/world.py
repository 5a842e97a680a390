"""A small cluster with a runtime that the test decides: nodes node-1 ... node-n, one zone each."""

from __future__ import annotations

from typing import Any

from playground.cluster.apiserver.server import ApiServer
from playground.cluster.config import Clock, Config, Names
from playground.cluster.controllers.base import Exit, Steady
from playground.cluster.controllers.loop import Loop
from playground.cluster.objects.metadata import is_ready, labels_of, phase
from playground.cluster.objects.world import NODE_FAILED, POD_CRASHED, POD_UNREADY
from playground.cluster.simulation import bootstrap
from playground.cluster.store import Change, Store


class Scripted(Steady):
    """Everything runs and every probe succeeds, but for what a test says otherwise, by image."""

    def __init__(self) -> None:
        self.problems: dict[str, tuple[str, str]] = {}
        self.failures: dict[str, str] = {}
        self.ends: dict[str, Exit] = {}

    def problem(self, pod: Any, container: Any) -> tuple[str, str] | None:
        return self.problems.get(container.get("image", ""))

    def probe(self, pod: Any, container: Any, probe: Any) -> str | None:
        return self.failures.get(container.get("image", ""))

    def finishes(self, pod: Any, container: Any) -> Exit | None:
        return self.ends.get(container.get("image", ""))


class World:
    def __init__(self, nodes: int = 3, **flags: Any) -> None:
        self.config = Config(**flags)
        self.store, self.clock, self.runtime = Store(), Clock(), Scripted()
        self.api = ApiServer(self.store, self.clock, Names(), self.config)
        bootstrap.fill(self.api)
        for number in range(1, nodes + 1):
            self.api.create(bootstrap.node(number, self.config))
        self.loop = Loop(self.api, self.runtime)
        self.loop.settle()

    def create(self, *objects: Any) -> None:
        for obj in objects:
            self.api.create(obj)
        self.loop.settle()

    def change(self, kind: str, name: str, namespace: str = "default", **spec: Any) -> None:
        """Set fields of the spec."""
        obj = self.get(kind, name, namespace)
        self.api.update({**obj, "spec": {**obj["spec"], **spec}})
        self.loop.settle()

    def annotate(self, kind: str, name: str, key: str, value: str | None, namespace: str = "default") -> None:
        obj = self.get(kind, name, namespace)
        annotations = {k: v for k, v in (obj["metadata"].get("annotations") or {}).items() if k != key}
        annotations |= {key: value} if value is not None else {}
        self.api.update({**obj, "metadata": {**obj["metadata"], "annotations": annotations}})
        self.loop.settle()

    def fail_node(self, name: str) -> None:
        self.annotate("Node", name, NODE_FAILED, "true", "")

    def restore_node(self, name: str) -> None:
        self.annotate("Node", name, NODE_FAILED, None, "")

    def hold_unready(self, name: str) -> None:
        self.annotate("Pod", name, POD_UNREADY, "true")

    def crash(self, name: str) -> None:
        self.annotate("Pod", name, POD_CRASHED, "true")

    def delete(self, kind: str, name: str, namespace: str = "default", **how: Any) -> None:
        self.api.delete(kind, namespace, name, **how)
        self.loop.settle()

    def advance(self, seconds: float) -> None:
        self.loop.advance(seconds)

    def get(self, kind: str, name: str, namespace: str = "default") -> Any:
        found = self.store.get(kind, namespace, name)
        assert found is not None, f"there is no {kind} {namespace}/{name}"
        return found

    def has(self, kind: str, name: str, namespace: str = "default") -> bool:
        return self.store.get(kind, namespace, name) is not None

    def pods(self, app: str = "web", namespace: str = "default") -> list[Any]:
        return [pod for pod in self.store.iterate("Pod", namespace) if labels_of(pod).get("app") == app]

    def ready(self, app: str = "web") -> list[str]:
        return [pod["metadata"]["name"] for pod in self.pods(app) if is_ready(pod)]

    def names(self, app: str = "web") -> list[str]:
        return [pod["metadata"]["name"] for pod in self.pods(app)]

    def nodes_of(self, app: str = "web") -> list[str]:
        return sorted(pod["spec"].get("nodeName", "") for pod in self.pods(app))

    def endpoints(self, service: str = "web") -> list[Any]:
        """All endpoints of a Service, over all its slices."""
        slices = [
            part
            for part in self.store.iterate("EndpointSlice", "default")
            if labels_of(part).get("kubernetes.io/service-name") == service
        ]
        return [endpoint for part in slices for endpoint in part.get("endpoints") or ()]

    def reasons(self, name: str, namespace: str = "default") -> list[str]:
        """The reasons of the events about an object, in the order in which they first happened."""
        events = [e for e in self.store.iterate("Event", namespace) if e["involvedObject"]["name"] == name]
        return [e["reason"] for e in sorted(events, key=lambda e: int(e["metadata"]["resourceVersion"]))]

    def changes(self, kind: str, name: str) -> list[Change]:
        return [change for change in self.store.since(1) if (change.kind, change.name) == (kind, name)]

    def phases(self, name: str) -> list[str]:
        """What a watcher saw of a pod: phase, with a plus sign when it was ready; without repetitions."""
        seen = [
            phase(change.new) + ("+" if is_ready(change.new) else "")
            for change in self.changes("Pod", name)
            if change.new is not None
        ]
        return [each for number, each in enumerate(seen) if not number or seen[number - 1] != each]


def container(image: str = "nginx", **fields: Any) -> dict[str, Any]:
    return {"name": "app", "image": image, **fields}


def pod(name: str, app: str = "web", image: str = "nginx", **spec: Any) -> dict[str, Any]:
    meta = {"name": name, "namespace": "default", "labels": {"app": app}}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": {"containers": [container(image)], **spec}}


def workload(kind: str, name: str = "web", image: str = "nginx", **spec: Any) -> dict[str, Any]:
    """A Deployment, ReplicaSet, StatefulSet, DaemonSet or Job whose pods are labelled `app: <name>`."""
    template = {"metadata": {"labels": {"app": name}}, "spec": spec.pop("pod", {}) | {"containers": [container(image)]}}
    version = "batch/v1" if kind == "Job" else "apps/v1"
    selector = {} if kind == "Job" else {"selector": {"matchLabels": {"app": name}}}
    meta = {"name": name, "namespace": "default"}
    return {"apiVersion": version, "kind": kind, "metadata": meta, "spec": {**selector, "template": template, **spec}}


def service(name: str = "web", **spec: Any) -> dict[str, Any]:
    meta = {"name": name, "namespace": "default"}
    wanted = {"selector": {"app": name}, "ports": [{"port": 80}], **spec}
    return {"apiVersion": "v1", "kind": "Service", "metadata": meta, "spec": wanted}
