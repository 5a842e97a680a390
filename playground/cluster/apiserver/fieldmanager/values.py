"""Objects seen through the schema: which fields they have, how two differ, and how one is laid over another.

Lists and maps are owned as a whole (atomic), item by item (a list with keys, a set), or key by key (a map).

Models: structured-merge-diff/typed tofieldset.go, compare.go, merge.go, remove.go, validate.go
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from playground.cluster.apiserver.fieldmanager.paths import (
    FieldPath,
    PathSet,
    field_element,
    key_element,
    path_text,
    value_element,
)
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.schema import Field, Type

_KEY_DEFAULTS = {"protocol": "TCP"}
"""Keys that may be left out: the protocol of Service and container ports."""


class Spot(NamedTuple):
    """A type, and what the field that leads there says about ownership."""

    type: Type
    field: Field | None = None

    @property
    def relation(self) -> str:
        """`leaf`, `struct`, `map`, `keyed` or `set`."""
        shape, field = self.type.shape, self.field
        if shape == "struct":
            return "leaf" if self.type.atomic or (field and field.atomic) else "struct"
        if shape == "map":
            return "leaf" if field and field.atomic else "map"
        if shape == "list" and field:
            return {"map": "keyed", "set": "set"}.get(field.list_type, "leaf")
        return "leaf"

    def at(self, name: str) -> Spot | None:
        """The spot of a struct's field or of a map's value."""
        if self.type.shape == "struct":
            field = self.type.fields.get(name)
            return Spot(field.type, field) if field else None
        return self.item

    @property
    def item(self) -> Spot:
        assert self.type.item is not None
        return Spot(self.type.item)

    def elements(self, items: list[Any]) -> list[str]:
        """The path elements of a keyed list's or a set's items."""
        if self.field and self.field.list_type == "map":
            return [key_element(self.keys(item)) for item in items]
        return [value_element(item) for item in items]

    def keys(self, item: Any) -> Object:
        assert self.field is not None
        values = item if isinstance(item, dict) else {}
        return {key: values.get(key, _KEY_DEFAULTS.get(key)) for key in self.field.list_keys}


# -- field sets


def field_set(spot: Spot, value: Any, path: FieldPath = ()) -> PathSet:
    """What an applied configuration lists. Models: TypedValue.ToFieldSet"""
    relation = spot.relation
    if relation == "leaf" or value is None:
        return {path}
    found: PathSet = set()
    if relation in ("struct", "map"):
        for name, inner in value.items():
            below, place = spot.at(name), (*path, field_element(name))
            if below is None:
                continue
            found |= field_set(below, inner, place)
            if inner is None or inner == {} or relation == "map":
                found.add(place)
        return found
    for element, inner in zip(spot.elements(value), value, strict=True):
        place = (*path, element)
        found.add(place)
        if relation == "keyed":
            found |= field_set(spot.item, inner, place)
    return found


# -- comparison


class Comparison(NamedTuple):
    added: PathSet
    modified: PathSet
    removed: PathSet


def compare(root: Type, old: Object, new: Object) -> Comparison:
    """Models: TypedValue.Compare"""
    found = Comparison(set(), set(), set())
    _compare(Spot(root), old, new, (), found)
    return found


def _compare(spot: Spot, old: Any, new: Any, path: FieldPath, found: Comparison) -> None:
    """None is absent."""
    if old is None and new is None:
        return
    if old is not None and new is not None and old == new:
        return
    relation = spot.relation
    if relation == "leaf" or not (old or new):
        _note(old, new, path, found)
        return
    if relation in ("struct", "map"):
        before, after = old or {}, new or {}
        for name in after if old is None else before if new is None else {**before, **after}:
            below = spot.at(name)
            if below is not None:
                _compare(below, before.get(name), after.get(name), (*path, field_element(name)), found)
    else:
        _compare_items(spot, old or [], new or [], path, found)
    if path and (old is None or new is None):
        _note(old, new, path, found)


def _compare_items(spot: Spot, old: list[Any], new: list[Any], path: FieldPath, found: Comparison) -> None:
    before = dict(zip(spot.elements(old), old, strict=True))
    after = dict(zip(spot.elements(new), new, strict=True))
    for element in {**before, **after}:
        _compare(spot.item, before.get(element), after.get(element), (*path, element), found)


def _note(old: Any, new: Any, path: FieldPath, found: Comparison) -> None:
    (found.added if old is None else found.removed if new is None else found.modified).add(path)


# -- merging and removing


def merge(spot: Spot, old: Any, new: Any) -> Any:
    """`new` laid over `old`; neither is changed. Models: TypedValue.Merge"""
    relation = spot.relation
    if relation == "leaf" or new is None or old is None:
        return new
    if relation in ("struct", "map"):
        out = {**old}
        for name, inner in new.items():
            below = spot.at(name)
            out[name] = merge(below, old.get(name), inner) if below is not None else inner
        return out
    return _merge_items(spot, old, new)


def _merge_items(spot: Spot, old: list[Any], new: list[Any]) -> list[Any]:
    """The items of both in the order of `new`, those of `old` alone near where they stood.

    Models: mergingWalker.visitListItems
    """
    left, right = spot.elements(old), spot.elements(new)
    before, after = dict(zip(left, old, strict=True)), dict(zip(right, new, strict=True))
    shared = [element for element in right if element in before]
    merged: set[str] = set()
    out: list[Any] = []
    i = j = 0

    def take(element: str) -> None:
        merged.add(element)
        out.append(merge(spot.item, before.get(element), after[element]) if element in before else after[element])
        if shared and shared[0] == element:
            shared.pop(0)

    while i < len(left) or j < len(right):
        if i < len(left) and j < len(right):
            if left[i] == right[j]:
                take(left[i])
                i, j = i + 1, j + 1
                continue
            if left[i] in after and shared and shared[0] != left[i]:
                i += 1
                continue
        if i < len(left):
            if left[i] not in after:
                out.append(old[i])
                i += 1
                continue
            if left[i] in merged:
                i += 1
        if j < len(right):
            take(right[j])
            j += 1
    return out


def without(spot: Spot, value: Any, gone: PathSet, path: FieldPath = ()) -> Any:
    """The value without the fields and items of `gone`; containers that this empties go with them.

    Models: TypedValue.RemoveItems
    """
    relation = spot.relation
    if relation == "leaf" or not value or not any(each[: len(path)] == path for each in gone):
        return value
    if relation in ("struct", "map"):
        out: Object = {}
        for name, inner in value.items():
            place = (*path, field_element(name))
            below = spot.at(name)
            if below is None or place not in gone:
                out[name] = without(below, inner, gone, place) if below else inner
            elif below.relation != "leaf":
                kept = without(below, inner, gone, place)
                if kept:
                    out[name] = kept
        return out
    items = zip(spot.elements(value), value, strict=True)
    return [without(spot.item, item, gone, (*path, each)) for each, item in items if (*path, each) not in gone]


# -- checking


def complaints(spot: Spot, value: Any, path: FieldPath = ()) -> Iterator[str]:
    """What of a value the schema does not allow. Models: typed/validate.go"""
    if value is None:
        return
    shape = spot.type.shape
    where = f"{path_text(path)}: " if path else ""
    if shape in ("struct", "map"):
        if not isinstance(value, dict):
            yield f"{where}expected map, got {_go_type(value)}"
            return
        for name in sorted(value):
            below, place = spot.at(name), (*path, field_element(name))
            if below is None:
                yield f"{path_text(place)}: field not declared in schema"
            else:
                yield from complaints(below, value[name], place)
    elif shape == "list":
        if not isinstance(value, list):
            yield f"{where}expected list, got {_go_type(value)}"
            return
        yield from _item_complaints(spot, value, path, where)
    else:
        expected = _EXPECTED.get(shape)
        if (expected and not isinstance(value, expected[1])) or (isinstance(value, bool) and shape in ("integer", "number")):
            yield f"{where}expected {expected[0] if expected else 'scalar'}, got {_go_type(value)}"


_EXPECTED: dict[str, tuple[str, Any]] = {
    "integer": ("numeric (int or float)", (int, float)),
    "number": ("numeric (int or float)", (int, float)),
    "boolean": ("boolean", bool),
    "string": ("string", str),
    "bytes": ("string", str),
}


def _item_complaints(spot: Spot, items: list[Any], path: FieldPath, where: str) -> Iterator[str]:
    relation = spot.relation
    if relation == "leaf":
        for index, item in enumerate(items):
            yield from complaints(spot.item, item, (*path, f"i:{index}"))
        return
    seen: set[str] = set()
    for index, item in enumerate(items):
        if relation == "keyed":
            problem = _key_problem(spot, item)
            if problem:
                yield f"{where}element {index}: {problem}"
                continue
        element = spot.elements([item])[0]
        if element in seen:
            yield f"{where}duplicate entries for key {path_text((element,))}"
        seen.add(element)
        yield from complaints(spot.item, item, (*path, element))


def _key_problem(spot: Spot, item: Any) -> str:
    if item is None:
        return "associative list with keys may not have a null element"
    if not isinstance(item, dict):
        return "associative list with keys may not have non-map elements"
    missing = [key for key, value in spot.keys(item).items() if value is None]
    if not missing:
        return ""
    return f'associative list with keys has an element that omits key field "{missing[0]}" (and doesn\'t have default value)'


def _go_type(value: Any) -> str:
    match value:
        case bool():
            return "bool"
        case str():
            return "string"
        case int():
            return "int64"
        case float():
            return "float64"
        case dict():
            return "map[string]interface {}"
        case _:
            return "[]interface {}"
