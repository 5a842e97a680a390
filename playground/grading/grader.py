"""The grader: pure, deterministic, with evidence for every verdict.

Three verdicts: *rejected* (the API server refused the YAML; costs nothing), *graded*, *fault* (ours; costs nothing).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import msgspec

from playground.cluster.simulation import Cluster
from playground.cluster.trace.diagnose import diagnose_answers
from playground.cluster.trace.model import Diagnosis, Trace
from playground.grading.expectations import Failure, Observation, judge, judge_object
from playground.grading.format import Check, Expectation, Predict, Probe
from playground.grading.lab import Lab, Params, fill, substitute
from playground.grading.world import bring, place


class Kind(StrEnum):
    REJECTED = "rejected"
    GRADED = "graded"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Result:
    """One check's verdict with its evidence: the trace that was judged, and why it failed."""

    check: str
    passed: bool
    points: float
    earned: float
    failures: tuple[Failure, ...] = ()
    evidence: Trace | None = None
    diagnosis: Diagnosis | None = None  # of a check that failed


@dataclass(frozen=True, slots=True)
class Verdict:
    """What Check and Submit answer. `earned` of `points`, before decay and hints."""

    kind: Kind
    results: tuple[Result, ...] = ()
    message: str = ""

    @property
    def points(self) -> float:
        return sum(result.points for result in self.results)

    @property
    def earned(self) -> float:
        return sum(result.earned for result in self.results)

    @property
    def passed(self) -> bool:
        return self.kind is Kind.GRADED and all(result.passed for result in self.results)


def grade(lab: Lab, cluster: Cluster, params: Params, checks: Iterable[str] | None = None, hidden: bool = True) -> Verdict:
    """Run checks (all of the lab's unless named) on forks of the cluster's state; the cluster itself stays as it is.

    With `hidden` False the hidden ones are left out: that is Check; with True it is Submit.
    A required check that fails takes the points of all others.
    """
    names = [name for name in (lab.spec.checks if checks is None else checks) if hidden or not lab.spec.checks[name].hidden]
    results = [run(lab, cluster, params, name) for name in names]
    if any(not result.passed and lab.spec.checks[result.check].required for result in results):
        results = [replace(result, earned=0.0) for result in results]
    return Verdict(Kind.GRADED, tuple(results))


def run(lab: Lab, cluster: Cluster, params: Params, name: str) -> Result:
    """One check on a fork that starts without user traffic."""
    check = lab.spec.checks[name]
    fork = cluster.fork()
    fork.forget_traffic()
    for trouble in check.after:
        why = bring(fork, lab, trouble, params)
        if why:
            return Result(name, False, check.points, 0.0, (Failure("trouble", {"why": why}),))
    failures, evidence = _examine(fork, check, params)
    if not failures:
        return Result(name, True, check.points, check.points, (), evidence)
    return Result(name, False, check.points, 0.0, tuple(failures), evidence, _diagnosis(fork, failures, evidence))


def _diagnosis(cluster: Cluster, failures: list[Failure], evidence: Trace | None) -> Diagnosis | None:
    """The trace's own; where the trace is in order and still not what was asked for, that of the first failure."""
    if evidence is None or evidence.diagnosis is not None:
        return evidence.diagnosis if evidence else None
    if failures[0].code == "answers" and evidence.lookup is not None:
        return diagnose_answers(cluster.asker, evidence.lookup)
    return None


def _examine(cluster: Cluster, check: Check, params: Params) -> tuple[list[Failure], Trace | None]:
    if check.object is not None:
        ((kind, target),) = check.object.items()
        name, namespace = place(fill(target, params))
        obj = cluster.store.get(kind, namespace, name)
        if obj is None:
            return [Failure("missing-object", {"kind": kind, "name": name, "namespace": namespace})], None
        return judge_object(obj, substitute(check.expect, params)), None
    assert check.probe is not None
    expected = msgspec.convert(substitute(check.expect, params), Expectation)
    try:
        seen = observe(cluster, check.probe, params)
    except ValueError as error:  # the pod that asks is gone, or was never there
        return [Failure("probe", {"why": str(error)})], None
    return judge(cluster, expected, seen), seen.trace


def foretell(lab: Lab, cluster: Cluster, params: Params, predict: Predict) -> Observation:
    """What a prediction is held against: the check's probe after the question's own events. Raises ValueError where it
    can't be sent."""
    probe = lab.spec.checks[predict.probe].probe
    if probe is None:
        raise ValueError(f"the check {predict.probe!r} sends no probe")
    fork = cluster.fork()
    fork.forget_traffic()
    for trouble in predict.after:
        why = bring(fork, lab, trouble, params)
        if why:
            raise ValueError(why)
    return observe(fork, probe, params)


def observe(cluster: Cluster, probe: Probe, params: Params) -> Observation:
    """Send one probe."""
    if probe.endpoints is not None:
        return Observation(values=_endpoints(cluster, *place(fill(probe.endpoints.service, params))))
    if probe.env is not None:
        namespace, name = cluster.find_pod(fill(probe.env.from_, params))
        return Observation(values={"variables": cluster.environment(namespace, name)})
    source, target = question(probe, params)
    return Observation(cluster.trace(source, target))


def question(probe: Probe, params: Params) -> tuple[str, str]:
    """Source and target of a probe that asks over the network, as Cluster.trace takes them."""
    if probe.http is not None:
        return fill(probe.http.from_, params), fill(probe.http.url, params)
    if probe.dns is not None:
        return fill(probe.dns.from_, params), f"dns:{fill(probe.dns.name, params)}?type={probe.dns.type}"
    for scheme in ("tcp", "udp", "sctp"):
        socket = getattr(probe, scheme)
        if socket is not None:
            return fill(socket.from_, params), f"{scheme}://{fill(socket.to, params)}"
    raise ValueError("a probe of this kind asks nothing over the network")


def _endpoints(cluster: Cluster, name: str, namespace: str) -> dict[str, Any]:
    ready, ports = 0, set()
    for item in cluster.store.iterate("EndpointSlice", namespace):
        if item["metadata"].get("labels", {}).get("kubernetes.io/service-name") == name:
            ready += sum(1 for endpoint in item["endpoints"] or [] if endpoint.get("conditions", {}).get("ready", True))
            ports |= {port["port"] for port in item["ports"] or [] if port.get("port") is not None}
    return {"ready": ready, "ports": sorted(ports)}
