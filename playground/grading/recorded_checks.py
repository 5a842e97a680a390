"""The checks that a recorded lab could have: rows of the behaviour table in which its solution differs from its start, and
some in which it must not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import controller_of
from playground.cluster.simulation import Cluster
from playground.cluster.trace.model import Disposition
from playground.grading import behaviour
from playground.grading.behaviour import Outcome, Question, Trouble
from playground.grading.suggesting import check_of, with_port
from playground.grading.world import act

MOST_QUESTIONS, MOST, MOST_KEPT_SO = 60, 30, 5
"""Questions that are asked, checks that are offered, and how many of those are of what must stay as it is."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A check of lab.yaml by its name there. `changes`: the start fails it; `suggested`: it asks what no other does."""

    name: str
    told: dict[str, Any]
    changes: bool
    suggested: bool


@dataclass(frozen=True, slots=True)
class _Row:
    question: Question
    trouble: Trouble | None
    changes: bool
    delivered: bool


def candidates(begun: Cluster, solved: Cluster) -> list[Candidate]:
    """In the order in which an author would look at them. Neither cluster is changed."""
    found: list[Candidate] = []
    for row in _most(_rows(begun, solved)):
        told = _check(solved, row)
        if told is not None and all(told != {**one.told, "title": told["title"]} for one in found):
            found.append(Candidate(_name(row, [one.name for one in found]), told, row.changes, False))
    connected = {_asked(one).rpartition(":")[0] for one in found if "dns" not in one.told["probe"]}
    seen: set[tuple[str, str, bool]] = set()
    for place, one in enumerate(found):
        about = (_asked(one), str(one.told.get("after", "")), one.changes)
        found[place] = replace(one, suggested=about not in seen and _asked(one) not in connected)
        seen.add(about)
    return found


def _most(rows: Iterator[_Row]) -> Iterator[_Row]:
    """Those that differ before those that don't, of which there are a few."""
    every = list(rows)
    changed = [row for row in every if row.changes][: MOST - MOST_KEPT_SO]
    stay = [row for row in every if not row.changes and row.delivered and "://" in row.question.target and not row.question.again and row.trouble is None]
    yield from (*changed, *stay[:MOST_KEPT_SO])


def _rows(begun: Cluster, solved: Cluster) -> Iterator[_Row]:
    asked = _questions(begun, solved)
    calm = behaviour.table(solved, asked)
    yield from _differing(asked, behaviour.table(begun, asked), calm, None)
    for trouble in behaviour.troubles(solved):
        connections = [one for one in asked if "://" in one.target and not one.again and not _hits(solved, trouble, one.source)]
        before, after = begun.fork(), solved.fork()
        for step in trouble.steps:
            act(before, step)
            act(after, step)
        there = behaviour.table(after, connections, trouble.name)
        yield from _differing(connections, behaviour.table(before, connections, trouble.name), there, trouble)


def _differing(asked: Sequence[Question], begun: behaviour.Table, solved: behaviour.Table, trouble: Trouble | None) -> Iterator[_Row]:
    """Once more is only worth asking where the second answer is another than the first."""
    firsts: dict[tuple[str, str], Outcome] = {}
    for question, (was, now) in zip(asked, zip(begun.values(), solved.values(), strict=True), strict=True):
        if question.again and firsts.get((question.source, question.target)) == now:
            continue
        firsts.setdefault((question.source, question.target), now)
        yield _Row(question, trouble, was != now, any(Disposition.DELIVERED in part for part in now))


def _questions(begun: Cluster, solved: Cluster) -> list[Question]:
    """Those that a lab can ask: from pods whose names stay, at ports that were not drawn. Connections come first."""
    every = dict.fromkeys((*behaviour.questions(solved), *behaviour.questions(begun)))
    mine = [one for one in every if one.door is None and _stays(solved, one.source)]
    return sorted(mine, key=lambda one: (one.again, not one.target, "://" not in one.target))[:MOST_QUESTIONS]


def _stays(cluster: Cluster, source: str) -> bool:
    pod = _pod(cluster, source)
    return not source.startswith("pod/") or (pod is not None and controller_of(pod) is None)


def _pod(cluster: Cluster, source: str) -> Object | None:
    name, _, namespace = source.removeprefix("pod/").partition("@")
    return cluster.store.get("Pod", namespace, name)


def _hits(cluster: Cluster, trouble: Trouble, source: str) -> bool:
    """Whether it is the asking pod's own node that fails."""
    pod = _pod(cluster, source)
    return pod is not None and any(step.get("fail_node") == pod["spec"].get("nodeName") for step in trouble.steps)


def _check(solved: Cluster, row: _Row) -> dict[str, Any] | None:
    try:
        told = with_port(solved, row.question, row.trouble, check_of(solved, row.question, row.trouble))
    except ValueError:
        return None
    if not told["expect"].get("variables", True):
        return None
    return {"title": _title(row, told["expect"]), **told}


def _title(row: _Row, expect: dict[str, Any]) -> str:
    ends = expect.get("disposition") or expect.get("rcode") or "has variables"
    ended = " or ".join(ends) if isinstance(ends, list) else str(ends)
    asked = row.question.target.removeprefix("dns:").partition("?")[0] or "environment"
    again = ", asked again" if row.question.again else ""
    trouble = f", after {row.trouble.name}" if row.trouble else ""
    return f"{row.question.source.removesuffix('@default')} to {asked}{again}{trouble}: {ended}"


def _name(row: _Row, taken: Sequence[str]) -> str:
    kind = row.question.target.partition(":")[0] or "env"
    asked = row.question.target.partition(":")[2].partition("?")[0]
    words = f"{kind} {asked} {row.trouble.name if row.trouble else ''} {'again' if row.question.again else ''}"
    name = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:40].strip("-")
    return next(one for one in (name, *(f"{name}-{number}" for number in range(2, MOST + 2))) if one not in taken)


def _asked(one: Candidate) -> str:
    """What is asked for, whoever asks: host and port, or a name, which a connection to it tells too."""
    (probe,) = one.told["probe"].values()
    return str(probe.get("to") or probe.get("url") or probe.get("name") or "variables")
