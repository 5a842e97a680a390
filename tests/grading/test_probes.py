"""Every probe of the format, and what it can be held against."""

from __future__ import annotations

import pytest

from playground.grading.grader import Verdict, grade, is_shown, rcode_told
from playground.grading.lab import Lab, draw
from playground.grading.submission import hand_in, submit
from playground.grading.world import start
from tests.grading.lab import CLUSTER, LAB, SERVICE, read

HEADLESS = SERVICE.replace("spec:\n", "spec:\n  clusterIP: None\n").replace("{port: 80}", "{name: http, port: 80}")


def verdict(check: str, service: str = SERVICE, cluster: str = CLUSTER) -> Verdict:
    lab = read(LAB[: LAB.index("  reach:")] + f"  reach: {check}\n", cluster_yaml=cluster)
    return submit(lab, start(lab, {}, "seed"), {}, {"service.yaml": service})


def failures(found: Verdict) -> list[str]:
    return [failure.code for result in found.results for failure in result.failures]


PASSES = {
    "a command of the terminal": "probe: {command: {run: kubectl get service web}}, expect: {exit: 0, prints: [web, 80/TCP]}",
    "a command in a pod": 'probe: {command: {from: pod/client, run: "curl -s http://web/ | head -4"}}, expect: {exit: 0, prints: "<title>"}',
    "what a command does not print": "probe: {command: {run: kubectl get pods}}, expect: {exit: 0, not: {prints: Pending}}",
    "a matrix": 'probe: {matrix: {from: [pod/client, outside], to: ["http://web/", "dns:web?type=A"]}}, expect: {table: {pod/client: [DELIVERED, DELIVERED], outside: [NXDOMAIN, NXDOMAIN]}}',
    "each cell of a matrix": 'probe: {matrix: {from: [pod/client], to: ["tcp://web:80", "http://web/"]}}, expect: {disposition: DELIVERED, backends: {app: web}}',
    "an exact share": 'probe: {http: {from: pod/client, url: "http://web/"}}, expect: {share: {is: 1/3}}',
    "the share of several pods": 'probe: {http: {from: pod/client, url: "http://web/"}}, expect: {share: {of: {app: web}, is: 1}}',
    "no share at all": 'probe: {http: {from: pod/client, url: "http://web/"}}, expect: {share: {of: {app: client}, max: 0}}',
    "traffic without affinity": 'after: [{ask: {http: {from: pod/client, url: "http://web/"}}}], probe: {http: {from: pod/client, url: "http://web/"}}, expect: {share: {max: 0.34}}',
    "a field and what it must not be": "object: {Service: web}, expect: {spec.type: ClusterIP, not: {spec.sessionAffinity: ClientIP}}",
    "a label with dots in its name": "object: {Namespace: default}, expect: {'metadata.labels[kubernetes.io/metadata.name]': default}",
    "an item of a list": "object: {Service: web}, expect: {'spec.ports[0].port': 80, spec.ports.0.protocol: TCP}",
}


@pytest.mark.parametrize("check", PASSES.values(), ids=PASSES.keys())
def test_what_holds_passes(check: str) -> None:
    found = verdict(f"{{{check}}}")
    assert found.passed, found.results


FAILS = {
    "a command that fails": ("probe: {command: {run: kubectl get service wbe}}, expect: {exit: 0}", "exit"),
    "a command that prints something else": ("probe: {command: {run: kubectl get pods}}, expect: {prints: nobody}", "prints"),
    "a cell of a matrix": ('probe: {matrix: {from: [pod/client], to: ["tcp://web:80"]}}, expect: {table: {pod/client: [REFUSED]}}', "cell"),
    "another share": ('probe: {http: {from: pod/client, url: "http://web/"}}, expect: {share: {is: 1/2}}', "share-is"),
    "a field that must not be so": ("object: {Service: web}, expect: {not: {spec.type: ClusterIP}}", "not"),
    "a source that is not there": ('probe: {matrix: {from: [pod/nobody], to: ["tcp://web:80"]}}, expect: {disposition: DELIVERED}', "probe"),
}


@pytest.mark.parametrize(("check", "code"), FAILS.values(), ids=FAILS.keys())
def test_what_does_not_hold_fails(check: str, code: str) -> None:
    found = verdict(f"{{{check}}}")
    assert not found.passed
    assert set(failures(found)) == {code}
    assert "{" not in str(found.results[0].failures[0])


def test_a_matrix_shows_the_cell_that_failed() -> None:
    (result,) = verdict('{probe: {matrix: {from: [pod/client], to: ["tcp://web:80", "tcp://web:81"]}}, expect: {disposition: DELIVERED}}').results
    assert result.evidence is not None
    assert result.evidence.target.port == 81
    assert result.diagnosis is not None
    assert result.diagnosis.code == "SVC-PORT-NOT-EXPOSED"


def test_affinity_is_seen_in_the_second_connection() -> None:
    check = '{after: [{ask: {http: {from: pod/client, url: "http://web/"}}}], probe: {http: {from: pod/client, url: "http://web/"}}, expect: {share: {is: 1}}}'
    assert failures(verdict(check)) == ["share-is"] * 3
    assert verdict(check, SERVICE + "  sessionAffinity: ClientIP\n").passed


