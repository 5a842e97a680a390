"""Label selectors: the map that a Service has, and the matchLabels/matchExpressions that workloads have.

Models: apimachinery/pkg/labels/selector.go, meta/v1/helpers.go LabelSelectorAsSelector
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def matches(selector: Mapping[str, str], labels: Mapping[str, str] | None) -> bool:
    """A Service's selector: every pair must be there. An empty selector matches everything."""
    have = labels or {}
    return all(have.get(key) == value and key in have for key, value in selector.items())


def selector_matches(selector: Mapping[str, Any] | None, labels: Mapping[str, str] | None) -> bool:
    """A LabelSelector (`matchLabels`, `matchExpressions`). None matches nothing, empty matches everything."""
    if selector is None:
        return False
    have = labels or {}
    if not matches(selector.get("matchLabels") or {}, have):
        return False
    return all(_holds(term, have) for term in selector.get("matchExpressions") or [])


def _holds(term: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    key, operator, values = term["key"], term["operator"], term.get("values") or []
    match operator:
        case "In":
            return key in labels and labels[key] in values
        case "NotIn":
            return key not in labels or labels[key] not in values
        case "Exists":
            return key in labels
        case _:
            return key not in labels
