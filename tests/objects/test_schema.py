"""The schema as the decoder, the editor and `kubectl explain` read it."""

from __future__ import annotations

import pytest

from playground.cluster.objects.kinds import BY_NAME, KINDS
from playground.cluster.objects.schema import at, child, describe, fields_of, nearest, places, type_of, zero

SERVICE = type_of(BY_NAME["Service"])


@pytest.mark.parametrize(
    ("path", "go"),
    [
        (("spec",), "v1.ServiceSpec"),
        (("spec", "ports"), "[]v1.ServicePort"),
        (("spec", "ports", 0), "v1.ServicePort"),
        (("spec", "ports", 0, "port"), "int32"),
        (("spec", "ports", 0, "protocol"), "v1.Protocol"),
        (("spec", "selector"), "map[string]string"),
        (("spec", "selector", "app"), "string"),
        (("metadata", "labels"), "map[string]string"),
    ],
)
def test_types_have_their_go_names(path: tuple[str | int, ...], go: str) -> None:
    found = at(SERVICE, path)
    assert found is not None
    assert found.go == go


def test_what_is_not_there_is_none() -> None:
    assert at(SERVICE, ("spec", "port", 0)) is None
    assert child(SERVICE, 0) is None


def test_fields_stand_in_the_order_of_the_go_struct() -> None:
    assert list(fields_of(BY_NAME["Service"])) == ["kind", "apiVersion", "metadata", "spec", "status"]


def test_merge_facts() -> None:
    ports = SERVICE.fields["spec"].type.fields["ports"]
    assert (ports.merge_key, ports.list_type, ports.list_keys) == ("port", "map", ("port", "protocol"))
    assert SERVICE.fields["spec"].type.fields["selector"].atomic


@pytest.mark.parametrize(("word", "meant"), [("target_port", "targetPort"), ("TargetPort", "targetPort"), ("nodeport", "nodePort"), ("prot", None), ("protocl", "protocol")])
def test_the_nearest_field_names(word: str, meant: str | None) -> None:
    port = at(SERVICE, ("spec", "ports", 0))
    assert port is not None
    assert (nearest(port, word) or [None])[0] == meant or meant is None


def test_places_tell_where_a_misplaced_field_belongs() -> None:
    assert places(type_of(BY_NAME["Deployment"]), "containers")[0] == ("spec", "template", "spec", "containers")
    assert places(SERVICE, "targetPort") == [("spec", "ports", 0, "targetPort")]


def test_every_kind_has_a_zero_value_and_a_description() -> None:
    for kind in KINDS:
        root = type_of(kind)
        assert zero(root)["metadata"] == {}
        assert describe(root)
    assert "list of ports" in describe(SERVICE.fields["spec"].type, "ports")
