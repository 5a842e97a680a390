"""What each logged message does to a state: one function per type, all of them pure.

A handler gets a fork that it may change and returns what came of it. It raises Refused when nothing is to happen at
all; then no row is written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from playground.cluster.apiserver.messages import Request
from playground.cluster.objects.kinds import BY_NAME
from playground.cluster.saying import say
from playground.cluster.trace.model import Trace
from playground.workspaces import exercise, messages, terminals, undo, wire
from playground.workspaces.applying import apply_files, ways
from playground.workspaces.effect import Effect
from playground.workspaces.messages import Message
from playground.workspaces.refusal import Refused
from playground.workspaces.state import State

Outcome = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Executed:
    """The state after a command, the outcome for the log, and the answer for who sent it. `idle`: nothing that a replay
    would need has happened."""

    state: State
    outcome: Outcome
    answer: Outcome
    idle: bool = False


def execute(state: State, at: float, message: Message) -> Executed:
    """Timers that are due run before the command. `state` stays as it is. Raises Refused."""
    fork = _fork(state, at)
    begun = fork.cluster.store.revision
    effect = HANDLERS[type(message)](fork, message)
    after = _finish(state, begun, effect, message)
    idle = effect.idle and after.cluster.store.revision == state.cluster.store.revision
    return Executed(after, effect.outcome, effect.outcome if effect.answer is None else effect.answer, idle)


def replay(state: State, at: float, message: Message, outcome: Outcome) -> State:
    """The same for a row of the log: what was graded or told is remembered, never found out again."""
    remember = REMEMBER.get(type(message))
    if remember is None:
        return execute(state, at, message).state
    fork = _fork(state, at)
    begun = fork.cluster.store.revision
    return _finish(state, begun, remember(fork, message, outcome), message)


def answer_again(state: State, message: Message, outcome: Outcome) -> Outcome:
    """The answer to a command that was done before: as the log keeps it, or, of a question, as it would be answered now."""
    if isinstance(message, messages.Trace):
        return trace(state.fork(), message).answer or outcome
    return outcome


def _fork(state: State, at: float) -> State:
    fork = state.fork()
    if at > fork.time:
        fork.cluster.advance(at - fork.time)
    return fork


def _finish(before: State, begun: int, effect: Effect, message: Message) -> State:
    after = undo.remember(before, effect)
    summary = (messages.type_of(message), wire.summary(message, effect.outcome))
    return replace(after, sequence=before.sequence + 1, last=summary).marked(before, begun)


# -- the cluster


def apply(state: State, message: messages.Apply) -> Effect:
    return apply_files(state, message.files)


def delete(state: State, message: messages.Delete) -> Effect:
    kind = BY_NAME.get(message.kind)
    key = (message.kind, message.namespace, message.name)
    if kind is None or state.cluster.store.get(*key) is None:
        raise Refused(say("there is no {kind} {name}", kind=message.kind, name=message.name), "not-found")
    response = state.cluster.request(Request("DELETE", kind.path(message.namespace, message.name), manager="kubectl"))
    if not response.ok:
        raise Refused(str((response.body or {}).get("message") or f"HTTP {response.code}"))
    return Effect(state, wire.done(say("{object} deleted", object=f"{message.kind}/{message.name}")), say("Delete {name}", name=message.name), [key])


def world(state: State, message: messages.World) -> Effect:
    action = message.action
    name = next(name for name in action.__struct_fields__ if getattr(action, name) is not None)
    return ACTIONS[name](state, getattr(action, name))


def _delete_pod(state: State, pod: str) -> Effect:
    """Not to be undone: what controls the pod has made another one by then."""
    namespace, name = _pod(state, pod)
    state.cluster.delete_pod(namespace, name)
    return Effect(state, wire.done(say("Pod {name} deleted", name=name)))


def _set_ready(state: State, wanted: messages.SetReady) -> Effect:
    namespace, name = _pod(state, wanted.pod)
    state.cluster.set_ready(namespace, name, wanted.ready)
    told = say("Pod {name} is ready", name=name) if wanted.ready else say("Pod {name} is not ready", name=name)
    title = say("Make {name} ready", name=name) if wanted.ready else say("Make {name} not ready", name=name)
    return Effect(state, wire.done(told), title, [("Pod", namespace, name)])


def _scale(state: State, wanted: messages.Scale) -> Effect:
    key = (wanted.kind, wanted.namespace, wanted.name)
    _succeed(state.cluster.scale(*key, wanted.replicas))
    return Effect(state, wire.done(say("{name} scaled to {replicas}", name=wanted.name, replicas=wanted.replicas)), say("Scale {name}", name=wanted.name), [key])


def _fail_node(state: State, name: str) -> Effect:
    _succeed(state.cluster.fail_node(name))
    return Effect(state, wire.done(say("Node {name} failed", name=name)), say("Fail {name}", name=name), [("Node", "", name)])


def _restore_node(state: State, name: str) -> Effect:
    _succeed(state.cluster.restore_node(name))
    return Effect(state, wire.done(say("Node {name} is back", name=name)), say("Restore {name}", name=name), [("Node", "", name)])


def _pod(state: State, text: str) -> tuple[str, str]:
    namespace, _, name = text.rpartition("/")
    if state.cluster.store.get("Pod", namespace, name) is None:
        raise Refused(say("there is no Pod {name} in namespace {namespace}", name=name, namespace=namespace), "not-found")
    return namespace, name


def _succeed(why_not: str) -> None:
    if why_not:
        raise Refused(why_not)


ACTIONS: dict[str, Callable[[State, Any], Effect]] = {
    "delete_pod": _delete_pod,
    "set_ready": _set_ready,
    "scale": _scale,
    "fail_node": _fail_node,
    "restore_node": _restore_node,
}


def trace(state: State, message: messages.Trace) -> Effect:
    """User traffic is state too: it leaves session affinity behind."""
    found = _ask(state, message)
    told = wire.trace(state.cluster, found, ways(state, found), state.start.lab)
    return Effect(state, wire.brief(told), answer=told)


def remember_trace(state: State, message: messages.Trace, outcome: Outcome) -> Effect:
    _ask(state, message)
    return Effect(state, outcome)


def _ask(state: State, message: messages.Trace) -> Trace:
    try:
        return state.cluster.trace(message.source, message.target)
    except ValueError as error:
        raise Refused(str(error)) from None


# -- time


def tick(state: State, message: messages.Tick) -> Effect:
    return Effect(state, {})


def advance(state: State, message: messages.Advance) -> Effect:
    state.cluster.advance(message.seconds)
    return Effect(state, wire.done(say("{seconds} seconds later", seconds=f"{message.seconds:g}")))


def clock(state: State, message: messages.Clock) -> Effect:
    return Effect(replace(state, running=message.running), wire.done(say("Time runs") if message.running else say("Time stands still")))


def reset(state: State, message: messages.Reset) -> Effect:
    return Effect(state.next_world(), wire.done(say("A new cluster")))


HANDLERS: dict[type[Message], Callable[[State, Any], Effect]] = {
    messages.Apply: apply,
    messages.Delete: delete,
    messages.World: world,
    messages.Trace: trace,
    messages.Tick: tick,
    messages.Advance: advance,
    messages.Clock: clock,
    messages.Reset: reset,
    messages.Undo: undo.undo,
    messages.Redo: undo.redo,
    messages.Terminal: terminals.run,
    messages.Submit: exercise.submit,
    messages.Hint: exercise.hint,
    messages.Predict: exercise.predict,
}

REMEMBER: dict[type[Message], Callable[[State, Any, Outcome], Effect]] = {
    messages.Trace: remember_trace,
    messages.Submit: exercise.remember_submit,
    messages.Hint: exercise.remember_hint,
    messages.Predict: exercise.remember_predict,
}
