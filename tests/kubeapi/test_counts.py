"""Work that a client does counts as the page's does: it is handed in, judged and worth the same."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
import yaml
from kubernetes import client

from playground.workspaces import credentials, messages
from playground.workspaces.live import registry
from playground.workspaces.models import Workspace
from tests.kubeapi.conftest import Live, api_client
from tests.workspaces.cast import SERVICE
from tests.workspaces.test_giving import PREDICT, lab


@pytest.fixture
def workspace(live: Live) -> Workspace:
    made = Workspace.objects.create(owner=uuid4(), lab=lab())
    _say(made, messages.Predict(id=uuid4(), **PREDICT))  # type: ignore[arg-type]
    return made


@pytest.fixture
def core(live: Live, workspace: Workspace) -> Any:
    return client.CoreV1Api(api_client(f"{live.url}/k8s/s/{credentials.make(workspace.id)[1]}"))


def _say(workspace: Workspace, message: Any) -> dict[str, Any]:
    with registry.hold(workspace.id) as there:
        there.catch_up()
        return dict(there.submit(message))


def test_what_a_client_made_is_handed_in(core: Any, workspace: Workspace) -> None:
    before = _say(workspace, messages.Submit(id=uuid4(), step="fix"))
    assert not before["passed"]
    core.create_namespaced_service("default", yaml.safe_load(SERVICE))
    after = _say(workspace, messages.Submit(id=uuid4(), step="fix"))
    assert after["passed"]
    assert after["score"] > before["score"]


def test_what_a_client_breaks_is_handed_in_too(core: Any, workspace: Workspace) -> None:
    core.create_namespaced_service("default", yaml.safe_load(SERVICE))
    core.patch_namespaced_service("shop", "default", {"spec": {"selector": {"app": "nobody"}}})
    assert not _say(workspace, messages.Submit(id=uuid4(), step="fix"))["passed"]
