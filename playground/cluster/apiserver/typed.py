"""Untyped JSON data -> an object of its kind, as Go's decoder and encoder together make it.

Unknown fields go (and are named), empty ones that Go leaves out go, those that it always shows come, and the fields
stand in the order of the Go struct. The first value of a wrong type is remembered as the error.

Models: sigs.k8s.io/json internal/golang/encoding/json decode.go; apimachinery/pkg/util/intstr, api/resource, meta/v1
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterable
from typing import Any

from playground.cluster.apiserver.gojson import JsonError, Number, Pairs, limit_depth, plain
from playground.cluster.apiserver.gotime import TimeError, canonical_time
from playground.cluster.fields import go_quote
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.quantity import canonical, complaint
from playground.cluster.objects.schema import Field, Type, empty, zero

MOST_COMPLAINTS = 100


class Reading:
    """One pass over one document. After `read`: `error` is the first type error (or None), `complaints` are the
    strict ones: unknown and repeated fields, in the order in which they were met."""

    __slots__ = ("_names", "_place", "_struct", "complaints", "error")

    def __init__(self) -> None:
        self.error: str | None = None
        self.complaints: list[str] = []
        self._place: list[str | int] = []  # with indexes and map keys: for complaints
        self._names: list[str] = []  # without: for type errors
        self._struct = ""

    def read(self, wanted: Type, value: Any) -> Any:
        """The value as the type has it; its zero value where it does not fit."""
        read: Callable[[Type, Any], Any] = getattr(self, _READERS[wanted.shape])
        return read(wanted, value)

    # -- errors

    def misfit(self, wanted: Type, value: Any) -> None:
        """A value of the wrong type. Models: encoding/json UnmarshalTypeError.Error"""
        where = f"struct field {self._struct}.{'.'.join(self._names)}" if self._names else "value"
        shown = number_shown(value) if wanted.shape in ("integer", "int-or-string") else shape_of(value)
        self.fail(f"json: cannot unmarshal {shown} into Go {where} of type {_UNDERNEATH.get(wanted.shape, wanted.go)}")

    def fail(self, text: str) -> None:
        if self.error is None:
            self.error = text

    def _complain(self, what: str, name: str) -> None:
        text = f"{what} field {go_quote(place_text((*self._place, name)))}"
        if len(self.complaints) < MOST_COMPLAINTS and text not in self.complaints:
            self.complaints.append(text)

    # -- shapes

    def read_struct(self, wanted: Type, value: Any) -> Any:
        if not isinstance(value, dict):
            if value is not None:
                self.misfit(wanted, value)
            return zero(wanted)
        fields = wanted.fields
        found: Object = {}
        outer, self._struct = self._struct, wanted.go_name
        for name, item in value.pairs if isinstance(value, Pairs) else value.items():
            field = fields.get(name)
            if field is None:
                self._complain("unknown", name)
                continue
            if name in found:
                self._complain("duplicate", name)
            self._place.append(name)
            self._names.append(name)
            new = None if item is None else self.read(field.type, item)
            found[name] = _merged(field.type, found.get(name), new)
            self._struct = wanted.go_name
            self._place.pop()
            self._names.pop()
        self._struct = outer
        return arranged(wanted, found)

    def read_map(self, wanted: Type, value: Any) -> Any:
        if not isinstance(value, dict):
            self.misfit(wanted, value)
            return None
        assert wanted.item is not None
        found: Object = {}
        for key, item in value.pairs if isinstance(value, Pairs) else value.items():
            if key in found:
                self._complain("duplicate", key)
            self._place.append(key)
            found[key] = zero(wanted.item) if item is None else self.read(wanted.item, item)
            self._place.pop()
        return found

    def read_list(self, wanted: Type, value: Any) -> Any:
        if not isinstance(value, list):
            self.misfit(wanted, value)
            return None
        item_type, found = wanted.item, []
        assert item_type is not None
        for index, item in enumerate(value):
            self._place.append(index)
            found.append(zero(item_type) if item is None else self.read(item_type, item))
            self._place.pop()
        return found

    def read_string(self, wanted: Type, value: Any) -> Any:
        if isinstance(value, str):
            return value
        self.misfit(wanted, value)
        return ""

    def read_boolean(self, wanted: Type, value: Any) -> Any:
        if isinstance(value, bool):
            return value
        self.misfit(wanted, value)
        return False

    def read_integer(self, wanted: Type, value: Any) -> Any:
        if isinstance(value, int) and not isinstance(value, bool) and -(1 << wanted.bits - 1) <= value < 1 << wanted.bits - 1:
            return value
        self.misfit(wanted, value)
        return 0

    def read_number(self, wanted: Type, value: Any) -> Any:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value) if isinstance(value, Number) else value
        self.misfit(wanted, value)
        return 0

    def read_bytes(self, wanted: Type, value: Any) -> Any:
        if not isinstance(value, str):
            self.misfit(wanted, value)
            return None
        text = re.sub(r"[\r\n]", "", value)
        try:
            return base64.b64encode(base64.b64decode(text, validate=True)).decode()
        except (binascii.Error, ValueError):
            self.fail(f"illegal base64 data at input byte {_bad_base64(value)}")
            return None

    def read_time(self, wanted: Type, value: Any) -> Any:
        if not isinstance(value, str):
            self.misfit(wanted, value)
            return None
        try:
            return canonical_time(value, wanted.go == "v1.MicroTime")
        except TimeError as error:
            self.fail(str(error))
            return None

    def read_quantity(self, wanted: Type, value: Any) -> Any:
        text = value if isinstance(value, str) else value.literal if isinstance(value, Number) else str(value)
        wrong = complaint(text.strip())
        if wrong is None:
            return canonical(text.strip())
        self.fail(wrong)
        return "0"

    def read_int_or_string(self, wanted: Type, value: Any) -> Any:
        if isinstance(value, str):
            return value
        if isinstance(value, int) and not isinstance(value, bool) and -(1 << 31) <= value < 1 << 31:
            return value
        self.misfit(wanted, value)
        return 0

    def read_any(self, wanted: Type, value: Any) -> Any:
        try:
            return plain(limit_depth(value))
        except JsonError as error:
            self.fail(str(error))
            return None


_READERS = {
    "struct": "read_struct", "map": "read_map", "list": "read_list", "string": "read_string", "integer": "read_integer",
    "number": "read_number", "boolean": "read_boolean", "bytes": "read_bytes", "time": "read_time",
    "quantity": "read_quantity", "int-or-string": "read_int_or_string", "any": "read_any",
}  # fmt: skip
_UNDERNEATH = {"time": "string", "int-or-string": "int32"}
"""What the custom decoders of these types ask for in the end."""


def arranged(wanted: Type, found: Object) -> Object:
    """The fields of one struct in Go's order, empty ones left out or shown as Go does. Nested values are kept."""
    out: Object = {}
    for name, field in wanted.fields.items():
        value = found.get(name)
        if value is None:
            if not field.left_out_when_empty:
                out[name] = empty(field)
        elif not is_left_out(field, value):
            out[name] = value if value or not isinstance(value, list) else None
    return out


