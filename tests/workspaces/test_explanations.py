"""Why a pod is behind a Service, who wrote a field, what a container was told, what a name is called; and how requests spread."""

from __future__ import annotations

from typing import Any

import pytest

from playground.workspaces.models import Workspace
from tests.workspaces.cast import BOB, Tab, files, tab

WEB = """\
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - name: http
      port: 80
      targetPort: {target}
"""
AFFINITY = WEB.replace("spec:\n", "spec:\n  sessionAffinity: ClientIP\n")


def service(target: str = "http", text: str = WEB) -> list[dict[str, str]]:
    return files(text.format(target=target))


async def pods(alice: Tab) -> list[str]:
    sources: list[str] = (await alice.ask("sources"))["sources"]
    return [source.removeprefix("pod/") for source in sources if source.startswith("pod/web")]


# -- many requests


async def test_a_hundred_requests_spread_over_the_endpoints_beside_their_exact_shares(sandbox: Workspace) -> None:
    async with tab(sandbox) as alice:
        await alice.ask("apply", files=service())
        told = await alice.ask("send", source="pod/client", target="http://web", count=100)
        assert told["type"] == "distribution"
        assert [end["probability"] for end in told["ends"]] == ["1/3", "1/3", "1/3"]
        assert sum(end["count"] for end in told["ends"]) == told["count"] == 100
        assert all(end["count"] > 10 for end in told["ends"])
        assert told["remembered"] is False
        assert len(told["trace"]["branches"]) == 3
        again = [await alice.ask("send", source="pod/client", target="http://web", count=100) for _ in range(4)]  # two may come out alike
        assert any([end["count"] for end in each["ends"]] != [end["count"] for end in told["ends"]] for each in again)


async def test_with_affinity_the_first_request_decides_for_all(sandbox: Workspace) -> None:
    async with tab(sandbox) as alice:
        await alice.ask("apply", files=service(text=AFFINITY))
        told = await alice.ask("send", source="pod/client", target="http://web", count=50)
        assert told["remembered"] is True
        assert [end["probability"] for end in told["ends"]] == ["1/3", "1/3", "1/3"]
        assert sorted(end["count"] for end in told["ends"]) == [0, 0, 50]
        taken = next(end["place"] for end in told["ends"] if end["count"])
        later = await alice.ask("trace", source="pod/client", target="http://web")
        assert [branch["backend"] for branch in later["branches"]] == [taken]


async def test_requests_that_fail_are_counted_where_they_failed(sandbox: Workspace) -> None:
    async with tab(sandbox) as alice:
        await alice.ask("apply", files=service("8080"))
        told = await alice.ask("send", source="pod/client", target="http://web", count=30)
        assert {end["disposition"] for end in told["ends"]} == {"REFUSED"}
        assert all(end["place"].startswith("pod:default/web-") for end in told["ends"])
        nobody = await alice.ask("send", source="pod/client", target="http://nosuch", count=30)
        assert [(end["disposition"], end["count"], end["probability"]) for end in nobody["ends"]] == [("NXDOMAIN", 30, "1")]


async def test_what_was_sent_is_one_row_of_the_log_and_is_answered_again(sandbox: Workspace) -> None:
    async with tab(sandbox) as alice:
        await alice.ask("apply", files=service())
        await alice.ask("hello")
        identity = await alice.say("send", source="pod/client", target="http://web", count=10)
        told = await alice.hear(lambda message: message.get("id") == identity)
        delta = await alice.hear("delta")
        assert (delta["command"]["type"], delta["to"] - delta["from"]) == ("send", 1)
        again = await alice.ask("send", source="pod/client", target="http://web", count=10, id=identity)
        assert again["ends"] == told["ends"]


@pytest.mark.parametrize("count", [0, 1001, "ten"])
async def test_a_count_out_of_bounds_is_no_message(sandbox: Workspace, count: Any) -> None:
    async with tab(sandbox) as alice:
        answer = await alice.ask("send", source="pod/client", target="http://web", count=count)
        assert (answer["type"], answer["code"]) == ("error", "shape")


# -- supposed


async def test_a_trace_is_told_as_it_would_be_and_nothing_is_applied(sandbox: Workspace) -> None:
    async with tab(sandbox) as alice:
        await alice.ask("apply", files=service("8080"))
        told = await alice.ask("suppose", source="pod/client", target="http://web", files=service("http"))
        assert (told["type"], told["supposed"], told["disposition"]) == ("trace", True, "DELIVERED")
        assert (await alice.ask("trace", source="pod/client", target="http://web"))["disposition"] == "REFUSED"


async def test_files_that_would_be_refused_are_refused_with_their_line(sandbox: Workspace) -> None:
    async with tab(sandbox) as alice:
        answer = await alice.ask("suppose", source="pod/client", target="http://web", files=service("99999"))
        assert (answer["type"], answer["code"]) == ("error", "refused")
        assert answer["message"].startswith("service.yaml:")
        assert "spec.ports[0].targetPort" in answer["message"]


