"""An exam: it begins when its learner says so, ends by the server's clock, and has a result that can't be forged."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from playground.catalog.models import LabRevision
from playground.workspaces import exam_pages, exams, messages, results
from playground.workspaces.live import Live, registry
from playground.workspaces.models import Command, Workspace
from playground.workspaces.refusal import Refused
from tests.workspaces.cast import SERVICE, tab
from tests.workspaces.test_exercise import CLUSTER, WRONG
from tests.workspaces.test_log import live
from tests.workspaces.test_pages import boot

pytestmark = pytest.mark.django_db(transaction=True)

EXAM = """\
apiVersion: labs/v1
kind: Exam
id: little-exam
version: 1.2.0
title: A little exam
time_limit: 30m
params: {port: {int: [8000, 8999]}}
world: {manifests: [cluster.yaml], nodes: 2}
workspace: {files: [{path: service.yaml, from: starter/service.yaml}]}
steps:
  - {id: one, title: The first task, text: steps/one.md, checks: [reach, secret]}
  - {id: two, title: The second task, text: steps/two.md, checks: [other]}
checks:
  reach:
    title: It answers
    points: 4
    probe: {http: {from: pod/client, url: "http://shop:80/"}}
    expect: {disposition: DELIVERED}
  secret:
    title: The hidden one
    hidden: true
    points: 2
    message: Nobody may read this
    probe: {dns: {from: pod/client, name: shop, type: A}}
    expect: {rcode: NOERROR}
  other:
    title: Another port
    points: 3
    probe: {http: {from: pod/client, url: "http://shop:${port}/"}}
    expect: {disposition: DELIVERED}
