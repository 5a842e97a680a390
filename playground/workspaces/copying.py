"""The part of a log that another workspace, or the page of a shared state, begins with: what was done to the cluster.

The learner's progress stays behind. What was submitted is applied, where it was not applied already; for a hint or a
prediction only its time goes by. So names, revisions and addresses come out the same, and nothing of a verdict is copied.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from playground.cluster.saying import say
from playground.workspaces import exercise, log, messages, versions
from playground.workspaces.messages import Message
from playground.workspaces.models import Command, Workspace
from playground.workspaces.refusal import Refused
from playground.workspaces.state import Start, State
from playground.workspaces.wire.language import packed

MOST = 2000
"""Commands that a copy may begin with."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the log, as far as it is inherited."""

    sequence: int
    at: float
    message: Message
    outcome: dict[str, Any]
    engine_version: str


def inherited(start: Start, workspace: UUID, until: int) -> tuple[list[Line], State]:
    """The lines up to a sequence number, and the state that they lead to. Raises Refused."""
    if until > MOST:
        raise Refused(say("a state after more than {n} commands is too old to be copied; reset, and go on from there", n=MOST))
    lines, state = [], State.first(start)
    for row in log.after(workspace, 0, until):
        message = _without_progress(state, messages.revive(row.type, row.payload))
        outcome = row.outcome if messages.type_of(message) == row.type else {}
        lines.append(Line(row.sequence, row.at, message, outcome, row.engine_version))
        state = follow(state, lines[-1])
    return lines, state


def follow(state: State, line: Line) -> State:
    kind, payload = messages.type_of(line.message), messages.payload(line.message)
    return versions.follow(state, line.at, kind, payload, line.outcome, line.engine_version)


def _without_progress(state: State, message: Message) -> Message:
    match message:
        case messages.Submit(files=files) if exercise.differs(state, files):
            return messages.Apply(id=message.id, files=files or [])
        case messages.Submit() | messages.Hint() | messages.Predict():
            return messages.Tick(id=message.id)
        case _:
            return message


def copy(original: Workspace, until: int, files: list[dict[str, Any]], owner: UUID) -> Workspace:
    """A workspace of `owner` that begins as the original was after the command `until`. Raises Refused."""
    lines, state = inherited(Start.of(original), original.id, until)
    made = Workspace.objects.create(
        owner=owner, lab=original.lab, seed=original.seed or original.id, draft=files, draft_at=state.sequence, draft_number=1
    )
    Command.objects.bulk_create(_rows(made, lines))
    return made


def _rows(workspace: Workspace, lines: list[Line]) -> Iterator[Command]:
    for line in lines:
        yield Command(
            workspace=workspace,
            sequence=line.sequence,
            client_id=uuid4(),
            at=line.at,
            type=messages.type_of(line.message),
            payload=messages.payload(line.message),
            outcome=packed(line.outcome),
            engine_version=line.engine_version,
        )
