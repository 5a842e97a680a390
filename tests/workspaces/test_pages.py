"""The pages: they open, they keep one workspace per learner and lab, and they are locked down."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from playground.workspaces import desk, messages
from playground.workspaces.live import registry
from playground.workspaces.models import Workspace

pytestmark = pytest.mark.django_db

LAB = "/labs/clusterip/first-service/"


@pytest.fixture(autouse=True)
def _labs(db: None) -> None:
    from django.core.management import call_command

    call_command("loadlabs", verbosity=0)


def boot(page: Any) -> dict[str, Any]:
    found = re.search(r'<script id="boot" type="application/json">(.*?)</script>', page.content.decode())
    assert found
    return dict(json.loads(found[1]))


def test_the_catalogue_lists_every_lab(client: Client) -> None:
    page = client.get("/")
    assert page.status_code == 200
    text = page.content.decode()
    assert LAB in text
    assert "Your first Service" in text


@pytest.mark.parametrize("address", ["/sandbox/", LAB])
def test_a_page_opens_a_workspace_and_keeps_it(client: Client, address: str) -> None:
    first = boot(client.get(address))
    assert boot(client.get(address)) == first
    assert first["socket"] == f"/ws/workspaces/{first['workspace']}/"
    assert Workspace.objects.count() == 1
    assert boot(Client().get(address))["workspace"] != first["workspace"]


def test_a_lab_and_the_sandbox_are_two_workspaces(client: Client) -> None:
    assert boot(client.get("/sandbox/"))["lab"] is None
    assert boot(client.get(LAB))["lab"]["slug"] == "first-service"
    assert Workspace.objects.count() == 2


def test_the_sandbox_offers_examples(client: Client) -> None:
    examples = boot(client.get("/sandbox/"))["examples"]
    assert [example["id"] for example in examples[:3]] == ["clusterip", "nodeport", "loadbalancer"]
    assert all(example["files"][0]["text"].startswith("apiVersion") for example in examples)


@pytest.mark.parametrize(
    "address",
    ["/labs/clusterip/none/", "/labs/none/first-service/", f"/workspaces/{UUID(int=7)}/", "/nowhere", "/labs/", "/workspaces/x/"],
)
def test_what_is_not_there_is_a_good_404(client: Client, address: str) -> None:
    page = client.get(address)
    assert page.status_code == 404
    assert "Traceback" not in page.content.decode()
    assert 'href="/"' in page.content.decode()


def test_pages_are_locked_down(client: Client) -> None:
    page = client.get("/sandbox/")
    policy = page["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    nonce = re.search(r"'nonce-([^']+)'", policy)
    assert nonce
    text = page.content.decode()
    inline = re.findall(r"<script(?![^>]*\ssrc=)([^>]*)>", text)
    assert all("application/json" in tag or f'nonce="{nonce[1]}"' in tag for tag in inline)
    assert not re.search(r'\sstyle="', text)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', text)
    assert page["X-Frame-Options"] == "DENY"
    assert page["X-Content-Type-Options"] == "nosniff"
    assert page.cookies["learner"]["httponly"]


def test_a_running_workspace_keeps_its_revision(client: Client) -> None:
    from playground.catalog.models import LabRevision

    before = boot(client.get(LAB))["workspace"]
    old = LabRevision.objects.get(track="clusterip", slug="first-service")
    newer = LabRevision.objects.create(
        digest="f" * 64, track=old.track, track_title=old.track_title, slug=old.slug, lab_id=old.lab_id,
        version="9.0.0", files=old.files, position=old.position,
    )  # fmt: skip
    LabRevision.objects.filter(pk=old.pk).update(current=False)
    assert boot(client.get(LAB))["workspace"] == before
    assert Workspace.objects.get(pk=before).lab == old
    other = boot(Client().get(LAB))["workspace"]
    assert Workspace.objects.get(pk=other).lab == newer


@pytest.mark.parametrize("address", ["/", "/sandbox/", LAB, "/schema/editor.json"])
def test_whoever_only_looks_whether_a_page_is_there_is_answered(client: Client, address: str) -> None:
    assert client.head(address).status_code == 200


def test_a_lab_leads_to_the_next_one_and_the_last_to_none(client: Client) -> None:
    from playground.catalog.models import LabRevision

    assert boot(client.get(LAB))["next"] == {"title": "port, targetPort, and a name for both", "url": "/labs/clusterip/ports/"}
    LabRevision.objects.exclude(track="clusterip").update(current=False)
    assert boot(client.get("/labs/clusterip/who-answers/"))["next"] is None


def test_a_page_brings_the_text_for_the_editor_where_it_is_known(client: Client) -> None:
    fresh = boot(client.get(LAB))
    assert [(file["path"], file["locked"] != []) for file in fresh["files"]] == [("service.yaml", True)]
    identity = UUID(fresh["workspace"])
    desk.save_draft(identity, [messages.File("service.yaml", "typed")], 0)
    assert boot(client.get(LAB))["files"][0]["text"] == "typed"
    with registry.hold(identity) as live:
        live.submit(messages.Advance(id=uuid4(), seconds=1))
    assert boot(client.get(LAB))["files"] is None, "it may have been applied since"
    desk.save_draft(identity, [messages.File("service.yaml", "again")], 1)
    assert boot(client.get(LAB))["files"][0]["text"] == "again"


def test_the_style_guide_is_for_whoever_changes_the_look(client: Client) -> None:
    assert client.get("/styleguide/").status_code == 404
