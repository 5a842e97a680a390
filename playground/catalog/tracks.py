"""The catalogue as its page shows it."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from playground.catalog.language import in_readers
from playground.catalog.models import LabRevision
from playground.grading.format import LabFile


def tracks() -> list[dict[str, Any]]:
    """Every track with its current labs, in order: `[{slug, title, summary, labs: [...]}]`."""
    revisions = LabRevision.objects.filter(current=True).defer("files")
    found = []
    for slug, group in groupby(revisions, key=lambda revision: revision.track):
        labs = list(group)
        found.append(
            {"slug": slug, "title": labs[0].track_title, "summary": labs[0].track_summary, "labs": [_lab(lab) for lab in labs]}
        )
    return found


def following(track: str, slug: str) -> dict[str, str] | None:
    """The lab after this one in the catalogue: `{title, url}`; None after the last."""
    current = LabRevision.objects.filter(current=True)
    places = list(current.values_list("track", "slug"))
    at = places.index((track, slug)) + 1 if (track, slug) in places else len(places)
    if at == len(places):
        return None
    then = current.get(track=places[at][0], slug=places[at][1])
    return {"title": in_readers(then.lab, then.lab.spec.title), "url": _url(then)}


def _url(revision: LabRevision) -> str:
    return f"/labs/{revision.track}/{revision.slug}/"


def _lab(revision: LabRevision) -> dict[str, Any]:
    spec = revision.lab.spec
    return {
        "id": spec.id,
        "track": revision.track,
        "slug": revision.slug,
        "url": _url(revision),
        "kind": spec.kind,
        "title": in_readers(revision.lab, spec.title),
        "summary": in_readers(revision.lab, spec.summary),
        "difficulty": spec.difficulty,
        "minutes": spec.minutes,
        "points": f"{_points(spec):g}",
    }


def _points(spec: LabFile) -> float:
    return sum(check.points for check in spec.checks.values()) + sum(step.predict.points for step in spec.steps if step.predict)
