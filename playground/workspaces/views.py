"""The pages. They open a workspace and hand over; everything else goes over its socket."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from playground.catalog.language import in_readers
from playground.catalog.models import LabRevision
from playground.catalog.sandbox import examples
from playground.catalog.tracks import following
from playground.workspaces import desk, embedding, exam_pages, exams, lessons, owner
from playground.workspaces.embedding import is_framed, may_be_framed
from playground.workspaces.models import Workspace

LISTED = 100


@require_safe
def sandbox(request: HttpRequest) -> HttpResponse:
    return _framed(request, None) if is_framed(request) else _own_sandbox(request)


@ensure_csrf_cookie
def _own_sandbox(request: HttpRequest) -> HttpResponse:
    who = owner.of(request)
    return owner.remember(page(request, desk.open_sandbox(who)), who)


@require_safe
def lab(request: HttpRequest, track: str, slug: str) -> HttpResponse:
    revision = desk.current(track, slug)
    if revision is None or (is_framed(request) and revision.lab.spec.kind == "Exam"):
        raise Http404("no such lab")
    if revision.lab.spec.kind == "Lesson":
        return may_be_framed(lessons.page(request, revision)) if is_framed(request) else lessons.page(request, revision)
    return _framed(request, revision) if is_framed(request) else _own_lab(request, revision)


@require_safe
def lab_of(request: HttpRequest, identity: str) -> HttpResponse:
    """To the lab of that id, wherever it stands now: what texts link to."""
    found = LabRevision.objects.filter(lab_id=identity, current=True).values_list("track", "slug").first()
    if found is None:
        raise Http404("no such lab")
    return redirect("lab", *found)


@ensure_csrf_cookie
def _own_lab(request: HttpRequest, revision: LabRevision) -> HttpResponse:
    who = owner.of(request)
    if revision.lab.spec.kind == "Exam" and not exams.is_running(found := desk.latest(who, revision)):
        return owner.remember(exam_pages.outside(request, revision, found), who)
    return owner.remember(page(request, desk.open_lab(who, revision)), who)


def _framed(request: HttpRequest, revision: LabRevision | None) -> HttpResponse:
    """Cookies are neither read nor set."""
    key = embedding.new_key(revision)
    ways = {"socket": f"/ws/embedded/{key}/", "messages": reverse("embedded-messages", args=[key]), "embed": True}
    return may_be_framed(page(request, Workspace(lab=revision), **ways))


@require_safe
def workspaces(request: HttpRequest) -> HttpResponse:
    who = owner.read(request.COOKIES)
    return render(request, "workspaces.html", {"workspaces": desk.workspaces_of(who)[:LISTED] if who else []})


@require_safe
@ensure_csrf_cookie
def workspace(request: HttpRequest, identity: UUID) -> HttpResponse:
    return page(request, _mine(request, identity))


def _said(example: dict[str, Any]) -> dict[str, Any]:
    return {**example, "title": gettext(example["title"]), "summary": gettext(example["summary"])}


def _mine(request: HttpRequest, identity: UUID) -> Workspace:
    found = desk.owned(identity, owner.read(request.COOKIES))
    if found is None:
        raise Http404("no such workspace, or not yours")
    return found


def page(request: HttpRequest, workspace: Workspace, **ways: Any) -> HttpResponse:
    revision = workspace.lab
    boot: dict[str, Any] = {
        "workspace": str(workspace.id),
        "socket": f"/ws/workspaces/{workspace.id}/",
        "messages": f"/workspaces/{workspace.id}/messages",
        "lab": None,
        "schema": reverse("editor-schema"),
        "example": request.GET.get("example"),
        "files": desk.early(workspace),
        **ways,
    }
    if revision is None:
        return render(request, "sandbox.html", {"boot": {**boot, "examples": [_said(example) for example in examples()]}, "workspace": workspace})
    spec = revision.lab.spec
    track = {"title": revision.track_title, "slug": revision.track}
    boot["lab"] = {"track": revision.track, "slug": revision.slug, "title": in_readers(revision.lab, spec.title)}
    about = {"title": in_readers(revision.lab, spec.title), "summary": in_readers(revision.lab, spec.summary), "track": track, "minutes": spec.minutes, "difficulty": spec.difficulty}
    boot["next"] = following(revision.track, revision.slug)
    boot["exam"] = exam_pages.clock(workspace) if spec.kind == "Exam" else None
    page = render(request, "lab.html", {"boot": boot, "workspace": workspace, "lab": about})
    if boot["exam"]:
        page["Cache-Control"] = "no-store"  # an older page would count down from then
    return page
