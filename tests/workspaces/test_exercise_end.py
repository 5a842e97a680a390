"""A lab over the socket: checks that are made by themselves, and the debrief after the last step and only then."""

from __future__ import annotations

import json

import pytest

from playground.catalog.models import LabRevision
from playground.workspaces import standing as standings
from playground.workspaces.models import Workspace
from tests.workspaces.cast import ALICE, SERVICE, Tab, files, tab
from tests.workspaces.test_exercise import LAB, WRONG, lab, predict

__all__ = ["lab"]


async def standing(page: Tab) -> dict[str, bool]:
    found: dict[str, bool] = (await page.ask("hello"))["progress"]["steps"]["fix"]["standing"]
    return found


async def variant(lab: Workspace, text: str, digest: str, **more: str) -> Workspace:
    """The little lab, changed."""
    content = {**lab.lab.files, "lab.yaml": text, **more}
    revision = await LabRevision.objects.acreate(digest=digest * 64, track="t", track_title="T", slug=digest, lab_id=digest, version="1.0.0", files=content)
    return await Workspace.objects.acreate(owner=ALICE, lab=revision)


# -- how checks stand


async def test_a_check_ticks_when_the_cluster_does_what_is_asked_and_stops_when_it_does_not(lab: Workspace) -> None:
    async with tab(lab) as page:
        await page.ask("hello")
        assert await standing(page) == {}
        await predict(page)
        assert await standing(page) == {"reach": False}
        await page.ask("apply", files=files(SERVICE))
        delta = await page.hear(lambda message: message["type"] == "delta" and "applied" in message)
        assert delta["progress"]["steps"]["fix"]["standing"] == {"reach": True}
        await page.ask("apply", files=files(WRONG))
        assert await standing(page) == {"reach": False}
        assert "secret" not in json.dumps(page.heard)


async def test_only_what_a_change_can_have_affected_is_made_again(lab: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    real = standings.run
    monkeypatch.setattr(standings, "run", lambda *args: made.append(args[-1]) or real(*args))
    async with tab(lab) as page:
        await page.ask("clock", running=False)
        await predict(page)
        await page.ask("hello")
        assert made == ["reach"]
        await page.ask("trace", source="pod/client", target="http://shop")
        await page.ask("clock", running=True)
        assert made == ["reach"]
        await page.ask("apply", files=files(SERVICE))
        await page.ask("hello")
        assert set(made[1:]) == {"reach"}


async def test_what_would_take_too_long_is_unknown_and_a_fault_is_no_answer(lab: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> None:
        raise ZeroDivisionError

    async with tab(lab) as page:
        monkeypatch.setattr(standings, "MOST_PODS", 1)
        await predict(page)
        assert await standing(page) == {}
        monkeypatch.undo()
        monkeypatch.setattr(standings, "run", broken)
        await page.ask("apply", files=files(SERVICE))
        assert await standing(page) == {}


async def test_nothing_ticks_where_the_lab_says_so_and_none_after_the_step_is_done(lab: Workspace) -> None:
    quiet = await variant(lab, LAB.replace("text: steps/fix.md", "text: steps/fix.md\n    live: false"), "1")
    async with tab(quiet) as page:
        await predict(page)
        assert await standing(page) == {}
    async with tab(lab) as page:
        await predict(page)
        await page.ask("submit", step="fix", files=files(SERVICE))
        assert await standing(page) == {}


# -- the debrief


async def test_the_debrief_comes_after_the_last_step_and_only_then(lab: Workspace) -> None:
    told = await variant(lab, LAB, "2", **{"debrief.md": "# Take **this** home"})
    async with tab(told) as page:
        assert (await page.ask("debrief"))["code"] == "refused"
        await predict(page)
        await page.ask("submit", step="fix", files=files(WRONG))
        assert (await page.ask("debrief"))["code"] == "refused"
        assert "home" not in json.dumps(page.heard)
        await page.ask("submit", step="fix", files=files(SERVICE))
        found = await page.ask("debrief")
    assert found["html"] == "<h1>Take <strong>this</strong> home</h1>\n"
    (row,) = found["rows"]
    assert (row["id"], row["same"], row["probe"]) == ("reach", True, "pod/client to http://shop:80/")
    assert {cell["label"]: cell["own"] for cell in row["cells"]}["who answers"] == "web"
    assert "secret" not in json.dumps(page.heard)
    assert "The hidden one" not in json.dumps(page.heard)


async def test_differences_are_marked_and_texts_stand_line_by_line(lab: Workspace) -> None:
    own = SERVICE.replace("  selector:", "  externalIPs: [192.0.2.1]\n  selector:")
    async with tab(lab) as page:
        await predict(page)
        await page.ask("submit", step="fix", files=files(own))
        found = await page.ask("debrief")
        assert [line["text"] for line in found["texts"][0]["lines"] if line["of"] == "own"] == ["  externalIPs: [192.0.2.1]"]
        await page.ask("apply", files=files(WRONG))
        found = await page.ask("debrief")
    (row,) = found["rows"]
    assert row["same"] is False
    assert row["cells"][0]["difference"] == "Your request ends in REJECTED, the model's in DELIVERED."


@pytest.mark.parametrize(("level", "rows", "texts"), [("nothing", 0, 0), ("behaviour", 1, 0), ("texts", 1, 1)])
async def test_a_lab_says_how_much_of_the_model_is_shown(lab: Workspace, level: str, rows: int, texts: int) -> None:
    other = await variant(lab, f"{LAB}feedback: {{debrief: {level}}}\n", level[0])
    async with tab(other) as page:
        await predict(page)
        await page.ask("submit", step="fix", files=files(SERVICE))
        found = await page.ask("debrief")
    assert (len(found["rows"]), len(found["texts"])) == (rows, texts)


async def test_of_several_ways_the_nearest_is_shown_and_any_may_be_asked_for(lab: Workspace) -> None:
    other = await variant(lab, LAB, "3", **{"solutions/none.yaml": SERVICE.replace("  selector:", "  clusterIP: None\n  selector:")})
    async with tab(other) as page:
        await predict(page)
        await page.ask("submit", step="fix", files=files(SERVICE))
        found = await page.ask("debrief")
        assert (found["solution"], found["solutions"]) == ("service.yaml", ["none.yaml", "service.yaml"])
        assert (await page.ask("debrief", solution="none.yaml"))["texts"][0]["path"] == "service.yaml"
        assert (await page.ask("debrief", solution="other"))["code"] == "not-found"


async def test_the_sandbox_has_no_debrief(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        assert (await page.ask("debrief"))["code"] == "not-found"


async def test_trouble_is_said_with_its_check(lab: Workspace) -> None:
    text = LAB.replace("    points: 4\n", "    points: 4\n    after: [{fail_node: node-2}, {wait: 60s}]\n")
    other = await variant(lab, text, "4")
    async with tab(other) as page:
        await predict(page)
        verdict = await page.ask("check", step="fix", files=files(SERVICE))
    assert verdict["checks"][0]["after"] == ["node-2 loses its power", "60s go by"]
