"""Edits that change one field of a document and leave the rest of the text, comments and all, as it is."""

from __future__ import annotations

import re
from typing import Any

from playground.cluster.manifest.edits import Edit
from playground.cluster.manifest.positions import PathKey, Span
from playground.cluster.manifest.reader import ManifestDocument
from playground.cluster.manifest.scalars import resolve

Edits = tuple[Edit, ...]
_BREAK = re.compile(r"\r\n|\n|\r")
_PLAIN = re.compile(r"[A-Za-z0-9_./-][A-Za-z0-9_./ -]*(?<! )")
STEP = 2


def scalar_text(value: Any) -> str:
    """A scalar as YAML: plain where it reads back as the same value, else in double quotes."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return str(value)
    if _PLAIN.fullmatch(value) and not value.startswith(("- ", "? ")) and value not in ("-", "---") and resolve(value) == value:
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'


def block(value: Any, indent: int) -> list[str]:
    """A value as lines of block YAML, all starting at the given indentation."""
    pad = " " * indent
    if isinstance(value, dict) and value:
        lines: list[str] = []
        for key, item in value.items():
            lines += _entry(f"{pad}{scalar_text(key)}:", item, indent)
        return lines
    if isinstance(value, list) and value:
        lines = []
        for item in value:
            inner = block(item, indent + STEP)
            lines += [f"{pad}- {inner[0].lstrip(' ')}", *inner[1:]]
        return lines
    return [pad + inline(value)]


def _entry(head: str, value: Any, indent: int) -> list[str]:
    if isinstance(value, list) and value:
        return [head, *block(value, indent)]
    if isinstance(value, dict) and value:
        return [head, *block(value, indent + STEP)]
    return [f"{head} {inline(value)}"]


def inline(value: Any) -> str:
    """A value as YAML in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar_text(key)}: {inline(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(inline, value)) + "]"
    return scalar_text(value)


def set_field(document: ManifestDocument, path: PathKey, value: Any) -> Edits | None:
    """Give a field a value, writing it (and the objects around it) where it is not there yet. None if that can't be
    done by a small edit: a list item that does not exist, or a field that an anchor or a merge key supplies."""
    mark = document.marks.get(path)
    if mark is None:
        return _insert(document, path, value)
    compound = (isinstance(value, dict | list) and value) or isinstance(document_value(document, path), dict | list)
    if (compound and not _starts(document, mark.value, "{[")) or _starts(document, mark.value, "|>"):
        return _replace_block(document, path, value)
    text = inline(value)
    if mark.value.line == mark.value.end_line and mark.value.column == mark.value.end_column:
        text = " " + text  # the empty value stands directly behind the colon
    return (Edit(mark.value, text),)


def rename_field(document: ManifestDocument, path: PathKey, name: str) -> Edits | None:
    mark = document.marks.get(path)
    return (Edit(mark.key, scalar_text(name)),) if mark and mark.key else None


def remove_field(document: ManifestDocument, path: PathKey) -> Edits | None:
    """Take a field's lines out. None for what is not written here as a field (a list's item, what an anchor brings)."""
    mark = document.marks.get(path)
    if mark is None or mark.key is None:
        return None
    around, rest = document.marks[path[:-1]], document_value(document, path[:-1])
    if _starts(document, around.value, "{"):
        return (Edit(around.value, inline({key: value for key, value in rest.items() if key != path[-1]})),)
    first, last = mark.key.line, _last_line(document, path)
    if _line(document, first)[: mark.key.column - 1].strip():
        return _remove_behind_dash(document, path, first, last)
    return (Edit(Span(first, 1, last + 1, 1), ""),)


def document_value(document: ManifestDocument, path: PathKey) -> Any:
    """The value at a path; None where there is none."""
    return value_at(document.value, path)


def value_at(value: Any, path: PathKey) -> Any:
    """The same in any value of objects and lists."""
    for part in path:
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        else:
            return None
    return value


# -- how


def _line(document: ManifestDocument, number: int) -> str:
    lines = _BREAK.split(document.text)
    index = number - document.line
    return lines[index] if 0 <= index < len(lines) else ""


def _last_line(document: ManifestDocument, path: PathKey) -> int:
    """The last line of a field's value. A block scalar's end is the start of the line after it."""
    span = document.marks[path].value
    if span.end_column == 1 and span.end_line > span.line:
        return span.end_line - 1
    return span.end_line


def _starts(document: ManifestDocument, span: Span, signs: str) -> bool:
    """Whether a value starts with one of some characters: of flow style, of a block scalar."""
    return _line(document, span.line)[span.column - 1 : span.column] in tuple(signs)


def _remove_behind_dash(document: ManifestDocument, path: PathKey, first: int, last: int) -> Edits | None:
    """`- name: x` with more fields below: the next field moves up behind the dash."""
    mark = document.marks[path]
    assert mark.key is not None
    siblings = document_value(document, path[:-1])
    if first != last or not isinstance(siblings, dict) or len(siblings) < 2 or _line(document, first)[: mark.key.column - 1].strip() != "-":
        return None
    following = [document.marks[(*path[:-1], key)].key for key in siblings if (*path[:-1], key) in document.marks]
    below = [key for key in following if key is not None and key.line > first]
    if len(below) != len(siblings) - 1:
        return None
    upper = min(below)
    return (Edit(Span(first, mark.key.column, upper.line, upper.column), ""),)


def _replace_block(document: ManifestDocument, path: PathKey, value: Any) -> Edits | None:
    mark = document.marks[path]
    if mark.key is None:
        return None
    start = Span(mark.key.end_line, mark.key.end_column, 0, 0)
    last = _last_line(document, path)
    lines = _entry(":", value, mark.key.column - 1)
    return (Edit(Span(start.line, start.column, last, len(_line(document, last)) + 1), "\n".join(lines)),)


def _insert(document: ManifestDocument, path: PathKey, value: Any) -> Edits | None:
    parent, name = path[:-1], path[-1]
    if not path or not isinstance(name, str):
        return None
    holder = document_value(document, parent)
    mark = document.marks.get(parent)
    if holder is None and (mark is None or parent == ()):
        return _insert(document, parent, {name: value}) if parent else None
    assert mark is not None
    if holder is None:
        column = mark.key.column - 1 + STEP if mark.key else 0
        end = len(_line(document, mark.value.line)) + 1
        text = "\n".join(_entry(" " * column + f"{scalar_text(name)}:", value, column))
        return (Edit(Span(mark.value.line, end, mark.value.line, end), "\n" + text),) if _is_empty(mark.value) else None
    if not isinstance(holder, dict):
        return None
    if _starts(document, mark.value, "{"):
        comma = ", " if holder else ""
        at = Span(mark.value.end_line, mark.value.end_column - 1, mark.value.end_line, mark.value.end_column - 1)
        return (Edit(at, f"{comma}{scalar_text(name)}: {inline(value)}"),)
    return _append(document, parent, holder, name, value)


def _is_empty(span: Span) -> bool:
    return span.line == span.end_line and span.column == span.end_column


def _append(document: ManifestDocument, parent: PathKey, holder: dict[str, Any], name: str, value: Any) -> Edits | None:
    keys = [key for key in holder if (*parent, key) in document.marks]
    if not keys:
        return None
    first = document.marks[(*parent, keys[0])].key
    assert first is not None
    last = max(_last_line(document, (*parent, key)) for key in keys)
    end = len(_line(document, last)) + 1
    lines = _entry(" " * (first.column - 1) + f"{scalar_text(name)}:", value, first.column - 1)
    return (Edit(Span(last, end, last, end), "\n" + "\n".join(lines)),)
