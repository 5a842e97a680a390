"""What one write means to a person, and a line of the account, which may gather several."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from playground.cluster.objects.kinds import Object
from playground.cluster.store import Change

Key = tuple[str, str, str]
"""(kind, namespace, name)"""


@dataclass(frozen=True, slots=True)
class Happening:
    """`code` names a sentence. What happens at one instant with one code and the same `params` becomes one line that
    names every `item`; `place` is for what only counts as it is in the end: a later one replaces it. `counted` is asked
    for further params when a line begins, at the moment of the write."""

    code: str
    about: Key
    params: Mapping[str, Any] = field(default_factory=dict)
    item: str = ""
    place: str = ""
    counted: Callable[[], Mapping[str, Any]] | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence: its code and parameters (text, numbers, lists of text), the object to look at, the logical instant
    in seconds since 1970, and the revision of the first write that it tells of."""

    code: str
    params: Mapping[str, Any]
    about: Key
    at: float
    revision: int


def key_of(change: Change) -> Key:
    return change.kind, change.namespace, change.name


def named(namespace: str, name: str) -> str:
    """As people say it: without the namespace where it is the usual one."""
    return name if namespace in ("", "default") else f"{namespace}/{name}"


def spec_of(obj: Object | None) -> Object:
    return (obj or {}).get("spec") or {}


def status_of(obj: Object | None) -> Object:
    return (obj or {}).get("status") or {}
