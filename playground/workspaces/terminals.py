"""The terminals of a workspace's tabs: a line is a command like any other; what Tab offers is a question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from playground.cluster.simulation.completion import complete
from playground.cluster.simulation.following import Following, follow
from playground.cluster.simulation.terminal import Output, Terminal
from playground.workspaces import messages, wire
from playground.workspaces.effect import Effect
from playground.workspaces.state import Applied, ObjectKey, State

MOST = 8
"""Terminals that a workspace remembers; the one used longest ago is forgotten first."""


def run(state: State, message: messages.Terminal) -> Effect:
    """One line. It is idle where nothing is different after it: then no row is needed to replay it."""
    output = _terminal(state, message.session).run(state.cluster, message.line, _texts(message.files))
    applied = _applied(state, message, output)
    after = replace(state, terminals=_kept(state.terminals, message.session, output.terminal), applied=applied)
    title = message.line.strip().partition("\n")[0]
    return Effect(after, wire.terminal(output), title, output.written, idle=output.idle and applied == state.applied)


def offer(state: State, message: messages.Complete) -> dict[str, Any]:
    """What may stand at the cursor, and the prompt of the terminal."""
    terminal = _terminal(state, message.session)
    files = [file.path for file in state.applied.files or state.start.files()]
    start, candidates = complete(state.cluster, terminal, message.line[: message.cursor], files)
    return {"type": "completion", "start": start, "candidates": candidates, "prompt": terminal.prompt(state.cluster)}


def go_on(state: State, message: messages.Follow) -> dict[str, Any]:
    """What a command that is followed has to tell since."""
    return wire.followed(follow(state.cluster, Following(tuple(message.argv), message.namespace, message.cursor)))


def _terminal(state: State, session: str) -> Terminal:
    return state.terminals.get(session) or Terminal(state.cluster.namespace)


def _texts(files: list[messages.File]) -> dict[str, str]:
    return {file.path: file.text for file in files}


def _kept(terminals: Mapping[str, Terminal], session: str, terminal: Terminal) -> dict[str, Terminal]:
    others = {name: each for name, each in terminals.items() if name != session}
    return {**dict(list(others.items())[1 - MOST :]), session: terminal}


def _applied(state: State, message: messages.Terminal, output: Output) -> Applied:
    """Files that `kubectl apply -f` read count as applied, as if the button had been pressed for them alone."""
    given = {file.path: file for file in message.files}
    named: dict[str, frozenset[ObjectKey]] = {path: keys for path, keys in output.applied.items() if path in given}
    if not named:
        return state.applied
    before = state.applied
    files = tuple(file for file in before.files if file.path not in named) + tuple(given[path] for path in named)
    owned = before.owned.union(*named.values())
    return replace(before, files=files, named={**before.named, **named}, owned=owned, refused=before.refused or output.exit != 0)
