"""The written account of how true the model is."""

from __future__ import annotations

import ast
from pathlib import Path

import playground
from playground.cluster.fidelity import FIDELITY, POPULAR_ERRORS, Status, document, row

ROOT = Path(playground.__file__).parent


def test_page_is_up_to_date():
    """If this fails: `python manage.py fidelity > docs/fidelity.md`."""
    assert (ROOT.parent / "docs" / "fidelity.md").read_text() == document()


def test_ids_are_unique():
    for table in (FIDELITY, POPULAR_ERRORS):
        ids = [each.id for each in table]
        assert len(ids) == len(set(ids))


def test_what_is_not_modelled_is_said():
    assert row("network-policy").status is Status.NOT_MODELLED
    assert all(each.source and each.behaviour.endswith(".") for each in FIDELITY)
    assert all(each.source and each.truth.endswith(".") for each in POPULAR_ERRORS)


def test_every_badge_in_a_trace_is_a_row():
    """Steps name their row by a keyword argument `fidelity="..."`."""
    named = {
        keyword.value.value
        for path in (ROOT / "cluster").rglob("*.py")
        if "fidelity=" in (text := path.read_text())
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "fidelity" and isinstance(keyword.value, ast.Constant)
    }
    assert named
    for name in named:
        assert row(name)
