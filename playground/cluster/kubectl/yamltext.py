"""YAML and JSON as kubectl prints them.

Models: sigs.k8s.io/yaml Marshal; goyaml.v2 encode.go stringv, emitterc.go analyze_scalar, select_scalar_style;
cli-runtime/pkg/printers/{yaml,json}.go
"""

from __future__ import annotations

import json
import re
from typing import Any

from playground.cluster.manifest.scalars import resolve

_HTML_SAFE = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def json_text(value: Any, indent: int | None = 4, sort: bool = True) -> str:
    """As Go's encoder writes it; compact where `indent` is None."""
    separators = (",", ":") if indent is None else (",", ": ")
    text = json.dumps(value, indent=indent, sort_keys=sort, ensure_ascii=False, separators=separators)
    return text.translate(_HTML_SAFE)


def yaml_text(value: Any) -> str:
    """A document, keys sorted, with a newline at the end."""
    return "\n".join(_block(value, 0)) + "\n"


def _block(value: Any, indent: int) -> list[str]:
    pad = " " * indent
    if isinstance(value, dict) and value:
        lines: list[str] = []
        for key in sorted(value):
            lines += _entry(f"{pad}{_scalar(key, key=True)}:", value[key], indent)
        return lines
    if isinstance(value, list | tuple) and value:
        lines = []
        for item in value:
            inner = _block(item, indent + 2)
            if isinstance(item, str) and "\n" in item:
                inner = _entry(f"{pad}-", item, indent)
                lines += inner
            else:
                lines += [f"{pad}- {inner[0][indent + 2 :]}", *inner[1:]]
        return lines
    return [pad + _scalar(value)]


def _entry(head: str, value: Any, indent: int) -> list[str]:
    if isinstance(value, dict) and value:
        return [head, *_block(value, indent + 2)]
    if isinstance(value, list | tuple) and value:
        return [head, *_block(value, indent)]
    if isinstance(value, str) and "\n" in value and _fits_block(value):
        return _literal(head, value, " " * (indent + 2))
    return [f"{head} {_scalar(value)}"]


def _literal(head: str, text: str, pad: str) -> list[str]:
    hint = "2" if text[0] in " \n" else ""
    body = text.rstrip("\n")
    ends = len(text) - len(body)
    chomp = "-" if not ends else "+" if ends > 1 or not body else ""
    lines = text.split("\n")[:-1] if ends else text.split("\n")
    return [f"{head} |{hint}{chomp}", *(pad + line if line else "" for line in lines)]


def _scalar(value: Any, key: bool = False) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{}"
    if isinstance(value, list | tuple):
        return "[]"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e21 else repr(value)
    if not isinstance(value, str):
        return str(value)
    if not _is_text(value):
        return _double(value)
    if _plain(value):
        return value
    return _double(value) if _special(value) or "\n" in value else "'" + value.replace("'", "''") + "'"


def _is_text(value: str) -> bool:
    """Whether the bare word would be read as the same text."""
    if not value or _BASE60.fullmatch(value) or value in _OLD_BOOLS or _TIMESTAMP.match(value):
        return False
    try:
        return resolve(value) == value and value != "<<" and value != "="
    except ValueError:
        return False


_BASE60 = re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?")
_TIMESTAMP = re.compile(r"\d{4}-\d{1,2}-\d{1,2}(?:$|[Tt ]+\d{1,2}:\d{2}:\d{2})")
_OLD_BOOLS = frozenset({"y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "n", "N", "no", "No", "NO", "off", "Off", "OFF"})
_INDICATORS = "#,[]{}&*!|>'\"%@`"
_INSIDE = re.compile(r":(?:\s|$)|\s#")


def _plain(value: str) -> bool:
    first, second = value[0], value[1:2]
    if first in _INDICATORS or (first in "-?:" and second in ("", " ", "\t")):
        return False
    if value.startswith(("---", "...")) or value[0] == " " or value[-1] == " ":
        return False
    return not _INSIDE.search(value) and not _special(value) and "\n" not in value


def _special(value: str) -> bool:
    return any(not char.isprintable() and char not in "\n" for char in value) or "\ufeff" in value


def _fits_block(value: str) -> bool:
    return not _special(value) and not re.search(r" \n| $", value)


_ESCAPES = {"\0": "\\0", "\a": "\\a", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\v": "\\v", "\f": "\\f", "\r": "\\r", "\x1b": "\\e", '"': '\\"', "\\": "\\\\", "\x85": "\\N", "\xa0": "\\_", "\u2028": "\\L", "\u2029": "\\P"}  # fmt: skip


def _double(value: str) -> str:
    out = []
    for char in value:
        code = ord(char)
        if char in _ESCAPES:
            out.append(_ESCAPES[char])
        elif char == " " or char.isprintable():
            out.append(char)
        else:
            out.append(f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}")
    return '"' + "".join(out) + '"'
