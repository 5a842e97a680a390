"""The cluster's events, as `kubectl get events` tells them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from playground.cluster.objects.kinds import Object
from playground.cluster.simulation import Cluster

KEPT = 200


def events(cluster: Cluster) -> list[dict[str, Any]]:
    """Oldest first; an event that happens again comes back with a higher count."""
    told = [_event(obj) for obj in cluster.store.iterate("Event")]
    return sorted(told, key=lambda event: (event["time"], event["id"]))[-KEPT:]


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
