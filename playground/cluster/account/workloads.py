"""What the controllers of workloads wrote about their own kinds. Pods have a module of their own."""

from __future__ import annotations

from collections.abc import Iterator

from playground.cluster.account.happening import Happening, key_of, named, spec_of, status_of
from playground.cluster.objects.metadata import condition, controller_of
from playground.cluster.store import Change, Store

DONE = "NewReplicaSetAvailable"
STUCK = "ProgressDeadlineExceeded"


def silent(store: Store, change: Change) -> Iterator[Happening]:
    """Controllers only count in the status of these."""
    return iter(())


def deployment(store: Store, change: Change) -> Iterator[Happening]:
    if change.new is None or change.old is None:
        return
    before, after = ((condition(obj, "Progressing") or {}).get("reason") for obj in (change.old, change.new))
    if before == after or after not in (DONE, STUCK):
        return
    params = {"name": named(change.namespace, change.name), "replicas": status_of(change.new).get("availableReplicas", 0)}
    yield Happening("rollout.done" if after == DONE else "rollout.stuck", key_of(change), params)


def replica_set(store: Store, change: Change) -> Iterator[Happening]:
    owner = controller_of(change.new or change.old or {"metadata": {}})
    params = {
        "name": named(change.namespace, change.name),
        "owner": named(change.namespace, owner["name"]) if owner else "",
    }
    if change.old is None:
        yield Happening("rollout.set-made", key_of(change), {**params, "replicas": spec_of(change.new).get("replicas", 0)})
    elif change.new is None:
        yield Happening("rollout.set-gone", key_of(change), params)
    else:
        before, after = spec_of(change.old).get("replicas", 0), spec_of(change.new).get("replicas", 0)
        if before != after:
            code = "rollout.up" if after > before else "rollout.down"
            yield Happening(code, key_of(change), {**params, "old": before, "new": after})


def job(store: Store, change: Change) -> Iterator[Happening]:
    owner = controller_of(change.new) if change.new else None
    if change.old is None and owner:
        yield Happening("job.made", key_of(change), {"name": named(change.namespace, change.name), "owner": owner["name"]})


def claim(store: Store, change: Change) -> Iterator[Happening]:
    before, after = (status_of(obj).get("phase") for obj in (change.old, change.new))
    if after == "Bound" and before != after:
        volume = spec_of(change.new).get("volumeName", "")
        yield Happening("claim.bound", key_of(change), {"name": named(change.namespace, change.name), "volume": volume})
