"""Tables of the API server, laid out.

Models: cli-runtime/pkg/printers/tableprinter.go; kubectl/pkg/cmd/get/{get,sorter,table_printer}.go
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playground.cluster.apiserver.printers.columns import labels_text
from playground.cluster.kubectl.command import Call
from playground.cluster.kubectl.output import jsonpath
from playground.cluster.kubectl.tabwriter import align
from playground.cluster.objects.kinds import Kind, Object


@dataclass(frozen=True, slots=True)
class Layout:
    wide: bool = False
    headers: bool = True
    namespaces: bool = False
    prefixed: bool = False
    labels: bool = False
    label_columns: tuple[str, ...] = ()


def layout_of(call: Call, prefixed: bool) -> Layout:
    """As the flags of `get` ask for it."""
    return Layout(
        wide=call.flag("output") == "wide",
        headers=not call.flag("no-headers"),
        namespaces=call.flag("all-namespaces"),
        prefixed=prefixed,
        labels=call.flag("show-labels"),
        label_columns=call.flag("label-columns"),
    )


@dataclass(frozen=True, slots=True)
class Piece:
    """A Table of one kind."""

    kind: Kind
    table: Object


def text(pieces: Sequence[Piece], layout: Layout) -> str:
    """Pieces of the same kind in a row share their columns; the others stand apart with a blank line between."""
    groups: list[list[Piece]] = []
    for piece in pieces:
        if not piece.table["rows"]:
            continue
        if groups and groups[-1][0].kind == piece.kind:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    between = "\n" if layout.headers else ""
    return between.join(_group(group, layout) for group in groups)


def _group(pieces: Sequence[Piece], layout: Layout) -> str:
    kind, first = pieces[0].kind, pieces[0].table
    shown = [index for index, column in enumerate(first["columnDefinitions"]) if layout.wide or not column.get("priority")]
    spaces = layout.namespaces and kind.namespaced
    lines = [_header(first, shown, spaces, layout)] if layout.headers else []
    for piece in pieces:
        lines += [_row(kind, row, first, shown, spaces, layout) for row in piece.table["rows"]]
    return align("\n".join(lines) + "\n")


def _header(table: Object, shown: list[int], spaces: bool, layout: Layout) -> str:
    names = [table["columnDefinitions"][index]["name"].upper() for index in shown]
    names = ["NAMESPACE", *names] if spaces else names
    names += [key.rpartition("/")[2].upper() for key in layout.label_columns]
    return "\t".join([*names, "LABELS"] if layout.labels else names)


def _row(kind: Kind, row: Object, table: Object, shown: list[int], spaces: bool, layout: Layout) -> str:
    meta = (row.get("object") or {}).get("metadata") or {}
    cells = []
    for index in shown:
        cell = _cell(row["cells"][index] if index < len(row["cells"]) else "")
        if layout.prefixed and table["columnDefinitions"][index].get("format") == "name":
            cell = f"{kind.singular}.{kind.group}/{cell}" if kind.group else f"{kind.singular}/{cell}"
        cells.append(cell)
    if spaces:
        cells.insert(0, meta.get("namespace", ""))
    labels = meta.get("labels") or {}
    cells += [labels.get(key, "") for key in layout.label_columns]
    return "\t".join([*cells, labels_text(labels)] if layout.labels else cells)


def _cell(value: Any) -> str:
    if value is None:
        return "<nil>"
    plain = jsonpath.text_of(value)
    found = re.search(r"[\f\n\r]", plain)
    return plain[: found.start()] + "..." if found else plain


# -- sorting


def sort(objects: Sequence[Any], path: tuple[jsonpath.Step, ...], read: Any = lambda obj: obj) -> list[Any]:
    """By the value at a path, without it first; nothing at all if no object has it.

    Models: kubectl/pkg/cmd/get/sorter.go
    """
    found = [(_first(path, read(each)), each) for each in objects]
    if objects and all(value is None for value, _ in found):
        return []
    return [each for _, each in sorted(found, key=lambda pair: _natural(pair[0]))]


def _first(path: tuple[jsonpath.Step, ...], obj: Any) -> Any:
    values = jsonpath.values(path, obj)
    return values[0] if values else None


def _natural(value: Any) -> tuple[Any, ...]:
    if value is None:
        return (0,)
    if isinstance(value, bool | int | float):
        return (1, value)
    parts = re.split(r"(\d+)", str(value))
    return (2, [(1, int(part), part) if part.isdigit() else (2, 0, part) for part in parts if part])
