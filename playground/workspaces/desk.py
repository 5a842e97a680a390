"""Opening workspaces, and the text in their editors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict
from uuid import UUID

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from playground.catalog.models import LabRevision
from playground.workspaces import log, messages
from playground.workspaces.models import Command, Workspace
from playground.workspaces.state import Start, State
from playground.workspaces.steps import is_finished, score

Files = list[dict[str, Any]]


class Draft(TypedDict):
    """The text in the editor, and a number that grows with every change to it."""

    files: Files
    draft: int



def open_sandbox(owner: UUID) -> Workspace:
    return _latest(owner, lab=None) or Workspace.objects.create(owner=owner)


def current(track: str, slug: str) -> LabRevision | None:
    """What whoever begins a lab now gets; None if there is no such lab."""
    return LabRevision.objects.filter(track=track, slug=slug, current=True).defer("files").first()


def open_lab(owner: UUID, revision: LabRevision) -> Workspace:
    """The owner's workspace of a lab, with the revision that it was begun with."""
    return latest(owner, revision) or Workspace.objects.create(owner=owner, lab=revision)


def latest(owner: UUID, revision: LabRevision) -> Workspace | None:
    """The owner's workspace of a lab, if one was begun."""
    return _latest(owner, lab__lab_id=revision.lab_id)


def _latest(owner: UUID, **which: Any) -> Workspace | None:
    """The one that was begun or let in last. Copies are found by their own addresses only."""
    return workspaces_of(owner).filter(seed=None, **which).first()


def left_off(owner: UUID) -> Workspace | None:
    """The workspace that something was done or typed in last, unless that is finished."""
    last = Command.objects.filter(workspace=OuterRef("pk")).order_by("-sequence").values("created")[:1]
    mine = workspaces_of(owner).filter(seed=None).annotate(touched=Subquery(last))
    found = mine.filter(Q(touched__isnull=False) | Q(draft__isnull=False)).order_by(Coalesce("touched", "created").desc()).first()
    return None if found is None or found.done else found


def owned(workspace: UUID, owner: UUID | None) -> Workspace | None:
    """The workspace if it is this owner's."""
    return workspaces_of(owner).filter(pk=workspace).first() if owner else None


def workspaces_of(owner: UUID) -> QuerySet[Workspace, Any]:
    """Begun in this browser, or opened to it by a resume link; the latest first, each with the instant `since`."""
    let_in = Max("accesses__created", filter=Q(accesses__owner=owner))
    mine = Workspace.objects.filter(Q(owner=owner) | Q(accesses__owner=owner))
    return mine.annotate(since=Coalesce(let_in, "created")).select_related("lab").order_by("-since")


def early(workspace: Workspace) -> list[dict[str, Any]] | None:
    """What the editor will hold, as far as that is known before the log is replayed: nothing was done yet, or somebody typed
    since. So a page can be typed into before it has a connection."""
    if workspace.draft is not None and workspace.draft_at >= log.last_sequence(workspace.id):
        return _with_locks(workspace.draft, Start.of(workspace))
    if workspace.seed is None and not workspace._state.adding and not log.last_sequence(workspace.id):
        start = Start.of(workspace)
        return _with_locks([{"path": file.path, "text": file.text} for file in start.files()], start)
    return None


def draft(state: State) -> Draft:
    """What the editor holds: what was typed since the last Apply, else what was applied, else what the lab begins with."""
    fields = ("draft", "draft_at", "draft_number")
    typed, typed_at, number = Workspace.objects.values_list(*fields).get(pk=state.start.workspace)
    if typed is None or typed_at < state.applied.sequence:
        typed = [{"path": file.path, "text": file.text} for file in state.applied.files or state.start.files()]
    return {"files": _with_locks(typed, state.start), "draft": number}


def _with_locks(files: list[dict[str, Any]], start: Start) -> list[dict[str, Any]]:
    locked = start.locked()
    return [{**file, "locked": locked.get(file["path"], [])} for file in files]


def save_draft(workspace: UUID, files: Sequence[messages.File], sequence: int, known: int = -1) -> int | None:
    """`sequence` is that of the state in which it was typed, `known` the number of the draft that it goes back to. The number
    of the new one, or None if there is another already."""
    typed = [{"path": file.path, "text": file.text} for file in files]
    mine = Workspace.objects.filter(pk=workspace)
    kept, number = mine.values_list("draft", "draft_number").get()
    if kept == typed:
        mine.update(draft_at=sequence)
        return number
    rows = mine.filter(draft_number=number if known < 0 else known)
    return number + 1 if rows.update(draft=typed, draft_at=sequence, draft_number=number + 1) else None


def record_progress(state: State) -> None:
    """The lists' copy of what the log says."""
    lab = state.start.lab
    if lab is not None:
        Workspace.objects.filter(pk=state.start.workspace).update(score=score(state), done=is_finished(lab, state))


def progress_of(owner: UUID | None) -> dict[str, dict[str, Any]]:
    """How far an owner is, by lab id: of several workspaces the best one."""
    found: dict[str, dict[str, Any]] = {}
    if owner is None:
        return found
    rows = workspaces_of(owner).filter(lab__isnull=False, seed=None).order_by("done", "score")
    for lab, points, done in rows.values_list("lab__lab_id", "score", "done"):
        found[lab] = {"score": f"{points:g}", "done": done}
    return found
