"""Checks that tick by themselves: which may, and on which objects the result of one rests."""

from __future__ import annotations

from playground.cluster.simulation import Cluster
from playground.grading.format import Check, Step
from playground.grading.lab import Lab

Stamp = tuple[int, ...]
"""The revisions at which the kinds that a result rests on were last written: the same stamp, the same result."""

ASKED = ("Service", "EndpointSlice", "Endpoints", "Pod", "Node", "Ingress", "ConfigMap", "Secret", "Namespace")
"""What a question over the network may meet, with what processes read."""


def live_checks(lab: Lab, step: Step) -> list[str]:
    """The step's public checks without trouble, if the lab lets them."""
    if not step.live:
        return []
    checks = lab.spec.checks
    return [name for name in step.checks if not checks[name].hidden and not checks[name].after]


def stamp(cluster: Cluster, check: Check) -> Stamp:
    return tuple(cluster.store.last_written(kind) for kind in _kinds(check))


def _kinds(check: Check) -> tuple[str, ...]:
    if check.object is not None:
        return tuple(check.object)
    if check.probe is not None and check.probe.endpoints is not None:
        return ("EndpointSlice",)
    return ASKED