# -- endpoints


async def test_each_pod_says_why_it_is_behind_the_service(sandbox: Workspace) -> None:
    async with tab(sandbox) as alice:
        await alice.ask("apply", files=service())
        first, second, _ = await pods(alice)
        await alice.ask("world", action={"set_ready": {"pod": f"default/{first}", "ready": False}})
        await alice.ask("world", action={"delete_pod": f"default/{second}"})
        told = await alice.ask("endpoints", namespace="default", name="web")
        codes = {pod["name"]: (pod["code"], pod["inside"]) for pod in told["pods"]}
        assert codes[first] == ("held", True)
        assert codes["client"] == ("labels", False)
        assert codes[second] == ("terminating", True)
        why = next(pod["why"] for pod in told["pods"] if pod["name"] == "client")
        assert why == "The selector wants app=web; it has app=client."
        targets = {endpoint["target"]: endpoint for part in told["slices"] for endpoint in part["endpoints"]}
        assert {name for name, (_, inside) in codes.items() if inside} == set(targets)
        assert (targets[first]["ready"], targets[second]["terminating"]) == (False, True)


async def test_a_service_that_selects_nobody_says_that_it_has_no_slices_of_its_own(sandbox: Workspace) -> None:
    alias = "apiVersion: v1\nkind: Service\nmetadata: {name: db}\nspec: {type: ExternalName, externalName: db.example.net}\n"
    async with tab(sandbox) as alice:
        await alice.ask("apply", files=files(alias))
        told = await alice.ask("endpoints", namespace="default", name="db")
        assert (told["slices"], told["pods"]) == ([], [])
        assert "alias" in told["note"]
        missing = await alice.ask("endpoints", namespace="default", name="nosuch")
        assert (missing["type"], missing["code"]) == ("error", "not-found")


# -- variables


async def test_a_container_lacks_the_variables_of_a_service_that_came_later(sandbox: Workspace) -> None:
    async with tab(sandbox) as alice:
        await alice.ask("apply", files=service())
        told = await alice.ask("environment", namespace="default", name="client")
        assert [item["service"] for item in told["missing"]] == ["service:default/web"]
        assert "WEB_SERVICE_HOST" in told["missing"][0]["variables"]
        given = {item["name"]: item["service"] for item in told["variables"]}
        assert given["KUBERNETES_SERVICE_HOST"] == "service:default/kubernetes"


async def test_a_container_that_starts_after_the_service_has_them_and_keeps_them_when_the_service_is_made_anew(sandbox: Workspace) -> None:
    async with tab(sandbox) as alice:
        await alice.ask("apply", files=service())
        await alice.ask("world", action={"delete_pod": f"default/{(await pods(alice))[0]}"})
        await alice.ask("advance", seconds=60)
        environments = [await alice.ask("environment", namespace="default", name=name) for name in await pods(alice)]
        fresh = next(item for item in environments if not item["missing"])
        host = next(item for item in fresh["variables"] if item["name"] == "WEB_SERVICE_HOST")
        assert (host["service"], host["stale"]) == ("service:default/web", False)
        await alice.ask("delete", kind="Service", namespace="default", name="web")
        gone = await alice.ask("environment", namespace="default", name=fresh["name"])
        host = next(item for item in gone["variables"] if item["name"] == "WEB_SERVICE_HOST")
        assert (host["service"], host["stale"]) == (None, True)


# -- names


async def test_a_name_is_as_short_as_the_search_list_of_who_asks_lets_it_be(sandbox: Workspace) -> None:
    other = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n---\n" + WEB.format(target="http").replace("name: web\n", "name: web\n  namespace: shop\n", 1)
    async with tab(sandbox) as alice:
        await alice.ask("apply", files=[*files(other, "other.yaml"), *service()])
        told = await alice.ask("names", source="pod/client")
        short = {item["name"]: item["short"] for item in told["names"]}
        assert short["web.default.svc.cluster.local."] == "web"
        assert short["web.shop.svc.cluster.local."] == "web.shop"
        assert short["_http._tcp.web.default.svc.cluster.local."] == "_http._tcp.web"
        for item in told["names"]:
            if item["short"] and not item["name"].startswith("_"):
                trace = await alice.ask("trace", source="pod/client", target=f"dns:{item['short']}?type=A")
                assert trace["lookup"]["questions"][-1]["name"] == item["name"]
        node = await alice.ask("names", source="node/node-1")
        assert (node["asks_cluster"], {item["short"] for item in node["names"]}) == (False, {""})


async def test_an_answer_comes_with_all_its_sections(sandbox: Workspace) -> None:
    async with tab(sandbox) as alice:
        await alice.ask("apply", files=service())
        trace = await alice.ask("trace", source="pod/client", target="dns:_http._tcp.web?type=SRV")
        last = trace["lookup"]["questions"][-1]
        assert last["authoritative"] is True
        assert " SRV 0 100 80 web.default.svc.cluster.local." in last["answers"][0]
        assert last["additional"][0].startswith("web.default.svc.cluster.local. ")
        none = await alice.ask("trace", source="pod/client", target="dns:nosuch?type=A")
        assert " SOA " in none["lookup"]["questions"][0]["authority"][0]


