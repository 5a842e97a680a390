"""The store: etcd-shaped. One revision counter, objects by (kind, namespace, name), a log of changes.

Only this module knows how objects are kept. It copies no object: what is stored is never changed in
place, so a fork or a snapshot shares every object with its original. It shares the tables of objects and the
rows of indexes too: a fork leaves them to nobody, and whoever writes to one first takes a copy of that one.

Models: etcd's MVCC store as kube-apiserver sees it (storage/etcd3/store.go)
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Container, Hashable, Iterable, Iterator
from itertools import chain
from typing import Any, Generic, NamedTuple, Self, TypeVar

from playground.cluster.objects.kinds import Object

HISTORY = 1000


class Change(NamedTuple):
    """One write. `old` is None for a creation, `new` is None for a deletion; `at` is logical seconds; `by` is the
    controller that wrote, '' for whoever asked from outside."""

    revision: int
    kind: str
    namespace: str
    name: str
    old: Object | None
    new: Object | None
    at: float
    by: str = ""

    @property
    def type(self) -> str:
        return "ADDED" if self.old is None else "DELETED" if self.new is None else "MODIFIED"

    @property
    def object(self) -> Object:
        """The object as a watcher is shown it: the new one, or the last one with the revision of its deletion."""
        if self.new is not None:
            return self.new
        assert self.old is not None
        return _with_revision(self.old, self.revision)


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
Place = tuple[str, str]
"""(namespace, name)"""
Key = TypeVar("Key")
Value = TypeVar("Value")


class _Table(Generic[Key, Value]):
    """A dict that only the store whose mark it carries may change. `order` keeps its sorted keys until they change;
    `revision` is that of the last change to the objects in it."""

    __slots__ = ("content", "mark", "order", "revision")

    def __init__(self, mark: object) -> None:
        self.mark, self.revision = mark, 0
        self.content: dict[Key, Value] = {}
        self.order: list[Key] | None = None

    def copy(self, mark: object) -> Self:
        twin = type(self)(mark)
        twin.content, twin.order, twin.revision = dict(self.content), self.order, self.revision
        return twin

    def put(self, key: Key, value: Value) -> None:
        if key not in self.content:
            self.order = None
        self.content[key] = value

    def drop(self, key: Key) -> None:
        self.order = None
        del self.content[key]

    def sorted(self, by: Callable[[Key], Any] | None = None) -> Iterator[Value]:
        """The values in the order of their keys; always asked for with the same `by`."""
        if self.order is None:
            self.order = sorted(self.content, key=by)  # type: ignore[type-var, arg-type]
        return map(self.content.__getitem__, self.order)


_Shelf = _Table[str, Object]
_Row = _Table[Place, Object]


class Store:
    """Objects by (kind, namespace, name); cluster-scoped kinds have the namespace ''."""

    def __init__(self) -> None:
        self.revision = 1
        self.keep: int | None = None
        """Changes that the history goes back, where that is not HISTORY."""
        self._mark = object()
        self._kinds = _Table[str, _Table[str, _Shelf]](self._mark)
        self._history: Changes = []
        self._oldest = 1
        self._observers: Observers = []
        self._index_keys: dict[str, tuple[str, IndexKeys]] = {}
        self._indexes = _Table[str, _Table[Hashable, _Row]](self._mark)
        self._indexed_kinds: dict[str, tuple[str, ...]] = {}

    # -- reading

    def get(self, kind: str, namespace: str, name: str) -> Object | None:
        spaces = self._kinds.content.get(kind)
        shelf = spaces.content.get(namespace) if spaces else None
        return shelf.content.get(name) if shelf else None

    def list(self, kind: str, namespace: str | None = None) -> Objects:
        """In the order of (namespace, name), which is the order of etcd's keys."""
        return list(self.iterate(kind, namespace))

    def iterate(self, kind: str, namespace: str | None = None) -> Iterator[Object]:
        return chain.from_iterable(shelf.sorted() for shelf in self._shelves(kind, namespace))

    def count(self, kind: str, namespace: str | None = None) -> int:
        return sum(len(shelf.content) for shelf in self._shelves(kind, namespace))

    @property
    def size(self) -> int:
        """How many objects there are."""
        return sum(self.count(kind) for kind in self._kinds.content)

    def last_written(self, kind: str, namespace: str | None = None) -> int:
        """The revision of the last change to an object of a kind (in a namespace); 0 if there was none."""
        return max((shelf.revision for shelf in self._shelves(kind, namespace)), default=0)

    def _shelves(self, kind: str, namespace: str | None) -> Iterable[_Shelf]:
        spaces = self._kinds.content.get(kind)
        if spaces is None:
            return ()
        if namespace is None:
            return spaces.sorted(_key_prefix)
        shelf = spaces.content.get(namespace)
        return () if shelf is None else (shelf,)

    # -- writing

    def write(self, kind: str, namespace: str, name: str, new: Object | None, at: float = 0.0, by: str = "") -> Change:
        """Put or (with None) delete, at the next revision, which the object carries from then on.

        `new` is taken over, not copied; its metadata is replaced by a copy with the new resourceVersion.
        """
        old = self.get(kind, namespace, name)
        if new is None and old is None:
            raise KeyError((kind, namespace, name))
        self.revision += 1
        if new is not None:
            new = _with_revision(new, self.revision)
        change = Change(self.revision, kind, namespace, name, old, new, at, by)
        self._carry_out(change)
        self._remember(change)
        for observer in self._observers:
            observer(change)
        return change

    def _carry_out(self, change: Change) -> None:
        shelf = self._own(self._own(self._kinds, change.kind), change.namespace)
        shelf.revision = change.revision
        if change.new is None:
            shelf.drop(change.name)
        else:
            shelf.put(change.name, change.new)
        self._reindex(change)

    def _own(self, tables: _Table[Any, Any], key: Hashable) -> _Table[Any, Any]:
        """The table under a key, to be changed: a copy if it is shared, a new one if there is none."""
        table: _Table[Any, Any] | None = tables.content.get(key)
        if table is None or table.mark is not self._mark:
            table = _Table(self._mark) if table is None else table.copy(self._mark)
            tables.put(key, table)
        return table

    def observe(self, observer: Callable[[Change], None]) -> None:
        """Call `observer` for every later change, at once, in order. A fork starts without observers."""
        self._observers.append(observer)

    # -- history

    @property
    def oldest(self) -> int:
        """The oldest revision that `since` and `at` still answer for."""
        return self._oldest

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
            past._carry_out(change._replace(old=change.new, new=change.old))
        past.revision = revision
        past._history = [change for change in self._history if change.revision <= revision]
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
        keep = self.keep or HISTORY
        if len(self._history) > 2 * keep:
            self._oldest = self._history[-keep - 1].revision
            del self._history[:-keep]

    # -- indexes

    def index(self, name: str, kind: str, keys: IndexKeys) -> None:
        """Keep the objects of a kind by what `keys` yields for each. Registering twice changes nothing."""
        if name in self._index_keys:
            return
        self._index_keys = {**self._index_keys, name: (kind, keys)}
        self._indexed_kinds = {**self._indexed_kinds, kind: (*self._indexed_kinds.get(kind, ()), name)}
        self._build_index(name)

    def has_index(self, name: str) -> bool:
        return name in self._index_keys

    def lookup(self, name: str, key: Hashable) -> Objects:
        """The objects under a key of an index, in the order of (namespace, name)."""
        row = self._indexes.content[name].content.get(key)
        return list(row.sorted()) if row else []

    def bucket(self, name: str, key: Hashable) -> int:
        """How many objects `lookup` would give."""
        row = self._indexes.content[name].content.get(key)
        return len(row.content) if row else 0

    def _build_index(self, name: str) -> None:
        kind, keys = self._index_keys[name]
        index = self._own(self._indexes, name)
        for obj in self.iterate(kind):
            place = (obj["metadata"].get("namespace", ""), obj["metadata"]["name"])
            for key in keys(obj):
                self._own(index, key).put(place, obj)

    def _reindex(self, change: Change) -> None:
        place = (change.namespace, change.name)
        for name in self._indexed_kinds.get(change.kind, ()):
            keys = self._index_keys[name][1]
            before = dict.fromkeys(keys(change.old)) if change.old is not None else {}
            after = dict.fromkeys(keys(change.new)) if change.new is not None else {}
            if not before and not after:
                continue
            rows = self._own(self._indexes, name)
            for key in after:
                self._own(rows, key).put(place, change.new)
            for key in before.keys() - after.keys():
                row = self._own(rows, key)
                row.drop(place)
                if not row.content:
                    rows.drop(key)

    # -- copies

    def fork(self) -> Store:
        """An independent store with the same objects, revision, history and indexes; no observers."""
        twin = Store()
        twin.revision, twin._oldest, twin.keep = self.revision, self._oldest, self.keep
        twin._kinds, twin._indexes = self._kinds.copy(twin._mark), self._indexes.copy(twin._mark)
        twin._history = list(self._history)
        twin._index_keys, twin._indexed_kinds = self._index_keys, self._indexed_kinds
        self._mark = object()
        return twin


def _key_prefix(namespace: str) -> str:
    """Keys are `namespace/name`, so `a-b` comes before `a`."""
    return f"{namespace}/"


def _with_revision(obj: Object, revision: int) -> Object:
    return {**obj, "metadata": {**obj["metadata"], "resourceVersion": str(revision)}}
