"""A lab over the socket: look, check, submit, hints, predictions, and what they are worth."""

from __future__ import annotations

import json
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.test import AsyncClient

from playground.catalog.models import LabRevision
from playground.workspaces import owner
from playground.workspaces.live import registry
from playground.workspaces.models import Workspace
from tests.workspaces.cast import ALICE, BOB, SERVICE, files, tab

LAB = """\
apiVersion: labs/v1
kind: Lab
id: little
title: A little lab
world: {manifests: [cluster.yaml], nodes: 2}
workspace:
  files: [{path: service.yaml, from: starter/service.yaml}]
steps:
  - id: look
    text: steps/look.md
    predict: {probe: reach, ask: [disposition], points: 1}
  - id: fix
    needs: [look]
    text: steps/fix.md
    checks: [reach]
    hints:
      - {text: "Look at the *labels*.", cost: 0}
      - {when: SVC-SELECTOR-NO-MATCH, text: One letter differs., cost: 1}
      - {solution: solutions/service.yaml, cost: 2, after_attempts: 1}
checks:
  reach:
    title: It answers
    points: 4
    probe: {http: {from: pod/client, url: "http://shop:80/"}}
    expect: {disposition: DELIVERED}
    area: spec.selector
  secret:
    title: The hidden one
    hidden: true
    points: 2
    probe: {dns: {from: pod/client, name: shop, type: A}}
    expect: {rcode: NOERROR}
scoring: {decay: [1, 0.5]}
"""
CLUSTER = """\
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  containers: [{name: web, image: "nginx:1.29"}]
---
apiVersion: v1
kind: Pod
metadata: {name: client}
spec:
  containers: [{name: shell, image: "curlimages/curl:8.17.0", command: [sleep, infinity]}]
"""
WRONG = SERVICE.replace("app: web", "app: wep")


@pytest.fixture
def lab(transactional_db: None) -> Workspace:
    content = {
        "lab.yaml": LAB, "cluster.yaml": CLUSTER, "starter/service.yaml": WRONG, "solutions/service.yaml": SERVICE,
        "steps/look.md": "# Look\n\n<script>alert(1)</script> at **this**.", "steps/fix.md": "Now `fix` it.",
    }  # fmt: skip
    revision = LabRevision.objects.create(
        digest="a" * 64, track="t", track_title="T", slug="little", lab_id="little", version="1.0.0", files=content
    )
    return Workspace.objects.create(owner=ALICE, lab=revision)


async def predict(page: Any, answer: str = "NXDOMAIN") -> dict[str, Any]:
    return dict(await page.ask("predict", step="look", answer={"disposition": answer}))


async def test_the_lab_is_told_without_what_is_hidden(lab: Workspace) -> None:
    async with tab(lab) as page:
        snapshot = await page.ask("hello")
    told = snapshot["lab"]
    assert [step["id"] for step in told["steps"]] == ["look", "fix"]
    assert told["points"] == 7
    assert told["steps"][0]["html"] == "<h1>Look</h1>\n<p>&lt;script&gt;alert(1)&lt;/script&gt; at <strong>this</strong>.</p>\n"
    assert [check["id"] for check in told["steps"][1]["checks"]] == ["reach"]
    assert told["steps"][1]["hidden"] == 1
    for hidden in ("secret", "The hidden one", "One letter differs", "kind: Service\\nmetadata:\\n  name: shop\\nspec:\\n  selector:\\n    app: web"):
        assert hidden not in json.dumps(snapshot)
    assert snapshot["files"][0]["text"] == WRONG
    assert snapshot["progress"]["steps"]["fix"]["open"] is False


