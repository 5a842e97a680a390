"""Live preview: what Apply would change, as the page asks for it while somebody types."""

from __future__ import annotations

from typing import Any

import pytest

from playground.diagram import patched
from playground.workspaces.models import Command, Workspace
from tests.workspaces.cast import BOB, SERVICE, files, tab

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  replicas: 2
  selector:
    matchLabels:
      app: shop
  template:
    metadata:
      labels:
        app: shop
    spec:
      containers:
      - name: web
        image: nginx
"""


def by_id(items: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {item["id"]: item for item in items}


async def test_a_preview_tells_what_apply_would_add(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        answer = await page.ask("preview", files=files())
    assert answer["type"] == "preview"
    assert answer["summary"] == "Service/shop created"
    assert "service:default/shop" in {node["id"] for node in answer["scene"]["nodes"]["add"]}
    assert {edge["target"] for edge in answer["scene"]["edges"]["add"]} & {"pod:default/web-1", "service:default/shop"}


async def test_a_preview_changes_nothing(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        before = await page.ask("hello")
        await page.ask("preview", files=files())
        after = await page.ask("hello")
    assert (after["scene"], after["revision"], after["sequence"]) == (before["scene"], before["revision"], before["sequence"])
    assert not await Command.objects.filter(workspace=sandbox).aexists()


async def test_what_is_previewed_is_what_apply_does(sandbox: Workspace) -> None:
    """Pods of a Deployment too: by name, running and ready, as they are once time has done its work."""
    async with tab(sandbox) as page:
        shown = await page.ask("hello")
        told = (await page.ask("preview", files=files(DEPLOYMENT)))["scene"]
        await page.ask("apply", files=files(DEPLOYMENT))
        await page.ask("advance", seconds=60)
        later = (await page.ask("hello"))["scene"]
    for part in ("nodes", "edges"):
        assert patched(shown["scene"][part], told[part]) == by_id(later[part])
    assert [node["state"] for node in told["nodes"]["add"] if node["kind"] == "pod"] == ["ready", "ready"]


async def test_what_would_happen_anyhow_is_no_part_of_a_preview(sandbox: Workspace) -> None:
    """A pod that is about to become ready is not the doing of the Service that is being typed."""
    async with tab(sandbox) as page:
        await page.ask("clock", running=False)
        await page.ask("apply", files=files(DEPLOYMENT))
        other = SERVICE.replace("app: web", "app: nobody")
        answer = await page.ask("preview", files=[*files(DEPLOYMENT), *files(other, "other.yaml")])
    changed = [item["id"] for item in (*answer["scene"]["nodes"]["add"], *answer["scene"]["nodes"]["change"])]
    assert "service:default/shop" in changed
    assert not any(name.startswith("pod:") for name in changed)


@pytest.mark.parametrize("text", ["", "kind: [", "kind: Service", SERVICE.replace("port: 80", "port: 0")])
async def test_what_cannot_be_applied_has_no_preview(sandbox: Workspace, text: str) -> None:
    async with tab(sandbox) as page:
        assert (await page.ask("preview", files=files(text)))["scene"] is None


async def test_files_that_are_applied_have_no_preview(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        await page.ask("apply", files=files())
        assert (await page.ask("preview", files=files()))["scene"] is None
        assert (await page.ask("preview", files=files("# a word\n" + SERVICE)))["scene"] is None


async def test_a_document_that_is_refused_does_not_hide_the_others(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        answer = await page.ask("preview", files=files(SERVICE + "---\n" + DEPLOYMENT.replace("name: shop", "name: Shop")))
    assert [item["verb"] for item in answer["outcomes"]] == ["created", "error"]
    assert answer["summary"] == "Service/shop created, 1 refused"
    assert [node["kind"] for node in answer["scene"]["nodes"]["add"] if node["kind"] in ("service", "pod")] == ["service"]


async def test_a_cluster_that_never_rests_is_previewed_all_the_same(sandbox: Workspace) -> None:
    crashing = DEPLOYMENT.replace("image: nginx", "image: busybox\n        command: ['false']")
    async with tab(sandbox) as page:
        answer = await page.ask("preview", files=files(crashing))
    assert any(node["kind"] == "pod" for node in answer["scene"]["nodes"]["add"])


async def test_somebody_elses_tab_cannot_preview(sandbox: Workspace) -> None:
    async with tab(sandbox, BOB) as page:
        await page.say("preview", files=files())
        assert (await page.socket.receive_output(timeout=5))["code"] == 4403


async def test_fields_that_change_nothing_are_told_of_one_file(sandbox: Workspace) -> None:
    space = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n"
    text = SERVICE.replace("name: shop", "name: shop\n  namespace: shop") + "    protocol: TCP\n"
    async with tab(sandbox) as page:
        answer = await page.ask("idle", files=[*files(space, "space.yaml"), *files(text)], path="service.yaml")
        refused = await page.ask("idle", files=files(), path="none.yaml")
    field = {"line": 11, "column": 5, "end_line": 11, "end_column": 18, "why": "default", "value": "TCP"}
    assert (answer["type"], answer["file"], answer["fields"]) == ("idle", "service.yaml", [field])
    assert (refused["type"], refused["code"]) == ("error", "not-found")
    assert not await Command.objects.filter(workspace=sandbox).aexists()


async def test_files_are_formatted_and_nothing_is_written(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        answer = await page.ask("format", files=[*files("a:\n    b:  1 # why\n"), *files("a: [\n", "b.yaml")])
    assert answer["type"] == "formatted"
    assert answer["files"] == [*files("a:\n  b: 1 # why\n"), *files("a: [\n", "b.yaml")]
    assert not await Command.objects.filter(workspace=sandbox).aexists()
