"""Without a WebSocket everything is as with one: the same messages, answers, limits and owners."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import AsyncClient, Client

from playground.workspaces import http, owner
from playground.workspaces.live import registry
from playground.workspaces.models import Command, Workspace
from playground.workspaces.rate import Allowance, Limits
from tests.workspaces.cast import ALICE, BOB, SERVICE, HttpTab, Tab, files, tab
from tests.workspaces.test_tabs import Page, open_page, state_of

BALANCED = SERVICE.replace("spec:", "spec:\n  type: LoadBalancer")


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "LINGER", 0.05)
    http._limits.forget()


@pytest.fixture
def alice(sandbox: Workspace) -> HttpTab:
    return HttpTab(sandbox.id, ALICE)


async def without_identity(page: Tab, type_: str, **fields: Any) -> dict[str, Any]:
    answer = await page.ask(type_, **fields)
    return {key: value for key, value in answer.items() if key != "id"}


async def test_the_same_story_is_answered_alike(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two workspaces with the same seed, one over either transport: every message equals its twin."""
    monkeypatch.setattr("playground.workspaces.pace.Pace.now", lambda pace: pace._logical)
    story: list[tuple[str, dict[str, Any]]] = [
        ("hello", {}),
        ("lint", {"files": files("kind: [")}),
        ("apply", {"files": files()}),
        ("trace", {"source": "pod/client", "target": "http://shop/"}),
        ("terminal", {"line": "kubectl get svc"}),
        ("rules", {"node": "node-1"}),
        ("undo", {}),
        ("undo", {}),
        ("delete", {"kind": "Service", "name": "nobody"}),
        ("apply", {"files": [{"path": "../x", "text": ""}]}),
        ("timeline", {}),
        ("hello", {}),
    ]
    identity = uuid4()
    one = await Workspace.objects.acreate(id=identity, owner=ALICE)
    async with tab(one) as page:
        by_socket = [await without_identity(page, type_, **fields) for type_, fields in story]
    await Workspace.objects.all().adelete()
    registry.forget()
    await Workspace.objects.acreate(id=identity, owner=ALICE)
    other = HttpTab(identity, ALICE)
    by_http = [await without_identity(other, type_, **fields) for type_, fields in story]
    assert by_http == by_socket


async def test_a_page_without_a_socket_stays_equal_to_one_with(sandbox: Workspace, alice: HttpTab) -> None:
    changes: list[tuple[str, dict[str, Any]]] = [
        ("apply", {"files": files()}),
        ("world", {"action": {"fail_node": "node-2"}}),
        ("advance", {"seconds": 60}),
        ("undo", {}),
        ("advance", {"seconds": 400}),
    ]
    async with tab(sandbox) as other:
        await other.ask("clock", running=False)
        pages = [await open_page(alice), await open_page(other)]
        for number, (type_, fields) in enumerate(changes):
            await (alice if number % 2 else other).ask(type_, **fields)
            for page, heard in zip(pages, (alice, other), strict=True):
                while page.sequence < number + 2:
                    page.apply(await heard.hear("delta"))
            assert state_of(pages[0]) == state_of(pages[1])


async def test_a_poll_waits_for_news(sandbox: Workspace, alice: HttpTab) -> None:
    await alice.ask("hello")
    waiting = asyncio.create_task(alice.hear("delta"))
    await asyncio.sleep(0.2)
    assert not waiting.done()
    async with tab(sandbox) as other:
        await other.ask("apply", files=files())
    assert (await asyncio.wait_for(waiting, 5))["to"] == 1


async def test_what_was_typed_elsewhere_arrives_even_between_polls(sandbox: Workspace, alice: HttpTab) -> None:
    await alice.ask("hello")
    async with tab(sandbox) as other:
        await other.ask("save", files=files("kind: Draft"))
    assert (await alice.hear("draft"))["files"][0]["text"] == "kind: Draft"
    await alice.ask("save", files=files("kind: Mine"))
    async with tab(sandbox) as other:
        await other.ask("apply", files=files())
    await alice.hear("delta")
    assert [message["type"] for message in alice.heard].count("draft") == 1


