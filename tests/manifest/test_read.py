from __future__ import annotations

import pytest

from playground.cluster.manifest import Limits, read


def values(text):
    return [document.value for document in read(text, "web.yaml").documents]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\n---\nb: 2\n", [{"a": 1}, {"b": 2}]),
        ("---\na: 1\n---\n", [{"a": 1}]),
        ("a: 1\n--- \nb: 2\n--- # c\nc: 3", [{"a": 1}, {"b": 2}, {"c": 3}]),
        ("# only\n---\n---\na: 1\n", [{"a": 1}]),
        ("a: 1\n...\nb: 2\n", [{"a": 1}]),
        ("a: 1\r\n---\r\nb: 2\r\n", [{"a": 1}, {"b": 2}]),
        ("", []),
        ("text: |\n  x\n  --- y\n", [{"text": "x\n--- y\n"}]),
    ],
)
def test_file_is_cut_as_kubectl_cuts_it(text, expected):
    assert values(text) == expected


def test_bad_document_does_not_hide_the_others():
    first, second, third = read("a: 1\n---\nb:\n\tc: 2\n---\nd: 1\n", "web.yaml").documents
    assert (first.readable, second.readable, third.readable) == (True, False, True)
    [problem] = second.problems
    assert problem.message == "yaml: line 2: found character that cannot start any token"  # counted in its document
    assert problem.span[:2] == (4, 1)  # counted in the file


def test_marks_are_those_of_the_file():
    document = read("a: 1\n---\nspec:\n  x: 1\n", "web.yaml").documents[1]
    assert document.marks[("spec", "x")].value[:2] == (4, 6)
    assert document.mark(("spec", "y", "z")) == document.marks[("spec",)]


def test_duplicate_keys_leave_the_document_readable():
    [document] = read("---\na: 1\na: 2\n", "web.yaml").documents
    assert document.readable
    assert [(problem.message, problem.span[:2]) for problem in document.problems] == [('line 3: key "a" already set in map', (3, 1))]


def test_too_much_is_a_problem_not_an_exception():
    for text in ("x" * 300_000, "a: 1\n---\n" * 60):
        assert not read(text, "web.yaml").readable
    assert read("a: 1\n---\n" * 40, "web.yaml", Limits()).readable
