"""What is shown of objects, and in which form."""

from __future__ import annotations

import pytest

from tests.kubectl.lab import Lab


@pytest.fixture(scope="module")
def lab() -> Lab:
    return Lab().up()


def test_kinds_in_one_command_are_told_apart_by_their_names(lab: Lab) -> None:
    names = [line.split()[0] for line in lab.says("get deploy/web svc/web --no-headers").splitlines() if line]
    assert names == ["deployment.apps/web", "service/web"]


def test_all_namespaces_are_named_in_front(lab: Lab) -> None:
    header, *rows = lab.says("get svc -A").splitlines()
    assert header.startswith("NAMESPACE")
    assert {row.split()[0] for row in rows} == {"default", "kube-system"}


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("get svc web -o jsonpath='{.spec.ports[0].targetPort}'", "http"),
        ("get svc web -o jsonpath='{.spec.ports[-1].port}'", "80"),
        ("get svc -o jsonpath='{range .items[*]}{.metadata.name}{\"\\n\"}{end}'", "kubernetes\nweb\n"),
        ("get svc -o jsonpath='{.items[?(@.spec.clusterIP==\"10.96.0.1\")].metadata.name}'", "kubernetes"),
        ("get svc web -o jsonpath='{..port}'", "80"),
        ("get svc web -o jsonpath=\"{.metadata['name','namespace']}\"", "web default"),
        ("get svc web -o jsonpath-as-json='{.spec.ports[*].port}'", "[\n    80\n]\n"),
        ("get svc -o go-template='{{range .items}}{{.metadata.name}}:{{if .spec.selector}}yes{{else}}no{{end}} {{end}}'", "kubernetes:no web:yes "),
        ("get svc web -o go-template='{{.spec.nothing}} {{len .spec.ports}}'", "<no value> 1"),
        ("get deploy web -o custom-columns=N:.metadata.name,I:..image", "N     I\nweb   nginx:1.27\n"),
        ("get deploy,svc -l app=nothing -o name", ""),
    ],
)
def test_formats(lab: Lab, line: str, text: str) -> None:
    assert lab.says(line) == text


def test_numbers_in_names_sort_as_numbers(lab: Lab) -> None:
    lab.says("run box-10 --image=nginx")
    lab.says("run box-9 --image=nginx")
    names = [line.split()[0] for line in lab.says("get pods -l run --sort-by=.metadata.name --no-headers").splitlines()]
    assert names == ["box-9", "box-10"]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("get svc/web/x", "error: arguments in resource/name form may not have more than one slash"),
        ("get svc web -l app=web", "error: name cannot be provided when a selector is specified"),
        ("get svc -o custom-columns", "error: custom-columns format specified but no custom columns given"),
        ("get svc web -o jsonpath='{.a}}{end}'", "error: error parsing jsonpath {.a}}{end}, not in range, nothing to end"),
        ("-n nowhere get svc web", 'Error from server (NotFound): namespaces "nowhere" not found'),
    ],
)
def test_complaints(lab: Lab, line: str, complaint: str) -> None:
    assert lab.refuses(line) == complaint


def test_a_failing_name_does_not_hide_the_others(lab: Lab) -> None:
    result = lab.ask("get svc web nope")
    assert result.exit == 1
    assert result.stdout.splitlines()[1].startswith("web")
    assert result.stderr == 'Error from server (NotFound): services "nope" not found\n'
