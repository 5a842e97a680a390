"""Two tabs on one workspace stay equal; a tab that was away catches up."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from playground.workspaces.account import MOST
from playground.workspaces.live import registry
from playground.workspaces.models import Command, Workspace
from tests.workspaces.cast import SERVICE, Tab, files, tab


class Page:
    """What a browser keeps: a snapshot, and every delta applied to it."""

    def __init__(self, snapshot: dict[str, Any]) -> None:
        self.sequence = snapshot["sequence"]
        self.nodes = {item["id"]: item for item in snapshot["scene"]["nodes"]}
        self.edges = {item["id"]: item for item in snapshot["scene"]["edges"]}
        self.rows = {row["id"]: row for table in snapshot["tables"].values() for row in table["rows"]}
        self.account = {line["id"]: line for line in snapshot["account"]}
        self.rest = {key: snapshot[key] for key in ("applied", "leftovers", "sources", "undo", "redo", "running", "progress")}

    def apply(self, delta: dict[str, Any]) -> None:
        assert delta["from"] == self.sequence
        self.sequence = delta["to"]
        for items, changes in ((self.nodes, delta["scene"]["nodes"]), (self.edges, delta["scene"]["edges"]), (self.rows, delta["tables"])):
            for key in changes["remove"]:
                del items[key]
            items.update({item["id"]: item for item in (*changes["add"], *changes["change"])})
        self.account |= {line["id"]: line for line in delta["account"]}
        self.account = dict(list(self.account.items())[-MOST:])
        self.rest |= {key: delta[key] for key in self.rest if key in delta}


def state_of(page: Page) -> dict[str, Any]:
    return vars(page)


async def open_page(tab: Tab) -> Page:
    return Page(await tab.ask("hello"))


async def test_the_other_tab_hears_of_a_change(sandbox: Workspace) -> None:
    async with tab(sandbox) as one, tab(sandbox) as other:
        pages = [await open_page(one), await open_page(other)]
        await one.ask("apply", files=files())
        for page, heard in zip(pages, (one, other), strict=True):
            page.apply(await heard.hear("delta"))
    assert state_of(pages[0]) == state_of(pages[1])
    assert "service:default/shop" in pages[1].nodes


async def test_old_page_and_deltas_make_what_a_fresh_page_shows(sandbox: Workspace) -> None:
    """The deltas are right: after anything, they lead to what a new tab is told."""
    changes: list[tuple[str, dict[str, Any]]] = [
        ("apply", {"files": files()}),
        ("world", {"action": {"fail_node": "node-2"}}),
        ("apply", {"files": files(SERVICE.replace("app: web", "app: nothing"))}),
        ("advance", {"seconds": 60}),
        ("world", {"action": {"scale": {"kind": "Deployment", "namespace": "default", "name": "web", "replicas": 5}}}),
        ("trace", {"source": "node/node-1", "target": "http://10.96.0.1:443/"}),
        ("advance", {"seconds": 30}),
        ("undo", {}),
        ("world", {"action": {"restore_node": "node-2"}}),
        ("apply", {"files": files("nonsense: [")}),
        ("delete", {"kind": "Service", "namespace": "default", "name": "shop"}),
        ("undo", {}),
        ("redo", {}),
        ("advance", {"seconds": 400}),
    ]
    async with tab(sandbox) as one:
        await one.ask("clock", running=False)
        page = await open_page(one)
        for type_, fields in changes:
            answer = await one.ask(type_, **fields)
            assert answer["type"] != "error", answer
            page.apply(await one.hear(lambda message: message["type"] == "delta" and message["to"] > page.sequence))
        async with tab(sandbox) as fresh:
            assert state_of(page) == state_of(await open_page(fresh))


async def test_what_is_typed_in_one_tab_appears_in_the_other(sandbox: Workspace) -> None:
    async with tab(sandbox) as one, tab(sandbox) as other:
        await one.ask("hello")
        await other.ask("hello")
        assert (await one.ask("save", files=files("kind: Draft")))["type"] == "saved"
        draft = await other.hear("draft")
    assert draft["files"][0]["text"] == "kind: Draft"


async def test_who_was_slower_to_save_is_told_what_the_other_typed(sandbox: Workspace) -> None:
    async with tab(sandbox) as one, tab(sandbox) as other:
        known = [(await page.ask("hello"))["draft"] for page in (one, other)]
        assert (await one.ask("save", files=files("kind: One"), draft=known[0]))["type"] == "saved"
        late = await other.ask("save", files=files("kind: Other"), draft=known[1])
        assert (late["type"], late["files"][0]["text"]) == ("draft", "kind: One")
        assert (await other.ask("save", files=files("kind: Both"), draft=late["draft"]))["type"] == "saved"
        assert (await one.ask("hello"))["files"][0]["text"] == "kind: Both"


async def test_what_is_applied_is_what_both_editors_hold(sandbox: Workspace) -> None:
    """Even if it was never saved, and whatever is undone after it."""
    async with tab(sandbox) as one, tab(sandbox) as other:
        await one.ask("hello")
        await other.ask("hello")
        result = await one.ask("apply", files=files())
        draft = await other.hear("draft")
        await one.ask("undo")
        snapshot = await other.ask("hello")
    assert draft["files"][0]["text"] == snapshot["files"][0]["text"] == SERVICE
    assert result["draft"] == draft["draft"] == snapshot["draft"]


async def test_the_same_text_again_is_no_news(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        first = await page.ask("save", files=files("kind: Draft"))
        assert (await page.ask("save", files=files("kind: Draft")))["draft"] == first["draft"]


async def test_the_editors_text_survives_a_reload(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        await page.ask("apply", files=files())
        await page.ask("save", files=files("kind: Draft"))
    async with tab(sandbox) as page:
        snapshot = await page.ask("hello")
        assert snapshot["files"][0]["text"] == "kind: Draft"
        assert snapshot["applied"] == files()
        await page.ask("apply", files=files())
        assert (await page.ask("hello"))["files"][0]["text"] == SERVICE


async def test_a_workspace_survives_a_restart_of_the_server(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        await page.ask("apply", files=files())
        await page.ask("world", action={"fail_node": "node-2"})
        await page.ask("clock", running=False)
        before = Page(await page.ask("hello"))
    registry.forget()
    async with tab(sandbox) as page:
        assert state_of(Page(await page.ask("hello"))) == state_of(before)


async def test_a_command_sent_twice_is_done_once(sandbox: Workspace) -> None:
    identity = str(uuid4())
    async with tab(sandbox) as page:
        await page.ask("apply", files=files())
        first = await page.ask("undo", id=identity)
        again = await page.ask("undo", id=identity)
    assert first == again
    assert await Command.objects.filter(workspace=sandbox).acount() == 2


async def test_a_command_sent_again_after_a_restart_is_done_once(sandbox: Workspace) -> None:
    identity = str(uuid4())
    async with tab(sandbox) as page:
        first = await page.ask("apply", files=files(), id=identity)
    registry.forget()
    async with tab(sandbox) as page:
        assert await page.ask("apply", files=files(), id=identity) == first
    assert await Command.objects.filter(workspace=sandbox).acount() == 1


async def test_another_workers_commands_are_found_in_the_log(sandbox: Workspace) -> None:
    """As if a second process had written them: this one's memory is older than the log."""
    async with tab(sandbox) as page:
        await page.ask("hello")
        await page.ask("apply", files=files())
        remembered = registry.lives[sandbox.id]
        old = remembered._state
        await page.ask("world", action={"fail_node": "node-2"})
        remembered._state = old  # this process missed the last command
        result = await page.ask("world", action={"fail_node": "node-3"})
        assert result["ok"]
        snapshot = await page.ask("hello")
    states = {node["name"]: node["state"] for node in snapshot["scene"]["nodes"] if node["kind"] == "node"}
    assert states == {"node-1": "ready", "node-2": "failed", "node-3": "failed"}
    assert snapshot["sequence"] == 3


async def test_reset_starts_a_new_world_and_keeps_the_text(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        await page.ask("hello")
        await page.ask("apply", files=files())
        await page.ask("save", files=files("kind: Draft"))
        await page.ask("reset")
        snapshot = await page.hear("snapshot")
    assert (snapshot["world"], snapshot["applied"], snapshot["undo"]) == (2, [], None)
    assert snapshot["files"][0]["text"] == "kind: Draft"
    assert "service:default/shop" not in {node["id"] for node in snapshot["scene"]["nodes"]}
