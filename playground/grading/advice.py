"""What would make a failed check pass: the search of cluster/trace/what_if.py, held against the check's own expectations.

The learner's documents are searched first; if nothing there helps then, told apart, those of the lab's world, where the
difficulty may lie in labs about finding somebody else's mistake. The check's trouble happens in every trial, as it did when the check was run.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

import msgspec

from playground.cluster import manifest
from playground.cluster.manifest import ManifestDocument
from playground.cluster.simulation import Cluster
from playground.cluster.trace.diagnose_service import View
from playground.cluster.trace.model import Trace
from playground.cluster.trace.proposals import Place
from playground.cluster.trace.what_if import WhatIf, what_if
from playground.grading.expectations import judge
from playground.grading.format import Check, Expectation
from playground.grading.grader import SETTLE, Result, after_trouble
from playground.grading.lab import Lab, Params, fill, namespace, substitute
from playground.grading.probes import Asking, Observation

Texts = Sequence[tuple[str, str, str]]
"""(file, text, namespace) of documents to be applied."""


def advise(
    lab: Lab, cluster: Cluster, params: Params, result: Result, files: Collection[str],
    another: Callable[[], Cluster] | None = None, most: int = 3,
) -> tuple[WhatIf, ...]:  # fmt: skip
    """The smallest edits with which a failed check would pass: of the learner's `files`; if there are none, of the world.

    `cluster` is the state that was judged, before the check's trouble, and stays as it is. `another` makes forks of it that
    allow no more than the learner may do. Empty where the lab tells nothing, or nothing was asked over the network.
    """
    check, trace = lab.spec.checks[result.check], result.evidence
    if result.passed or trace is None or trace.diagnosis is None or lab.spec.feedback.what_if == "nothing":
        return ()
    search = _Search(lab, cluster, params, check, trace)
    own = search.run(_own(cluster, files), another or cluster.fork, most)
    world = () if own else search.run(_world(lab, cluster, params), cluster.fork, most)
    return own or tuple(replace(way, world=True) for way in world if way.again is None)


class _Search:
    def __init__(self, lab: Lab, cluster: Cluster, params: Params, check: Check, trace: Trace) -> None:
        self.lab, self.cluster, self.params, self.check, self.trace = lab, cluster, params, check, trace
        self.expected = msgspec.convert(substitute(check.expect, params), Expectation)
        self.view = self._judged(cluster.fork())

    def run(self, documents: dict[Place, ManifestDocument], another: Callable[[], Cluster], most: int) -> tuple[WhatIf, ...]:
        def trial(texts: Texts) -> tuple[View, Trace] | None:
            fork = another()
            for file, text, space in texts:
                if any(outcome.error for outcome in fork.apply(text, file, space)):
                    return None
            fork.api.guard = None
            troubled_fork = self._judged(fork)
            return (troubled_fork, troubled_fork.trace(self.trace.source, self.trace.target)) if troubled_fork else None

        if self.view is None or not documents:
            return ()
        return what_if(self.view, self.trace, documents, trial, most, self._passes)

    def _judged(self, fork: Cluster) -> Cluster | None:
        """As the grader sees it: settled, after the trouble. None if that can't happen."""
        fork.forget_traffic()
        fork.advance(SETTLE)
        state = after_trouble(self.lab, fork, self.params, self.check.after)
        return None if isinstance(state, str) else state

    def _passes(self, view: View, trace: Trace) -> bool:
        assert isinstance(view, Cluster)
        seen = Observation(trace) if self.check.probe and not self.check.probe.matrix else Observation(table={("", ""): trace})
        return not judge(Asking(view, self.params, namespace(self.lab, self.params)), self.expected, seen)


def _own(cluster: Cluster, files: Collection[str]) -> dict[Place, ManifestDocument]:
    return {place: document for place, document in cluster.sources.items() if document.file in files}


def _world(lab: Lab, cluster: Cluster, params: Params) -> dict[Place, ManifestDocument]:
    """The lab's own documents, parameters filled in: as far as they are still what made their objects."""
    filled = {(document.file, document.number): document for document in _documents(lab, params)}
    found = {}
    for place, document in cluster.sources.items():
        if document.file in lab.spec.world.manifests and (document.file, document.number) in filled:
            found[place] = filled[document.file, document.number]
    return found


def _documents(lab: Lab, params: Params) -> Iterator[ManifestDocument]:
    for path in lab.spec.world.manifests:
        yield from manifest.read(fill(lab.files[path], params), path).objects
