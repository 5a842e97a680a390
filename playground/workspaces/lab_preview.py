"""The pages in which an author sees a lab as learners will: `manage.py previewlab` serves them on the author's own machine, and
nobody else does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import cache, wraps
from pathlib import Path
from typing import Any
from uuid import UUID

from csp.constants import SELF
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from playground.catalog.models import LabRevision
from playground.catalog.preview import LabPreview
from playground.grading.lab import Lab, Params, draw, fill
from playground.grading.lint import seed, variants
from playground.workspaces import desk, lessons, owner, views
from playground.workspaces.models import Workspace

MOST_VARIANTS = 100


@cache
def _preview(root: Path, address: str) -> LabPreview:
    return LabPreview(root, address)


def _for_authors(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Nowhere but where an author has asked for it."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not settings.PREVIEW_LAB:
            raise Http404("no lab is previewed here")
        return view(request)

    return guarded


@_for_authors
@require_safe
@ensure_csrf_cookie
def shell(request: HttpRequest) -> HttpResponse:
    """The author's page: what the linter says, variants and answers, and a frame with what the learner sees."""
    who = owner.of(request)
    response = render(request, "preview.html", {"address": settings.PREVIEW_LAB})
    response._csp_update = {"frame-src": [SELF]}  # type: ignore[attr-defined]
    return owner.remember(response, who)


@_for_authors
@require_safe
def state(request: HttpRequest) -> HttpResponse:
    """`{version, readable, linting, findings, mutants, title, variants: [{number, params}], answers: [{name, expected}]}`."""
    seen = asdict(_preview(settings.LABS_DIR, settings.PREVIEW_LAB).look())
    revision = _current()
    about = {"title": "", "variants": [], "answers": []} if revision is None else _about(revision.lab)
    return JsonResponse({**seen, **about})


@_for_authors
@require_safe
def learner(request: HttpRequest) -> HttpResponse:
    """The lab as a learner meets it in variant `variant`, with the files of `answer` in the editor where one is named."""
    revision = _current()
    if revision is None:
        raise Http404("the lab can't be read")
    if revision.lab.spec.kind == "Lesson":
        return _within(lessons.page(request, revision))
    number = request.GET.get("variant", "0")
    number = number if number.isdigit() and int(number) < MOST_VARIANTS else "0"
    who = owner.of(request)
    workspace = _workspace(who, revision, UUID(seed(int(number))), request.GET.get("answer", ""))
    return _within(owner.remember(views.page(request, workspace, preview=True), who))


def _within(response: HttpResponse) -> HttpResponse:
    """May be framed by the site itself: by the author's page."""
    response.xframe_options_exempt = True
    response._csp_replace = {"frame-ancestors": [SELF]}  # type: ignore[attr-defined]
    return response


def _current() -> LabRevision | None:
    track, _, slug = settings.PREVIEW_LAB.partition("/")
    return desk.current(track, slug)


def _about(lab: Lab) -> dict[str, Any]:
    answers = {f"solutions/{name}": "" for name in lab.submissions("solutions")}
    answers |= {f"mistakes/{name}": lab.spec.tests.mistakes.get(name, "") for name in lab.submissions("mistakes")}
    return {
        "title": lab.spec.title,
        "variants": [{"number": number, "params": draw(lab, seed(number))} for number in variants(lab)] if lab.spec.params else [],
        "answers": [{"name": name, "expected": expected} for name, expected in answers.items()],
    }


def _workspace(who: UUID, revision: LabRevision, drawn: UUID, answer: str) -> Workspace:
    """A new one for each look, as a learner's first."""
    workspace = Workspace.objects.create(owner=who, lab=revision, seed=drawn)
    folder, _, name = answer.partition("/")
    files = revision.lab.submissions(folder).get(name) if folder in ("solutions", "mistakes") else None
    if files:
        workspace.draft = _typed(revision.lab, files, draw(revision.lab, str(drawn)))
        workspace.draft_number = 1
        workspace.save()
    return workspace


def _typed(lab: Lab, files: dict[str, str], params: Params) -> list[dict[str, str]]:
    """The answer in the editor's files: by name, or in the only one."""
    known = [file.path for file in lab.spec.workspace.files]
    if len(known) == len(files) == 1:
        files = dict(zip(known, files.values(), strict=True))
    return [{"path": path, "text": fill(text, params)} for path, text in files.items()]
