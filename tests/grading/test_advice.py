"""What would make a failed check pass: of the learner's own files, and, told apart, of the world; as far as the lab tells."""

from __future__ import annotations

from pathlib import Path

from playground.catalog.folder import folders
from playground.cluster.trace.what_if import WhatIf
from playground.grading.advice import advise
from playground.grading.grader import Verdict, grade
from playground.grading.lab import Lab, read_lab
from playground.grading.submission import hand_in
from playground.grading.world import start
from tests.grading.lab import CLUSTER, LAB, SERVICE, read

LABS = Path(__file__).resolve().parent.parent.parent / "labs"


def advice(lab: Lab, service: str) -> list[WhatIf]:
    world = start(lab, {}, "seed")
    cluster = hand_in(lab, world, {}, {"service.yaml": service})
    assert not isinstance(cluster, Verdict), cluster.message
    failed = next(result for result in grade(lab, cluster, {}).results if not result.passed)
    before = cluster.snapshot()
    found = list(advise(lab, cluster, {}, failed, {"service.yaml"}))
    assert cluster.snapshot() == before
    return found


def test_the_smallest_edit_of_the_learners_file_is_found() -> None:
    (own, *_) = advice(read(), SERVICE.replace("app: web", "app: wbe"))
    assert own.title == "Set `spec.selector.app` of Service web to `web`, not `wbe`"
    assert not own.world


def test_an_edit_of_the_world_is_told_apart() -> None:
    broken = CLUSTER.replace('image: "nginx:1.29"', 'image: "nginx:1.29", readinessProbe: {httpGet: {path: /, port: 81}}')
    ways = advice(read(LAB, cluster_yaml=broken), SERVICE)
    assert ways
    assert all(way.world for way in ways)
    assert "readinessProbe.httpGet.port" in ways[0].title


def test_a_way_must_pass_the_checks_own_expectations() -> None:
    """Delivering is not enough where the check asks for certain pods."""
    other = CLUSTER + "---\napiVersion: v1\nkind: Pod\nmetadata: {name: old, labels: {app: wbo}}\nspec: {containers: [{name: c, image: nginx}]}\n"
    lab = LAB.replace("expect: {disposition: DELIVERED}", "expect: {disposition: DELIVERED, backends: {app: web}}")
    titles = [way.title for way in advice(read(lab, cluster_yaml=other), SERVICE.replace("app: web", "app: wbe")) if not way.world]
    assert titles == ["Set `spec.selector.app` of Service web to `web`, not `wbe`"]


def test_the_trouble_happens_in_every_trial() -> None:
    trouble = "{after: [{delete_pod: {app: web}}, {wait: 60s}], points: 3"
    (own, *_) = advice(read(LAB.replace("{points: 3", trouble)), SERVICE.replace("port: 80", "port: 80, targetPort: 8080"))
    assert own.title == "Set `spec.ports[0].targetPort` of Service web to `80`, not `8080`"


def test_pods_that_listen_on_different_ports_are_reached_by_name() -> None:
    (lab,) = (read_lab(found.track.slug, found.slug, found.files)[0] for found in folders(LABS) if found.slug == "ports")
    assert lab is not None
    (first, *_) = advice(lab, lab.files["mistakes/number.yaml"])
    assert first.title == "Set `spec.ports[0].targetPort` of Service shop to `http`, not `8080`"


def test_a_lab_that_tells_nothing_gets_nothing() -> None:
    assert advice(read(LAB + "feedback: {what_if: nothing}\n"), SERVICE.replace("app: web", "app: wbe")) == []
