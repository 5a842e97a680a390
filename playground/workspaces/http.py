"""The messages of a workspace for those who cannot open a WebSocket: each is a POST, and a long poll brings the deltas.

Nothing is kept for a page between its requests: it says what it shows, and is told what leads from there to the latest
state. So any worker can answer, and an answer that was lost on its way is asked for again.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from typing import Any, NoReturn
from uuid import UUID

from channels.layers import get_channel_layer
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from playground.cluster.saying import say
from playground.workspaces import announcing, desk, owner, wire
from playground.workspaces.live import registry
from playground.workspaces.rate import Kept, Limits
from playground.workspaces.session import Session, in_thread
from playground.workspaces.wire.language import encoded

logger = logging.getLogger(__name__)

HOLD = 20.0
"""Seconds that a poll waits for news; proxies cut what is silent for longer."""

LINGER = 5.0
"""Seconds for which the cluster's time runs on after a poll: the next one is on its way."""

MOST_POLLS = 6
"""Polls of one learner in one workspace at a time, a page each."""

MOST_OPENED = 100
"""Names of what a big world shows pod by pod; as in `messages.Opened`."""

_limits: Kept[Limits] = Kept(lambda: Limits())
_polls: Counter[tuple[UUID, UUID | None]] = Counter()
_lingering: set[asyncio.Task[None]] = set()


@require_http_methods(["GET", "POST"])
async def messages(request: HttpRequest, identity: UUID) -> HttpResponse:
    who = owner.read(request.COOKIES)
    if who is None or await in_thread(desk.owned, identity, who) is None:
        return error("not-found", say("no such workspace, or not yours"), 404)
    return await answer(request, identity, who)


async def answer(request: HttpRequest, workspace: UUID, who: UUID | None) -> HttpResponse:
    """For whoever may: `[message]` as JSON. `?tab=` names the page; `who` is the owner that asks, None in a frame."""
    try:
        name = f"tab-{UUID(request.GET.get('tab', ''))}"
        shown = tuple(int(request.GET.get(field, "-1")) for field in ("world", "sequence", "draft"))
        opened = frozenset(name for name in request.GET.get("opened", "").split(",")[:MOST_OPENED] if name)
    except ValueError:
        return error("shape", say("tab is a UUID; world, sequence and draft are numbers"), 400)
    limits = _limits.of(workspace, who)
    if request.method == "POST":
        return await _post(request, workspace, name, limits, who)
    return await _poll(workspace, name, limits, who, opened, *shown)


async def _post(request: HttpRequest, workspace: UUID, name: str, limits: Limits, who: UUID | None) -> HttpResponse:
    try:
        body = request.body
    except RequestDataTooBig:
        return error("too-large", say("this message is too large"), 413)
    heard = _Heard()
    session = Session(workspace, name, heard, limits, who)
    await session.receive(body)
    session.rest()
    return heard.response()


async def _poll(
    workspace: UUID, name: str, limits: Limits, who: UUID | None, opened: frozenset[str], world: int, sequence: int, draft: int
) -> HttpResponse:
    place = (workspace, who)
    if not limits.messages.take() or _polls[place] >= MOST_POLLS:
        return error("rate", say("too many messages; wait a moment"), 429)
    heard = _Heard()
    try:
        shown = await in_thread(_remembered, workspace, world, sequence, opened)
        session = Session(workspace, name, heard, limits, who, shown, opened)
        await session.watch()
    except Exception:
        logger.exception("workspace %s cannot be opened", workspace)
        return error("fault", say("something went wrong on our side; your work is kept"), 500)
    _polls[place] += 1
    try:
        await _listen(session, heard, draft)
    finally:
        session.rest()
        _polls[place] -= 1
        if not _polls[place]:
            del _polls[place]
        later = asyncio.create_task(_unwatch_later(session))
        _lingering.add(later)
        later.add_done_callback(_lingering.discard)
    return heard.response()


async def _listen(session: Session, heard: _Heard, draft: int) -> None:
    """Until there is something to tell, or for as long as a poll is held."""
    layer = get_channel_layer()
    assert layer is not None
    group, channel = announcing.group(session.workspace), await layer.new_channel()

    async def hear() -> NoReturn:
        while True:
            await session.heard(await layer.receive(channel))

    await layer.group_add(group, channel)
    hearing = asyncio.create_task(hear())
    try:
        await session.catch_up(draft)
        async with asyncio.timeout(HOLD):
            await heard.something.wait()
    except TimeoutError:
        pass  # no news
    finally:
        hearing.cancel()
        await layer.group_discard(group, channel)


async def _unwatch_later(session: Session) -> None:
    await asyncio.sleep(LINGER)
    await session.unwatch()


class _Heard:
    """What a session said, collected for one response."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.something = asyncio.Event()

    async def __call__(self, text: str) -> None:
        self.texts.append(text)
        self.something.set()

    def response(self) -> HttpResponse:
        return _json(f"[{','.join(self.texts)}]")


def _remembered(workspace: UUID, world: int, sequence: int, opened: frozenset[str]) -> wire.View | None:
    with registry.hold(workspace) as live:
        view = live.remembered(world, sequence)
        return view and wire.opened(view, opened)


def error(code: str, text: str, status: int) -> HttpResponse:
    return told([wire.error(None, code, text)], status)


def told(messages: list[dict[str, Any]], status: int = 200) -> HttpResponse:
    return _json(encoded(messages), status)


def _json(text: str, status: int = 200) -> HttpResponse:
    response = HttpResponse(text, status=status, content_type="application/json")
    response["Cache-Control"] = "no-store"
    return response

