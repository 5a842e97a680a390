"""managedFields of ordinary writes: create, PUT and patch.

Models: apimachinery/pkg/util/managedfields/internal/fieldmanager.go FieldManager.Update
"""

from __future__ import annotations

from playground.cluster.apiserver.fieldmanager.managers import Manager, Ownership
from playground.cluster.objects.kinds import Kind, Object
from playground.cluster.objects.schema import type_of, zero


def track(kind: Kind, new: Object, old: Object | None, manager: str, subresource: str, now: str) -> None:
    """Write `managedFields` of `new`, the object as the client wants it, before admission and allocation."""
    given = new["metadata"].pop("managedFields", None)
    kept = (old or {}).get("metadata", {}).get("managedFields") or []
    if given is not None and not subresource:
        wiped = given == [{}]
        kept = [] if wiped else given or kept
    ownership = Ownership(entry for entry in kept if entry.get("fieldsV1") is not None)
    before = _bare(old) if old else zero(type_of(kind))
    ownership.update(kind, before, new, Manager(manager, "Update", kind.api_version, subresource), now)
    entries = ownership.entries()
    if entries:
        new["metadata"]["managedFields"] = entries


def _bare(obj: Object) -> Object:
    return {**obj, "metadata": {key: item for key, item in obj["metadata"].items() if key != "managedFields"}}
