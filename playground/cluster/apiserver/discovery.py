"""What the API server says about itself: groups, resources, version, health.

Models: apiserver/pkg/endpoints/discovery/{root,group,version}.go; pkg/registry/*/storage ShortNames, Categories;
apiserver/pkg/server/routes/version.go, healthz
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from playground.cluster.apiserver import events_v1, openapi_wire
from playground.cluster.apiserver.aggregated import aggregated
from playground.cluster.apiserver.messages import Response
from playground.cluster.apiserver.openapi import definitions, document, documents
from playground.cluster.apiserver.reviews import REVIEWS
from playground.cluster.objects.kinds import KINDS, Kind, Object

_VERBS = ("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch")
_IN_ALL = frozenset({
    "Pod", "Service", "ReplicationController", "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "CronJob",
})  # fmt: skip

_SERVED = (*KINDS, events_v1.KIND)

_READ_WRITE = ("get", "patch", "update")
_SUBRESOURCE_VERBS: dict[str, tuple[str, ...]] = {
    "status": _READ_WRITE, "scale": _READ_WRITE, "ephemeralcontainers": _READ_WRITE, "resize": _READ_WRITE,
    "finalize": ("update",), "binding": ("create",), "eviction": ("create",), "log": ("get",),
    "exec": ("create", "get"), "attach": ("create", "get"), "portforward": ("create", "get"),
    "proxy": ("create", "delete", "get", "patch", "update"),
}  # fmt: skip
_FOREIGN: dict[str, tuple[str, str, str]] = {
    "scale": ("autoscaling", "v1", "Scale"), "eviction": ("policy", "v1", "Eviction"), "binding": ("", "v1", "Binding"),
}  # fmt: skip
_OPTIONS = {
    ("Pod", "exec"): "PodExecOptions", ("Pod", "attach"): "PodAttachOptions", ("Pod", "proxy"): "PodProxyOptions",
    ("Pod", "portforward"): "PodPortForwardOptions", ("Service", "proxy"): "ServiceProxyOptions",
    ("Node", "proxy"): "NodeProxyOptions",
}  # fmt: skip

VERSION: Object = {
    "major": "1",
    "minor": "36",
    "emulationMajor": "1",
    "emulationMinor": "36",
    "minCompatibilityMajor": "1",
    "minCompatibilityMinor": "35",
    "gitVersion": "v1.36.2",
    "gitCommit": "",
    "gitTreeState": "clean",
    "buildDate": "2026-01-01T00:00:00Z",
    "goVersion": "go1.26",
    "compiler": "gc",
    "platform": "linux/amd64",
}


def discover(path: str, accept: str = "") -> Response | None:
    """The answer to a GET outside the resources; None for a path that is not of this sort."""
    path = path.rstrip("/") or "/"
    if path in ("/api", "/apis") and "apidiscovery.k8s.io" in accept:
        whole = aggregated(accept, {name: versions for name, versions in _versions().items() if bool(name) == (path == "/apis")})
        if whole is not None:
            return whole
    if path == "/openapi/v2" and openapi_wire.ASKED_FOR in accept:
        return Response(200, data=openapi_wire.document(), headers=(("Content-Type", openapi_wire.MEDIA),))
    if path in _FIXED:
        return _FIXED[path]()
    if path.startswith("/openapi/v3/"):
        found = document(path.removeprefix("/openapi/v3/"))
        return None if found is None else Response(200, found)
    parts = path.strip("/").split("/")
    if parts[0] == "api" and len(parts) == 2:
        return _resources("", parts[1])
    if parts[0] == "apis" and len(parts) == 2:
        return _group_answer(parts[1])
    return _resources(parts[1], parts[2]) if parts[0] == "apis" and len(parts) == 3 else None


def groups() -> dict[str, list[str]]:
    """Group -> versions, the core group left out."""
    return {name: list(versions) for name, versions in _versions().items() if name}


def _versions() -> dict[str, dict[str, list[Object]]]:
    """Group -> version -> the entries of its resources."""
    found: dict[str, dict[str, list[Object]]] = {}
    for kind in sorted(_SERVED, key=lambda kind: kind.plural):
        found.setdefault(kind.group, {}).setdefault(kind.version, []).extend(_entries(kind))
    for row in REVIEWS:
        found.setdefault(row.group, {}).setdefault(row.version, []).append(row.entry())
    order = list(dict.fromkeys([*(kind.group for kind in _SERVED), *(row.group for row in REVIEWS)]))
    return {name: found[name] for name in order}


def _group(name: str, versions: list[str]) -> Object:
    listed = [{"groupVersion": f"{name}/{version}", "version": version} for version in versions]
    return {"name": name, "versions": listed, "preferredVersion": listed[0]}


def _group_answer(name: str) -> Response | None:
    versions = groups().get(name)
    if versions is None:
        return None
    return Response(200, {"kind": "APIGroup", "apiVersion": "v1", **_group(name, versions)})


def _resources(group: str, version: str) -> Response | None:
    entries = _versions().get(group, {}).get(version)
    if entries is None:
        return None
    body: Object = {"kind": "APIResourceList", **({"apiVersion": "v1"} if group else {})}
    return Response(200, {**body, "groupVersion": f"{group}/{version}" if group else version, "resources": entries})


def _entries(kind: Kind) -> Iterator[Object]:
    verbs = [verb for verb in _VERBS if kind.name != "Namespace" or verb != "deletecollection"]
    entry: Object = {
        "name": kind.plural,
        "singularName": kind.singular,
        "namespaced": kind.namespaced,
        "kind": kind.name,
        "verbs": verbs,
    }
    if kind.short:
        entry["shortNames"] = list(kind.short)
    if kind.name in _IN_ALL:
        entry["categories"] = ["all"]
    yield entry
    for name in sorted(kind.subresources):
        yield _subresource(kind, name)


def _subresource(kind: Kind, name: str) -> Object:
    entry: Object = {"name": f"{kind.plural}/{name}", "singularName": "", "namespaced": kind.namespaced}
    group, version, foreign = _FOREIGN.get(name, ("", "", ""))
    if group:
        entry |= {"group": group, "version": version}
    entry["kind"] = foreign or _OPTIONS.get((kind.name, name), kind.name)
    return {**entry, "verbs": list(_SUBRESOURCE_VERBS[name])}


def _root() -> Response:
    paths = ["/api", "/api/v1", "/apis"]
    for name, versions in groups().items():
        paths += [f"/apis/{name}", *(f"/apis/{name}/{version}" for version in versions)]
    return Response(200, {"paths": sorted([*paths, "/healthz", "/livez", "/metrics", "/openapi/v2", "/openapi/v3", "/readyz", "/version"])})


def _api() -> Response:
    address = {"clientCIDR": "0.0.0.0/0", "serverAddress": "kubernetes:443"}
    return Response(200, {"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": [address]})


def _apis() -> Response:
    listed = [_group(name, versions) for name, versions in groups().items()]
    return Response(200, {"kind": "APIGroupList", "apiVersion": "v1", "groups": listed})


def _ok() -> Response:
    return Response(200, text="ok")


_FIXED: dict[str, Callable[[], Response]] = {
    "/": _root,
    "/api": _api,
    "/apis": _apis,
    "/version": lambda: Response(200, VERSION),
    "/healthz": _ok,
    "/livez": _ok,
    "/readyz": _ok,
    "/openapi/v2": lambda: Response(200, definitions()),
    "/openapi/v3": lambda: Response(200, documents()),
}
