"""The grader: pure, deterministic, with evidence for every verdict.

Three verdicts: *rejected* (the API server refused the YAML; costs nothing), *graded*, *fault* (ours; costs nothing).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

import msgspec

from playground.cluster.markers.admission import parse_field
from playground.cluster.objects.flow import Origin
from playground.cluster.simulation import Cluster
from playground.cluster.trace.diagnose import diagnose_answers, not_as_asked
from playground.cluster.trace.model import Diagnosis, Disposition, Trace
from playground.grading.expectations import Failure, judge, judge_object
from playground.grading.format import Check, Expectation, Predict, Trouble
from playground.grading.lab import Lab, Params, fill, namespace, substitute
from playground.grading.probes import Asking, Observation, observe, place
from playground.grading.world import bring

SETTLE = 60.0
"""Logical seconds that the learner's work is given before it is judged: pods start, balancers get their addresses. So a
verdict does not depend on how quickly somebody presses the button."""


class Kind(StrEnum):
    REJECTED = "rejected"
    GRADED = "graded"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Result:
    """One check's verdict with its evidence: the trace that was judged, or the values that were seen; and why it failed."""

    check: str
    passed: bool
    points: float
    earned: float
    failures: tuple[Failure, ...] = ()
    evidence: Trace | None = None
    diagnosis: Diagnosis | None = None  # of a check that failed
    seen: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What Check and Submit answer. `earned` of `points`, before decay and hints. Of a rejected submission `message` is
    what the API server said, at the place `file`, `line`, `column`."""

    kind: Kind
    results: tuple[Result, ...] = ()
    message: str = ""
    file: str = ""
    line: int = 0
    column: int = 0

    @property
    def points(self) -> float:
        return sum(result.points for result in self.results)

    @property
    def earned(self) -> float:
        return sum(result.earned for result in self.results)

    @property
    def passed(self) -> bool:
        return self.kind is Kind.GRADED and all(result.passed for result in self.results)


def grade(
    lab: Lab, cluster: Cluster, params: Params, checks: Iterable[str] | None = None, hidden: bool = True, settle: float = SETTLE
) -> Verdict:
    """Run checks (all of the lab's unless named) on forks of the cluster's state; the cluster itself stays as it is.

    With `hidden` False the hidden ones are left out: that is Check; with True it is Submit.
    A required check that fails takes the points of all others.
    """
    names = [name for name in (lab.spec.checks if checks is None else checks) if hidden or not lab.spec.checks[name].hidden]
    results = as_asked(lab, params, list(each(lab, cluster, params, names, settle)))
    if any(not result.passed and lab.spec.checks[result.check].required for result in results):
        results = [replace(result, earned=0.0) for result in results]
    return Verdict(Kind.GRADED, tuple(results))


def each(lab: Lab, cluster: Cluster, params: Params, names: Iterable[str], settle: float = SETTLE) -> Iterator[Result]:
    """One check after the other: who needs no more than the first failure stops there."""
    states = _Troubled(lab, _quiet(cluster, settle), params)
    for name in names:
        yield _run(lab, states, params, name)


def as_asked(lab: Lab, params: Params, results: Sequence[Result]) -> list[Result]:
    """The same results; where every question that was asked went well, a field that is not as it should be gets its diagnosis: it
    works, and is not what was asked for."""
    asked = [result for result in results if lab.spec.checks[result.check].probe is not None]
    if not asked or not all(result.passed for result in asked):
        return list(results)
    return [_told_apart(lab, params, result) if not result.passed else result for result in results]


def _told_apart(lab: Lab, params: Params, result: Result) -> Result:
    wrong = next((failure.params for failure in result.failures if failure.code == "field"), None)
    found = lab.spec.checks[result.check].object
    if wrong is None or found is None:
        return result
    ((kind, target),) = found.items()
    name, space = place(fill(target, params), namespace(lab, params))
    return replace(result, diagnosis=not_as_asked(Origin(kind, space, name, parse_field(wrong["path"])), wrong["path"], str(wrong["seen"])))


def quick_first(lab: Lab) -> list[str]:
    """All checks, those with little trouble first: for who stops at what one of them says."""
    return sorted(lab.spec.checks, key=lambda name: len(lab.spec.checks[name].after))


def run(lab: Lab, cluster: Cluster, params: Params, name: str) -> Result:
    """One check on the state as it is now, on a fork that starts without user traffic."""
    return _run(lab, _Troubled(lab, _quiet(cluster, 0.0), params), params, name)


def _quiet(cluster: Cluster, settle: float) -> Cluster:
    fork = cluster.fork()
    fork.forget_traffic()
    if settle:
        fork.advance(settle)
    return fork


def after_trouble(lab: Lab, cluster: Cluster, params: Params, trouble: Sequence[Trouble]) -> Cluster | str:
    """The cluster itself, or a fork of it after a check's trouble; or why that could not happen."""
    return _Troubled(lab, cluster, params).after(trouble)


class _Troubled:
    """The cluster after each check's trouble: checks that begin with the same trouble share the work."""

    def __init__(self, lab: Lab, cluster: Cluster, params: Params) -> None:
        self.lab, self.params = lab, params
        self.known: dict[bytes, Cluster | str] = {_key(()): cluster}

    def after(self, trouble: Sequence[Trouble]) -> Cluster | str:
        """A state that keeps nothing of what is asked of it; or why the trouble could not happen."""
        key = _key(trouble)
        if key not in self.known:
            before = self.after(trouble[:-1])
            if isinstance(before, str):
                return before
            fork = before.fork()
            if not _has_traffic(trouble[:-1]):
                fork.forget_traffic()
            self.known[key] = self._bring(fork, trouble[-1]) or fork
        return self.known[key]

    def _bring(self, fork: Cluster, trouble: Trouble) -> str:
        """'' or why it could not be. Traffic is trouble too, and the one kind that a world needs no hand for."""
        if trouble.ask is None:
            return bring(fork, self.lab, trouble, self.params)
        try:
            observe(Asking(fork, self.params, namespace(self.lab, self.params)), trouble.ask)
        except ValueError as error:
            return str(error)
        return ""


def _key(trouble: Sequence[Trouble]) -> bytes:
    return msgspec.json.encode(trouble)


def _has_traffic(trouble: Sequence[Trouble]) -> bool:
    return any(one.ask is not None for one in trouble)


def _run(lab: Lab, states: _Troubled, params: Params, name: str) -> Result:
    check = lab.spec.checks[name]
    state = states.after(check.after)
    if isinstance(state, str):
        return Result(name, False, check.points, 0.0, (Failure("trouble", {"why": state}),))
    if _has_traffic(check.after) or (check.probe is not None and check.probe.command is not None):
        state = state.fork()  # traffic is to stay as it is for others; a command may write
    else:
        state.forget_traffic()
    asking = Asking(state, params, namespace(lab, params))
    failures, seen = _examine(asking, check)
    evidence = _evidence(seen, failures)
    if not failures:
        return Result(name, True, check.points, check.points, (), evidence, None, seen.values)
    return Result(name, False, check.points, 0.0, tuple(failures), evidence, _diagnosis(asking.cluster, failures, evidence), seen.values)


def _evidence(seen: Observation, failures: Sequence[Failure]) -> Trace | None:
    """Of a table: the first cell that is not as it should be."""
    if seen.trace is not None or not seen.table:
        return seen.trace
    wrong = next((failure.params for failure in failures if failure.code == "cell"), None)
    return seen.table.get((wrong["source"], wrong["target"])) if wrong else next(iter(seen.table.values()))


def _diagnosis(cluster: Cluster, failures: list[Failure], evidence: Trace | None) -> Diagnosis | None:
    """The trace's own; where the trace is in order and still not what was asked for, that of the first failure."""
    if evidence is None or evidence.diagnosis is not None:
        return evidence.diagnosis if evidence else None
    if failures[0].code == "answers" and evidence.lookup is not None:
        return diagnose_answers(cluster.asker, evidence.lookup)
    return None


def _examine(asking: Asking, check: Check) -> tuple[list[Failure], Observation]:
    if check.object is not None:
        ((kind, target),) = check.object.items()
        name, space = asking.place(target)
        obj = asking.cluster.store.get(kind, space, name) or asking.cluster.store.get(kind, "", name)
        if obj is None:
            return [Failure("missing-object", {"kind": kind, "name": name, "namespace": space})], Observation()
        return judge_object(obj, substitute(check.expect, asking.params)), Observation()
    assert check.probe is not None
    expected = msgspec.convert(substitute(check.expect, asking.params), Expectation)
    try:
        seen = observe(asking, check.probe)
    except ValueError as error:  # the pod that asks is gone, or was never there
        return [Failure("probe", {"why": str(error)})], Observation()
    return judge(asking, expected, seen), seen


def is_shown(check: Check, passed: bool, due: bool = False) -> bool:
    """Whether the learner may see a check's result: `passed` says that the step is done, `due` that the assignment is over
    (outside a course it never is)."""
    if not check.hidden:
        return True
    return (check.reveal == "after_pass" and passed) or (check.reveal == "after_due" and due)


def foretell(lab: Lab, cluster: Cluster, params: Params, predict: Predict) -> Observation:
    """What a prediction is held against: the check's probe after the question's own events. Raises ValueError where it
    can't be sent."""
    probe = lab.spec.checks[predict.probe].probe
    if probe is None:
        raise ValueError(f"the check {predict.probe!r} sends no probe")
    state = _Troubled(lab, _quiet(cluster, 0.0), params).after(predict.after)
    if isinstance(state, str):
        raise ValueError(state)
    return observe(Asking(state.fork(), params, namespace(lab, params)), probe)


def rcode_told(trace: Trace) -> str:
    """What a prediction calls the DNS answer: the rcode, NODATA for a name without such a record; '' where none was asked for."""
    if trace.lookup is None:
        return ""
    return Disposition.NODATA.value if trace.disposition is Disposition.NODATA else trace.lookup.rcode
