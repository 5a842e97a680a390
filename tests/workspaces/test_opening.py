"""What the landing page's picture plays: recorded from the model, the same at each start."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from playground.workspaces import opening
from tests.workspaces.cast import ALICE


def backend(act: dict) -> str:
    return act["trace"]["sentence"].split()[1]


def test_the_acts_show_what_readiness_does() -> None:
    acts = json.loads(opening.acts("en"))
    first, second, third, fourth = (backend(act) for act in acts)
    assert first not in (second, third)
    assert fourth == first
    assert all(act["trace"]["disposition"] == "DELIVERED" for act in acts)
    assert f"pod:{first}" in {node["id"] for node in acts[2]["scene"]["nodes"]["change"]}


def test_it_is_the_same_in_every_process() -> None:
    told = opening.acts("en")
    opening._recorded.cache_clear()
    opening.acts.cache_clear()
    assert opening.acts("en") == told


def test_it_is_told_in_the_readers_language(client: Client) -> None:
    answer = client.get("/opening/de.json")
    assert "Die Antwort kommt an." in {step["sentence"] for hop in answer.json()[0]["trace"]["hops"] for step in hop["steps"]}
    assert client.get("/opening/xx.json").status_code == 404
    assert answer["Cache-Control"] == "public, max-age=3600"


@pytest.mark.django_db
def test_a_visitor_goes_on_where_something_was_done_last(client: Client) -> None:
    from playground.workspaces import desk, messages, owner
    from playground.workspaces.models import Workspace

    client.cookies[owner.COOKIE] = owner.signed(ALICE)
    assert client.get("/").context["left_off"] is None
    sandbox = Workspace.objects.create(owner=ALICE)
    assert client.get("/").context["left_off"] is None
    desk.save_draft(sandbox.id, [messages.File("a.yaml", "kind: Service")], 0)
    assert client.get("/").context["left_off"] == {"title": "Sandbox", "url": "/sandbox/"}
