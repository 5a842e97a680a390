"""JSON as Go's decoder reads it: its error texts, its idea of numbers, and every pair of an object.

The C parser of the standard library reads what is well formed. Only what it refuses goes through `_Scanner`, which
walks the bytes as Go's state machine does and words the complaint.

Models: encoding/json scanner.go; sigs.k8s.io/json internal/golang/encoding/json decode.go
"""

from __future__ import annotations

import json
import math
import re
from decimal import Decimal
from typing import Any

from playground.cluster.fields import go_quote

MAX_DEPTH = 10_000
MOST_NESTED = 200
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class JsonError(ValueError):
    """A syntax error, in Go's words."""


class Number(float):
    """A number that was not written as a plain integer; Go's errors quote it as it was written."""

    __slots__ = ("literal",)
    literal: str

    def __new__(cls, literal: str) -> Number:
        number = super().__new__(cls, literal)
        number.literal = literal
        return number


class Pairs(dict[str, Any]):
    """An object in which a key occurs twice. As a dict it holds the last value of each key."""

    __slots__ = ("pairs",)
    pairs: list[tuple[str, Any]]

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.pairs = pairs


def parse(data: bytes) -> Any:
    """A JSON document. Objects are dicts (Pairs where a key is repeated), fractions and exponents are Numbers.

    Invalid UTF-8 and lone surrogates become U+FFFD, as in Go. Raises JsonError.
    """
    text = data.decode("utf-8", "replace")
    if _SURROGATE.search(text):
        return _Scanner(data).read()
    try:
        return json.loads(text, parse_float=Number, parse_constant=_no_constant, object_pairs_hook=_object)
    except (ValueError, RecursionError):
        return _Scanner(data).read()


def limit_depth(value: Any, most: int = MOST_NESTED) -> Any:
    """The value, if it is not nested deeper than the model is ready to walk. Raises JsonError.

    Go walks ten thousand levels; nothing that people write has more than thirty.
    """
    level = [value]
    for _ in range(most):
        level = [inner for each in level if isinstance(each, dict | list) for inner in _children(each)]
        if not level:
            return value
    raise JsonError("exceeded max depth")


def _children(value: Any) -> Any:
    return value.values() if isinstance(value, dict) else value


def format_float(value: float) -> str:
    """A float as Go's encoder writes it. Models: encoding/json encode.go floatEncoder"""
    if value == 0:
        return "-0" if math.copysign(1, value) < 0 else "0"
    if 1e-6 <= abs(value) < 1e21:
        return format(Decimal(repr(float(value))), "f").removesuffix(".0")
    digits, _, power = repr(float(value)).partition("e")
    return f"{digits.removesuffix('.0')}e{int(power):+d}"


