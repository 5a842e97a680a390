"""What works and is not what was asked for is told so."""

from __future__ import annotations

from playground.cluster.trace.explain import explain
from playground.grading.lab import draw
from playground.grading.lint import lint
from playground.grading.submission import submit
from playground.grading.world import start
from tests.grading.lab import LAB, SERVICE, read

ASKED = LAB.replace("checks: [reach]", "checks: [reach, internal]") + "  internal: {points: 0, required: true, object: {Service: web}, expect: {spec.type: ClusterIP}}\n"
NODE_PORT = SERVICE.replace("spec:\n", "spec:\n  type: NodePort\n")


def told(service: str) -> dict[str, str]:
    lab = read(ASKED)
    params = draw(lab, "x")
    verdict = submit(lab, start(lab, params), params, {"service.yaml": service})
    return {result.check: result.diagnosis.code if result.diagnosis else "" for result in verdict.results if not result.passed}


def test_a_field_that_is_not_as_asked_is_told_where_requests_get_through() -> None:
    assert told(NODE_PORT) == {"internal": "WORKS-NOT-AS-ASKED"}


def test_where_they_do_not_get_through_that_is_what_is_told() -> None:
    assert told(NODE_PORT.replace("app: web", "app: wbe")) == {"reach": "SVC-SELECTOR-NO-MATCH", "internal": ""}


def test_an_object_that_is_not_there_does_not_work() -> None:
    assert "WORKS-NOT-AS-ASKED" not in told(SERVICE.replace("name: web", "name: wbe")).values()


def test_the_diagnosis_names_the_field_and_does_not_give_the_answer() -> None:
    lab = read(ASKED)
    verdict = submit(lab, start(lab, {}), {}, {"service.yaml": NODE_PORT})
    found = next(result.diagnosis for result in verdict.results if result.diagnosis)
    words = explain(found)
    assert words.title == "It works, but it is not what was asked for: spec.type of Service web"
    assert "NodePort" in words.why
    assert "ClusterIP" not in "".join(words)
    assert (found.origins[0].kind, found.origins[0].path) == ("Service", ("spec", "type"))


def test_the_linter_holds_a_mistake_to_it() -> None:
    right = ASKED + "tests: {mutants_killed: 0, mistakes: {a.yaml: WORKS-NOT-AS-ASKED}}\n"
    assert lint(read(right, mistakes__a_yaml=NODE_PORT)) == []
