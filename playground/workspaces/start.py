"""The landing page: what this is, a picture that moves, and the catalogue with what this visitor has done of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from playground.catalog.language import in_readers
from playground.catalog.tracks import tracks
from playground.workspaces import desk, opening, owner

LEVELS = ("easy", "medium", "hard")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    who, language = owner.read(request.COOKIES), get_language() or settings.LANGUAGE_CODE
    found, made = tracks(), desk.progress_of(who)
    labs = [lab for track in found for lab in track["labs"]]
    for lab in labs:
        lab.update(made.get(lab["id"], {}), state=_state(made.get(lab["id"])))
    for track in found:
        graded = [lab for lab in track["labs"] if lab["kind"] != "Lesson"]
        track.update(done=sum(lab["state"] == "done" for lab in graded), all=len(graded))
    context = {
        "tracks": found,
        "difficulties": [level for level in LEVELS if any(lab["difficulty"] == level for lab in labs)],
        "first_lab": next((lab for lab in labs if lab["kind"] != "Lesson"), None),
        "left_off": _left_off(who),
        "walk": opening.sentences(language),
        "acts": reverse("opening", args=[language]),
    }
    return render(request, "catalog.html", context)


@require_safe
@cache_control(public=True, max_age=3600)
def acts(request: HttpRequest, language: str) -> HttpResponse:
    """What the landing page's picture plays."""
    if language not in dict(settings.LANGUAGES):
        raise Http404("no such language")
    return HttpResponse(opening.acts(language), content_type="application/json")


def _state(made: dict[str, Any] | None) -> str:
    return "new" if made is None else "done" if made["done"] else "begun"


def _left_off(who: UUID | None) -> dict[str, str] | None:
    found = desk.left_off(who) if who else None
    if found is None:
        return None
    if found.lab is None:
        return {"title": gettext("Sandbox"), "url": reverse("sandbox")}
    return {"title": in_readers(found.lab.lab, found.lab.lab.spec.title), "url": reverse("lab", args=[found.lab.track, found.lab.slug])}
