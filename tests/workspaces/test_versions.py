"""What other rules have made is shown with a word about it, and a reset begins with today's."""

from __future__ import annotations

from uuid import uuid4

import pytest

from playground.workspaces import log, messages, wire
from playground.workspaces.models import Command, Workspace
from tests.workspaces.cast import ALICE, files, tab
from tests.workspaces.test_log import apply, live


@pytest.fixture
def aged(db: None) -> Workspace:
    """An Apply of an older version, then one of today's."""
    workspace = Workspace.objects.create(owner=ALICE)
    there = live(workspace)
    there.submit(apply())
    Command.objects.update(engine_version="0.0")
    there.submit(messages.Advance(id=uuid4(), seconds=5))
    return workspace


def told(workspace: Workspace) -> str:
    return str(wire.snapshot(live(workspace).view(), [])["older"])


@pytest.mark.django_db
def test_what_older_rules_made_is_said(aged: Workspace) -> None:
    assert told(aged) == "0.0"
    Command.objects.update(engine_version=log.ENGINE_VERSION)
    assert told(aged) == ""


@pytest.mark.django_db
def test_a_reset_begins_with_todays_rules(aged: Workspace) -> None:
    there = live(aged)
    there.submit(messages.Reset(id=uuid4()))
    assert there.view().older == told(aged) == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "payload"),
    [("undo", {}), ("delete", {"kind": "Service", "namespace": "default", "name": "nobody"}), ("dance", {}), ("apply", {"files": 3})],
)
def test_a_row_that_todays_rules_refuse_closes_nothing(kind: str, payload: dict[str, object]) -> None:
    workspace = Workspace.objects.create(owner=ALICE)
    begin = live(workspace).state()
    identity = uuid4()
    Command.objects.create(
        workspace=workspace, sequence=1, client_id=identity, at=begin.time + 7, type=kind, payload={"id": str(identity), **payload},
        outcome={}, engine_version="0.0",
    )  # fmt: skip
    there = live(workspace)
    assert (there.state().sequence, there.state().time, told(workspace)) == (1, begin.time + 7, "0.0")
    assert there.submit(apply())["ok"]


@pytest.mark.django_db
def test_a_row_of_todays_rules_that_is_refused_is_a_fault() -> None:
    workspace = Workspace.objects.create(owner=ALICE)
    identity = uuid4()
    Command.objects.create(
        workspace=workspace, sequence=1, client_id=identity, at=0, type="undo", payload={"id": str(identity)}, outcome={},
        engine_version=log.ENGINE_VERSION,
    )  # fmt: skip
    with pytest.raises(Exception, match="nothing to undo"):
        live(workspace).state()


@pytest.mark.django_db(transaction=True)
async def test_the_page_hears_of_it(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        await page.ask("apply", files=files())
    await Command.objects.aupdate(engine_version="0.0")
    from playground.workspaces.live import registry

    registry.forget()
    async with tab(sandbox) as page:
        assert (await page.ask("hello"))["older"] == "0.0"
        await page.ask("apply", files=files())
        assert (await page.hear("delta"))["older"] == "0.0"
        await page.ask("reset")
        assert (await page.hear("snapshot"))["older"] == ""
