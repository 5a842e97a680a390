"""OpenAPI v3 documents, as kubectl reads them: schemas with patch and list facts, and which operations take which options.

Only what clients look at is there: the schemas in full, the paths with their verbs and query parameters.

Models: kube-openapi/pkg/handler3, pkg/builder3; apiserver/pkg/endpoints/openapi
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from typing import Any

from playground.cluster.apiserver import events_v1
from playground.cluster.objects.enums import VALUES, meanings
from playground.cluster.objects.kinds import BY_NAME, KINDS, Kind, Object
from playground.cluster.objects.schema import WRAPPERS, Field, Type, describe, type_of

_SERVED = (*KINDS, events_v1.KIND)
_PREFIX = "#/components/schemas/"
_WRITE_PARAMETERS = ("dryRun", "fieldManager", "fieldValidation")
_QUERIES: dict[str, tuple[str, ...]] = {
    "get": (), "post": _WRITE_PARAMETERS, "put": _WRITE_PARAMETERS, "patch": (*_WRITE_PARAMETERS, "force"),
    "delete": ("dryRun", "gracePeriodSeconds", "propagationPolicy"),
}  # fmt: skip


def documents() -> Object:
    """The index: where the document of each group and version is."""
    paths = {
        name: {"serverRelativeURL": f"/openapi/v3/{name}?hash={sha256(name.encode()).hexdigest().upper()}"}
        for name in _names()
    }
    return {"paths": paths}


@cache
def document(name: str) -> Object | None:
    """The document of one group and version: `api/v1`, `apis/apps/v1`. None for an unknown one. Never change it."""
    kinds = [kind for kind in _SERVED if _document_name(kind) == name]
    if not kinds:
        return None
    schemas: Object = {}
    for kind in kinds:
        own = _event_schema(schemas) if kind is events_v1.KIND else _collected(kind, schemas)
        own["x-kubernetes-group-version-kind"] = [{"group": kind.group, "kind": kind.name, "version": kind.version}]
    paths = {path: item for kind in kinds for path, item in _paths(name, kind)}
    info = {"title": "Kubernetes", "version": "v1.36.2"}
    return {"openapi": "3.0.0", "info": info, "paths": paths, "components": {"schemas": dict(sorted(schemas.items()))}}


def _names() -> list[str]:
    return sorted({_document_name(kind) for kind in _SERVED})


def _collected(kind: Kind, schemas: Object) -> Object:
    _collect(type_of(kind), schemas)
    own: Object = schemas[_schema_name(type_of(kind).name)]
    return own


def _event_schema(schemas: Object) -> Object:
    """The event of events.k8s.io: core/v1's, under its own names."""
    own = _collected(BY_NAME["Event"], schemas)
    del schemas[_schema_name(type_of(BY_NAME["Event"]).name)]
    properties = {events_v1.BACK.get(name, name): shown for name, shown in own["properties"].items()}
    found: Object = {**own, "required": ["eventTime"], "properties": properties}
    schemas["io.k8s.api.events.v1.Event"] = found
    return found


@cache
def definitions() -> Object:
    """The one document of OpenAPI v2, for clients that know no v3. Never change it."""
    found = [each for name in _names() if (each := document(name)) is not None]
    schemas = {name: _swagger(schema) for each in found for name, schema in each["components"]["schemas"].items()}
    paths = {path: item for each in found for path, item in each["paths"].items()}
    return {"swagger": "2.0", "info": found[0]["info"], "paths": paths, "definitions": dict(sorted(schemas.items()))}


