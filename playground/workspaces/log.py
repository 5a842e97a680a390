"""The log as rows: reading it, and the one short insert that makes a command true.

Whoever inserts (workspace, sequence) first has won; the loser is told and recomputes.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from playground.workspaces.messages import Message, payload, type_of
from playground.workspaces.models import Command
from playground.workspaces.wire.language import packed, revived

ENGINE_VERSION = "0.2"
"""The version of the model's rules. Rows name it: raise it when the same commands would give another state."""


class Lost(Exception):
    """Somebody else wrote this sequence number first."""


class Done(Exception):
    """This very command is in the log already; `outcome` is what was answered then."""

    def __init__(self, outcome: dict[str, Any]) -> None:
        super().__init__()
        self.outcome = outcome


def append(workspace: UUID, sequence: int, at: float, message: Message, outcome: dict[str, Any]) -> None:
    """Make one command true. Raises Lost or Done."""
    row = Command(
        workspace_id=workspace,
        sequence=sequence,
        client_id=message.id,
        at=at,
        type=type_of(message),
        payload=payload(message),
        outcome=packed(outcome),
        engine_version=ENGINE_VERSION,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        known = recall(workspace, message.id)
        if known is not None:
            raise Done(known) from None
        if not Command.objects.filter(workspace=workspace, sequence=sequence).exists():
            raise  # the workspace itself is gone
        raise Lost from None


def recall(workspace: UUID, client_id: UUID) -> dict[str, Any] | None:
    """What was answered to a command that is in the log, or None."""
    found = Command.objects.filter(workspace=workspace, client_id=client_id).values_list("outcome", flat=True).first()
    return None if found is None else dict(revived(found))


def after(workspace: UUID, sequence: int, until: int | None = None) -> list[Command]:
    """The rows after a sequence number, in order; up to another one, if it is given."""
    rows = Command.objects.filter(workspace=workspace, sequence__gt=sequence).order_by("sequence")
    found = list(rows if until is None else rows.filter(sequence__lte=until))
    for row in found:
        row.outcome = revived(row.outcome)
    return found


def last_sequence(workspace: UUID) -> int:
    found = Command.objects.filter(workspace=workspace).order_by("-sequence").values_list("sequence", flat=True).first()
    return found or 0
