from __future__ import annotations

import pytest

from playground.cluster.manifest import YamlError, compose

PLAIN = [
    ("y", True), ("Yes", True), ("ON", True), ("n", False), ("no", False), ("Off", False), ("true", True),
    ("yEs", "yEs"), ("", None), ("~", None), ("Null", None), ("nULL", "nULL"),
    ("80", 80), ("+80", 80), ("-1", -1), ("0x50", 80), ("010", 8), ("0120", 80), ("0o120", 80), ("0b1", 1), ("-0b11", -3), ("8_080", 8080),
    ("08", 8), ("0o8", "0o8"), ("1:20", "1:20"), ("2024-01-02", "2024-01-02"), ("1e3", 1000), ("1.5", 1.5), ("80.0", 80), (".5", 0.5),
    ("1.", 1), ("1e999", "1e999"), ("18446744073709551615", 18446744073709551615), ("-9223372036854775808", -9223372036854775808),
    ("-9223372036854775809", -9223372036854775808), ("1.2.3", "1.2.3"), ("10.96.0.10", "10.96.0.10"), ("+", "+"),
    ("1Gi", "1Gi"), ("0x", "0x"), ("_1", "_1"), ("1_", 1), ("<<x", "<<x"), ("=", "="),
]  # fmt: skip

TAGGED = [
    ("!!str 12", "12"), ('!!int "80"', 80), ("!!float 80", 80), ("!!bool yes", True), ("!!null ''", None), ("!!binary aGk=", "hi"),
    ("!mine 12", "12"), ('"12"', "12"), ("'yes'", "yes"), ("!!timestamp 2024-01-02", "2024-01-02"),
]  # fmt: skip

CONTRADICTING = [
    ("!!int web", "yaml: cannot decode !!str `web` as a !!int"),
    ("!!bool 1", "yaml: cannot decode !!int `1` as a !!bool"),
    ("!!binary '*'", "yaml: !!binary value contains invalid base64 data"),
    (".inf", "json: unsupported value: +Inf"),
    ("-.inf", "json: unsupported value: -Inf"),
    (".NaN", "json: unsupported value: NaN"),
]


@pytest.mark.parametrize(("text", "value"), [*PLAIN, *TAGGED])
def test_scalar_is_read_as_kubernetes_reads_it(text, value):
    found = compose(f"a: {text}\n").value["a"]
    assert (type(found), found) == (type(value), value)


@pytest.mark.parametrize(("text", "message"), CONTRADICTING)
def test_scalar_that_json_cannot_hold_is_refused(text, message):
    with pytest.raises(YamlError) as caught:
        compose(f"a: {text}\n")
    assert caught.value.message == message
    assert caught.value.span[:2] == (1, 4)


@pytest.mark.parametrize(("key", "text"), [("1", "1"), ("1.5", "1.5"), ("yes", "true"), ("off", "false"), ("0x10", "16"), ("'1'", "1")])
def test_key_becomes_text(key, text):
    assert compose(f"{key}: x\n").value == {text: "x"}
