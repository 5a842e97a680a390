"""What became of pods: made, placed, started, ready or not, ended; and by whom."""

from __future__ import annotations

from collections.abc import Iterator

from playground.cluster.account.happening import Happening, key_of, named, spec_of, status_of
from playground.cluster.controllers.indexes import dependents
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import (
    condition,
    controller_of,
    is_active,
    is_ready,
    is_terminating,
    node_name,
    pod_ips,
)
from playground.cluster.store import Change, Store

COUNTED = {"ReplicaSet", "StatefulSet", "ReplicationController"}
"""Owners that want a number of replicas."""

STARTING = ("", "ContainerCreating", "PodInitializing")
"""Waiting reasons that are no trouble."""

BECAUSE = {
    "taint-eviction-controller": "pod.evicted",
    "generic-garbage-collector": "pod.orphan",
    "pod-garbage-collector": "pod.collected",
    "namespace-controller": "pod.namespace",
}
"""Who deletes pods for a reason of their own -> the code."""


def tell(store: Store, change: Change) -> Iterator[Happening]:
    if change.old is None:
        yield from _made(store, change)
    elif change.new is None:
        yield from _gone(change)
    else:
        if is_marked(change):
            yield from _told_to_end(store, change)
        yield from _placed(change)
        yield from _containers(change)
        yield from _readiness(change)


def is_marked(change: Change) -> bool:
    """Whether the write is the mark of a deletion that gives the pod time."""
    return change.new is not None and change.old is not None and is_terminating(change.new) > is_terminating(change.old)


def _made(store: Store, change: Change) -> Iterator[Happening]:
    assert change.new is not None
    owner = controller_of(change.new)
    if owner is None:
        return
    item, name = named(change.namespace, change.name), f"{owner['kind']} {named(change.namespace, owner['name'])}"
    if owner["kind"] in COUNTED:
        yield Happening("pod.made", key_of(change), {"owner": name}, item, counted=lambda: _counts(store, change, owner, -1))
    else:
        yield Happening("pod.made.one", key_of(change), {"owner": name}, item)


def _counts(store: Store, change: Change, owner: Object, by: int) -> dict[str, int]:
    """What the owner saw before it wrote: its active pods, of those that it wants."""
    active = sum(1 for pod in dependents(store, "Pod", owner["uid"]) if is_active(pod))
    wanted = spec_of(store.get(owner["kind"], change.namespace, owner["name"])).get("replicas", 0)
    return {"seen": active + by, "wanted": wanted}


def _told_to_end(store: Store, change: Change) -> Iterator[Happening]:
    assert change.new is not None
    owner = controller_of(change.new)
    item = named(change.namespace, change.name)
    if change.by in BECAUSE:
        yield Happening(BECAUSE[change.by], key_of(change), {"node": node_name(change.new)}, item)
    elif owner is not None and owner["kind"] in COUNTED:
        name = f"{owner['kind']} {named(change.namespace, owner['name'])}"
        yield Happening("pod.surplus", key_of(change), {"owner": name}, item, counted=lambda: _counts(store, change, owner, 1))
    else:
        yield Happening("pod.ending", key_of(change), {"by": change.by}, item)


def _gone(change: Change) -> Iterator[Happening]:
    assert change.old is not None
    item, params = named(change.namespace, change.name), {"node": node_name(change.old)}
    if change.by == "kubelet":
        yield Happening("pod.gone", key_of(change), params, item)
    elif change.by in BECAUSE:
        yield Happening(BECAUSE[change.by], key_of(change), params, item)


def _placed(change: Change) -> Iterator[Happening]:
    assert change.new is not None
    item = named(change.namespace, change.name)
    if node_name(change.new) and not node_name(change.old or {}):
        yield Happening("pod.placed", key_of(change), {"node": node_name(change.new)}, item)
    verdict, before = condition(change.new, "PodScheduled") or {}, condition(change.old or {}, "PodScheduled") or {}
    if verdict.get("status") == "False" and verdict.get("message") != before.get("message"):
        yield Happening("pod.unplaced", key_of(change), {"message": verdict.get("message", "")}, item)


def _readiness(change: Change) -> Iterator[Happening]:
    assert change.old is not None
    assert change.new is not None
    before, after = is_ready(change.old), is_ready(change.new)
    item = named(change.namespace, change.name)
    started = bool(pod_ips(change.new)) and not pod_ips(change.old)
    params = {"node": node_name(change.new)}
    if started:
        code = "pod.up" if after else "pod.started"
        yield Happening(code, key_of(change), params, f"{item} ({pod_ips(change.new)[0]})")
    elif after and not before:
        yield Happening("pod.ready", key_of(change), params, item)
    elif before and not after and not is_terminating(change.new):
        code = "pod.silent" if change.by == "node-controller" else "pod.unready"
        yield Happening(code, key_of(change), params, item)


# -- containers


def _containers(change: Change) -> Iterator[Happening]:
    assert change.new is not None
    if is_terminating(change.new):
        return
    before = {one["name"]: one for one in status_of(change.old).get("containerStatuses") or ()}
    for one in status_of(change.new).get("containerStatuses") or ():
        yield from _container(change, before.get(one["name"]) or {}, one)


def _container(change: Change, old: Object, new: Object) -> Iterator[Happening]:
    was, now = old.get("state") or {}, new.get("state") or {}
    assert change.new is not None
    params = {
        "container": new["name"], "pod": named(change.namespace, change.name), "node": node_name(change.new),
    }  # fmt: skip
    ended, waiting = now.get("terminated"), now.get("waiting") or {}
    if ended and ended != was.get("terminated"):
        yield Happening("container.exited", key_of(change), {**params, "code": ended.get("exitCode", 0)})
    elif waiting.get("reason", "") not in STARTING and waiting.get("reason") != (was.get("waiting") or {}).get("reason"):
        yield _held_back(change, params, waiting)
    elif "running" in now and new.get("restartCount", 0) > old.get("restartCount", 0):
        yield Happening("container.restarted", key_of(change), {**params, "restarts": new["restartCount"]})


def _held_back(change: Change, params: Object, waiting: Object) -> Happening:
    """Back-offs are said by their time: "back-off 10s restarting failed container=..."."""
    reason, message = waiting["reason"], waiting.get("message", "")
    if reason == "CrashLoopBackOff" and message.startswith("back-off "):
        return Happening("container.back-off", key_of(change), {**params, "wait": message.split()[1]})
    return Happening("container.waiting", key_of(change), {**params, "reason": reason, "message": message})
