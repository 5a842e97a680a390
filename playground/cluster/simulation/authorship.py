"""Who wrote each field of an object: a line of the learner's file, somebody else after it, kubectl on its way, a default of the
API server, its allocators, the server itself, or a controller."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from playground.cluster.objects.flow import Origin
from playground.cluster.objects.kinds import Object

if TYPE_CHECKING:
    from playground.cluster.simulation.cluster import Cluster

Path = tuple[str | int, ...]

FILE, KUBECTL, DEFAULT, ALLOCATED, SERVER, CONTROLLER = "file", "kubectl", "default", "allocated", "server", "controller"
LATER = "later"
"""Somebody who did not go by the file, and wrote something else than it says."""
UNKNOWN = ""

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"

SERVERS_OWN = {"uid", "creationTimestamp", "resourceVersion", "generation", "managedFields", "deletionTimestamp", "generateName"}
"""Metadata that only the server writes."""

ALLOCATES: dict[str, set[tuple[str, ...]]] = {
    "Service": {("spec", "clusterIP"), ("spec", "clusterIPs"), ("spec", "healthCheckNodePort"), ("spec", "ports", "nodePort")},
    "PersistentVolumeClaim": {("spec", "volumeName")},
}
"""Fields that get a free value if nobody asked for one; positions in lists are left out."""

CONTROLLERS: dict[str, set[tuple[str, ...]]] = {"Pod": {("spec", "nodeName")}, "Node": {("spec", "podCIDR"), ("spec", "podCIDRs")}}
"""Fields outside the status that a controller fills in."""

BY_KUBECTL: dict[str, set[tuple[str, ...]]] = {"": {("metadata", "annotations"), ("metadata", "namespace")}}
"""What `kubectl apply` adds: the namespace that it was told of, and the text that it applied."""


class Author(NamedTuple):
    by: str
    file: str = ""
    line: int = 0


def author(cluster: Cluster, obj: Object, path: Path) -> Author:
    """Of one field. UNKNOWN where no file is known of it: then nobody can tell what the server added."""
    kind, metadata = obj["kind"], obj["metadata"]
    plain = tuple(part for part in path if isinstance(part, str))
    if plain[:1] == ("status",):
        return Author(CONTROLLER)
    if plain[:1] == ("metadata",) and plain[1:2] and plain[1] in SERVERS_OWN:
        return Author(SERVER)
    origin = Origin(kind, metadata.get("namespace", ""), metadata["name"], path)
    found = cluster.locate(origin)
    if found is not None and found.exact:
        differs = cluster.differing(origin)
        return Author(LATER if differs and differs.path == path else FILE, found.file, found.line)
    if _is_of(plain, ALLOCATES, kind):
        return Author(ALLOCATED)
    if plain[:2] == ("metadata", "ownerReferences") or _is_of(plain, CONTROLLERS, kind):
        return Author(CONTROLLER)
    if found is None:
        return Author(UNKNOWN)
    if plain == ("metadata", "name") and metadata.get("generateName"):
        return Author(SERVER)
    if _is_of(plain, BY_KUBECTL, "") and LAST_APPLIED in (metadata.get("annotations") or {}):
        return Author(KUBECTL)
    written_for_it = (kind, metadata.get("namespace", ""), metadata["name"]) in cluster.sources
    return Author(DEFAULT if plain[:1] == ("spec",) or written_for_it else CONTROLLER)


def _is_of(plain: tuple[str, ...], fields: dict[str, set[tuple[str, ...]]], kind: str) -> bool:
    """One of these fields of a kind, or something in it."""
    return any(plain[: len(field)] == field for field in fields.get(kind, ()))
