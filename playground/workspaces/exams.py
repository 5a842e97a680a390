"""The clock of an exam: when it was begun, when it ends, and what is refused after that.

The beginning is a row of the log. The clock on the wall is looked at when something is to be handed in, and never in a
replay; what a page shows of it decides nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime
from time import time

from playground.cluster.saying import say
from playground.grading.format import LabFile
from playground.grading.world import seconds
from playground.workspaces import messages
from playground.workspaces.messages import Message
from playground.workspaces.models import Command, Workspace
from playground.workspaces.refusal import Refused
from playground.workspaces.state import State


def admit(state: State, message: Message) -> None:
    """Raises Refused for a Submit after the time of an exam. What the log has already is answered again all the same."""
    if not isinstance(message, messages.Submit) or state.start.lab is None:
        return
    ends = ends_at(state.start.lab.spec, state.begun)
    if ends is not None and time() > ends:
        when = instant(ends).strftime("%H:%M")
        raise Refused(say("The time of this exam is over: it ended at {when} UTC. What you submitted before counts. This was not submitted; your files and your cluster stay as they are.", when=when))  # fmt: skip


def ends_at(spec: LabFile, begun: float | None) -> float | None:
    """Seconds since 1970; None for what has no limit, or was not begun as an exam (an author's preview)."""
    return None if spec.time_limit is None or begun is None else begun + seconds(spec.time_limit)


def begun(workspace: Workspace) -> float | None:
    """As the log has it, without a replay."""
    payload = Command.objects.filter(workspace=workspace, type="begin").values_list("payload", flat=True).first()
    return None if payload is None else float(payload["instant"])


def is_running(workspace: Workspace | None) -> bool:
    if workspace is None or workspace.lab is None:
        return False
    ends = ends_at(workspace.lab.lab.spec, begun(workspace))
    return ends is None or time() <= ends


def instant(seconds_since_1970: float) -> datetime:
    return datetime.fromtimestamp(seconds_since_1970, UTC)
