"""Alice shares, copies and goes on elsewhere; Bob gets what she gave, and nothing else."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from playground.catalog.models import LabRevision
from playground.workspaces import giving, messages, owner, visits, wire
from playground.workspaces.live import Live
from playground.workspaces.messages import Action, Message
from playground.workspaces.models import Access, Command, ResumeLink, Share, Workspace
from playground.workspaces.rate import Allowance, Kept
from playground.workspaces.refusal import Refused
from playground.workspaces.state import State
from tests.workspaces.cast import ALICE, BOB, SERVICE, files, tab
from tests.workspaces.test_exercise import CLUSTER, LAB, WRONG
from tests.workspaces.test_log import apply, do, live
from tests.workspaces.test_ownership import browser
from tests.workspaces.test_past import STORY, shown

pytestmark = pytest.mark.django_db(transaction=True)  # frames are answered in threads


@pytest.fixture(autouse=True)
def _fresh() -> None:
    visits._limits.forget()
    visits._copies.forget()


@pytest.fixture
def alices(db: None) -> Live:
    there = live(Workspace.objects.create(owner=ALICE))
    for command in STORY[:6]:
        there.submit(command())
    return there


def lab(kind: str = "Lab") -> LabRevision:
    content = {
        "lab.yaml": LAB.replace("kind: Lab", f"kind: {kind}"), "cluster.yaml": CLUSTER, "starter/service.yaml": WRONG,
        "solutions/service.yaml": SERVICE, "steps/look.md": "# Look", "steps/fix.md": "Now `fix` it.",
    }  # fmt: skip
    return LabRevision.objects.create(
        digest=kind * 8, track="t", track_title="T", slug=kind.lower(), lab_id="little", version="1.0.0", files=content
    )


@pytest.fixture
def alices_lab(db: None) -> Live:
    return live(Workspace.objects.create(owner=ALICE, lab=lab()))


PREDICT = {"step": "look", "answer": {"disposition": "NXDOMAIN"}}
RIGHT = [messages.File("service.yaml", SERVICE)]


def solve(there: Live) -> None:
    there.submit(messages.Predict(id=uuid4(), **PREDICT))  # type: ignore[arg-type]
    there.submit(messages.Hint(id=uuid4(), step="fix", index=0))
    there.submit(messages.Submit(id=uuid4(), step="fix", files=[messages.File("service.yaml", WRONG)]))
    there.submit(messages.Submit(id=uuid4(), step="fix", files=RIGHT))
    there.submit(messages.Submit(id=uuid4(), step="fix"))
    assert there.state().progress["fix"].passed


def scores(who: UUID) -> list[Any]:
    return [item.get("score") for track in browser(who).get("/").context["tracks"] for item in track["labs"]]


def give(there: Live, message: Message, who: UUID = ALICE) -> dict[str, Any]:
    return giving.answer(there.state(), message, who)


def share(there: Live, sequence: int | None = None) -> str:
    return str(give(there, messages.Share(id=uuid4(), sequence=sequence))["made"])


def secret(there: Live) -> str:
    return str(give(there, messages.Resume(id=uuid4()))["made"])


def ask(address: str, type_: str, **fields: Any) -> dict[str, Any]:
    """Of a shared state, as somebody without any cookie."""
    body = {"type": type_, "id": str(uuid4()), **fields}
    (answer,) = Client(enforce_csrf_checks=True).post(f"{address}messages", body, content_type="application/json").json()
    return dict(answer)


def whole(state: State) -> dict[str, Any]:
    """Everything that a copy has in common with its original."""
    return {**shown(state), "objects": state.cluster.snapshot(), "names": state.cluster.names.counters, "due": state.cluster.loop.next_due()}


# -- a shared state


def test_anybody_sees_the_state_as_it_was(alices: Live) -> None:
    address, then = share(alices), wire.snapshot(wire.view(alices.state()), [])
    alices.submit(messages.Undo(id=uuid4()))
    page = Client().get(address)
    assert page.status_code == 200
    told = ask(address, "hello")
    for part in ("scene", "tables", "events", "applied", "revision", "sequence"):
        assert told[part] == json.loads(json.dumps(then[part])), part
    assert told["files"][0]["text"] == SERVICE.replace("app: web", "app: nobody")
    assert (told["running"], told["undo"], told["lab"]) == (False, None, None)


def test_an_earlier_moment_can_be_shared(alices: Live) -> None:
    told = ask(share(alices, 1), "hello")
    assert (told["sequence"], told["files"][0]["text"]) == (1, SERVICE)


def test_the_same_state_has_one_link(alices: Live) -> None:
    assert share(alices) == share(alices)
    assert share(alices) != share(alices, 1)


def test_questions_are_answered_and_change_nothing(alices: Live) -> None:
    address, rows = share(alices), Command.objects.count()
    before = ask(address, "hello")
    trace = ask(address, "trace", source="pod/client", target="http://10.96.0.1:443/")
    assert (trace["type"], trace["disposition"]) == ("trace", "DELIVERED")
    assert ask(address, "rules", node="node-1")["lines"]
    assert ask(address, "object", kind="Service", namespace="default", name="shop")["yaml"]
    stops = ask(address, "timeline")["stops"]
    assert ask(address, "past", past={name: stops[0][name] for name in ("world", "sequence", "revision")})["sequence"] == 0
    assert {**ask(address, "hello"), "id": ""} == {**before, "id": ""}
    assert Command.objects.count() == rows


@pytest.mark.parametrize(
    ("type_", "fields"),
    [
        ("apply", {"files": files()}), ("save", {"files": files()}), ("undo", {}), ("reset", {}), ("terminal", {"line": "ls"}),
        ("share", {}), ("links", {}), ("resume", {}), ("revoke", {"kind": "share", "of": "x"}), ("copy", {}), ("check", {"step": "one"}),
        ("debrief", {}), ("goal", {}), ("checkpoint", {"name": "x"}),
        ("world", {"action": {"delete_pod": "default/client"}}), ("advance", {"seconds": 5}),
    ],
)  # fmt: skip
def test_nothing_can_be_done_to_a_shared_state(alices: Live, type_: str, fields: dict[str, Any]) -> None:
    address, rows = share(alices), Command.objects.count()
    answer = ask(address, type_, **fields)
    assert (answer["type"], answer["code"]) == ("error", "refused")
    assert (Command.objects.count(), ResumeLink.objects.count()) == (rows, 0)


def test_a_link_that_was_taken_back_leads_nowhere(alices: Live) -> None:
    address = share(alices)
    ask(address, "hello")
    (mine,) = give(alices, messages.Links(id=uuid4()))["shares"]
    assert give(alices, messages.Revoke(id=uuid4(), kind="share", of=mine["of"]))["shares"] == []
    assert Client().get(address).status_code == 404
    assert Client().post(f"{address}messages", {}, content_type="application/json").status_code == 404
    assert Client().post(f"{address}copy").status_code == 404


def test_links_can_not_be_guessed(alices: Live) -> None:
    tokens = {Share.objects.create(workspace_id=alices.workspace, sequence=1, files=[]).token for _ in range(50)}
    assert len(tokens) == 50
    assert all(len(token) == 24 for token in tokens)
    for guess in ("x", "../sandbox", "%00", "1", next(iter(tokens)).lower() + "a"):
        assert Client().get(f"/shared/{guess}/").status_code == 404


def test_bob_can_not_revoke_alices_links(alices: Live) -> None:
    address = share(alices)
    (mine,) = give(alices, messages.Links(id=uuid4()))["shares"]
    bobs = live(Workspace.objects.create(owner=BOB))
    give(bobs, messages.Revoke(id=uuid4(), kind="share", of=mine["of"]), BOB)
    assert Client().get(address).status_code == 200


def test_there_is_an_end_to_links(alices: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(giving, "MOST_SHARES", 2)
    share(alices, 1), share(alices, 2)
    with pytest.raises(Refused):
        share(alices, 3)
    assert share(alices, 2)


def test_a_moment_that_never_was_can_not_be_shared(alices: Live) -> None:
    with pytest.raises(Refused):
        share(alices, 99)


def test_a_shared_state_asks_for_patience_when_asked_too_much(alices: Live) -> None:
    address, client = share(alices), Client()
    body = {"type": "sources", "id": str(uuid4())}
    answers = {client.post(f"{address}messages", body, content_type="application/json").status_code for _ in range(150)}
    assert answers == {200, 429}


# -- a copy


def test_a_copy_equals_its_original_to_the_last_byte(alices: Live) -> None:
    bob = browser(BOB)
    page = bob.post(f"{share(alices)}copy")
    assert page.status_code == 302
    mine = Workspace.objects.get(owner=BOB)
    assert page["Location"] == f"/workspaces/{mine.id}/"
    assert bob.get(page["Location"]).status_code == 200
    copied = live(mine)
    assert whole(copied.state()) == whole(alices.state())
    for command in STORY[6:]:
        message = command()
        alices.submit(message)
        copied.submit(message)
    assert whole(copied.state()) == whole(alices.state())
    assert copied.state().undo == alices.state().undo


def test_what_is_done_in_a_copy_stays_there(alices: Live) -> None:
    address, before = share(alices), whole(alices.state())
    browser(BOB).post(f"{address}copy")
    live(Workspace.objects.get(owner=BOB)).submit(messages.Reset(id=uuid4()))
    assert whole(live(alices.workspace).state()) == before
    assert ask(address, "hello")["sequence"] == before["sequence"]


def test_a_copy_of_a_copy_keeps_the_seed(alices: Live) -> None:
    give(alices, messages.Copy(id=uuid4(), sequence=2))
    first = live(Workspace.objects.get(seed=alices.workspace))
    answer = give(first, messages.Copy(id=uuid4()))
    second = live(UUID(answer["url"].split("/")[2]))
    assert whole(second.state()) == whole(first.state())


def test_a_copy_is_not_what_the_sandbox_opens(alices: Live) -> None:
    bob = browser(BOB)
    mine = bob.get("/sandbox/").context["workspace"]
    bob.post(f"{share(alices)}copy")
    assert bob.get("/sandbox/").context["workspace"] == mine
    assert Workspace.objects.filter(owner=BOB).count() == 2
    assert "A copy" in bob.get("/workspaces/").content.decode()


def test_copies_from_another_site_and_too_many_are_refused(alices: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visits, "_copies", Kept(lambda: Allowance(rate=0, burst=2)))
    address = share(alices)
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"{address}copy").status_code == 403
    assert [browser(BOB).post(f"{address}copy").status_code for _ in range(3)] == [302, 302, 429]


def test_a_log_that_is_too_long_is_not_copied(alices: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.workspaces.copying.MOST", 3)
    address = share(alices)
    assert browser(BOB).post(f"{address}copy").status_code == 409
    assert ask(address, "hello")["code"] == "refused"


def test_progress_is_not_copied_and_nothing_hidden_goes_along(alices_lab: Live) -> None:
    solve(alices_lab)
    address = share(alices_lab)
    shared = ask(address, "hello")
    assert (shared["lab"], shared["progress"]) == (None, None)
    bob = browser(BOB)
    bob.post(f"{address}copy")
    copied = live(Workspace.objects.get(owner=BOB))
    assert copied.state().progress == {}
    assert whole(copied.state()) == whole(alices_lab.state())
    rows = Command.objects.filter(workspace=copied.workspace)
    assert [row.type for row in rows] == ["tick", "tick", "apply", "apply", "tick"]
    for word in ("The hidden one", "verdict", "Look at the", "prediction"):
        assert word not in json.dumps([shared, [row.outcome for row in rows]])
    copied.submit(messages.Predict(id=uuid4(), **PREDICT))  # type: ignore[arg-type]
    assert copied.submit(messages.Submit(id=uuid4(), step="fix"))["passed"]
    assert (scores(ALICE), scores(BOB)) == ([f"{alices_lab.state().progress['fix'].score + 1:g}"], [None])


def test_an_exam_is_neither_shared_nor_copied_nor_framed(db: None) -> None:
    there = live(Workspace.objects.create(owner=ALICE, lab=lab("Exam")))
    for message in (messages.Share(id=uuid4()), messages.Copy(id=uuid4())):
        with pytest.raises(Refused):
            give(there, message)
    assert give(there, messages.Resume(id=uuid4()))["made"]
    assert Client().get("/labs/t/exam/?embed=1").status_code == 404
    assert Client().get("/labs/t/exam/").status_code == 200


# -- going on in another browser


def test_a_secret_link_makes_another_browser_an_owner(alices: Live) -> None:
    link, bob = secret(alices), browser(BOB)
    page = bob.get(link)
    assert page.status_code == 200
    assert (page["Referrer-Policy"], page["Cache-Control"], page["X-Robots-Tag"]) == ("strict-origin", "no-store", "noindex")
    assert bob.get(f"/workspaces/{alices.workspace}/").status_code == 404
    accepted = bob.post(link)
    assert (accepted.status_code, accepted["Location"]) == (303, f"/workspaces/{alices.workspace}/")
    assert bob.get(accepted["Location"]).status_code == 200
    assert browser(ALICE).get(accepted["Location"]).status_code == 200
    assert bob.get("/sandbox/").context["workspace"].id == alices.workspace


def test_a_browser_without_a_cookie_gets_one(alices: Live) -> None:
    nobody = Client()
    assert nobody.get(nobody.post(secret(alices))["Location"]).status_code == 200


def test_looking_uses_nothing_up_and_accepting_does(alices: Live) -> None:
    link = secret(alices)
    for _ in range(3):
        assert Client().get(link).status_code == 200
        assert Client().head(link).status_code == 200
    assert Client().post(link).status_code == 303
    assert Client().post(link).status_code == 404
    assert Client().get(link).status_code == 404
    assert Access.objects.count() == 1


def test_only_a_digest_of_the_secret_is_kept(alices: Live) -> None:
    word = secret(alices).rstrip("/").rpartition("/")[2]
    row = ResumeLink.objects.get()
    assert word not in (row.digest, str(row.id))
    assert len(word) == 43


@pytest.mark.parametrize("spoil", ["secret", "identity", "expired", "revoked", "used"])
def test_a_link_that_is_wrong_or_over_lets_nobody_in(alices: Live, spoil: str) -> None:
    link = secret(alices)
    row = ResumeLink.objects.get()
    match spoil:
        case "secret":
            link = link[:-3] + "xx/"
        case "identity":
            link = link.replace(str(row.id), str(uuid4()))
        case "expired":
            ResumeLink.objects.update(expires=timezone.now() - timedelta(seconds=1))
        case "revoked":
            give(alices, messages.Revoke(id=uuid4(), kind="resume", of=str(row.id)))
        case "used":
            ResumeLink.objects.update(used=timezone.now())
    assert Client().get(link).status_code == 404
    assert Client().post(link).status_code == 404
    assert not Access.objects.exists()


def test_a_form_of_another_site_accepts_nothing(alices: Live) -> None:
    assert Client(enforce_csrf_checks=True).post(secret(alices)).status_code == 403
    assert not Access.objects.exists()


def test_whoever_was_let_in_can_be_shut_out(alices: Live) -> None:
    bob = browser(BOB)
    bob.post(secret(alices))
    (entry,) = give(alices, messages.Links(id=uuid4()))["browsers"]
    assert not entry["this"]
    assert give(alices, messages.Links(id=uuid4()), BOB)["browsers"][0]["this"]
    give(alices, messages.Revoke(id=uuid4(), kind="browser", of=entry["of"]))
    assert bob.get(f"/workspaces/{alices.workspace}/").status_code == 404


def test_the_oldest_of_too_many_secret_links_gives_way(alices: Live) -> None:
    links = [secret(alices) for _ in range(giving.MOST_RESUME_LINKS + 1)]
    assert Client().get(links[0]).status_code == 404
    assert Client().get(links[1]).status_code == 200
    assert Client().get(links[-1]).status_code == 200


def test_progress_made_elsewhere_counts_for_both(alices_lab: Live) -> None:
    browser(BOB).post(secret(alices_lab))
    solve(alices_lab)
    assert scores(ALICE) == scores(BOB) != [None]


@pytest.mark.parametrize("kind", ["browser", "resume"])
def test_nonsense_revokes_nothing(alices: Live, kind: Any) -> None:
    with pytest.raises(Refused) as refusal:
        give(alices, messages.Revoke(id=uuid4(), kind=kind, of="x"))
    assert refusal.value.code == "not-found"


# -- in another site's page


@pytest.mark.parametrize("address", ["/sandbox/", "/labs/t/lab/"])
def test_a_framed_playground_is_a_fresh_one_and_knows_no_cookie(alices_lab: Live, address: str) -> None:
    alice, count = browser(ALICE), Workspace.objects.count()
    page = alice.get(f"{address}?embed=1")
    assert page.status_code == 200
    assert "frame-ancestors *" in page["Content-Security-Policy"]
    assert "X-Frame-Options" not in page
    assert not page.cookies
    boot = page.context["boot"]
    assert Workspace.objects.count() == count
    body = {"type": "apply", "id": str(uuid4()), "files": files()}
    tab = f"{boot['messages']}?tab={uuid4()}"
    answer = Client(enforce_csrf_checks=True).post(tab, body, content_type="application/json").json()
    assert answer[0]["type"] == "result"
    made = Workspace.objects.get(owner__isnull=False, commands__isnull=False)
    assert made.owner not in (ALICE, BOB)
    assert alice.get(f"{address}?embed=1").context["boot"]["messages"] != boot["messages"]
    refused = Client().post(tab, {"type": "share", "id": str(uuid4())}, content_type="application/json").json()
    assert refused[0]["code"] == "refused"


@pytest.mark.parametrize("address", ["/", "/sandbox/", "/workspaces/", "/labs/t/lab/", "/sandbox/?embed=2"])
def test_no_other_page_may_be_framed(alices_lab: Live, address: str) -> None:
    page = browser(ALICE).get(address)
    assert page["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]


def test_a_shared_state_may_be_framed_and_its_own_page_not(alices: Live) -> None:
    address = share(alices)
    framed, own = Client().get(f"{address}?embed=1"), Client().get(address)
    assert ("frame-ancestors *" in framed["Content-Security-Policy"], "X-Frame-Options" in framed) == (True, False)
    assert own["X-Frame-Options"] == "DENY"
    assert not framed.cookies


@pytest.mark.parametrize("key", ["x", "a:b:c", owner.signed(ALICE)], ids=["no key", "no signature", "a signature for something else"])
def test_a_key_that_was_not_signed_here_opens_nothing(db: None, key: str) -> None:
    answer = Client().post(f"/embedded/{key}/messages?tab={uuid4()}", {"type": "hello", "id": str(uuid4())}, content_type="application/json")
    assert answer.status_code == 404
    assert not Workspace.objects.exists()


@pytest.mark.django_db(transaction=True)
async def test_links_are_made_over_the_socket(sandbox: Workspace) -> None:
    async with tab(sandbox) as page:
        await page.ask("apply", files=files())
        made = await page.ask("share")
        copied = await page.ask("copy", sequence=0)
    assert made["made"] == made["shares"][0]["url"]
    assert made["shares"][0]["title"] == "Service/shop created"
    assert copied["url"].startswith("/workspaces/")
    assert (await Workspace.objects.aget(seed=sandbox.id)).draft


def test_an_old_state_is_looked_at_in_its_own_world(alices: Live) -> None:
    alices.submit(messages.Reset(id=uuid4()))
    alices.submit(apply())
    alices.submit(do(Action(fail_node="node-1")))
    assert ask(share(alices, 3), "hello")["world"] == 1
