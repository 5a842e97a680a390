"""The world of a lab's variant at its start, and the trouble that a check may bring to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from playground.cluster.config import EPOCH, Config, ExternalHost
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.labels import matches
from playground.cluster.saying import say
from playground.cluster.simulation import Cluster, Outcome
from playground.grading.format import Trouble
from playground.grading.lab import Lab, Params, fill, namespace, substitute

WARM_UP = 120.0
"""Logical seconds that a new world runs before the learner sees it, so that its Pods are ready."""

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}


class BrokenWorld(Exception):
    """One of the lab's own manifests was refused: the lab is at fault, not the learner."""

    def __init__(self, file: str, line: int, message: str) -> None:
        super().__init__(f"{file}:{line}: {message}")
        self.file, self.line, self.message = file, line, message


def seconds(duration: str) -> float:
    """`2s`, `500ms`, `5m` -> logical seconds."""
    unit = duration.lstrip("0123456789.")
    return float(duration[: -len(unit)]) * _UNITS[unit]


def start(lab: Lab, params: Params, seed: str = "playground", at: float = EPOCH) -> Cluster:
    """The cluster as the learner first meets it; its time begins at `at`. Raises BrokenWorld with the API server's words."""
    cluster = Cluster.new(configuration(lab, params, seed), nodes=lab.spec.world.nodes, at=at)
    space = namespace(lab, params)
    if cluster.store.get("Namespace", "", space) is None:
        cluster.api.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": space}})
    cluster.namespace = space
    for path in lab.spec.world.manifests:
        refused = refusal(cluster, lab, path, params)
        if refused:
            raise BrokenWorld(path, refused.line, refused.message)
    cluster.advance(WARM_UP)
    return cluster


def configuration(lab: Lab, params: Params, seed: str) -> Config:
    world = lab.spec.world
    hosts = tuple(
        ExternalHost(fill(name, params), tuple(fill(address, params) for address in host.addresses),
                     tuple(_port(port, params) for port in host.listens), tuple(_port(port, params) for port in host.udp))
        for name, host in world.hosts.items()
    )  # fmt: skip
    return Config(
        load_balancer=world.load_balancer.enabled,
        load_balancer_after=seconds(world.load_balancer.after),
        proxy_mode=world.proxy,
        hosts=hosts,
        containers=substitute(msgspec.to_builtins(world.containers), params),
        seed=seed,
    )


def _port(port: int | str, params: Params) -> int:
    return int(substitute(port, params) if isinstance(port, str) else port)


def refusal(cluster: Cluster, lab: Lab, path: str, params: Params) -> Outcome | None:
    """Apply one of the lab's own files; the first refusal, or None."""
    outcomes = cluster.apply(lab.files[path], path, substitute=lambda value: substitute(value, params))
    return next((outcome for outcome in outcomes if outcome.error), None)


def bring(cluster: Cluster, lab: Lab, trouble: Trouble, params: Params) -> str:
    """Let one piece of trouble happen. '' or why it could not (no such pod, say), which fails the check."""
    if trouble.apply is not None:
        refused = refusal(cluster, lab, trouble.apply, params)
        return f"{trouble.apply}:{refused.line}: {refused.message}" if refused else ""
    step = substitute(msgspec.to_builtins(trouble), params)
    return act(cluster, step, namespace(lab, params))


def act(cluster: Cluster, step: Mapping[str, Any], space: str = "default") -> str:
    """One piece of trouble that needs no file, as the format writes it: {"fail_node": "node-1"}. '' or why it could not be."""
    ((name, value),) = step.items()
    return ACTIONS[name](cluster, value, space)


def _delete_pod(cluster: Cluster, labels: Mapping[str, Any], space: str) -> str:
    pods = pods_with(cluster, labels)
    if not pods:
        return say("there was no such pod to delete")
    cluster.delete_pod(pods[0]["metadata"]["namespace"], pods[0]["metadata"]["name"])
    return ""


def _set_ready(cluster: Cluster, wanted: Mapping[str, Any], space: str) -> str:
    pods = pods_with(cluster, wanted["pods"])
    for pod in pods:
        cluster.set_ready(pod["metadata"]["namespace"], pod["metadata"]["name"], wanted["ready"])
    return "" if pods else say("there was no such pod")


def _scale(cluster: Cluster, wanted: Mapping[str, Any], space: str) -> str:
    kind = "Deployment" if wanted.get("deployment") else "StatefulSet"
    name, _, own = str(wanted.get("deployment") or wanted.get("statefulset")).partition("@")
    return cluster.scale(kind, own or space, name, wanted["replicas"])


def _set_label(cluster: Cluster, wanted: Mapping[str, Any], space: str) -> str:
    labels = {key: None if value is None else str(value) for key, value in wanted["labels"].items()}
    pods = pods_with(cluster, wanted["pods"])
    for pod in pods:
        cluster.set_labels("Pod", pod["metadata"]["namespace"], pod["metadata"]["name"], labels)
    return "" if pods else say("there was no such pod")


def _wait(cluster: Cluster, duration: str, space: str) -> str:
    cluster.advance(seconds(duration))
    return ""


ACTIONS: dict[str, Callable[[Cluster, Any, str], str]] = {
    "delete_pod": _delete_pod,
    "set_ready": _set_ready,
    "scale": _scale,
    "set_label": _set_label,
    "fail_node": lambda cluster, name, space: cluster.fail_node(name),
    "restore_node": lambda cluster, name, space: cluster.restore_node(name),
    "wait": _wait,
}


def pods_with(cluster: Cluster, labels: Mapping[str, Any]) -> list[Object]:
    """The pods with all of these labels: ready ones first, then by name; those that are being deleted last."""
    wanted = {key: str(value) for key, value in labels.items()}
    pods = [pod for pod in cluster.store.iterate("Pod") if matches(wanted, pod["metadata"].get("labels"))]
    return sorted(pods, key=_by_readiness)


def _by_readiness(pod: Object) -> tuple[bool, bool, str, str]:
    meta = pod["metadata"]
    return bool(meta.get("deletionTimestamp")), not is_ready(pod), meta["namespace"], meta["name"]


def is_ready(pod: Object) -> bool:
    conditions = pod.get("status", {}).get("conditions") or []
    return any(item["type"] == "Ready" and item["status"] == "True" for item in conditions)
