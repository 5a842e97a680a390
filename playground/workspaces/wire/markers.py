"""What is wrong in the text, at its place: the model's markers as messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from playground.cluster.simulation import Cluster, Outcome
from playground.cluster.simulation.idle import IdleField
from playground.cluster.simulation.linting import outcome_markers
from playground.workspaces import messages


def markers(files: Sequence[messages.File], outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """The reader's and the schema's complaints about the files, and the API server's in their outcomes."""
    return [marker.wire() for file in files for marker in outcome_markers(file.text, file.path, outcomes)]


def lint(fork: Cluster, files: Sequence[messages.File]) -> list[dict[str, Any]]:
    """The same before it is applied. The cluster given is changed: a later document may rest on an earlier one."""
    return markers(files, [outcome for file in files for outcome in fork.apply(file.text, file=file.path, settle=False)])


def idle(file: str, fields: Sequence[IdleField]) -> dict[str, Any]:
    """The answer to `idle`."""
    told = [{**field.span._asdict(), "why": field.why, "value": field.value} for field in fields]
    return {"type": "idle", "file": file, "fields": told}
