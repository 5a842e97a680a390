"""The OpenAPI v2 document in protobuf: kubectl asks for it in no other form, where v3 does not know what it looks for.

A message is a table: the JSON name of a field -> its number and what writes its value. What no table has is left out.

Models: gnostic's openapiv2/OpenAPIv2.proto; kube-openapi/pkg/handler
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from playground.cluster.apiserver.openapi import definitions
from playground.cluster.objects.kinds import Object

MEDIA = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"
ASKED_FOR = "application/com.github.proto-openapi.spec.v2"
"""How the media types begin by which clients ask for it; not all of them are well formed."""

Write = Callable[[Any], bytes]
Message = dict[str, tuple[int, Write]]


@cache
def document() -> bytes:
    return _message(_DOCUMENT, definitions())


def _message(known: Message, value: Object) -> bytes:
    extensions = known.get("x-")
    out = b""
    for name, inner in value.items():
        found = known.get(name)
        if found is not None:
            out += b"".join(_field(found[0], found[1](each)) for each in _repeated(name, inner))
        elif extensions is not None and name.startswith("x-"):
            out += _field(extensions[0], _named(name, extensions[1](inner)))
    return out


_LISTS = frozenset({"required", "enum", "allOf", "parameters"})


def _repeated(name: str, value: Any) -> list[Any]:
    return value if name in _LISTS and isinstance(value, list) else [value]


def _field(number: int, value: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*out, value))


def _text(value: Any) -> bytes:
    return str(value).encode()


def _any(value: Any) -> bytes:
    """JSON is YAML."""
    return _field(2, json.dumps(value).encode())


def _named(name: str, value: bytes) -> bytes:
    return _field(1, name.encode()) + _field(2, value)


def _map(number: int, write: Write) -> Write:
    """name -> value, as a list of pairs."""
    return lambda value: b"".join(_field(number, _named(name, write(inner))) for name, inner in value.items())


def _of(message: Callable[[], Message]) -> Write:
    return lambda value: _message(message(), value)


def _inside(*numbers: int, write: Write) -> Write:
    """A value in as many messages around it."""

    def written(value: Any) -> bytes:
        out = write(value)
        for number in reversed(numbers):
            out = _field(number, out)
        return out

    return written


_schema = _of(lambda: _SCHEMA)
_SCHEMA: Message = {
    "$ref": (1, _text), "format": (2, _text), "description": (4, _text), "default": (5, _any), "required": (19, _text),
    "enum": (20, _any), "additionalProperties": (21, _inside(1, write=_schema)), "type": (22, _inside(1, write=_text)),
    "items": (23, _inside(1, write=_schema)), "allOf": (24, _schema), "properties": (25, _map(1, _schema)), "x-": (31, _any),
}  # fmt: skip
_QUERY: Message = {"in": (2, _text), "description": (3, _text), "name": (4, _text), "type": (6, _text)}
_OPERATION: Message = {
    "parameters": (8, _inside(1, 2, 3, write=_of(lambda: _QUERY))),
    "responses": (9, _map(1, _inside(1, write=_of(lambda: {"description": (1, _text)})))), "x-": (13, _any),
}  # fmt: skip
_operation = _of(lambda: _OPERATION)
_PATH: Message = {"get": (2, _operation), "put": (3, _operation), "post": (4, _operation), "delete": (5, _operation), "patch": (8, _operation)}
_DOCUMENT: Message = {
    "swagger": (1, _text), "info": (2, _of(lambda: {"title": (1, _text), "version": (2, _text)})),
    "paths": (8, _map(2, _of(lambda: _PATH))), "definitions": (9, _map(1, _schema)),
}  # fmt: skip
