"""Playgrounds inside other sites' pages: a fresh one each, belonging to nobody.

Browsers keep cookies from framed pages, so a frame proves itself by a signed key that its page carries. It opens a
workspace of its own, never the visitor's: what a hostile site lets a visitor click on in a frame harms nothing of theirs.
"""

from __future__ import annotations

from uuid import UUID, uuid4

from django.core import signing
from django.http import HttpRequest, HttpResponse

from playground.catalog.models import LabRevision
from playground.workspaces.models import Workspace

SALT = "playground.workspaces.embedding"
DAY = 24 * 3600


def is_framed(request: HttpRequest) -> bool:
    return request.GET.get("embed") == "1"


def new_key(lab: LabRevision | None) -> str:
    """For one page load. The workspace is made only when the page speaks: most frames are never scrolled to."""
    return signing.dumps([uuid4().hex, lab.pk if lab else None], salt=SALT)


def opened(key: str) -> Workspace | None:
    """The workspace of a key that this site has signed within a day, or None."""
    try:
        identity, lab = signing.loads(key, salt=SALT, max_age=DAY)
    except signing.BadSignature:
        return None
    return Workspace.objects.get_or_create(pk=UUID(identity), defaults={"owner": uuid4(), "lab_id": lab})[0]


def may_be_framed(response: HttpResponse) -> HttpResponse:
    """By any site; all other pages by none."""
    response.xframe_options_exempt = True
    response._csp_replace = {"frame-ancestors": ["*"]}  # type: ignore[attr-defined]
    return response
