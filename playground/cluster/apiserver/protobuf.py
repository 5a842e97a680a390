"""Bodies in Kubernetes' protobuf, read by the schema into what a JSON body would have held.

Only reading: answers are always JSON, which every client accepts. What is unset and what is zero look alike in
protobuf (fields that are no pointers are always written), and decoding drops both.

Models: apimachinery/pkg/runtime/serializer/protobuf/protobuf.go; k8s.io/api/*/v1/generated.proto
"""

from __future__ import annotations

import base64
import json
import struct as binary
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

from playground.cluster.objects.kinds import BY_NAME, Object
from playground.cluster.objects.schema import Field, Type, type_in

MAGIC = b"k8s\x00"
_SIGN = 1 << 63


class ProtobufError(ValueError):
    """Bytes that are no message."""


def read_envelope(body: bytes) -> tuple[str, str, bytes]:
    """(apiVersion, kind, the bytes of the object). Raises ProtobufError."""
    if not body.startswith(MAGIC):
        raise ProtobufError(f"provided data does not appear to be a protobuf message, expected prefix {list(MAGIC)}")
    parts: dict[int, Any] = dict(_fields(body[len(MAGIC) :]))
    names = dict(_fields(_bytes(parts.get(1, b""))))
    return _text(names.get(1, b"")), _text(names.get(2, b"")), _bytes(parts.get(2, b""))


def read_object(body: bytes, wanted: Type | None = None) -> Object:
    """The object of an envelope as JSON data; of a kind that is not served only its names. Raises ProtobufError."""
    version, name, raw = read_envelope(body)
    kind = BY_NAME.get(name)
    shape = wanted or (type_in(version, kind) if kind else None)
    found = _message(shape, raw) if shape else {}
    return {**found, "apiVersion": version, "kind": name}


def _message(wanted: Type, data: bytes) -> Object:
    found: Object = {}
    _read_into(found, _by_number(wanted), data)
    return found


def _read_into(found: Object, known: dict[int, Any], data: bytes) -> None:
    for number, value in _fields(data):
        field = known.get(number)
        if isinstance(field, dict):
            _read_into(found, field, _bytes(value))
        elif field is not None:
            _add(found, field, value)


@cache
def _by_number(wanted: Type) -> dict[int, Any]:
    """Number -> field, or the fields of an embedded message by their numbers."""
    known: dict[int, Any] = {}
    for field in wanted.fields.values():
        node = known
        for number in field.numbers[:-1]:
            node = node.setdefault(number, {})
        if field.numbers:
            node[field.numbers[-1]] = field
    return known


def _add(found: Object, field: Field, value: Any) -> None:
    kind = field.type
    if kind.shape == "list" and kind.item:
        found.setdefault(field.name, []).append(_value(kind.item, value))
    elif kind.shape == "map" and kind.item:
        entry = dict(_fields(_bytes(value)))
        item = entry.get(2)
        found.setdefault(field.name, {})[_text(entry.get(1, b""))] = None if item is None else _value(kind.item, item)
    else:
        found[field.name] = _value(kind, value)


def _value(kind: Type, value: Any) -> Any:
    match kind.shape:
        case "struct":
            return _message(kind, _bytes(value))
        case "string":
            return _text(value)
        case "integer":
            return _number(value)
        case "boolean":
            return bool(_number(value))
        case "number":
            return _double(_bytes(value))
        case "bytes":
            return base64.b64encode(_bytes(value)).decode()
        case shape:
            return _special(shape, dict(_fields(_bytes(value))), kind.go)


def _special(shape: str, parts: dict[int, Any], go: str) -> Any:
    """Types that JSON writes in a shape of their own."""
    if shape == "time":
        return _time(parts, micro=go == "v1.MicroTime")
    if shape == "quantity":
        return _text(parts.get(1, b"")) or "0"
    if shape == "int-or-string":
        return _text(parts.get(3, b"")) if parts.get(1) else _number(parts.get(2, 0))
    raw = _bytes(parts.get(1, b""))
    try:
        return json.loads(raw) if raw else None
    except ValueError as error:
        raise ProtobufError(str(error)) from None


def _time(parts: dict[int, Any], micro: bool) -> str | None:
    if not parts:
        return None
    try:
        moment = datetime.fromtimestamp(_number(parts.get(1, 0)), UTC)
    except (ValueError, OverflowError, OSError):
        raise ProtobufError("timestamp out of range") from None
    micros = _number(parts.get(2, 0)) // 1000 if micro else 0
    return moment.replace(microsecond=micros % 1_000_000).strftime("%Y-%m-%dT%H:%M:%S.%fZ" if micro else "%Y-%m-%dT%H:%M:%SZ")


# -- the wire


def _fields(data: bytes) -> Iterator[tuple[int, Any]]:
    """(number, value): an integer for a varint, bytes for everything else."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        number, wire = key >> 3, key & 7
        if wire == 0:
            value: Any
            value, at = _varint(data, at)
        else:
            size = {1: 8, 5: 4}.get(wire)
            if wire == 2:
                size, at = _varint(data, at)
            if size is None or at + size > len(data):
                raise ProtobufError("unexpected EOF" if size is not None else f"proto: illegal wireType {wire}")
            value, at = data[at : at + size], at + size
        yield number, value


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(data):
            raise ProtobufError("unexpected EOF")
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value & ((1 << 64) - 1), at
    raise ProtobufError("proto: integer overflow")


def _bytes(value: Any) -> bytes:
    if not isinstance(value, bytes):
        raise ProtobufError("proto: wrong wireType")
    return value


def _number(value: Any) -> int:
    if not isinstance(value, int):
        raise ProtobufError("proto: wrong wireType")
    return value - (1 << 64) if value >= _SIGN else value


def _double(value: bytes) -> float:
    if len(value) != 8:
        raise ProtobufError("proto: wrong wireType")
    found: float = binary.unpack("<d", value)[0]
    return found


def _text(value: Any) -> str:
    return _bytes(value).decode("utf-8", "replace")
