"""The page of a lesson: played once for all, and nothing of who reads it is kept."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client

from playground.catalog.models import LabRevision
from playground.workspaces.models import Workspace
from tests.grading.lab import CLUSTER
from tests.grading.test_lesson import LESSON, TEXT

pytestmark = pytest.mark.django_db


def published(text: str = TEXT) -> LabRevision:
    files = {"lab.yaml": LESSON, "cluster.yaml": CLUSTER, "one.md": text}
    digest = sha256(repr(files).encode()).hexdigest()
    return LabRevision.objects.create(digest=digest, track="t", track_title="T", slug="l", lab_id="lesson", version="1", files=files)


def figures(client: Client, language: str = "en") -> list[dict[str, Any]]:
    page = client.get("/labs/t/l/", headers={"accept-language": language}).content.decode()
    found = re.search(r'data-figures="([^"]+)"', page)
    assert found is not None
    answer = client.get(found[1], headers={"accept-language": language})
    assert "immutable" in answer["Cache-Control"]
    told: list[dict[str, Any]] = answer.json()
    return told


def test_a_reader_leaves_nothing_behind(client: Client) -> None:
    published()
    page = client.get("/labs/t/l/")
    assert set(page.cookies) <= {"csrftoken"}  # of the form that chooses the language
    assert Workspace.objects.count() == 0
    assert b"The reply arrives." in page.content  # to be read without scripts


def test_the_figures_are_scenes_and_traces_as_everywhere(client: Client) -> None:
    published()
    world, question = figures(client)
    assert (world["kind"], world["file"], world["runs"]) == ("world", "figure-1.yaml", [])
    assert "service:default/web" in [node["id"] for node in world["scene"]["nodes"]]
    assert {"outside", "client"}.isdisjoint(node["kind"] for node in world["scene"]["nodes"])
    first = question["runs"][0]
    assert (first["type"], first["disposition"]) == ("trace", "DELIVERED")
    decided = [origin for hop in first["hops"] for step in hop["steps"] for origin in step["origins"] if origin["file"] == "figure-1.yaml"]
    assert "ports: [{port: 80}]" in {world["lines"][origin["line"] - 1].strip() for origin in decided}


def test_figures_speak_the_readers_language(client: Client) -> None:
    published()
    english, german = (figures(client, language)[1]["runs"][0]["sentence"] for language in ("en", "de"))
    assert english != german


def test_a_block_at_fault_leaves_the_rest_to_be_read(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    published(TEXT.replace("prot", "port").replace("ends: DELIVERED", "ends: REFUSED"))
    page = client.get("/labs/t/l/")
    assert page.status_code == 200
    assert b"can&#x27;t be shown" in page.content or b"can't be shown" in page.content
    assert "can't be shown as a whole" in caplog.text


def test_what_is_no_lesson_has_no_figures(client: Client) -> None:
    assert client.get("/lessons/0123/en.json").status_code == 404
    assert client.get("/lessons/0123/xx.json").status_code == 404


def test_a_lesson_may_be_framed_by_any_site(client: Client) -> None:
    published()
    framed = client.get("/labs/t/l/?embed=1")
    assert "X-Frame-Options" not in framed
    assert "frame-ancestors *" in framed["Content-Security-Policy"]


def test_labs_are_linked_to_by_their_id(client: Client) -> None:
    published("Read [the lesson](lab:lesson) again.\n")
    assert b'href="/labs/lesson/"' in client.get("/labs/t/l/").content
    assert client.get("/labs/lesson/")["Location"] == "/labs/t/l/"
    assert client.get("/labs/nothing/").status_code == 404
