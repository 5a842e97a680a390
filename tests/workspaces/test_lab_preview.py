"""An author sees the lab as learners will, while it is written; nobody else sees anything of it."""

from __future__ import annotations

import time
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from playground.grading.lint import seed
from playground.workspaces.models import Workspace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lab(tmp_path: Path, settings: Any) -> Path:
    call_command("newlab", "mine/first", root=tmp_path, stdout=StringIO())
    settings.PREVIEW_LAB, settings.LABS_DIR = "mine/first", tmp_path
    return tmp_path / "mine/01-first"


def seen(client: Client, until: bool = False) -> dict[str, Any]:
    deadline = time.monotonic() + 60
    while True:
        told: dict[str, Any] = client.get("/preview/state.json").json()
        if not until or not told["linting"] or time.monotonic() > deadline:
            return told
        time.sleep(0.2)


@pytest.mark.parametrize("address", ["/preview/", "/preview/state.json", "/preview/learner/"])
def test_there_is_no_preview_unless_somebody_asked_for_it(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_save_is_seen_and_said_what_is_wrong_with(lab: Path, client: Client) -> None:
    first = seen(client)
    assert (first["version"], first["readable"]) == (1, True)
    file = lab / "lab.yaml"
    file.write_text(file.read_text().replace("checks: [reach", "checks: [raech"))
    second = seen(client)
    assert (second["version"], second["readable"], second["linting"]) == (2, False, False)
    assert [(one["file"], one["code"], one["suggestion"]) for one in second["findings"]] == [("lab.yaml", "E204", "reach")]
    assert client.get("/preview/learner/").status_code == 200, "as it was when it could be read"


def test_the_linter_runs_beside_and_its_word_comes_later(lab: Path, client: Client) -> None:
    (lab / "solutions/service.yaml").write_text((lab / "mistakes/wrong-port.yaml").read_text())
    assert seen(client)["linting"]
    assert "E402" in [one["code"] for one in seen(client, until=True)["findings"]]


def test_a_variant_is_the_one_that_the_linter_names(lab: Path, client: Client) -> None:
    file = lab / "lab.yaml"
    file.write_text(file.read_text().replace("world:", "params: {app: {name: {prefix: shop-, length: 4}}}\nworld:", 1))
    variants = seen(client)["variants"]
    client.get("/preview/learner/?variant=3")
    made = Workspace.objects.get()
    assert made.seed == UUID(seed(3))
    assert variants[3]["number"] == 3


def test_an_answer_stands_in_the_editor(lab: Path, client: Client) -> None:
    answers = seen(client)["answers"]
    assert {"name": "mistakes/selector-typo.yaml", "expected": "SVC-SELECTOR-NO-MATCH"} in answers
    client.get("/preview/learner/?answer=mistakes/selector-typo.yaml")
    assert Workspace.objects.get().draft == [{"path": "service.yaml", "text": (lab / "mistakes/selector-typo.yaml").read_text()}]
    for nonsense in ("../../settings.py", "mistakes/none", "variant=x"):
        assert client.get("/preview/learner/", {"answer": nonsense, "variant": "-1"}).status_code == 200


def test_the_learners_page_is_framed_by_the_authors_only(lab: Path, client: Client) -> None:
    seen(client)
    assert "frame-src 'self'" in client.get("/preview/")["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in client.get("/preview/learner/")["Content-Security-Policy"]


def test_the_command_knows_its_labs(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no lab is called mine/none"):
        call_command("previewlab", "mine/none", root=tmp_path)
