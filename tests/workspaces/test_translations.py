"""A lab that has another language is told in the reader's; what is missing is told as it was written."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from django.test import Client
from django.utils import translation

from playground.catalog.folder import folders
from playground.catalog.loading import load
from playground.catalog.models import LabRevision
from playground.grading.lab import LAB_FILE, Lab, read_lab
from playground.grading.lint import lint, read_off
from playground.grading.translations import languages, page_in, sentence_in
from playground.workspaces import messages, wire
from playground.workspaces.models import Command, Workspace
from playground.workspaces.wire.language import encoded
from tests.workspaces.cast import ALICE
from tests.workspaces.test_log import live

LABS = Path(__file__).resolve().parent.parent.parent / "labs"
FIRST = "pods-come-and-go"


def first(**others: str) -> Lab:
    folder = next(one for one in folders(LABS) if one.slug == FIRST)
    lab, wrong = read_lab("why", FIRST, {**folder.files, **others})
    assert lab is not None, wrong
    return lab


def told(message: Any, language: str) -> Any:
    with translation.override(language):
        return msgspec.json.decode(encoded(message))


@pytest.fixture
def revision(db: None) -> LabRevision:
    load(LABS)
    return LabRevision.objects.get(lab_id=FIRST, current=True)


def test_the_first_lab_is_whole_in_german_and_fair() -> None:
    lab = first()
    spec = lab.spec
    sentences = [spec.title, spec.summary, *(check.title for check in spec.checks.values()), *(check.message for check in spec.checks.values())]
    for step in spec.steps:
        sentences += [step.title, step.predict.question if step.predict else "", *(hint.text for hint in step.hints)]
    assert languages(lab) == ["de"]
    assert [text for text in sentences if text and sentence_in(lab, "de", text) == text] == []
    assert [path for path in (*(step.text for step in spec.steps), "debrief.md") if page_in(lab, "de", path) == lab.files[path]] == []
    assert [str(one) for one in read_off(lab)] == []


def test_the_commands_of_a_translation_are_run() -> None:
    path = "i18n/de/steps/02-gone.md"
    wrong = first(**{path: "~~~sh start\nkubectl delete pod nobody\n~~~\n"})
    assert [(one.file, one.code) for one in lint(wrong, seeds=1)] == [(path, "E410")]


def test_a_translation_of_what_is_not_there_is_a_finding() -> None:
    lab = first(**{f"i18n/de/{LAB_FILE}": "Pods come and go: Pods\nGone: Weg\nTwo pods with the label app=${app} are running: Zwei Pods\n"})
    assert [(one.line, one.code) for one in read_off(lab)] == [(2, "E223"), (3, "E204")]


@pytest.mark.parametrize(("text", "code"), [("a: [b", "E101"), ("- a\n", "E102")])
def test_sentences_that_can_not_be_read_are_a_finding(text: str, code: str) -> None:
    lab = first(**{f"i18n/de/{LAB_FILE}": text})
    assert [one.code for one in read_off(lab)] == [code]
    assert sentence_in(lab, "de", lab.spec.title) == lab.spec.title


@pytest.mark.django_db(transaction=True)
def test_the_page_is_told_in_the_readers_language(revision: LabRevision) -> None:
    there = live(Workspace.objects.create(owner=ALICE, lab=revision))
    snapshot = wire.snapshot(there.view(), [], 0)
    german, english = told(snapshot, "de")["lab"], told(snapshot, "en")["lab"]
    assert (german["title"], english["title"]) == ("Pods kommen und gehen", "Pods come and go")
    assert "Jeder Pod hat eine eigene IP-Adresse" in german["steps"][0]["html"]
    assert "Each pod has" in english["steps"][0]["html"]
    assert "Was geschieht" in german["steps"][0]["predict"]["question"]
    assert "${" not in german["steps"][0]["predict"]["question"]
    assert told(snapshot, "xx") == told(snapshot, "en")


@pytest.mark.django_db(transaction=True)
def test_the_log_holds_no_language(revision: LabRevision) -> None:
    there = live(Workspace.objects.create(owner=ALICE, lab=revision))
    for step, answer in (("address", "DELIVERED"), ("gone", "TIMEOUT")):
        there.submit(messages.Predict(id=uuid4(), step=step, answer={"disposition": answer}))
    with translation.override("de"):
        answer = there.submit(messages.Hint(id=uuid4(), step="replaced", index=0))
    assert "rückt unter" in told(answer, "de")["text"]
    assert "moves under" in told(answer, "en")["text"]
    row = Command.objects.get(type="hint")
    assert "moves under" in row.outcome["text"]
    assert "rückt" not in str(row.outcome)


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "title"), [("de", "Pods kommen und gehen"), ("en", "Pods come and go")])
def test_the_catalogue_and_the_page_are_in_the_readers_language(revision: LabRevision, language: str, title: str) -> None:
    reader = Client(headers={"accept-language": language})
    assert title in reader.get("/").content.decode()
    assert title in reader.get(f"/labs/why/{FIRST}/").content.decode()
