"""What a learner gives away of a workspace: a link to a state, a copy, a link to go on elsewhere. And taking it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from playground.cluster.saying import say
from playground.workspaces import copying, credentials, desk, messages
from playground.workspaces.messages import Message
from playground.workspaces.models import Access, ResumeLink, Share, Workspace
from playground.workspaces.refusal import Refused
from playground.workspaces.state import State

RESUME_FOR = timedelta(days=7)
MOST_SHARES, MOST_RESUME_LINKS, MOST_BROWSERS = 50, 5, 20

Answer = dict[str, Any]


def answer(state: State, message: Message, who: UUID) -> Answer:
    """For an owner of the workspace. Raises Refused."""
    return ANSWERS[type(message)](state, message, who)


def _share(state: State, message: messages.Share, who: UUID) -> Answer:
    """The same state with the same text has one link."""
    _not_an_exam(state, say("an exam can't be shared"))
    sequence, files = _moment(state, message.sequence)
    mine = Share.objects.filter(workspace=state.start.workspace)
    made = next((share for share in mine.filter(sequence=sequence) if share.files == files), None)
    if made is None:
        if mine.count() >= MOST_SHARES:
            raise Refused(say("there are {n} links already; revoke one first", n=MOST_SHARES))
        made = Share.objects.create(workspace_id=state.start.workspace, sequence=sequence, files=files)
    return {**_links(state, message, who), "made": reverse("shared", args=[made.token])}


def _copy(state: State, message: messages.Copy, who: UUID) -> Answer:
    _not_an_exam(state, say("an exam can't be copied"))
    sequence, files = _moment(state, message.sequence)
    original = Workspace.objects.select_related("lab").get(pk=state.start.workspace)
    made = copying.copy(original, sequence, files, who)
    return {"type": "copied", "url": reverse("workspace", args=[made.id])}


def _resume(state: State, message: messages.Resume, who: UUID) -> Answer:
    """The oldest of too many links gives way."""
    mine = _waiting(state.start.workspace)
    for link in mine.order_by("-created")[MOST_RESUME_LINKS - 1 :]:
        link.delete()
    secret = token_urlsafe(32)
    expires = timezone.now() + RESUME_FOR
    link = ResumeLink.objects.create(workspace_id=state.start.workspace, digest=_digest(secret), expires=expires)
    return {**_links(state, message, who), "made": reverse("resume", args=[link.id, secret])}


def _links(state: State, message: Message, who: UUID) -> Answer:
    workspace = Workspace.objects.get(pk=state.start.workspace)
    titles = {mark.sequence: mark.summary for mark in state.marks}
    return {
        "type": "links",
        "shares": [
            {"of": share.token, "url": reverse("shared", args=[share.token]), "title": titles.get(share.sequence, ""), "created": share.created}
            for share in workspace.shares.order_by("-created")
        ],
        "resumes": [{"of": str(link.id), "created": link.created, "expires": link.expires} for link in _waiting(workspace.id).order_by("-created")],
        "browsers": [
            {"of": str(access.pk), "created": access.created, "this": access.owner == who} for access in workspace.accesses.order_by("created")
        ],
    }


def _connect(state: State, message: messages.Connect, who: UUID) -> Answer:
    workspace = state.start.workspace
    made, secret = credentials.make(workspace)
    server, text = credentials.file_for(workspace, message.origin, secret, state.cluster.namespace)
    token = secret if server.startswith("https://") else ""
    return {**credentials.listed(workspace), "made": {"of": str(made.id), "server": server, "token": token, "namespace": state.cluster.namespace, "kubeconfig": text}}


def _connections(state: State, message: messages.Connections, who: UUID) -> Answer:
    return credentials.listed(state.start.workspace)


def _revoke(state: State, message: messages.Revoke, who: UUID) -> Answer:
    """What is gone already is no trouble."""
    workspace = state.start.workspace
    try:
        match message.kind:
            case "share":
                Share.objects.filter(workspace=workspace, token=message.of).delete()
            case "resume":
                _waiting(workspace).filter(pk=message.of).delete()
            case "browser":
                Access.objects.filter(workspace=workspace, pk=message.of).delete()
            case "connection":
                credentials.valid(workspace).filter(pk=message.of).delete()
                return credentials.listed(workspace)
    except (ValueError, ValidationError):
        raise Refused(say("there is no such link"), "not-found") from None
    return _links(state, message, who)


ANSWERS: dict[type[Message], Callable[[State, Any, UUID], Answer]] = {
    messages.Share: _share,
    messages.Copy: _copy,
    messages.Resume: _resume,
    messages.Links: _links,
    messages.Revoke: _revoke,
    messages.Connect: _connect,
    messages.Connections: _connections,
}


def _not_an_exam(state: State, why: str) -> None:
    if state.start.lab and state.start.lab.spec.kind == "Exam":
        raise Refused(why)


def _moment(state: State, sequence: int | None) -> tuple[int, list[dict[str, str]]]:
    """A state's number and the text in its editor: as it is typed now, or as it was applied then. Raises Refused."""
    if sequence is None or sequence == state.sequence:
        return state.sequence, [{"path": file["path"], "text": file["text"]} for file in desk.draft(state)["files"]]
    mark = next((mark for mark in state.marks if mark.sequence == sequence), None)
    if mark is None:
        raise Refused(say("there is no such moment in this workspace"), "not-found")
    return sequence, [{"path": file.path, "text": file.text} for file in mark.applied.files or state.start.files()]


# -- resuming


def resumable(identity: UUID, secret: str) -> ResumeLink | None:
    """The link, if it is one, and neither used nor too old."""
    found = _unused().filter(pk=identity).select_related("workspace__lab").first()
    digest = _digest(secret)
    return found if constant_time_compare(found.digest if found else "", digest) and found else None


def accept(link: ResumeLink, who: UUID) -> bool:
    """Make a browser an owner; False if somebody else was quicker, or too many were let in already."""
    with transaction.atomic():
        if link.workspace.owner == who or link.workspace.accesses.filter(owner=who).exists():
            return True
        if link.workspace.accesses.count() >= MOST_BROWSERS:
            return False
        if not _unused().filter(pk=link.pk).update(used=timezone.now()):
            return False
        Access.objects.create(workspace=link.workspace, owner=who)
        return True


def _unused() -> QuerySet[ResumeLink]:
    return ResumeLink.objects.filter(used=None, expires__gt=timezone.now())


def _waiting(workspace: UUID) -> QuerySet[ResumeLink]:
    return _unused().filter(workspace=workspace)


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
