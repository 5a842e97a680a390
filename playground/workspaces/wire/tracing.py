"""A trace as the page plays it: every step with its sentence and the line that decided it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from playground.cluster.fidelity import Row, row_of_step
from playground.cluster.saying import say
from playground.cluster.simulation import Cluster
from playground.cluster.simulation.sending import Sent
from playground.cluster.trace.explain import end_of, explain, place_name, sentence, step_sentence, stop
from playground.cluster.trace.model import Diagnosis, Hop, Lookup, Step, Trace
from playground.cluster.trace.what_if import Again, Field, WhatIf, joined
from playground.grading.lab import Lab
from playground.workspaces.wire.inspect import origin

Message = dict[str, Any]


def trace(cluster: Cluster, found: Trace, ways: Sequence[WhatIf] = (), lab: Lab | None = None) -> Message:
    """`ways` would have made it succeed; the lab says how much of them may be told."""
    return {
        "type": "trace",
        "source": found.source,
        "target": str(found.target),
        "disposition": str(found.disposition),
        "sentence": sentence(found),
        "status": found.status,
        "body": found.body,
        "lookup": _lookup(cluster, found.lookup) if found.lookup else None,
        "hops": _hops(cluster, found.hops),
        "branches": [_branch(cluster, found, number) for number in range(len(found.branches))],
        "diagnosis": diagnosis(cluster, found.diagnosis) if found.diagnosis else None,
        "what_if": what_if(ways, lab),
    }


def brief(told: Message) -> Message:
    """What the log keeps of a trace: how it ended, not how it went."""
    return {name: told[name] for name in ("type", "source", "target", "disposition", "sentence", "status")}


def distribution(cluster: Cluster, sent: Sent, lab: Lab | None = None) -> Message:
    """How requests spread, beside the shares that were to be expected. `trace` is the first request's."""
    shares = sent.shares()
    ends = sorted({*shares, *sent.counts})
    count = sum(sent.counts.values())
    first = trace(cluster, sent.first, (), lab)
    return {
        "type": "distribution",
        "source": first["source"],
        "target": first["target"],
        "count": count,
        "message": say("{source} to {target}: {count} requests", source=place_name(first["source"]), target=first["target"], count=count),
        "remembered": sent.remembered,
        "ends": [
            {
                "place": end.place,
                "disposition": str(end.disposition),
                "count": sent.counts.get(end, 0),
                **_share(shares.get(end, Fraction(0))),
            }
            for end in ends
        ],
        "trace": first,
    }


def brief_distribution(told: Message) -> Message:
    """What the log keeps of it."""
    return {**told, "trace": None}


def _share(share: Fraction) -> Message:
    return {"probability": str(share), "percent": round(float(share) * 100, 1)}


def _lookup(cluster: Cluster, lookup: Lookup) -> Message:
    return {
        "name": lookup.name,
        "rcode": lookup.rcode,
        "addresses": lookup.addresses,
        "canonical": lookup.canonical,
        "questions": lookup.questions,
    }


def _branch(cluster: Cluster, found: Trace, number: int) -> Message:
    branch = found.branches[number]
    return {
        **_share(branch.probability),
        "disposition": str(branch.disposition),
        "backend": branch.backend,
        "end": end_of(branch),
        "backend_port": branch.backend_port,
        "source_seen": branch.source_seen,
        "taken": number == found.taken,
        "sentence": sentence(replace(found, taken=number, disposition=branch.disposition)),
        "hops": _hops(cluster, branch.hops),
    }


def _hops(cluster: Cluster, hops: tuple[Hop, ...]) -> list[Message]:
    return [{"place": hop.place, "steps": [_step(cluster, step) for step in hop.steps]} for hop in hops]


def _step(cluster: Cluster, step: Step) -> Message:
    return {
        "code": step.code,
        "sentence": step_sentence(step),
        "stop": stop(step),
        "params": {name: value for name, value in step.params.items() if isinstance(value, str | int | float | bool | list)},
        "rule": step.rule,
        "origins": [origin(cluster, item) for item in step.origins],
        "fidelity": _badge(row_of_step(step.code)),
    }


def _badge(found: Row) -> Message:
    return {"id": found.id, "status": str(found.status), "behaviour": say(found.behaviour)}


def what_if(ways: Sequence[WhatIf], lab: Lab | None) -> list[Message]:
    """As much of them as the lab tells; what sounds the same after that is told once."""
    level = lab.spec.feedback.what_if if lab else "value"
    told = [] if level == "nothing" else [_way(way, level) for way in ways]
    return list({way["title"]: way for way in told}.values())


def _way(way: WhatIf, level: str) -> Message:
    """The whole edit, only the fields that it changes, or only the area that they are in. What is not in the learner's files
    can't be edited there; what stands there already gives nothing away."""
    if way.again is not None or (level == "value" and not way.world):
        return way.wire()
    told = joined(TOLD[level](field) for field in way.fields)
    title = say("Not in your files: {change}", change=told) if way.world else told
    return {"title": title, "file": next(iter(way.edits)), "edits": [], "world": way.world}


TOLD: dict[str, Callable[[Field | Again], str]] = {
    "value": lambda field: field.sentence(), "field": lambda field: field.hint(), "area": lambda field: field.area(),
}  # fmt: skip


def diagnosis(cluster: Cluster, found: Diagnosis) -> Message:
    return {
        "code": found.code,
        **explain(found)._asdict(),
        "origins": [origin(cluster, item) for item in found.origins],
    }
