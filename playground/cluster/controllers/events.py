"""Events: what controllers tell people about an object. Equal events are counted, not repeated.

Models: client-go/tools/record/event.go recorderImpl, events_cache.go eventLogger
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from playground.cluster.apiserver.messages import ApiError

if TYPE_CHECKING:
    from playground.cluster.apiserver.server import ApiServer
    from playground.cluster.objects.kinds import Object

BY_OBJECT = "events-by-object"


def _object_key(event: Object) -> list[tuple[str, str, str]]:
    about = event.get("involvedObject") or {}
    return [(about.get("kind", ""), about.get("namespace", ""), about.get("name", ""))]


class Recorder:
    """Records the events of one component."""

    __slots__ = ("api", "component")

    def __init__(self, api: ApiServer, component: str) -> None:
        self.api, self.component = api, component
        api.store.index(BY_OBJECT, "Event", _object_key)

    def normal(self, about: Object, reason: str, message: str, **source: str) -> None:
        self._record(about, "Normal", reason, message, source)

    def warning(self, about: Object, reason: str, message: str, **source: str) -> None:
        self._record(about, "Warning", reason, message, source)

    def _record(self, about: Object, kind: str, reason: str, message: str, extra: dict[str, str]) -> None:
        """`extra`: `host` (the kubelet's node) and `field` (the container, as a field path)."""
        source = {"component": self.component}
        if "host" in extra:
            source["host"] = extra["host"]
        reference = reference_to(about)
        if "field" in extra:
            reference["fieldPath"] = extra["field"]
        seen = self._find(reference, kind, reason, message, source)
        # An event is never worth an error: the namespace may be terminating, the object gone.
        with suppress(ApiError):
            if seen is None:
                self._create(reference, kind, reason, message, source)
            else:
                self.api.update(
                    {**seen, "count": seen.get("count", 1) + 1, "lastTimestamp": self.api.clock.stamp()}, self.component
                )

    def _find(self, reference: Object, kind: str, reason: str, message: str, source: Object) -> Object | None:
        key = (reference["kind"], reference.get("namespace", ""), reference["name"])
        for event in self.api.store.lookup(BY_OBJECT, key):
            about = event["involvedObject"]
            if (
                event.get("reason") == reason
                and event.get("message") == message
                and event.get("type") == kind
                and event.get("source") == source
                and about.get("uid") == reference.get("uid")
                and about.get("fieldPath") == reference.get("fieldPath")
            ):
                return event
        return None

    def _create(self, reference: Object, kind: str, reason: str, message: str, source: Object) -> None:
        now = self.api.clock.stamp()
        tail = f"{self.api.names.draw('event') >> 192:016x}"
        self.api.create(
            {
                "apiVersion": "v1",
                "kind": "Event",
                "metadata": {
                    "name": f"{reference['name']}.{tail}",
                    "namespace": reference.get("namespace") or "default",
                },
                "involvedObject": reference,
                "reason": reason,
                "message": message,
                "source": source,
                "firstTimestamp": now,
                "lastTimestamp": now,
                "count": 1,
                "type": kind,
                "eventTime": None,
                "reportingComponent": self.component,
                "reportingInstance": source.get("host", ""),
            },
            self.component,
        )


def reference_to(obj: Object) -> Object:
    """An ObjectReference as events carry it. Models: client-go/tools/reference/ref.go GetReference"""
    meta = obj["metadata"]
    reference = {"kind": obj["kind"], "namespace": meta.get("namespace"), "name": meta["name"], "uid": meta.get("uid")}
    reference |= {"apiVersion": obj["apiVersion"], "resourceVersion": meta.get("resourceVersion")}
    return {key: value for key, value in reference.items() if value}
