"""Strategic merge patch: a merge patch that knows by which key the items of a list are the same.

Models: apimachinery/pkg/util/strategicpatch/patch.go mergeMap, mergeSlice, mergePatchIntoOriginal
"""

from __future__ import annotations

from typing import Any

from playground.cluster.objects.metadata import thaw
from playground.cluster.objects.schema import Field, Type

Map = dict[str, Any]

DIRECTIVE, RETAIN_KEYS = "$patch", "$retainKeys"
DELETE_FROM, ORDER = "$deleteFromPrimitiveList/", "$setElementOrder/"


class PatchError(ValueError):
    """A patch that can't be merged. `plain` errors reach the client as 500, the others as 400."""

    def __init__(self, message: str, plain: bool = True) -> None:
        super().__init__(message)
        self.plain = plain


def apply(document: Map, patch: Map, struct: Type) -> Map:
    """A patched copy. Raises PatchError."""
    return _merge_map(thaw(document), thaw(patch), struct)


def show(value: Any) -> str:
    """Go's %v: `map[spec:map[ports:[map[port:80]]]]`."""
    match value:
        case None:
            return "<nil>"
        case bool():
            return "true" if value else "false"
        case dict():
            return f"map[{' '.join(f'{key}:{show(value[key])}' for key in sorted(value))}]"
        case list():
            return f"[{' '.join(map(show, value))}]"
        case _:
            return str(value)


# -- maps


def _merge_map(original: Map | None, patch: Map, struct: Type | None) -> Map:
    if DIRECTIVE in patch:
        return _directed(patch)
    original = {} if original is None else original
    _retain_keys(original, patch)
    _merge_ordered_lists(original, patch, struct)
    for key, value in patch.items():
        if key.startswith(DELETE_FROM):
            _delete_from_list(original, key.removeprefix(DELETE_FROM), value)
        elif value is None:
            original.pop(key, None)
        elif key not in original or _kind(original[key]) != _kind(value):
            original[key] = _undirected(_without_nulls(value))
        elif isinstance(value, dict):
            original[key] = _merge_field(original[key], value, key, struct)
        elif isinstance(value, list):
            original[key] = _merge_list_field(original[key], value, _field(struct, key))
        else:
            original[key] = value
    return original


def _directed(patch: Map) -> Map:
    directive = patch.pop(DIRECTIVE)
    if directive == "replace":
        return patch
    if directive == "delete":
        return {}
    raise PatchError(f"unknown patch type: {show(directive)} in map: {show({**patch, DIRECTIVE: directive})}")


def _merge_field(original: Map, patch: Map, key: str, struct: Type | None) -> Map:
    field = _field(struct, key)
    if field is not None and "replace" in field.strategies:
        return patch
    inner = field.type if field else struct.item if struct and struct.shape == "map" else None
    return _merge_map(original, patch, inner)


def _field(struct: Type | None, key: str) -> Field | None:
    if struct is None or struct.shape != "struct":
        return None
    field = struct.fields.get(key)
    if field is None:
        raise PatchError(f'unable to find api field in struct {struct.go_name} for the json field "{key}"')
    return field


def _retain_keys(original: Map, patch: Map) -> None:
    """Models: applyRetainKeysDirective"""
    kept = patch.pop(RETAIN_KEYS, None)
    if kept is None:
        return
    if not isinstance(kept, list) or any(key not in kept for key in patch if not key.startswith("$")):
        raise PatchError("invalid patch format of retainKeys", plain=False)
    for key in list(original):
        if key not in kept:
            del original[key]


def _delete_from_list(original: Map, key: str, values: Any) -> None:
    if not isinstance(values, list):
        raise PatchError("invalid patch format of primitive list", plain=False)
    if isinstance(original.get(key), list):
        original[key] = [item for item in original[key] if item not in values]


# -- lists


def _merge_list_field(original: list[Any], patch: list[Any], field: Field | None) -> list[Any]:
    if field is None or "merge" not in field.strategies:
        return patch
    return _merge_list(original, patch, field)


def _merge_list(original: list[Any], patch: list[Any], field: Field) -> list[Any]:
    if not original and not patch:
        return original
    key = field.merge_key
    if not _holds_maps(original, patch):
        merged = list(dict.fromkeys([*original, *patch]))
        return _in_order(merged, patch, original, "")
    if not key:
        raise PatchError(f"cannot merge lists without merge key for {field.name}")
    original, patch = _special_items(original, patch, key)
    merged = _merge_items(original, patch, key, field.type.item)
    return _in_order(merged, patch, original, key)


def _holds_maps(original: list[Any], patch: list[Any]) -> bool:
    """Models: sliceElementType"""
    kinds = {_kind(item) for item in (*original, *patch)}
    if "list" in kinds:
        raise PatchError("lists of lists are not supported")
    if len(kinds) > 1:
        raise PatchError(f"list element types are not identical: {show([original, patch])}")
    return kinds == {"dict"}


