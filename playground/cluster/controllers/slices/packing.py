"""Which endpoint goes into which slice: as few writes as possible, never as few slices as possible.

Models: staging/src/k8s.io/endpointslice/reconciler.go reconcileByPortMapping, utils.go getSliceToFill
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

from playground.cluster.controllers.slices.endpoint import Identity, equal_but_hints, identity
from playground.cluster.objects.kinds import Object

MAX_ENDPOINTS = 100


@dataclass(slots=True)
class Plan:
    """What is to be done with the slices of a Service. Slices to create have no name yet."""

    create: list[Object] = field(default_factory=list)
    update: list[Object] = field(default_factory=list)
    delete: list[Object] = field(default_factory=list)
    unchanged: list[Object] = field(default_factory=list)

    def add(self, other: Plan) -> None:
        self.create += other.create
        self.update += other.update
        self.delete += other.delete
        self.unchanged += other.unchanged


def pack(existing: list[Object], wanted: list[Object], labels: dict[str, str], new_slice: Callable[[], Object]) -> Plan:
    """Spread the wanted endpoints of one port map over its slices. `new_slice` makes an empty one."""
    rest = {identity(endpoint): endpoint for endpoint in wanted}
    plan = Plan()
    for part in existing:
        _sweep(part, rest, labels, plan)
    waiting = _mixed(rest)
    if waiting:
        for part in sorted(plan.update, key=lambda part: -len(part["endpoints"])):
            _fill(part, waiting)
    while waiting:
        fit = _best_fit(plan.unchanged, len(waiting)) if len(waiting) < MAX_ENDPOINTS else None
        if fit is not None:
            plan.unchanged.remove(fit)
            taken = _with_endpoints(fit, list(fit.get("endpoints") or ()), labels)
            plan.update.append(taken)
        else:
            taken = new_slice()
            plan.create.append(taken)
        _fill(taken, waiting)
    return plan


def _sweep(part: Object, rest: dict[Identity, Object], labels: dict[str, str], plan: Plan) -> None:
    """Keep what is still wanted, with its new content; endpoints never move between slices."""
    old = part.get("endpoints") or []
    kept, changed = [], False
    for endpoint in old:
        wanted = rest.pop(identity(endpoint), None)
        if wanted is None:
            continue
        kept.append(wanted)
        changed = changed or not equal_but_hints(wanted, endpoint)
    if changed or len(kept) != len(old):
        if kept:
            plan.update.append(_with_endpoints(part, kept, labels))
        else:
            plan.delete.append(part)
    elif (part["metadata"].get("labels") or {}) != labels:
        plan.update.append(_with_endpoints(part, kept, labels))
    else:
        plan.unchanged.append(part)


def _with_endpoints(part: Object, endpoints: list[Object], labels: dict[str, str]) -> Object:
    return {**part, "metadata": {**part["metadata"], "labels": labels}, "endpoints": endpoints}


def _fill(part: Object, waiting: list[Object]) -> None:
    room = MAX_ENDPOINTS - len(part["endpoints"])
    part["endpoints"] += waiting[:room]
    del waiting[:room]


def _best_fit(unchanged: list[Object], count: int) -> Object | None:
    """The slice that is closest to full once it has taken all `count` endpoints."""
    best, best_room = None, MAX_ENDPOINTS
    for part in unchanged:
        room = MAX_ENDPOINTS - count - len(part.get("endpoints") or ())
        if 0 <= room < best_room:
            best, best_room = part, room
    return best


def _mixed(rest: dict[Identity, Object]) -> list[Object]:
    """In a mixed order, as Go's maps give: endpoints that are made together must not leave together."""
    return [rest[key] for key in sorted(rest, key=lambda key: sha256(repr(key).encode()).digest())]
