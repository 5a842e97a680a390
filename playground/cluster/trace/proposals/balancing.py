"""Guesses about traffic policies and load balancers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from playground.cluster.trace.proposals.model import REMOVE, Failure, Proposal, change


def policy(name: str) -> Callable[[Failure], Iterator[Proposal]]:
    def make(failure: Failure) -> Iterator[Proposal]:
        field = f"{failure.diagnosis.params['policy']}TrafficPolicy" if "policy" in failure.diagnosis.params else name
        if failure.service is not None:
            yield (change(failure.service, "spec", field, value="Cluster"),)

    return make


def source_range(failure: Failure) -> Iterator[Proposal]:
    service, source = failure.service, failure.diagnosis.params.get("source")
    if service is None:
        return
    if source:
        ranges = service["spec"].get("loadBalancerSourceRanges") or []
        yield (change(service, "spec", "loadBalancerSourceRanges", value=[*ranges, f"{source}/{'128' if ':' in str(source) else '32'}"]),)
    yield (change(service, "spec", "loadBalancerSourceRanges", value=REMOVE),)


def fixed(*path: str | int, value: Any) -> Callable[[Failure], Iterator[Proposal]]:
    def make(failure: Failure) -> Iterator[Proposal]:
        if failure.service is not None:
            yield (change(failure.service, *path, value=value),)

    return make
