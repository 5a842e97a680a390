"""The kinds of object that the API server serves, as a table.

An object is a plain dict in the shape of its JSON. Once stored it is never changed in place: a writer
makes a new dict (sharing what it did not touch).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Object = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """One row of discovery. `package` is the Go package of the internal type (it occurs in error texts)."""

    name: str
    plural: str
    group: str = ""
    version: str = "v1"
    namespaced: bool = True
    short: tuple[str, ...] = ()
    package: str = "core"
    create_on_update: bool = False
    subresources: tuple[str, ...] = ()

    @property
    def api_version(self) -> str:
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def resource(self) -> str:
        """`services`, `deployments.apps`: as error messages name it."""
        return f"{self.plural}.{self.group}" if self.group else self.plural

    @property
    def singular(self) -> str:
        return self.name.lower()

    def path(self, namespace: str = "", name: str = "", subresource: str = "") -> str:
        """Where the API serves it: `/api/v1/namespaces/shop/services/web`. Without a name: the collection."""
        path = f"/apis/{self.api_version}" if self.group else f"/api/{self.version}"
        if self.namespaced and namespace:
            path += f"/namespaces/{namespace}"
        return "/".join(part for part in (path, self.plural, name, subresource) if part)


KINDS: tuple[Kind, ...] = (
    Kind("Namespace", "namespaces", namespaced=False, short=("ns",), subresources=("status", "finalize")),
    Kind("Node", "nodes", namespaced=False, short=("no",), subresources=("status", "proxy")),
    Kind("Pod", "pods", short=("po",), subresources=("status", "binding", "eviction", "log", "exec", "attach", "portforward", "proxy", "ephemeralcontainers", "resize")),
    Kind("Service", "services", short=("svc",), create_on_update=True, subresources=("status", "proxy")),
    Kind("Endpoints", "endpoints", short=("ep",), create_on_update=True),
    Kind("ConfigMap", "configmaps", short=("cm",)),
    Kind("Secret", "secrets"),
    Kind("ServiceAccount", "serviceaccounts", short=("sa",)),
    Kind("PersistentVolumeClaim", "persistentvolumeclaims", short=("pvc",), subresources=("status",)),
    Kind("PersistentVolume", "persistentvolumes", namespaced=False, short=("pv",), subresources=("status",)),
    Kind("Event", "events", short=("ev",), create_on_update=True),
    Kind("LimitRange", "limitranges", short=("limits",)),
    Kind("ResourceQuota", "resourcequotas", short=("quota",), subresources=("status",)),
    Kind("ReplicationController", "replicationcontrollers", short=("rc",), subresources=("status", "scale")),
    Kind("Deployment", "deployments", "apps", short=("deploy",), package="apps", subresources=("status", "scale")),
    Kind("ReplicaSet", "replicasets", "apps", short=("rs",), package="apps", subresources=("status", "scale")),
    Kind("StatefulSet", "statefulsets", "apps", short=("sts",), package="apps", subresources=("status", "scale")),
    Kind("DaemonSet", "daemonsets", "apps", short=("ds",), package="apps", subresources=("status",)),
    Kind("ControllerRevision", "controllerrevisions", "apps", package="apps"),
    Kind("Job", "jobs", "batch", package="batch", subresources=("status",)),
    Kind("CronJob", "cronjobs", "batch", short=("cj",), package="batch", subresources=("status",)),
    Kind("EndpointSlice", "endpointslices", "discovery.k8s.io", package="discovery"),
    Kind("Ingress", "ingresses", "networking.k8s.io", short=("ing",), package="networking", subresources=("status",)),
    Kind("IngressClass", "ingressclasses", "networking.k8s.io", namespaced=False, package="networking"),
    Kind("NetworkPolicy", "networkpolicies", "networking.k8s.io", short=("netpol",), package="networking"),
    Kind("ServiceCIDR", "servicecidrs", "networking.k8s.io", namespaced=False, package="networking", subresources=("status",)),
    Kind("IPAddress", "ipaddresses", "networking.k8s.io", namespaced=False, short=("ip",), package="networking"),
    Kind("Lease", "leases", "coordination.k8s.io", package="coordination", create_on_update=True),
    Kind("StorageClass", "storageclasses", "storage.k8s.io", namespaced=False, short=("sc",), package="storage"),
)  # fmt: skip

BY_NAME: dict[str, Kind] = {kind.name: kind for kind in KINDS}


def by_api(api_version: str, name: str) -> Kind | None:
    """The kind for an `apiVersion` and `kind` as an object states them, if it is served."""
    kind = BY_NAME.get(name)
    return kind if kind and kind.api_version == api_version else None


def by_word(word: str) -> Kind | None:
    """The kind for what people type: `svc`, `services`, `Service`, `deployments.apps`."""
    return _BY_WORD.get(word.lower())


_BY_WORD: dict[str, Kind] = {
    word: kind
    for kind in reversed(KINDS)
    for word in (kind.plural, kind.singular, kind.resource, f"{kind.plural}.{kind.version}.{kind.group}", *kind.short)
}
