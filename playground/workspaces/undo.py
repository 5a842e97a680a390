"""Undo goes forward: it writes what restores the former objects. Revisions never fall.

Only what the learner's own commands wrote is restored; controllers follow by themselves.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from playground.cluster.apiserver.messages import ApiError
from playground.cluster.objects.kinds import Object
from playground.cluster.saying import say
from playground.cluster.simulation import Cluster
from playground.workspaces import messages, wire
from playground.workspaces.effect import Effect
from playground.workspaces.refusal import Refused
from playground.workspaces.state import UNDO_LIMIT, ObjectKey, State, Undoable

MANAGER = "undo"

_OF_ITS_LIFE = ("uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "managedFields", "selfLink", "ownerReferences")
"""Metadata that belongs to one life of an object and is not restored with it."""


def remember(before: State, effect: Effect) -> State:
    """The state with what can be taken back on top of its stack; what was undone earlier cannot come back after that."""
    after = effect.state
    objects = tuple(
        (key, old, new)
        for key in dict.fromkeys(effect.touched)
        if (old := before.cluster.store.get(*key)) is not (new := after.cluster.store.get(*key))
    )
    if not objects:
        return after
    entry = Undoable(effect.title, objects, before.applied, after.applied)
    return replace(after, undo=(*before.undo[1 - UNDO_LIMIT :], entry), redo=())


def undo(state: State, message: messages.Undo) -> Effect:
    if not state.undo:
        raise Refused(say("there is nothing to undo"))
    entry = state.undo[-1]
    outcomes = [restore(state.cluster, key, old) for key, old, _ in reversed(entry.objects)]
    state.cluster.settle()
    done = replace(state, applied=entry.before, undo=state.undo[:-1], redo=(*state.redo, entry))
    return Effect(done, wire.restored(say("Undone: {title}", title=entry.title), outcomes))


def redo(state: State, message: messages.Redo) -> Effect:
    if not state.redo:
        raise Refused(say("there is nothing to redo"))
    entry = state.redo[-1]
    outcomes = [restore(state.cluster, key, new) for key, _, new in entry.objects]
    state.cluster.settle()
    done = replace(state, applied=entry.after, undo=(*state.undo, entry), redo=state.redo[:-1])
    return Effect(done, wire.restored(say("Done again: {title}", title=entry.title), outcomes))


def restore(cluster: Cluster, key: ObjectKey, wanted: Object | None) -> dict[str, Any]:
    """Bring one object back to what it was; the outcome as the wire's `outcomes` have them."""
    current = cluster.store.get(*key)
    if current is not None and "deletionTimestamp" in current["metadata"]:
        return wire.outcome(key, "error", say("it is still being deleted; try again when it is gone"))
    try:
        verb = _write(cluster, key, current, wanted)
    except ApiError as error:
        return wire.outcome(key, "error", error.message)
    return wire.outcome(key, verb)


def _write(cluster: Cluster, key: ObjectKey, current: Object | None, wanted: Object | None) -> str:
    if wanted is None:
        if current is None:
            return "unchanged"
        cluster.api.delete(*key)
        return "deleted"
    if current is None:
        cluster.api.create(reborn(wanted), MANAGER)
        return "created"
    cluster.api.update(_as_before(current, wanted), MANAGER)
    return "configured"


def reborn(wanted: Object) -> Object:
    """What is said of an object beyond one of its lives."""
    metadata = {name: value for name, value in wanted["metadata"].items() if name not in _OF_ITS_LIFE}
    return {**{name: value for name, value in wanted.items() if name != "status"}, "metadata": metadata}


def _as_before(current: Object, wanted: Object) -> Object:
    life = {name: current["metadata"][name] for name in _OF_ITS_LIFE if name in current["metadata"]}
    restored = reborn(wanted)
    restored["metadata"] = {**restored["metadata"], **life}
    if "status" in current:
        restored["status"] = current["status"]
    return restored