@pytest.mark.parametrize(("answer", "earned"), [("NXDOMAIN", 1), ("DELIVERED", 0)])
async def test_a_prediction_is_made_once_and_opens_the_next_step(lab: Workspace, answer: str, earned: int) -> None:
    async with tab(lab) as page:
        await page.ask("hello")
        first = await predict(page, answer)
        delta = await page.hear("delta")
        again = await predict(page)
    assert (first["earned"], first["answers"]["disposition"]["expected"]) == (earned, "NXDOMAIN")
    assert delta["progress"]["score"] == earned
    assert delta["progress"]["steps"]["fix"]["open"] is True
    assert (again["type"], again["code"]) == ("error", "refused")


async def test_a_step_that_is_not_open_cannot_be_done(lab: Workspace) -> None:
    async with tab(lab) as page:
        for type_ in ("check", "submit"):
            assert (await page.ask(type_, step="fix"))["code"] == "refused"


async def test_check_is_free_and_shows_why(lab: Workspace) -> None:
    async with tab(lab) as page:
        await predict(page)
        verdict = await page.ask("check", step="fix", files=files(WRONG))
        assert (verdict["kind"], verdict["verdict"], verdict["passed"]) == ("check", "graded", False)
        (reach,) = verdict["checks"]
        assert (reach["passed"], reach["area"]) == (False, "spec.selector")
        assert reach["evidence"]["disposition"] == "REJECTED"
        assert reach["message"]
        snapshot = await page.ask("hello")
    assert snapshot["progress"]["steps"]["fix"]["attempts"] == 0
    assert snapshot["applied"] == []


async def test_submit_counts_with_hidden_checks_and_decay(lab: Workspace) -> None:
    async with tab(lab) as page:
        await page.ask("hello")
        await predict(page)
        wrong = await page.ask("submit", step="fix", files=files(WRONG))
        assert (wrong["score"], wrong["points"], wrong["hidden"]) == (2, 6, {"count": 1, "points": 2, "earned": 2})
        right = await page.ask("submit", step="fix", files=files(SERVICE))
        assert (right["passed"], right["score"]) == (True, 3)
        assert "secret" not in json.dumps([wrong, right])
        snapshot = await page.ask("hello")
    assert snapshot["progress"]["steps"]["fix"] | {"hints": 0} == {
        "open": True, "done": True, "attempts": 2, "passed": True, "score": 3, "points": 6, "hints": 0, "predicted": None, "standing": {},
    }  # fmt: skip
    assert snapshot["progress"]["score"] == 4
    assert snapshot["applied"] == files(SERVICE)


async def test_yaml_that_is_refused_costs_nothing(lab: Workspace) -> None:
    async with tab(lab) as page:
        await predict(page)
        for type_ in ("check", "submit"):
            verdict = await page.ask(type_, step="fix", files=files(SERVICE.replace("port: 80", "port: 99999999")))
            assert verdict["verdict"] == "rejected"
            assert "99999999" in verdict["message"]
            assert verdict["markers"]
        snapshot = await page.ask("hello")
    assert snapshot["progress"]["steps"]["fix"]["attempts"] == 0


async def test_hints_cost_and_come_when_it_is_time(lab: Workspace) -> None:
    async with tab(lab) as page:
        await predict(page)
        first = await page.ask("hint", step="fix", index=0)
        assert (first["html"], first["cost"]) == ("<p>Look at the <em>labels</em>.</p>\n", 0)
        assert (await page.ask("hint", step="fix", index=1))["code"] == "refused"
        assert (await page.ask("hint", step="fix", index=2))["code"] == "refused"
        assert (await page.ask("hint", step="fix", index=3))["code"] == "not-found"
        await page.ask("submit", step="fix", files=files(SERVICE))
        solution = await page.ask("hint", step="fix", index=2)
        assert solution["solution"]["files"] == files(SERVICE)
        await page.ask("hint", step="fix", index=2)
        snapshot = await page.ask("hello")
    step = snapshot["progress"]["steps"]["fix"]
    assert (step["score"], [hint["index"] for hint in step["hints"]]) == (4, [0, 2])


