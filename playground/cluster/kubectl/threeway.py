"""The patch that `kubectl apply` computes: strategic three-way merge of last applied, file and live object.

Deletions come from (last applied, file), changes and additions from (live, file).

Models: apimachinery/pkg/util/strategicpatch/patch.go CreateThreeWayMergePatch, diffMaps, diffLists
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

JsonMap = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ListRule:
    """How a field merges: `strategy` is '' (replace a list, merge a map), 'merge' or 'replace'."""

    strategy: str = ""
    key: str = ""  # merge key of a list of maps; '' for a set of scalars
    retain_keys: bool = False
    type: str = ""  # name of the struct type below, for its own fields


Rules = Callable[[str, str], ListRule]
"""(struct type, field) -> how the field merges."""


@dataclass(frozen=True, slots=True)
class _Options:
    deletions: bool
    changes: bool
    retain_keys: bool = False


def three_way(original: JsonMap, modified: JsonMap, current: JsonMap, rules: Rules, type_name: str) -> JsonMap:
    """The strategic merge patch that brings `current` to `modified`, dropping what only `original` had. {} = nothing."""
    changes = _diff_maps(current, modified, rules, type_name, _Options(deletions=False, changes=True))
    deletions = _diff_maps(original, modified, rules, type_name, _Options(deletions=True, changes=False))
    return _join(deletions, changes)


def _diff_maps(original: JsonMap, modified: JsonMap, rules: Rules, type_name: str, options: _Options) -> JsonMap:
    patch: JsonMap = {}
    inner = replace(options, retain_keys=False)
    for key in sorted(original):
        old = original[key]
        if key not in modified:
            if options.deletions:
                patch[key] = None
            continue
        new = modified[key]
        rule = rules(type_name, key)
        if isinstance(old, dict) and isinstance(new, dict) and rule.strategy != "replace":
            below = _diff_maps(old, new, rules, rule.type, replace(inner, retain_keys=rule.retain_keys))
            if below:
                patch[key] = below
        elif isinstance(old, list) and isinstance(new, list) and rule.strategy == "merge":
            patch.update(_diff_lists(key, old, new, rules, rule, inner))
        elif options.changes and not _same(old, new):
            patch[key] = new
    if options.changes:
        patch.update({key: modified[key] for key in sorted(modified) if key not in original})
    if options.retain_keys and (patch or any(key not in original for key in modified)):
        patch["$retainKeys"] = sorted(key for key, value in modified.items() if value is not None)
    return patch


def _diff_lists(key: str, old: list[Any], new: list[Any], rules: Rules, rule: ListRule, options: _Options) -> JsonMap:
    if not old:
        return {key: new} if new and options.changes else {}
    if not rule.key:
        return _diff_scalars(key, old, new, options)
    before = {json.dumps(item.get(rule.key)): item for item in old}
    after = {json.dumps(item.get(rule.key)): item for item in new}
    items: list[JsonMap] = []
    for name, item in after.items():
        if name not in before:
            if options.changes:
                items.append(item)
            continue
        below = _diff_maps(before[name], item, rules, rule.type, replace(options, retain_keys=rule.retain_keys))
        if below:
            items.append({**below, rule.key: item[rule.key]})
    if options.deletions:
        items += [{"$patch": "delete", rule.key: item.get(rule.key)} for name, item in before.items() if name not in after]
    kept_before = [name for name in before if name in after]
    kept_after = [name for name in after if name in before]
    patch: JsonMap = {key: items} if items else {}
    if items or kept_before != kept_after:
        patch[f"$setElementOrder/{key}"] = [{rule.key: item.get(rule.key)} for item in new]
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


def _join(deletions: JsonMap, changes: JsonMap) -> JsonMap:
    """Both patches in one. Where both order a list they agree, because both order it as the file does."""
    joined = dict(deletions)
    for key, value in changes.items():
        other = joined.get(key)
        if isinstance(other, dict) and isinstance(value, dict):
            joined[key] = _join(other, value)
        elif isinstance(other, list) and isinstance(value, list) and not key.startswith("$"):
            joined[key] = [*value, *(item for item in other if item not in value)]
        else:
            joined[key] = value
    return joined


def _same(old: Any, new: Any) -> bool:
    return type(old) is type(new) and bool(old == new) or (_number(old) and _number(new) and old == new)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