scoring: {attempts: 2}
feedback: {show: [], what_if: nothing}
"""
ADDRESS = "/labs/t/exam/"


class Wall:
    """The clock on the wall, in seconds since 1970."""

    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    clock = Wall()
    for module in (exams, exam_pages):
        monkeypatch.setattr(module, "time", clock)
    return clock


@pytest.fixture(autouse=True)
def revision(db: None) -> LabRevision:
    content = {
        "lab.yaml": EXAM, "cluster.yaml": CLUSTER, "starter/service.yaml": WRONG, "solutions/service.yaml": SERVICE,
        "steps/one.md": "What the first task asks.", "steps/two.md": "And the second.", "debrief.md": "Take this home.",
    }  # fmt: skip
    return LabRevision.objects.create(
        digest="e" * 64, track="t", track_title="T", slug="exam", lab_id="little-exam", version="1.2.0", files=content
    )


def begin(client: Client) -> Live:
    assert client.post(f"{ADDRESS}begin").status_code == 302
    return live(Workspace.objects.order_by("-created")[0])


def hand_in(there: Live, text: str = SERVICE, step: str = "one", **fields: Any) -> dict[str, Any]:
    return there.submit(messages.Submit(id=fields.get("id", uuid4()), step=step, files=[messages.File("service.yaml", text)]))


def link(client: Client) -> str:
    return str(boot(client.get(ADDRESS))["exam"]["result"])


def text_of(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_nothing_is_told_and_no_time_runs_before_begin(client: Client) -> None:
    page = client.get(ADDRESS)
    assert "30 minutes" in text_of(page)
    assert "What the first task asks" not in page.content.decode()
    assert not Workspace.objects.exists()


def test_the_beginning_is_in_the_log_and_survives_a_restart_and_a_reset(client: Client, wall: Wall) -> None:
    there = begin(client)
    assert list(Command.objects.values_list("sequence", "type", "payload__instant")) == [(1, "begin", wall.now)]
    there.submit(messages.Reset(id=uuid4()))
    registry.forget()
    assert live(Workspace.objects.get()).state().begun == wall.now


def test_time_is_counted_by_the_server_for_every_page_that_opens(client: Client, wall: Wall) -> None:
    there = begin(client)
    wall.now += 600
    assert client.post(f"{ADDRESS}begin").status_code == 302  # a second tab begins nothing
    assert Workspace.objects.count() == 1
    for address in (ADDRESS, f"/workspaces/{there.workspace}/"):
        page = client.get(address)
        assert boot(page)["exam"]["left"] == 1200
        assert page["Cache-Control"] == "no-store"


def test_a_client_cannot_begin_again_by_itself(client: Client) -> None:
    with pytest.raises(messages.WrongShape):
        messages.decode(json.dumps({"type": "begin", "id": str(uuid4()), "instant": 9e9}))


def test_submit_after_the_end_is_refused_and_loses_nothing(client: Client, wall: Wall) -> None:
    there, first = begin(client), uuid4()
    verdict = hand_in(there, id=first)
    client.post(f"/workspaces/{there.workspace}/messages?tab={uuid4()}", {
        "type": "save", "id": str(uuid4()), "files": [{"path": "service.yaml", "text": "# typed"}]}, content_type="application/json")  # fmt: skip
    wall.now += 1800
    assert hand_in(there, step="two")["verdict"] == "graded"  # in the last second
    wall.now += 1
    before = there.state()
    with pytest.raises(Refused, match=r"it ended at \d\d:\d\d UTC"):
        hand_in(there, WRONG)
    assert there.state() is before
    assert hand_in(there, id=first)["score"] == verdict["score"] == 6  # the answer was lost on its way
    there.submit(messages.Apply(id=uuid4(), files=[messages.File("service.yaml", WRONG)]))  # trying further is free
    assert Workspace.objects.get().draft[0]["text"] == "# typed"


async def test_who_submits_late_is_told_so_on_the_page(client: Client, wall: Wall) -> None:
    from asgiref.sync import sync_to_async

    def mine() -> Workspace:
        begin(client)
        found = Workspace.objects.get()
        wall.now += 1801
        return found

    found = await sync_to_async(mine)()
    async with tab(found.id, found.owner) as page:
        told = await page.ask("submit", step="one", files=[{"path": "service.yaml", "text": SERVICE}])
    assert (told["type"], told["code"]) == ("error", "refused")
    assert "The time of this exam is over" in told["message"]


def test_after_the_end_the_page_leads_to_result_work_and_another_variant(client: Client, wall: Wall) -> None:
    there, old = begin(client), link(client)
    wall.now += 1801
    page = client.get(ADDRESS)
    assert f'href="{old}"' in page.content.decode()
    assert f'href="/workspaces/{there.workspace}/"' in page.content.decode()
    assert "Take this home." in text_of(page)
    assert boot(client.get(f"/workspaces/{there.workspace}/"))["exam"]["left"] == 0
    again = begin(client)
    assert again.workspace != there.workspace
    assert link(client) != old


def test_anybody_with_the_link_can_verify_the_result(client: Client, wall: Wall, revision: LabRevision) -> None:
    there = begin(client)
    hand_in(there, WRONG)
    hand_in(there)
    address = link(client)
    text = text_of(Client().get(address))
    port = str(there.state().start.params["port"])
    for told in ("Result: A little exam", "6 of 9 points", "The first task passed 6 of 6", "2 times", "The second task not submitted 0 of 3",
                 "little-exam 1.2.0", revision.digest[:12], f"port={port}", "15 January 2027, 08:00:00 UTC", "The time still runs"):  # fmt: skip
        assert told in text
    wall.now += 1801
    assert "The time still runs" not in text_of(Client().get(address))


def test_the_result_tells_nothing_of_hidden_checks(client: Client) -> None:
    there = begin(client)
    answers = [hand_in(there, WRONG), hand_in(there)]
    pages = [Client().get(link(client)).content.decode(), client.get(ADDRESS).content.decode(), str(answers)]
    assert answers[0]["hidden"] == {"count": 1, "points": 2, "earned": 2}
    for page in pages:
        for secret in ("The hidden one", "Nobody may read this", "secret"):
            assert secret not in page


@pytest.mark.parametrize("change", [lambda link: link.replace(":", "0:"), lambda link: link[:-3] + "aa/", lambda link: "/results/nonsense/"])
def test_a_forged_or_altered_link_is_refused(client: Client, change: Any) -> None:
    begin(client)
    page = Client().get(change(link(client)))
    assert page.status_code == 404
    assert "not a result of this site" in text_of(page)


def test_the_link_of_another_attempt_cannot_be_made_from_its_id(client: Client) -> None:
    there, mine = begin(client), link(client)
    others = begin(Client())
    assert results.workspace_of(mine.split("/")[2]) is not None
    assert Client().get(mine.replace(str(there.workspace), str(others.workspace))).status_code == 404


def test_what_is_no_exam_cannot_be_begun(client: Client) -> None:
    assert client.post("/labs/t/nothing/begin").status_code == 404
    assert client.get(f"{ADDRESS}begin").status_code == 405
