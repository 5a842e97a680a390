"""Format: the same values and comments in one shape."""

from __future__ import annotations

import pytest

from playground.cluster.manifest import read
from playground.cluster.manifest.tidy import tidied
from tests.properties.mutants import BLOCKS, mutants

CASES = {
    "indentation": (
        "kind:   Service  \nspec:\n      selector:\n            app: web\n      ports:\n          -   port: 80\n              name: a\n",
        "kind: Service\nspec:\n  selector:\n    app: web\n  ports:\n  - port: 80\n    name: a\n",
    ),
    "lists of lists": ("a:\n    - - x\n      - y\n    -\n        b: c\n        d:\n        - e\n", "a:\n- - x\n  - y\n-\n  b: c\n  d:\n  - e\n"),
    "comments": (
        "# top\nspec:   # why\n    # before\n    a: 1\n        # deeper\n    b:\n    # of the list\n    -   c  # each\n# end\n",
        "# top\nspec:   # why\n  # before\n  a: 1\n  # deeper\n  b:\n  # of the list\n  - c  # each\n# end\n",
    ),
    "block scalars": (
        "data:\n    text: |\n        one\n          two  \n\n        three\n    other: >-\n      folded\n      text\n    kept: |2\n        x\n",
        "data:\n  text: |\n    one\n      two  \n\n    three\n  other: >-\n    folded\n    text\n  kept: |2\n      x\n",
    ),
    "several lines": ("a:\n    b: one\n      two\n    c: 'three\n\n      four'\n", "a:\n  b: one\n    two\n  c: 'three\n\n    four'\n"),
    "flow": ("a:\n    b: {c: 1,\n        d:   [2,\n          3]}\n    e:  []\n", "a:\n  b: {c: 1,\n      d:   [2,\n        3]}\n  e: []\n"),
    "documents": ("---\na:\n    b: 1\n---\n\n---  # last\nc:\n   d: 1\n\n\n", "---\na:\n  b: 1\n---\n\n---  # last\nc:\n  d: 1\n"),
    "line ends": ("a: 1\r\nb:\r\n   - c\r\n", "a: 1\nb:\n- c\n"),
    "anchors": ("a: &x\n    b:  1\nc:\n  -   *x\n  - !!str   d\n", "a: &x\n  b: 1\nc:\n- *x\n- !!str   d\n"),
    "a value on its own line": ("a:\n     b\nc:\n     - \n        d\n", "a:\n  b\nc:\n-\n  d\n"),
    "lines that a text keeps": ("a:\n    b: |+\n      c\n\n\n", "a:\n  b: |+\n    c\n\n\n"),
    "nothing": ("", ""),
    "no end": ("a: 1", "a: 1\n"),
    "one that can't be read": ("a: [\n---\nb:\n    c: 1\n", "a: [\n---\nb:\n  c: 1\n"),
    "a tab": ("a:\n\tb: 1\n", "a:\n\tb: 1\n"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_text_is_brought_into_shape(name: str) -> None:
    before, after = CASES[name]
    assert tidied(before) == after


@pytest.mark.parametrize("name", CASES)
def test_what_is_in_shape_stays_as_it_is(name: str) -> None:
    after = CASES[name][1]
    assert tidied(after) == after


def test_no_value_comment_or_line_is_lost() -> None:
    for text in [*BLOCKS, *mutants(4, 300)]:
        after = tidied(text)
        assert [document.value for document in read(after).documents] == [document.value for document in read(text).documents]
        assert "".join(after.split()) == "".join(text.split())
        if "\r" not in text:
            assert after.rstrip().count("\n") == text.rstrip().count("\n")


def test_shaping_twice_is_shaping_once() -> None:
    for text in [*BLOCKS, *mutants(5, 200)]:
        once = tidied(text)
        assert tidied(once) == once
