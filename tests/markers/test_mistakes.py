"""Usual mistakes: which line is marked, what is said, and what one click makes of it."""

from __future__ import annotations

import pytest

from playground.cluster.manifest import apply_edits, read
from playground.cluster.markers import diagnose_text

HEAD = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n"
GOOD = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": {"ports": [{"port": 80}]}}


def first(text):
    markers = diagnose_text(text, "service.yaml")
    assert markers, "nothing was found"
    return markers[0]


def mended(text, clicks=1):
    for _ in range(clicks):
        fix = first(text).fix
        assert fix is not None, first(text)
        text = apply_edits(text, fix.edits)
    assert diagnose_text(text, "service.yaml") == []
    return next(document.value for document in read(text, "").documents)


# name -> (text, line that is marked, a piece of the advice)
SYNTAX = {
    "tab": (HEAD + "spec:\n\tports:\n\t- port: 80\n", 6, "indented with a tab"),
    "tab behind the dash": (HEAD + "spec:\n  ports:\n  -\tport: 80\n", 7, "indented with a tab"),
    "long dash": (HEAD + "spec:\n  ports:\n  \u2014 port: 80\n    protocol: TCP\n", 7, "a long dash (em dash) where a hyphen"),
    "bullet": (HEAD + "spec:\n  ports:\n  \u2022 port: 80\n    protocol: TCP\n", 7, "a bullet where a hyphen"),
    "code fence": ("```yaml\n" + HEAD + "spec: {ports: [{port: 80}]}\n```\n", 1, "the fence of a code block"),
    "command": ("$ cat service.yaml\n" + HEAD + "spec: {ports: [{port: 80}]}\n", 1, "a command from a terminal"),
    "line numbers above": (" 1\n 2\n 3\n" + HEAD + "spec: {ports: [{port: 80}]}\n", 1, "a line number that was copied along"),
    "line numbers in front": ("".join(f"{n} {line}\n" for n, line in enumerate((HEAD + "spec:\n  ports:\n  - port: 80").split("\n"), 1)), 1, "start with line numbers"),
    "here document": ("cat <<EOF | kubectl apply -f -\n" + HEAD + "spec: {ports: [{port: 80}]}\nEOF\n", 1, "a command from a terminal"),
    "sentence behind": (HEAD + "spec: {ports: [{port: 80}]}\nThis creates a Service that selects nothing\n", 6, "is a sentence, not YAML"),
    "sentence before": ("Now write the following file and apply it\n" + HEAD + "spec: {ports: [{port: 80}]}\n", 1, "is a sentence, not YAML"),
    "unclosed quote": (HEAD + 'spec:\n  type: "ClusterIP\n  ports:\n  - port: 80\n', 6, "is never closed"),
    "unclosed bracket": (HEAD + "spec:\n  ports: [{port: 80}\n", 6, "is not closed"),
    "reserved start": (HEAD + "  annotations:\n    a: @b\nspec: {ports: [{port: 80}]}\n", 6, "can't start with `@`"),
    "star": (HEAD + "  annotations:\n    a: *.b\nspec: {ports: [{port: 80}]}\n", 6, "can't start with `*`"),
    "colon in the value": (HEAD + "  annotations:\n    a: b: c\nspec: {ports: [{port: 80}]}\n", 6, "has two colons"),
    "no colon": ("apiVersion: v1\nkind: Service\nmetadata\n  name: web\nspec: {ports: [{port: 80}]}\n", 3, "has no colon"),
    "no colon between two words": ("apiVersion: v1\nkind Service\nmetadata:\n  name: web\nspec: {ports: [{port: 80}]}\n", 2, "Write `kind: Service`"),
    "a little too far out": (HEAD + "spec:\n  ports:\n  - port: 80\n   protocol: TCP\n", 8, "With 4 spaces it would"),
    "a little too far in": (HEAD + "   labels: {a: b}\nspec: {ports: [{port: 80}]}\n", 5, "With 2 spaces it would"),
    "list on the same line": (HEAD + "spec:\n  ports: - port: 80\n", 6, "on the line below"),
    "%YAML 1.2": ("%YAML 1.2\n---\n" + HEAD + "spec: {ports: [{port: 80}]}\n", 1, "reads YAML 1.1"),
    "text behind a quote": (HEAD + 'spec:\n  type: "ClusterIP" (the default)\n  ports: [{port: 80}]\n', 6, "more text follows"),
    "lost parents": ("apiVersion: v1\nkind: Service\n  name: web\n  type: ClusterIP\n    - port: 80\n", 3, "`metadata:` above line 3, `spec:` above line 4"),
}  # fmt: skip

