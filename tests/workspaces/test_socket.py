"""One tab: what it says, what it is answered."""

from __future__ import annotations

import json
from typing import Any

import pytest
from channels.testing import WebsocketCommunicator

from playground.asgi import application
from playground.workspaces.models import Command, Workspace
from tests.workspaces.cast import SERVICE, files, tab


async def test_hello_is_answered_with_everything_there_is(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        snapshot = await page.ask("hello")
    assert (snapshot["type"], snapshot["sequence"], snapshot["world"]) == ("snapshot", 0, 1)
    assert {node["id"] for node in snapshot["scene"]["nodes"]} >= {"outside", "dns", "node:node-1", "pod:default/client"}
    assert snapshot["tables"]["Node"]["rows"][0]["name"] == "node-1"
    assert "Age" not in snapshot["tables"]["Node"]["columns"]
    assert snapshot["files"][0]["path"] == "service.yaml"
    assert (snapshot["applied"], snapshot["lab"], snapshot["undo"]) == ([], None, None)
    assert "outside" in snapshot["sources"]


async def test_apply_is_answered_and_changes_the_picture(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        await page.ask("hello")
        result = await page.ask("apply", files=files())
        delta = await page.hear("delta")
    assert result["ok"]
    assert [(item["kind"], item["name"], item["verb"]) for item in result["outcomes"]] == [("Service", "shop", "created")]
    assert (delta["from"], delta["to"]) == (0, 1)
    assert "service:default/shop" in {node["id"] for node in delta["scene"]["nodes"]["add"]}
    assert "Service/default/shop" in {row["id"] for row in delta["tables"]["add"]}
    assert delta["command"] == {"type": "apply", "summary": "Service/shop created"}
    assert delta["applied"] == files()
    assert delta["undo"] == "Apply service.yaml"


async def test_a_second_apply_of_the_same_text_changes_nothing(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        await page.ask("hello")
        await page.ask("apply", files=files())
        result = await page.ask("apply", files=files())
        delta = await page.hear(lambda message: message["type"] == "delta" and message["to"] == 2)
    assert result["outcomes"][0]["verb"] == "unchanged"
    assert delta["scene"]["nodes"] == {"add": [], "change": [], "remove": []}


async def test_documents_that_are_refused_leave_the_others_alone(sandbox: Workspace) -> None:
    text = SERVICE + "---\n" + SERVICE.replace("name: shop", "name: Bad_Name")
    async with tab(sandbox) as page:
        await page.ask("hello")
        result = await page.ask("apply", files=files(text))
    assert not result["ok"]
    assert [item["verb"] for item in result["outcomes"]] == ["created", "error"]
    assert any(marker["line"] == 14 and marker["severity"] == "error" for marker in result["markers"])


async def test_a_mistake_is_marked_at_its_line_before_it_is_applied(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        answer = await page.ask("lint", files=files(SERVICE.replace("  ports:", "  portz:")))
    assert answer["type"] == "markers"
    marker = next(marker for marker in answer["markers"] if marker["line"] == 8)
    assert "portz" in marker["message"]
    assert "ports" in marker["advice"]
    assert not await Command.objects.filter(workspace=sandbox).aexists()


@pytest.mark.parametrize(
    "text",
    ["", "a: [", "- - -", "\t", "kind: Service", "x: &a [*a]", "[" * 3000, "null", "---\n---\n", "\x00", "kind: 3\napiVersion: []"],
)
async def test_no_text_breaks_the_socket(sandbox: Workspace, text: str) -> None:
    async with tab(sandbox) as page:
        await page.ask("hello")
        assert (await page.ask("lint", files=files(text)))["type"] == "markers"
        assert (await page.ask("apply", files=files(text)))["type"] == "result"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("no json", "shape"),
        (json.dumps({"type": "apply", "files": []}), "shape"),
        (json.dumps([1, 2]), "shape"),
        ("x" * 600_000, "too-large"),
    ],
)
async def test_a_wrong_shape_is_answered_and_the_socket_stays(sandbox: Workspace, said: str, code: str) -> None:
    async with tab(sandbox) as page:
        await page.socket.send_to(text_data=said)
        assert (await page.hear("error"))["code"] == code
        assert (await page.ask("sources"))["type"] == "sources"


@pytest.mark.parametrize(
    ("type_", "fields", "code"),
    [
        ("delete", {"kind": "Service", "namespace": "default", "name": "nobody"}, "not-found"),
        ("delete", {"kind": "Dragon", "name": "x"}, "not-found"),
        ("object", {"kind": "Pod", "namespace": "default", "name": "nobody"}, "not-found"),
        ("rules", {"node": "node-99"}, "not-found"),
        ("rules", {"node": "node-1", "mode": "ebpf"}, "refused"),
        ("undo", {}, "refused"),
        ("redo", {}, "refused"),
        ("trace", {"source": "pod/nobody", "target": "http://web/"}, "refused"),
        ("trace", {"source": "outside", "target": "gopher://web/"}, "refused"),
        ("world", {"action": {"fail_node": "node-99"}}, "refused"),
        ("world", {"action": {"delete_pod": "default/nobody"}}, "not-found"),
        ("check", {"step": "fix"}, "not-found"),
        ("submit", {"step": "fix"}, "not-found"),
        ("hint", {"step": "fix", "index": 0}, "not-found"),
        ("predict", {"step": "fix", "answer": {}}, "not-found"),
    ],
)
async def test_what_cannot_be_done_is_said_and_not_logged(
    sandbox: Workspace, type_: str, fields: dict[str, Any], code: str
) -> None:
    async with tab(sandbox) as page:
        answer = await page.ask(type_, **fields)
    assert (answer["type"], answer["code"]) == ("error", code), answer
    assert not await Command.objects.filter(workspace=sandbox).aexists()


async def test_an_object_is_shown_as_kubectl_prints_it(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        await page.ask("apply", files=files())
        answer = await page.ask("object", kind="Service", namespace="default", name="shop")
    assert answer["yaml"].startswith("apiVersion: v1\nkind: Service\n")
    assert "clusterIP: 10.96." in answer["yaml"]
    assert "managedFields" not in answer["yaml"]


@pytest.mark.parametrize("mode", ["iptables", "nftables"])
async def test_a_nodes_rules_name_the_line_that_begot_them(sandbox: Workspace, mode: str) -> None:
    async with tab(sandbox) as page:
        await page.ask("apply", files=files(SERVICE.replace("port: 80", "port: 80\n    nodePort: 30080").replace("spec:", "spec:\n  type: NodePort")))
        answer = await page.ask("rules", node="node-1", mode=mode)
    ours = [line for line in answer["lines"] if line["service"] == "service:default/shop"]
    assert any("30080" in line["text"] for line in answer["lines"])
    assert ours
    assert any(line["origin"] and line["origin"]["file"] == "service.yaml" and line["origin"]["line"] for line in ours)


async def test_a_trace_is_told_with_its_places_and_lines(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        await page.ask("hello")
        await page.ask("apply", files=files())
        trace = await page.ask("trace", source="pod/client", target="http://shop/")
        delta = await page.hear(lambda message: message["type"] == "delta" and message["to"] == 2)
    assert trace["disposition"] == "DELIVERED"
    assert trace["sentence"]
    assert trace["hops"][0]["place"] == "pod:default/client"
    origins = [origin for hop in trace["hops"] for step in hop["steps"] for origin in step["origins"]]
    assert any(origin["file"] == "service.yaml" for origin in origins)
    assert sum(branch["percent"] for branch in trace["branches"]) == pytest.approx(100, abs=0.5)
    assert delta["command"]["type"] == "trace"


async def test_what_is_left_over_is_named_and_can_be_deleted(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        await page.ask("hello")
        await page.ask("apply", files=files())
        await page.ask("apply", files=files(SERVICE.replace("name: shop", "name: store")))
        delta = await page.hear(lambda message: message["type"] == "delta" and message["to"] == 2)
        assert delta["leftovers"] == [{"kind": "Service", "namespace": "default", "name": "shop"}]
        await page.ask("delete", kind="Service", namespace="default", name="shop")
        delta = await page.hear(lambda message: message["type"] == "delta" and message["to"] == 3)
    assert delta["leftovers"] == []
    assert "service:default/shop" in delta["scene"]["nodes"]["remove"]


async def test_a_syntax_error_makes_nothing_a_leftover(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        await page.ask("hello")
        await page.ask("apply", files=files())
        await page.ask("apply", files=files(SERVICE.replace("  name: shop", "  name: [shop")))
        delta = await page.hear(lambda message: message["type"] == "delta" and message["to"] == 2)
    assert delta["leftovers"] == []


async def test_too_many_messages_are_refused_for_a_while(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        for _ in range(80):
            await page.say("sources")
        refused = await page.hear("error")
    assert refused["code"] == "rate"


async def test_a_failed_trace_says_what_would_have_helped(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        await page.ask("apply", files=files(SERVICE.replace("app: web", "app: wed")))
        trace = await page.ask("trace", source="pod/client", target="http://shop/")
    assert trace["disposition"] == "REJECTED"
    assert trace["diagnosis"]["code"] == "SVC-SELECTOR-NO-MATCH"
    (edit,) = trace["what_if"][0]["edits"]
    assert (trace["what_if"][0]["file"], edit["line"], edit["text"]) == ("service.yaml", 7, "web")


async def test_the_log_keeps_how_a_trace_ended_and_a_retry_is_told_all(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        first = await page.ask("trace", source="pod/client", target="http://10.96.0.1:443/", id="3f0e8a52-6f5e-4c0e-8f2c-1b6f6f2f9a02")
        again = await page.ask("trace", source="pod/client", target="http://10.96.0.1:443/", id="3f0e8a52-6f5e-4c0e-8f2c-1b6f6f2f9a02")
    assert again["hops"][0] == first["hops"][0]
    row = await Command.objects.aget(workspace=sandbox)
    assert set(row.outcome) == {"type", "source", "target", "disposition", "sentence", "status"}


@pytest.mark.parametrize("address", ["/ws/nope", "/", "/ws/workspaces/none/"])
async def test_a_socket_at_an_unknown_address_is_refused(address: str) -> None:
    socket = WebsocketCommunicator(application, address, headers=[(b"origin", b"http://localhost"), (b"host", b"localhost")])
    assert await socket.connect() == (False, 4404)
