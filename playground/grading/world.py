"""The world of a lab's variant at its start, and the trouble that a check may bring to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from playground.cluster.config import Config, ExternalHost
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.labels import matches
from playground.cluster.saying import say
from playground.cluster.simulation import Cluster, Outcome
from playground.grading.format import Trouble
from playground.grading.lab import Lab, Params, fill, substitute

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


def start(lab: Lab, params: Params, seed: str = "playground") -> Cluster:
    """The cluster as the learner first meets it. Raises BrokenWorld with the API server's words."""
    cluster = Cluster.new(configuration(lab, params, seed), nodes=lab.spec.world.nodes)
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
    outcomes = cluster.apply(lab.files[path], file=path, substitute=lambda value: substitute(value, params))
    return next((outcome for outcome in outcomes if outcome.error), None)


def bring(cluster: Cluster, lab: Lab, trouble: Trouble, params: Params) -> str:
    """Let one piece of trouble happen. '' or why it could not (no such pod, say), which fails the check."""
    if trouble.delete_pod is not None:
        pods = pods_with(cluster, substitute(trouble.delete_pod, params))
        if not pods:
            return say("there was no such pod to delete")
        cluster.delete_pod(pods[0]["metadata"]["namespace"], pods[0]["metadata"]["name"])
    elif trouble.set_ready is not None:
        for pod in pods_with(cluster, substitute(trouble.set_ready.pods, params)):
            cluster.set_ready(pod["metadata"]["namespace"], pod["metadata"]["name"], trouble.set_ready.ready)
    elif trouble.scale is not None:
        kind = "Deployment" if trouble.scale.deployment else "StatefulSet"
        name, namespace = place(fill(trouble.scale.deployment or trouble.scale.statefulset, params))
        return cluster.scale(kind, namespace, name, trouble.scale.replicas)
    elif trouble.set_label is not None:
        labels = {fill(key, params): fill(str(value), params) if value is not None else None
                  for key, value in trouble.set_label.labels.items()}  # fmt: skip
        for pod in pods_with(cluster, substitute(trouble.set_label.pods, params)):
            cluster.set_labels("Pod", pod["metadata"]["namespace"], pod["metadata"]["name"], labels)
    elif trouble.fail_node is not None:
        return cluster.fail_node(fill(trouble.fail_node, params))
    elif trouble.restore_node is not None:
        return cluster.restore_node(fill(trouble.restore_node, params))
    elif trouble.apply is not None:
        refused = refusal(cluster, lab, trouble.apply, params)
        return f"{trouble.apply}:{refused.line}: {refused.message}" if refused else ""
    elif trouble.wait is not None:
        cluster.advance(seconds(trouble.wait))
    return ""


def place(text: str) -> tuple[str, str]:
    """`web@shop` -> ("web", "shop"); a bare name is in `default`."""
    name, _, namespace = text.partition("@")
    return name, namespace or "default"


def pods_with(cluster: Cluster, labels: Mapping[str, Any]) -> list[Object]:
    """The pods with all of these labels, ready ones first, then by name."""
    wanted = {key: str(value) for key, value in labels.items()}
    pods = [pod for pod in cluster.store.iterate("Pod") if matches(wanted, pod["metadata"].get("labels"))]
    return sorted(pods, key=lambda pod: (not is_ready(pod), pod["metadata"]["namespace"], pod["metadata"]["name"]))


def is_ready(pod: Object) -> bool:
    conditions = pod.get("status", {}).get("conditions") or []
    return any(item["type"] == "Ready" and item["status"] == "True" for item in conditions)
