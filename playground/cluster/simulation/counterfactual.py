"""What would have made a question succeed: the search of trace/what_if.py, with forks of a cluster to try things on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any

from playground.cluster.trace.diagnose_service import View
from playground.cluster.trace.model import Trace
from playground.cluster.trace.what_if import WhatIf, what_if

if TYPE_CHECKING:
    from playground.cluster.simulation.cluster import Cluster

SETTLE = 10.0
"""Logical seconds that a change is given: pods start, load balancers get their addresses."""


def ways_out(
    cluster: Cluster, trace: Trace, files: Collection[str] | None = None, most: int = 3,
    substitute: Callable[[Any], Any] = lambda value: value, another: Callable[[], Cluster] | None = None,
) -> tuple[WhatIf, ...]:  # fmt: skip
    """The smallest edits of the learner's own files with which a failed trace would deliver.

    `files` names those files; without it every applied document may be edited. `another` makes forks of the cluster that
    allow no more than the learner may do. The cluster stays as it is.
    """
    documents = {place: document for place, document in cluster.sources.items() if files is None or document.file in files}

    def trial(texts: Sequence[tuple[str, str, str]]) -> tuple[View, Trace] | None:
        fork = another() if another else cluster.fork()
        fork.forget_traffic()
        for file, text, namespace in texts:
            if any(outcome.error for outcome in fork.apply(text, file, namespace, substitute)):
                return None
        fork.advance(SETTLE)
        return fork, fork.trace(trace.source, trace.target)

    return what_if(cluster, trace, documents, trial, most)
