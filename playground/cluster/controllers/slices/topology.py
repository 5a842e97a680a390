"""Hints by the annotation `service.kubernetes.io/topology-mode: Auto`: endpoints in proportion to the zones' CPUs.

Models: staging/src/k8s.io/endpointslice/topologycache/topologycache.go, sliceinfo.go, utils.go redistributeHints
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import ceil
from typing import NamedTuple

from playground.cluster.controllers.slices.distribution import give_hints
from playground.cluster.controllers.slices.endpoint import ZONE
from playground.cluster.controllers.slices.packing import Plan
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import annotations_of, is_ready, labels_of
from playground.cluster.objects.quantity import amount

ANNOTATIONS = ("service.kubernetes.io/topology-aware-hints", "service.kubernetes.io/topology-mode")
CONTROL_PLANE = ("node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master")
LOAD = 1 / (1 + 0.2)
"""An endpoint may get at most a fifth more than its share: so much of it must be there at least."""

ENABLED = "Topology Aware Hints has been enabled"
DISABLED = "Topology Aware Hints has been disabled"
NO_NODE_INFORMATION = "Insufficient Node information: allocatable CPU or zone not specified on one or more nodes"
NO_ZONE = "One or more endpoints do not have a zone specified"
NOTHING_ALLOCATED = "No hints allocated for zones"


class Allocation(NamedTuple):
    maximum: int
    desired: float


def wants_topology(service: Object) -> bool:
    """The older annotation wins if both are set. Models: pkg/controller/endpointslice hintsEnabled"""
    annotations = annotations_of(service)
    value = next((annotations[key] for key in ANNOTATIONS if key in annotations), "")
    return value in ("Auto", "auto")


def cpu_shares(nodes: Iterable[Object]) -> dict[str, float] | None:
    """The share of all CPUs that each zone has; None if a node doesn't tell its zone or CPUs, or all are in one zone.

    Models: topologycache.go SetNodes
    """
    cpus: dict[str, int] = {}
    for node in nodes:
        if any(role in labels_of(node) for role in CONTROL_PLANE) or not is_ready(node):
            continue
        zone = labels_of(node).get(ZONE)
        cpu = ceil(1000 * amount(((node.get("status") or {}).get("allocatable") or {}).get("cpu", "0")))
        if not zone or cpu <= 0:
            return None
        cpus[zone] = cpus.get(zone, 0) + cpu
    total = sum(cpus.values())
    return {zone: cpu / total for zone, cpu in cpus.items()} if len(cpus) > 1 else None


def is_overloaded(given: Mapping[str, int], shares: Mapping[str, float] | None) -> bool:
    """A zone has too few of the endpoints that were given out. Models: utils.go serviceOverloaded"""
    if not given:
        return False
    total = float(sum(given.values()))
    return not shares or any(
        zone not in given or given[zone] < ceil(total * share * LOAD) for zone, share in shares.items()
    )


def give_topology_hints(plan: Plan, shares: Mapping[str, float] | None) -> dict[str, int] | str:
    """Give each ready endpoint of the plan a zone, in place: how many each zone got, or why nobody gets any.

    A slice that nothing else changes keeps its hints as long as they leave every zone its share.
    """
    ready = sum(
        _is_ready(e) for part in (*plan.create, *plan.update, *plan.unchanged) for e in part.get("endpoints") or ()
    )
    allocations = _allocations(ready, shares)
    if isinstance(allocations, str):
        give_hints(plan, None)
        return allocations
    given = _kept(plan, allocations)
    parts = plan.create + plan.update
    for part in parts:
        part["endpoints"] = [_bare(endpoint) for endpoint in part["endpoints"]]
        for endpoint in filter(_is_ready, part["endpoints"]):
            if not endpoint.get("zone"):
                give_hints(plan, None)
                return NO_ZONE
            _point(endpoint, endpoint["zone"])
            given[endpoint["zone"]] = given.get(endpoint["zone"], 0) + 1
    _redistribute([e for part in parts for e in part["endpoints"] if _is_ready(e)], allocations, given)
    if not given:
        give_hints(plan, None)
        return NOTHING_ALLOCATED
    return given


def _kept(plan: Plan, allocations: dict[str, Allocation]) -> dict[str, int]:
    """What unchanged slices have given out; those whose hints won't do are moved to what is updated.

    Models: sliceinfo.go getAllocatedHintsByZone, utils.go getHintsByZone
    """
    given: dict[str, int] = {}
    for part in list(plan.unchanged):
        counts = _hints_of(part)
        fits = counts is not None and all(
            zone in allocations and count + given.get(zone, 0) <= allocations[zone].maximum
            for zone, count in counts.items()
        )
        if counts is None or not fits:
            plan.unchanged.remove(part)
            plan.update.append({**part, "endpoints": list(part.get("endpoints") or ())})
            continue
        for zone, count in counts.items():
            given[zone] = given.get(zone, 0) + count
    return given


def _hints_of(part: Object) -> dict[str, int] | None:
    """How often each zone is hinted at; None if a ready endpoint has no hint."""
    counts: dict[str, int] = {}
    for endpoint in part.get("endpoints") or ():
        if not _is_ready(endpoint):
            continue
        zones = (endpoint.get("hints") or {}).get("forZones") or ()
        if not zones:
            return None
        for zone in zones:
            counts[zone["name"]] = counts.get(zone["name"], 0) + 1
    return counts


def _allocations(count: int, shares: Mapping[str, float] | None) -> dict[str, Allocation] | str:
    """In floating point and in this order of operations, as the original computes: roundings decide."""
    if shares is None:
        return NO_NODE_INFORMATION
    if len(shares) > count:
        return f"Insufficient number of endpoints ({count} endpoints, {len(shares)} zones)"
    wanted = {zone: share * count for zone, share in shares.items()}
    minima = {zone: ceil(desired * LOAD) for zone, desired in wanted.items()}
    spare = count - sum(minima.values())
    if spare < 0:
        return (
            "Unable to allocate minimum required endpoints to each zone without exceeding overload threshold"
            f" ({count} endpoints, {len(shares)} zones)"
        )
    return {zone: Allocation(least + spare, max(wanted[zone], float(least))) for zone, least in minima.items()}


def _redistribute(ready: list[Object], allocations: dict[str, Allocation], given: dict[str, int]) -> None:
    """Zones that have more than they should give to those that have less. Models: utils.go redistributeHints"""
    gives, takes = _transfers(allocations, given)
    for endpoint in ready:
        zone = endpoint["zone"]
        taker = next((one for one in sorted(takes) if takes[one]), None)
        if taker is None or not gives.get(zone):
            continue
        _point(endpoint, taker)
        gives[zone] -= 1
        takes[taker] -= 1
        given[zone] -= 1
        given[taker] = given.get(taker, 0) + 1


def _transfers(allocations: dict[str, Allocation], given: dict[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    """Whole endpoints to give and to take, from the neediest on. Models: utils.go getGivingAndReceivingZones"""
    over = {zone: given.get(zone, 0) - allocation.desired for zone, allocation in sorted(allocations.items())}
    surplus = {zone: excess for zone, excess in over.items() if excess > 0}
    want = {zone: -excess for zone, excess in over.items() if excess < 0}
    gives, takes = dict.fromkeys(surplus, 0), dict.fromkeys(want, 0)
    while surplus and want:
        giver, taker = max(surplus, key=surplus.__getitem__), max(want, key=want.__getitem__)
        if max(surplus[giver], want[taker]) < 1.0 or min(surplus[giver], want[taker]) < 0.5:
            break
        gives[giver] += 1
        takes[taker] += 1
        surplus[giver] -= 1
        want[taker] -= 1
    return gives, takes


def _is_ready(endpoint: Object) -> bool:
    return bool((endpoint.get("conditions") or {}).get("ready"))


def _bare(endpoint: Object) -> Object:
    return {key: value for key, value in endpoint.items() if key != "hints"}


def _point(endpoint: Object, zone: str) -> None:
    endpoint["hints"] = {"forZones": [{"name": zone}]}
