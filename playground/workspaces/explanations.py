"""Questions about why something is as it is: the endpoints of a Service, a container's variables, names, a trace that is only supposed."""

from __future__ import annotations

from typing import Any

from playground.cluster.objects.kinds import Object
from playground.cluster.saying import say
from playground.cluster.simulation.counterfactual import SETTLE
from playground.cluster.simulation.membership import memberships, slices_of
from playground.cluster.simulation.naming import names_seen
from playground.cluster.simulation.variables import environment_of
from playground.workspaces import messages, wire
from playground.workspaces.applying import apply_files
from playground.workspaces.refusal import Refused
from playground.workspaces.state import State

Answer = dict[str, Any]


def suppose(state: State, message: messages.Suppose) -> Answer:
    """The trace as it would be, some seconds after these files were applied, without what earlier traffic left behind."""
    effect = apply_files(state.fork(), message.files)
    for outcome in effect.outcome["outcomes"]:
        if outcome["verb"] == "error":
            raise Refused(say("{file}:{line}: {message}", **outcome))
    cluster = effect.state.cluster
    cluster.forget_traffic()
    cluster.advance(SETTLE)
    try:
        found = cluster.trace(message.source, message.target)
    except ValueError as error:
        raise Refused(str(error)) from None
    return {**wire.trace(cluster, found, (), state.start.lab), "supposed": True}


def endpoints(state: State, message: messages.Endpoints) -> Answer:
    service = _found(state, "Service", message.namespace, message.name)
    store = state.cluster.store
    return wire.endpoints(service, slices_of(store, message.namespace, message.name), memberships(store, service))


def environment(state: State, message: messages.Environment) -> Answer:
    pod = _found(state, "Pod", message.namespace, message.name)
    try:
        found = environment_of(state.cluster, pod, message.container)
    except ValueError as error:
        raise Refused(str(error), "not-found") from None
    return wire.environment(pod, found)


def names(state: State, message: messages.Names) -> Answer:
    try:
        place = state.cluster.place(message.source)
    except ValueError as error:
        raise Refused(str(error)) from None
    return {**wire.names(state.cluster, names_seen(state.cluster, place)), "source": message.source}


def _found(state: State, kind: str, namespace: str, name: str) -> Object:
    found = state.cluster.store.get(kind, namespace, name)
    if found is None:
        raise Refused(say("there is no {kind} {name}", kind=kind, name=name), "not-found")
    return found
