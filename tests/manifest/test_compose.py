from __future__ import annotations

import pytest

from playground.cluster.manifest import LEARNER, SERVER, Span, YamlError, compose

HEAD = "apiVersion: v1\nkind: Service\nmetadata:\n"

# text -> (what go-yaml says, where the mistake really is)
MISTAKES = [
    (HEAD + "\tname: web\n", "yaml: line 4: found character that cannot start any token", (4, 1)),
    (HEAD + "  name: web\n  \tlabels: 1\n", "yaml: line 5: found a tab character that violates indentation", (5, 3)),
    (HEAD + "  note: a: b\n", "yaml: line 4: mapping values are not allowed in this context", (4, 10)),
    (HEAD + "  name: web\n    labels:\n", "yaml: line 5: mapping values are not allowed in this context", (5, 11)),
    ("spec:\n  ports:\n  — name: http\n    port: 80\n", "yaml: line 4: mapping values are not allowed in this context", (4, 9)),
    (HEAD + '  name: "web\n', "yaml: line 5: found unexpected end of stream", (5, 1)),
    ("a: 1\nb: [{c: 1}\n", "yaml: line 2: did not find expected ',' or ']'", (3, 1)),
    ("a: 1\nb: {c: 1\nd: 2\n", "yaml: line 2: did not find expected ',' or '}'", (3, 2)),
    ("a:\n  b: 1\n c: 2\n", "yaml: line 2: did not find expected key", (3, 2)),
    ("a: 1\nb\n  c: 1\n", "yaml: line 3: could not find expected ':'", (3, 4)),
    ("a: 1\nb: @c\n", "yaml: line 2: found character that cannot start any token", (2, 4)),
    ("```yaml\na: 1\n", "yaml: found character that cannot start any token", (1, 1)),
    ("a: {{ .b }}\n", 'yaml: invalid map key: map[interface {}]interface {}{".b":interface {}(nil)}', (1, 5)),
    ("a:\n  ~: x\n", 'unsupported map key of type: %!s(<nil>), key: <nil>, value: "x"', (2, 3)),
    ("a: x\x07\n", "yaml: control characters are not allowed", (1, 5)),
    ("a: 1\nb: \x00\n", "yaml: control characters are not allowed", (2, 4)),
    ("%YAML 1.2\n---\na: 1\n", "yaml: found incompatible YAML document", (1, 1)),
    ("a: *b\n", "yaml: unknown anchor 'b' referenced", (1, 4)),
    ("a: &a [*a]\n", "yaml: anchor 'a' value contains itself", (1, 8)),
    ("<<: [1]\n", "yaml: map merge requires map or sequence of maps as the value", (1, 6)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message", "place"), MISTAKES)
def test_mistake_has_the_text_of_go_yaml_and_its_true_place(text, message, place):
    with pytest.raises(YamlError) as caught:
        compose(text)
    assert (caught.value.message, caught.value.span[:2]) == (message, place)


@pytest.mark.parametrize("text", ["", "   ", "# only a comment\n", "---\n", "null\n", "---\n...\n"])
def test_empty_text_has_no_value(text):
    assert compose(text).value is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("\ufeffa: 1\n", {"a": 1}),
        ("a: 1\n---\nb: [\n", {"a": 1}),  # only the first document is read
        ("? a\n: 1\n", {"a": 1}),
        ('{"a": [1, "x", null, true]}', {"a": [1, "x", None, True]}),
        ("a: >-\n  one\n  two\n\n  three\n", {"a": "one two\nthree"}),
        ("a: |\n  one\n  two\n", {"a": "one\ntwo\n"}),
        ("%YAML 1.1\n---\na: 1\n", {"a": 1}),
        ("a: &x web\nb: *x\n", {"a": "web", "b": "web"}),
        ("a: &x {p: 1, q: 2}\nb:\n  <<: *x\n  q: 3\n", {"a": {"p": 1, "q": 2}, "b": {"p": 1, "q": 3}}),
        ("a: &x {p: 1}\nb: &y {p: 2, q: 2}\nc: {<<: [*x, *y]}\n", {"a": {"p": 1}, "b": {"p": 2, "q": 2}, "c": {"p": 1, "q": 2}}),
        ("a: 1\r\nb: 2\r\n", {"a": 1, "b": 2}),
        ("– port: 80\n", {"– port": 80}),
        ("name:web\n", "name:web"),
    ],
)
def test_text_is_read_as_kubernetes_reads_it(text, value):
    assert compose(text).value == value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_bytes_are_decoded_by_their_mark(encoding):
    assert compose("a: ü\n".encode(encoding)).value == {"a": "ü"}


def test_bytes_that_are_no_utf8_are_refused_in_go_yamls_words():
    with pytest.raises(YamlError, match="yaml: invalid leading UTF-8 octet") as caught:
        compose(b"a: 1\nb: \xff\n")
    assert caught.value.span[:2] == (2, 4)


def test_values_do_not_share_what_an_alias_repeats():
    value = compose("a: &x {p: 1}\nb: *x\n").value
    value["a"]["p"] = 2
    assert value["b"] == {"p": 1}


