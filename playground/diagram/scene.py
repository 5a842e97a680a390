"""What is to be seen as JSON-able data, and what changed between two of them.

old scene + difference == new scene; tests/diagram proves it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NotRequired, TypedDict

from playground.diagram.part import Item


class Folded(TypedDict):
    """What stands together (diagram/folding.py): how many pods are shown as how many shapes, what is opened by name; `level` 1
    has a group for each node, owner and state, 2 for each node and state."""

    level: int
    pods: int
    shapes: int
    opened: list[str]


class Scene(TypedDict):
    nodes: list[Item]
    edges: list[Item]
    revision: int
    folded: NotRequired[Folded]


class Difference(TypedDict):
    """What was added or changed is given whole; what was removed by its id."""

    add: list[Item]
    change: list[Item]
    remove: list[str]


def difference(old: Iterable[Item], new: Iterable[Item]) -> Difference:
    """By id, in the order of the new items."""
    before = {item["id"]: item for item in old}
    after = {item["id"]: item for item in new}
    return {
        "add": [item for key, item in after.items() if key not in before],
        "change": [item for key, item in after.items() if key in before and _differ(before[key], item)],
        "remove": [key for key in before if key not in after],
    }


def _differ(old: Item, new: Item) -> bool:
    """Most of what is compared is the very same item."""
    return old is not new and old != new


def patched(old: Iterable[Item], changes: Difference) -> dict[str, Item]:
    """The items by id after a difference: what a client does with it."""
    items = {item["id"]: item for item in old}
    for key in changes["remove"]:
        del items[key]
    items |= {item["id"]: item for item in (*changes["add"], *changes["change"])}
    return items
