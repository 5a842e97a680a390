"""A lab's steps: Check and Submit, hints and predictions. The grader judges; here is what that means for the score."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from playground.cluster.saying import say
from playground.cluster.trace.what_if import WhatIf
from playground.grading.advice import advise
from playground.grading.format import Step
from playground.grading.grader import Kind, Verdict, foretell, grade
from playground.grading.lab import Lab
from playground.workspaces import messages
from playground.workspaces.applying import apply_files
from playground.workspaces.effect import Effect
from playground.workspaces.refusal import Refused
from playground.workspaces.state import State, StepProgress
from playground.workspaces.steps import checks_of, is_open
from playground.workspaces.wire import exercise as wire

logger = logging.getLogger(__name__)


def lab_and_step(state: State, name: str) -> tuple[Lab, Step]:
    """Raises Refused for a step that is not there or not open yet."""
    lab = state.start.lab
    if lab is None:
        raise Refused(say("the sandbox has no steps"), "not-found")
    step = next((step for step in lab.spec.steps if step.id == name), None)
    if step is None:
        raise Refused(say("there is no step {name}", name=name), "not-found")
    if not is_open(lab, state, step):
        raise Refused(say("an earlier step comes first"))
    return lab, step


# -- Check: free, unlimited, not in the log


def check(state: State, message: messages.Check) -> dict[str, Any]:
    lab, step = lab_and_step(state, message.step)
    fork = state.fork()
    if differs(state, message.files):
        effect = apply_files(fork, message.files or [])
        if not effect.outcome["ok"]:
            return wire.rejected("check", step, effect.outcome)
        fork = effect.state
    verdict = _judged(lab, fork, step, hidden=False)
    as_it_is = fork.cluster.store.revision == state.cluster.store.revision
    return wire.verdict("check", fork, lab, step, verdict, verdict.earned, _ways(fork, verdict), as_it_is)


# -- Submit: all checks; counts, unless the files were refused


def submit(state: State, message: messages.Submit) -> Effect:
    """The files are applied first where the cluster does not have them yet."""
    lab, step = lab_and_step(state, message.step)
    limit = lab.spec.scoring.attempts
    attempts = state.progress.get(step.id, StepProgress()).attempts
    if isinstance(limit, int) and attempts >= limit:
        raise Refused(say("all {limit} attempts are used", limit=limit))
    effect = Effect(state, {})
    if differs(state, message.files):
        effect = apply_files(state, message.files or [])
        if not effect.outcome["ok"]:
            return replace(effect, outcome=wire.rejected("submit", step, effect.outcome))
    verdict = _judged(lab, effect.state, step, hidden=True)
    earned = verdict.earned * _decay(lab, attempts)
    outcome = wire.verdict("submit", effect.state, lab, step, verdict, earned, _ways(effect.state, verdict))
    return replace(effect, state=_attempted(effect.state, lab, step, verdict, earned), outcome=outcome)


def remember_submit(state: State, message: messages.Submit, outcome: dict[str, Any]) -> Effect:
    """From the log: the files are applied again, the verdict is the one that was given."""
    lab, step = lab_and_step(state, message.step)
    effect = apply_files(state, message.files or []) if differs(state, message.files) else Effect(state, {})
    if outcome["verdict"] != Kind.GRADED:
        return replace(effect, outcome=outcome)
    done = _kept(effect.state, lab, step, outcome["score"], outcome["passed"])
    return replace(effect, state=done, outcome=outcome)


def _judged(lab: Lab, state: State, step: Step, hidden: bool) -> Verdict:
    """A fault of the grader is ours: it is logged for the staff, and costs the learner nothing."""
    try:
        return grade(lab, state.cluster, state.start.params, checks_of(lab, step), hidden=hidden)
    except Exception:
        logger.exception("the grader failed in step %s of %s, workspace %s", step.id, lab.spec.id, state.start.workspace)
        return Verdict(Kind.FAULT, message=say("The grader failed. This is our fault and costs you nothing; try again."))


def _ways(state: State, verdict: Verdict) -> dict[str, tuple[WhatIf, ...]]:
    """What would make the first public check pass that failed, as far as the lab tells."""
    lab = state.start.lab
    assert lab is not None
    files = {file.path for file in state.applied.files}
    for result in verdict.results:
        if result.diagnosis and result.evidence and not (result.passed or lab.spec.checks[result.check].hidden):
            return {result.check: advise(lab, state.cluster, state.start.params, result, files, lambda: state.fork().cluster)}
    return {}


def _attempted(state: State, lab: Lab, step: Step, verdict: Verdict, earned: float) -> State:
    return _kept(state, lab, step, earned, verdict.passed) if verdict.kind is Kind.GRADED else state


def _kept(state: State, lab: Lab, step: Step, earned: float, passed: bool) -> State:
    before = state.progress.get(step.id, StepProgress())
    kept = max(before.earned, earned) if lab.spec.scoring.keep == "best" else earned
    return state.with_step(step.id, attempts=before.attempts + 1, earned=kept, passed=before.passed or passed)


def _decay(lab: Lab, attempts: int) -> float:
    shares = lab.spec.scoring.decay
    return shares[min(attempts, len(shares) - 1)]


def differs(state: State, files: Sequence[messages.File] | None) -> bool:
    """Whether files are still to be applied. Those that were refused are, so that it is said again and costs nothing."""
    return files is not None and (tuple(files) != state.applied.files or state.applied.refused)


# -- hints


def hint(state: State, message: messages.Hint) -> Effect:
    lab, step = lab_and_step(state, message.step)
    if message.index >= len(step.hints):
        raise Refused(say("there is no such hint"), "not-found")
    wanted = step.hints[message.index]
    progress = state.progress.get(step.id, StepProgress())
    if progress.attempts < wanted.after_attempts:
        raise Refused(say("this hint comes after {n} attempts", n=wanted.after_attempts))
    if wanted.when and message.index not in progress.hints and wanted.when not in _diagnoses(state, lab, step):
        raise Refused(say("this hint is for another difficulty than yours"))
    return remember_hint(state, message, {})


def remember_hint(state: State, message: messages.Hint, outcome: dict[str, Any]) -> Effect:
    _, step = lab_and_step(state, message.step)
    cost = step.hints[message.index].cost
    progress = state.progress.get(step.id, StepProgress())
    done = state.with_step(step.id, hints={**progress.hints, message.index: cost})
    return Effect(done, outcome or wire.hint(state.start, step, message.index))


def _diagnoses(state: State, lab: Lab, step: Step) -> set[str]:
    verdict = grade(lab, state.cluster, state.start.params, checks_of(lab, step), hidden=False)
    return {result.diagnosis.code for result in verdict.results if result.diagnosis}


# -- predictions


def predict(state: State, message: messages.Predict) -> Effect:
    """Answer first, then see; the first answer counts. It is held against the world at its start, of which the question
    speaks, whatever the learner has done since."""
    lab, step = lab_and_step(state, message.step)
    if step.predict is None:
        raise Refused(say("this step asks for no prediction"), "not-found")
    if set(message.answer) != set(step.predict.ask):
        raise Refused(say("asked is: {names}", names=", ".join(step.predict.ask)), "shape")
    if state.progress.get(step.id, StepProgress()).predicted is not None:
        raise Refused(say("the prediction was made already"))
    try:
        start = state.start.cluster(state.world)
        seen = foretell(lab, start, state.start.params, step.predict)
    except ValueError:
        raise Refused(say("this step's probe cannot be sent"), "fault") from None
    outcome = wire.prediction(state, step, step.predict, message.answer, seen.trace)
    return remember_predict(state, message, outcome)


def remember_predict(state: State, message: messages.Predict, outcome: dict[str, Any]) -> Effect:
    return Effect(state.with_step(message.step, predicted=outcome["earned"]), outcome)