def plain(value: Any) -> Any:
    """JSON data without Numbers and Pairs, as an untyped place keeps it."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return float(value) if isinstance(value, Number) else value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else Pairs(pairs)


def _no_constant(name: str) -> Any:
    raise JsonError(name)


# -- the slow reader, which words errors

_SPACE = b" \t\r\n"
_LITERALS: dict[int, tuple[bytes, Any]] = {
    ord("t"): (b"true", True), ord("f"): (b"false", False), ord("n"): (b"null", None),
}  # fmt: skip
_DIGITS = b"0123456789"
_HEX = b"0123456789abcdefABCDEF"
_VALUE = "looking for beginning of value"
_KEY = "looking for beginning of object key string"
_AFTER = {"{": "after object key:value pair", "[": "after array element", "": "after top-level value"}


class _Scanner:
    """Without recursion, because a document may be nested ten thousand deep."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def read(self) -> Any:
        open_: list[tuple[str, list[Any]]] = []  # "{" with pairs and the pending key, "[" with items
        while True:
            value, opened = self._begin_value(open_)
            if opened:
                if len(open_) > MAX_DEPTH:
                    raise self._invalid(ord(open_[-1][0]), "exceeded max depth")
                if not self._closes_at_once(open_):
                    continue
                value = self._close(open_)
            while open_:
                shape, items = open_[-1]
                if shape == "{":
                    items[-1] = (items[-1], value)
                else:
                    items.append(value)
                char = self._next()
                if char == ord(","):
                    if shape == "{":
                        items.append(self._key(self._next()))
                    break
                if char != (ord("}") if shape == "{" else ord("]")):
                    raise self._invalid(char, _AFTER[shape])
                value = self._close(open_)
            else:
                rest = self._peek_after_space()
                if rest is not None:
                    raise self._invalid(rest, _AFTER[""])
                return value

    def _begin_value(self, open_: list[tuple[str, list[Any]]]) -> tuple[Any, bool]:
        char = self._next()
        if char in b"{[":
            open_.append((chr(char), []))
            return None, True
        if char == ord('"'):
            return self._string(), False
        if char in _LITERALS:
            return self._literal(char), False
        if char == ord("-") or char in _DIGITS:
            return self._number(char), False
        raise self._invalid(char, _VALUE)

    def _closes_at_once(self, open_: list[tuple[str, list[Any]]]) -> bool:
        shape, items = open_[-1]
        if shape == "[":
            char = self._peek_after_space()
            if char == ord("]"):
                self.at += 1
                return True
            return False
        char = self._next()
        if char == ord("}"):
            return True
        items.append(self._key(char))
        return False

    @staticmethod
    def _close(open_: list[tuple[str, list[Any]]]) -> Any:
        shape, items = open_.pop()
        return _object(items) if shape == "{" else items

    def _key(self, char: int) -> str:
        if char != ord('"'):
            raise self._invalid(char, _KEY)
        key = self._string()
        colon = self._next()
        if colon != ord(":"):
            raise self._invalid(colon, "after object key")
        return key

    def _string(self) -> str:
        start = self.at
        while True:
            char = self._byte()
            if char == ord('"'):
                break
            if char == ord("\\"):
                self._escape()
            elif char < 0x20:
                raise self._invalid(char, "in string literal")
        text = self.data[start : self.at - 1].decode("utf-8", "replace")
        found: str = json.loads(f'"{text}"')
        return found.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def _escape(self) -> None:
        char = self._byte()
        if char == ord("u"):
            for _ in range(4):
                digit = self._byte()
                if digit not in _HEX:
                    raise self._invalid(digit, "in \\u hexadecimal character escape")
        elif char not in b'bfnrt\\/"':
            raise self._invalid(char, "in string escape code")

    def _literal(self, first: int) -> Any:
        word, value = _LITERALS[first]
        for expected in word[1:]:
            char = self._byte()
            if char != expected:
                raise self._invalid(char, f"in literal {word.decode()} (expecting {_quote(expected)})")
        return value

    def _number(self, first: int) -> int | Number:
        start = self.at - 1
        if first == ord("-"):
            first = self._byte()
            if first not in _DIGITS:
                raise self._invalid(first, "in numeric literal")
        if first != ord("0"):
            self._digits()
        fraction = self._optional(b".")
        if fraction:
            self._some_digits("after decimal point in numeric literal")
        exponent = self._optional(b"eE")
        if exponent:
            self._optional(b"+-")
            self._some_digits("in exponent of numeric literal")
        literal = self.data[start : self.at].decode()
        return Number(literal) if fraction or exponent or len(literal) > 4000 else int(literal)

    def _digits(self) -> None:
        while self.at < len(self.data) and self.data[self.at] in _DIGITS:
            self.at += 1

    def _some_digits(self, where: str) -> None:
        char = self._byte()
        if char not in _DIGITS:
            raise self._invalid(char, where)
        self._digits()

    def _optional(self, chars: bytes) -> bool:
        found = self.at < len(self.data) and self.data[self.at] in chars
        self.at += found
        return found

    def _byte(self) -> int:
        if self.at >= len(self.data):
            raise JsonError("unexpected end of JSON input")
        self.at += 1
        return self.data[self.at - 1]

    def _peek_after_space(self) -> int | None:
        while self.at < len(self.data) and self.data[self.at] in _SPACE:
            self.at += 1
        return self.data[self.at] if self.at < len(self.data) else None

    def _next(self) -> int:
        self._peek_after_space()
        return self._byte()

    @staticmethod
    def _invalid(char: int, where: str) -> JsonError:
        return JsonError(f"invalid character {_quote(char)} {where}")


def _quote(char: int) -> str:
    """Models: encoding/json scanner.go quoteChar"""
    if char == ord("'"):
        return r"'\''"
    if char == ord('"'):
        return "'\"'"
    return f"'{go_quote(chr(char))[1:-1]}'"
