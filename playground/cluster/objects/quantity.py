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
