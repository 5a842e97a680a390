"""Mutants: the mistakes that are made, which of them change behaviour, and what is said of those that survive."""

from __future__ import annotations

import pytest

from playground.cluster import manifest
from playground.grading.lint import mutate
from playground.grading.lint.mutation import Fate, Mutation
from playground.grading.mutants import mutants
from tests.grading.lab import LAB, SERVICE, read

TWO_PORTS = """\
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  type: NodePort
  selector: {app: web, tier: front}
  ports:
  - {name: http, port: 80, targetPort: 8080, nodePort: 30080}
  - {name: admin, port: 81, targetPort: admin}
"""


def names(text: str) -> set[str]:
    return {mutant.name.partition(": ")[2] for mutant in mutants({"service.yaml": text})}


@pytest.mark.parametrize(
    "mistake",
    [
        "ports[0]: port and targetPort swapped", "ports[0]: port shifted", "ports[0]: targetPort shifted",
        "ports[0]: targetPort left out", "ports[0]: nodePort shifted", "ports[0]: port name changed", "ports[1]: left out",
        "ports[0]: protocol UDP", "selector app: wrong key", "selector app: wrong value", "selector app: other case",
        "selector app: left out", "selector: left out", "namespace missing", "namespace wrong", "name changed", "type ClusterIP",
        "type LoadBalancer", "ports[0] and ports[1]: targetPorts exchanged", "readiness ignored", "externalTrafficPolicy Local", "internalTrafficPolicy Local",
    ],
)  # fmt: skip
def test_every_popular_mistake_is_made(mistake: str) -> None:
    assert mistake in names(TWO_PORTS)


def test_headless_is_toggled_and_documents_are_dropped() -> None:
    assert "clusterIP: headless toggled" in names(SERVICE)
    assert "document left out" in names(SERVICE + "---\n" + TWO_PORTS)


def test_a_mutant_differs_in_one_place_and_knows_it() -> None:
    for mutant in mutants({"service.yaml": TWO_PORTS}):
        (document,) = manifest.read(mutant.files["service.yaml"]).documents
        assert document.readable, mutant
        assert 1 <= mutant.line <= len(TWO_PORTS.splitlines())
    (swapped,) = (mutant for mutant in mutants({"service.yaml": TWO_PORTS}) if mutant.name.endswith("swapped"))
    assert TWO_PORTS.splitlines()[swapped.line - 1][swapped.column - 1 :].startswith("port: 80")


def mutation(lab: str = LAB, **files: str) -> Mutation:
    return mutate(read(lab, **files), "seed")


def fates(found: Mutation) -> dict[str, Fate]:
    return {one.mutant.name.partition(": ")[2]: one.fate for one in found.fates}


def test_fates_are_told_apart() -> None:
    found = fates(mutation(solutions__web_yaml=SERVICE.replace("port: 80}", "port: 80, targetPort: 80}")))
    assert found["selector app: wrong value"] is Fate.KILLED
    assert found["readiness ignored"] is Fate.SURVIVED
    assert found["type NodePort"] is Fate.MORE
    assert found["namespace wrong"] is Fate.KILLED


def test_what_does_the_same_does_not_count() -> None:
    both = SERVICE.replace("{app: web}", "{app: web, tier: front}")
    found = mutation(solutions__web_yaml=both, cluster_yaml=read().files["cluster.yaml"].replace("labels: {app: web}", "labels: {app: web, tier: front}"))
    assert fates(found)["selector tier: left out"] is Fate.SAME
    assert found.changing == found.count(Fate.KILLED) + found.count(Fate.SURVIVED)


def test_what_cant_be_handed_in_does_not_count() -> None:
    locked = "workspace: {files: [{path: service.yaml, from: starter/service.yaml, locked: [metadata.name]}]}\n"
    found = mutation(LAB + locked, starter__service_yaml=SERVICE.replace("app: web", "app: wbe"))
    assert fates(found)["name changed"] is Fate.REFUSED


def test_a_survivor_comes_with_a_check_that_catches_it() -> None:
    found = mutation()
    (survivor,) = (one for one in found.survivors if one.mutant.name.endswith("readiness ignored"))
    assert survivor.check == (
        "{after: [{set_ready: {pods: {app: web}, ready: false}}, {wait: 20s}], "
        'probe: {tcp: {from: pod/client, to: "web:80"}}, expect: {disposition: REJECTED}}'
    )
    better = LAB.replace("checks: [reach]", "checks: [reach, more]") + f"  more: {survivor.check}\n"
    assert fates(mutation(better))["readiness ignored"] is Fate.KILLED


def test_every_survivor_is_caught_by_the_check_that_is_printed_with_it() -> None:
    for survivor in mutation().survivors:
        better = LAB.replace("checks: [reach]", "checks: [reach, more]") + f"  more: {survivor.check}\n"
        found = {one.mutant.name: one.fate for one in mutation(better).fates}
        assert found[survivor.mutant.name] is Fate.KILLED, survivor


def test_a_survivor_may_be_allowed_with_a_reason_and_only_while_it_survives() -> None:
    reason = '  survivors: {"Service/web: readiness ignored": "This lab is about names and nothing else."}\n'
    lab = LAB + "tests:\n  mutants_killed: 0\n" + reason
    assert fates(mutation(lab))["readiness ignored"] is Fate.ALLOWED
    assert [finding.code for finding in mutation(lab).findings] == []
    assert [finding.code for finding in mutation(lab.replace("readiness ignored", "selector app: wrong value")).findings] == ["E502"]


def test_too_few_caught_is_a_finding_with_its_survivors() -> None:
    found = mutation(LAB)
    assert found.rate < 0.9
    first, *others = found.findings
    assert (first.file, first.code) == ("lab.yaml", "E501")
    assert len(others) == len(found.survivors)
    assert all("would be caught by" in finding.message for finding in others)
