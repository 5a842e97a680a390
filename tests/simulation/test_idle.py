"""Fields that change nothing: said of a text by admitting it with and without them."""

from __future__ import annotations

import pytest

from playground.cluster.config import Config
from playground.cluster.simulation import Cluster
from playground.cluster.simulation.idle import MOST, idle_fields

SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: default
  labels: {}
spec:
  type: ClusterIP
  selector:
    app: web
  ports:
  - port: 80
    protocol: TCP
    targetPort: 80
  - name: dns
    port: 53
    protocol: UDP
  sessionAffinity: None
status:
  loadBalancer:
    ingress:
    - ip: 192.0.2.1
"""


@pytest.fixture(scope="module")
def world() -> Cluster:
    return Cluster.new(Config(seed="idle"))


def idle(world: Cluster, text: str, locked: tuple[str, ...] = ()) -> dict[int, tuple[str, str]]:
    """By line: why, and the value that it would have anyway."""
    return {item.span.line: (item.why, item.value) for item in idle_fields(world.fork(), text, "a.yaml", locked)}


def test_defaults_what_is_ignored_and_what_is_empty(world: Cluster) -> None:
    text = SERVICE.replace("  - port: 80\n", "  - name: web\n    port: 80\n")
    assert idle(world, text) == {
        5: ("default", "default"),
        6: ("empty", ""),
        8: ("default", "ClusterIP"),
        14: ("default", "TCP"),
        15: ("default", "80"),
        19: ("default", "None"),
        20: ("ignored", ""),
    }


def test_a_value_that_is_no_default_is_not_idle(world: Cluster) -> None:
    assert idle(world, SERVICE.replace("  - name: dns\n    port: 53\n    protocol: UDP\n", "").replace("protocol: TCP", "protocol: UDP").replace("targetPort: 80", "targetPort: 8080")).keys() == {5, 6, 8, 15, 16}


def test_a_document_that_would_be_refused_has_none(world: Cluster) -> None:
    """Two ports without names."""
    assert idle(world, SERVICE) == {}
    assert idle(world, "kind: [") == {}
    assert idle(world, "kind: Service\nkind: Service\n") == {}


def test_required_fields_are_never_idle(world: Cluster) -> None:
    pod = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n  - name: a\n    image: nginx\n  restartPolicy: Always\n"
    assert idle(world, pod) == {9: ("default", "Always")}


def test_what_a_lab_keeps_is_left_alone(world: Cluster) -> None:
    text = SERVICE.replace("  - port: 80\n", "  - name: web\n    port: 80\n")
    assert idle(world, text, ("spec.ports[0].protocol", "spec.type", "metadata.namespace")).keys() == {6, 15, 19, 20}


def test_an_object_that_exists_is_judged_as_if_it_were_new(world: Cluster) -> None:
    text = SERVICE.replace("  - port: 80\n", "  - name: web\n    port: 80\n")
    applied = world.fork()
    applied.apply(text)
    assert idle(applied, text) == idle(world, text)


def test_an_allocated_value_is_not_a_default(world: Cluster) -> None:
    text = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  type: NodePort\n  ports:\n  - port: 80\n    nodePort: 30080\n"
    assert idle(world, text) == {}


def test_a_document_may_rest_on_the_one_before(world: Cluster) -> None:
    space = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n---\n"
    text = space + "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  type: ClusterIP\n  ports:\n  - port: 80\n"
    assert idle(world, text) == {12: ("default", "ClusterIP")}


def test_a_list_and_what_an_anchor_brings(world: Cluster) -> None:
    text = """\
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Service
  metadata: {name: a}
  spec:
    ports: [&port {port: 80, protocol: TCP}]
- apiVersion: v1
  kind: Service
  metadata: {name: b}
  spec:
    ports: [*port]
    type: ClusterIP
"""
    assert idle(world, text) == {8: ("default", "TCP"), 14: ("default", "ClusterIP")}


def test_a_long_text_is_tried_up_to_a_bound(world: Cluster) -> None:
    service = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web-{}\nspec:\n  type: ClusterIP\n  ports:\n  - port: 80\n"
    text = "---\n".join(service.format(number) for number in range(45))
    assert 0 < len(idle(world, text)) <= MOST / 3


def test_a_long_document_costs_no_more_than_a_short_one(world: Cluster) -> None:
    pod = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  restartPolicy: Always\n  containers:\n"
    text = pod + "".join(f"  - name: c-{number}\n    image: nginx\n    imagePullPolicy: Always\n" for number in range(1000))
    asked: list[str] = []
    fork = world.fork()
    fork.api.guard = None
    handle = fork.api.handle
    fork.api.handle = lambda request: (asked.append(request.path), handle(request))[1]  # type: ignore[method-assign]
    assert idle_fields(fork, text, "a.yaml")[0].value == "Always"
    assert len(asked) < 10
