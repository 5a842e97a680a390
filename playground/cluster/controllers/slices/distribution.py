"""Hints by `spec.trafficDistribution`: each ready endpoint is for its own zone, or its own node.

Models: staging/src/k8s.io/endpointslice/trafficdist/trafficdist.go ReconcileHints
"""

from __future__ import annotations

from playground.cluster.controllers.slices.packing import Plan
from playground.cluster.objects.kinds import Object

ZONE_POLICIES = ("PreferClose", "PreferSameZone", "PreferSameNode")


def give_hints(plan: Plan, policy: str | None) -> None:
    """Hints as the policy says, or none; a slice whose hints change is moved to what is updated."""
    for part in plan.create + plan.update:
        part["endpoints"] = [_hinted(endpoint, policy) for endpoint in part["endpoints"]]
    for part in list(plan.unchanged):
        old = part.get("endpoints") or []
        new = [_hinted(endpoint, policy) for endpoint in old]
        if new != old:
            plan.unchanged.remove(part)
            plan.update.append({**part, "endpoints": new})


def _hinted(endpoint: Object, policy: str | None) -> Object:
    if policy in ZONE_POLICIES and not (endpoint.get("conditions") or {}).get("ready"):
        return endpoint
    hints: Object = {}
    if policy in ZONE_POLICIES and endpoint.get("zone"):
        hints["forZones"] = [{"name": endpoint["zone"]}]
    if policy == "PreferSameNode" and endpoint.get("nodeName"):
        hints["forNodes"] = [{"name": endpoint["nodeName"]}]
    bare = {key: value for key, value in endpoint.items() if key != "hints"}
    return {**bare, "hints": hints} if hints else bare
