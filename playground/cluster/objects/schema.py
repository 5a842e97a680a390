"""The fields of every kind: their JSON names, types, merge keys and descriptions, as data.

    root = type_of(BY_NAME["Service"])          # the struct v1.Service
    ports = child(child(root, "spec"), "ports")  # a list; child(ports, 0) is the struct v1.ServicePort
    at(root, ("spec", "ports", 0, "port")).go    # 'int32'
    describe(child(root, "spec"), "ports")       # the documentation of Service.spec.ports
    nearest(child(root, "spec"), "port")         # ['ports', ...]: what a misspelt field may have meant

schema.json and descriptions.json.gz are made by tools/extract_schema.py from the published Go types and OpenAPI
definitions of Kubernetes 1.36 (Apache License 2.0).

Models: k8s.io/api/*/v1/types.go; apimachinery/pkg/apis/meta/v1/types.go
"""

from __future__ import annotations

import gzip
import json
import pkgutil
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, cached_property
from typing import Any, Literal

from playground.cluster.objects.kinds import Kind, Object

Shape = Literal[
    "struct", "map", "list", "string", "integer", "number", "boolean", "bytes", "time", "quantity", "int-or-string", "any"
]
PathKey = tuple[str | int, ...]

WRAPPERS: dict[str, str] = {
    "int-or-string": "IntOrString is a type that can hold an int32 or a string.  When used in JSON or YAML marshalling and "
    "unmarshalling, it produces or consumes the inner type.  This allows you to have, for example, a JSON field that can "
    "accept a name or number.",
    "time": "Time is a wrapper around time.Time which supports correct marshaling to YAML and JSON.  Wrappers are provided "
    "for many of the factory methods that the time package offers.",
    "quantity": "Quantity is a fixed-point representation of a number. It provides convenient marshaling/unmarshaling in JSON "
    "and YAML, in addition to String() and AsInt64() accessors.",
}
"""Shape -> the documentation of the Go type that has it."""


@dataclass(frozen=True, eq=False)
class Type:
    """A Go type. `go` is its name as error texts print it: `v1.ServicePort`, `[]string`, `int32`."""

    shape: Shape
    go: str
    name: str = ""  # of a struct, qualified: `core/v1.ServicePort`
    item: Type | None = None  # of a list or a map
    bits: int = 0  # of an integer
    atomic: bool = False  # of a struct: server-side apply owns it as a whole

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """The fields of a struct by JSON name, in the order of the Go struct. Empty for other shapes."""
        return _fields(self.name) if self.shape == "struct" else {}

    @cached_property
    def always(self) -> tuple[Field, ...]:
        """The fields that a struct shows even where they are empty."""
        return tuple(each for each in self.fields.values() if not each.left_out_when_empty)

    @property
    def go_name(self) -> str:
        """The struct's bare name, as in `Go struct field ServicePort.spec.ports.port`."""
        return self.go.rpartition(".")[2]


@dataclass(frozen=True, eq=False)
class Field:
    """One field of a struct. The merge facts are those of strategic merge patch (`strategy`, `merge_key`) and of
    server-side apply (`list_type`, `list_keys`, `atomic`)."""

    name: str
    type: Type
    pointer: bool = False
    omit: bool = False
    strategies: frozenset[str] = frozenset()  # "merge", "replace", "retainKeys"
    merge_key: str = ""
    list_type: str = "atomic"  # or "map", "set"
    list_keys: tuple[str, ...] = ()
    atomic: bool = False
    left_out_when_empty: bool = False
    numbers: tuple[int, ...] = ()  # in protobuf; more than one where the field is in an embedded message


def zero(kind: Type) -> Any:
    """The zero value as Go's encoder writes it, fresh each time."""
    match kind.shape:
        case "struct":
            return {each.name: empty(each) for each in kind.always}
        case "string" | "quantity":
            return "" if kind.shape == "string" else "0"
        case "integer" | "number" | "int-or-string":
            return 0
        case "boolean":
            return False
        case _:
            return None


def empty(each: Field) -> Any:
    """What a field shows that nothing was given for, if it is shown at all."""
    return None if each.pointer else zero(each.type)


# -- finding types


def type_of(kind: Kind) -> Type:
    """The root struct of a kind."""
    return struct(f"{_PACKAGES[kind.group]}/{kind.version}.{kind.name}")


def type_in(api_version: str, kind: Kind) -> Type:
    """The root struct of a kind in some version, also one that is served no more; in the served one if unknown."""
    group, _, version = api_version.rpartition("/")
    name = f"{_PACKAGES.get(group, group)}/{version}.{kind.name}"
    return struct(name) if name in _data()["structs"] else type_of(kind)


@cache
def struct(name: str) -> Type:
    """A struct by its qualified name: `core/v1.ServicePort`. Raises KeyError for an unknown one."""
    facts = _data()["structs"][name]
    return Type("struct", _go_text(name), name, atomic=facts.get("map") == "atomic")


