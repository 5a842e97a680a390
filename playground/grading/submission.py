"""Handing in: files applied in a copy of the world, as the learner's own, and judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from playground.cluster.simulation import Cluster
from playground.grading import limits
from playground.grading.grader import Kind, Verdict, grade
from playground.grading.lab import Lab, Params, fill
from playground.grading.locks import Locks

Files = Mapping[str, str]
"""The texts of the editor's files, by name."""


def submit(lab: Lab, world: Cluster, params: Params, files: Files, checks: Iterable[str] | None = None, hidden: bool = True) -> Verdict:
    """Submit files in a fork of the world, as a learner would. An answer that the API server (or the lab's locks)
    refuses is *rejected*, with the first message."""
    applied = hand_in(lab, world, params, files)
    return applied if isinstance(applied, Verdict) else grade(lab, applied, params, checks, hidden)


def hand_in(lab: Lab, world: Cluster, params: Params, files: Files) -> Cluster | Verdict:
    """A fork of the world with the files applied, or the verdict that they are refused."""
    return HandingIn(lab, world, params).hand_in(files)


class HandingIn:
    """For submissions that are much alike: the files that they begin with in common are applied once."""

    def __init__(self, lab: Lab, world: Cluster, params: Params) -> None:
        self.lab, self.params, self.locks = lab, params, Locks.of(lab, params)
        self._after: dict[tuple[tuple[str, str], ...], Cluster] = {(): world}

    def begin_with(self, files: Files) -> Cluster | Verdict:
        """As `hand_in`; what each file leads to is kept for those that come."""
        return self._hand_in(files, keep=True)

    def hand_in(self, files: Files) -> Cluster | Verdict:
        return self._hand_in(files, keep=False)

    def _hand_in(self, files: Files, keep: bool) -> Cluster | Verdict:
        too_much = _too_much(files)
        if too_much:
            return Verdict(Kind.REJECTED, message=too_much)
        texts = tuple(files.items())
        known = next(number for number in range(len(texts), -1, -1) if texts[:number] in self._after)
        cluster = self._fork(self._after[texts[:known]])
        for number, (path, text) in enumerate(texts[known:], known + 1):
            for outcome in cluster.apply(fill(text, self.params), path):
                if outcome.error:
                    where = f"{path}:{outcome.line}: {outcome.message}"
                    return Verdict(Kind.REJECTED, message=where, file=path, line=outcome.line, column=outcome.column)
            if keep:
                self._after[texts[:number]] = cluster
                cluster = self._fork(cluster)
        return cluster

    def _fork(self, cluster: Cluster) -> Cluster:
        fork = cluster.fork()
        fork.api.guard = self.locks.guard(fork.api)
        return fork


def _too_much(files: Files) -> str:
    """'' or which limit is passed."""
    if len(files) > limits.MOST_FILES:
        return f"at most {limits.MOST_FILES} files can be handed in, not {len(files)}"
    if sum(len(text.encode("utf-8", "replace")) for text in files.values()) > limits.MOST_BYTES:
        return f"all files together may have {limits.MOST_BYTES // 1024} KiB"
    documents = sum(text.count("\n---") + 1 for text in files.values())
    if documents > limits.MOST_DOCUMENTS:
        return f"at most {limits.MOST_DOCUMENTS} documents can be handed in, not {documents}"
    return ""
