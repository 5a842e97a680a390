"""The terminal over the socket: lines are commands like any other, questions are not, locks hold."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.core.management import call_command

from playground.catalog.models import LabRevision
from playground.workspaces import messages
from playground.workspaces.live import registry
from playground.workspaces.models import Command, Workspace
from tests.workspaces.cast import ALICE, Tab, files, tab
from tests.workspaces.test_log import everything, live


def printed(answer: dict[str, Any], stream: str = "out") -> str:
    return "".join(piece["text"] for piece in answer["output"] if piece["stream"] == stream)


async def line(page: Tab, text: str, **fields: Any) -> dict[str, Any]:
    return await page.ask("terminal", line=text, **fields)


async def test_a_line_is_answered_with_what_it_prints(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        answer = await line(page, "kubectl get pods -o name | grep client")
    assert answer["type"] == "terminal"
    assert answer["output"] == [{"stream": "out", "text": "pod/client\n"}]
    assert (answer["exit"], answer["prompt"]) == (0, "$ ")


async def test_a_line_that_only_looks_leaves_no_row(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        await line(page, "kubectl get pods")
        await line(page, "kubectl describe node node-1")
    assert not await Command.objects.filter(workspace=sandbox, type="terminal").aexists()


async def test_a_line_changes_the_picture_of_every_tab(sandbox: Workspace) -> None:
    async with tab(sandbox) as page, tab(sandbox) as other:
        await page.ask("hello")
        await other.ask("hello")
        answer = await line(page, "kubectl apply -f service.yaml", files=files())
        delta = await other.hear("delta")
    assert printed(answer) == "service/shop created\n"
    assert "service:default/shop" in {node["id"] for node in delta["scene"]["nodes"]["add"]}
    assert delta["command"] == {"type": "terminal", "summary": "kubectl apply -f service.yaml"}
    assert delta["undo"] == "kubectl apply -f service.yaml"
    assert delta["applied"] == files()


async def test_what_a_line_did_can_be_undone(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        await line(page, "kubectl create service clusterip shop --tcp=80")
        assert (await page.ask("undo"))["ok"]
        answer = await line(page, "kubectl get service shop")
    assert printed(answer, "err") == 'Error from server (NotFound): services "shop" not found\n'


async def test_applying_one_file_keeps_the_others_in_the_editor(sandbox: Workspace) -> None:
    both = [*files(), *files("# later\n", "other.yaml")]
    async with tab(sandbox) as page:
        await page.ask("save", files=both)
        await line(page, "kubectl apply -f service.yaml", files=both)
        snapshot = await page.ask("hello")
    assert [file["path"] for file in snapshot["files"]] == ["service.yaml", "other.yaml"]
    assert [file["path"] for file in snapshot["applied"]] == ["service.yaml"]


async def test_each_session_is_a_terminal_of_its_own(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        inside = await line(page, "kubectl exec -it client -- sh", session="a")
        assert inside["prompt"] != "$ "
        assert printed(await line(page, "hostname", session="a")) == "client\n"
        assert printed(await line(page, "hostname", session="b")) == "outside\n"
        asked = await page.ask("complete", line="", cursor=0, session="a")
        assert asked["prompt"] == inside["prompt"]


async def test_a_reset_ends_the_shells(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        await line(page, "kubectl exec -it client -- sh")
        await page.ask("reset")
        assert (await page.ask("complete", line="", cursor=0))["prompt"] == "$ "


async def test_tab_is_answered_with_candidates(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        answer = await page.ask("complete", line="kubectl describe pod cl | cat", cursor=23)
    assert answer["type"] == "completion"
    assert (answer["start"], answer["candidates"]) == (21, ["client"])


async def test_replaying_the_log_gives_the_same_bytes(sandbox: Workspace) -> None:
    lines = [
        "kubectl apply -f service.yaml", "x=1", "kubectl scale deployment web --replicas=5; kubectl rollout status deploy/web",
        "kubectl exec -it client -- sh", "curl -s http://shop; echo hi > /tmp/note", "kubectl nosuch", "exit",
        "kubectl delete pod -l app=web --wait=false", "sleep 60",
    ]  # fmt: skip
    async with tab(sandbox) as page:
        await page.ask("hello")
        for text in lines:
            await line(page, text, files=files())

    def compare() -> None:
        with registry.hold(sandbox.id) as known:
            before = known.state()
        after = live(sandbox).state()
        assert everything(before) == everything(after)
        assert before.terminals == after.terminals
        assert before.cluster.activity == after.cluster.activity

    await sync_to_async(compare)()


async def test_a_repeated_id_changes_nothing_and_is_answered_again(sandbox: Workspace) -> None:
    identity = str(uuid4())
    async with tab(sandbox) as page:
        first = await line(page, "kubectl create namespace shop", id=identity)
        again = await line(page, "kubectl create namespace shop", id=identity)
    assert first == again
    assert printed(first) == "namespace/shop created\n"


@pytest.mark.parametrize(
    "fields",
    [
        {}, {"line": 3}, {"line": "x" * (messages.LINE_LIMIT + 1)}, {"line": "é" * messages.LINE_LIMIT}, {"line": "a\0b"},
        {"line": "ls", "session": "../etc"}, {"line": "ls", "session": ""}, {"line": "ls", "session": "x" * 40},
        {"line": "ls", "files": [{"path": "../x.yaml", "text": ""}]},
    ],
)  # fmt: skip
async def test_a_wrong_shape_is_refused(sandbox: Workspace, fields: dict[str, Any]) -> None:
    async with tab(sandbox) as page:
        assert (await page.ask("terminal", **fields))["code"] == "shape"
        assert (await line(page, "echo on"))["exit"] == 0


async def test_too_many_lines_are_refused_and_the_socket_stays(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        answers = [await line(page, ":") for _ in range(40)]
        assert {answer.get("code") for answer in answers} == {None, "rate"}
        assert (await page.ask("sources"))["type"] == "sources"


async def test_output_is_text_and_stays_text(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        answer = await line(page, "echo '<img src=x onerror=alert(1)>'; printf 'a\\0b\\n'")
    assert printed(answer) == "<img src=x onerror=alert(1)>\nab\n"


async def test_what_a_lab_locks_is_locked_here_too(transactional_db: None) -> None:
    await sync_to_async(call_command)("loadlabs", verbosity=0)
    lab = await LabRevision.objects.filter(current=True).afirst()
    assert lab is not None
    workspace = await Workspace.objects.acreate(owner=ALICE, lab=lab)
    async with tab(workspace) as page:
        answer = await line(page, "kubectl delete node node-1")
    assert "Error from server (Forbidden)" in printed(answer, "err")
    assert answer["exit"] == 1
