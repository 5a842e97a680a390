"""The environment of a container: where each variable comes from, and which Services came too late for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from playground.cluster.controllers.envvars import MASTER, ConfigurationError, ServiceLinks, has_address, variables
from playground.cluster.controllers.kubelet import Kubelet
from playground.cluster.objects.kinds import Object
from playground.cluster.store import Store

if TYPE_CHECKING:
    from playground.cluster.simulation.cluster import Cluster

Place = tuple[str, str]
"""(namespace, name) of a Service."""


@dataclass(frozen=True, slots=True)
class Variable:
    """`service` gave it, or None: the container's own. `stale`: that Service has another value today, or is gone."""

    name: str
    value: str
    service: Place | None = None
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Environment:
    """`started` is False while no kubelet has started the container: then these are what it would get now.
    `missing` are the Services whose variables it has not, because they were made after it started; `links` is
    False where the pod wants none (enableServiceLinks); `problem` is why the environment can't be made."""

    container: str
    variables: tuple[Variable, ...]
    started: bool = True
    links: bool = True
    missing: Mapping[Place, tuple[str, ...]] = field(default_factory=dict)
    problem: str = ""


def environment_of(cluster: Cluster, pod: Object, container: str = "") -> Environment:
    """Of a container (the first one unless named). Raises ValueError where the pod has none of that name."""
    names = [each["name"] for each in pod["spec"]["containers"]]
    name = container or names[0]
    if name not in names:
        raise ValueError(f"pod {pod['metadata']['name']} has no container {name!r}")
    links = pod["spec"].get("enableServiceLinks") is not False
    try:
        have = cluster.loop.environment(pod, name)
    except ConfigurationError as error:
        return Environment(name, (), False, links, problem=str(error))
    now = ServiceLinks(cluster.store).of(pod)
    givers = _givers(cluster.store, pod["metadata"]["namespace"])
    own = {entry["name"] for each in pod["spec"]["containers"] if each["name"] == name for entry in each.get("env") or ()}
    told = tuple(
        Variable(key, value, giver, key not in now or now[key] != value)
        if (giver := None if key in own else givers.get(key)) or (key not in own and _looks_given(key, have))
        else Variable(key, value)
        for key, value in have.items()
    )
    missing: dict[Place, list[str]] = {}
    for key in now:
        if key not in have and key in givers:
            missing.setdefault(givers[key], []).append(key)
    return Environment(name, told, _has_started(cluster, pod, name), links, {place: tuple(keys) for place, keys in missing.items()})


def _givers(store: Store, namespace: str) -> dict[str, Place]:
    """Which Service gives a variable of this name today; of several the last one by name, as for the kubelet."""
    services = {("default", "kubernetes"): store.get("Service", *MASTER)}
    services |= {(namespace, service["metadata"]["name"]): service for service in store.iterate("Service", namespace)}
    found: dict[str, Place] = {}
    for place in sorted(services, key=lambda each: each[1]):
        service = services[place]
        if service is not None and has_address(service):
            found |= {key: place for key, _ in variables([service])}
    return found


def _looks_given(key: str, have: Mapping[str, str]) -> bool:
    """A variable of a Service that is gone: its `_SERVICE_HOST` stands beside it."""
    parts = key.split("_")
    return any(f"{'_'.join(parts[:length])}_SERVICE_HOST" in have for length in range(1, len(parts)))


def _has_started(cluster: Cluster, pod: Object, container: str) -> bool:
    return any(
        isinstance(each, Kubelet) and each.environment(pod, container) is not None for each in cluster.loop.controllers
    )
