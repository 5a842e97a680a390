"""The result of an exam, for whoever has its link: taken from the log, at an address that only this site can make.

Of hidden checks it knows their points, together with the others of their task.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core import signing
from django.urls import reverse

from playground.grading.grader import Kind
from playground.grading.lab import Params
from playground.workspaces import exams
from playground.workspaces.live import registry
from playground.workspaces.models import Command, Workspace
from playground.workspaces.state import State, StepProgress
from playground.workspaces.wire import exercise as wire

_SIGNER = signing.Signer(salt="playground.workspaces.result")


@dataclass(frozen=True, slots=True)
class Task:
    title: str
    points: float
    earned: float
    passed: bool
    attempts: int
    submitted: datetime | None  # the last one that was judged


@dataclass(frozen=True, slots=True)
class ExamResult:
    title: str
    lab: str
    version: str
    revision: str  # the digest of the lab's folder, as it was loaded
    engines: list[str]
    attempt: str
    params: Params
    begun: datetime | None
    ends: datetime | None
    running: bool
    submitted: datetime | None
    tasks: list[Task]
    score: float
    points: float


def address(workspace: Workspace) -> str:
    return reverse("result", args=[_SIGNER.sign(str(workspace.id))])


def workspace_of(token: str) -> Workspace | None:
    """None for an address that this site has not made, or whose workspace is gone."""
    try:
        identity = UUID(_SIGNER.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    return Workspace.objects.select_related("lab").filter(pk=identity, lab__isnull=False).first()


def result(workspace: Workspace) -> ExamResult:
    """Of a workspace of an exam, as its log stands now."""
    with registry.hold(workspace.id) as live:
        state = live.catch_up()
    revision, told = workspace.lab, wire.lab(state.start)
    assert revision is not None
    assert told is not None
    spec = revision.lab.spec
    rows = Command.objects.filter(workspace=workspace, type="submit", outcome__verdict=str(Kind.GRADED))
    at = dict(rows.order_by("sequence").values_list("payload__step", "created"))
    tasks = [_task(state, step["id"], step["title"], step["points"], at.get(step["id"])) for step in told["steps"]]
    begun, ends = state.begun, exams.ends_at(spec, state.begun)
    return ExamResult(
        title=spec.title,
        lab=spec.id,
        version=spec.version,
        revision=revision.digest,
        engines=sorted(set(Command.objects.filter(workspace=workspace).order_by().values_list("engine_version", flat=True))),
        attempt=str(workspace.id).partition("-")[0],
        params=state.start.params,
        begun=None if begun is None else exams.instant(begun),
        ends=None if ends is None else exams.instant(ends),
        running=exams.is_running(workspace),
        submitted=max(at.values(), default=None),
        tasks=tasks,
        score=sum(task.earned for task in tasks),
        points=told["points"],
    )


def _task(state: State, step: str, title: str, points: float, submitted: datetime | None) -> Task:
    made = state.progress.get(step, StepProgress())
    return Task(title, points, round(made.score, 2), made.passed, made.attempts, submitted)
