"""The traces that the tests of the page's modules read are what the server sends: written anew with `UPDATE_FIXTURES=1`."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from playground.catalog import sandbox
from playground.cluster.simulation import Cluster
from playground.cluster.simulation.sending import send
from playground.workspaces import wire

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
