"""The pages around an exam: where it begins and ends, and its result for whoever has the link."""

from __future__ import annotations

from time import time
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from playground.catalog.models import LabRevision
from playground.grading.lab import fill
from playground.grading.world import seconds
from playground.workspaces import desk, exams, messages, owner, results
from playground.workspaces.live import registry
from playground.workspaces.models import Workspace
from playground.workspaces.state import Start
from playground.workspaces.wire.prose import html


def outside(request: HttpRequest, revision: LabRevision, over: Workspace | None) -> HttpResponse:
    """What stands before the first Begin, and after the time of `over`. Tasks are not told here."""
    spec = revision.lab.spec
    context: dict[str, Any] = {
        "revision": revision,
        "exam": spec,
        "minutes": round(seconds(spec.time_limit) / 60) if spec.time_limit else None,
        "attempts": spec.scoring.attempts if isinstance(spec.scoring.attempts, int) else None,
        "hidden": any(check.hidden for check in spec.checks.values()),
    }
    if over is not None and over.lab is not None:
        lab = over.lab.lab
        text = fill(lab.files.get("debrief.md", ""), Start.of(over).params)
        context |= {"over": over, "result": results.address(over), "debrief": html(text)}
    return render(request, "exam.html", context)


@require_POST
def begin(request: HttpRequest, track: str, slug: str) -> HttpResponse:
    """From now on the time runs. One that runs already goes on."""
    revision = desk.current(track, slug)
    if revision is None or revision.lab.spec.kind != "Exam":
        raise Http404("no such exam")
    who = owner.of(request)
    if not exams.is_running(desk.latest(who, revision)):
        made = Workspace.objects.create(owner=who, lab=revision)
        with registry.hold(made.id) as live:
            live.submit(messages.Begin(id=uuid4(), instant=time()))
    return owner.remember(redirect("lab", track, slug), who)


def clock(workspace: Workspace) -> dict[str, Any] | None:
    """What a page counts down from: seconds that are left, and the address of the result. None where no time was begun."""
    begun = exams.begun(workspace)
    if workspace.lab is None or begun is None:
        return None
    ends = exams.ends_at(workspace.lab.lab.spec, begun)
    return {"left": None if ends is None else max(0.0, ends - time()), "result": results.address(workspace)}


@require_safe
def result(request: HttpRequest, token: str) -> HttpResponse:
    """Only what was signed here is answered: a link that somebody has made or changed says so."""
    workspace = results.workspace_of(token)
    page = render(request, "result-none.html", status=404) if workspace is None else render(request, "result.html", {"result": results.result(workspace)})
    page["Cache-Control"], page["X-Robots-Tag"], page["Referrer-Policy"] = "no-store", "noindex", "no-referrer"
    return page
