"""The page that a describer writes: indented lines of cells, aligned at the end; and what all kinds share.

Models: kubectl/pkg/describe/describe.go PrefixWriter, printLabelsMultiline, printAnnotationsMultiline, DescribeEvents
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from playground.cluster.config import instant
from playground.cluster.kubectl.client import Client
from playground.cluster.kubectl.tabwriter import FLUSH, align
from playground.cluster.objects.duration import age, human_duration
from playground.cluster.objects.kinds import BY_NAME, Object

NONE, UNSET = "<none>", "<unset>"
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
_LONGEST = 140


class Page:
    """`client` asks for what belongs to the object; `events` says whether they are shown."""

    def __init__(self, client: Client, events: bool = True) -> None:
        self.client, self.events_shown = client, events
        self.parts: list[str] = []

    @property
    def now(self) -> float:
        return self.client.session.clock.now

    def line(self, level: int, *cells: Any) -> None:
        """Cells with a tab between them; the first is indented."""
        self.parts.append("  " * level + "\t".join(map(str, cells)) + "\n")

    def flush(self) -> None:
        self.parts.append(FLUSH)

    def text(self) -> str:
        return align("".join(self.parts), 0, 2)

    # -- what most kinds begin with

    def head(self, obj: Object, *, namespace: bool = True) -> None:
        meta = obj["metadata"]
        self.line(0, "Name:", meta["name"])
        if namespace:
            self.line(0, "Namespace:", meta.get("namespace", ""))

    def labels(self, values: Mapping[str, str] | None, title: str = "Labels", level: int = 0, sign: str = "=") -> None:
        self.several(level, title, [f"{key}{sign}{value}" for key, value in sorted((values or {}).items())])

    def several(self, level: int, title: str, values: Iterable[str]) -> None:
        """The first value beside the title, the others below it."""
        first, *rest = list(values) or [NONE]
        self.line(level, f"{title}:", first)
        for each in rest:
            self.line(level, "", each)

    def annotations(self, values: Mapping[str, str] | None, title: str = "Annotations", level: int = 0) -> None:
        shown = {key: value for key, value in sorted((values or {}).items()) if key != LAST_APPLIED}
        if not shown:
            self.line(level, f"{title}:", NONE)
        for index, (key, value) in enumerate(shown.items()):
            label = "" if index else f"{title}:"
            value = value.removesuffix("\n")
            if len(key) + len(value) + 2 <= _LONGEST and "\n" not in value:
                self.line(level, label, f"{key}: {value}")
                continue
            self.line(level, label, f"{key}:")
            for part in value.split("\n"):
                self.line(level, "", "  " + (part if len(part) <= _LONGEST - 2 else part[: _LONGEST - 2] + "..."))

    def marks(self, obj: Object) -> None:
        """Labels and annotations."""
        self.labels(obj["metadata"].get("labels"))
        self.annotations(obj["metadata"].get("annotations"))

    def owner(self, obj: Object) -> None:
        for each in obj["metadata"].get("ownerReferences") or ():
            if each.get("controller"):
                self.line(0, "Controlled By:", f"{each['kind']}/{each['name']}")

    def table(self, level: int, *columns: str) -> None:
        """A header with a line of hyphens below."""
        self.line(level, *columns)
        self.line(level, *("-" * len(column) for column in columns))

    def events(self, obj: Object) -> None:
        if not self.events_shown:
            return
        found = self._events_of(obj)
        if not found:
            self.line(0, "Events:", NONE)
            return
        self.flush()
        self.line(0, "Events:")
        self.line(1, "Type", "Reason", "Age", "From", "Message")
        self.line(1, "----", "------", "----", "----", "-------")
        for event in found:
            source = (event.get("source") or {}).get("component") or event.get("reportingComponent", "")
            where = (event.get("involvedObject") or {}).get("fieldPath", "")
            message = f"{where}: {event['message'].strip()}" if where else event.get("message", "").strip()
            self.line(1, event.get("type", ""), event.get("reason", ""), event_age(event, self.now), source, message)

    def _events_of(self, obj: Object) -> list[Object]:
        meta = obj["metadata"]
        about = {"name": meta["name"], "namespace": meta.get("namespace", ""), "kind": obj["kind"], "uid": meta.get("uid", "")}
        selector = ",".join(f"involvedObject.{key}={value}" for key, value in about.items() if value)
        if obj["kind"] == "Node":
            selector = f"involvedObject.kind=Node,involvedObject.name={meta['name']}"
        found = self.client.items(BY_NAME["Event"], meta.get("namespace", ""), {"fieldSelector": selector})
        return sorted(found, key=event_instant)


def event_instant(event: Object) -> float:
    return instant(event.get("lastTimestamp") or event.get("eventTime") or event.get("firstTimestamp") or "")


def event_age(event: Object, now: float) -> str:
    first = age(event.get("eventTime") or event.get("firstTimestamp"), now)
    series = event.get("series")
    if series:
        return f"{age(series.get('lastObservedTime'), now)} (x{series.get('count', 0)} over {first})"
    if event.get("count", 0) > 1:
        return f"{age(event.get('lastTimestamp'), now)} (x{event['count']} over {first})"
    return first


def rfc1123(stamp: str | None) -> str:
    """`Mon, 02 Jan 2006 15:04:05 +0000`"""
    if not stamp:
        return "Mon, 01 Jan 0001 00:00:00 +0000"
    return datetime.fromtimestamp(instant(stamp), UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")


def duration(seconds: float) -> str:
    return human_duration(seconds)


def commas(values: Iterable[Any], empty: str = NONE) -> str:
    return ",".join(map(str, values)) or empty
