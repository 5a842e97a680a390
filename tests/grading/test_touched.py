"""Which Services differ between two clusters, so that the others need not be asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from playground.catalog.folder import folders
from playground.cluster.simulation import Cluster
from playground.grading.behaviour import questions, table
from playground.grading.lab import read_lab
from playground.grading.lint import mutate, mutation, seed
from playground.grading.touched import touched
from tests.grading.lab import CLUSTER

LABS = Path(__file__).resolve().parent.parent.parent / "labs"

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


@pytest.mark.parametrize("address", ["clusterip/first-service", "headless/statefulset", "outside/traffic-policy"])
def test_mutants_end_as_if_everything_had_been_asked(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder,) = (one for one in folders(LABS) if f"{one.track.slug}/{one.slug}" == address)
    lab, _ = read_lab(folder.track.slug, folder.slug, folder.files)
    assert lab is not None
    quick = mutate(lab, seed(0))
    monkeypatch.setattr(mutation, "touched", lambda one, other: None)
    assert quick == mutate(lab, seed(0))


def test_a_node_port_that_was_drawn_is_asked_by_whose_it_is() -> None:
    drawn = ("drawn", "type: NodePort, selector: {app: web}, ports: [{port: 82, targetPort: 80}]")
    one, other = world(BOTH[0], BOTH[1], drawn), world(BOTH[0], drawn, BOTH[1])
    assert ports(one, "other") != ports(other, "other")
    assert table(one, questions(one)) == table(other, questions(one))


def test_a_node_port_that_was_chosen_is_asked_by_its_number() -> None:
    here, there = (world(("web", f"type: NodePort, selector: {{app: web}}, ports: [{{port: 80, nodePort: {number}}}]")) for number in (30001, 30002))
    assert table(here, questions(here)) != table(there, questions(here))


def ports(cluster: Cluster, name: str) -> list[int]:
    service = cluster.store.get("Service", "default", name)
    assert service is not None
    return [port["nodePort"] for port in service["spec"]["ports"]]
