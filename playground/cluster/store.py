"""The store: etcd-shaped. One revision counter, objects by (kind, namespace, name), a log of changes.

Only this module knows how objects are kept. It copies no object: what is stored is never changed in
place, so a fork or a snapshot shares every object with its original.

Models: etcd's MVCC store as kube-apiserver sees it (storage/etcd3/store.go)
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Container, Hashable, Iterable, Iterator
from typing import NamedTuple

from playground.cluster.objects.kinds import Object

HISTORY = 1000


class Change(NamedTuple):
    """One write. `old` is None for a creation, `new` is None for a deletion; `at` is logical seconds."""

    revision: int
    kind: str
    namespace: str
    name: str
    old: Object | None
    new: Object | None
    at: float

    @property
    def type(self) -> str:
        return "ADDED" if self.old is None else "DELETED" if self.new is None else "MODIFIED"

    @property
    def object(self) -> Object:
        """The object as a watcher is shown it: the new one, or the last one of a deletion."""
        found = self.new if self.new is not None else self.old
        assert found is not None
        return found


class Compacted(Exception):
    """The revision asked for is older than the history kept: the reader must list again (410 Gone)."""

    def __init__(self, revision: int, oldest: int) -> None:
        super().__init__(f"revision {revision} is compacted, the oldest kept is {oldest}")
        self.revision, self.oldest = revision, oldest


Objects = list[Object]
Changes = list[Change]
Names = list[str]
Observers = list[Callable[[Change], None]]

IndexKeys = Callable[[Object], Iterable[Hashable]]


class Store:
    """Objects by (kind, namespace, name); cluster-scoped kinds have the namespace ''."""

    def __init__(self) -> None:
        self.revision = 1
        self._objects: dict[str, dict[str, dict[str, Object]]] = {}
        self._sorted: dict[tuple[str, str], Names] = {}
        self._history: Changes = []
        self._oldest = 1
        self._observers: Observers = []
        self._index_keys: dict[str, tuple[str, IndexKeys]] = {}
        self._indexes: dict[str, dict[Hashable, dict[tuple[str, str], Object]]] = {}
        self._indexed_kinds: dict[str, Names] = {}

    # -- reading

    def get(self, kind: str, namespace: str, name: str) -> Object | None:
        return self._objects.get(kind, _NO_NAMESPACES).get(namespace, _NO_OBJECTS).get(name)

    def list(self, kind: str, namespace: str | None = None) -> Objects:
        """In the order of (namespace, name), which is the order of etcd's keys."""
        return list(self.iterate(kind, namespace))

    def iterate(self, kind: str, namespace: str | None = None) -> Iterator[Object]:
        namespaces = self._objects.get(kind, _NO_NAMESPACES)
        for space in sorted(namespaces, key=_key_prefix) if namespace is None else (namespace,):
            objects = namespaces.get(space, _NO_OBJECTS)
            for name in self._names(kind, space, objects):
                yield objects[name]

    def count(self, kind: str, namespace: str | None = None) -> int:
        namespaces = self._objects.get(kind, _NO_NAMESPACES)
        if namespace is not None:
            return len(namespaces.get(namespace, _NO_OBJECTS))
        return sum(len(objects) for objects in namespaces.values())

    def _names(self, kind: str, namespace: str, objects: dict[str, Object]) -> Names:
        names = self._sorted.get((kind, namespace))
        if names is None:
            names = self._sorted[kind, namespace] = sorted(objects)
        return names

    # -- writing

    def write(self, kind: str, namespace: str, name: str, new: Object | None, at: float = 0.0) -> Change:
        """Put or (with None) delete, at the next revision, which the object carries from then on.

        `new` is taken over, not copied; its metadata is replaced by a copy with the new resourceVersion.
        A deletion's last object carries the revision of the deletion, as watchers see it.
        """
        objects = self._objects.setdefault(kind, {}).setdefault(namespace, {})
        old = objects.get(name)
        if new is None and old is None:
            raise KeyError((kind, namespace, name))
        self.revision += 1
        if new is None:
            assert old is not None
            del objects[name]
            self._sorted.pop((kind, namespace), None)
            old = _with_revision(old, self.revision)
        else:
            new = _with_revision(new, self.revision)
            if old is None:
                self._sorted.pop((kind, namespace), None)
            objects[name] = new
        change = Change(self.revision, kind, namespace, name, old, new, at)
        self._reindex(change)
        self._remember(change)
        for observer in self._observers:
            observer(change)
        return change

    def observe(self, observer: Callable[[Change], None]) -> None:
        """Call `observer` for every later change, at once, in order. A fork starts without observers."""
        self._observers.append(observer)

    # -- history

    def since(self, revision: int) -> Changes:
        """The changes after `revision`, oldest first. Raises Compacted where they are no longer kept."""
        if revision < self._oldest:
            raise Compacted(revision, self._oldest)
        start = bisect_right(self._history, revision, key=lambda change: change.revision)
        return self._history[start:]

    def at(self, revision: int) -> Store:
        """The store as it was at a revision that is still in the history. Shares its objects."""
        past = self.fork()
        for change in reversed(self.since(revision)):
            objects = past._objects.setdefault(change.kind, {}).setdefault(change.namespace, {})
            if change.old is None:
                del objects[change.name]
            else:
                objects[change.name] = change.old
            past._sorted.pop((change.kind, change.namespace), None)
        past.revision = revision
        past._history = [change for change in self._history if change.revision <= revision]
        past._rebuild_indexes()
        return past

    def last_change(self, kinds: Container[str]) -> Change | None:
        """The latest change of any of these kinds that is still in the history."""
        return next((change for change in reversed(self._history) if change.kind in kinds), None)

    def compact(self) -> None:
        """Forget the history: every older revision answers Compacted from now on."""
        self._history.clear()
        self._oldest = self.revision

    def _remember(self, change: Change) -> None:
        self._history.append(change)
        if len(self._history) > 2 * HISTORY:
            self._oldest = self._history[-HISTORY - 1].revision
            del self._history[:-HISTORY]

    # -- indexes

    def index(self, name: str, kind: str, keys: IndexKeys) -> None:
        """Keep the objects of a kind by what `keys` yields for each. Registering twice changes nothing."""
        if name in self._index_keys:
            return
        self._index_keys[name] = (kind, keys)
        self._indexed_kinds.setdefault(kind, []).append(name)
        self._build_index(name)

    def lookup(self, name: str, key: Hashable) -> Objects:
        """The objects under a key of an index, in the order of (namespace, name)."""
        found = self._indexes[name].get(key)
        return [found[place] for place in sorted(found)] if found else []

    def bucket(self, name: str, key: Hashable) -> int:
        """How many objects `lookup` would give."""
        return len(self._indexes[name].get(key, ()))

    def _build_index(self, name: str) -> None:
        kind, keys = self._index_keys[name]
        table: dict[Hashable, dict[tuple[str, str], Object]] = {}
        for obj in self.iterate(kind):
            place = (obj["metadata"].get("namespace", ""), obj["metadata"]["name"])
            for key in keys(obj):
                table.setdefault(key, {})[place] = obj
        self._indexes[name] = table

    def _rebuild_indexes(self) -> None:
        for name in self._index_keys:
            self._build_index(name)

    def _reindex(self, change: Change) -> None:
        place = (change.namespace, change.name)
        for name in self._indexed_kinds.get(change.kind, ()):
            keys, table = self._index_keys[name][1], self._indexes[name]
            if change.old is not None:
                for key in keys(change.old):
                    row = table.get(key)
                    if row is not None:
                        row.pop(place, None)
                        if not row:
                            del table[key]
            if change.new is not None:
                for key in keys(change.new):
                    table.setdefault(key, {})[place] = change.new

    # -- copies

    def fork(self) -> Store:
        """An independent store with the same objects, revision, history and indexes; no observers."""
        twin = Store()
        twin.revision, twin._oldest = self.revision, self._oldest
        twin._objects = {
            kind: {space: dict(objects) for space, objects in namespaces.items()}
            for kind, namespaces in self._objects.items()
        }
        twin._sorted = dict(self._sorted)
        twin._history = list(self._history)
        twin._index_keys = dict(self._index_keys)
        twin._indexed_kinds = {kind: list(names) for kind, names in self._indexed_kinds.items()}
        twin._indexes = {
            name: {key: dict(row) for key, row in table.items()} for name, table in self._indexes.items()
        }
        return twin


def _key_prefix(namespace: str) -> str:
    """Keys are `namespace/name`, so `a-b` comes before `a`."""
    return f"{namespace}/"


def _with_revision(obj: Object, revision: int) -> Object:
    return {**obj, "metadata": {**obj["metadata"], "resourceVersion": str(revision)}}


_NO_NAMESPACES: dict[str, dict[str, Object]] = {}
_NO_OBJECTS: dict[str, Object] = {}
