"""The pages. They open a workspace and hand over; everything else goes over its socket."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from asgiref.sync import async_to_sync
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST, require_safe

from playground.catalog.sandbox import examples
from playground.catalog.tracks import following, tracks
from playground.workspaces import desk, messages, owner, wire
from playground.workspaces.announcing import announce
from playground.workspaces.live import registry
from playground.workspaces.models import Workspace
from playground.workspaces.refusal import Refused
from playground.workspaces.wire.language import encoded


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    found, made = tracks(), desk.progress_of(owner.read(request.COOKIES))
    for lab in (lab for track in found for lab in track["labs"]):
        lab.update(made.get(lab["id"], {}))
    first = next((lab for track in found for lab in track["labs"]), None)
    return render(request, "catalog.html", {"tracks": found, "first_lab": first})


@require_safe
@ensure_csrf_cookie
def sandbox(request: HttpRequest) -> HttpResponse:
    who = owner.of(request)
    return owner.remember(_page(request, desk.open_sandbox(who)), who)


@require_safe
@ensure_csrf_cookie
def lab(request: HttpRequest, track: str, slug: str) -> HttpResponse:
    who = owner.of(request)
    workspace = desk.open_lab(who, track, slug)
    if workspace is None:
        raise Http404("no such lab")
    return owner.remember(_page(request, workspace), who)


@require_safe
@ensure_csrf_cookie
def workspace(request: HttpRequest, identity: UUID) -> HttpResponse:
    return _page(request, _mine(request, identity))


@require_POST
def apply(request: HttpRequest, identity: UUID) -> HttpResponse:
    """The same as the socket's `apply`, for those without one."""
    mine = _mine(request, identity)
    try:
        body = msgspec.json.decode(request.body)
        message = messages.decode(msgspec.json.encode({**body, "type": "apply"} if isinstance(body, dict) else body))
    except msgspec.MsgspecError as error:
        return _json(wire.error(None, "shape", str(error)), 400)
    except messages.WrongShape as error:
        return _json(wire.error(error.id, error.code, str(error)), 413 if error.code == "too-large" else 400)
    try:
        with registry.hold(mine.id) as live:
            outcome = live.submit(message)
            sequence = live.state().sequence
    except Refused as refusal:
        return _json(wire.error(str(message.id), refusal.code, str(refusal)), 409)
    async_to_sync(announce)(mine.id, sequence)
    return _json({**outcome, "id": str(message.id)})


def _said(example: dict[str, Any]) -> dict[str, Any]:
    return {**example, "title": gettext(example["title"]), "summary": gettext(example["summary"])}


def _json(message: dict[str, Any], status: int = 200) -> HttpResponse:
    return HttpResponse(encoded(message), content_type="application/json", status=status)


def _mine(request: HttpRequest, identity: UUID) -> Workspace:
    found = desk.owned(identity, owner.read(request.COOKIES))
    if found is None:
        raise Http404("no such workspace, or not yours")
    return found


def _page(request: HttpRequest, workspace: Workspace) -> HttpResponse:
    revision = workspace.lab
    boot: dict[str, Any] = {
        "workspace": str(workspace.id),
        "socket": f"/ws/workspaces/{workspace.id}/",
        "apply": f"/workspaces/{workspace.id}/apply",
        "lab": None,
        "schema": reverse("editor-schema"),
        "example": request.GET.get("example"),
    }
    if revision is None:
        return render(request, "sandbox.html", {"boot": {**boot, "examples": [_said(example) for example in examples()]}, "workspace": workspace})
    spec = revision.lab.spec
    track = {"title": revision.track_title, "slug": revision.track}
    boot["lab"] = {"track": revision.track, "slug": revision.slug, "title": spec.title}
    about = {"title": spec.title, "summary": spec.summary, "track": track, "minutes": spec.minutes, "difficulty": spec.difficulty}
    boot["next"] = following(revision.track, revision.slug)
    return render(request, "lab.html", {"boot": boot, "workspace": workspace, "lab": about})
