"""Markers for a file together with what the API server says: of what was applied, or of what would be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from playground.cluster.apiserver.messages import Response
from playground.cluster.manifest import ManifestDocument
from playground.cluster.markers import Marker, diagnose_text
from playground.cluster.objects.kinds import Object
from playground.cluster.simulation.applying import Outcome

if TYPE_CHECKING:
    from playground.cluster.simulation.cluster import Cluster


def lint(cluster: Cluster, text: str, file: str = "service.yaml", namespace: str = "") -> list[Marker]:
    """What would be said if the file were applied now. The cluster stays as it is: a fork takes the documents one after
    the other, because a later one may rest on an earlier one."""
    return outcome_markers(text, file, cluster.fork().apply(text, file, namespace, settle=False))


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
    status = _without_patch(outcome.status)
    return Response(int(status.get("code") or 400), status, warnings=outcome.warnings)


def _without_patch(status: Object) -> Object:
    """A change is sent as a patch, and a body that can't be decoded is answered with the whole of it. What is wrong
    comes last, in the words that a creation would have been answered with."""
    causes = (status.get("details") or {}).get("causes") or []
    if not causes or causes[0].get("field") != "patch":
        return status
    return {**status, "code": 400, "reason": "BadRequest", "message": causes[0]["message"].rpartition('": ')[2], "details": {}}
