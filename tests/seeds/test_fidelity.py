"""The written account of how true the model is."""

from __future__ import annotations

from pathlib import Path

import playground
from playground.cluster.fidelity import FIDELITY, POPULAR_ERRORS, STEPS, Status, document, row, row_of_step
from playground.cluster.trace import explain
from playground.replay.run import exceptions

ROOT = Path(playground.__file__).parent


def test_page_is_up_to_date():
    """If this fails: `python manage.py fidelity > docs/fidelity.md`."""
    assert (ROOT.parent / "docs" / "fidelity.md").read_text() == document(exceptions())


def test_ids_are_unique():
    for table in (FIDELITY, POPULAR_ERRORS):
        ids = [each.id for each in table]
        assert len(ids) == len(set(ids))


def test_what_is_not_modelled_is_said():
    assert row("network-policy").status is Status.NOT_MODELLED
    assert all(each.source and each.behaviour.endswith(".") for each in FIDELITY)
    assert all(each.source and each.truth.endswith(".") for each in POPULAR_ERRORS)


def test_every_step_of_a_trace_has_a_row() -> None:
    assert STEPS.keys() == explain.STEPS.keys()
    for code in STEPS:
        assert row_of_step(code)


def test_what_is_no_recorded_behaviour_is_not_called_verified() -> None:
    for code in ("node.failed", "flow.known", "egress.masquerade", "policy.not-modelled", "listen.assumed", "ingress.match", "balancer.pick"):
        assert row_of_step(code).status is not Status.VERIFIED


def test_recordings_that_may_differ_are_listed_with_the_reason() -> None:
    page = document({"admission": {"svc-odd": "the order there is chance"}})
    assert "| `svc-odd` | admission | the order there is chance |" in page
    assert "None: all are answered" not in page
