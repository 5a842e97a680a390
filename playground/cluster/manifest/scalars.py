"""What a YAML scalar means to Kubernetes: YAML 1.1 with go-yaml's small changes.

Models: sigs.k8s.io/yaml/goyaml.v2/resolve.go resolve
"""

from __future__ import annotations

import base64
import binascii
import math
import re

Scalar = str | int | float | bool | None

PREFIX = "tag:yaml.org,2002:"
STR, BOOL, INT, FLOAT, NULL, TIMESTAMP, BINARY = (
    PREFIX + name for name in ("str", "bool", "int", "float", "null", "timestamp", "binary")
)
_RESOLVABLE = {STR, BOOL, INT, FLOAT, NULL, TIMESTAMP}

_WORDS: dict[str, tuple[str, Scalar]] = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), (BOOL, True)),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), (BOOL, False)),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), (NULL, None)),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), (FLOAT, math.nan)),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), (FLOAT, math.inf)),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), (FLOAT, -math.inf)),
}
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)
_DOT_FLOAT = re.compile(r"\.[0-9]+([eE][-+]?[0-9]+)?", re.ASCII)
_INTEGER = re.compile(r"([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))", re.ASCII)
_TIMESTAMP = re.compile(
    r"\d{4}-\d\d?-\d\d?([Tt ]\d\d?:\d\d?:\d\d?(\.\d*)?( ?(Z|[-+]\d\d:\d\d))?)?", re.ASCII
)


class ScalarError(ValueError):
    """A scalar that contradicts its explicit tag."""


def resolve(text: str, tag: str | None = None) -> Scalar:
    """The value of a plain or tagged scalar. Infinity and NaN come out as floats, which JSON can't hold.

    An integral float comes out as an int, because that is how Go prints it as JSON (`80.0` is `80`).
    """
    if tag is None:
        return _resolve_plain(text)[1]
    if tag == BINARY:
        return _decode_binary(text)
    if tag == STR or tag not in _RESOLVABLE:
        return text
    found, value = _resolve_plain(text, timestamps=tag == TIMESTAMP)
    if tag != found and (tag, found) != (FLOAT, INT):
        raise ScalarError(f"cannot decode {_short(found)} `{text}` as a {_short(tag)}")
    return value


def _resolve_plain(text: str, timestamps: bool = False) -> tuple[str, Scalar]:
    if text in _WORDS:
        return _WORDS[text]
    first = text[0]
    if first in "+-0123456789":
        if timestamps and _TIMESTAMP.fullmatch(text):
            return TIMESTAMP, text
        return _resolve_number(text)
    if first == "." and _DOT_FLOAT.fullmatch(text):
        return _float(text, text)
    return STR, text


def _resolve_number(text: str) -> tuple[str, Scalar]:
    plain = text.replace("_", "")
    if match := _INTEGER.fullmatch(plain):
        sign, hexadecimal, binary, octal, decimal = match.groups()
        digits, base = next((d, b) for d, b in ((hexadecimal, 16), (binary, 2), (octal, 8), (decimal, 10)) if d)
        value = -int(digits, base) if sign == "-" else int(digits, base)
        # strconv.ParseUint, the second try, knows no sign
        if -(2**63) <= value < 2**63 or (not sign and value < 2**64):
            return INT, value
    return _float(plain, text) if _FLOAT.fullmatch(plain) else (STR, text)


def _float(digits: str, text: str) -> tuple[str, Scalar]:
    value = float(digits)
    if math.isinf(value):  # strconv.ParseFloat reports a range error, so the text stays a string
        return STR, text
    return FLOAT, int(value) if value.is_integer() and abs(value) < 1e21 else value


def _decode_binary(text: str) -> str:
    try:
        return base64.b64decode("".join(text.split("\n")), validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        raise ScalarError("!!binary value contains invalid base64 data") from None


def _short(tag: str) -> str:
    return "!!" + tag.removeprefix(PREFIX)