def test_srv_records_show_their_ports() -> None:
    check = "{probe: {dns: {from: pod/client, name: _http._tcp.web, type: SRV}}, expect: {rcode: NOERROR, ports: [80]}}"
    assert verdict(check, HEADLESS).passed
    assert failures(verdict(check, HEADLESS.replace("port: 80", "port: 81"))) == ["ports"]


@pytest.mark.parametrize(
    ("question", "expected", "failing"),
    [
        ("name: _http._tcp.web, type: SRV", "answers: [web.default.svc.cluster.local.]", []),
        ("name: _http._tcp.web, type: SRV", "answers: [web.kube-system.svc.cluster.local]", ["answers"]),
        ("name: web, type: A", "asked: 1", []),
        ("name: web.default, type: A", "answers: 1, asked: 2", []),
        ("name: web.default, type: A", "asked: 1", ["asked"]),
    ],
)
def test_names_in_answers_and_names_asked_for(question: str, expected: str, failing: list[str]) -> None:
    check = f"{{probe: {{dns: {{from: pod/client, {question}}}}}, expect: {{rcode: NOERROR, {expected}}}}}"
    assert failures(verdict(check, SERVICE.replace("{port: 80}", "{name: http, port: 80}"))) == failing


def test_no_answer_at_all_is_called_so() -> None:
    found = verdict("{probe: {dns: {from: pod/client, name: nobody}}, expect: {answers: [10.0.0.1]}}")
    assert [str(failure) for result in found.results for failure in result.failures] == ["Expected the answers 10.0.0.1, got nothing."]


def test_values_are_evidence_too() -> None:
    (result,) = verdict("{probe: {endpoints: {service: web}}, expect: {ready: 3}}").results
    assert result.seen == {"ready": 3, "ports": [80]}


# -- the lab's own namespace

IN_NAMESPACE = """\
params: {ns: {name: {prefix: team-, length: 4}}}
"""


def spaced(extra: str = IN_NAMESPACE) -> tuple[Lab, dict[str, str | int]]:
    lab = read(LAB + extra)
    return lab, draw(lab, "learner")


def test_what_names_no_namespace_is_in_the_labs_own() -> None:
    lab, params = spaced()
    world = start(lab, params, "seed")
    assert str(params["ns"]).startswith("team-")
    assert world.store.get("Pod", str(params["ns"]), "client")
    assert submit(lab, world, params, {"service.yaml": SERVICE}).passed
    elsewhere = SERVICE.replace("name: web}", "name: web, namespace: default}")
    assert not submit(lab, world, params, {"service.yaml": elsewhere}).passed


def test_a_lab_may_stay_in_default_whatever_its_parameters() -> None:
    lab, params = spaced(IN_NAMESPACE + "world: {namespace: default}\n")
    assert start(lab, params, "seed").store.get("Pod", "default", "client")


# -- handing in


def test_too_much_is_rejected_before_it_is_read() -> None:
    lab = read()
    world = start(lab, {}, "seed")
    for files in ({"a.yaml": "#" * 300_000}, {f"{number}.yaml": "" for number in range(50)}, {"a.yaml": "---\n" * 200}):
        found = hand_in(lab, world, {}, files)
        assert isinstance(found, Verdict)
        assert (found.kind, found.results) == ("rejected", ())


def test_a_rejection_names_the_place() -> None:
    found = verdict("{probe: {endpoints: {service: web}}, expect: {ready: 3}}", "# my Service\n" + SERVICE.replace("port: 80", "port: 80000"))
    assert (found.kind, found.file, found.line) == ("rejected", "service.yaml", 2)


def test_the_verdict_does_not_depend_on_how_quickly_it_is_asked_for() -> None:
    """Pods that are still starting have the time to."""
    lab = read()
    world = start(lab, {}, "seed")
    cluster = world.fork()
    cluster.apply(SERVICE)
    cluster.delete_pod("default", cluster.store.list("Pod", "default")[1]["metadata"]["name"])
    assert grade(lab, cluster, {}).passed


@pytest.mark.parametrize(
    ("reveal", "passed", "due", "shown"),
    [("never", True, True, False), ("after_pass", False, False, False), ("after_pass", True, False, True),
     ("after_due", True, False, False), ("after_due", False, True, True)],
)  # fmt: skip
def test_hidden_checks_are_shown_by_their_rule_only(reveal: str, passed: bool, due: bool, shown: bool) -> None:
    lab = read(LAB.replace("{points: 3", f"{{hidden: true, reveal: {reveal}, points: 3"))
    assert is_shown(lab.spec.checks["reach"], passed, due) is shown


@pytest.mark.parametrize(
    ("question", "told"),
    [("dns:web?type=A", "NOERROR"), ("dns:web?type=AAAA", "NODATA"), ("dns:_http._tcp.web?type=SRV", "NOERROR"), ("dns:wbe", "NXDOMAIN"), ("tcp://10.96.0.1:443", "")],
)
def test_what_a_prediction_calls_the_answer_of_dns(question: str, told: str) -> None:
    cluster = start(read(), {}, "seed")
    cluster.apply(SERVICE.replace("{port: 80}", "{name: http, port: 80}"), "service.yaml")
    assert rcode_told(cluster.trace("pod/client", question)) == told
