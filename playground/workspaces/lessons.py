"""The page of a lesson: prose, and pictures that were played once for all readers. Nothing is kept of who reads."""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from playground.catalog.models import LabRevision
from playground.catalog.tracks import following
from playground.grading.lesson import BrokenFigure, Shown, perform, read_figures
from playground.grading.world import BrokenWorld
from playground.workspaces import wire

logger = logging.getLogger(__name__)

KEPT = 32
"""Lessons whose figures are kept, in one language each; the others are played again."""


def page(request: HttpRequest, revision: LabRevision) -> HttpResponse:
    spec, language = revision.lab.spec, get_language() or "en"
    context = {
        "lesson": {"title": spec.title, "summary": spec.summary, "minutes": spec.minutes, "track": revision.track_title},
        "sections": wire.lesson_sections(revision.lab, _figures(revision.digest)),
        "figures": reverse("lesson-figures", args=[revision.digest, language]),
        "next": following(revision.track, revision.slug),
    }
    return render(request, "lesson.html", context)


@require_safe
@cache_control(public=True, max_age=86400, immutable=True)
def figures(request: HttpRequest, digest: str, language: str) -> HttpResponse:
    """What the page's pictures show and play; the page names its own language."""
    if language != get_language():
        raise Http404("no such language")
    return HttpResponse(_encoded(digest, language), content_type="application/json")


@lru_cache(maxsize=KEPT)
def _encoded(digest: str, language: str) -> str:
    return wire.encoded(_figures(digest))


@lru_cache(maxsize=KEPT)
def _figures(digest: str) -> list[dict[str, Any]]:
    revision = LabRevision.objects.filter(digest=digest).first()
    if revision is None or revision.lab.spec.kind != "Lesson":
        raise Http404("no such lesson")
    found, _ = read_figures(revision.lab)
    shown: list[Shown] = []
    try:
        shown.extend(perform(revision.lab, found))
    except (BrokenFigure, BrokenWorld):
        logger.exception("the lesson %s can't be shown as a whole", revision)
    return wire.lesson_figures(shown)
