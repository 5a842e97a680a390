"""Two worlds side by side: what behaves the same is the same, whatever it is called; what differs is said."""

from __future__ import annotations

import msgspec
import pytest

from playground.cluster.simulation import Cluster
from playground.grading.debrief import Row, compare, difference, difference_of_texts, probe_text
from playground.grading.format import Trouble
from playground.grading.lab import Lab
from playground.grading.troubles import told
from playground.grading.world import start
from tests.grading.lab import LAB, SERVICE, read

CHECKS = """\
steps: [{id: one, text: one.md, checks: [reach, name, survives, ready, kept]}]
checks:
  reach: {probe: {http: {from: pod/client, url: "http://web:80/"}}, expect: {disposition: DELIVERED}}
  name: {probe: {dns: {from: pod/client, name: web, type: A}}, expect: {rcode: NOERROR}}
  survives: {after: [{delete_pod: {app: web}}, {wait: 30s}], probe: {tcp: {from: pod/client, to: "web:80"}}, expect: {disposition: DELIVERED}}
  ready: {probe: {endpoints: {service: web}}, expect: {ready: 3}}
  kept: {object: {Service: web}, expect: {spec.type: ClusterIP}}
"""


@pytest.fixture(scope="module")
def lab() -> Lab:
    return read(LAB[: LAB.index("steps:")] + CHECKS)


def world(lab: Lab, service: str, seed: str) -> Cluster:
    cluster = start(lab, {}, seed)
    if service:
        cluster.apply(service)
    cluster.advance(30)
    return cluster


@pytest.fixture(scope="module")
def model(lab: Lab) -> Cluster:
    return world(lab, SERVICE, "model")


def rows(lab: Lab, model: Cluster, service: str) -> dict[str, Row]:
    return {row.check: row for row in compare(lab, world(lab, service, "own"), model, {}, lab.spec.checks)}


def cells(row: Row) -> dict[str, tuple[str, str]]:
    return {cell.name: (cell.own, cell.model) for cell in row.cells}


def test_worlds_that_behave_the_same_are_the_same_though_every_name_and_address_differs(lab: Lab, model: Cluster) -> None:
    found = rows(lab, model, SERVICE)
    assert all(cell.same for row in found.values() for cell in row.cells)
    assert cells(found["reach"]) == {
        "disposition": ("DELIVERED", "DELIVERED"), "backends": ("3 × web, 1/3 each",) * 2, "source": ("the client's own address",) * 2,
    }  # fmt: skip
    assert cells(found["name"]) == {"rcode": ("NOERROR", "NOERROR"), "answers": ("the cluster IP of web",) * 2}
    assert cells(found["kept"]) == {"spec.type": ("ClusterIP", "ClusterIP")}


def test_a_headless_service_answers_with_the_pods_instead(lab: Lab, model: Cluster) -> None:
    found = rows(lab, model, SERVICE.replace("spec:", "spec:\n  clusterIP: None"))
    assert cells(found["name"])["answers"] == ("3 × a pod of web", "the cluster IP of web")
    (cell,) = [cell for cell in found["name"].cells if not cell.same]
    assert difference(cell) == "The name leads to 3 × a pod of web, in the model to the cluster IP of web."


def test_what_ends_badly_is_said_with_its_cause(lab: Lab, model: Cluster) -> None:
    found = rows(lab, model, SERVICE.replace("app: web}", "app: wep}"))
    assert cells(found["reach"])["disposition"] == ("REJECTED", "DELIVERED")
    assert found["reach"].why
    assert cells(found["ready"])["ready"] == ("0", "3")
    nothing = rows(lab, model, "")
    assert cells(nothing["kept"])["spec.type"] == ("absent", "ClusterIP")
    assert cells(nothing["name"])["rcode"] == ("NXDOMAIN", "NOERROR")


def test_neither_world_is_changed_by_the_comparison(lab: Lab, model: Cluster) -> None:
    own = world(lab, SERVICE, "own")
    before = (own.store.revision, model.store.revision)
    compare(lab, own, model, {}, lab.spec.checks)
    assert (own.store.revision, model.store.revision) == before


def test_probes_and_trouble_are_said_in_words(lab: Lab) -> None:
    checks = lab.spec.checks
    assert probe_text(checks["reach"], {}) == "pod/client to http://web:80/"
    assert probe_text(checks["ready"], {}) == "endpoints of web"
    assert probe_text(checks["kept"], {}) == "Service web"
    assert [told(trouble, {}) for trouble in checks["survives"].after] == ["A pod with app=web is deleted", "30s go by"]


def test_every_kind_of_trouble_has_a_sentence() -> None:
    every = {
        "delete_pod": {"app": "web"},
        "set_ready": {"pods": {"app": "web"}, "ready": False},
        "scale": {"deployment": "web", "replicas": 0},
        "set_label": {"pods": {"app": "web"}, "labels": {"app": None}},
        "fail_node": "node-1",
        "restore_node": "node-1",
        "apply": "more.yaml",
        "wait": "30s",
        "ask": {"tcp": {"from": "pod/client", "to": "web:80"}},
    }
    assert set(every) == set(Trouble.__struct_fields__)
    told_of = {name: told(msgspec.convert({name: value}, Trouble), {}) for name, value in every.items()}
    assert told_of["ask"] == "pod/client to tcp://web:80 is asked"
    assert all(told_of.values())


def test_two_texts_become_one_with_marks() -> None:
    found = difference_of_texts("a.yaml", "a: 1\nb: 2\n", "a: 1\nb: 3\nc: 4\n")
    assert [(line.of, line.text) for line in found.lines] == [("same", "a: 1"), ("own", "b: 2"), ("model", "b: 3"), ("model", "c: 4")]
