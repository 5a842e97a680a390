"""Which objects people wrote: what no controller answers for. Of each, what was said of it, without what it got since."""

from __future__ import annotations

from typing import Any

from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import controller_of
from playground.cluster.simulation.authorship import ALLOCATES, CONTROLLERS, LAST_APPLIED, SERVERS_OWN
from playground.cluster.store import Store

KINDS_OF_PEOPLE = (
    "Namespace", "Node", "ServiceAccount", "ConfigMap", "Secret", "PersistentVolumeClaim", "LimitRange", "ResourceQuota", "Service",
    "Endpoints", "EndpointSlice", "Deployment", "ReplicaSet", "ReplicationController", "StatefulSet", "DaemonSet", "Job", "CronJob",
    "Pod", "Ingress", "NetworkPolicy",
)  # fmt: skip
"""Kinds that people write, in the order in which they need each other."""

ObjectKey = tuple[str, str, str]
"""(kind, namespace, name)"""

_NOT_SAID = {"annotations": {LAST_APPLIED, "deployment.kubernetes.io/revision"}, "labels": {"kubernetes.io/metadata.name"}}

_OF_ITS_NODE = "topology.kubernetes.io/"
"""Labels that a pod gets when it is bound."""


def made_by_people(store: Store) -> dict[ObjectKey, Object]:
    """What no controller answers for, and is not going; in the order in which they need each other."""
    return {
        (kind, obj["metadata"].get("namespace", ""), obj["metadata"]["name"]): obj
        for kind in KINDS_OF_PEOPLE
        for obj in store.iterate(kind)
        if controller_of(obj) is None and "deletionTimestamp" not in obj["metadata"] and not (kind == "Endpoints" and _follows(store, obj))
    }


def _follows(store: Store, endpoints: Object) -> bool:
    """Endpoints that the controller writes for a Service with a selector."""
    service = store.get("Service", endpoints["metadata"]["namespace"], endpoints["metadata"]["name"])
    return service is not None and bool(service["spec"].get("selector"))


def said_of(obj: Object) -> Object:
    """The object without its life: what the server, its allocators and controllers added; defaults stay."""
    metadata = {name: value for name, value in obj["metadata"].items() if name not in SERVERS_OWN}
    for field, names in _NOT_SAID.items():
        left = {name: value for name, value in (metadata.pop(field, None) or {}).items() if name not in names}
        metadata |= {field: left} if left else {}
    said = {**{name: value for name, value in obj.items() if name != "status"}, "metadata": metadata}
    for path in (*ALLOCATES.get(obj["kind"], ()), *CONTROLLERS.get(obj["kind"], ())):
        said = _without(said, path)
    if obj["kind"] == "Pod" and "nodeName" in obj["spec"] and "labels" in metadata:
        metadata["labels"] = {name: value for name, value in metadata["labels"].items() if not name.startswith(_OF_ITS_NODE)}
    if obj["kind"] == "Service" and obj["spec"].get("clusterIP") == "None":
        said["spec"]["clusterIP"] = "None"
    return said


def _without(value: Any, path: tuple[str, ...]) -> Any:
    if isinstance(value, list | tuple):
        return [_without(item, path) for item in value]
    if not isinstance(value, dict) or path[0] not in value:
        return value
    if len(path) == 1:
        return {name: item for name, item in value.items() if name != path[0]}
    return {**value, path[0]: _without(value[path[0]], path[1:])}
