"""Which Services differ between two clusters: whoever compares what the clusters do need not ask the others.

An answer about a Service rests on it, on its slices, and on what is no Service (pods, nodes, Ingresses ...). Where one of those differs
too, or a Service speaks for others, nothing can be left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

import msgspec

from playground.cluster.kubectl.declarative import LAST_APPLIED
from playground.cluster.objects.kinds import Object
from playground.cluster.simulation import Cluster

Key = tuple[str, str]
"""(namespace, name) of a Service."""

UNDER_ALL = ("Pod", "Node", "Namespace", "Ingress", "NetworkPolicy", "ConfigMap", "Secret")
"""What answers about any Service may rest on."""

_WRITTEN = ("resourceVersion", "uid", "creationTimestamp", "generation", "managedFields")


def touched(one: Cluster, other: Cluster) -> frozenset[Key] | None:
    """The Services that differ, or whose endpoints do; None where all may answer otherwise. What was drawn by itself (addresses,
    node ports, names of slices) is no difference."""
    if any(_all(one, kind) != _all(other, kind) for kind in UNDER_ALL):
        return None
    here, there = _services(one), _services(other)
    differ = {key for key in here.keys() | there.keys() if here.get(key) != there.get(key)}
    if any(_speaks_for_others(service) for cluster in (one, other) for service in cluster.store.iterate("Service")):
        return None
    return frozenset(differ)


def backends(cluster: Cluster, services: Collection[Key]) -> set[Key]:
    """(namespace, name) of the pods in the slices of these Services."""
    return {
        (slice_["metadata"]["namespace"], endpoint["targetRef"]["name"])
        for slice_ in cluster.store.iterate("EndpointSlice") if _owner(slice_) in services
        for endpoint in slice_.get("endpoints") or () if (endpoint.get("targetRef") or {}).get("kind") == "Pod"
    }  # fmt: skip


def _all(cluster: Cluster, kind: str) -> list[Object]:
    return [_content(obj) for obj in cluster.store.list(kind)]


def _content(obj: Object) -> Object:
    return {**obj, "metadata": {name: value for name, value in obj["metadata"].items() if name not in _WRITTEN}}


def _services(cluster: Cluster) -> dict[Key, tuple[object, Counter[bytes]]]:
    """Each as it was asked for, with what its slices say."""
    slices: dict[Key, Counter[bytes]] = {}
    for key, content in _slices(cluster):
        slices.setdefault(key, Counter())[content] += 1
    return {key: (_asked_for(service), slices.get(key, Counter())) for service in cluster.store.iterate("Service") for key in [_key(service)]}


def _asked_for(service: Object) -> object:
    applied = (service["metadata"].get("annotations") or {}).get(LAST_APPLIED)
    return applied if applied is not None else service["spec"]


def _slices(cluster: Cluster) -> Iterator[tuple[Key, bytes]]:
    for slice_ in cluster.store.iterate("EndpointSlice"):
        content = [slice_.get("addressType"), slice_.get("ports"), slice_.get("endpoints")]
        yield _owner(slice_), msgspec.json.encode(content)


def _owner(slice_: Object) -> Key:
    return slice_["metadata"]["namespace"], (slice_["metadata"].get("labels") or {}).get("kubernetes.io/service-name", "")


def _speaks_for_others(service: Object) -> bool:
    """An alias of a name in the cluster answers for another Service; addresses of its own choice may be anybody's."""
    spec = service["spec"]
    alias = f".{spec.get('externalName', '')}."
    return ".svc." in alias or bool(spec.get("externalIPs"))


def _key(service: Object) -> Key:
    return service["metadata"]["namespace"], service["metadata"]["name"]