def is_left_out(field: Field, value: Any) -> bool:
    return not value and field.omit and not field.pointer and field.type.shape not in ("struct", "int-or-string")


def rearranged(wanted: Type, value: Any) -> Any:
    """A whole value once more in Go's shape, after the server's own hooks have changed it. Trusts its types."""
    if wanted.shape == "struct" and isinstance(value, dict):
        fields = wanted.fields
        return arranged(
            wanted,
            {
                name: rearranged(fields[name].type, item) if isinstance(item, dict | list) else item
                for name, item in value.items()
                if name in fields
            },
        )
    if wanted.item is not None and wanted.item.shape in ("struct", "map", "list"):
        if isinstance(value, list):
            return [rearranged(wanted.item, item) for item in value]
        if isinstance(value, dict):
            return {key: rearranged(wanted.item, item) for key, item in value.items()}
    return value


def place_text(parts: Iterable[str | int]) -> str:
    """`spec.ports[0].port`"""
    text = ""
    for part in parts:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def shape_of(value: Any) -> str:
    """What a value is in a type error."""
    match value:
        case bool():
            return "bool"
        case str():
            return "string"
        case dict():
            return "object"
        case list():
            return "array"
        case _:
            return "number"


def number_shown(value: Any) -> str:
    if isinstance(value, Number):
        return f"number {value.literal}"
    shown = shape_of(value)
    return f"number {value}" if shown == "number" else shown


def _merged(wanted: Type, old: Any, new: Any) -> Any:
    """A repeated key decodes into what the first one left: structs and maps merge, the rest is replaced."""
    if old is None or not isinstance(new, dict) or wanted.shape not in ("struct", "map"):
        return old if new is None and wanted.shape not in ("map", "list") else new
    return {**old, **new}


def _bad_base64(text: str) -> int:
    """The offset that Go reports: the first byte that does not belong, or the last group if it is short."""
    digits = 0
    for offset, char in enumerate(text):
        if char in "\r\n":
            continue
        if char == "=":
            return _bad_padding(text, offset, digits)
        if not re.fullmatch(r"[A-Za-z0-9+/]", char):
            return offset
        digits += 1
    return len(text) - digits % 4 if digits % 4 else len(text)


def _bad_padding(text: str, offset: int, digits: int) -> int:
    if digits % 4 < 2:
        return offset
    rest = re.sub(r"[\r\n]", "", text[offset:])
    needed = 4 - digits % 4
    if rest[:needed] != "=" * needed:
        return len(text) if len(rest) < needed else offset + 1
    return offset + needed