async def test_an_answer_that_was_lost_is_asked_for_again(alice: HttpTab) -> None:
    await alice.ask("hello")
    shown = dict(alice.shown)
    await alice.ask("apply", files=files())
    lost = await alice.hear("delta")
    alice.shown = shown
    assert await alice.hear("delta") == lost


async def test_another_worker_that_knows_nothing_sends_everything(alice: HttpTab) -> None:
    page = await open_page(alice)
    await alice.ask("apply", files=files())
    registry.forget()
    page = Page(await alice.hear("snapshot"))
    assert "service:default/shop" in page.nodes


async def test_time_runs_while_a_page_polls(alice: HttpTab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "HOLD", 0.5)
    monkeypatch.setattr(http, "LINGER", 2.0)
    await alice.ask("hello")
    await alice.ask("apply", files=files(BALANCED))
    while True:
        delta = await asyncio.wait_for(alice.hear("delta"), 10)
        service = next((row for row in delta["tables"]["change"] if row["id"] == "Service/default/shop"), None)
        if service:
            break
    assert any("203.0.113." in str(cell) for cell in service["cells"])


async def test_a_command_sent_twice_is_done_once(alice: HttpTab) -> None:
    identity = str(uuid4())
    first = await alice.ask("apply", files=files(), id=identity)
    assert await alice.ask("apply", files=files(), id=identity) == first
    assert await Command.objects.acount() == 1


async def test_too_many_messages_are_refused_on_all_pages_together(sandbox: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "Limits", lambda: Limits(Allowance(rate=0, burst=10)))
    for page in (HttpTab(sandbox.id, ALICE), HttpTab(sandbox.id, ALICE)):
        for _ in range(5):
            assert (await page.ask("sources"))["type"] == "sources"
    await page.say("sources")
    assert page.waiting[-1]["code"] == "rate"
    assert (await page.client.get(page.address)).status_code == 429


async def test_too_many_polls_are_refused(sandbox: Workspace, alice: HttpTab) -> None:
    tabs = [HttpTab(sandbox.id, ALICE) for _ in range(http.MOST_POLLS)]
    for each in (*tabs, alice):
        await each.ask("hello")
    waiting = [asyncio.create_task(each.hear("delta")) for each in tabs]
    await asyncio.sleep(0.5)
    assert (await alice.client.get(alice.address)).status_code == 429
    await alice.ask("apply", files=files())
    assert len(await asyncio.gather(*waiting)) == http.MOST_POLLS
    assert (await alice.client.get(alice.address)).status_code == 200


@pytest.mark.parametrize("who", [BOB, None])
async def test_another_learner_gets_nothing(sandbox: Workspace, who: UUID | None) -> None:
    page = HttpTab(sandbox.id, who)
    assert (await page.client.get(page.address)).status_code == 404
    posted = await page.client.post(page.address, {"type": "apply", "id": str(uuid4()), "files": files()}, content_type="application/json")
    assert posted.status_code == 404
    assert not await Command.objects.aexists()


def test_a_post_from_another_site_is_refused(sandbox: Workspace) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies[owner.COOKIE] = owner.signed(ALICE)
    body = {"type": "reset", "id": str(uuid4())}
    assert client.post(f"/workspaces/{sandbox.id}/messages?tab={uuid4()}", body, content_type="application/json").status_code == 403
    assert not Command.objects.exists()


@pytest.mark.parametrize(
    ("query", "body", "status", "code"),
    [
        ("?tab=1", "{}", 400, "shape"),
        (f"?tab={UUID(int=1)}&world=x", "{}", 400, "shape"),
        (f"?tab={UUID(int=1)}", "no json", 200, "shape"),
        (f"?tab={UUID(int=1)}", json.dumps([1]), 200, "shape"),
        (f"?tab={UUID(int=1)}", "x" * 600_000, 413, "too-large"),
    ],
)
async def test_nonsense_is_answered(alice: HttpTab, query: str, body: str, status: int, code: str) -> None:
    address = alice.address.partition("?")[0] + query
    answer = await alice.client.post(address, body, content_type="application/json")
    assert (answer.status_code, answer.json()[0]["type"], answer.json()[0]["code"]) == (status, "error", code)


async def test_nothing_else_is_a_method(alice: HttpTab) -> None:
    assert isinstance(alice.client, AsyncClient)
    assert (await alice.client.put(alice.address)).status_code == 405
