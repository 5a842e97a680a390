from __future__ import annotations

import pytest

from playground.cluster.manifest import apply_edits, read
from playground.cluster.manifest.rewrite import remove_field, rename_field, scalar_text, set_field

TEXT = """\
# a Service
metadata:
  name: web  # its name
spec:
  selector: {app: web}
  ports:
  - port: 80
    # the pods'
    targetPort: 8080
  - name: b
    port: 81
  note: |
    two
    lines
  type:
"""


def after(make, *args, text=TEXT):
    edits = make(read(text, "web.yaml").documents[0], *args)
    assert edits is not None
    changed = apply_edits(text, edits)
    return changed, read(changed, "web.yaml").documents[0].value


@pytest.mark.parametrize(
    ("path", "value", "line"),
    [
        (("metadata", "name"), "api", "  name: api  # its name"),
        (("spec", "selector", "app"), "yes", '  selector: {app: "yes"}'),
        (("spec", "selector", "tier"), "front", "  selector: {app: web, tier: front}"),
        (("spec", "type"), "NodePort", "  type: NodePort"),
        (("spec", "ports", 0, "nodePort"), 30008, "    nodePort: 30008"),
        (("spec", "ports", 1, "port"), 82, "    port: 82"),
        (("spec", "clusterIP"), "None", "  clusterIP: None"),
        (("metadata", "labels", "app"), "web", "    app: web"),
        (("metadata", "labels"), {"app": "web"}, "  labels:"),
        (("spec", "selector"), {"app": "api", "tier": "x"}, "  selector: {app: api, tier: x}"),
        (("spec", "ports"), [{"port": 1}], "  - port: 1"),
        (("spec", "note"), "x", "  note: x"),
    ],
)
def test_setting_a_field_changes_that_field_only(path, value, line):
    changed, document = after(set_field, path, value)
    assert line in changed.split("\n")
    expected = read(TEXT, "").documents[0].value
    holder = expected
    for part in path[:-1]:
        holder = holder.setdefault(part, {}) if isinstance(part, str) else holder[part]
    holder[path[-1]] = value
    assert document == expected
    assert "# a Service" in changed


def test_removing_a_field_takes_its_lines():
    _, document = after(remove_field, ("spec", "ports", 0, "targetPort"))
    assert document["spec"]["ports"][0] == {"port": 80}
    assert after(remove_field, ("spec", "note"))[1]["spec"].keys() == {"selector", "ports", "type"}


def test_removing_from_flow_style_keeps_the_rest():
    text = "selector: {app: web, tier: front}  # which\n"
    assert after(remove_field, ("selector", "tier"), text=text)[0] == "selector: {app: web}  # which\n"


def test_removing_what_stands_behind_the_dash_moves_the_next_field_up():
    changed, _ = after(remove_field, ("spec", "ports", 1, "name"))
    assert "  - port: 81\n" in changed


def test_what_an_edit_cannot_do_is_said():
    document = read(TEXT, "").documents[0]
    assert remove_field(document, ("spec", "ports", 0)) is None
    assert set_field(document, ("spec", "ports", 5, "port"), 1) is None
    assert remove_field(document, ("spec", "none")) is None


def test_renaming_keeps_the_value():
    assert after(rename_field, ("spec", "type"), "kind")[1]["spec"]["kind"] is None


@pytest.mark.parametrize("value", ["web", "yes", "12", "1.5", "a: b", "- a", "", "#x", 'say "hi"', "two\nlines", " x", "null", "0x1", "{}", "a b", "10.0.0.1", True, 5, None])
def test_scalar_text_reads_back(value):
    assert read(f"a: {scalar_text(value)}\n", "").documents[0].value == {"a": value}