def _special_items(original: list[Any], patch: list[Any], key: str) -> tuple[list[Any], list[Any]]:
    """Models: mergeSliceWithSpecialElements"""
    plain: list[Any] = []
    replaces = False
    for item in patch:
        directive = item.get(DIRECTIVE)
        if directive is None:
            plain.append(item)
        elif directive == "delete":
            value = _key_of(item, key)
            original = [other for other in original if other.get(key) != value]
        elif directive == "replace":
            replaces = True
        elif directive == "merge":
            raise PatchError("merging lists cannot yet be specified in the patch")
        else:
            raise PatchError(f"unknown patch type: {show(directive)} in map: {show(item)}")
    return (plain, []) if replaces else (original, plain)


def _merge_items(original: list[Any], patch: list[Any], key: str, struct: Type | None) -> list[Any]:
    merged = list(original)
    for item in patch:
        value = _key_of(item, key)
        for index, other in enumerate(merged):
            if key in other and other[key] == value:
                merged[index] = _merge_map(other, item, struct)
                break
        else:
            merged.append(_undirected(_without_nulls(item)))
    return merged


def _key_of(item: Map, key: str) -> Any:
    if key not in item:
        raise PatchError(f"map: {show(item)} does not contain declared merge key: {key}")
    return item[key]


# -- order


def _merge_ordered_lists(original: Map, patch: Map, struct: Type | None) -> None:
    """The lists with a `$setElementOrder/<field>` directive. Models: mergePatchIntoOriginal"""
    for directive in [key for key in patch if key.startswith(ORDER)]:
        order, key = _list(patch.pop(directive)), directive.removeprefix(ORDER)
        field = _field(struct, key)
        had, given = original.get(key), patch.pop(key, None)
        if field is None or (had is None and given is None):
            continue
        _check_order([] if given is None else _list(given), order, field.merge_key)
        if had is None:
            merged = _undirected(_without_nulls(given))
        else:
            merged = _list(had) if given is None else _merge_list_field(_list(had), given, field)
        original[key] = _in_order(merged, order, had or [], field.merge_key)


def _list(value: Any) -> list[Any]:
    """Models: mergepatch.ErrBadArgType"""
    if not isinstance(value, list):
        kinds = {str: "string", bool: "bool", int: "int64", float: "float64", dict: "map[string]interface {}"}
        raise PatchError(f"expected a []interface {{}}, but received a {kinds.get(type(value), '%!s(<nil>)')}")
    return value


def _check_order(patch: list[Any], order: list[Any], key: str) -> None:
    """Models: validatePatchWithSetOrderList"""
    kept = [item for item in patch if not isinstance(item, dict) or item.get(DIRECTIVE) != "delete"]
    wanted = iter(order)
    if not all(any(_same(item, place, key) for place in wanted) for item in kept):
        text = f"The order in patch list:\n{show(patch)}\n doesn't match $setElementOrder list:\n{show(order)}\n"
        raise PatchError(text)


def _in_order(merged: list[Any], order: list[Any], server: list[Any], key: str) -> list[Any]:
    """Items that `order` names in its order, the others where they stood among them. Models: normalizeElementOrder"""
    named = sorted((item for item in merged if _index(order, item, key) >= 0), key=lambda item: _index(order, item, key))
    others = [item for item in merged if _index(order, item, key) < 0]
    others.sort(key=lambda item: _index(server, item, key))
    out: list[Any] = []
    while named and others:
        left, right = _index(server, others[0], key), _index(server, named[0], key)
        out.append(others.pop(0) if left >= 0 and right >= 0 and left < right else named.pop(0))
    return [*out, *named, *others]


def _index(order: list[Any], item: Any, key: str) -> int:
    return next((index for index, other in enumerate(order) if _same(item, other, key)), -1)


def _same(one: Any, other: Any, key: str) -> bool:
    if key and isinstance(one, dict) and isinstance(other, dict):
        return key in one and key in other and bool(one[key] == other[key])
    return bool(one == other)


# -- what a patch carries besides values


def _undirected(value: Any) -> Any:
    """A patch's value as it stands where there was nothing to merge with. Models: dropDirectives"""
    if isinstance(value, dict):
        dropped = (DIRECTIVE, RETAIN_KEYS)
        return {
            key: _undirected(item)
            for key, item in value.items()
            if key not in dropped and not key.startswith((DELETE_FROM, ORDER))
        }
    if isinstance(value, list):
        return [_undirected(item) for item in value if not isinstance(item, dict) or not _is_bare_directive(item)]
    return value


def _is_bare_directive(item: Map) -> bool:
    return item.get(DIRECTIVE) == "delete" or (item.get(DIRECTIVE) == "replace" and len(item) == 1)


def _without_nulls(value: Any) -> Any:
    """Models: discardNullValuesFromPatch"""
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value


def _kind(value: Any) -> str:
    return type(value).__name__
