"""Which checks tick by themselves, and when the result of one still holds."""

from __future__ import annotations

import pytest

from playground.cluster.simulation import Cluster
from playground.grading.lab import Lab
from playground.grading.live import live_checks, stamp
from playground.grading.world import start
from tests.grading.lab import LAB, SERVICE, read

CHECKS = """\
steps: [{id: one, text: one.md, checks: [reach, survives, secret, kept, ready]}]
checks:
  reach: {probe: {http: {from: pod/client, url: "http://web:80/"}}, expect: {disposition: DELIVERED}}
  survives: {after: [{wait: 5s}], probe: {http: {from: pod/client, url: "http://web:80/"}}, expect: {disposition: DELIVERED}}
  secret: {hidden: true, probe: {http: {from: pod/client, url: "http://web:80/"}}, expect: {disposition: DELIVERED}}
  kept: {object: {Service: web}, expect: {spec.type: ClusterIP}}
  ready: {probe: {endpoints: {service: web}}, expect: {ready: 3}}
"""


def lab(text: str = CHECKS) -> Lab:
    return read(LAB[: LAB.index("steps:")] + text)


@pytest.fixture
def world() -> Cluster:
    return start(lab(), {}, "seed")


def test_hidden_checks_and_those_with_trouble_never_tick() -> None:
    found = lab()
    assert live_checks(found, found.spec.steps[0]) == ["reach", "kept", "ready"]


def test_a_lab_may_leave_it_to_the_learner() -> None:
    found = lab(CHECKS.replace("text: one.md,", "text: one.md, live: false,"))
    assert live_checks(found, found.spec.steps[0]) == []


def test_a_change_touches_the_checks_that_rest_on_its_kind(world: Cluster) -> None:
    checks = lab().spec.checks

    def stamps() -> dict[str, tuple[int, ...]]:
        return {name: stamp(world, checks[name]) for name in ("reach", "kept", "ready")}

    def touched(text: str) -> set[str]:
        before = stamps()
        world.apply(text)
        return {name for name, now in stamps().items() if now != before[name]}

    assert touched("apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: robot}\n") == set()
    assert touched("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: page}\n") == {"reach"}
    assert touched(SERVICE) == {"reach", "kept", "ready"}
    assert touched(SERVICE) == set()