@pytest.mark.parametrize("strange", ["\x85", "\u2028", "\u2029"])
def test_lines_are_those_of_an_editor(strange):
    """YAML 1.1 has line ends that editors don't show as such."""
    text = f"a: 'x{strange}y'\nb: web\n"
    assert compose(text).marks[("b",)].value == Span(2, 4, 2, 7)
    with pytest.raises(YamlError, match="yaml: line 4") as caught:
        compose(text + "c: x: y\n")
    assert caught.value.span[:2] == (3, 5)


class TestDuplicates:
    def test_last_one_wins_and_both_are_told(self):
        document = compose("a: 1\nb: 2\na: 3\n")
        assert document.value == {"a": 3, "b": 2}
        [duplicate] = document.duplicates
        assert (duplicate.path, duplicate.key[:2], duplicate.first[:2]) == (("a",), (3, 1), (1, 1))

    def test_line_is_that_of_the_value(self):
        """As go-yaml has it: a list's first line, not the key's."""
        assert compose("p:\n- 1\np:\n- 2\n").duplicate_error == 'yaml: unmarshal errors:\n  line 4: key "p" already set in map'

    def test_several_are_one_error(self):
        text = 'yaml: unmarshal errors:\n  line 3: key "a" already set in map\n  line 4: key "b" already set in map'
        assert compose("a: 1\nb: 1\na: 1\nb: 1\n").duplicate_error == text

    def test_a_key_that_a_merge_brought_counts(self):
        document = compose("x: &x\n  a: 1\ny:\n  <<: *x\n  a: 2\n")
        assert document.duplicate_error == 'yaml: unmarshal errors:\n  line 5: key "a" already set in map'

    def test_number_and_text_are_different_keys_but_one_field(self):
        document = compose('1: a\n"1": b\n')
        assert (document.value, document.duplicates) == ({"1": "b"}, ())


class TestMarks:
    TEXT = "metadata:\n  name: web # x\nspec:\n  ports:\n  - port: 80\n    name: a\n  selector: {app: web}\n  type:\n"

    @pytest.mark.parametrize(
        ("path", "value", "key"),
        [
            ((), (1, 1, 8, 8), None),
            (("metadata",), (2, 3, 2, 12), (1, 1, 1, 9)),
            (("metadata", "name"), (2, 9, 2, 12), (2, 3, 2, 7)),
            (("spec", "ports"), (5, 3, 6, 12), (4, 3, 4, 8)),
            (("spec", "ports", 0), (5, 5, 6, 12), None),
            (("spec", "ports", 0, "port"), (5, 11, 5, 13), (5, 5, 5, 9)),
            (("spec", "selector"), (7, 13, 7, 23), (7, 3, 7, 11)),
            (("spec", "selector", "app"), (7, 19, 7, 22), (7, 14, 7, 17)),
            (("spec", "type"), (8, 8, 8, 8), (8, 3, 8, 7)),
        ],
    )
    def test_every_field_has_its_place(self, path, value, key):
        mark = compose(self.TEXT).marks[path]
        assert mark.value == Span(*value)
        assert mark.key == (Span(*key) if key else None)

    def test_what_an_alias_brings_is_where_it_is_written(self):
        marks = compose("a: &x\n  p: 1\nb: *x\nc:\n  <<: *x\n").marks
        assert marks[("b",)].value[:2] == (3, 4)
        assert marks[("b", "p")].value[:2] == (2, 6)
        assert marks[("c", "p")].value[:2] == (2, 6)


class TestLimits:
    def refuse(self, text, message, limits=LEARNER):
        with pytest.raises(YamlError, match=message):
            compose(text, limits)

    def test_size(self):
        self.refuse("a: " + "x" * 262144, "too large: limit is 262144 bytes")
        assert compose("a: " + "x" * 262144, SERVER).value

    @pytest.mark.parametrize("text", ["[" * 30_000, "{a: " * 30_000, "- " * 30_000, "? " * 30_000])
    def test_depth(self, text):
        self.refuse(text, "exceeded max depth of 100")

    def test_depth_through_aliases(self):
        text = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [[[[[[[[[*a{n - 1}]]]]]]]]]\n" for n in range(1, 30))
        self.refuse(text, "exceeded max depth of 100")

    def test_depth_through_merges(self):
        text = "a0: &a0 {x: 1}\n" + "".join(f"a{n}: &a{n} {{<<: *a{n - 1}}}\n" for n in range(1, 300))
        self.refuse(text, "exceeded max depth of 100")

    @pytest.mark.parametrize("limits", [LEARNER, SERVER])
    def test_alias_bomb(self, limits):
        text = "a: &a [x,x,x,x,x,x,x,x,x]\n"
        for before, name in zip("abcdef", "bcdefg", strict=True):
            text += f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n"
        self.refuse(text, "yaml: document contains excessive aliasing", limits)

    def test_number_of_values(self):
        self.refuse("[" + "1," * 60_000 + "]", "more than 50000 values")
