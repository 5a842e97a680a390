"""Which Services differ between two clusters, so that the others need not be asked."""

from __future__ import annotations

import pytest

from playground.cluster.simulation import Cluster
from playground.grading.behaviour import questions
from playground.grading.touched import touched
from tests.grading.lab import CLUSTER

WEB = "apiVersion: v1\nkind: Service\nmetadata: {name: %s}\nspec: {%s}\n"
BOTH = [("web", "selector: {app: web}, ports: [{port: 80}]"), ("other", "type: NodePort, selector: {app: web}, ports: [{port: 81, targetPort: 80}]")]


def world(*services: tuple[str, str], pods: str = CLUSTER) -> Cluster:
    cluster = Cluster.new()
    cluster.apply(pods)
    for name, spec in services:
        assert not [outcome.error for outcome in cluster.apply(WEB % (name, spec)) if outcome.error]
    cluster.advance(30)
    return cluster


def test_what_is_drawn_is_no_difference() -> None:
    assert touched(world(*BOTH), world(BOTH[0], ("more", "ports: [{port: 1}]"), BOTH[1])) == {("default", "more")}


@pytest.mark.parametrize("spec", ["selector: {app: wep}, ports: [{port: 80}]", "selector: {app: web}, ports: [{port: 8080}]", "publishNotReadyAddresses: true, selector: {app: web}, ports: [{port: 80}]"])
def test_a_service_that_was_asked_for_otherwise_is_touched(spec: str) -> None:
    one, other = world(*BOTH), world(("web", spec), BOTH[1])
    assert touched(one, other) == {("default", "web")}
    assert {question.target for question in questions(one, touched(one, other)) if "81" in question.target} == set()


def test_other_pods_touch_everything() -> None:
    assert touched(world(*BOTH), world(*BOTH, pods=CLUSTER.replace("app: web", "app: wep"))) is None


def test_an_alias_of_another_service_touches_everything() -> None:
    alias = ("alias", "type: ExternalName, externalName: web.default.svc.cluster.local")
    assert touched(world(*BOTH, alias), world(*BOTH, alias)) is None
