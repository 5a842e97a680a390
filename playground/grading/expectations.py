"""What a probe saw against what a check expects. Failures are codes with parameters; sentences are made at the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import msgspec

from playground.cluster.markers.admission import parse_field
from playground.cluster.objects.labels import matches
from playground.cluster.saying import Saying, say
from playground.cluster.simulation import Cluster
from playground.cluster.trace.model import Disposition, Lookup, Trace
from playground.cluster.trace.query import ADDRESS_TYPES
from playground.grading.format import Expectation, ShareExpectation
from playground.grading.probes import Asking, Observation


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
    "share-is": "{backend} gets {seen} of the connections; {expected} was asked for.",
    "share-max": "{backend} gets {seen} of the connections; at most {expected} was asked for.",
    "share-min": "{backend} gets {seen} of the connections; at least {expected} was asked for.",
    "port": "It should arrive at port {expected}; it arrives at {seen}.",
    "source": "The pod saw the client as {seen}; expected {expected}.",
    "rcode": "Expected the DNS answer {expected}, got {seen}.",
    "answers": "Expected the answers {expected}, got {seen}.",
    "canonical": "Expected the name to lead to {expected}, it leads to {seen}.",
    "asked": "Expected {expected} names to be asked for, it was {seen}: {names}.",
    "ready": "Expected {expected} ready endpoints, found {seen}.",
    "ports": "Expected the endpoint ports {expected}, found {seen}.",
    "variables": "Expected the variable {name}={expected}, found {seen}.",
    "exit": "Expected the exit status {expected}, got {seen}.",
    "prints": "Expected `{expected}` in the output; it was: {seen}",
    "cell": "From {source} to {target}: {why}",
    "field": "{path} is {seen}; expected {expected}.",
    "missing-object": "There is no {kind} {name} in namespace {namespace}.",
    "not": "This must not be so: {what}.",
    "not-disposition": "It ends in {seen}; that is not what was asked for.",
    "trouble": "The trouble could not happen: {why}.",
    "probe": "The probe could not be sent: {why}.",
}


def judge(asking: Asking, expected: Expectation, seen: Observation) -> list[Failure]:
    """Every expectation that does not hold, in the order of the format; [] means: passed."""
    failures = _holds(asking, expected, seen)
    if expected.not_ is not None and not failures:
        negated = msgspec.convert(expected.not_, Expectation)
        if not _holds(asking, negated, seen):
            failures = [_unwanted(expected.not_, seen)]
    return failures


def _unwanted(wanted: dict[str, Any], seen: Observation) -> Failure:
    if list(wanted) == ["disposition"] and seen.trace is not None:
        return Failure("not-disposition", {"seen": seen.trace.disposition.value})
    return Failure("not", {"what": _told(wanted)})


def _told(fields: Mapping[str, Any]) -> str:
    told = {key: ", ".join(map(str, value)) if isinstance(value, list) else value for key, value in fields.items()}
    return "; ".join(f"{key} {value}" for key, value in told.items())


def _holds(asking: Asking, expected: Expectation, seen: Observation) -> list[Failure]:
    if seen.trace is not None:
        return _of_trace(asking, expected, seen.trace)
    return _of_table(asking, expected, seen) if seen.table else _of_values(expected, seen.values)


def _of_values(expected: Expectation, values: Mapping[str, Any]) -> list[Failure]:
    failures: list[Failure] = []
    for name in ("ready", "ports", "exit"):
        wanted = getattr(expected, name)
        if wanted is not None and values.get(name) != wanted:
            failures.append(Failure(name, {"expected": wanted, "seen": values.get(name)}))
    for name, value in (expected.variables or {}).items():
        found = values.get("variables", {}).get(name)
        if found is None or (value != "*" and found != str(value)):
            failures.append(Failure("variables", {"name": name, "expected": value, "seen": found or say("nothing")}))
    printed = str(values.get("prints", ""))
    for text in [expected.prints] if isinstance(expected.prints, str) else expected.prints or ():
        if text not in printed:
            failures.append(Failure("prints", {"expected": text, "seen": printed.strip()[:200] or say("nothing")}))
    return failures


def _of_table(asking: Asking, expected: Expectation, seen: Observation) -> list[Failure]:
    """The other expectations hold in each cell; `table` says of each cell how it ends."""
    failures: list[Failure] = []
    for (source, target), trace in seen.table.items():
        where = {"source": source, "target": target}
        failures += [Failure("cell", {**where, "why": str(failure)}) for failure in _of_trace(asking, expected, trace)]
    targets = list(dict.fromkeys(target for _, target in seen.table))
    for source, row in (expected.table or {}).items():
        for target, wanted in zip(targets, row, strict=False):
            cell = seen.table.get((source, target))
            ended = how_it_ends(cell) if cell else say("nothing")
            if ended != wanted:
                failures.append(Failure("cell", {"source": source, "target": target, "why": str(Failure("disposition", {"expected": wanted, "seen": ended}))}))
    return failures


def how_it_ends(trace: Trace) -> str:
    """One word for all branches: the disposition if all that can happen share it, else all of them."""
    found = dict.fromkeys(branch.disposition.value for branch in trace.branches if branch.probability)
    return " or ".join(found) or trace.disposition.value


def _of_trace(asking: Asking, expected: Expectation, trace: Trace) -> list[Failure]:
    failures = _disposition(expected, trace)
    if failures:
        return failures
    if expected.status is not None and trace.status != expected.status:
        failures.append(Failure("status", {"expected": expected.status, "seen": trace.status or say("no answer")}))
    failures += _backends(asking, expected, trace)
    failures += _shares(asking.cluster, expected.share, trace) if expected.share else []
    failures += _port(expected, trace)
    failures += _source(asking.cluster, expected, trace)
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


def _backends(asking: Asking, expected: Expectation, trace: Trace) -> list[Failure]:
    if expected.backends is None:
        return []
    answering = set(trace.shares())
    if isinstance(expected.backends, list):
        wanted = {_pod_place(name, asking.namespace) for name in expected.backends}
    else:
        wanted = _pods_with(asking.cluster, expected.backends)
        strangers = answering - wanted
        if strangers or not answering:
            asked = ", ".join(f"{key}={value}" for key, value in expected.backends.items())
            return [Failure("backends", {"seen": _list(strangers) or say("nobody"), "expected": asked})]
        if not expected.exact:
            return []
        wanted = {place for place in wanted if _serves(asking.cluster, place)}
    if wanted - answering:
        return [Failure("backends-missing", {"missing": _list(wanted - answering)})]
    if expected.exact and answering - wanted:
        return [Failure("backends-extra", {"extra": _list(answering - wanted)})]
    return []


def _pods_with(cluster: Cluster, labels: Mapping[str, str | int]) -> set[str]:
    """The places of the pods that have all of these labels."""
    wanted = {key: str(value) for key, value in labels.items()}
    return {
        f"pod:{pod['metadata']['namespace']}/{pod['metadata']['name']}"
        for pod in cluster.store.iterate("Pod")
        if matches(wanted, pod["metadata"].get("labels"))
    }


def _serves(cluster: Cluster, place: str) -> bool:
    namespace, _, name = place.removeprefix("pod:").partition("/")
    pod = cluster.store.get("Pod", namespace, name) or {}
    conditions = pod.get("status", {}).get("conditions") or []
    return any(item["type"] == "Ready" and item["status"] == "True" for item in conditions)


def _shares(cluster: Cluster, expected: ShareExpectation, trace: Trace) -> list[Failure]:
    shares = {_short(backend): share for backend, share in sorted(trace.shares().items())}
    if expected.of is not None:
        pods = _pods_with(cluster, expected.of)
        together = sum((share for backend, share in trace.shares().items() if backend in pods), Fraction(0))
        shares = {", ".join(f"{key}={value}" for key, value in expected.of.items()): together}
    failures = []
    for backend, share in shares.items():
        params = {"backend": backend, "seen": str(share)}
        if expected.is_ is not None and share != fraction(expected.is_):
            failures.append(Failure("share-is", {**params, "expected": expected.is_}))
        if expected.max is not None and share > fraction(expected.max):
            failures.append(Failure("share-max", {**params, "expected": expected.max}))
        if expected.min is not None and share < fraction(expected.min):
            failures.append(Failure("share-min", {**params, "expected": expected.min}))
    return failures


def fraction(text: float | str) -> Fraction:
    """0.25 -> 1/4, "1/3" -> 1/3: the number as it is written. Raises ValueError."""
    try:
        return Fraction(str(text))
    except ZeroDivisionError:
        raise ValueError(f"{text!r} is no share") from None


def _port(expected: Expectation, trace: Trace) -> list[Failure]:
    for branch in trace.branches if expected.port is not None else ():
        if branch.probability and branch.backend_port != expected.port:
            return [Failure("port", {"expected": expected.port, "seen": branch.backend_port or say("nowhere")})]
    return []


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
    answers = _answers(lookup)
    if isinstance(expected.answers, int):
        if len(answers) != expected.answers:
            failures.append(Failure("answers", {"expected": expected.answers, "seen": len(answers)}))
    elif expected.answers is not None and set(answers) != {answer.rstrip(".") for answer in expected.answers}:
        failures.append(Failure("answers", {"expected": _list(expected.answers), "seen": _list(answers) or say("nothing")}))
    if expected.ports is not None and srv_ports(lookup) != expected.ports:
        failures.append(Failure("ports", {"expected": expected.ports, "seen": srv_ports(lookup)}))
    if expected.canonical is not None and lookup.canonical.rstrip(".") != expected.canonical.rstrip("."):
        failures.append(Failure("canonical", {"expected": expected.canonical, "seen": lookup.canonical or say("itself")}))
    names = list(dict.fromkeys(str(question["name"]) for question in lookup.questions))
    if expected.asked is not None and len(names) != expected.asked:
        failures.append(Failure("asked", {"expected": expected.asked, "seen": len(names), "names": ", ".join(names)}))
    return failures


def _answers(lookup: Lookup) -> tuple[str, ...]:
    """The addresses; of other records the names that they lead to, without their final dot."""
    if lookup.addresses:
        return lookup.addresses
    found = [answer.split() for question in lookup.questions for answer in question["answers"] if question["type"] not in ADDRESS_TYPES]
    return tuple(dict.fromkeys(words[-1].rstrip(".") for words in found))


def srv_ports(lookup: Lookup) -> list[int]:
    """The port numbers of the SRV records of an answer: `0 50 5432 db-0.db.default.svc.cluster.local.`"""
    records = [answer.split() for question in lookup.questions if question["type"] == "SRV" for answer in question["answers"]]
    return sorted({int(record[-2]) for record in records if len(record) > 3 and record[-2].isdigit()})


def judge_object(obj: Any, fields: Mapping[str, Any]) -> list[Failure]:
    """Fields by path (`spec.ports[0].port`, `metadata.labels[app]`) against their expected values; None means: absent. The
    fields under `not` must not all be so."""
    failures = []
    for path, expected in fields.items():
        if path == "not":
            if not judge_object(obj, expected):
                failures.append(Failure("not", {"what": _told(expected)}))
            continue
        value = value_at(obj, path)
        if value != expected:
            failures.append(Failure("field", {"path": path, "expected": expected, "seen": say("absent") if value is None else value}))
    return failures


def value_at(obj: Any, path: str) -> Any:
    """A list's item is named by its number, in brackets or behind a dot. None where there is nothing."""
    for part in parse_field(path):
        if isinstance(obj, list) and str(part).isdigit() and int(part) < len(obj):
            obj = obj[int(part)]
        else:
            obj = obj.get(part) if isinstance(obj, dict) else None
    return obj


def _pod_place(text: str, namespace: str) -> str:
    name, _, own = text.partition("@")
    return f"pod:{own or namespace}/{name}" if ":" not in text else text


def _short(place: str) -> str:
    return place.rpartition("/")[2] if place.startswith("pod:") else place.partition(":")[2]


def _list(items: Any) -> str:
    return ", ".join(sorted(_short(item) if ":" in item and "/" in item else item for item in items))