async def test_progress_survives_a_restart_without_judging_again(lab: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    async with tab(lab) as page:
        await predict(page)
        await page.ask("submit", step="fix", files=files(SERVICE))
        await page.ask("hint", step="fix", index=0)
        before = (await page.ask("hello"))["progress"]
    await sync_to_async(registry.forget)()
    monkeypatch.setattr("playground.workspaces.exercise.grade", None)
    monkeypatch.setattr("playground.workspaces.exercise.foretell", None)
    async with tab(lab) as page:
        snapshot = await page.ask("hello")
    assert snapshot["progress"] == before
    assert snapshot["applied"] == files(SERVICE)


async def test_a_fault_of_the_grader_costs_nothing(lab: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError

    async with tab(lab) as page:
        await predict(page)
        monkeypatch.setattr("playground.workspaces.exercise.grade", broken)
        for type_ in ("check", "submit"):
            verdict = await page.ask(type_, step="fix", files=files(SERVICE))
            assert (verdict["verdict"], verdict["checks"]) == ("fault", [])
        snapshot = await page.ask("hello")
    assert snapshot["progress"]["steps"]["fix"]["attempts"] == 0


async def test_the_catalogue_shows_how_far_the_learner_is(lab: Workspace) -> None:
    async with tab(lab) as page:
        await predict(page)
        await page.ask("submit", step="fix", files=files(SERVICE))
    client = AsyncClient()
    client.cookies[owner.COOKIE] = owner.signed(ALICE)
    text = (await client.get("/")).content.decode()
    assert "7 of 7 points" in text
    client.cookies[owner.COOKIE] = owner.signed(BOB)
    assert "of 7 points" not in (await client.get("/")).content.decode()


async def test_a_prediction_answers_what_was_asked_or_is_not_spent(lab: Workspace) -> None:
    async with tab(lab) as page:
        for answer in ({"x": "y"}, {}, {"disposition": "NXDOMAIN", "x": "y"}):
            assert (await page.ask("predict", step="look", answer=answer))["code"] == "shape"
        told = await predict(page, "DELIVERED")
    assert told["answers"]["disposition"] == {"correct": False, "expected": "NXDOMAIN", "given": "DELIVERED"}


async def test_a_failed_check_says_which_field_would_mend_it(lab: Workspace) -> None:
    async with tab(lab) as page:
        await predict(page)
        for type_ in ("check", "submit"):
            verdict = await page.ask(type_, step="fix", files=files(WRONG))
            (way,) = verdict["checks"][0]["what_if"]
            assert (way["title"], way["edits"]) == ("Change `spec.selector.app` of Service shop", [])
            assert "secret" not in json.dumps(verdict)


@pytest.mark.parametrize(
    ("level", "told"),
    [
        ("nothing", []),
        ("area", ["Look at `spec.selector` of Service shop"]),
        ("value", ["Set `spec.selector.app` of Service shop to `web`, not `wep`"]),
    ],
)
async def test_a_lab_says_how_much_of_the_way_out_is_told(lab: Workspace, level: str, told: list[str]) -> None:
    content = {**lab.lab.files, "lab.yaml": f"{LAB}feedback: {{what_if: {level}}}\n"}
    await LabRevision.objects.acreate(digest=level.ljust(64, "b"), track="t", track_title="T", slug="other", lab_id="other", version="1.0.0", files=content)
    other = await Workspace.objects.acreate(owner=ALICE, lab=await LabRevision.objects.aget(digest=level.ljust(64, "b")))
    async with tab(other) as page:
        await predict(page)
        verdict = await page.ask("check", step="fix", files=files(WRONG))
        assert [way["title"] for way in verdict["checks"][0]["what_if"]] == told


async def test_a_field_that_the_lab_keeps_is_never_proposed(lab: Workspace) -> None:
    content = {**lab.lab.files, "lab.yaml": LAB.replace("starter/service.yaml}]", "starter/service.yaml, locked: [metadata.name, spec.selector]}]")}
    await LabRevision.objects.acreate(digest="c" * 64, track="t", track_title="T", slug="kept", lab_id="kept", version="1.0.0", files=content)
    kept = await Workspace.objects.acreate(owner=ALICE, lab=await LabRevision.objects.aget(digest="c" * 64))
    async with tab(kept) as page:
        await predict(page)
        assert (await page.ask("apply", files=files(WRONG)))["ok"]
        for target in ("http://shop", "http://shap"):
            assert (await page.ask("trace", source="pod/client", target=target))["what_if"] == []


async def test_a_verdict_names_the_revision_that_it_is_about(lab: Workspace) -> None:
    async with tab(lab) as page:
        await predict(page)
        tried = await page.ask("check", step="fix", files=files(SERVICE))
        sent = await page.ask("submit", step="fix", files=files(SERVICE))
        checked = await page.ask("check", step="fix", files=files(SERVICE))
        snapshot = await page.ask("hello")
    assert tried["revision"] is None
    assert sent["revision"] == checked["revision"] == snapshot["revision"]


@pytest.mark.parametrize(("solution", "digest"), [("solutions/short.yaml", "d"), ("solutions/long/service.yaml", "e")])
async def test_a_solution_is_for_the_file_that_the_editor_has(lab: Workspace, solution: str, digest: str) -> None:
    text = LAB.replace("solution: solutions/service.yaml, cost: 2, after_attempts: 1", f"solution: {solution}, cost: 2")
    content = {**lab.lab.files, "lab.yaml": text, solution: SERVICE}
    revision = await LabRevision.objects.acreate(digest=digest * 64, track="t", track_title="T", slug=digest, lab_id=digest, version="1.0.0", files=content)
    other = await Workspace.objects.acreate(owner=ALICE, lab=revision)
    async with tab(other) as page:
        await predict(page)
        hint = await page.ask("hint", step="fix", index=2)
        assert hint["solution"]["files"] == files(SERVICE)


async def test_a_hidden_check_that_a_prediction_asks_is_no_check_of_the_last_step(lab: Workspace) -> None:
    text = LAB.replace("predict: {probe: reach,", "predict: {probe: secret,").replace("ask: [disposition]", "ask: [rcode]")
    content = {**lab.lab.files, "lab.yaml": text}
    revision = await LabRevision.objects.acreate(digest="f" * 64, track="t", track_title="T", slug="asked", lab_id="asked", version="1.0.0", files=content)
    other = await Workspace.objects.acreate(owner=ALICE, lab=revision)
    async with tab(other) as page:
        snapshot = await page.ask("hello")
        assert snapshot["lab"]["steps"][1]["hidden"] == 0
        await page.ask("predict", step="look", answer={"rcode": "NXDOMAIN"})
        assert (await page.ask("submit", step="fix", files=files(SERVICE)))["hidden"]["count"] == 0


async def test_files_that_were_refused_when_they_were_applied_cost_nothing_either(lab: Workspace) -> None:
    refused = files(SERVICE.replace("port: 80", "port: 99999999"))
    async with tab(lab) as page:
        await predict(page)
        await page.ask("apply", files=refused)
        for type_ in ("check", "submit"):
            verdict = await page.ask(type_, step="fix", files=refused)
            assert (verdict["verdict"], bool(verdict["markers"])) == ("rejected", True)
        assert (await page.ask("hello"))["progress"]["steps"]["fix"]["attempts"] == 0
        assert (await page.ask("submit", step="fix", files=files(SERVICE)))["verdict"] == "graded"


async def test_a_prediction_is_held_against_the_world_that_the_question_speaks_of(lab: Workspace) -> None:
    async with tab(lab) as page:
        await page.ask("apply", files=files(SERVICE))
        told = await predict(page)
    assert (told["correct"], told["answers"]["disposition"]["expected"]) == (True, "NXDOMAIN")
