"""The grader judges what the cluster does: any YAML that behaves right passes, none that behaves wrong does."""

from __future__ import annotations

import pytest

from playground.cluster.simulation import Cluster
from playground.grading.grader import Verdict, grade, run
from playground.grading.lab import Lab
from playground.grading.submission import submit as play
from playground.grading.world import BrokenWorld, start
from tests.grading.lab import LAB, SERVICE, read


def world(lab: Lab) -> Cluster:
    return start(lab, {}, "seed")


def verdict(check: str, service: str = SERVICE, lab: str = LAB) -> Verdict:
    """The small lab with another check `reach`, and a Service submitted to it."""
    found = read(lab.replace('{points: 3, probe: {http: {from: pod/client, url: "http://web:80/"}}, expect: {disposition: DELIVERED}}', check))
    return play(found, world(found), {}, {"service.yaml": service})


HTTP = '{points: 3, probe: {http: {from: pod/client, url: "http://web:80/"}}, expect: '


@pytest.mark.parametrize(
    "expect",
    [
        "{disposition: DELIVERED}",
        "{disposition: [DELIVERED, EXTERNAL]}",
        "{status: 200}",
        "{backends: {app: web}, exact: true}",
        "{share: {max: 0.34, min: 0.33}}",
        "{source: client}",
        "{not: {disposition: REFUSED}}",
        "{disposition: DELIVERED, not: {backends: {app: other}}}",
    ],
)
def test_what_holds_passes(expect: str) -> None:
    found = verdict(HTTP + expect + "}")
    assert found.passed, found.results[0].failures
    assert (found.earned, found.points) == (3, 3)


@pytest.mark.parametrize(
    ("expect", "code"),
    [
        ("{disposition: REFUSED}", "disposition"),
        ("{status: 404}", "status"),
        ("{backends: {app: other}}", "backends"),
        ("{backends: [nobody]}", "backends-missing"),
        ("{share: {max: 0.2}}", "share-max"),
        ("{share: {min: 0.5}}", "share-min"),
        ("{source: 1.2.3.4}", "source"),
        ("{not: {disposition: DELIVERED}}", "not-disposition"),
        ("{not: {status: 200, backends: {app: web}}}", "not"),
    ],
)
def test_what_does_not_hold_fails_with_its_reason(expect: str, code: str) -> None:
    (result,) = verdict(HTTP + expect + "}").results
    assert not result.passed
    assert result.failures[0].code == code
    assert str(result.failures[0])
    assert result.evidence is not None


def test_a_wrong_selector_gets_its_diagnosis() -> None:
    (result,) = verdict(HTTP + "{disposition: DELIVERED}}", SERVICE.replace("app: web", "app: wbe")).results
    assert result.diagnosis is not None
    assert result.diagnosis.code == "SVC-SELECTOR-NO-MATCH"


def test_delivering_to_some_is_not_delivering() -> None:
    """The selector {} of a headless-like mistake: the client itself is an endpoint that refuses."""
    broad = SERVICE.replace("selector: {app: web}", "selector: {tier: all}")
    lab = read()
    cluster = world(lab)
    for pod in cluster.store.list("Pod", "default"):
        cluster.set_labels("Pod", "default", pod["metadata"]["name"], {"tier": "all"})
    cluster.apply(broad)
    (result,) = grade(lab, cluster, {}).results
    assert [failure.code for failure in result.failures] == ["branch"]


def test_yaml_that_is_refused_is_rejected_and_names_the_line() -> None:
    found = verdict(HTTP + "{disposition: DELIVERED}}", SERVICE.replace("port: 80", "port: 80000"))
    assert (found.kind, found.results) == ("rejected", ())
    assert found.message.startswith("service.yaml:")


@pytest.mark.parametrize(
    "trouble",
    [
        "{delete_pod: {app: web}}, {wait: 60s}",
        "{scale: {deployment: web, replicas: 5}}, {wait: 60s}",
        "{fail_node: node-1}, {wait: 90s}",
        "{fail_node: node-1}, {wait: 90s}, {restore_node: node-1}, {wait: 60s}",
        "{set_ready: {pods: {app: web}, ready: false}}, {set_ready: {pods: {app: web}, ready: true}}, {wait: 60s}",
    ],
)
def test_a_deployment_survives_trouble(trouble: str) -> None:
    found = verdict(f"{{after: [{trouble}], {HTTP[1:]}{{disposition: DELIVERED}}}}")
    assert found.passed, found.results[0].failures


def test_trouble_shows_what_is_not_ready_for_it() -> None:
    found = verdict(
        f"{{after: [{{set_ready: {{pods: {{app: web}}, ready: false}}}}, {{wait: 30s}}], {HTTP[1:]}{{disposition: DELIVERED}}}}"
    )
    (result,) = found.results
    assert result.evidence is not None
    assert result.evidence.disposition == "REJECTED"


def test_a_required_check_takes_all_points() -> None:
    lab = read(
        LAB.replace("checks: [reach]", "checks: [reach, inside]")
        + "  inside: {points: 2, required: true, object: {Service: web}, expect: {spec.type: NodePort}}\n"
    )
    found = play(lab, world(lab), {}, {"service.yaml": SERVICE})
    assert [result.passed for result in found.results] == [True, False]
    assert (found.earned, found.points) == (0, 5)


def test_check_leaves_hidden_checks_out() -> None:
    lab = read(LAB.replace("reach: {points: 3", "reach: {hidden: true, points: 3"))
    cluster = world(lab)
    assert grade(lab, cluster, {}, hidden=False).results == ()
    assert len(grade(lab, cluster, {}).results) == 1


def test_grading_changes_nothing_and_gives_the_same_twice() -> None:
    lab = read(LAB.replace("reach: {points: 3", "reach: {after: [{delete_pod: {app: web}}, {wait: 60s}], points: 3"))
    cluster = world(lab)
    cluster.apply(SERVICE)
    before = (cluster.snapshot(), cluster.clock.now, cluster.store.revision)
    assert run(lab, cluster, {}, "reach") == run(lab, cluster, {}, "reach")
    assert (cluster.snapshot(), cluster.clock.now, cluster.store.revision) == before


@pytest.mark.parametrize(
    ("probe", "expect"),
    [
        ("{dns: {from: pod/client, name: web}}", "{rcode: NOERROR, answers: 1}"),
        ("{dns: {from: pod/client, name: nobody}}", "{rcode: NXDOMAIN}"),
        ("{endpoints: {service: web}}", "{ready: 3, ports: [80]}"),
        ("{tcp: {from: node/node-1, to: 'web.default:80'}}", "{disposition: NXDOMAIN}"),
        ("{udp: {from: pod/client, to: 'web:80'}}", "{disposition: TIMEOUT}"),
    ],
)
def test_every_probe_asks_its_question(probe: str, expect: str) -> None:
    found = verdict(f"{{points: 1, probe: {probe}, expect: {expect}}}")
    assert found.passed, found.results[0].failures


def test_a_pod_keeps_the_variables_of_its_start() -> None:
    """The popular trap: a Service made later is missing in the environment of pods that run already."""
    check = "{points: 1, probe: {env: {from: pod/client}}, expect: {variables: {WEB_SERVICE_HOST: '*'}}}"
    (result,) = verdict(check).results
    assert [failure.code for failure in result.failures] == ["variables"]


def test_a_world_that_is_refused_is_the_labs_fault() -> None:
    lab = read(LAB, cluster_yaml="apiVersion: v1\nkind: Service\nmetadata: {name: UPPER}\n")
    with pytest.raises(BrokenWorld, match=r"cluster\.yaml"):
        world(lab)
