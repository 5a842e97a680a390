"""The cluster's events, as `kubectl get events` tells them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from playground.cluster.objects.kinds import Object
from playground.cluster.simulation import Cluster

Events = list[dict[str, Any]]

KEPT = 200


def events(cluster: Cluster) -> Events:
    """In the order in which they were written; an event that happens again comes back, last, with a higher count."""
    written = sorted(cluster.store.iterate("Event"), key=lambda obj: int(obj["metadata"]["resourceVersion"]))
    return [_event(obj) for obj in written[-KEPT:]]


def event_changes(old: Events, new: Events) -> dict[str, Any]:
    """`add` comes at the end of the list, in its order, whether it is new or happened again; `remove` goes."""
    known = {event["id"]: event["count"] for event in old}
    add = [event for event in new if known.get(event["id"]) != event["count"]]
    ids = {event["id"] for event in new}
    moved = {event["id"] for event in add}
    if [event for event in old if event["id"] in ids - moved] + add != new:
        add = new
    return {"add": add, "remove": [identity for identity in known if identity not in ids]}


def _event(obj: Object) -> dict[str, Any]:
    about = obj.get("involvedObject") or obj.get("regarding") or {}
    when = obj.get("lastTimestamp") or obj.get("eventTime") or obj["metadata"].get("creationTimestamp")
    return {
        "id": f"{obj['metadata'].get('namespace', '')}/{obj['metadata']['name']}",
        "time": datetime.fromisoformat(when).timestamp() if when else 0.0,
        "type": obj.get("type", "Normal"),
        "reason": obj.get("reason", ""),
        "object": f"{about.get('kind', '')}/{about.get('name', '')}",
        "namespace": about.get("namespace", ""),
        "message": obj.get("message", ""),
        "count": obj.get("count") or 1,
    }
