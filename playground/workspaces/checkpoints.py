"""Named moments, and going back to one: forward, as undo does. What people wrote is restored, controllers follow.

A checkpoint keeps the objects that people (or the lab's start) made, whatever command changed them since: also a Pod of
nobody's that was deleted, which undo doesn't bring back. Time, progress and the text in the editor stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from playground.cluster.objects.kinds import Object
from playground.cluster.saying import say
from playground.cluster.simulation.people import KINDS_OF_PEOPLE, made_by_people
from playground.cluster.store import Compacted
from playground.workspaces import messages, undo, wire
from playground.workspaces.effect import Effect
from playground.workspaces.refusal import Refused
from playground.workspaces.state import Checkpoint, ObjectKey, State

MOST = 20

_FIXED_SPEC = {"Pod", "PersistentVolumeClaim", "Job", "Namespace"}
"""Kinds whose spec is settled when they are made."""

_CONTROLLERS_TAINT = "node.kubernetes.io/"


def keep(state: State, message: messages.Checkpoint) -> Effect:
    """Names now, or an earlier moment of this world that the store still knows."""
    name = message.name.strip()
    if not name:
        raise Refused(say("a checkpoint needs a name"), "shape")
    if any(name == each.name for each in state.checkpoints):
        raise Refused(say("there is a checkpoint {name} already", name=name))
    if len(state.checkpoints) >= MOST:
        raise Refused(say("there are {n} checkpoints already; forget one first", n=MOST))
    made = _now(state, name) if message.past is None else _then(state, name, message.past)
    return Effect(replace(state, checkpoints=(*state.checkpoints, made)), wire.done(say("Checkpoint {name}", name=name)))


def _now(state: State, name: str) -> Checkpoint:
    store = state.cluster.store
    return Checkpoint(name, state.world, state.sequence, store.revision, state.time, state.applied, made_by_people(store))


def _then(state: State, name: str, moment: messages.Moment) -> Checkpoint:
    mark = next((mark for mark in state.marks if mark.sequence == moment.sequence), None)
    if mark is None or not mark.before <= moment.revision <= mark.revision:
        raise Refused(say("there is no such moment in this workspace"), "not-found")
    try:
        if mark.world != state.world:
            raise Compacted(moment.revision, state.cluster.store.revision)
        past = state.cluster.store.at(moment.revision)
    except Compacted:
        raise Refused(say("this moment was too long ago for a checkpoint; copy from there instead")) from None
    return Checkpoint(name, mark.world, mark.sequence, moment.revision, mark.time, mark.applied, made_by_people(past))


def forget(state: State, message: messages.Forget) -> Effect:
    found = _named(state, message.name)
    left = tuple(each for each in state.checkpoints if each is not found)
    return Effect(replace(state, checkpoints=left), wire.done(say("Checkpoint {name} forgotten", name=found.name)))


def restore(state: State, message: messages.Restore) -> Effect:
    """Can be undone as any other command."""
    found = _named(state, message.name)
    now = made_by_people(state.cluster.store)
    changed = [key for key in sorted(now.keys() | found.objects.keys(), key=_order) if _differ(now.get(key), found.objects.get(key))]
    outcomes = [undo.restore(state.cluster, key, _wanted(key, now.get(key), found.objects.get(key))) for key in changed]
    state.cluster.settle()
    told = wire.restored(say("Back at {name}", name=found.name), outcomes)
    return Effect(replace(state, applied=found.applied), told, say("Go back to {name}", name=found.name), changed)


def _named(state: State, name: str) -> Checkpoint:
    found = next((each for each in state.checkpoints if each.name == name), None)
    if found is None:
        raise Refused(say("there is no checkpoint {name}", name=name), "not-found")
    return found


def _order(key: ObjectKey) -> tuple[Any, ...]:
    return (KINDS_OF_PEOPLE.index(key[0]), *key)


def _differ(now: Object | None, then: Object | None) -> bool:
    if now is then:
        return False
    if now is None or then is None:
        return True
    return undo.reborn(now) != undo.reborn(_alike(now, then))


def _wanted(key: ObjectKey, now: Object | None, then: Object | None) -> Object | None:
    return then if now is None or then is None else _alike(now, then)


def _alike(now: Object, then: Object) -> Object:
    """The former object, with what is not people's to say as it is now."""
    if now["kind"] == "Node":
        taints = [
            *(taint for taint in _taints(now) if taint["key"].startswith(_CONTROLLERS_TAINT)),
            *(taint for taint in _taints(then) if not taint["key"].startswith(_CONTROLLERS_TAINT)),
        ]
        spec = {**now["spec"], "unschedulable": then["spec"].get("unschedulable"), "taints": taints}
        return {**then, "spec": {name: value for name, value in spec.items() if value}}
    if now["kind"] in _FIXED_SPEC:
        return {**then, "spec": now["spec"]}
    return then


def _taints(node: Object) -> list[Mapping[str, Any]]:
    return list(node["spec"].get("taints") or [])
