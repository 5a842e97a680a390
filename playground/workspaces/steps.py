"""A lab's steps: which are open, which are done, which checks count in them."""

from __future__ import annotations

from playground.grading.format import Step
from playground.grading.lab import Lab
from playground.workspaces.state import State, StepProgress


def is_open(lab: Lab, state: State, step: Step) -> bool:
    return all(is_done(state, earlier) for earlier in lab.spec.steps if earlier.id in step.needs)


def is_done(state: State, step: Step) -> bool:
    progress = state.progress.get(step.id, StepProgress())
    if step.checks:
        return progress.passed
    return progress.predicted is not None if step.predict else True


def checks_of(lab: Lab, step: Step) -> list[str]:
    """The step's own; hidden ones that no step names, not even for its prediction, belong to the last."""
    if step is not lab.spec.steps[-1]:
        return list(step.checks)
    named = {name for each in lab.spec.steps for name in (*each.checks, *([each.predict.probe] if each.predict else []))}
    return [*step.checks, *(name for name, check in lab.spec.checks.items() if check.hidden and name not in named)]


def score(state: State) -> float:
    return round(sum(made.score for made in state.progress.values()), 2)


def is_finished(lab: Lab, state: State) -> bool:
    return all(is_done(state, step) for step in lab.spec.steps)
