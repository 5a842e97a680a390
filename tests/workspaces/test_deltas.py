"""After every command of a long random session, what the page has made of its messages equals a snapshot made from scratch: the
page's own reducer, fed by the real socket."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, get_args
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command

from playground.catalog.models import LabRevision
from playground.cluster.simulation import acts
from playground.kubeapi import hosted
from playground.workspaces import announcing, desk, live, messages, rate, session, wire
from playground.workspaces.models import Workspace
from playground.workspaces.pace import Pace
from playground.workspaces.wire.language import encoded
from tests.properties.commands import SERVICES, service
from tests.workspaces.cast import ALICE, Tab, tab
from tests.workspaces.random_session import CLOSING, LAB, RandomSession

OWN = ["files", "draft", "time", "changed"]
"""Of the page's state, what a fresh snapshot tells otherwise, and may: the editor's text, which no delta touches; the time, which
runs on between messages; and which objects were touched last."""

TOLD = {
    "sequence", "revision", "world", "running", "nodes", "edges", "rows", "columns", "events", "applied", "leftovers", "sources", "undo",
    "redo", "stale",
}  # fmt: skip
"""What is compared at the least, with whatever else snapshots tell."""


class Reducer:
    """static/js/state.js in a process of Node's."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def compare(self, heard: dict[str, list[Any]], fresh: dict[str, Any]) -> list[Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"heard": heard, "fresh": fresh}).encode() + b"\n")
        answer = json.loads(await self._process.stdout.readline())
        self.told = set(answer["told"])
        wrong: list[Any] = answer["wrong"]
        return wrong


@asynccontextmanager
async def reducer() -> AsyncIterator[Reducer]:
    process = await asyncio.create_subprocess_exec(
        "node", str(Path(__file__).with_name("reducing.js")), *OWN,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=2**22,
    )  # fmt: skip
    try:
        yield Reducer(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


class Time:
    """Real time, as far as the workspace knows: it goes by when the test says so."""

    now = 0.0


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    """The rates of messages are for people, and are proven elsewhere."""
    time = Time()
    monkeypatch.setattr(live, "Pace", lambda: Pace(lambda: time.now))
    monkeypatch.setattr(rate.Allowance, "take", lambda self: True)
    return time


@pytest.fixture
def lab(transactional_db: None) -> Workspace:
    call_command("loadlabs", verbosity=0)
    track, slug = LAB
    return Workspace.objects.create(owner=ALICE, lab=LabRevision.objects.get(track=track, slug=slug))


def fresh(workspace: UUID) -> dict[str, Any]:
    """A snapshot that takes nothing over from an earlier one."""
    with live.registry.hold(workspace) as held:
        made = wire.snapshot(wire.view(held.state()), **desk.draft(held.state()))
    plain: dict[str, Any] = json.loads(encoded(made))
    return plain


async def go_by(workspace: UUID, time: Time, seconds: float) -> None:
    """Time goes by, and one worker's clock finds what was due."""
    time.now += seconds
    ticked, sequence = await session.in_thread(session._tick, workspace)
    if ticked:
        await announcing.announce(workspace, sequence)


async def by_api(workspace: UUID, random: RandomSession) -> None:
    """A client of the workspace's API makes a Service, or deletes it."""
    name = random.draw.choice(SERVICES)
    if random.draw.random() < 0.5:
        call = acts.Call("POST", "/api/v1/namespaces/default/services", content_type="application/json", body=json.dumps(service(random.draw, name)).encode())
    else:
        call = acts.Call("DELETE", f"/api/v1/namespaces/default/services/{name}")
    _, state = await session.in_thread(hosted._submit, workspace, call)
    await announcing.announce(workspace, state.sequence)


class Page:
    """A tab, and how far it has been told."""

    def __init__(self, tab: Tab, time: Time) -> None:
        self.tab, self.sequence, self.done, self.asked = tab, -1, set[str](), dict[str, tuple[str, ...]]()
        self._time, self.told, self._told_at = time, 0.0, 0.0

    @property
    def clock(self) -> float:
        """What its clock shows, while time runs."""
        return self.told + self._time.now - self._told_at

    async def say(self, type_: str, fields: dict[str, Any]) -> None:
        """Say it and wait for everything that this tab is told about it: what is asked next is answered after that."""
        identity = str(uuid4())
        self.asked[identity] = (type_, *fields.get("action", ()))
        await self.tab.say(type_, id=identity, **fields)
        await self.tab.ask("sources")

    async def heard(self, sequence: int) -> list[dict[str, Any]]:
        """What came since the last time, up to this sequence, as the page's store gets it."""
        messages: list[dict[str, Any]] = []
        while self.sequence != sequence or self.tab.heard:
            if not self.tab.heard:
                await self.tab.hear(lambda message: True)
            message = self.tab.heard.pop(0)
            self.sequence = message.get("to", message.get("sequence", self.sequence))
            if "running" in message:
                self.told, self._told_at = message["time"], self._time.now
            asked = self.asked.get(message.get("id") or "")
            self.done.update(asked if asked and message["type"] != "error" else ())
            messages.append({**message, "asked": {"type": asked[0]}} if asked else message)
        return messages


async def prove(workspace: Workspace, time: Time, commands: int, seed: int) -> set[str]:
    """The types of the messages that were said and not refused, and which actions of the world they were."""
    async with reducer() as page, tab(workspace) as first, tab(workspace) as second:
        pages = {"first": Page(first, time), "second": Page(second, time)}

        async def equal(what: object) -> dict[str, Any]:
            state = await session.in_thread(fresh, workspace.id)
            heard = {name: await pages[name].heard(state["sequence"]) for name in pages}
            assert await page.compare(heard, state) == [], what
            assert all(one.told <= state["time"] <= one.clock for one in pages.values()), what
            told = [message for messages in heard.values() for message in messages]
            assert not [message for message in told if message.get("code") == "fault"], what
            return state

        for one in pages.values():
            await one.say("hello", {})
        state = await equal("hello")
        random = RandomSession(seed, state["lab"])
        for number in range(commands + len(CLOSING)):
            rows = [row for table in state["tables"].values() for row in table["rows"]]
            type_, fields = random.say(rows) if number < commands else CLOSING[number - commands]
            await pages[random.draw.choice(sorted(pages))].say(type_, fields)
            state = await equal((number, type_, fields))
            if random.draw.random() < 0.05:
                await by_api(workspace.id, random)
                state = await equal((number, "a client of the API"))
            if random.draw.random() < 0.3:
                await go_by(workspace.id, time, random.draw.choice((0.5, 1, 5, 40)))
                state = await equal((number, "time goes by"))
        assert page.told >= TOLD
    return pages["first"].done | pages["second"].done


needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="the page's reducer needs Node to run outside of a browser")
LOGGED = {message.__name__.lower() for message in get_args(messages.LOGGED)}
IN_LABS, IN_EXAMS = {"submit", "hint", "predict"}, {"begin"}
ELSEWHERE = {"tick", "remote"}
"""What no page says; `go_by` and `by_api` do it."""


@needs_node
async def test_500_commands_in_a_sandbox(sandbox: Workspace, time: Time) -> None:
    done = await prove(sandbox, time, commands=500, seed=4)
    assert done >= LOGGED - IN_LABS - IN_EXAMS - ELSEWHERE | set(messages.Action.__struct_fields__)


@needs_node
async def test_100_commands_in_a_lab(lab: Workspace, time: Time) -> None:
    done = await prove(lab, time, commands=100, seed=4)
    assert done >= IN_LABS
