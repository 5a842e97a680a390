"""Bob may not see Alice's workspace, by no way."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.test import Client

from playground.workspaces import owner
from playground.workspaces.consumers import BROKEN, NOT_YOURS
from playground.workspaces.models import Command, Workspace
from tests.workspaces.cast import ALICE, BOB, files, tab


@pytest.mark.parametrize("who", [BOB, None])
async def test_the_socket_of_another_is_closed_with_a_clear_code(sandbox: Workspace, who: UUID | None) -> None:
    async with tab(sandbox, who) as page:
        closed = await page.socket.receive_output(timeout=5)
    assert (closed["type"], closed["code"]) == ("websocket.close", NOT_YOURS)


async def test_a_workspace_that_does_not_exist_looks_the_same(transactional_db: None) -> None:
    async with tab(uuid4()) as page:
        closed = await page.socket.receive_output(timeout=5)
    assert closed["code"] == NOT_YOURS


async def test_messages_sent_before_the_refusal_arrives_do_nothing(sandbox: Workspace) -> None:
    async with tab(sandbox, BOB) as page:
        await page.say("apply", files=files())
        assert (await page.socket.receive_output(timeout=5))["code"] == NOT_YOURS
    assert not await Command.objects.filter(workspace=sandbox).aexists()


def browser(who: UUID | None) -> Client:
    client = Client()
    if who is not None:
        client.cookies[owner.COOKIE] = owner.signed(who)
    return client


@pytest.mark.parametrize(("who", "status"), [(ALICE, 200), (BOB, 404), (None, 404)])
def test_pages_of_another_are_not_found(sandbox: Workspace, who: UUID | None, status: int) -> None:
    assert browser(who).get(f"/workspaces/{sandbox.id}/").status_code == status
    messages, tab = f"/workspaces/{sandbox.id}/messages?tab={uuid4()}", {"type": "sources", "id": str(uuid4())}
    assert browser(who).post(messages, tab, content_type="application/json").status_code == status
    assert who == ALICE or browser(who).get(messages).status_code == status


def test_a_forged_cookie_is_nobody(sandbox: Workspace) -> None:
    client = Client()
    client.cookies[owner.COOKIE] = f"{ALICE}:abc:def"
    assert client.get(f"/workspaces/{sandbox.id}/").status_code == 404
    assert owner.read({owner.COOKIE: f"{ALICE}"}) is None
    assert owner.read({}) is None


async def test_a_workspace_that_cannot_be_opened_is_closed_with_its_own_code(
    sandbox: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(seed: str) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("playground.catalog.sandbox.start", broken)
    async with tab(sandbox) as page:
        assert (await page.socket.receive_output(timeout=5))["code"] == BROKEN
