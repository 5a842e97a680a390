"""What a probe saw against what a check expects. Failures are codes with parameters; sentences are made at the end."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import msgspec

from playground.cluster.objects.labels import matches
from playground.cluster.saying import Saying, say
from playground.cluster.simulation import Cluster
from playground.cluster.trace.model import Disposition, Trace
from playground.grading.format import Expectation


@dataclass(frozen=True, slots=True)
class Observation:
    """What one probe saw: a trace, or values by name (ready endpoints, ports, variables, fields of an object)."""

    trace: Trace | None = None
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Failure:
    """One expectation that did not hold: `code` names its sentence in SENTENCES."""

    code: str
    params: dict[str, Any]

    def __str__(self) -> str:
        return Saying(SENTENCES[self.code], self.params)


SENTENCES = {
    "disposition": "Expected {expected}, saw {seen}.",
    "branch": "Only {share} of the connections are delivered; the rest end in {seen}.",
    "status": "Expected HTTP status {expected}, saw {seen}.",
    "backends": "The answer came from {seen}, which is not what was asked for ({expected}).",
    "backends-missing": "{missing} never answers.",
    "backends-extra": "{extra} answers too, and should not.",
    "share-max": "{backend} gets {seen} of the connections; at most {expected} was asked for.",
    "share-min": "{backend} gets {seen} of the connections; at least {expected} was asked for.",
    "source": "The pod saw the client as {seen}; expected {expected}.",
    "rcode": "Expected the DNS answer {expected}, got {seen}.",
    "answers": "Expected the answers {expected}, got {seen}.",
    "canonical": "Expected the name to lead to {expected}, it leads to {seen}.",
    "ready": "Expected {expected} ready endpoints, found {seen}.",
    "ports": "Expected the endpoint ports {expected}, found {seen}.",
    "variables": "Expected the variable {name}={expected}, found {seen}.",
    "field": "{path} is {seen}; expected {expected}.",
    "missing-object": "There is no {kind} {name} in namespace {namespace}.",
    "not": "This must not be so: {what}.",
    "not-disposition": "It ends in {seen}; that is not what was asked for.",
    "trouble": "The trouble could not happen: {why}.",
    "probe": "The probe could not be sent: {why}.",
}


def judge(cluster: Cluster, expected: Expectation, seen: Observation) -> list[Failure]:
    """Every expectation that does not hold, in the order of the format; [] means: passed."""
    failures = _holds(cluster, expected, seen)
    if expected.not_ is not None and not failures:
        negated = msgspec.convert(expected.not_, Expectation)
        if not _holds(cluster, negated, seen):
            failures = [_unwanted(expected.not_, seen)]
    return failures


def _unwanted(wanted: dict[str, Any], seen: Observation) -> Failure:
    if list(wanted) == ["disposition"] and seen.trace is not None:
        return Failure("not-disposition", {"seen": seen.trace.disposition.value})
    told = {key: ", ".join(map(str, value)) if isinstance(value, list) else value for key, value in wanted.items()}
    return Failure("not", {"what": "; ".join(f"{key} {value}" for key, value in told.items())})


def _holds(cluster: Cluster, expected: Expectation, seen: Observation) -> list[Failure]:
    failures: list[Failure] = []
    if seen.trace is not None:
        failures += _of_trace(cluster, expected, seen.trace)
    for name in ("ready", "ports"):
        wanted = getattr(expected, name)
        if wanted is not None and seen.values.get(name) != wanted:
            failures.append(Failure(name, {"expected": wanted, "seen": seen.values.get(name)}))
    for name, value in (expected.variables or {}).items():
        found = seen.values.get("variables", {}).get(name)
        if found is None or (value != "*" and found != str(value)):
            failures.append(Failure("variables", {"name": name, "expected": value, "seen": found or say("nothing")}))
    return failures


def _of_trace(cluster: Cluster, expected: Expectation, trace: Trace) -> list[Failure]:
    failures = _disposition(expected, trace)
    if failures:
        return failures
    if expected.status is not None and trace.status != expected.status:
        failures.append(Failure("status", {"expected": expected.status, "seen": trace.status}))
    failures += _backends(cluster, expected, trace)
    failures += _shares(expected, trace)
    failures += _source(cluster, expected, trace)
    failures += _names(expected, trace)
    return failures


def _disposition(expected: Expectation, trace: Trace) -> list[Failure]:
    if expected.disposition is None:
        return []
    wanted = [expected.disposition] if isinstance(expected.disposition, str) else expected.disposition
    text = " or ".join(wanted)
    if not trace.branches:
        if trace.disposition in wanted:
            return []
        return [Failure("disposition", {"expected": text, "seen": trace.disposition.value})]
    others = [branch for branch in trace.branches if branch.probability and branch.disposition not in wanted]
    if not others:
        return []
    if len(others) < len(trace.branches) and Disposition.DELIVERED in wanted:
        share = sum((branch.probability for branch in trace.branches if branch not in others), Fraction(0))
        return [Failure("branch", {"share": str(share), "seen": others[0].disposition.value})]
    return [Failure("disposition", {"expected": text, "seen": others[0].disposition.value})]


def _backends(cluster: Cluster, expected: Expectation, trace: Trace) -> list[Failure]:
    if expected.backends is None:
        return []
    answering = set(trace.shares())
    if isinstance(expected.backends, list):
        wanted = {_pod_place(name) for name in expected.backends}
    else:
        labels = {key: str(value) for key, value in expected.backends.items()}
        wanted = {
            f"pod:{pod['metadata']['namespace']}/{pod['metadata']['name']}"
            for pod in cluster.store.iterate("Pod")
            if matches(labels, pod["metadata"].get("labels"))
        }
        strangers = answering - wanted
        if strangers or not answering:
            asked = ", ".join(f"{key}={value}" for key, value in labels.items())
            return [Failure("backends", {"seen": _list(strangers) or say("nobody"), "expected": asked})]
        if not expected.exact:
            return []
        wanted = {place for place in wanted if _serves(cluster, place)}
    if wanted - answering:
        return [Failure("backends-missing", {"missing": _list(wanted - answering)})]
    if expected.exact and answering - wanted:
        return [Failure("backends-extra", {"extra": _list(answering - wanted)})]
    return []


def _serves(cluster: Cluster, place: str) -> bool:
    namespace, _, name = place.removeprefix("pod:").partition("/")
    pod = cluster.store.get("Pod", namespace, name) or {}
    conditions = pod.get("status", {}).get("conditions") or []
    return any(item["type"] == "Ready" and item["status"] == "True" for item in conditions)


def _shares(expected: Expectation, trace: Trace) -> list[Failure]:
    if expected.share is None:
        return []
    failures = []
    for backend, share in sorted(trace.shares().items()):
        params = {"backend": _short(backend), "seen": str(share)}
        if expected.share.max is not None and float(share) > expected.share.max:
            failures.append(Failure("share-max", {**params, "expected": expected.share.max}))
        if expected.share.min is not None and float(share) < expected.share.min:
            failures.append(Failure("share-min", {**params, "expected": expected.share.min}))
    return failures


def _source(cluster: Cluster, expected: Expectation, trace: Trace) -> list[Failure]:
    if expected.source is None:
        return []
    wanted = cluster.address_of(trace.source) if expected.source == "client" else expected.source
    for branch in trace.branches:
        if branch.probability and branch.source_seen != wanted:
            return [Failure("source", {"expected": wanted, "seen": branch.source_seen or say("nobody")})]
    return []


def _names(expected: Expectation, trace: Trace) -> list[Failure]:
    lookup, failures = trace.lookup, []
    if lookup is None:
        return []
    if expected.rcode is not None and lookup.rcode != expected.rcode:
        failures.append(Failure("rcode", {"expected": expected.rcode, "seen": lookup.rcode}))
    if isinstance(expected.answers, int):
        if len(lookup.addresses) != expected.answers:
            failures.append(Failure("answers", {"expected": expected.answers, "seen": len(lookup.addresses)}))
    elif expected.answers is not None and set(lookup.addresses) != set(expected.answers):
        failures.append(Failure("answers", {"expected": _list(expected.answers), "seen": _list(lookup.addresses)}))
    if expected.canonical is not None and lookup.canonical.rstrip(".") != expected.canonical.rstrip("."):
        failures.append(Failure("canonical", {"expected": expected.canonical, "seen": lookup.canonical or say("itself")}))
    return failures


def judge_object(obj: Any, fields: dict[str, Any]) -> list[Failure]:
    """Fields by dotted path (`spec.ports.0.port`) against their expected values; None means: absent."""
    failures = []
    for path, expected in fields.items():
        value = obj
        for part in path.split("."):
            if isinstance(value, list) and part.isdigit() and int(part) < len(value):
                value = value[int(part)]
            else:
                value = value.get(part) if isinstance(value, dict) else None
        if value != expected:
            failures.append(Failure("field", {"path": path, "expected": expected, "seen": say("absent") if value is None else value}))
    return failures


def _pod_place(text: str) -> str:
    name, _, namespace = text.partition("@")
    return f"pod:{namespace or 'default'}/{name}" if ":" not in text else text


def _short(place: str) -> str:
    return place.rpartition("/")[2] if place.startswith("pod:") else place.partition(":")[2]


def _list(items: Any) -> str:
    return ", ".join(sorted(_short(item) if ":" in item and "/" in item else item for item in items))
