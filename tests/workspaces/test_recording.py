"""A lab is recorded by the owner of a sandbox, from moments of its own log, and by nobody else."""

from __future__ import annotations

from base64 import b64decode
from typing import Any
from uuid import uuid4

import pytest

from playground.catalog import archive
from playground.workspaces import messages, recording
from playground.workspaces.live import Live
from playground.workspaces.messages import File, Recorded, WrongShape
from playground.workspaces.models import Command, Workspace
from playground.workspaces.refusal import Refused
from tests.workspaces.cast import ALICE, SERVICE
from tests.workspaces.test_giving import lab
from tests.workspaces.test_log import apply, live

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def alices(db: None) -> Live:
    return live(Workspace.objects.create(owner=ALICE))


def told(there: Live, begin: int, goal: int, **fields: Any) -> dict[str, Any]:
    message = messages.Record(
        id=uuid4(), start=Recorded(begin, [File("service.yaml", "")]), goal=Recorded(goal, [File("service.yaml", SERVICE)]), **fields
    )
    return recording.answer(there.catch_up(), message, there.earlier)


def test_moments_are_replayed_from_the_log_and_nothing_is_written(alices: Live) -> None:
    alices.submit(apply(SERVICE))
    alices.submit(messages.Reset(id=uuid4()))
    before = Command.objects.count()
    answer = told(alices, 0, 1)
    assert answer["archive"] is None
    assert any(check["changes"] for check in answer["checks"])
    packed = told(alices, 0, 1, keep=[answer["checks"][0]["name"]], title="Mine")
    assert "01-mine/lab.yaml" in archive.unpack(b64decode(packed["archive"]))["recorded"]
    assert Command.objects.count() == before


@pytest.mark.parametrize(("begin", "goal"), [(1, 0), (0, 5)])
def test_moments_that_are_not_there_are_refused(alices: Live, begin: int, goal: int) -> None:
    alices.submit(apply(SERVICE))
    with pytest.raises(Refused, match="no such moment"):
        told(alices, begin, goal)


def test_a_lab_is_not_recorded_from_a_lab(db: None) -> None:
    with pytest.raises(Refused, match="in the sandbox"):
        told(live(Workspace.objects.create(owner=ALICE, lab=lab())), 0, 0)


def test_why_it_can_not_be_is_said(alices: Live) -> None:
    message = messages.Record(id=uuid4(), start=Recorded(0, []), goal=Recorded(0, []))
    with pytest.raises(Refused, match="nothing to check"):
        recording.answer(alices.catch_up(), message, alices.earlier)


@pytest.mark.parametrize("title", ["", " ", "x" * 81, "a\nb: c"])
def test_a_title_is_one_short_line(title: str) -> None:
    moment = {"sequence": 0, "files": []}
    text = messages.msgspec.json.encode({"type": "record", "id": str(uuid4()), "start": moment, "goal": moment, "title": title})
    with pytest.raises(WrongShape):
        messages.decode(text)
