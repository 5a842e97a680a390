"""The managers of one object: what an update takes over, and what an apply may not touch without force.

Models: apimachinery/pkg/util/managedfields/internal fieldmanager.go, managedfields.go, managedfieldsupdater.go,
capmanagers.go, stripmeta.go, conflict.go; structured-merge-diff/merge update.go, conflict.go
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from playground.cluster.apiserver.fieldmanager.paths import (
    FieldPath,
    PathSet,
    from_fields,
    in_order,
    path_text,
    to_fields,
    with_containers,
)
from playground.cluster.apiserver.fieldmanager.values import Comparison, Spot, compare, field_set, merge, without
from playground.cluster.apiserver.messages import ApiError
from playground.cluster.fields import go_quote
from playground.cluster.objects.kinds import Kind, Object
from playground.cluster.objects.schema import type_of

MOST_UPDATERS = 10
ANCIENT = "ancient-changes"
_APPLY, _UPDATE = "Apply", "Update"

_NEVER_OWNED: PathSet = {
    ("f:apiVersion",), ("f:kind",), ("f:metadata",),
    *(
        ("f:metadata", f"f:{name}")
        for name in (
            "name", "namespace", "creationTimestamp", "selfLink", "uid", "clusterName", "generation", "managedFields",
            "resourceVersion",
        )
    ),
}  # fmt: skip


class Manager(NamedTuple):
    """Who writes, how and where: one entry of managedFields."""

    name: str
    operation: str
    version: str
    subresource: str = ""

    def __str__(self) -> str:
        """As conflicts name it."""
        text = go_quote(self.name)
        if self.subresource:
            text += f" with subresource {go_quote(self.subresource)}"
        return f"{text} using {self.version}" if self.operation == _UPDATE else text


class Ownership:
    """The field sets of an object's managers, with the times of their last changes."""

    def __init__(self, entries: Iterable[Object] = ()) -> None:
        self.sets: dict[Manager, PathSet] = {}
        self.times: dict[Manager, str] = {}
        for entry in entries:
            manager = Manager(
                entry.get("manager", ""), entry.get("operation", ""), entry.get("apiVersion", ""), entry.get("subresource", "")
            )
            self.sets[manager] = from_fields(entry.get("fieldsV1") or {})
            self.times[manager] = entry.get("time", "")

    def entries(self) -> list[Object]:
        """metadata.managedFields: applies first, then updates, each by time and name."""

        def order(manager: Manager) -> tuple[str, str, str, str, str]:
            return (manager.operation, self.times.get(manager, ""), manager.name, manager.version, manager.subresource)

        return [self._entry(manager) for manager in sorted(self.sets, key=order)]

    def _entry(self, manager: Manager) -> Object:
        entry: Object = {"manager": manager.name, "operation": manager.operation, "apiVersion": manager.version}
        if self.times.get(manager):
            entry["time"] = self.times[manager]
        entry |= {"fieldsType": "FieldsV1", "fieldsV1": to_fields(self.sets[manager])}
        if manager.subresource:
            entry["subresource"] = manager.subresource
        return entry

    # -- updates

    def update(self, kind: Kind, old: Object, new: Object, manager: Manager, now: str) -> None:
        """A create, PUT or patch: the manager owns what it changed, and nobody else does any more."""
        change = compare(type_of(kind), old, new)
        taken = _ownable(change.added | change.modified, kind, manager.subresource)
        self._give_up(change)
        if not taken:
            return
        before = self.sets.get(manager, set())
        self.sets[manager] = before | taken
        if self.sets[manager] != before or manager not in self.times:
            self.times[manager] = now
        self._cap()

    def _give_up(self, change: Comparison, keep: Manager | None = None) -> None:
        changed = change.added | change.modified | change.removed
        for manager in list(self.sets):
            if manager == keep:
                self.sets[manager] -= change.removed
            elif self.sets[manager] & changed:
                self.sets[manager] -= changed
            if not self.sets[manager]:
                del self.sets[manager]

    def _cap(self) -> None:
        """Beyond ten updaters the oldest become one. Models: capUpdateManagers"""
        updaters = [manager for manager in self.sets if manager.operation == _UPDATE]
        if len(updaters) <= MOST_UPDATERS:
            return
        oldest = sorted(updaters, key=lambda manager: (self.times.get(manager, ""), manager.name))
        for manager in oldest[: len(updaters) - MOST_UPDATERS + 1]:
            ancient = Manager(ANCIENT, _UPDATE, manager.version)
            paths, time = self.sets.pop(manager), self.times.pop(manager, "")
            self.sets[ancient] = self.sets.get(ancient, set()) | paths
            self.times[ancient] = max(self.times.get(ancient, ""), time)

    # -- applies

    def apply(self, kind: Kind, live: Object, config: Object, manager: Manager, force: bool, now: str) -> Object:
        """The live object with the configuration laid over it. Raises ApiError (409)."""
        root = Spot(type_of(kind))
        last = self.sets.get(manager, set())
        wanted = _ownable(field_set(root, config), kind, manager.subresource)
        merged = merge(root, live, config)
        others = {other: paths for other, paths in self.sets.items() if other != manager}
        owned = with_containers(set().union(wanted, *others.values()))
        new: Object = without(root, merged, with_containers(last) - owned)
        change = compare(root.type, live, new)
        touched = change.added | change.modified
        conflicts = {other: paths & touched for other, paths in others.items() if paths & touched}
        if conflicts and not force:
            raise conflict_error(conflicts)
        self.sets[manager] = wanted
        self._give_up_to(manager, conflicts, change)
        if wanted != last or manager not in self.times:
            self.times[manager] = now
        if not self.sets[manager]:
            del self.sets[manager]
        return new

    def _give_up_to(self, manager: Manager, conflicts: dict[Manager, PathSet], change: Comparison) -> None:
        for other in list(self.sets):
            if other == manager:
                continue
            self.sets[other] = self.sets[other] - conflicts.get(other, set()) - change.removed
            if not self.sets[other]:
                del self.sets[other]


def conflict_error(conflicts: dict[Manager, PathSet]) -> ApiError:
    """Models: NewConflictError"""
    listed = [(manager, list(in_order(paths))) for manager, paths in sorted(conflicts.items())]
    causes = [
        {"reason": "FieldManagerConflict", "message": f"conflict with {manager}", "field": path_text(path)}
        for manager, paths in listed
        for path in paths
    ]
    if len(causes) == 1:
        text = f"1 conflict: {causes[0]['message']}: {causes[0]['field']}"
    else:
        lines = [line for manager, paths in listed for line in _lines(manager, paths)]
        text = f"{len(causes)} conflicts: {chr(10).join(lines)}"
    return ApiError(409, "Conflict", f"Apply failed with {text}", {"causes": causes})


def _lines(manager: Manager, paths: list[FieldPath]) -> list[str]:
    return [f"conflicts with {manager}:", *(f"- {path_text(path)}" for path in paths)]


def _ownable(paths: PathSet, kind: Kind, subresource: str) -> PathSet:
    """Nobody owns system metadata, nor what this endpoint ignores: status on the main one, spec on the status one."""
    ignored = "f:spec" if subresource == "status" else "f:status" if "status" in kind.subresources else ""
    return {path for path in paths if path not in _NEVER_OWNED and path[0] != ignored}
