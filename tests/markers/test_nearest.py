from __future__ import annotations

import pytest

from playground.cluster.markers.nearest import nearest

FIELDS = ("port", "targetPort", "nodePort", "protocol", "name", "appProtocol", "clusterIP", "selector", "ports", "type")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("targetPorts", "targetPort"), ("TargetPort", "targetPort"), ("target_port", "targetPort"), ("tragetPort", "targetPort"),
        ("nodeport", "nodePort"), ("prot", "port"), ("Selector", "selector"), ("selectors", "selector"), ("clusterIp", "clusterIP"),
        ("colour", None), ("x", None), ("", None), ("x" * 100_000, None), ("portsx", "ports"),
    ],
)  # fmt: skip
def test_one_word_is_close_enough_or_none_is(word, meant):
    assert nearest(word, FIELDS) == meant


def test_two_equally_close_words_are_no_answer():
    assert nearest("pat", ("pot", "pet")) is None
