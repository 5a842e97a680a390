"""What the cluster looks like when a lab is solved, as far as the lab lets it be seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from playground.cluster.simulation import Cluster
from playground.grading.format import LabFile
from playground.grading.lab import Lab, Params, fill

Goal = Literal["full", "shape", "hidden"]

SETTLING = 60.0
"""Logical seconds after the solution is applied: pods start and become ready, addresses are given."""


def goal_of(spec: LabFile) -> Goal:
    """Of an exam it is never seen, whatever the file says."""
    return "hidden" if spec.kind == "Exam" else spec.goal


def solved(lab: Lab, world: Cluster, params: Params) -> Cluster | None:
    """The first of the lab's solutions in a fork of its world; None if it has none or the world refuses it."""
    solutions: Mapping[str, Mapping[str, str]] = lab.submissions("solutions")
    if not solutions:
        return None
    cluster = world.fork()
    for path, text in next(iter(solutions.values())).items():
        if any(outcome.error for outcome in cluster.apply(fill(text, params), file=path)):
            return None
    cluster.advance(SETTLING)
    return cluster
