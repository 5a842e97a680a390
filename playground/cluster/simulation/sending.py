"""The same question many times: how the requests spread. Each is a request of its own, and leaves behind what a request does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from playground.cluster.dataplane.conntrack import Client
from playground.cluster.trace.explain import end_of
from playground.cluster.trace.model import Branch, Disposition, Trace

if TYPE_CHECKING:
    from playground.cluster.simulation.cluster import Cluster


class End(NamedTuple):
    """Where a request ended, and how."""

    place: str
    disposition: Disposition


@dataclass(frozen=True, slots=True)
class Sent:
    """`first` is the first request's trace: all its ways were open to it, so their shares are what could be expected of all.
    `remembered`: nodes remember the client (session affinity), so that later requests have less choice."""

    first: Trace
    counts: Mapping[End, int]
    remembered: bool

    def shares(self) -> dict[End, Fraction]:
        """The exact probability of each end at the first request; of those that did not happen too."""
        first = self.first
        if not first.branches:
            return {_end(first): Fraction(1)}
        found: dict[End, Fraction] = {}
        for branch in first.branches:
            end = _end_of(branch)
            found[end] = found.get(end, Fraction(0)) + branch.probability
        return found


def send(cluster: Cluster, source: str, target: str, count: int) -> Sent:
    """Ask `count` times. Raises ValueError where source or target is none."""
    first = cluster.trace(source, target)
    counts = Counter([_end(first)])
    for _ in range(count - 1):
        counts[_end(cluster.trace(source, target))] += 1
    remembered = any(isinstance(memory, Client) for branch in first.branches for memory in branch.remembers)
    return Sent(first, counts, remembered)


def _end(trace: Trace) -> End:
    if trace.branch is not None:
        return _end_of(trace.branch)
    return End(trace.hops[-1].place if trace.hops else trace.source, trace.disposition)


def _end_of(branch: Branch) -> End:
    return End(end_of(branch), branch.disposition)
