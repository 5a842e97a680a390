"""Field paths and field errors, in the API server's own words.

Models: apimachinery/pkg/util/validation/field/path.go Path, errors.go Error
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

PathPart = str | int

# A child of a list by number, of a map by name; `Key` marks a map key that prints in brackets.


class Key(str):
    """A map key in a path: printed as `metadata.labels[app]`, where a plain str is a field name."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Path:
    """A place in an object: `Path("spec", "ports", 0, "port")` prints as `spec.ports[0].port`."""

    parts: tuple[PathPart, ...] = ()

    @classmethod
    def of(cls, *parts: PathPart) -> Path:
        return cls(tuple(parts))

    def child(self, *names: PathPart) -> Path:
        return Path(self.parts + names)

    def index(self, position: int) -> Path:
        return Path((*self.parts, position))

    def key(self, name: str) -> Path:
        return Path((*self.parts, Key(name)))

    def __str__(self) -> str:
        text = ""
        for part in self.parts:
            if isinstance(part, int | Key):
                text += f"[{part}]"
            else:
                text += f".{part}" if text else part
        return text


def go_quote(text: str) -> str:
    """Go's %q: printable runes stay as they are, quotes, backslashes and control runes are escaped."""
    out = ['"']
    for char in text:
        code = ord(char)
        if char in _ESCAPES:
            out.append(_ESCAPES[char])
        elif char == " " or (char.isprintable() and not char.isspace()):
            out.append(char)
        elif code < 0x80:
            out.append(f"\\x{code:02x}")
        elif code < 0x10000:
            out.append(f"\\u{code:04x}")
        else:
            out.append(f"\\U{code:08x}")
    out.append('"')
    return "".join(out)


_ESCAPES = {
    '"': '\\"', "\\": "\\\\", "\a": "\\a", "\b": "\\b", "\f": "\\f",
    "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v",
}  # fmt: skip

# reason of the cause -> (text of the type, whether the bad value is shown)
KINDS = {
    "FieldValueRequired": ("Required value", False),
    "FieldValueInvalid": ("Invalid value", True),
    "FieldValueTypeInvalid": ("Invalid value", True),
    "FieldValueNotSupported": ("Unsupported value", True),
    "FieldValueDuplicate": ("Duplicate value", True),
    "FieldValueForbidden": ("Forbidden", False),
    "FieldValueTooLong": ("Too long", False),
    "FieldValueTooMany": ("Too many", True),
    "FieldValueNotFound": ("Not found", True),
    "InternalError": ("Internal error", False),
}


class GoText(str):
    """A value that prints as it stands (not quoted): numbers, JSON that the caller has made already."""

    __slots__ = ()


def show(value: Any) -> str:
    """A bad value as the API server prints it: strings quoted, the rest as compact JSON, safe for HTML as Go writes it."""
    if isinstance(value, GoText):
        return str(value)
    if isinstance(value, str):
        return go_quote(value)
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).translate(_HTML_SAFE)


_HTML_SAFE = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


@dataclass(frozen=True, slots=True)
class FieldError:
    """One complaint about one field; `str()` is the text inside `Status.message`."""

    reason: str
    path: Path
    value: Any = None
    detail: str = ""

    def body(self) -> str:
        text, with_value = KINDS[self.reason]
        if with_value:
            text += f": {show(self.value)}"
        return f"{text}: {self.detail}" if self.detail else text

    def __str__(self) -> str:
        return f"{self.path}: {self.body()}"


def required(path: Path, detail: str = "") -> FieldError:
    return FieldError("FieldValueRequired", path, None, detail)


def invalid(path: Path, value: Any, detail: str) -> FieldError:
    return FieldError("FieldValueInvalid", path, value, detail)


def not_supported(path: Path, value: Any, supported: list[str]) -> FieldError:
    quoted = ", ".join(go_quote(item) for item in supported)
    return FieldError("FieldValueNotSupported", path, value, f"supported values: {quoted}" if supported else "")


def duplicate(path: Path, value: Any) -> FieldError:
    return FieldError("FieldValueDuplicate", path, value)


def forbidden(path: Path, detail: str) -> FieldError:
    return FieldError("FieldValueForbidden", path, None, detail)


def too_long(path: Path, limit: int) -> FieldError:
    return FieldError("FieldValueTooLong", path, None, f"may not be more than {limit} bytes")


def too_many(path: Path, count: int, limit: int) -> FieldError:
    return FieldError("FieldValueTooMany", path, count, f"must have at most {limit} items")


def not_found(path: Path, value: Any) -> FieldError:
    return FieldError("FieldValueNotFound", path, value)
