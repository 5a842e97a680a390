"""The arithmetic of a rollout: how many replicas the new ReplicaSet and the old ones may have now. Pure.

Models: pkg/controller/deployment/util/deployment_util.go ResolveFenceposts, NewRSNewReplicas, MaxSurge; rolling.go; sync.go scale
"""

from __future__ import annotations

from math import ceil, floor
from typing import Any, NamedTuple

from playground.cluster.objects.kinds import Object

DESIRED = "deployment.kubernetes.io/desired-replicas"


class Fenceposts(NamedTuple):
    surge: int
    unavailable: int


def fenceposts(deployment: Object) -> Fenceposts:
    """maxSurge rounded up, maxUnavailable rounded down; both zero would stand still, so one may be missing."""
    spec = deployment["spec"]
    if (spec.get("strategy") or {}).get("type") == "Recreate":
        return Fenceposts(0, replicas(deployment))
    rolling = (spec.get("strategy") or {}).get("rollingUpdate") or {}
    desired = replicas(deployment)
    surge = scaled(rolling.get("maxSurge", "25%"), desired, ceil)
    unavailable = scaled(rolling.get("maxUnavailable", "25%"), desired, floor)
    return Fenceposts(
        surge, 1 if surge == 0 and unavailable == 0 else min(unavailable, desired) if desired else unavailable
    )


def scaled(value: Any, total: int, rounding: Any) -> int:
    """An IntOrString. Models: apimachinery/pkg/util/intstr GetScaledValueFromIntOrPercent"""
    if isinstance(value, str) and value.endswith("%"):
        return int(rounding(int(value[:-1]) * total / 100))
    return int(value)


def replicas(owner: Object) -> int:
    count = owner["spec"].get("replicas")
    return 1 if count is None else int(count)


def available(replica_set: Object) -> int:
    return int((replica_set.get("status") or {}).get("availableReplicas") or 0)


def new_replicas(deployment: Object, new: int, total: int) -> int:
    """How many the new ReplicaSet should have, `total` being those of all. Models: NewRSNewReplicas"""
    desired = replicas(deployment)
    if (deployment["spec"].get("strategy") or {}).get("type") == "Recreate":
        return desired
    ceiling = desired + fenceposts(deployment).surge
    if total >= ceiling:
        return new
    return new + min(ceiling - total, desired - new)


def old_replicas(deployment: Object, new: Object | None, old: list[Object]) -> dict[str, int]:
    """The old ReplicaSets (oldest first) that have to shrink, by name. Models: reconcileOldReplicaSets"""
    least = replicas(deployment) - fenceposts(deployment).unavailable
    everything = [*old, new] if new else old
    total = sum(replicas(one) for one in everything)
    unavailable_new = replicas(new) - available(new) if new else 0
    may_go = total - least - unavailable_new
    if may_go <= 0:
        return {}
    sizes = {one["metadata"]["name"]: replicas(one) for one in old}
    _clean_up_unhealthy(old, sizes, may_go)
    surplus = sum(available(one) for one in everything) - least
    for one in old:
        name = one["metadata"]["name"]
        if surplus > 0 and sizes[name]:
            step = min(sizes[name], surplus)
            sizes[name] -= step
            surplus -= step
    return {one["metadata"]["name"]: sizes[one["metadata"]["name"]] for one in old if _shrinks(one, sizes)}


def _clean_up_unhealthy(old: list[Object], sizes: dict[str, int], limit: int) -> None:
    for one in old:
        name = one["metadata"]["name"]
        step = min(limit, max(0, sizes[name] - available(one)))
        sizes[name] -= step
        limit -= step


def _shrinks(one: Object, sizes: dict[str, int]) -> bool:
    return sizes[one["metadata"]["name"]] < replicas(one)


def proportional(deployment: Object, sets: list[Object]) -> dict[str, int]:
    """Sizes after a change of spec.replicas in the middle of a rollout. Models: sync.go scale, GetReplicaSetProportion

    `sets` are the ReplicaSets that have replicas; the difference is shared out by size, the rest goes to the largest.
    """
    desired, surge = replicas(deployment), fenceposts(deployment).surge
    allowed = desired + surge if desired > 0 else 0
    total = sum(replicas(one) for one in sets)
    to_add = allowed - total
    by_age = sorted(sets, key=lambda one: str(one["metadata"]["creationTimestamp"]), reverse=to_add > 0)
    ordered = sorted(by_age, key=lambda one: -replicas(one))
    sizes, added = {}, 0
    for one in ordered:
        size = replicas(one)
        share = _share(one, size, allowed, to_add, added) if to_add else 0
        sizes[one["metadata"]["name"]] = size + share
        added += share
    if ordered and to_add != added:
        name = ordered[0]["metadata"]["name"]
        sizes[name] = max(0, sizes[name] + to_add - added)
    return sizes


def _share(one: Object, size: int, allowed: int, to_add: int, added: int) -> int:
    before = int((one["metadata"].get("annotations") or {}).get("deployment.kubernetes.io/max-replicas") or 0)
    fraction = round(size * allowed / before) - size if before and size else 0
    left = to_add - added
    return min(fraction, left) if to_add > 0 else max(fraction, left)
