"""Tables and bare metadata: the representations that kubectl asks for instead of the objects.

Models: apiserver/pkg/endpoints/handlers/response.go asTable, asPartialObjectMetadata
"""

from __future__ import annotations

from collections.abc import Iterable

from playground.cluster.apiserver.printers import printer_of
from playground.cluster.apiserver.printers.pods import pod_row_conditions
from playground.cluster.objects.kinds import Kind, Object

_GROUP = "meta.k8s.io"


def table(
    kind: Kind, objects: Iterable[Object], meta: Object, now: float, version: str = "v1", include: str = "Metadata",
    columns: bool = True,
) -> Object:  # fmt: skip
    """`include` is what each row carries of its object: None, Metadata or Object. A later watch event has no columns."""
    printer = printer_of(kind.name)
    rows = [_row(kind, obj, printer.cells(obj, now), version, include) for obj in objects]
    definitions = list(printer.columns) if columns else []
    return {
        "kind": "Table",
        "apiVersion": f"{_GROUP}/{version}",
        "metadata": meta,
        "columnDefinitions": definitions,
        "rows": rows,
    }


def _row(kind: Kind, obj: Object, cells: list[object], version: str, include: str) -> Object:
    row: Object = {"cells": cells}
    conditions = pod_row_conditions(obj) if kind.name == "Pod" else []
    if conditions:
        row["conditions"] = conditions
    if include == "Metadata":
        row["object"] = partial(obj, version)
    elif include == "Object":
        row["object"] = obj
    else:
        row["object"] = None
    return row


def partial(obj: Object, version: str = "v1") -> Object:
    return {"kind": "PartialObjectMetadata", "apiVersion": f"{_GROUP}/{version}", "metadata": obj["metadata"]}


def partial_list(objects: Iterable[Object], meta: Object, version: str = "v1") -> Object:
    items = [partial(obj, version) for obj in objects]
    return {"kind": "PartialObjectMetadataList", "apiVersion": f"{_GROUP}/{version}", "metadata": meta, "items": items}


def table_meta(obj: Object) -> Object:
    """What a Table of one object says above it."""
    return {"resourceVersion": obj["metadata"].get("resourceVersion", "")}
