"""The moments of a workspace that are worth a stop: its commands, and what came of them that a learner would notice.

Moments are codes with parameters (static/js/time/moments.js has the sentences).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import is_ready
from playground.cluster.store import Change, Store
from playground.workspaces.state import Mark, State

Stop = dict[str, Any]
Found = tuple[str, dict[str, Any]]

MOST = 1000
"""Stops that a page is told of."""

_NO_STOPS = {"tick", "checkpoint", "forget", "begin"}
"""Commands that are no landmarks: what a tick did is told moment by moment, a checkpoint is shown as such,
and an exam begins where its log does."""

_TOLD = {
    "Service", "EndpointSlice", "Pod", "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "CronJob", "Node",
    "Ingress", "NetworkPolicy", "ConfigMap", "Secret", "PersistentVolumeClaim", "Namespace",
}  # fmt: skip


def stops(state: State, since: int = -1) -> tuple[Stop, ...]:
    """Those of the commands after the sequence number `since`, in order."""
    marks = [mark for mark in state.marks if mark.sequence > since]
    store = state.cluster.store
    told = []
    for mark in marks:
        known = mark.world == state.world and mark.before >= store.oldest
        if mark.type not in _NO_STOPS:
            told.append(_command(mark, known))
        if known and mark.before < mark.revision:
            told += _moments(store, mark)
    told.sort(key=lambda stop: (stop["sequence"], stop["revision"], stop["type"] == ""))
    return tuple(told[-MOST:])


def _command(mark: Mark, known: bool) -> Stop:
    """At its first own revision, if what followed from it is `known`, and comes after it; else when all was done."""
    return _stop(mark, min(mark.begins, mark.revision) if known else mark.revision, mark.time, mark.type, {"title": mark.summary})


def _moments(store: Store, mark: Mark) -> Iterator[Stop]:
    for change in store.since(mark.before):
        if change.revision > mark.revision:
            return
        found = notable(change) if change.revision != mark.begins else None
        if found:
            yield _stop(mark, change.revision, change.at, "", {"code": found[0], "params": found[1]})


def _stop(mark: Mark, revision: int, time: float, kind: str, words: dict[str, Any]) -> Stop:
    return {"world": mark.world, "sequence": mark.sequence, "revision": revision, "time": time, "type": kind, **words}


def notable(change: Change) -> Found | None:
    """What a learner would notice of a change: a code and its parameters."""
    if change.kind not in _TOLD:
        return None
    told = {"kind": change.kind, "name": change.name, "namespace": change.namespace}
    old, new = change.old, change.new
    if old is None:
        return "created", told
    if new is None:
        return "gone", told
    for rule in (*_OF_KIND.get(change.kind, ()), _ending, _relabelled, _rescaled, _respecified):
        found = rule(old, new)
        if found:
            return found[0], {**told, **found[1]}
    return None


def _ending(old: Object, new: Object) -> Found | None:
    begins = "deletionTimestamp" in new["metadata"] and "deletionTimestamp" not in old["metadata"]
    return ("ending", {}) if begins else None


def _relabelled(old: Object, new: Object) -> Found | None:
    return ("relabelled", {}) if old["metadata"].get("labels") != new["metadata"].get("labels") else None


def _rescaled(old: Object, new: Object) -> Found | None:
    before, after = ((obj.get("spec") or {}).get("replicas") for obj in (old, new))
    return ("rescaled", {"n": after}) if before != after and after is not None else None


def _respecified(old: Object, new: Object) -> Found | None:
    return ("changed", {}) if any(old.get(part) != new.get(part) for part in ("spec", "data")) else None


def _placed(old: Object, new: Object) -> Found | None:
    node = new["spec"].get("nodeName")
    return ("placed", {"node": node}) if node and node != old["spec"].get("nodeName") else None


def _readiness(old: Object, new: Object) -> Found | None:
    before, after = is_ready(old), is_ready(new)
    return None if before == after else ("ready" if after else "unready", {})


def _waiting(old: Object, new: Object) -> Found | None:
    before, after = _reason(old), _reason(new)
    return ("waiting", {"reason": after}) if after and before != after else None


def _reason(pod: Object) -> str:
    """Why a container of a pod is not started, where that is no ordinary step of its start."""
    for status in (pod.get("status") or {}).get("containerStatuses") or []:
        reason = ((status.get("state") or {}).get("waiting") or {}).get("reason") or ""
        if reason not in ("", "ContainerCreating", "PodInitializing"):
            return str(reason)
    return ""


def _address(old: Object, new: Object) -> Found | None:
    before, after = _ingress(old), _ingress(new)
    return ("address", {"address": after}) if after and before != after else None


def _ingress(service: Object) -> str:
    given = ((service.get("status") or {}).get("loadBalancer") or {}).get("ingress") or []
    return str(given[0].get("ip") or given[0].get("hostname") or "") if given else ""


def _endpoints(old: Object, new: Object) -> Found | None:
    before, after = _serving(old), _serving(new)
    return ("endpoints", {"n": len(after)}) if before != after else None


def _serving(slice_: Object) -> set[str]:
    endpoints = slice_.get("endpoints") or []
    return {address for each in endpoints if (each.get("conditions") or {}).get("ready") is not False for address in each["addresses"]}


Rule = Callable[[Object, Object], Found | None]
_OF_KIND: dict[str, tuple[Rule, ...]] = {
    "Pod": (_placed, _readiness, _waiting),
    "Node": (_readiness,),
    "Service": (_address,),
    "EndpointSlice": (_endpoints,),
}
