"""What clients of the workspace's API do, as commands of its log."""

from __future__ import annotations

from dataclasses import replace

from playground.cluster.apiserver.messages import Response
from playground.cluster.simulation import acts
from playground.cluster.simulation.terminal import memory
from playground.workspaces import messages, wire
from playground.workspaces.effect import Effect
from playground.workspaces.state import State

TITLE = 100


def perform(state: State, message: messages.Remote) -> Effect:
    """The answer's `result` is the act's own. An act that left nothing behind is idle: no row is needed to replay it."""
    before = memory(state.cluster)
    done = acts.perform(state.cluster, message.act, state.shells)
    title = acts.title(message.act)[:TITLE]
    refused = isinstance(done.result, Response) and not done.result.ok
    idle = refused or (memory(state.cluster) == before and done.shells == state.shells)
    return Effect(replace(state, shells=done.shells), wire.done(title), title, done.written, {"result": done.result}, idle)
