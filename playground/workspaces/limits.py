"""How large a learner's world may grow, whoever asks for it: so that one request can't keep a worker busy for minutes."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from playground.cluster.apiserver.messages import ApiError, Request
from playground.cluster.apiserver.routes import Route
from playground.cluster.apiserver.server import ApiServer
from playground.cluster.fields import go_quote
from playground.cluster.objects.kinds import BY_NAME, Kind, Object
from playground.cluster.store import Compacted, Store
from playground.grading.locks import tried

MOST_REPLICAS = 200
MOST_PODS = 1100
"""A thousand, the cluster's own, and what a rollout has beside them. A thousand pods cost about five seconds once."""

MOST_OBJECTS = 10_000
MOST_BYTES = 32 * 1024 * 1024
"""Of all objects together, as JSON."""

LARGEST_BODY = 256 * 1024
"""Bytes of one request that writes; as many as all files of the editor together may have."""

COUNTED = {"Deployment", "ReplicaSet", "StatefulSet", "ReplicationController", "Job", "DaemonSet", "CronJob", "Pod"}
WRITES = {"create", "update", "patch"}

Guard = Callable[[Request, Route], None]


class Weight(NamedTuple):
    """What the objects of a store weighed at a revision, in bytes of JSON."""

    revision: int
    size: int


def weigh(store: Store, before: Weight | None) -> Weight:
    """By what has changed since `before`; of all objects where that is not known any more."""
    if before is not None and before.revision <= store.revision:
        try:
            changes = store.since(before.revision)
        except Compacted:
            pass
        else:
            return Weight(store.revision, before.size + sum(_size(change.new) - _size(change.old) for change in changes))
    return Weight(store.revision, sum(_size(obj) for kind in BY_NAME for obj in store.iterate(kind)))


def _size(obj: Object | None) -> int:
    return len(msgspec.json.encode(obj, enc_hook=str)) if obj else 0


def guard(api: ApiServer, size: int = 0, inner: Guard | None = None) -> Guard:
    """For ApiServer.guard: refuses (403, 413) what would make too many pods or objects, or is too large; then asks `inner`.
    `size`: bytes that all objects have already."""

    def admit(request: Request, route: Route) -> None:
        if route.verb in WRITES and len(request.body) > LARGEST_BODY:
            raise ApiError(413, "RequestEntityTooLarge", f"Request entity too large: limit is {LARGEST_BODY}", {})
        if route.verb == "create" and not route.subresource and api.store.size >= MOST_OBJECTS:
            raise _forbidden(route.kind, route.name, f"the playground keeps at most {MOST_OBJECTS} objects; delete some first")
        if route.verb in WRITES and size + len(request.body) > MOST_BYTES:
            most = f"{MOST_BYTES // 1024} KiB"
            raise _forbidden(route.kind, route.name, f"the playground keeps objects of at most {most} together; delete some first")
        if route.verb in WRITES and route.kind.name in COUNTED and route.subresource in ("", "scale"):
            _admit(api, route.kind, tried(api, request))
        if inner is not None:
            inner(request, route)

    return admit


def _admit(api: ApiServer, kind: Kind, obj: Object | None) -> None:
    if obj is None:
        return
    spec, name = obj.get("spec") or {}, obj["metadata"]["name"]
    wanted, before = _replicas(spec), api.store.get(kind.name, obj["metadata"].get("namespace", ""), name)
    if wanted > MOST_REPLICAS:
        raise _forbidden(kind, name, f"the playground runs at most {MOST_REPLICAS} replicas of a workload, not {wanted}")
    more = _pods(kind.name, obj, api.store) - (_pods(kind.name, before, api.store) if before else 0)
    if more > 0 and more + max(api.store.count("Pod"), _planned(api.store)) > MOST_PODS:
        raise _forbidden(kind, name, f"the playground runs at most {MOST_PODS} pods; delete some first")


def _planned(store: Store) -> int:
    """How many pods there will be when the controllers have caught up with what was asked for."""
    return sum(
        _pods(kind, obj, store)
        for kind in COUNTED
        for obj in store.iterate(kind)
        if not obj["metadata"].get("ownerReferences")
    )


def _pods(kind: str, obj: Object, store: Store) -> int:
    if kind == "Pod":
        return 1
    return store.count("Node") if kind == "DaemonSet" else _replicas(obj.get("spec") or {})


def _replicas(spec: Object) -> int:
    return max(_number(spec.get(field)) for field in ("replicas", "parallelism", "completions"))


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _forbidden(kind: Kind, name: str, why: str) -> ApiError:
    details: Object = {"name": name, "group": kind.group, "kind": kind.plural}
    shown = {key: value for key, value in details.items() if value}
    return ApiError(403, "Forbidden", f"{kind.resource} {go_quote(name)} is forbidden: {why}", shown)
