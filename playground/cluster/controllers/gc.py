"""The garbage collector: what belongs to nobody any more goes.

The API server marks an object that is deleted in the foreground or with orphans by a finalizer; this
controller does what the finalizer asks for and takes it off.

Models: pkg/controller/garbagecollector/garbagecollector.go attemptToDeleteItem, processDeletingDependentsItem, orphanDependents
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from playground.cluster.controllers.base import Controller, Key
from playground.cluster.controllers.indexes import dependents, use_dependents
from playground.cluster.objects.kinds import BY_NAME, KINDS, Object
from playground.cluster.objects.metadata import is_terminating
from playground.cluster.store import Change

FOREGROUND, ORPHAN = "foregroundDeletion", "orphan"


class GarbageCollector(Controller):
    name = "generic-garbage-collector"
    kinds = tuple(kind.name for kind in KINDS)

    def prepare(self) -> None:
        use_dependents(self.store)

    def keys(self, change: Change) -> Iterable[Key]:
        """(kind, namespace, name) of what may have to go, or whose going may have come further."""
        meta = change.object["metadata"]
        own = (change.kind, change.namespace, change.name)
        if change.new is None:
            keys = [_key(obj) for obj in self._dependents(meta.get("uid", ""))]
            return keys + [
                _owner_key(change.namespace, ref) for ref in meta.get("ownerReferences") or () if ref["kind"] in BY_NAME
            ]
        if meta.get("deletionTimestamp"):
            blocked = set(meta.get("finalizers") or ()) & {FOREGROUND, ORPHAN}
            return [own] if blocked or meta.get("ownerReferences") else ()
        old = change.old["metadata"].get("ownerReferences") if change.old is not None else None
        return [own] if meta.get("ownerReferences") and meta["ownerReferences"] != old else ()

    def reconcile(self, key: Key) -> float | None:
        kind, namespace, name = key
        obj = self.store.get(kind, namespace, name)
        if obj is None:
            return None
        finalizers = obj["metadata"].get("finalizers") or []
        if is_terminating(obj):
            if ORPHAN in finalizers:
                self._orphan(obj)
            elif FOREGROUND in finalizers:
                self._clear_the_way(obj)
            return None
        owners = obj["metadata"].get("ownerReferences") or []
        if owners:
            self._judge(obj, owners)
        return None

    def _judge(self, obj: Object, owners: list[Object]) -> None:
        """Goes with its last owner; a dead owner beside a live one is only struck off."""
        namespace = obj["metadata"].get("namespace", "")
        known = [ref for ref in owners if ref["kind"] in BY_NAME]
        live = [ref for ref in owners if ref not in known or self._owner(namespace, ref) is not None]
        if len(live) == len(owners):
            return
        if live:
            self.api.update({**obj, "metadata": {**obj["metadata"], "ownerReferences": live}}, self.name)
        else:
            self._delete(obj, "Background")

    def _owner(self, namespace: str, reference: Object) -> Object | None:
        kind = BY_NAME[reference["kind"]]
        owner = self.store.get(kind.name, namespace if kind.namespaced else "", reference["name"])
        return owner if owner is not None and owner["metadata"]["uid"] == reference["uid"] else None

    def _clear_the_way(self, owner: Object) -> None:
        """Foreground: dependents first; those that block must be gone before the owner goes."""
        blocking = False
        for obj in list(self._dependents(owner["metadata"]["uid"])):
            mine = next(ref for ref in obj["metadata"]["ownerReferences"] if ref["uid"] == owner["metadata"]["uid"])
            blocking = blocking or bool(mine.get("blockOwnerDeletion"))
            if not is_terminating(obj):
                self._delete(obj, "Foreground" if any(self._dependents(obj["metadata"]["uid"])) else "Background")
        if not blocking or not any(self._dependents(owner["metadata"]["uid"])):
            self._drop_finalizer(owner, FOREGROUND)

    def _orphan(self, owner: Object) -> None:
        uid = owner["metadata"]["uid"]
        for obj in list(self._dependents(uid)):
            left = [ref for ref in obj["metadata"]["ownerReferences"] if ref["uid"] != uid]
            meta = {key: value for key, value in obj["metadata"].items() if key != "ownerReferences"}
            self.api.update({**obj, "metadata": meta | ({"ownerReferences": left} if left else {})}, self.name)
        self._drop_finalizer(owner, ORPHAN)

    def _drop_finalizer(self, obj: Object, finalizer: str) -> None:
        current = self.store.get(*_key(obj))
        if current is not None:
            left = [name for name in current["metadata"].get("finalizers") or () if name != finalizer]
            meta = {key: value for key, value in current["metadata"].items() if key != "finalizers"}
            self.api.update({**current, "metadata": meta | ({"finalizers": left} if left else {})}, self.name)

    def _delete(self, obj: Object, propagation: str) -> None:
        kind, namespace, name = _key(obj)
        self.api.delete(kind, namespace, name, propagation=propagation, uid=obj["metadata"]["uid"])

    def _dependents(self, uid: str) -> Iterator[Object]:
        for kind in KINDS:
            yield from dependents(self.store, kind.name, uid)


def _key(obj: Object) -> tuple[str, str, str]:
    return (obj["kind"], obj["metadata"].get("namespace", ""), obj["metadata"]["name"])


def _owner_key(namespace: str, reference: Object) -> Key:
    return (reference["kind"], namespace if BY_NAME[reference["kind"]].namespaced else "", reference["name"])
