"""The goal of a lab as a picture: as much of it as the lab lets be seen, and no more."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from playground.catalog.models import LabRevision
from playground.workspaces.models import Workspace
from tests.workspaces.cast import ALICE, tab

pytestmark = pytest.mark.django_db(transaction=True)

LAB = """\
apiVersion: labs/v1
kind: {kind}
id: little
title: A little lab
goal: {goal}
params: {{port: {{int: [7001, 7999]}}}}
steps: [{{id: fix, text: fix.md, checks: [reach]}}]
checks:
  reach: {{probe: {{http: {{from: pod/client, url: "http://shop:${{port}}/"}}}}, expect: {{disposition: DELIVERED}}}}
  secret: {{hidden: true, probe: {{dns: {{from: pod/client, name: hush, type: A}}}}, expect: {{rcode: NXDOMAIN}}}}
"""
CLUSTER = """\
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web, wanted: by-me}}
spec: {containers: [{name: web, image: "nginx:1.29"}]}
---
apiVersion: v1
kind: Pod
metadata: {name: client}
spec: {containers: [{name: shell, image: "curlimages/curl:8.17.0", command: [sleep, infinity]}]}
"""
SOLUTION = """\
apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {type: NodePort, selector: {wanted: by-me}, ports: [{port: ${port}, targetPort: 80, nodePort: 30123}]}
"""


def lab(goal: str = "shape", kind: str = "Lab", solution: str = SOLUTION) -> Workspace:
    files = {"lab.yaml": LAB.format(kind=kind, goal=goal), "cluster.yaml": CLUSTER, "fix.md": "Fix it."}
    if solution:
        files["solutions/service.yaml"] = solution
    revision = LabRevision.objects.create(
        digest=sha256(repr(files).encode()).hexdigest(), track="t", track_title="T", slug="little", lab_id="little", version="1.0.0", files=files
    )
    return Workspace.objects.create(owner=ALICE, lab=revision)


async def asked(workspace: Workspace) -> tuple[dict[str, Any], dict[str, Any]]:
    async with tab(workspace) as alice:
        snapshot = await alice.ask("hello")
        return snapshot, await alice.ask("goal")


async def test_the_outline_has_the_routes_and_none_of_the_fields_to_be_found() -> None:
    snapshot, goal = await asked(await sync_to_async(lab)())
    assert (snapshot["lab"]["goal"], goal["how"]) == ("shape", "shape")
    nodes = {node["id"]: node for node in goal["scene"]["nodes"]}
    assert nodes["service:default/shop"]["type"] == "NodePort"
    routes = [(edge["source"], edge["target"]) for edge in goal["scene"]["edges"] if edge["kind"] == "routes"]
    assert ("service:default/shop", "pod:default/web") in routes
    text = json.dumps(goal)
    assert not any(word in text for word in ("by-me", "30123", "hush", ":70", " 70", "targetPort"))
    assert "80" not in {str(port) for node in nodes.values() for port in (*node.get("ports", []), *node.get("listeners", []))}


async def test_a_full_goal_has_them() -> None:
    _, goal = await asked(await sync_to_async(lab)("full"))
    (service,) = [node for node in goal["scene"]["nodes"] if node["id"] == "service:default/shop"]
    assert service["selector"] == {"wanted": "by-me"}
    assert service["ports"][0]["node_port"] == 30123
    assert "hush" not in json.dumps(goal)


@pytest.mark.parametrize(("goal", "kind"), [("hidden", "Lab"), ("full", "Exam"), ("shape", "Exam")])
async def test_a_hidden_goal_and_an_exams_are_never_sent(goal: str, kind: str) -> None:
    snapshot, answer = await asked(await sync_to_async(lab)(goal, kind))
    assert (snapshot["lab"]["goal"], answer["how"], answer["scene"]) == ("hidden", "hidden", None)


async def test_a_lab_without_a_solution_has_no_goal() -> None:
    snapshot, answer = await asked(await sync_to_async(lab)("full", "Lesson", solution=""))
    assert (snapshot["lab"]["goal"], answer["scene"]) == ("hidden", None)


async def test_its_names_are_those_of_the_learners_own_world() -> None:
    snapshot, goal = await asked(await sync_to_async(lab)())
    now = {node["id"] for node in snapshot["scene"]["nodes"]}
    then = {node["id"] for node in goal["scene"]["nodes"]}
    assert now <= then
    assert {identity.partition(":")[0] for identity in then - now} == {"service", "slice", "record"}


async def test_the_sandbox_has_none(sandbox: Workspace) -> None:
    async with tab(sandbox) as alice:
        await alice.ask("hello")
        assert (await alice.ask("goal"))["scene"] is None
