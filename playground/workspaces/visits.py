"""Pages for those who come by a link: a shared state, an embedded playground, going on in another browser."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from playground.cluster.saying import say
from playground.workspaces import copying, embedding, giving, http, messages, owner, wire
from playground.workspaces.embedding import is_framed, may_be_framed
from playground.workspaces.models import Share
from playground.workspaces.rate import Allowance, Kept, Limits
from playground.workspaces.refusal import Refused
from playground.workspaces.session import in_thread
from playground.workspaces.still import still
from playground.workspaces.wire.language import said

KEEP_THE_SECRET = {"Cache-Control": "no-store", "Referrer-Policy": "strict-origin", "X-Robots-Tag": "noindex"}
"""The address of a page whose address is the secret goes nowhere else, and forms of it still say where they come from."""

_limits: Kept[Limits] = Kept(Limits)
# A whole class may sit behind one address.
_copies: Kept[Allowance] = Kept(partial(Allowance, rate=0.5, burst=60))


# -- a shared state


@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    share = _share(token)
    boot: dict[str, Any] = {
        "workspace": token,
        "socket": None,
        "messages": reverse("shared-messages", args=[token]),
        "lab": None,
        "schema": reverse("editor-schema"),
        "embed": is_framed(request),
    }
    page = render(request, "shared.html", {"boot": boot, "share": share, "workspace": share.workspace})
    page["X-Robots-Tag"] = "noindex"
    return may_be_framed(page) if is_framed(request) else page


@csrf_exempt
@require_POST
def shared_messages(request: HttpRequest, token: str) -> HttpResponse:
    """Questions, and traces that leave nothing behind. Nothing is changed, so whoever asks needs to prove nothing."""
    try:
        share = _share(token)
    except Http404:
        return http.error("not-found", say("there is no such state, or it is not shared any more"), 404)
    if not _limits.of(token, request.META.get("REMOTE_ADDR", "")).messages.take():
        return http.error("rate", say("too many messages; wait a moment"), 429)
    try:
        message = messages.decode(request.body)
    except RequestDataTooBig:
        return http.error("too-large", say("this message is too large"), 413)
    except messages.WrongShape as wrong:
        return http.told([wire.error(wrong.id, wrong.code, str(wrong))])
    try:
        state = still(share)
        with state.lock:
            answer = state.answer(message)
    except Refused as refusal:
        answer = wire.error(str(message.id), refusal.code, str(refusal))
    return http.told([{**answer, "id": str(message.id)}])


@require_POST
def copy(request: HttpRequest, token: str) -> HttpResponse:
    """A workspace of the visitor's own that begins with the shared state."""
    share, who = _share(token), owner.of(request)
    if not _copies.of(request.META.get("REMOTE_ADDR", "")).take():
        return _sorry(request, said(say("too many copies; wait a moment")), 429)
    try:
        made = copying.copy(share.workspace, share.sequence, share.files, who)
    except Refused as refusal:
        return _sorry(request, said(str(refusal)), 409)
    return owner.remember(redirect("workspace", made.id), who)


def _share(token: str) -> Share:
    return get_object_or_404(Share.objects.select_related("workspace__lab"), token=token)


# -- an embedded playground


@csrf_exempt
async def embedded_messages(request: HttpRequest, key: str) -> HttpResponse:
    """The key is no cookie: no other site can make a browser send it."""
    workspace = await in_thread(embedding.opened, key)
    if workspace is None:
        return http.error("not-found", say("this page is too old; load it again"), 404)
    return await http.answer(request, workspace.id, None)


# -- going on in another browser


@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest, identity: UUID, secret: str) -> HttpResponse:
    """Looking changes nothing, so that programs which preview links don't use it up; the button does."""
    link = giving.resumable(identity, secret)
    if link is None:
        return _secret(_sorry(request, "", 404, "resume-over.html"))
    if request.method == "POST":
        who = owner.of(request)
        if not giving.accept(link, who):
            return _secret(_sorry(request, "", 404, "resume-over.html"))
        return _secret(owner.remember(HttpResponseRedirect(reverse("workspace", args=[link.workspace_id]), status=303), who))
    return _secret(render(request, "resume.html", {"link": link, "workspace": link.workspace}))


def _secret(response: HttpResponse) -> HttpResponse:
    for name, value in KEEP_THE_SECRET.items():
        response[name] = value
    return response


def _sorry(request: HttpRequest, why: str, status: int, template: str = "sorry.html") -> HttpResponse:
    return render(request, template, {"why": why}, status=status)
