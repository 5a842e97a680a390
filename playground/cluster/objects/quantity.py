"""Quantities: `500m`, `8Gi`, `1e3`.

Models: apimachinery/pkg/api/resource/quantity.go ParseQuantity
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

_SUFFIXES = {
    "n": Fraction(1, 10**9), "u": Fraction(1, 10**6), "m": Fraction(1, 1000), "": Fraction(1),
    "k": Fraction(10**3), "M": Fraction(10**6), "G": Fraction(10**9), "T": Fraction(10**12),
    "P": Fraction(10**15), "E": Fraction(10**18),
    "Ki": Fraction(2**10), "Mi": Fraction(2**20), "Gi": Fraction(2**30), "Ti": Fraction(2**40),
    "Pi": Fraction(2**50), "Ei": Fraction(2**60),
}  # fmt: skip

_SHAPE = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))(?:[eE]([+-]?\d{1,3})|([a-zA-Z]{0,2}))")


def amount(text: Any) -> Fraction:
    """The exact number that a quantity stands for; what is no quantity counts as nothing."""
    found = _SHAPE.fullmatch(str(text))
    if found is None or (found[3] or "") not in _SUFFIXES:
        return Fraction(0)
    exponent = Fraction(10) ** int(found[2]) if found[2] else _SUFFIXES[found[3] or ""]
    return Fraction(found[1]) * exponent


_SYNTAX = re.compile(r"([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)")
_DECIMAL = {-9: "n", -6: "u", -3: "m", 0: "", 3: "k", 6: "M", 9: "G", 12: "T", 15: "P", 18: "E"}
_BINARY = ("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei")


def complaint(text: str) -> str | None:
    """What the API server's decoder says of a text that is no quantity. Models: ErrFormatWrong, ErrNumeric, ErrSuffix"""
    if not _SYNTAX.fullmatch(text):
        return f"quantities must match the regular expression '^{_SYNTAX.pattern}$'"
    found = _SHAPE.fullmatch(text)
    if found is None:
        numeric = re.match(r"[+-]?[0-9]*\.?[0-9]*", text)
        whole = numeric is not None and re.match(r"[a-zA-Z]", text[numeric.end() :])
        return "unable to parse quantity's suffix" if whole else "unable to parse numeric part of quantity"
    return None if (found[3] or "") in _SUFFIXES else "unable to parse quantity's suffix"


def canonical(text: str) -> str:
    """A quantity as the API server prints it again: `0.5` is `500m`, `1024Mi` is `1Gi`, `1000m` is `1`.

    Models: Quantity.CanonicalizeBytes
    """
    value = amount(text)
    found = _SHAPE.fullmatch(text)
    sign, nanos = ("-" if value < 0 else ""), -((-abs(value) * 10**9) // 1)
    if not nanos or found is None:
        return "0"
    if (found[3] or "").endswith("i") and abs(value) >= 1024:
        return sign + _binary(int(-(-abs(value) // 1)))
    return sign + _decimal(int(nanos), exponent=found[2] is not None)


def _binary(number: int) -> str:
    power = 0
    while number % 1024 == 0 and power < len(_BINARY) - 1:
        number, power = number // 1024, power + 1
    return f"{number}{_BINARY[power]}"


def _decimal(nanos: int, exponent: bool) -> str:
    power = -9
    while nanos % 1000 == 0 and power < 18:
        nanos, power = nanos // 1000, power + 3
    return f"{nanos}{(f'e{power}' if power else '') if exponent else _DECIMAL[power]}"
