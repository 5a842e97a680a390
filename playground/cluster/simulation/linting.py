"""Markers for a file together with what the API server says: of what was applied, or of what would be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from playground.cluster.apiserver.messages import Response
from playground.cluster.manifest import ManifestDocument
from playground.cluster.markers import Marker, diagnose_text
from playground.cluster.simulation.applying import Outcome

if TYPE_CHECKING:
    from playground.cluster.simulation.cluster import Cluster


def lint(cluster: Cluster, text: str, file: str = "service.yaml", namespace: str = "default") -> list[Marker]:
    """What would be said if the file were applied now. The cluster stays as it is: a fork takes the documents one after
    the other, because a later one may rest on an earlier one."""
    return outcome_markers(text, file, cluster.fork().apply(text, file, namespace))


def outcome_markers(text: str, file: str, outcomes: Iterable[Outcome]) -> list[Marker]:
    """The markers of a file that was applied with these outcomes."""
    answers = {(outcome.file, outcome.document): _response(outcome) for outcome in outcomes}

    def said(document: ManifestDocument) -> Response:
        return answers.get((document.file, document.number), Response(200))

    return diagnose_text(text, file, said)


def _response(outcome: Outcome) -> Response:
    """Refusals without a Status are kubectl's own; the reader and the schema explain those."""
    if outcome.status is None:
        return Response(200, warnings=outcome.warnings)
    return Response(int(outcome.status.get("code") or 400), outcome.status, warnings=outcome.warnings)
