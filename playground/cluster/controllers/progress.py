"""The status of a Deployment: counts, and the conditions Available, Progressing and ReplicaFailure. Pure.

Models: pkg/controller/deployment/sync.go calculateStatus, progress.go syncRolloutStatus; util/deployment_util.go
"""

from __future__ import annotations

from playground.cluster.config import instant, stamp
from playground.cluster.controllers.rollout import available, fenceposts, replicas
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import annotations_of, condition, with_condition

DESIRED = "deployment.kubernetes.io/desired-replicas"
COUNTS = ("replicas", "updatedReplicas", "readyReplicas", "availableReplicas", "unavailableReplicas")
NO_DEADLINE = 2**31 - 1


def of(deployment: Object) -> Object | None:
    return condition(deployment, "Progressing")


def progressing(status: str, reason: str, message: str) -> Object:
    return {"type": "Progressing", "status": status, "reason": reason, "message": message}


def created(new: Object) -> Object:
    return progressing("True", "NewReplicaSetCreated", f'Created new replica set "{new["metadata"]["name"]}"')


def found(new: Object) -> Object:
    return progressing("True", "FoundNewReplicaSet", f'Found new replica set "{new["metadata"]["name"]}"')


def with_update(conditions: list[Object], new: Object, now: str) -> list[Object]:
    """As `with_condition`, with the lastUpdateTime that only Deployments have."""
    return with_condition(conditions, {**new, "lastUpdateTime": now}, now)


def is_saturated(deployment: Object, new: Object) -> bool:
    """The new ReplicaSet has everything. Models: IsSaturated"""
    desired = replicas(deployment)
    noted = annotations_of(new).get(DESIRED)
    return replicas(new) == desired and noted == str(desired) and available(new) == desired


def is_complete(deployment: Object) -> bool:
    """Models: DeploymentComplete, of the status as it is written"""
    status, desired = deployment.get("status") or {}, replicas(deployment)
    counts = [status.get(field) or 0 for field in ("updatedReplicas", "replicas", "availableReplicas")]
    current = (status.get("observedGeneration") or 0) >= deployment["metadata"].get("generation", 1)
    return counts == [desired] * 3 and current


def status_of(deployment: Object, new: Object | None, sets: list[Object], now: float) -> tuple[Object, float | None]:
    """The status as it should be, and how long until the progress deadline."""
    old = deployment.get("status") or {}
    status = _counts(deployment, new, sets)
    conditions = _available(deployment, status, list(old.get("conditions") or ()), stamp(now))
    deadline = deployment["spec"].get("progressDeadlineSeconds")
    again = None
    if deadline is not None and deadline != NO_DEADLINE and not deployment["spec"].get("paused"):
        conditions, again = _progress(deployment, new, status, conditions, float(deadline), now)
    failed = next((found for one in sets if (found := condition(one, "ReplicaFailure"))), None)
    conditions = [entry for entry in conditions if entry["type"] != "ReplicaFailure" or failed]
    if failed:
        conditions = _kept(
            conditions, {key: failed.get(key) for key in ("type", "status", "reason", "message")}, stamp(now)
        )
    if old.get("collisionCount") is not None:
        status["collisionCount"] = old["collisionCount"]
    return status | {"conditions": conditions}, again


def _counts(deployment: Object, new: Object | None, sets: list[Object]) -> Object:
    def total(field: str) -> int:
        return sum(int((one.get("status") or {}).get(field) or 0) for one in sets)

    wanted = sum(replicas(one) for one in sets)
    counts = {
        "replicas": total("replicas"),
        "updatedReplicas": int(((new or {}).get("status") or {}).get("replicas") or 0),
        "readyReplicas": total("readyReplicas"),
        "availableReplicas": total("availableReplicas"),
        "unavailableReplicas": max(0, wanted - total("availableReplicas")),
    }
    status: Object = {"observedGeneration": deployment["metadata"].get("generation", 1)}
    status |= {field: counts[field] for field in COUNTS if counts[field]}
    return status | {"terminatingReplicas": total("terminatingReplicas")}


def _available(deployment: Object, status: Object, conditions: list[Object], now: str) -> list[Object]:
    least = replicas(deployment) - fenceposts(deployment).unavailable
    enough = int(status.get("availableReplicas") or 0) >= least
    verdict, reason = ("True", "MinimumReplicasAvailable") if enough else ("False", "MinimumReplicasUnavailable")
    text = f"Deployment {'has' if enough else 'does not have'} minimum availability."
    return _kept(conditions, {"type": "Available", "status": verdict, "reason": reason, "message": text}, now)


def _kept(conditions: list[Object], new: Object, now: str) -> list[Object]:
    """Set unless status and reason are as before. Models: SetDeploymentCondition"""
    old = next((entry for entry in conditions if entry["type"] == new["type"]), None)
    if old and (old.get("status"), old.get("reason")) == (new["status"], new["reason"]):
        return conditions
    return with_update(conditions, new, now)


def _progress(
    deployment: Object, new: Object | None, status: Object, conditions: list[Object], deadline: float, now: float
) -> tuple[list[Object], float | None]:
    old = next((entry for entry in conditions if entry["type"] == "Progressing"), None)
    name = f'ReplicaSet "{new["metadata"]["name"]}"' if new else f'Deployment "{deployment["metadata"]["name"]}"'
    was_complete = old is not None and old.get("reason") == "NewReplicaSetAvailable"
    if (status.get("replicas") or 0) == (status.get("updatedReplicas") or 0) and was_complete:
        return conditions, None
    if is_complete({**deployment, "status": status}):
        new_condition = progressing("True", "NewReplicaSetAvailable", f"{name} has successfully progressed.")
        return _kept(conditions, new_condition, stamp(now)), None
    if _progressed(deployment.get("status") or {}, status):
        new_condition = progressing("True", "ReplicaSetUpdated", f"{name} is progressing.")
        return _progressing_again(conditions, old, new_condition, stamp(now)), deadline
    if old is None or old.get("reason") in ("DeploymentPaused", "ProgressDeadlineExceeded") or was_complete:
        return conditions, None
    left = instant(old.get("lastUpdateTime") or "") + deadline - now
    if left > 0:
        return conditions, left
    late = progressing("False", "ProgressDeadlineExceeded", f"{name} has timed out progressing.")
    return _kept(conditions, late, stamp(now)), None


def _progressing_again(conditions: list[Object], old: Object | None, new: Object, now: str) -> list[Object]:
    """Each step of progress restarts the deadline."""
    kept = [entry for entry in conditions if entry["type"] != "Progressing"]
    since = old.get("lastTransitionTime") if old and old.get("status") == "True" else None
    return [*kept, {**new, "lastUpdateTime": now, "lastTransitionTime": since or now}]


def _progressed(old: Object, new: Object) -> bool:
    """Models: DeploymentProgressing"""

    def count(status: Object, field: str) -> int:
        return int(status.get(field) or 0)

    def outdated(status: Object) -> int:
        return count(status, "replicas") - count(status, "updatedReplicas")

    more = any(
        count(new, field) > count(old, field) for field in ("updatedReplicas", "readyReplicas", "availableReplicas")
    )
    return more or outdated(new) < outdated(old)
