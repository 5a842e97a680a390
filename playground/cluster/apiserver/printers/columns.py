"""What the printers of all kinds share: column definitions, ages, and the texts of lists and selectors.

Models: pkg/printers/tablegenerator.go; pkg/printers/internalversion/printers.go; apimachinery/pkg/apis/meta/v1/helpers.go
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from playground.cluster.objects.duration import age
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.schema import describe, struct

Cells = Callable[[Object, float], list[Any]]
NONE = "<none>"
MOST = 3


class Printer(NamedTuple):
    columns: tuple[Object, ...]
    cells: Cells


def printer(columns: str, cells: Cells) -> Printer:
    """From a line such as `Name, Desired:integer, Age, Selector+`: a type after the colon, `+` for priority 1."""
    return Printer(tuple(_column(text.strip()) for text in columns.split(",")), cells)


def _column(text: str) -> Object:
    priority = 1 if text.endswith("+") else 0
    name, _, kind = text.rstrip("+").partition(":")
    return {
        "name": name,
        "type": kind or "string",
        "format": "name" if name == "Name" else "",
        "description": _description(name),
        "priority": priority,
    }


def _description(name: str) -> str:
    field = {"Name": "name", "Age": "creationTimestamp"}.get(name)
    return describe(struct("meta/v1.ObjectMeta"), field) if field else ""


def name_of(obj: Object) -> str:
    return str(obj["metadata"]["name"])


def row_age(obj: Object, now: float) -> str:
    return age(obj["metadata"].get("creationTimestamp"), now)


def spec_of(obj: Object) -> Object:
    return obj.get("spec") or {}


def status_of(obj: Object) -> Object:
    return obj.get("status") or {}


def joined(values: Iterable[str], empty: str = NONE) -> str:
    return ",".join(values) or empty


def labels_text(labels: Mapping[str, str] | None) -> str:
    """Models: labels.FormatLabels"""
    return joined(f"{key}={value}" for key, value in sorted((labels or {}).items()))


def selector_text(selector: Object | None) -> str:
    """Models: metav1.FormatLabelSelector"""
    if not selector or not (selector.get("matchLabels") or selector.get("matchExpressions")):
        return NONE
    terms = [(key, f"{key}={value}") for key, value in (selector.get("matchLabels") or {}).items()]
    terms += [(term["key"], _term_text(term)) for term in selector.get("matchExpressions") or ()]
    return joined(text for _, text in sorted(terms, key=lambda term: term[0]))


def _term_text(term: Object) -> str:
    key, values = term["key"], ",".join(sorted(term.get("values") or ()))
    texts = {"In": f"{key} in ({values})", "NotIn": f"{key} notin ({values})", "Exists": key}
    return str(texts.get(term["operator"], f"!{key}"))


def at_most(values: Sequence[str], empty: str, more: str = " + {} more...") -> str:
    """The first three, and how many more there are."""
    if not values:
        return empty
    left = len(values) - MOST
    return ",".join(values[:MOST]) + (more.format(left) if left > 0 else "")


