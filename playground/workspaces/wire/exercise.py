"""A lab as the page shows it, how far the learner is, and what Check, Submit, hints and predictions answer.

Hidden checks never leave the server: of them only their number and their points are told, together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from playground.cluster.objects.kinds import BY_NAME
from playground.cluster.saying import Saying, say, together
from playground.cluster.trace.explain import sentence
from playground.cluster.trace.model import Disposition, Trace
from playground.cluster.trace.what_if import WhatIf
from playground.grading.format import Check, Predict, Step
from playground.grading.goal import goal_of
from playground.grading.grader import Result, Verdict, is_shown, rcode_told
from playground.grading.lab import Lab, Params, fill, namespace
from playground.grading.probes import place
from playground.grading.troubles import told
from playground.workspaces.standing import Standings
from playground.workspaces.state import Start, State, StepProgress
from playground.workspaces.steps import checks_of, is_done, is_open, score
from playground.workspaces.wire import tracing, translated
from playground.workspaces.wire.prose import html

Message = dict[str, Any]


# -- the lab


def lab(start: Start) -> Message | None:
    if start.lab is None:
        return None
    spec = start.lab.spec
    return {
        "id": spec.id,
        "track": start.lab.track,
        "slug": start.lab.slug,
        "kind": spec.kind,
        "title": translated.sentence(start.lab, spec.title, {}),
        "summary": translated.sentence(start.lab, spec.summary, {}),
        "panels": spec.workspace.panels,
        "kinds": spec.workspace.kinds,
        "goal": goal_of(spec) if start.lab.submissions("solutions") else "hidden",
        "points": sum(_points(start.lab, step) for step in spec.steps),
        "steps": [_step(start, start.lab, step) for step in spec.steps],
    }


def _step(start: Start, lab: Lab, step: Step) -> Message:
    return {
        "id": step.id,
        "title": translated.sentence(lab, step.title or step.id, {}),
        "html": translated.page(lab, step.text, start.params),
        "needs": step.needs,
        "checks": [_check(start, lab, name) for name in step.checks if not lab.spec.checks[name].hidden],
        "hidden": sum(1 for name in checks_of(lab, step) if lab.spec.checks[name].hidden),
        "hints": [
            {"index": index, "cost": hint.cost, "after_attempts": hint.after_attempts, "solution": bool(hint.solution)}
            for index, hint in enumerate(step.hints)
        ],
        "predict": _predict(start, lab, step.predict) if step.predict else None,
        "points": _points(lab, step),
    }


def _points(lab: Lab, step: Step) -> float:
    return sum(lab.spec.checks[name].points for name in checks_of(lab, step)) + (
        step.predict.points if step.predict else 0
    )


def _looked_at(lab: Lab, check: Check, params: Params) -> Message | None:
    """The object that a check without a trace looks at."""
    if check.object is not None:
        ((kind, target),) = check.object.items()
    elif check.probe is not None and check.probe.endpoints is not None:
        kind, target = "Service", check.probe.endpoints.service
    else:
        return None
    name, space = place(fill(target, params), namespace(lab, params))
    return {"kind": kind, "namespace": space if kind not in BY_NAME or BY_NAME[kind].namespaced else "", "name": name}


def _check(start: Start, lab: Lab, name: str) -> Message:
    check = lab.spec.checks[name]
    after = [told(trouble, start.params) for trouble in check.after]
    looked_at = _looked_at(lab, check, start.params)
    return {
        "id": name,
        "title": translated.sentence(lab, check.title or name, start.params),
        "points": check.points,
        "required": check.required,
        "after": after,
        "object": looked_at,
    }


_LABELS = {
    "disposition": "How does the request end?",
    "backends": "Who can answer?",
    "rcode": "What does DNS answer?",
}
_RCODES = ("NOERROR", "NODATA", "NXDOMAIN", "SERVFAIL")


def _predict(start: Start, lab: Lab, predict: Predict) -> Message:
    return {
        "question": translated.sentence(lab, predict.question, start.params),
        "points": predict.points,
        "questions": [{"name": name, "label": say(_LABELS[name]), **_choices(name)} for name in predict.ask],
    }


def _choices(name: str) -> Message:
    """`backends` are chosen among the pods and hosts of the picture."""
    if name == "backends":
        return {"multiple": True}
    values = [str(item) for item in Disposition] if name == "disposition" else list(_RCODES)
    return {"options": [{"value": value, "label": value} for value in values]}


# -- how far


def progress(state: State, standings: Standings = MappingProxyType({})) -> Message | None:
    """`standings` are of the checks that are made by themselves."""
    lab = state.start.lab
    if lab is None:
        return None
    steps = {step.id: _progress(state, lab, step, standings) for step in lab.spec.steps}
    return {"score": score(state), "steps": steps}


def _progress(state: State, lab: Lab, step: Step, standings: Standings) -> Message:
    made = state.progress.get(step.id, StepProgress())
    return {
        "open": is_open(lab, state, step),
        "done": is_done(state, step),
        "attempts": made.attempts,
        "passed": made.passed,
        "score": round(made.score, 2),
        "points": _points(lab, step),
        "hints": [hint(state.start, step, index) for index in sorted(made.hints)],
        "predicted": made.predicted,
        "standing": {name: standings[name].passed for name in step.checks if name in standings},
    }


# -- answers


def verdict(
    kind: str, state: State, lab: Lab, step: Step, verdict: Verdict, earned: float,
    ways: Mapping[str, Sequence[WhatIf]] = MappingProxyType({}), as_it_is: bool = True,
) -> Message:  # fmt: skip
    """`ways` would have made a check pass. `as_it_is`: it was not tried with files that are not applied yet."""
    public = [result for result in verdict.results if is_shown(lab.spec.checks[result.check], verdict.passed)]
    hidden = [result for result in verdict.results if result not in public]
    return {
        "type": "verdict",
        "kind": kind,
        "step": step.id,
        "verdict": str(verdict.kind),
        "passed": verdict.passed,
        "score": round(earned, 2),
        "points": verdict.points,
        "message": verdict.message,
        "checks": [_result(state, lab, result, ways.get(result.check, ())) for result in public],
        "revision": state.cluster.store.revision if as_it_is else None,
        "hidden": {"count": len(hidden), "points": sum(result.points for result in hidden), "earned": sum(result.earned for result in hidden)},
        "markers": [],
    }


def rejected(kind: str, step: Step, outcome: Message) -> Message:
    """The files were refused: it costs nothing."""
    return {
        "type": "verdict",
        "kind": kind,
        "step": step.id,
        "verdict": "rejected",
        "passed": False,
        "score": 0,
        "points": 0,
        "message": next(item["message"] for item in outcome["outcomes"] if item["verb"] == "error"),
        "checks": [],
        "revision": None,
        "hidden": {"count": 0, "points": 0, "earned": 0},
        "markers": outcome["markers"],
        "outcomes": outcome["outcomes"],
    }


def _result(state: State, lab: Lab, result: Result, ways: Sequence[WhatIf]) -> Message:
    check = lab.spec.checks[result.check]
    shown = lab.spec.feedback.show
    told = check.message if result.failures and check.message else together(str(failure) for failure in result.failures)
    return {
        **_check(state.start, lab, result.check),
        "passed": result.passed,
        "earned": result.earned,
        "message": told if isinstance(told, Saying) else translated.sentence(lab, told, state.start.params),
        "diagnosis": tracing.diagnosis(state.cluster, result.diagnosis) if result.diagnosis and "diagnosis" in shown else None,
        "evidence": tracing.trace(state.cluster, result.evidence) if result.evidence else None,
        "what_if": tracing.what_if(ways, lab),
        "area": check.area if not result.passed and "area" in shown else None,
    }


def hint(start: Start, step: Step, index: int) -> Message:
    assert start.lab is not None
    found = step.hints[index]
    solution = None
    if found.solution:
        solution = {"files": [{"path": _editor_file(start.lab, found.solution), "text": fill(start.lab.files[found.solution], start.params)}]}
    shown = {"text": translated.sentence(start.lab, found.text, start.params), "html": translated.sentence(start.lab, found.text, start.params, html), "cost": found.cost, "solution": solution}
    return {"type": "hint", "step": step.id, "index": index, **shown}


def _editor_file(lab: Lab, solution: str) -> str:
    """The file of the editor that a solution is for: that of its name, or the only one."""
    name, known = solution.rpartition("/")[2], [file.path for file in lab.spec.workspace.files]
    return known[0] if len(known) == 1 else name


def prediction(state: State, step: Step, predict: Predict, answer: dict[str, str | list[str]], seen: Trace | None) -> Message:
    truth = {name: _truth(name, seen) for name in predict.ask}
    answers = {
        name: {"correct": _same(answer.get(name), expected), "expected": expected, "given": answer.get(name)}
        for name, expected in truth.items()
    }
    correct = all(item["correct"] for item in answers.values())
    return {
        "type": "prediction",
        "step": step.id,
        "correct": correct,
        "answers": answers,
        "earned": predict.points if correct else 0.0,
        "message": sentence(seen) if seen else "",
        "trace": tracing.trace(state.cluster, seen) if seen else None,
    }


def _truth(name: str, seen: Trace | None) -> str | list[str]:
    if seen is None:
        return ""
    match name:
        case "disposition":
            return str(seen.disposition)
        case "rcode":
            return rcode_told(seen)
        case _:
            return sorted(place.rpartition("/")[2].removeprefix("host:") for place in seen.shares())


def _same(answer: str | list[str] | None, expected: str | list[str]) -> bool:
    if isinstance(expected, list):
        given = [answer] if isinstance(answer, str) else answer or []
        return sorted(item.rpartition("/")[2] for item in given) == expected
    return answer == expected
