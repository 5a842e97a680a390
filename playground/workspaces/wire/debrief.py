"""The debrief as the page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from playground.cluster.saying import Saying, say
from playground.grading.debrief import Cell, Row, Texts, difference, probe_text
from playground.grading.lab import Lab
from playground.grading.troubles import told
from playground.workspaces.state import Start
from playground.workspaces.wire import translated

Message = dict[str, Any]

LABELS: dict[str, str] = {
    "disposition": "ends in", "backends": "who answers", "source": "source seen", "rcode": "DNS answer", "answers": "leads to",
    "canonical": "alias of", "ready": "ready endpoints", "ports": "ports", "variables": "variables",
}  # fmt: skip


def debrief(start: Start, lab: Lab, revision: int, rows: Sequence[Row] = (), texts: Sequence[Texts] = (), solution: str = "", solutions: Sequence[str] = ()) -> Message:
    return {
        "type": "debrief",
        "html": translated.page(lab, "debrief.md", start.params),
        "revision": revision,
        "solution": solution,
        "solutions": list(solutions),
        "rows": [_row(start, lab, row) for row in rows],
        "texts": [_text(text) for text in texts],
    }


def _row(start: Start, lab: Lab, row: Row) -> Message:
    check = lab.spec.checks[row.check]
    return {
        "id": row.check,
        "title": translated.sentence(lab, check.title or row.check, start.params),
        "probe": probe_text(check, start.params),
        "after": [told(trouble, start.params) for trouble in check.after],
        "cells": [_cell(cell) for cell in row.cells],
        "same": all(cell.same for cell in row.cells),
        "why": "" if all(cell.same for cell in row.cells) else row.why,
    }


def _cell(cell: Cell) -> Message:
    return {
        "label": _label(cell.name), "own": cell.own, "model": cell.model, "same": cell.same,
        "difference": None if cell.same else difference(cell),
    }  # fmt: skip


def _label(name: str) -> str | Saying:
    return say(LABELS[name]) if name in LABELS else name


def _text(text: Texts) -> Message:
    return {"path": text.path, "lines": [{"of": line.of, "text": line.text} for line in text.lines]}
