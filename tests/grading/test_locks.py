"""What a lab holds fast is refused by the API server, whoever sends it; the lab itself may do everything."""

from __future__ import annotations

import json
from typing import Any

import pytest

from playground.cluster.apiserver.messages import Request, Response
from playground.cluster.objects.kinds import BY_NAME
from playground.cluster.simulation import Cluster
from playground.grading.lab import draw, read_lab
from playground.grading.locks import Locks

LAB = """\
apiVersion: labs/v1
kind: Lab
id: locked
title: Locked
params: {app: {choice: [web]}}
workspace:
  kinds: [Service]
  files: [{path: service.yaml, from: starter.yaml, locked: [metadata.name, "spec.ports[0].port", spec.type]}]
steps: [{id: one, text: one.md}]
"""
SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  selector: {app: web}\n  ports: [{port: 80}]\n  type: ClusterIP\n"


@pytest.fixture
def cluster() -> Cluster:
    lab, findings = read_lab("t", "locked", {"lab.yaml": LAB, "starter.yaml": SERVICE.replace("name: web", "name: ${app}"), "one.md": ""})
    assert lab is not None, findings
    found = Cluster.new(nodes=1)
    found.api.guard = Locks.of(lab, draw(lab, "x")).guard(found.api)
    return found


def apply(cluster: Cluster, text: str) -> tuple[str, str]:
    (outcome,) = cluster.apply(text)
    return outcome.verb, outcome.message


def test_what_is_not_locked_can_be_changed(cluster: Cluster) -> None:
    assert apply(cluster, SERVICE) == ("created", "")
    assert apply(cluster, SERVICE.replace("app: web", "app: other")) == ("configured", "")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("name: web", "name: other", 'services "other" is forbidden: this lab keeps metadata.name at "web"'),
        ("port: 80", "port: 81", 'services "web" is forbidden: this lab keeps spec.ports[0].port at 80'),
        ("ClusterIP", "NodePort", 'services "web" is forbidden: this lab keeps spec.type at "ClusterIP"'),
    ],
)
def test_a_locked_field_keeps_its_value(cluster: Cluster, old: str, new: str, says: str) -> None:
    assert apply(cluster, SERVICE.replace(old, new)) == ("error", says)
    apply(cluster, SERVICE)
    assert apply(cluster, SERVICE.replace(old, new)) == ("error", says)


def test_other_kinds_stay_as_they_are(cluster: Cluster) -> None:
    verb, message = apply(cluster, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n")
    assert verb == "error"
    assert "this lab leaves configmaps as they are; change Service" in message


def send(cluster: Cluster, method: str, kind: str, name: str, body: Any = None, user: str = "learner") -> Response:
    path = BY_NAME[kind].path("" if kind == "Node" else "default", name)
    content = "application/merge-patch+json" if method == "PATCH" else "application/json"
    return cluster.request(Request(method, path, "", content, json.dumps(body).encode() if body else b"", user=user))


def test_no_verb_goes_round_it(cluster: Cluster) -> None:
    apply(cluster, SERVICE)
    assert send(cluster, "PATCH", "Service", "web", {"spec": {"type": "NodePort"}}).code == 403
    assert send(cluster, "PATCH", "Node", "node-1", {"metadata": {"labels": {"a": "b"}}}).code == 403
    assert send(cluster, "DELETE", "Node", "node-1").code == 403
    assert send(cluster, "GET", "Node", "node-1").code == 200


def test_what_is_wrong_anyway_is_said_by_the_api_server(cluster: Cluster) -> None:
    verb, message = apply(cluster, SERVICE.replace("port: 80", "port: 99999"))
    assert verb == "error"
    assert "must be between 1 and 65535" in message


def test_trouble_and_controllers_are_not_the_learner(cluster: Cluster) -> None:
    assert cluster.fail_node("node-1") == ""
    assert send(cluster, "PATCH", "Node", "node-1", {"metadata": {"labels": {"a": "b"}}}, user="operator").code == 200
    assert cluster.fork().apply("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n")[0].verb == "created"


def test_the_scheduler_is_not_the_learner(cluster: Cluster) -> None:
    """A lab that lets only Services be changed still has its pods bound."""
    cluster.api.create({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", "namespace": "default"},
                        "spec": {"containers": [{"name": "c", "image": "nginx:1.29"}]}})  # fmt: skip
    cluster.advance(30)
    pod = cluster.store.get("Pod", "default", "a")
    assert pod is not None
    assert pod["spec"].get("nodeName") == "node-1"
