"""What each logged message does to a state: one function per type, all of them pure.

A handler gets a fork that it may change and returns what came of it. It raises Refused when nothing is to happen at
all; then no row is written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from playground.cluster.account import Chronicle
from playground.cluster.apiserver.messages import Request
from playground.cluster.objects.kinds import BY_NAME
from playground.cluster.saying import say
from playground.cluster.simulation import sending
from playground.cluster.trace.model import Trace
from playground.workspaces import checkpoints, exercise, messages, remote, terminals, undo, wire, world
from playground.workspaces.account import told
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
    after, effect = _carry_out(state, at, message, lambda fork: HANDLERS[type(message)](fork, message))
    idle = effect.idle and after.cluster.store.revision == state.cluster.store.revision
    return Executed(after, effect.outcome, effect.outcome if effect.answer is None else effect.answer, idle)


def replay(state: State, at: float, message: Message, outcome: Outcome) -> State:
    """The same for a row of the log: what was graded or told is remembered, never found out again."""
    remember = REMEMBER.get(type(message))
    if remember is None:
        return execute(state, at, message).state
    return _carry_out(state, at, message, lambda fork: remember(fork, message, outcome))[0]


def answer_again(state: State, message: Message, outcome: Outcome) -> Outcome:
    """The answer to a command that was done before: as the log keeps it, or, of a question, as it would be answered now."""
    if isinstance(message, messages.Trace):
        return trace(state.fork(), message).answer or outcome
    return outcome


def _carry_out(before: State, at: float, message: Message, act: Callable[[State], Effect]) -> tuple[State, Effect]:
    """On a fork; with the account of what was due, then of what the command led to."""
    fork = before.fork()
    chronicle = Chronicle(fork.cluster.store)
    if at > fork.time:
        fork.cluster.advance(at - fork.time)
    earlier = chronicle.take()
    begun = fork.cluster.store.revision
    effect = act(fork)
    after = undo.remember(before, effect)
    summary = (messages.type_of(message), wire.summary(message, effect.outcome))
    if after.world == before.world:
        account = told(told(before.account, earlier), chronicle.take(), (*summary, max(at, before.time)))
        after = replace(after, account=account)
    return replace(after, sequence=before.sequence + 1, last=summary).marked(before, begun), effect


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


def trace(state: State, message: messages.Trace) -> Effect:
    """User traffic is state too: it leaves session affinity behind."""
    found = _ask(state, message)
    told = wire.trace(state.cluster, found, ways(state, found), state.start.lab)
    return Effect(state, wire.brief(told), answer=told)


def send(state: State, message: messages.Send) -> Effect:
    """All of them are traffic: what the first leaves behind, the others meet."""
    try:
        sent = sending.send(state.cluster, message.source, message.target, message.count)
    except ValueError as error:
        raise Refused(str(error)) from None
    told = wire.distribution(state.cluster, sent, state.start.lab)
    return Effect(state, wire.brief_distribution(told), answer=told)


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


def begin(state: State, message: messages.Begin) -> Effect:
    return Effect(replace(state, begun=message.instant), wire.done(say("The exam begins")))


HANDLERS: dict[type[Message], Callable[[State, Any], Effect]] = {
    messages.Apply: apply,
    messages.Delete: delete,
    messages.World: world.act,
    messages.Trace: trace,
    messages.Send: send,
    messages.Tick: tick,
    messages.Advance: advance,
    messages.Clock: clock,
    messages.Reset: reset,
    messages.Undo: undo.undo,
    messages.Checkpoint: checkpoints.keep,
    messages.Restore: checkpoints.restore,
    messages.Forget: checkpoints.forget,
    messages.Redo: undo.redo,
    messages.Terminal: terminals.run,
    messages.Begin: begin,
    messages.Remote: remote.perform,
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
