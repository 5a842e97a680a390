"""Opening workspaces, and the text in their editors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict
from uuid import UUID

from django.db.models import F

from playground.catalog.models import LabRevision
from playground.workspaces import messages
from playground.workspaces.models import Workspace
from playground.workspaces.state import State
from playground.workspaces.steps import is_finished, score

Files = list[dict[str, Any]]


class Draft(TypedDict):
    """The text in the editor, and a number that grows with every change to it."""

    files: Files
    draft: int



def open_sandbox(owner: UUID) -> Workspace:
    return _latest(owner, lab=None) or Workspace.objects.create(owner=owner)


def open_lab(owner: UUID, track: str, slug: str) -> Workspace | None:
    """The owner's workspace of a lab, with the revision that it was begun with; None if there is no such lab."""
    revision = LabRevision.objects.filter(track=track, slug=slug, current=True).defer("files").first()
    if revision is None:
        return None
    return _latest(owner, lab__lab_id=revision.lab_id) or Workspace.objects.create(owner=owner, lab=revision)


def _latest(owner: UUID, **which: Any) -> Workspace | None:
    return Workspace.objects.filter(owner=owner, **which).select_related("lab").order_by("-created").first()


def owned(workspace: UUID, owner: UUID | None) -> Workspace | None:
    """The workspace if it is this owner's."""
    if owner is None:
        return None
    return Workspace.objects.filter(pk=workspace, owner=owner).select_related("lab").first()


def draft(state: State) -> Draft:
    """What the editor holds: what was typed since the last Apply, else what was applied, else what the lab begins with."""
    fields = ("draft", "draft_at", "draft_number")
    typed, typed_at, number = Workspace.objects.values_list(*fields).get(pk=state.start.workspace)
    if typed is None or typed_at < state.applied.sequence:
        typed = [{"path": file.path, "text": file.text} for file in state.applied.files or state.start.files()]
    locked = state.start.locked()
    return {"files": [{**file, "locked": locked.get(file["path"], [])} for file in typed], "draft": number}


def save_draft(workspace: UUID, files: Sequence[messages.File], sequence: int) -> int:
    """`sequence` is that of the state in which it was typed. The number of the draft."""
    typed = [{"path": file.path, "text": file.text} for file in files]
    rows = Workspace.objects.filter(pk=workspace)
    rows.update(draft=typed, draft_at=sequence, draft_number=F("draft_number") + 1)
    return rows.values_list("draft_number", flat=True).get()


def record_progress(state: State) -> None:
    """The lists' copy of what the log says."""
    lab = state.start.lab
    if lab is not None:
        Workspace.objects.filter(pk=state.start.workspace).update(score=score(state), done=is_finished(lab, state))


def progress_of(owner: UUID | None) -> dict[str, dict[str, Any]]:
    """How far an owner is, by lab id: of several workspaces the best one."""
    found: dict[str, dict[str, Any]] = {}
    rows = Workspace.objects.filter(owner=owner, lab__isnull=False).order_by("done", "score") if owner else Workspace.objects.none()
    for lab, points, done in rows.values_list("lab__lab_id", "score", "done"):
        found[lab] = {"score": f"{points:g}", "done": done}
    return found