SCHEMA = {
    "no colon, read as text": ("apiVersion: v1\nkind: Service\nmetadata:\n  name web\nspec: {ports: [{port: 80}]}\n", 4, "Write `name: web`"),
    "en dash": (HEAD + "spec:\n  ports:\n  \u2013 port: 80\n", 7, "an en dash"),
    "non-breaking space": (HEAD + "spec:\n  ports:\n  - port: 80\n   \u00a0name: http\n", 8, "a non-breaking space"),
    "plural": (HEAD + "spec:\n  ports:\n  - port: 80\n    targetPorts: 80\n", 8, "Did you mean `targetPort`?"),
    "letter case": (HEAD + "spec:\n  Ports:\n  - port: 80\n", 6, "Upper and lower case matter"),
    "typing error": (HEAD + "spec:\n  ports:\n  - prot: 80\n", 7, "Did you mean `port`?"),
    "too deep": (HEAD + "spec:\n  ports:\n  - port: 80\n    selector:\n      app: web\n", 8, "a field of `spec`, not of `spec.ports[0]`"),
    "not deep enough": (HEAD + "spec:\n  type: ClusterIP\nports:\n- port: 80\n", 7, "a field of `spec`"),
    "missing spec": (HEAD + "ports:\n- port: 80\n", 5, "a field of `spec`"),
    "all flat": ("apiVersion: v1\nkind: Service\nmetadata:\nname: web\nspec:\nports:\n- port: 80\n", 4, "lost its indentation"),
    "no space after a colon": ("apiVersion: v1\nkind: Service\nmetadata:\n  name:web\nspec: {ports: [{port: 80}]}\n", 4, "no space after the colon"),
    "no space in a list": (HEAD + "spec:\n  ports:\n  - port:80\n", 7, "no space after the colon"),
    "number in quotes": (HEAD + 'spec:\n  ports:\n  - port: "80"\n', 7, "without quotes"),
    "label that is a number": (HEAD + "  labels: {rev: 12}\nspec: {ports: [{port: 80}]}\n", 5, "Put it in quotes"),
    "label that is a boolean": (HEAD + "  labels:\n    on: yes\nspec: {ports: [{port: 80}]}\n", 6, "YAML reads `yes` as the boolean true"),
    "list without a dash": (HEAD + "spec:\n  ports:\n    port: 80\n", 6, "is a list"),
    "a dash too many": (HEAD + "spec:\n- ports: [{port: 80}]\n", 5, "is one object, not a list"),
    "kind in lower case": (HEAD.replace("Service", "service") + "spec: {ports: [{port: 80}]}\n", 2, "start with a capital letter"),
    "kind misspelt": (HEAD.replace("Service", "Servise") + "spec: {ports: [{port: 80}]}\n", 2, "Did you mean `Service`?"),
    "wrong apiVersion": (HEAD.replace("v1", "apps/v1") + "spec: {ports: [{port: 80}]}\n", 1, "has the apiVersion `v1`"),
    "no apiVersion": (HEAD.split("\n", 1)[1] + "spec: {ports: [{port: 80}]}\n", 1, "For a Service it is `v1`"),
    "second entry without a dash": (HEAD + "spec:\n  ports:\n  - name: a\n    port: 80\n    name: b\n    port: 81\n", 9, "starts with `- `"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "advice"), [*SYNTAX.values(), *SCHEMA.values()], ids=[*SYNTAX, *SCHEMA])