# -- YAML and rules


async def test_every_line_of_an_object_says_who_wrote_it(sandbox: Workspace) -> None:
    async with tab(sandbox) as alice:
        await alice.ask("apply", files=service())
        told = await alice.ask("object", kind="Service", namespace="default", name="web")
        lines = dict(zip((line.strip() for line in told["yaml"].splitlines()), told["lines"], strict=True))
        by = {text: line["by"] for text, line in lines.items()}
        assert (by["app: web"], lines["app: web"]["file"], lines["app: web"]["line"]) == ("file", "service.yaml", 7)
        assert by["sessionAffinity: None"] == by["type: ClusterIP"] == "default"
        assert next(who for text, who in by.items() if text.startswith("clusterIP: ")) == "allocated"
        assert next(who for text, who in by.items() if text.startswith("uid: ")) == "server"
        assert by["namespace: default"] == "kubectl"
        assert by["loadBalancer: {}"] == "controller"
        assert "managedFields" not in told["yaml"]
        managed = await alice.ask("object", kind="Service", namespace="default", name="web", managed=True)
        assert "managedFields" in managed["yaml"]
        assert len(managed["lines"]) == len(managed["yaml"].splitlines())


async def test_what_was_changed_past_its_file_is_told_apart(sandbox: Workspace) -> None:
    async with tab(sandbox) as alice:
        await alice.ask("apply", files=service())
        await alice.ask("terminal", line="kubectl set selector service web app=wed")
        told = await alice.ask("object", kind="Service", namespace="default", name="web")
        lines = dict(zip((line.strip() for line in told["yaml"].splitlines()), told["lines"], strict=True))
        assert lines["app: wed"] == {"by": "later", "file": "service.yaml", "line": 7}
        assert lines["port: 80"]["by"] == "file"
        trace = await alice.ask("trace", source="pod/client", target="http://web")
        [origin] = [each for each in trace["diagnosis"]["origins"] if each["file"] == "service.yaml"]
        assert origin["differs"] == {"path": "spec.selector.app", "says": "web", "has": "wed"}


async def test_every_kind_that_is_shown_can_be_read_line_by_line(sandbox: Workspace) -> None:
    async with tab(sandbox) as alice:
        await alice.ask("hello")
        snapshot = alice.heard[-1]
        for table in snapshot["tables"].values():
            for row in table["rows"]:
                told = await alice.ask("object", kind=row["kind"], namespace=row["namespace"], name=row["name"], managed=True)
                assert len(told["lines"]) == len(told["yaml"].splitlines()), row["id"]


async def test_rules_that_the_last_command_changed_are_marked_until_the_next_one(sandbox: Workspace) -> None:
    async with tab(sandbox) as alice:
        await alice.ask("apply", files=service())
        first = await alice.ask("rules", node="node-1", mode="iptables")
        assert first["since"] == "Service/web created"
        assert first["gone"] == []
        new = [line for line in first["lines"] if line["new"]]
        assert new
        assert all(line["service"] == "service:default/web" for line in new if line["service"])
        await alice.ask("trace", source="pod/client", target="http://web")
        assert (await alice.ask("rules", node="node-1", mode="iptables"))["since"] == "Service/web created"
        await alice.ask("apply", files=service("8080"))
        second = await alice.ask("rules", node="node-1", mode="iptables")
        assert any(":8080" in line["text"] for line in second["lines"] if line["new"])
        assert any(":80" in line["text"] and "DNAT" in line["text"] for line in second["gone"])
        kept = {line["text"] for line in second["lines"] if not line["new"]}
        assert kept <= {line["text"] for line in first["lines"]}


async def test_the_rules_of_one_service_can_be_asked_for(sandbox: Workspace) -> None:
    async with tab(sandbox) as alice:
        await alice.ask("apply", files=service())
        told = await alice.ask("rules", node="node-1", mode="nftables", service="service:default/web")
        assert {line["service"] for line in told["lines"]} == {"service:default/web"}
        assert "service:kube-system/kube-dns" in told["services"]


async def test_bob_may_ask_none_of_it(sandbox: Workspace) -> None:
    async with tab(sandbox, BOB) as bob:
        assert (await bob.socket.receive_output())["code"] == 4403


async def test_what_costs_much_may_not_be_asked_without_end(sandbox: Workspace) -> None:
    async with tab(sandbox) as alice:
        answers = [await alice.ask("send", source="pod/client", target="http://web", count=1) for _ in range(12)]
        assert [answer["type"] for answer in answers[:10]] == ["distribution"] * 10
        assert answers[-1]["code"] == "rate"
