"""The linter refuses a lab that is not fair, and says where."""

from __future__ import annotations

import json

import pytest

from playground.grading.lab import draw
from playground.grading.lint import lint, read_off, seed, variants
from tests.grading.lab import LAB, SERVICE, read

WRONG = SERVICE.replace("app: web", "app: wbe")
STARTER = "workspace: {files: [{path: service.yaml, from: starter/service.yaml}]}\n"


def codes(lab: str = LAB, **files: str) -> list[str]:
    return [finding.code for finding in lint(read(lab, **files))]


def test_a_fair_lab_is_clean() -> None:
    lab = LAB + STARTER + "tests: {mutants_killed: 0, mistakes: {selector.yaml: SVC-SELECTOR-NO-MATCH}}\n"
    assert codes(lab, starter__service_yaml=WRONG, mistakes__selector_yaml=WRONG) == []


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("text: one.md", "text: two.md", "E204"),
        ("checks: [reach]", "checks: [raech]", "E204"),
        ("probe: {http", "object: {Service: web}, probe: {http", "E211"),
        ("expect: {disposition: DELIVERED}", "expect: {}", "E214"),
        ("expect: {disposition: DELIVERED}", "expect: {dispositoin: DELIVERED}", "E215"),
        ("expect: {disposition: DELIVERED}", "expect: {disposition: DELIVERD}", "E204"),
        ("expect: {disposition: DELIVERED}", "expect: {status: many}", "E216"),
        ("checks: [reach]}", "checks: [reach], hints: [{solution: solutions/web.yaml}]}", "E207"),
        ("checks: [reach]}", "checks: [reach], hints: [{when: SVC-SELECTR-NO-MATCH, text: x}]}", "E204"),
        ("title: A small lab", "title: A small lab\nparams: {app: {choice: [web]}}", "E221"),
        ("title: A small lab", "title: A small lab\nworld: {manifests: [world.yaml]}", "E204"),
    ],
)
def test_what_can_be_read_off_is_found(old: str, new: str, code: str) -> None:
    assert code in codes(LAB.replace(old, new))


def test_a_step_that_looks_at_fields_alone_proves_nothing() -> None:
    lab = LAB[: LAB.index("checks:\n")] + "checks:\n  reach: {object: {Service: web}, expect: {spec.type: ClusterIP}}\n"
    assert "E208" in codes(lab)


def test_a_solution_must_score_full() -> None:
    assert codes(LAB, solutions__web_yaml=WRONG) == ["E402"]


def test_a_solution_must_be_accepted() -> None:
    assert "E401" in codes(LAB, solutions__web_yaml=SERVICE.replace("port: 80", "prot: 80"))


def test_a_starter_must_not_pass() -> None:
    assert codes(LAB + STARTER, starter__service_yaml=SERVICE) == ["E403"]


def test_a_mistake_must_get_its_diagnosis() -> None:
    lab = LAB + "tests: {mistakes: {selector.yaml: SVC-TARGETPORT-CLOSED}}\n"
    assert codes(lab, mistakes__selector_yaml=WRONG) == ["E406"]


def test_a_mistake_must_not_pass_and_must_be_named() -> None:
    assert codes(LAB, mistakes__right_yaml=SERVICE) == ["E210"]
    assert codes(LAB + "tests: {mistakes: {right.yaml: SVC-NOT-FOUND}}\n", mistakes__right_yaml=SERVICE) == ["E405"]


def test_the_linter_plays_every_variant() -> None:
    lab = LAB.replace('"http://web:80/"', '"http://${app}:80/"') + "params: {app: {choice: [web, shop]}}\ntests: {seeds: 8}\n"
    findings = [str(finding) for finding in lint(read(lab))]
    assert findings
    assert all("shop" in finding for finding in findings)


def test_variants_that_came_out_alike_are_played_once_but_three_at_least() -> None:
    tests = "tests: {seeds: 20}\n"
    assert list(variants(read(LAB + tests))) == [0, 1, 2]
    four = read(LAB + "params: {app: {choice: [web, shop, wiki, blog]}}\n" + tests)
    played = variants(four)
    assert len(played) == len({draw(four, seed(number))["app"] for number in played}) == 4
    assert len(variants(read(LAB + "params: {app: {name: {length: 9}}}\n" + tests))) == 20


def test_a_probe_from_a_pod_that_is_not_there_is_a_finding() -> None:
    (finding,) = lint(read(LAB.replace("pod/client", "pod/clint")))
    assert finding.code == "E402"
    assert "there is no pod 'clint'" in finding.message


def test_a_refused_world_is_found_in_its_own_file() -> None:
    (finding,) = lint(read(LAB, cluster_yaml="apiVersion: v1\nkind: Pod\n---\napiVersion: v1\nkind: Service\nmetadata: {name: UP}\n"))
    assert (finding.file, finding.line, finding.code) == ("cluster.yaml", 1, "E301")


def test_a_solution_of_several_files_uses_the_editors_names() -> None:
    files = {"solutions__two__service_yaml": SERVICE, "solutions__two__servce2_yaml": "# nothing"}
    assert "E217" in codes(LAB + STARTER, starter__service_yaml=WRONG, **files)


def test_a_near_disposition_is_named_plainly() -> None:
    (finding,) = lint(read(LAB.replace("disposition: DELIVERED", "disposition: DELIVERD")))
    assert finding.suggestion == "DELIVERED"
    assert "Disposition" not in str(finding)


