"""Watches: a cursor over the store that turns changes into the events of one client.

    response = api.handle(Request("GET", "/api/v1/namespaces/default/services", "watch=true"))
    for event in response.watch.poll(): ...     # {"type": "ADDED", "object": {...}}, now and after every change

Models: apiserver/pkg/endpoints/handlers/watch.go; apiserver/pkg/storage/cacher/cache_watcher.go convertToWatchEvent
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from playground.cluster.apiserver.errors import expired
from playground.cluster.apiserver.lists import selection
from playground.cluster.apiserver.media import Wanted
from playground.cluster.apiserver.options import ListOptions
from playground.cluster.apiserver.strategies import strategy_of
from playground.cluster.apiserver.tables import partial, table, table_meta
from playground.cluster.objects.kinds import Kind, Object
from playground.cluster.objects.schema import type_of, zero
from playground.cluster.store import Change, Compacted

if TYPE_CHECKING:
    from playground.cluster.apiserver.server import ApiServer

Event = dict[str, object]


class Watch:
    """`poll` gives what is new since the last call. After `ended` (the start was too old) nothing more comes.

    `timeout` is what the client asked for, in seconds; ending the stream then is up to who carries it.
    """

    def __init__(
        self, api: ApiServer, kind: Kind, namespace: str | None, name: str, options: ListOptions, wanted: Wanted
    ) -> None:
        self.api, self.kind, self.namespace, self.wanted = api, kind, namespace, wanted
        self.options, self.timeout = options, options.timeout
        self.ended = False
        self.shown: Callable[[Object], Object] = lambda obj: obj  # another API's view of the same objects
        self.revision = int(options.revision or 0)
        self._matches = selection(kind, options, name)
        self._columns = True
        self._initial = options.initial_events or not self.revision
        if options.match and not options.initial_events and not options.revision:
            self._initial, self.revision = False, api.store.revision

    def poll(self) -> list[Event]:
        if self.ended:
            return []
        events: list[Event] = []
        if self._initial:
            events = self._synthetic()
        try:
            changes = self.api.store.since(self.revision)
        except Compacted as error:
            self.ended = True
            status = expired(f"too old resource version: {error.revision} ({error.oldest})").status()
            return [{"type": "ERROR", "object": status}]
        for change in changes:
            self.revision = change.revision
            if change.kind == self.kind.name and self.namespace in (None, change.namespace):
                events += self._events(change)
        return events

    def bookmark(self) -> Event | None:
        """A mark of how far the watch has come, if the client asked for such."""
        return self._mark({}) if self.options.bookmarks and not self.ended else None

    def _synthetic(self) -> list[Event]:
        self._initial = False
        store = self.api.store
        self.revision = store.revision
        objects = [obj for obj in store.iterate(self.kind.name, self.namespace) if self._matches(obj)]
        events = [self._event("ADDED", obj) for obj in objects]
        if self.options.initial_events and self.options.bookmarks:
            events.append(self._mark({"annotations": {"k8s.io/initial-events-end": "true"}}))
        return events

    def _events(self, change: Change) -> list[Event]:
        before = change.old is not None and self._matches(change.old)
        after = change.new is not None and self._matches(change.new)
        if after:
            assert change.new is not None
            return [self._event("MODIFIED" if before else "ADDED", change.new)]
        if not before or change.old is None:
            return []
        meta = {**change.old["metadata"], "resourceVersion": str(change.revision)}
        return [self._event("DELETED", {**change.old, "metadata": meta})]

    def _event(self, type_: str, obj: Object) -> Event:
        return {"type": type_, "object": self._shaped(strategy_of(self.kind.name).defaults_on_read(obj))}

    def _mark(self, extra: Object) -> Event:
        empty = zero(type_of(self.kind))
        meta = {"resourceVersion": str(self.revision), "creationTimestamp": None, **extra}
        meta.pop("creationTimestamp")
        obj = {"kind": self.kind.name, "apiVersion": self.kind.api_version, **empty, "metadata": meta}
        return {"type": "BOOKMARK", "object": self._shaped(obj)}

    def _shaped(self, obj: Object) -> Object:
        return self.shown(self._asked(obj))

    def _asked(self, obj: Object) -> Object:
        if self.wanted.as_ == "Table":
            columns, self._columns = self._columns, False
            include = self.options.include_object
            now, version = self.api.clock.now, self.wanted.version
            return table(self.kind, [obj], table_meta(obj), now, version, include, columns)
        return partial(obj, self.wanted.version) if self.wanted.as_ else obj
