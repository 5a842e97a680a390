"""The tables of objects: the API server's own Tables, as `kubectl get` prints them.

A row is asked for again only when its object has changed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playground.cluster.apiserver.messages import Request
from playground.cluster.objects.kinds import BY_NAME, Kind, Object
from playground.cluster.simulation import Cluster

SHOWN = (
    "Service", "EndpointSlice", "Endpoints", "Pod", "Deployment", "ReplicaSet", "StatefulSet", "Node", "Ingress",
    "ConfigMap", "Secret", "PersistentVolumeClaim", "Namespace",
)  # fmt: skip
"""The kinds that have a table, in the order of the page."""

_TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io"
_WIDE = {"Pod": ("IP", "Node"), "Service": ("Selector",), "Node": ("Internal-IP",)}
"""Columns of `-o wide` that the page shows all the same."""

_AGE = "Age"
_AGO = re.compile(r" \([^()]+ ago\)$")
"""How long ago, as in `1 (3s ago)` of a pod's restarts. What depends on the time of looking would be old at once."""

_MANY = 20
"""More rows than this are asked for as a list."""


@dataclass(frozen=True, slots=True)
class Table:
    """One kind's columns and rows, and the objects that the rows are of, in the same order."""

    kind: str
    objects: tuple[Object, ...]
    columns: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]


def tables(cluster: Cluster, before: Mapping[str, Table]) -> dict[str, Table]:
    return {name: _table(cluster, BY_NAME[name], before.get(name)) for name in SHOWN}


def _table(cluster: Cluster, kind: Kind, before: Table | None) -> Table:
    objects = tuple(cluster.store.iterate(kind.name))
    if before is None:
        return Table(kind.name, objects, *_asked(cluster, kind))
    known = {id(obj): row for obj, row in zip(before.objects, before.rows, strict=True)}
    missing = [obj for obj in objects if id(obj) not in known]
    if not missing and len(objects) == len(before.objects):
        return before
    if len(missing) > _MANY:
        return Table(kind.name, objects, *_asked(cluster, kind))
    for obj in missing:
        metadata = obj["metadata"]
        (known[id(obj)],) = _asked(cluster, kind, metadata.get("namespace", ""), metadata["name"])[1]
    return Table(kind.name, objects, before.columns, tuple(known[id(obj)] for obj in objects))


def _asked(cluster: Cluster, kind: Kind, namespace: str = "", name: str = "") -> tuple[tuple[str, ...], tuple[dict[str, Any], ...]]:
    """Columns and rows: of all objects, or of one."""
    body = cluster.api.handle(Request("GET", kind.path(namespace, name), accept=_TABLE)).body or {}
    heads = body.get("columnDefinitions", [])
    wide = _WIDE.get(kind.name, ())
    kept = [i for i, head in enumerate(heads) if head["name"] != _AGE and (not head.get("priority") or head["name"] in wide)]
    return tuple(heads[i]["name"] for i in kept), tuple(_row(kind.name, row, kept) for row in body.get("rows", []))


def _row(kind: str, row: dict[str, Any], kept: list[int]) -> dict[str, Any]:
    metadata = row["object"]["metadata"]
    namespace, name = metadata.get("namespace", ""), metadata["name"]
    return {
        "id": f"{kind}/{namespace}/{name}",
        "kind": kind,
        "namespace": namespace,
        "name": name,
        "cells": [_AGO.sub("", str(row["cells"][i])) for i in kept],
        "created": metadata.get("creationTimestamp"),
    }