PREDICT = "predict: {probe: reach, after: [{apply: starter/service.yaml}], answer: {disposition: REJECTED}}, checks: [reach]"


def test_a_prediction_is_held_against_its_own_events() -> None:
    lab = LAB.replace("checks: [reach]", PREDICT) + STARTER + "tests: {mutants_killed: 0}\n"
    assert codes(lab, starter__service_yaml=WRONG) == []
    assert codes(lab.replace("REJECTED", "REFUSED"), starter__service_yaml=WRONG) == ["E408"]
    assert codes(lab.replace(", answer: {disposition: REJECTED}", ""), starter__service_yaml=WRONG) == ["E218"]


def test_a_single_answer_must_find_its_file_among_several() -> None:
    files = "workspace: {files: [{path: service.yaml, from: starter/service.yaml}, {path: other.yaml}]}\n"
    assert "E217" in codes(LAB + files, starter__service_yaml=WRONG)
    named = {"solutions__service_yaml": SERVICE}
    assert [code for code in codes(LAB + files, starter__service_yaml=WRONG, **named) if code != "E217"] == []


EXAM = LAB.replace("kind: Lab", "kind: Exam\ntime_limit: 30m\nfeedback: {what_if: nothing}")


@pytest.mark.parametrize(
    ("lab", "says"),
    [
        (LAB.replace("kind: Lab", "kind: Lesson"), "a Lesson has no score"),
        (LAB.replace("kind: Lab", "kind: Exam"), "has a time_limit"),
        (LAB.replace("kind: Lab", "kind: Lab\ntime_limit: 30m"), "has a time_limit"),
        (EXAM.replace("checks: [reach]}", "checks: [reach], hints: [{text: x}]}"), "gives no hints"),
        (EXAM.replace("what_if: nothing", "what_if: value"), "tells nothing"),
    ],
)
def test_each_kind_of_lab_has_what_it_may_have(lab: str, says: str) -> None:
    assert [finding.message for finding in read_off(read(lab)) if finding.code == "E202" and says in finding.message]


def test_an_exam_is_a_lab_with_a_time_limit() -> None:
    assert read_off(read(EXAM)) == []


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("expect: {disposition: DELIVERED}", "expect: {ready: 3}", "E224"),
        ("expect: {disposition: DELIVERED}", "expect: {share: {is: many}}", "E216"),
        ("expect: {disposition: DELIVERED}", "expect: {not: {disposition: DELIVERD}}", "E204"),
        ("{points: 3", "{after: [{wait: 2h}], points: 3", "E225"),
        ("title: A small lab", "title: A small lab\nworkspace: {kinds: [Servce]}", "E204"),
        ("http://web:80/", "http://${ap}:80/", "E204"),
        ("checks: [reach]}", "checks: [reach], hints: [{solution: solutions/web.yaml, after_attempts: 3}]}", "E207"),
    ],
)
def test_more_that_can_be_read_off(old: str, new: str, code: str) -> None:
    assert code in [finding.code for finding in read_off(read(LAB.replace(old, new)))]


def test_a_number_that_is_expected_may_be_a_parameter() -> None:
    lab = LAB.replace("{disposition: DELIVERED}", '{disposition: DELIVERED, port: "${door}"}')
    assert read_off(read(lab + "params: {door: {int: [80, 80]}}\n")) == []
    assert "E216" in [finding.code for finding in read_off(read(lab + "params: {door: {choice: [http]}}\n"))]


def test_a_matrix_has_rows_for_its_sources_and_cells_for_its_targets() -> None:
    matrix = '{matrix: {from: [pod/client], to: ["tcp://web:80"]}}, expect: {table: %s}}'
    lab = LAB.replace('{http: {from: pod/client, url: "http://web:80/"}}, expect: {disposition: DELIVERED}}', matrix)
    assert [finding.code for finding in read_off(read(lab % "{pod/client: [DELIVERED]}"))] == []
    assert [finding.code for finding in read_off(read(lab % "{pod/clint: [DELIVERED]}"))] == ["E204"]
    assert [finding.code for finding in read_off(read(lab % "{pod/client: [DELIVERED, REFUSED]}"))] == ["E216"]
    assert [finding.code for finding in read_off(read(lab % "{pod/client: [DELIVERD]}"))] == ["E204"]


def test_a_file_that_nobody_uses_is_found() -> None:
    assert [(finding.file, finding.code) for finding in read_off(read(LAB, old_yaml="x: 1"))] == [("old.yaml", "E223")]
    assert read_off(read(LAB, **{"debrief.md": "", "README.md": "", "i18n/de/one.md": "Eins."})) == []
    assert [finding.file for finding in read_off(read(LAB, **{"i18n/de/two.md": "Zwei."}))] == ["i18n/de/two.md"]


def test_a_text_that_tells_the_whole_solution_is_not_free() -> None:
    told = f"hints: [{{text: {json.dumps(SERVICE)}}}]}}"
    assert [finding.code for finding in read_off(read(LAB.replace("checks: [reach]}", f"checks: [reach], {told}")))] == ["E207"]


def test_a_fault_of_many_variants_is_told_once() -> None:
    lab = LAB.replace('"http://web:80/"', '"http://${app}:80/"') + "params: {app: {choice: [a, b, c, d]}}\n"
    assert [finding.code for finding in lint(read(lab), seeds=6)] == ["E402"]
