"""What is wrong in the text, at its place: the model's markers as messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from playground.cluster.apiserver.messages import Response
from playground.cluster.manifest import ManifestDocument
from playground.cluster.markers import diagnose_text
from playground.cluster.simulation import Cluster, Outcome
from playground.workspaces import messages


def markers(files: Sequence[messages.File], outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """The reader's and the schema's complaints about the files, and the API server's in their outcomes."""
    answers = {(item.file, item.document): _response(item) for item in outcomes}

    def said(document: ManifestDocument) -> Response:
        return answers.get((document.file, document.number), Response(200))

    return [marker.wire() for file in files for marker in diagnose_text(file.text, file.path, said)]


def lint(fork: Cluster, files: Sequence[messages.File]) -> list[dict[str, Any]]:
    """The same before it is applied. The cluster given is changed: a later document may rest on an earlier one."""
    return markers(files, [outcome for file in files for outcome in fork.apply(file.text, file=file.path)])


def _response(outcome: Outcome) -> Response:
    if outcome.status is None:
        return Response(200, warnings=outcome.warnings)
    return Response(int(outcome.status.get("code") or 400), outcome.status, warnings=outcome.warnings)