def fields_of(kind: Kind | Type) -> Mapping[str, Field]:
    """The fields of a kind's root or of a struct, in the order of the Go struct."""
    return type_of(kind).fields if isinstance(kind, Kind) else kind.fields


def child(parent: Type, part: str | int) -> Type | None:
    """The type one step down: a field of a struct, a value of a map, an item of a list. None if there is none."""
    if parent.shape == "struct":
        found = parent.fields.get(part) if isinstance(part, str) else None
        return found.type if found else None
    return parent.item if (parent.shape, isinstance(part, int)) in (("list", True), ("map", False)) else None


def at(root: Type, path: Iterable[str | int]) -> Type | None:
    found: Type | None = root
    for part in path:
        found = child(found, part) if found else None
    return found


# -- for people


def describe(parent: Type, name: str = "") -> str:
    """The documentation of a struct, or of one of its fields. Empty where Kubernetes has none."""
    return str(_descriptions().get(parent.name, {}).get(name, ""))


def nearest(parent: Type, word: str, count: int = 3) -> list[str]:
    """The field names of a struct that a misspelt word may have meant, the likeliest first."""
    names = {name.lower(): name for name in parent.fields}
    plain = re.sub(r"[^a-z0-9]", "", word.lower())
    if plain in names:
        return [names[plain]]
    return [names[each] for each in get_close_matches(plain, names, count, 0.7)]


def places(root: Type, name: str, depth: int = 6) -> list[PathKey]:
    """Where a field of this exact name may stand in a kind, the shallowest first. List items are shown as 0."""
    found: list[PathKey] = []
    level: list[tuple[PathKey, Type]] = [((), root)]
    for _ in range(depth):
        deeper: list[tuple[PathKey, Type]] = []
        for path, parent in level:
            if name in parent.fields:
                found.append((*path, name))
            deeper += [((*path, *steps), inner) for steps, inner in _structs_below(parent)]
        level = deeper
    return found


def _structs_below(parent: Type) -> Iterator[tuple[PathKey, Type]]:
    for name, each in parent.fields.items():
        steps: PathKey = (name,)
        inner = each.type
        while inner.shape == "list" and inner.item:
            steps, inner = (*steps, 0), inner.item
        if inner.shape == "struct":
            yield steps, inner


# -- from the data

_PACKAGES = {
    "": "core", "apps": "apps", "batch": "batch", "discovery.k8s.io": "discovery", "networking.k8s.io": "networking",
    "coordination.k8s.io": "coordination", "storage.k8s.io": "storage", "autoscaling": "autoscaling", "policy": "policy",
    "meta.k8s.io": "meta",
}  # fmt: skip

_SPECIAL: dict[str, Shape] = {
    "string": "string", "bool": "boolean", "float64": "number", "[]byte": "bytes",
    "meta/v1.Time": "time", "meta/v1.MicroTime": "time", "resource.Quantity": "quantity",
    "intstr.IntOrString": "int-or-string", "meta/v1.FieldsV1": "any", "runtime.RawExtension": "any",
}  # fmt: skip
_INTEGERS = {"int32": 32, "int64": 64, "int": 64}


@cache
def _data() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(pkgutil.get_data(__name__, "schema.json") or b"")
    return found


@cache
def _descriptions() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(gzip.decompress(pkgutil.get_data(__name__, "descriptions.json.gz") or b""))
    return found


def _fields(name: str) -> dict[str, Field]:
    return {key: _field(key, facts) for key, facts in _data()["structs"][name]["fields"].items()}


def _field(name: str, facts: Object) -> Field:
    inner = _type(facts["go"])
    pointer, omit = facts.get("pointer", False), facts.get("omit", False)
    strategies = frozenset(filter(None, facts.get("strategy", "").split(",")))
    return Field(
        name,
        inner,
        pointer,
        omit,
        strategies,
        facts.get("key", ""),
        facts.get("list", "atomic"),
        tuple(facts.get("keys", ())),
        facts.get("map") == "atomic",
        omit and (pointer or inner.shape not in ("struct", "time", "quantity", "int-or-string")),
        tuple(facts.get("numbers", ())),
    )


@cache
def _type(text: str) -> Type:
    """A Go type as schema.json writes it: `[]core/v1.ServicePort`, `map[string]string`, `core/v1.Protocol`."""
    if text in _SPECIAL:
        return Type(_SPECIAL[text], _go_text(text))
    if text in _INTEGERS:
        return Type("integer", text, bits=_INTEGERS[text])
    if text.startswith("[]"):
        return Type("list", _go_text(text), item=_type(text[2:]))
    if match := re.fullmatch(r"map\[[^\]]+\](.+)", text):
        return Type("map", _go_text(text), item=_type(match[1]))
    alias = _data()["aliases"].get(text)
    if alias:
        under = _type(alias)
        return Type(under.shape, _go_text(text), item=under.item, bits=under.bits)
    return struct(text)


def _go_text(text: str) -> str:
    """`[]core/v1.ServicePort` as Go prints it: `[]v1.ServicePort`."""
    return re.sub(r"\w+/(\w+\.)", r"\1", text).replace("[]byte", "[]uint8")
