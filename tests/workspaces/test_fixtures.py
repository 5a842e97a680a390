"""What the tests of the page's modules and the style guide read is what the server sends: written anew with `UPDATE_FIXTURES=1`."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from playground.catalog import sandbox
from playground.cluster.simulation import Cluster
from playground.cluster.simulation.sending import send
from playground.workspaces import commands, messages, queries, wire
from playground.workspaces.state import Start, State

FIXTURES = Path(__file__).parent.parent / "js" / "fixtures"

WEB = """\
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
      targetPort: {target}
"""

CASES = {
    "trace-delivered": ("http", "http://web"),
    "trace-refused": ("8080", "http://web"),
    "trace-no-such-name": ("http", "http://wbe"),
}
"""Fixture -> targetPort of the Service, and what pod/client asks for."""


def world(target: str) -> Cluster:
    cluster = sandbox.start("fixtures")
    cluster.apply(WEB.format(target=target))
    cluster.advance(10)
    return cluster


def same(name: str, sent: dict[str, Any]) -> None:
    file = FIXTURES / f"{name}.json"
    told = json.loads(json.dumps({**sent, "id": name}))
    if os.environ.get("UPDATE_FIXTURES"):
        file.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert json.loads(file.read_text(encoding="utf-8")) == told


@pytest.mark.parametrize("name", CASES)
def test_a_trace_is_what_the_server_sends(name: str) -> None:
    port, target = CASES[name]
    cluster = world(port)
    same(name, wire.trace(cluster, cluster.trace("pod/client", target)))


def test_a_distribution_is_what_the_server_sends() -> None:
    cluster = world("http")
    same("distribution", wire.distribution(cluster, send(cluster, "pod/client", "http://web", 100)))


QUESTIONS: dict[str, messages.Message] = {
    "endpoints": messages.Endpoints(id=UUID(int=1), namespace="default", name="web"),
    "environment": messages.Environment(id=UUID(int=1), namespace="default", name="client"),
    "names": messages.Names(id=UUID(int=1), source="pod/client"),
    "object": messages.Object(id=UUID(int=1), kind="Service", namespace="default", name="web"),
    "rules": messages.Rules(id=UUID(int=1), node="node-1", service="service:default/web"),
}


@pytest.fixture(scope="module")
def configured() -> State:
    """The sandbox whose Service web was applied, then with another targetPort, while one pod was held unready."""
    state = State.first(Start(UUID(int=1), UUID(int=1)))
    held = next(pod["metadata"]["name"] for pod in state.cluster.store.iterate("Pod", "default") if pod["metadata"]["name"] != "client")
    for number, message in enumerate([
        messages.Apply(id=UUID(int=2), files=[messages.File("service.yaml", WEB.format(target="http"))]),
        messages.World(id=UUID(int=3), action=messages.Action(set_ready=messages.SetReady(f"default/{held}", ready=False))),
        messages.Apply(id=UUID(int=4), files=[messages.File("service.yaml", WEB.format(target="8080"))]),
    ]):
        state = commands.execute(state, state.time + number, message).state
    return state


@pytest.mark.parametrize("name", QUESTIONS)
def test_an_answer_is_what_the_server_sends(name: str, configured: State) -> None:
    same(name, queries.ask(configured, QUESTIONS[name]))
