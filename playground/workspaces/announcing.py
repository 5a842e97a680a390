"""Telling other tabs and other workers that a workspace has moved: nothing but numbers; each reads the log itself.

An announcement may be lost. Every delta carries its sequence, and sockets look into the log from time to time.
"""

from __future__ import annotations

import logging
from uuid import UUID

from channels.layers import get_channel_layer

log = logging.getLogger(__name__)

MOVED, DRAFT = "workspace.moved", "workspace.draft"


def group(workspace: UUID) -> str:
    return f"workspace.{workspace}"


async def announce(workspace: UUID, sequence: int) -> None:
    await _send(workspace, {"type": MOVED, "sequence": sequence})


async def announce_draft(workspace: UUID, by: str) -> None:
    """The text in the editor has changed; `by` is the session that has it already."""
    await _send(workspace, {"type": DRAFT, "by": by})


async def _send(workspace: UUID, message: dict[str, object]) -> None:
    layer = get_channel_layer()
    if layer is None:
        return
    try:
        await layer.group_send(group(workspace), message)
    except Exception as error:  # noqa: BLE001  whatever the broker's trouble is: the others will find it in the log
        log.warning("an announcement to %s was not sent: %r", workspace, error)
