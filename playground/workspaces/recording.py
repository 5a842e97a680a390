"""Record a lab: two moments of a sandbox become a draft for `manage.py importlabs`."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from typing import Any

from playground.catalog import archive
from playground.cluster.saying import say
from playground.grading.recording import TRACK, Moment, Unrecordable, draft, record, slug_of
from playground.workspaces import messages
from playground.workspaces.refusal import Refused
from playground.workspaces.state import State


def answer(state: State, message: messages.Record, earlier: Callable[[int], State]) -> dict[str, Any]:
    """For an owner of the sandbox; nothing is kept of it. `earlier` knows the state after a command. Raises Refused."""
    if state.start.lab is not None:
        raise Refused(say("a lab is recorded in the sandbox"))
    if not message.start.sequence <= message.goal.sequence <= state.sequence:
        raise Refused(say("there is no such moment in this workspace"), "not-found")
    try:
        found = record(_moment(message.start, earlier), _moment(message.goal, earlier))
        made = None if message.keep is None else archive.pack({TRACK: draft(found, message.title, message.keep)})
    except Unrecordable as error:
        raise Refused(error.args[0]) from None
    return {
        "type": "recording",
        "checks": [{"name": one.name, "title": one.told["title"], "changes": one.changes, "suggested": one.suggested} for one in found.checks],
        "notes": list(found.notes),
        "file": f"{slug_of(message.title)}.zip",
        "archive": made and b64encode(made).decode(),
    }


def _moment(told: messages.Recorded, earlier: Callable[[int], State]) -> Moment:
    return Moment(earlier(told.sequence).cluster, {file.path: file.text for file in told.files})
