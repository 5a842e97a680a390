"""What operators live through, by button and by terminal: what comes of it, what can be taken back, what a lab says to it."""

from __future__ import annotations

from typing import Any

import pytest

from playground.workspaces.account import MOST, Account, told
from playground.workspaces.models import Workspace
from tests.workspaces.cast import Tab, files, tab
from tests.workspaces.test_exercise import lab

__all__ = ["lab"]

WEB = {"kind": "Deployment", "namespace": "default", "name": "web"}
BALANCED = """\
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}
"""


async def act(page: Tab, seconds: float = 0, **action: Any) -> dict[str, Any]:
    """One action and the time after it; its result."""
    result = await page.ask("world", action=action)
    if seconds:
        await page.ask("advance", seconds=seconds)
    return result


async def rows(page: Tab, kind: str) -> dict[str, list[str]]:
    snapshot = await page.ask("hello")
    return {row["name"]: row["cells"] for row in snapshot["tables"][kind]["rows"]}


async def account(page: Tab) -> list[str]:
    return [line["text"] for line in (await page.ask("hello"))["account"]]


async def web_pod(page: Tab) -> str:
    return next(name for name in await rows(page, "Pod") if name.startswith("web-"))


async def test_each_action_is_followed_by_what_the_controllers_did(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        await page.ask("clock", running=False)
        pod = await web_pod(page)
        await act(page, 10, delete_pod=f"default/{pod}")
        lines = (await page.ask("hello"))["account"]
    assert (lines[0]["command"], lines[0]["text"]) == ("world", f"Pod {pod} deleted")
    assert lines[1]["text"].startswith(f"Pod {pod} is told to end.")
    assert lines[1]["object"] == {"kind": "Pod", "namespace": "default", "name": pod}
    assert any("saw 2 of 3 replicas" in line["text"] for line in lines)
    assert [line["id"] for line in lines] == list(range(1, len(lines) + 1))


async def test_time_adds_to_the_account_and_the_delta_brings_only_that(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        await page.ask("clock", running=False)
        await page.ask("hello")
        await act(page, crash_pod=f"default/{await web_pod(page)}")
        first = await page.hear(lambda message: message["type"] == "delta" and message["command"]["type"] == "world")
        await page.ask("advance", seconds=5)
        later = await page.hear(lambda message: message["type"] == "delta" and message["command"]["type"] == "advance")
    assert "exited with code 1" in str(first["account"])
    assert "exited with code 1" not in str(later["account"])
    assert "restarts: 1." in str(later["account"])


async def test_crashes_and_restarts_show_in_the_table(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        await page.ask("clock", running=False)
        pod = await web_pod(page)
        await act(page, 5, crash_pod=f"default/{pod}")
        assert [cell.split()[0] for cell in (await rows(page, "Pod"))[pod][2:4]] == ["Running", "1"]
        await act(page, 5, set_crashing={"pod": f"default/{pod}", "crashing": True})
        assert (await rows(page, "Pod"))[pod][2] == "CrashLoopBackOff"
        await page.ask("undo")
        await page.ask("advance", seconds=60)
        assert (await rows(page, "Pod"))[pod][2] == "Running"


async def test_a_new_image_is_rolled_out_and_back(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        await page.ask("clock", running=False)
        result = await act(page, 60, set_image={**WEB, "image": "nginx:1.30"})
        assert result["message"] == "deployment.apps/web image updated"
        assert "Deployment web is rolled out; available replicas: 3." in await account(page)
        result = await act(page, 60, rollback=WEB)
        assert result["message"] == "deployment.apps/web rolled back"
        assert (await page.ask("undo"))["ok"]


async def test_scaling_goes_by_number_or_by_one_more(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        await act(page, scale={**WEB, "by": 1})
        assert (await rows(page, "Deployment"))["web"][1].endswith("/4")
        await act(page, scale={**WEB, "replicas": 1})
        await act(page, scale={**WEB, "by": -5})
        assert (await rows(page, "Deployment"))["web"][1].endswith("/0")
        for wrong in ({}, {"by": 1, "replicas": 2}, {"by": 0}):
            assert (await act(page, scale={**WEB, **wrong}))["code"] == "shape"


async def test_a_drain_stops_at_pods_that_nobody_would_make_again(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        await page.ask("clock", running=False)
        where = (await rows(page, "Pod"))["client"][-1]
        refused = await act(page, drain=where)
        assert refused["ok"] is False
        assert "Pods that declare no controller (use --force to override): default/client" in refused["message"]
        assert "SchedulingDisabled" in str((await rows(page, "Node"))[where])
        await page.ask("undo")
        assert "SchedulingDisabled" not in str((await rows(page, "Node"))[where])
        other = next(name for name in await rows(page, "Node") if name != where)
        assert (await act(page, 10, drain=other))["ok"]
        assert other not in [cells[-1] for name, cells in (await rows(page, "Pod")).items() if name.startswith("web-")]
        assert (await act(page, uncordon=other))["message"] == f"node/{other} uncordoned"


async def test_a_balancer_is_taken_and_given_again(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        await page.ask("clock", running=False)
        await page.ask("apply", files=files(BALANCED))
        await page.ask("advance", seconds=30)
        address = (await rows(page, "Service"))["web"][3]
        assert address.startswith("203.0.113.")
        await act(page, 30, balancer={"service": "default/web", "taken": True})
        assert (await rows(page, "Service"))["web"][3] == "<pending>"
        await act(page, 30, balancer={"service": "default/web", "taken": False})
        assert (await rows(page, "Service"))["web"][3] == address


@pytest.mark.parametrize(
    "action",
    [
        {"crash_pod": "default/nobody"}, {"set_crashing": {"pod": "default/nobody", "crashing": True}}, {"cordon": "node-99"},
        {"drain": "node-99"}, {"balancer": {"service": "default/nobody", "taken": True}}, {"scale": {**WEB, "name": "nobody", "by": 1}},
        {"set_image": {**WEB, "name": "nobody", "image": "nginx"}},
    ],
)  # fmt: skip
async def test_what_is_not_there_is_said(sandbox: Workspace, action: dict[str, Any]) -> None:
    async with tab(sandbox) as page:
        refused = await act(page, **action)
    assert (refused["type"], refused["code"]) == ("error", "not-found")


async def test_a_lab_lets_trouble_happen_and_keeps_what_it_holds_fast(lab: Workspace) -> None:
    async with tab(lab) as page:
        assert (await act(page, cordon="node-1"))["ok"]
        assert (await act(page, crash_pod="default/web"))["ok"]
        refused = await page.ask("terminal", line="kubectl cordon node-2")
        assert "this lab leaves nodes as they are" in refused["output"][-1]["text"]
        assert (await page.ask("terminal", line="world fail node-2"))["output"][0]["text"] == "node/node-2 failed\n"


async def test_the_terminal_does_the_same_and_it_can_be_taken_back(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        pod = await web_pod(page)
        for line, said in (
            (f"world unready {pod}", f"pod/{pod} unready"), (f"world ready pod/{pod}", f"pod/{pod} ready"),
            ("world fail node-2", "node/node-2 failed"), ("world crash nobody", "there is no pod 'nobody'"),
            ("world explode", "no such deed"), ("world", "what operators live through"), ("world crash", "usage: world crash POD"),
        ):  # fmt: skip
            assert said in (await page.ask("terminal", line=line))["output"][0]["text"]
        assert (await page.ask("undo"))["message"] == "Undone: world fail node-2"
        assert pod in (await page.ask("complete", line="world crash w", cursor=13))["candidates"]


def test_the_account_is_bounded() -> None:
    found: Account = ()
    for number in range(3 * MOST):
        found = told(found, (), ("world", f"deed {number}", 0.0))
    assert len(found) == MOST
    assert [item.number for item in found] == list(range(2 * MOST + 1, 3 * MOST + 1))
