"""Looking back: an earlier moment is shown as it was when it was live, and nothing is changed by looking."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from playground.workspaces import messages, wire
from playground.workspaces.messages import Action, Moment, Scale
from playground.workspaces.models import Command, Workspace
from playground.workspaces.refusal import Refused
from playground.workspaces.state import State
from tests.workspaces.cast import ALICE, SERVICE, files, tab
from tests.workspaces.test_log import Watch, apply, do, live

STORY = (
    apply,
    lambda: do(Action(scale=Scale("Deployment", "default", "web", 5))),
    lambda: messages.Advance(id=uuid4(), seconds=20),
    lambda: do(Action(fail_node="node-2")),
    lambda: messages.Trace(id=uuid4(), source="pod/client", target="http://shop/"),
    lambda: apply(SERVICE.replace("app: web", "app: nobody")),
    lambda: messages.Advance(id=uuid4(), seconds=400),
    lambda: messages.Undo(id=uuid4()),
    lambda: do(Action(restore_node="node-2")),
    lambda: messages.Terminal(id=uuid4(), line="kubectl scale deploy web --replicas=1"),
    lambda: messages.Advance(id=uuid4(), seconds=60),
)


def shown(state: State) -> dict[str, Any]:
    """What a page shows of a state as it is live."""
    told = wire.snapshot(wire.view(state), [])
    return {key: told[key] for key in ("world", "sequence", "revision", "time", "scene", "tables", "events", "applied")}


def moment(of: dict[str, Any]) -> Moment:
    return Moment(of["world"], of["sequence"], of["revision"])


def ask(there: Any, where: Moment) -> dict[str, Any]:
    answer = there.ask(messages.Past(id=uuid4(), past=where))
    assert answer.pop("type") == "past"
    return answer


@pytest.mark.django_db
@pytest.mark.parametrize("history", [1000, 15])
def test_the_past_is_what_was_live_then(history: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a long history from the store; with a short one replayed from the log. Before a reset too."""
    monkeypatch.setattr("playground.cluster.store.HISTORY", history)
    workspace, watch = Workspace.objects.create(owner=ALICE), Watch()
    there = live(workspace, watch)
    there.watch()
    seen = [shown(there.state())]
    for command in (*STORY, lambda: messages.Reset(id=uuid4()), *STORY[:3]):
        watch.seconds += 1.5
        if there.tick():
            seen.append(shown(there.state()))
        there.submit(command())
        seen.append(shown(there.state()))
    rows, before = Command.objects.count(), shown(there.state())
    for earlier in (seen, reversed(seen)):
        for then in earlier:
            assert ask(there, moment(then)) == then
    assert (Command.objects.count(), shown(there.state())) == (rows, before)


@pytest.mark.django_db
@pytest.mark.parametrize("history", [1000, 60])
def test_every_stop_of_the_timeline_can_be_looked_at(history: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.cluster.store.HISTORY", history)
    there = live(Workspace.objects.create(owner=ALICE))
    for command in (*STORY, lambda: messages.Reset(id=uuid4()), *STORY[:2]):
        there.submit(command())
    stops = there.ask(messages.Timeline(id=uuid4()))["stops"]
    assert [stop["type"] for stop in stops if stop["type"]] == [
        "start", "apply", "world", "advance", "world", "trace", "apply", "advance", "undo", "world", "terminal", "advance",
        "reset", "apply", "world",
    ]  # fmt: skip
    for stop in stops:
        answer = ask(there, moment(stop))
        assert (answer["world"], answer["revision"]) == (stop["world"], stop["revision"])
        assert answer["time"] <= there.state().time or answer["world"] < there.state().world


@pytest.mark.django_db
def test_a_fresh_timeline_equals_the_one_that_grew() -> None:
    workspace = Workspace.objects.create(owner=ALICE)
    there = live(workspace)
    grown = there.view().stops
    for command in STORY:
        there.submit(command())
        new = there.view()
        delta = wire.delta(wire.view(live(workspace).state()), new)
        assert delta is not None
        assert delta["stops"] == ()
        grown = (*grown, *(stop for stop in new.stops if stop["sequence"] == new.sequence))
    assert grown == there.view().stops == wire.stops(live(workspace).state())


@pytest.mark.django_db
def test_the_timeline_tells_what_came_of_a_command() -> None:
    there = live(Workspace.objects.create(owner=ALICE))
    there.submit(apply())
    there.submit(do(Action(scale=Scale("Deployment", "default", "web", 4))))
    there.submit(messages.Advance(id=uuid4(), seconds=30))
    told = [(stop.get("code", stop.get("title")), stop.get("params", {}).get("kind")) for stop in there.view().stops]
    assert told[1] == ("Service/shop created", None)
    for code, kind in (("rescaled", "ReplicaSet"), ("created", "Pod"), ("placed", "Pod"), ("ready", "Pod"), ("endpoints", "EndpointSlice")):
        assert (code, kind) in told
    pod = [stop for stop in there.view().stops if stop.get("code") == "ready"][-1]
    assert pod["params"]["name"].startswith("web-")


@pytest.mark.django_db
@pytest.mark.parametrize(("world", "sequence", "revision"), [(1, 0, 1), (1, 1, 10**6), (2, 1, 110), (1, 99, 110), (9, 0, 106)])
def test_a_moment_that_never_was_is_refused(world: int, sequence: int, revision: int) -> None:
    there = live(Workspace.objects.create(owner=ALICE))
    there.submit(apply())
    with pytest.raises(Refused):
        there.ask(messages.Past(id=uuid4(), past=Moment(world, sequence, revision)))


async def test_rules_and_objects_are_shown_as_they_were(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        await page.ask("hello")
        await page.ask("apply", files=files())
        then = await page.hear("delta")
        where = {"world": then["world"], "sequence": then["to"], "revision": then["revision"]}
        rules = await page.ask("rules", node="node-1")
        service = await page.ask("object", kind="Service", namespace="default", name="shop")
        await page.ask("delete", kind="Service", namespace="default", name="shop")
        assert (await page.ask("object", kind="Service", namespace="default", name="shop"))["type"] == "error"
        old_rules = await page.ask("rules", node="node-1", past=where)
        old_service = await page.ask("object", kind="Service", namespace="default", name="shop", past=where)
    assert [line["text"] for line in old_rules["lines"]] == [line["text"] for line in rules["lines"]]
    assert old_service["yaml"] == service["yaml"]


async def test_a_delta_tells_the_new_stops(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        await page.ask("hello")
        await page.ask("apply", files=files())
        delta = await page.hear("delta")
        timeline = await page.ask("timeline")
    assert delta["stops"] == [stop for stop in timeline["stops"] if stop["sequence"] == 1]
    assert delta["stops"][0]["type"] == "apply"
