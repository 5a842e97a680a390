"""Hints by the annotation `service.kubernetes.io/topology-mode: Auto`: endpoints in proportion to the zones' CPUs.

Models: staging/src/k8s.io/endpointslice/topologycache/topologycache.go, sliceinfo.go, utils.go redistributeHints
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from playground.cluster.controllers.slices.endpoint import ZONE
from playground.cluster.controllers.slices.packing import Plan
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import annotations_of, is_ready, labels_of
from playground.cluster.objects.quantity import amount

ANNOTATIONS = ("service.kubernetes.io/topology-aware-hints", "service.kubernetes.io/topology-mode")
CONTROL_PLANE = ("node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master")
OVERLOAD = Fraction(6, 5)

ENABLED = "Topology Aware Hints has been enabled"
DISABLED = "Topology Aware Hints has been disabled"
NO_NODE_INFORMATION = "Insufficient Node information: allocatable CPU or zone not specified on one or more nodes"
ONE_ZONE = "Nodes only ready in one zone"
NO_ZONE = "One or more endpoints do not have a zone specified"
NOTHING_ALLOCATED = "No hints allocated for zones"


class Allocation(NamedTuple):
    minimum: int
    maximum: int


def wants_topology(service: Object) -> bool:
    """The older annotation wins if both are set. Models: pkg/controller/endpointslice hintsEnabled"""
    annotations = annotations_of(service)
    value = next((annotations[key] for key in ANNOTATIONS if key in annotations), "")
    return value in ("Auto", "auto")


def cpu_shares(nodes: Iterable[Object]) -> dict[str, Fraction] | None:
    """The share of all CPUs that each zone has; None if a node doesn't tell its zone or CPUs."""
    cpus: dict[str, Fraction] = {}
    for node in nodes:
        if any(role in labels_of(node) for role in CONTROL_PLANE) or not is_ready(node):
            continue
        zone = labels_of(node).get(ZONE)
        cpu = amount(((node.get("status") or {}).get("allocatable") or {}).get("cpu", "0"))
        if not zone or cpu <= 0:
            return None
        cpus[zone] = cpus.get(zone, Fraction(0)) + cpu
    total = sum(cpus.values())
    return {zone: cpu / total for zone, cpu in cpus.items()} if total else None


def give_topology_hints(plan: Plan, shares: dict[str, Fraction] | None) -> str | None:
    """Give each ready endpoint a zone, in place. Returns why it can't be done, in which case there are no hints."""
    parts = [_thawed(part, plan) for part in [*plan.create, *plan.update, *plan.unchanged]]
    before = [[endpoint.get("hints") for endpoint in part["endpoints"]] for part in parts]
    complaint = _allocate(parts, shares)
    for part, hints in zip(parts, before, strict=True):
        if complaint is not None:
            for endpoint in part["endpoints"]:
                endpoint.pop("hints", None)
        if hints != [endpoint.get("hints") for endpoint in part["endpoints"]]:
            _mark_updated(part, plan)
    return complaint


def _thawed(part: Object, plan: Plan) -> Object:
    """The slice with endpoints that may be changed, in the place of the one in the plan."""
    fresh = {**part, "endpoints": [dict(endpoint) for endpoint in part.get("endpoints") or ()]}
    for parts in (plan.create, plan.update, plan.unchanged):
        for position, candidate in enumerate(parts):
            if candidate is part:
                parts[position] = fresh
    return fresh


def _mark_updated(part: Object, plan: Plan) -> None:
    for position, candidate in enumerate(plan.unchanged):
        if candidate is part:
            plan.update.append(plan.unchanged.pop(position))
            return


def _allocate(parts: list[Object], shares: dict[str, Fraction] | None) -> str | None:
    ready = [e for part in parts for e in part["endpoints"] if (e.get("conditions") or {}).get("ready")]
    allocations = _allocations(len(ready), shares)
    if isinstance(allocations, str):
        return allocations
    given: dict[str, int] = {}
    for part in parts:
        for endpoint in part["endpoints"]:
            endpoint.pop("hints", None)
    for endpoint in ready:
        zone = endpoint.get("zone")
        if not zone:
            return NO_ZONE
        endpoint["hints"] = {"forZones": [{"name": zone}]}
        given[zone] = given.get(zone, 0) + 1
    _redistribute(ready, allocations, given)
    return None if given else NOTHING_ALLOCATED


def _allocations(count: int, shares: dict[str, Fraction] | None) -> dict[str, Allocation] | str:
    if shares is None:
        return NO_NODE_INFORMATION
    if len(shares) < 2:
        return ONE_ZONE
    if len(shares) > count:
        return f"Insufficient number of endpoints ({count} endpoints, {len(shares)} zones)"
    minima = {zone: ceil(share * count / OVERLOAD) for zone, share in shares.items()}
    spare = count - sum(minima.values())
    if spare < 0:
        return (
            "Unable to allocate minimum required endpoints to each zone without exceeding overload threshold"
            f" ({count} endpoints, {len(shares)} zones)"
        )
    return {zone: Allocation(minimum, minimum + spare) for zone, minimum in minima.items()}


def _redistribute(ready: list[Object], allocations: dict[str, Allocation], given: dict[str, int]) -> None:
    """Zones that have more than their maximum give to zones that have less than their minimum."""
    for endpoint in ready:
        zone = endpoint["zone"]
        most = allocations[zone].maximum if zone in allocations else 0
        needy = [z for z in sorted(allocations) if given.get(z, 0) < allocations[z].minimum]
        if needy and given.get(zone, 0) > most:
            endpoint["hints"] = {"forZones": [{"name": needy[0]}]}
            given[zone] -= 1
            given[needy[0]] = given.get(needy[0], 0) + 1
