"""LabelSelectors: matchLabels and matchExpressions.

Models: apimachinery/pkg/apis/meta/v1/validation/validation.go ValidateLabelSelector
"""

from __future__ import annotations

from playground.cluster.apiserver.validation.metadata import validate_labels
from playground.cluster.apiserver.validation.names import check, label_value, qualified_name
from playground.cluster.fields import FieldError, Path, forbidden, invalid, required
from playground.cluster.objects.kinds import Object


def validate_label_selector(selector: Object | None, path: Path) -> list[FieldError]:
    if selector is None:
        return []
    errors = validate_labels(selector.get("matchLabels"), path.child("matchLabels"))
    for position, term in enumerate(selector.get("matchExpressions") or []):
        errors += _term(term, path.child("matchExpressions").index(position))
    return errors


def _term(term: Object, path: Path) -> list[FieldError]:
    operator, values = term.get("operator") or "", term.get("values") or []
    errors: list[FieldError] = []
    match operator:
        case "In" | "NotIn":
            if not values:
                detail = "must be specified when `operator` is 'In' or 'NotIn'"
                errors.append(required(path.child("values"), detail))
        case "Exists" | "DoesNotExist":
            if values:
                detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
                errors.append(forbidden(path.child("values"), detail))
        case _:
            errors.append(invalid(path.child("operator"), operator, "not a valid selector operator"))
    errors += check(path.child("key"), term.get("key") or "", qualified_name)
    for position, value in enumerate(values):
        errors += check(path.child("values").index(position), value, label_value)
    return errors


def is_empty(selector: Object | None) -> bool:
    """Nothing is asked: neither labels nor expressions."""
    return not (selector or {}).get("matchLabels") and not (selector or {}).get("matchExpressions")


def is_usable(selector: Object | None) -> bool:
    """Whether it could be turned into a selector. Models: meta/v1 LabelSelectorAsSelector"""
    return not validate_label_selector(selector, Path())
