"""Whether what a check expects can be seen by its probe, and what the grader's limits say."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from playground.cluster.objects.kinds import BY_NAME
from playground.cluster.trace.model import Disposition
from playground.grading import limits
from playground.grading.expectations import fraction
from playground.grading.findings import Finding
from playground.grading.format import Check, Expectation, Trouble
from playground.grading.lab import Lab, draw, substitute
from playground.grading.probes import kind_of
from playground.grading.world import seconds

Where = tuple[str | int, ...]

_CONNECTION = {"disposition", "status", "backends", "exact", "share", "port", "source", "rcode", "answers", "canonical", "asked"}
SEEN_BY: dict[str, set[str]] = {
    "http": _CONNECTION,
    "tcp": _CONNECTION - {"status"},
    "udp": _CONNECTION - {"status"},
    "sctp": _CONNECTION - {"status"},
    "dns": {"disposition", "rcode", "answers", "canonical", "asked", "ports"},
    "endpoints": {"ready", "ports"},
    "env": {"variables"},
    "command": {"exit", "prints"},
    "matrix": _CONNECTION | {"table"},
}
"""The expectations that each kind of probe can be held against, besides `not`."""


def expecting(lab: Lab) -> Iterator[Finding]:
    known = {name: name for name in Expectation.__struct_encode_fields__}
    for name, check in lab.spec.checks.items():
        where: Where = ("checks", name)
        if (check.probe is None) == (check.object is None):
            yield lab.finding(where, "E211", f"the check {name!r} needs either a probe or an object")
        elif check.probe is not None:
            kind = kind_of(check.probe)
            yield from _expectation(lab, check.expect, kind, list(known), (*where, "expect"))
            yield from _size(lab, check, (*where, "probe"))
        else:
            yield from _object(lab, check, where)
        yield from trouble(lab, check.after, (*where, "after"))


def _object(lab: Lab, check: Check, where: Where) -> Iterator[Finding]:
    if not check.expect:
        yield lab.finding(where, "E214", "nothing is expected, so the check can't fail")
    for kind in check.object or ():
        if kind not in BY_NAME:
            near = difflib.get_close_matches(kind, list(BY_NAME), n=1)
            yield lab.finding((*where, "object", kind), "E204", f"{kind!r} is not a kind", near[0] if near else "")


def _expectation(lab: Lab, expect: Mapping[str, Any], kind: str, known: list[str], where: Where) -> Iterator[Finding]:
    if not expect:
        yield lab.finding(where, "E214", "nothing is expected, so the check can't fail")
    for field in expect:
        if field not in known:
            near = difflib.get_close_matches(field, known, n=1)
            yield lab.finding((*where, field), "E215", f"unknown expectation {field!r}", near[0] if near else "")
            return
        if field != "not" and field not in SEEN_BY[kind]:
            seen = ", ".join(sorted(SEEN_BY[kind]))
            yield lab.finding((*where, field), "E224", f"a probe of the kind {kind} does not see {field!r}; it sees {seen}")
    try:
        expectation = msgspec.convert(substitute(expect, draw(lab, "")), Expectation)
    except msgspec.ValidationError as error:
        yield lab.finding(where, "E216", f"{error}")
        return
    yield from _dispositions(lab, expectation, where)
    if expectation.share is not None and expectation.share.is_ is not None:
        try:
            fraction(expectation.share.is_)
        except ValueError:
            yield lab.finding((*where, "share", "is"), "E216", f"{expectation.share.is_!r} is neither a number nor a fraction such as 1/3")
    if expectation.not_ is not None:
        yield from _expectation(lab, expectation.not_, kind, known, (*where, "not"))


def _dispositions(lab: Lab, expectation: Expectation, where: Where) -> Iterator[Finding]:
    in_table = [ended for row in (expectation.table or {}).values() for cell in row for ended in cell.split(" or ")]
    for field, values in (("disposition", expectation.disposition or []), ("table", in_table)):
        for message, near in endings(values):
            yield lab.finding((*where, field), "E204", message, near)


def endings(named: str | list[str]) -> Iterator[tuple[str, str]]:
    """What is wrong with words for how a request ends: why, and what may have been meant."""
    dispositions = [known.value for known in Disposition]
    for value in [named] if isinstance(named, str) else named:
        if "${" not in value and value not in dispositions:
            near = difflib.get_close_matches(value, dispositions, n=1)
            yield f"{value!r} is not a disposition", near[0] if near else ""


def _size(lab: Lab, check: Check, where: Where) -> Iterator[Finding]:
    matrix = check.probe.matrix if check.probe else None
    if matrix is None:
        return
    if len(matrix.from_) * len(matrix.to) > limits.MOST_CELLS:
        yield lab.finding(where, "E225", f"a matrix has at most {limits.MOST_CELLS} cells")
    for source, row in check.expect.get("table", {}).items():
        if source not in matrix.from_:
            near = difflib.get_close_matches(source, matrix.from_, n=1)
            yield lab.finding((*where[:-1], "expect", "table", source), "E204", f"{source!r} is not a source of the matrix", near[0] if near else "")
        if isinstance(row, list) and len(row) != len(matrix.to):
            yield lab.finding((*where[:-1], "expect", "table", source), "E216", f"the row has {len(row)} cells, the matrix {len(matrix.to)} targets")


def trouble(lab: Lab, after: list[Trouble], where: Where) -> Iterator[Finding]:
    if len(after) > limits.MOST_TROUBLE:
        yield lab.finding(where, "E225", f"at most {limits.MOST_TROUBLE} pieces of trouble come before a probe")
    if sum(seconds(one.wait) for one in after if one.wait) > limits.LONGEST_WAIT:
        yield lab.finding(where, "E225", f"a check waits at most {limits.LONGEST_WAIT:g} logical seconds")
