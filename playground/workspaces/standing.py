"""How checks stand: after a command, those whose objects it has touched are made again by themselves, on a fork.

Bounded by what is always the same, so that every process that replays the log finds the same: so many checks, in a world of so
many pods. What lies beyond is unknown, never guessed. Hidden checks and those with trouble are made at Submit and Check alone.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from playground.grading.grader import run
from playground.grading.lab import Lab
from playground.grading.live import Stamp, live_checks, stamp
from playground.workspaces.state import State, StepProgress
from playground.workspaces.steps import is_done, is_open

logger = logging.getLogger(__name__)

MOST_CHECKS, MOST_PODS = 8, 150
"""A probe costs a few milliseconds in such a world; more would keep the picture waiting."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a check holds, while what it rests on is as `stamp` says."""

    stamp: Stamp
    passed: bool


Standings = Mapping[str, Standing]


def standings(state: State, before: Standings) -> Standings:
    """By check, of the steps that the learner is at; `before` is what an earlier state of the same world had."""
    lab = state.start.lab
    if lab is None or state.cluster.store.count("Pod") > MOST_PODS:
        return {}
    found: dict[str, Standing] = {}
    for name in islice(dict.fromkeys(_wanted(lab, state)), MOST_CHECKS):
        now, known = stamp(state.cluster, lab.spec.checks[name]), before.get(name)
        if known is not None and known.stamp == now:
            found[name] = known
        elif (passed := _passed(lab, state, name)) is not None:
            found[name] = Standing(now, passed)
    return found


def _wanted(lab: Lab, state: State) -> Iterator[str]:
    """Of open steps that are not done; where a prediction is asked for, nothing is told before it is made."""
    for step in lab.spec.steps:
        made = state.progress.get(step.id, StepProgress())
        if is_open(lab, state, step) and not is_done(state, step) and (step.predict is None or made.predicted is not None):
            yield from live_checks(lab, step)


def _passed(lab: Lab, state: State, name: str) -> bool | None:
    """None where the grader fails: a fault of ours, which Check and Submit would tell."""
    try:
        return run(lab, state.cluster, state.start.params, name).passed
    except Exception:
        logger.exception("the check %s of %s failed to run, workspace %s", name, lab.spec.id, state.start.workspace)
        return None