def _swagger(schema: Any) -> Any:
    """A schema of v3 in the form of v2: other addresses, no `allOf` around one, one type for what may be of two."""
    if isinstance(schema, list):
        return [_swagger(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "allOf" in schema and len(schema["allOf"]) == 1:
        schema = {**{key: value for key, value in schema.items() if key not in ("allOf", "default")}, **schema["allOf"][0]}
    if "oneOf" in schema:
        schema = {**{key: value for key, value in schema.items() if key != "oneOf"}, "type": "string"}
    return {key: f"#/definitions/{value.removeprefix(_PREFIX)}" if key == "$ref" else _swagger(value) for key, value in schema.items()}


def _document_name(kind: Kind) -> str:
    return f"apis/{kind.api_version}" if kind.group else f"api/{kind.api_version}"


def _schema_name(struct: str) -> str:
    """`core/v1.Service` -> `io.k8s.api.core.v1.Service`"""
    package, _, name = struct.partition(".")
    if package == "meta/v1":
        return f"io.k8s.apimachinery.pkg.apis.meta.v1.{name}"
    return f"io.k8s.api.{package.replace('/', '.')}.{name}"


def _collect(struct: Type, schemas: Object) -> None:
    name = _schema_name(struct.name)
    if name in schemas:
        return
    schema: Object = {"description": describe(struct), "type": "object"}
    schemas[name] = schema
    required = [each.name for each in struct.fields.values() if not each.omit]
    if required:
        schema["required"] = required
    schema["properties"] = {each.name: _property(struct, each) for each in struct.fields.values()}
    if struct.atomic:
        schema["x-kubernetes-map-type"] = "atomic"
    for each in struct.fields.values():
        inner: Type | None = each.type
        while inner is not None and inner.shape in ("list", "map"):
            inner = inner.item
        if inner is not None and inner.shape == "struct":
            _collect(inner, schemas)
        elif inner is not None and inner.shape in _WRAPPED:
            schemas[_WRAPPED[inner.shape]] = {**_SHAPES[inner.shape], "description": WRAPPERS[inner.shape]}


def _property(struct: Type, field: Field) -> Object:
    shown = _shape(field.type)
    if "$ref" in shown:
        shown = {"allOf": [shown], "default": {}}
    shown["description"] = describe(struct, field.name)
    if field.type.go in VALUES:
        shown |= {"enum": list(VALUES[field.type.go]), "description": f"{shown['description']}\n{meanings(field.type.go)}"}
    if field.strategies:
        shown["x-kubernetes-patch-strategy"] = ",".join(sorted(field.strategies))
    if field.merge_key:
        shown["x-kubernetes-patch-merge-key"] = field.merge_key
    if field.list_keys:
        shown["x-kubernetes-list-map-keys"] = list(field.list_keys)
    if field.type.shape == "list":
        shown["x-kubernetes-list-type"] = field.list_type
    if field.atomic:
        shown["x-kubernetes-map-type"] = "atomic"
    return shown


_SHAPES: dict[str, Object] = {
    "string": {"type": "string"}, "boolean": {"type": "boolean"}, "number": {"type": "number", "format": "double"},
    "bytes": {"type": "string", "format": "byte"}, "time": {"type": "string", "format": "date-time"},
    "quantity": {"oneOf": [{"type": "string"}, {"type": "number"}]},
    "int-or-string": {"format": "int-or-string", "oneOf": [{"type": "integer"}, {"type": "string"}]},
    "any": {"type": "object"},
}  # fmt: skip


_WRAPPED = {
    "time": "io.k8s.apimachinery.pkg.apis.meta.v1.Time", "quantity": "io.k8s.apimachinery.pkg.api.resource.Quantity",
    "int-or-string": "io.k8s.apimachinery.pkg.util.intstr.IntOrString",
}  # fmt: skip
"""Shapes that have a schema of their own."""


def _shape(kind: Type) -> Object:
    if kind.shape == "struct" or kind.shape in _WRAPPED:
        return {"$ref": _PREFIX + (_WRAPPED.get(kind.shape) or _schema_name(kind.name))}
    if kind.shape == "integer":
        return {"type": "integer", "format": f"int{kind.bits}"}
    if kind.item is None:
        return {**_SHAPES[kind.shape]}
    inner = {"items": _shape(kind.item)} if kind.shape == "list" else {"additionalProperties": _shape(kind.item)}
    return {"type": "array" if kind.shape == "list" else "object", **inner}


def _paths(document: str, kind: Kind) -> Iterator[tuple[str, Object]]:
    scope = "/namespaces/{namespace}" if kind.namespaced else ""
    collection = f"/{document}{scope}/{kind.plural}"
    group_version_kind = {"group": kind.group, "kind": kind.name, "version": kind.version}
    yield collection, _operations(("get", "post"), group_version_kind)
    yield f"{collection}/{{name}}", _operations(("get", "put", "patch", "delete"), group_version_kind)


def _operations(methods: tuple[str, ...], group_version_kind: Object) -> Object:
    return {
        method: {
            "x-kubernetes-action": method,
            "x-kubernetes-group-version-kind": group_version_kind,
            "parameters": [_parameter(name) for name in _QUERIES[method]],
            "responses": {"200": {"description": "OK"}},
        }
        for method in methods
    }


def _parameter(name: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": {"type": "string", "uniqueItems": True}}
