"""The blocks of YAML that learners find elsewhere and paste, as they stand there."""

from __future__ import annotations

from pathlib import Path

from playground.cluster.manifest import apply_edits
from playground.cluster.markers import Marker
from playground.cluster.simulation import Cluster
from playground.cluster.simulation.linting import lint

DATA = Path(__file__).parent / "data"


def block(name: str) -> str:
    return (DATA / f"{name}.yaml").read_text()


def errors(cluster: Cluster, text: str) -> list[Marker]:
    return [marker for marker in lint(cluster, text) if marker.severity == "error"]


def click_through(cluster: Cluster, text: str) -> tuple[str, list[Marker]]:
    """Take every fix that is offered, one at a time, as a learner would: the text, and the errors that are left."""
    for _ in range(20):
        found = errors(cluster, text)
        fix = next((marker.fix for marker in found if marker.fix), None)
        if fix is None:
            return text, found
        text = apply_edits(text, fix.edits)
    raise AssertionError("fixes don't come to an end")
