"""What a client may ask without changing anything: no row is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground.cluster.dataplane.catalogue import MODES
from playground.cluster.manifest.tidy import tidied
from playground.cluster.objects.kinds import BY_NAME
from playground.cluster.saying import say
from playground.cluster.simulation.idle import idle_fields
from playground.workspaces import debriefing, exercise, explanations, goals, messages, previewing, terminals, wire
from playground.workspaces.messages import Message
from playground.workspaces.refusal import Refused
from playground.workspaces.state import State

Answer = dict[str, Any]


def ask(state: State, message: Message) -> Answer:
    """The answer's fields without its id. Raises Refused."""
    return QUERIES[type(message)](state, message)


def lint(state: State, message: messages.Lint) -> Answer:
    """Every file as it would be applied, on a fork."""
    return {"type": "markers", "markers": wire.lint(state.fork().cluster, message.files)}


def shape(state: State, message: messages.Format) -> Answer:
    """Every file in one shape; what can't be read stays as it is."""
    return {"type": "formatted", "files": [{"path": file.path, "text": tidied(file.text)} for file in message.files]}


def idle(state: State, message: messages.Idle) -> Answer:
    """The fields of one file that change nothing. Those that the lab keeps are not the learner's to leave out."""
    fork = state.fork().cluster
    for file in message.files:
        if file.path == message.path:
            return wire.idle(file.path, idle_fields(fork, file.text, file.path, state.start.locked().get(file.path, [])))
        fork.apply(file.text, file=file.path, settle=False)
    raise Refused(say("there is no file {name}", name=message.path), "not-found")


def preview(state: State, message: messages.Preview) -> Answer:
    """What Apply would change, on a fork."""
    return previewing.preview(state, message.files, frozenset(message.opened))


def obj(state: State, message: messages.Object) -> Answer:
    found = None
    if message.kind in BY_NAME:
        found = state.cluster.store.get(message.kind, message.namespace, message.name)
    if found is None:
        raise Refused(say("there is no {kind} {name}", kind=message.kind, name=message.name), "not-found")
    return {**wire.obj(state.cluster, found, message.managed), "kind": message.kind, "namespace": message.namespace, "name": message.name}


def goal(state: State, message: messages.Goal) -> Answer:
    return goals.goal(state)


def rules(state: State, message: messages.Rules) -> Answer:
    if state.cluster.store.get("Node", "", message.node) is None:
        raise Refused(say("there is no Node {name}", name=message.node), "not-found")
    if message.mode not in MODES:
        raise Refused(say("{mode} is not modelled; there are {modes}", mode=message.mode, modes=", ".join(MODES)))
    return {**wire.rules(state, message.node, message.mode, message.service), "node": message.node, "mode": message.mode}


def past(state: State, message: messages.Past) -> Answer:
    return wire.past(state, frozenset(message.opened))


def timeline(state: State, message: messages.Timeline) -> Answer:
    return {"type": "timeline", "stops": wire.stops(state)}


def sources(state: State, message: messages.Sources) -> Answer:
    return {"type": "sources", "sources": wire.sources(state.cluster)}


QUERIES: dict[type[Message], Callable[[State, Any], Answer]] = {
    messages.Check: exercise.check,
    messages.Complete: terminals.offer,
    messages.Debrief: debriefing.debrief,
    messages.Follow: terminals.go_on,
    messages.Format: shape,
    messages.Goal: goal,
    messages.Idle: idle,
    messages.Lint: lint,
    messages.Endpoints: explanations.endpoints,
    messages.Environment: explanations.environment,
    messages.Names: explanations.names,
    messages.Object: obj,
    messages.Past: past,
    messages.Preview: preview,
    messages.Rules: rules,
    messages.Sources: sources,
    messages.Suppose: explanations.suppose,
    messages.Timeline: timeline,
}
