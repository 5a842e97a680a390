"""The patch that `kubectl apply` computes: strategic three-way merge of last applied, file and live object.

Deletions come from (last applied, file), changes and additions from (live, file).

Models: apimachinery/pkg/util/strategicpatch/patch.go CreateThreeWayMergePatch, diffMaps, diffLists
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from playground.cluster.objects.schema import Field, Type

JsonMap = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Options:
    deletions: bool
    changes: bool
    retain_keys: bool = False


def three_way(original: JsonMap, modified: JsonMap, current: JsonMap, schema: Type | None) -> JsonMap:
    """The strategic merge patch that brings `current` to `modified`, dropping what only `original` had. {} = nothing."""
    changes = _diff_maps(current, modified, schema, _Options(deletions=False, changes=True))
    deletions = _diff_maps(original, modified, schema, _Options(deletions=True, changes=False))
    return _join(deletions, changes, schema)


def _diff_maps(original: JsonMap, modified: JsonMap, schema: Type | None, options: _Options) -> JsonMap:
    patch: JsonMap = {}
    inner = replace(options, retain_keys=False)
    for key in sorted(original):
        old = original[key]
        if key not in modified:
            if options.deletions:
                patch[key] = None
            continue
        new = modified[key]
        rule = schema.fields.get(key) if schema else None
        strategies = rule.strategies if rule else frozenset()
        if isinstance(old, dict) and isinstance(new, dict) and "replace" not in strategies:
            keep = "retainKeys" in strategies
            below = _diff_maps(old, new, rule.type if rule else None, replace(inner, retain_keys=keep))
            if below:
                patch[key] = below
        elif rule and isinstance(old, list) and isinstance(new, list) and "merge" in strategies:
            patch.update(_diff_lists(old, new, rule, inner))
        elif options.changes and not _same(old, new):
            patch[key] = new
    if options.changes:
        patch.update({key: modified[key] for key in sorted(modified) if key not in original})
    if options.retain_keys and (patch or any(key not in original for key in modified)):
        patch["$retainKeys"] = sorted(key for key, value in modified.items() if value is not None)
    return patch


def _diff_lists(old: list[Any], new: list[Any], rule: Field, options: _Options) -> JsonMap:
    key, merge_key = rule.name, rule.merge_key
    if not old:
        return {key: new} if new and options.changes else {}
    if not merge_key:
        return _diff_scalars(key, old, new, options)
    if not all(isinstance(item, dict) and merge_key in item for item in [*old, *new]):
        return {key: new} if options.changes else {}  # the server says what is missing
    before = {json.dumps(item[merge_key]): item for item in old}
    after = {json.dumps(item[merge_key]): item for item in new}
    keep = "retainKeys" in rule.strategies
    items: list[JsonMap] = []
    for name, item in after.items():
        if name not in before:
            if options.changes:
                items.append(item)
            continue
        below = _diff_maps(before[name], item, rule.type.item, replace(options, retain_keys=keep))
        if below:
            items.append({**below, merge_key: item[merge_key]})
    if options.deletions:
        items += [{"$patch": "delete", merge_key: item[merge_key]} for name, item in before.items() if name not in after]
    kept_before = [name for name in before if name in after]
    kept_after = [name for name in after if name in before]
    patch: JsonMap = {key: items} if items else {}
    if items or kept_before != kept_after:
        patch[f"$setElementOrder/{key}"] = [{merge_key: item[merge_key]} for item in new]
    return patch


def _diff_scalars(key: str, old: list[Any], new: list[Any], options: _Options) -> JsonMap:
    added = [item for item in new if item not in old] if options.changes else []
    removed = [item for item in old if item not in new] if options.deletions else []
    patch: JsonMap = {}
    if added:
        patch[key] = added
    if removed:
        patch[f"$deleteFromPrimitiveList/{key}"] = removed
    if patch or [item for item in old if item in new] != [item for item in new if item in old]:
        patch[f"$setElementOrder/{key}"] = new
    return patch


def _join(deletions: JsonMap, changes: JsonMap, schema: Type | None) -> JsonMap:
    """Both patches in one. Where both order a list they agree, because both order it as the file does."""
    joined = dict(deletions)
    for key, value in changes.items():
        other, rule = joined.get(key), schema.fields.get(key) if schema else None
        if isinstance(other, dict) and isinstance(value, dict):
            joined[key] = _join(other, value, rule.type if rule else None)
        elif isinstance(other, list) and isinstance(value, list) and not key.startswith("$"):
            joined[key] = _join_lists(other, value, rule)
        else:
            joined[key] = value
    return joined


def _join_lists(deletions: list[Any], changes: list[Any], rule: Field | None) -> list[Any]:
    """Items of one merge key become one item."""
    if rule is None or not rule.merge_key:
        return [*changes, *(item for item in deletions if item not in changes)]
    key, rest = rule.merge_key, list(deletions)
    joined: list[Any] = []
    for item in changes:
        same = next((other for other in rest if other.get(key) == item.get(key) and "$patch" not in other), None)
        if same is not None:
            rest.remove(same)
        joined.append(_join(same, item, rule.type.item) if same is not None else item)
    return joined + rest


def _same(old: Any, new: Any) -> bool:
    return (type(old) is type(new) and bool(old == new)) or (_number(old) and _number(new) and old == new)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
