"""What is wrong with a lab.yaml is said with its line and, where one is near, the right word."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from playground.catalog.folder import folders
from playground.grading.lab import draw, fill, read_lab, substitute
from playground.grading.lint.expecting import SEEN_BY
from playground.grading.schema import json_schema
from tests.grading.lab import LAB, problems, read


def test_a_good_lab_has_no_findings() -> None:
    assert problems(LAB) == []
    assert read().spec.checks["reach"].points == 3


@pytest.mark.parametrize(
    ("old", "new", "line", "suggestion"),
    [
        ("title: A small lab", "titel: A small lab", 4, "title"),
        ("points: 3", "point: 3", 7, "points"),
        ("probe: {http", "probe: {htp", 7, "http"),
        ("kind: Lab", "kind: Labb", 2, ""),
        ("id: small", "id: Not A Slug", 3, ""),
        ("checks: [reach]", "checks: reach", 5, ""),
    ],
)
def test_a_mistake_is_found_at_its_line(old: str, new: str, line: int, suggestion: str) -> None:
    findings = problems(LAB.replace(old, new))
    assert (line, suggestion) in {(finding.line, finding.suggestion) for finding in findings}


def test_yaml_that_is_none_is_a_finding() -> None:
    assert problems("steps: [")[0].code == "E101"
    assert problems("")[0].code == "E101"


def test_a_missing_lab_file_is_a_finding() -> None:
    from playground.grading.lab import read_lab

    assert read_lab("track", "x", {})[1][0].code == "E100"


PARAMS = LAB + "params: {app: {choice: [web, shop]}, port: {int: [8000, 8003]}, ns: {name: {prefix: team-, length: 4}}}\n"


def test_the_same_seed_draws_the_same_variant() -> None:
    lab = read(PARAMS)
    assert draw(lab, "ada") == draw(lab, "ada")
    variants = {tuple(draw(lab, f"learner-{number}").values()) for number in range(50)}
    assert len(variants) > 10
    for app, port, name in variants:
        assert app in ("web", "shop")
        assert 8000 <= port <= 8003
        assert name.startswith("team-")
        assert len(name) == 9


def test_a_parameter_alone_in_a_scalar_keeps_its_type() -> None:
    params = {"port": 8080, "app": "web"}
    assert substitute({"${app}-x": ["${port}", "p${port}", "${other}"]}, params) == {"web-x": [8080, "p8080", "${other}"]}
    assert fill("ask ${app}:${port}", params) == "ask web:8080"


def test_the_schema_for_editors_names_every_probe() -> None:
    assert set(SEEN_BY) == set(json_schema()["$defs"]["Probe"]["properties"])


def test_every_field_is_explained_to_editors() -> None:
    for kind, schema in json_schema()["$defs"].items():
        for name, field in schema.get("properties", {}).items():
            assert field.get("description"), f"{kind}.{name}"


def test_the_schema_is_one_and_takes_the_labs_that_ship() -> None:
    Draft202012Validator.check_schema(json_schema())
    for folder in folders(Path(__file__).resolve().parent.parent.parent / "labs"):
        assert read_lab(folder.track.slug, folder.slug, folder.files)[1] == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('{http: {from: pod/client, url: "http://web:80/"}}', "{}", "exactly one of http, tcp"),
        ("{points: 3", "{after: [{wait: 1s, fail_node: node-1}], points: 3", "exactly one of delete_pod"),
        ("title: A small lab", "title: A small lab\nparams: {a: {choice: [x], int: [1, 2]}}", "exactly one of choice"),
    ],
)
def test_of_some_things_exactly_one_is_given(old: str, new: str, says: str) -> None:
    (finding,) = problems(LAB.replace(old, new))
    assert finding.code == "E102"
    assert says in finding.message


def test_a_finding_names_line_and_column() -> None:
    (finding,) = problems(LAB.replace("{points: 3", "{pionts: 3"))
    assert str(finding).startswith("lab.yaml:7:11: E102 ")
    assert str(finding).endswith("did you mean 'points'?")