def test_mistake_is_marked_where_it_is_and_mended_by_one_click(text, line, advice):
    marker = first(text)
    assert (marker.span.line, advice in marker.advice) == (line, True), marker
    assert mended(text)["spec"]["ports"]


NO_CERTAIN_FIX = {
    "template": (HEAD.replace("web", "{{ .Values.name }}"), 4, "template expression"),
    "no kind": ("apiVersion: v1\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}\n", 1, "Say what it is"),
    "a piece": ("labels:\n  app: web\n", 1, "only a part of an object"),
    "plain text": ("hello\n", 1, "starts with `apiVersion:`"),
    "unknown kind": (HEAD.replace("Service", "Spaceship"), 2, "is no kind that this cluster serves"),
    "matchLabels in a Service": (HEAD + "spec:\n  selector:\n    matchLabels: {app: web}\n  ports: [{port: 80}]\n", 7, "takes text"),
    "containerPort in a Service": (HEAD + "spec:\n  ports:\n  - containerPort: 80\n", 7, "belongs to a container"),
    "replicas in a Service": (HEAD + "spec:\n  replicas: 2\n  ports: [{port: 80}]\n", 6, "has no replicas"),
    "nothing like it": (HEAD + "spec:\n  colour: red\n  ports: [{port: 80}]\n", 6, "has no such field"),
    "several parents possible": ("apiVersion: v1\nkind: Service\n  name: web\n    app: web\n", 3, "`spec.selector:`"),
    "nameless": ("apiVersion: v1\nkind: Service\nspec: {ports: [{port: 80}]}\n", 1, "Give the object a name"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "advice"), NO_CERTAIN_FIX.values(), ids=NO_CERTAIN_FIX)
def test_what_nobody_can_know_is_explained_without_a_fix(text, line, advice):
    marker = first(text)
    assert (marker.span.line, advice in marker.advice, marker.fix) == (line, True, None), marker


def test_good_documents_have_no_marker():
    assert diagnose_text(HEAD + "spec:\n  ports:\n  - port: 80\n", "service.yaml") == []


def test_windows_line_ends_are_fine():
    assert diagnose_text((HEAD + "spec:\n  ports:\n  - port: 80\n").replace("\n", "\r\n"), "service.yaml") == []


def test_every_misfit_is_told_at_once():
    text = HEAD + 'spec:\n  ports:\n  - port: "80"\n    targetPorts: 80\n  selectors: {}\n'
    assert [(marker.span.line, marker.message) for marker in diagnose_text(text, "service.yaml")] == [
        (7, 'spec.ports[0].port: expected a whole number, found the text "80"'),
        (8, 'unknown field "spec.ports[0].targetPorts"'),
        (9, 'unknown field "spec.selectors"'),
    ]


def test_each_document_is_diagnosed_by_itself():
    good, bad = HEAD + "spec: {ports: [{port: 80}]}\n", HEAD + "spec:\n\tports: []\n"
    assert [marker.span.line for marker in diagnose_text(f"{bad}---\n{good}---\n{bad}", "service.yaml")] == [6, 19]


def test_a_marker_goes_over_the_wire():
    marker = first(SCHEMA["plural"][0]).wire()
    assert marker == {
        "file": "service.yaml", "line": 8, "column": 5, "end_line": 8, "end_column": 16, "severity": "error", "source": "schema",
        "message": 'unknown field "spec.ports[0].targetPorts"', "advice": "Did you mean `targetPort`?",
        "fix": {
            "title": "Change to targetPort",
            "edits": [{"line": 8, "column": 5, "end_line": 8, "end_column": 16, "text": "targetPort"}],
        },
    }  # fmt: skip
