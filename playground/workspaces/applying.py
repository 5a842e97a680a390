"""Apply: the editor's files to the cluster, what the editor has ever written there, and what would have been better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from playground.cluster.saying import say
from playground.cluster.simulation.counterfactual import ways_out
from playground.cluster.trace.model import Trace
from playground.cluster.trace.what_if import WhatIf
from playground.workspaces import messages, wire
from playground.workspaces.effect import Effect
from playground.workspaces.state import Applied, ObjectKey, State


def ways(state: State, trace: Trace) -> tuple[WhatIf, ...]:
    """The smallest edits of the applied files that the lab allows and with which a failed request would succeed."""
    files = {file.path for file in state.applied.files}
    return ways_out(state.cluster, trace, files, another=lambda: state.fork().cluster)


def apply_files(state: State, files: Sequence[messages.File]) -> Effect:
    """As `kubectl apply -f` for each file: document by document, partial success, no pruning."""
    outcomes = []
    named: dict[str, frozenset[ObjectKey]] = {}
    for file in files:
        found = state.cluster.apply(file.text, file=file.path)
        outcomes += found
        keys = frozenset((item.kind, item.namespace, item.name) for item in found if item.kind and item.name)
        if any(item.error for item in found):  # what could not be read may stand for an object of before
            keys |= state.applied.named.get(file.path, frozenset())
        named[file.path] = keys
    written = [(item.kind, item.namespace, item.name) for item in outcomes if not item.error]
    changed = [
        (item.kind, item.namespace, item.name) for item in outcomes if not item.error and item.verb != "unchanged"
    ]
    applied = Applied(state.sequence + 1, tuple(files), named, state.applied.owned.union(written), any(item.error for item in outcomes))
    title = say("Apply {files}", files=", ".join(file.path for file in files))
    return Effect(replace(state, applied=applied), wire.result(files, outcomes), title, changed)
