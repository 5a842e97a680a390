"""Why a pod is behind a Service, or isn't: the EndpointSlice controller's conditions, pod by pod."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from playground.cluster.controllers.indexes import SLICES_BY_SERVICE, use_slices_by_service
from playground.cluster.controllers.slices.endpoint import belongs_in_slices, endpoint_of
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.labels import matches
from playground.cluster.objects.metadata import (
    condition,
    is_finished,
    is_ready,
    is_terminating,
    labels_of,
    node_name,
    phase,
)
from playground.cluster.objects.world import POD_UNREADY
from playground.cluster.store import Store

NEAR = 20
"""Pods that are shown though they are not selected: those whose labels come near to the selector."""


@dataclass(frozen=True, slots=True)
class Membership:
    """One pod. `inside` if a slice has it; `code` is why:

    | code | inside | |
    |---|---|---|
    | `ready` | yes | selected and ready |
    | `not-ready`, `held` | yes | selected and not ready: by its condition, or because somebody holds it down |
    | `published` | yes | not ready, but publishNotReadyAddresses tells it as ready |
    | `terminating`, `terminating-down` | yes | is going away, and still serves; or does not |
    | `labels` | no | lacks pairs of the selector |
    | `no-node`, `no-address`, `finished`, `family` | no | not scheduled; has no address yet; has run to its end; has no address of the Service's families |
    """

    pod: Object
    inside: bool
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


def slices_of(store: Store, namespace: str, name: str) -> list[Object]:
    use_slices_by_service(store)
    return store.lookup(SLICES_BY_SERVICE, (namespace, name))


def memberships(store: Store, service: Object) -> list[Membership]:
    """The pods that a Service selects, then those that it nearly selects. Empty where it has no selector."""
    selector = service["spec"].get("selector") or {}
    if not selector or service["spec"].get("type") == "ExternalName":
        return []
    pods = list(store.iterate("Pod", service["metadata"]["namespace"]))
    selected = [_selected(store, service, pod) for pod in pods if matches(selector, labels_of(pod))]
    return [*selected, *_near(pods, selector)]


def _selected(store: Store, service: Object, pod: Object) -> Membership:
    if is_finished(pod):
        return Membership(pod, False, "finished", {"phase": phase(pod)})
    if not belongs_in_slices(pod):
        return Membership(pod, False, "no-address" if node_name(pod) else "no-node")
    families = service["spec"].get("ipFamilies") or ["IPv4"]
    node = store.get("Node", "", node_name(pod))
    endpoints = [found for family in families if (found := endpoint_of(pod, node, service, family)) is not None]
    if not endpoints:
        return Membership(pod, False, "family", {"families": ", ".join(families)})
    if is_terminating(pod):
        return Membership(pod, True, "terminating" if is_ready(pod) else "terminating-down")
    if is_ready(pod):
        return Membership(pod, True, "ready")
    if endpoints[0]["conditions"]["ready"]:
        return Membership(pod, True, "published")
    if (pod["metadata"].get("annotations") or {}).get(POD_UNREADY):
        return Membership(pod, True, "held")
    reason = (condition(pod, "Ready") or {}).get("message") or ""
    return Membership(pod, True, "not-ready", {"reason": reason})


def _near(pods: Iterable[Object], selector: Mapping[str, str]) -> list[Membership]:
    """Those that share a pair with the selector, or have one of its labels with another value; the likest first."""
    found = sorted(_missing(pods, selector), key=lambda item: item[0])
    return [
        Membership(pod, False, "labels", {"missing": ", ".join(missing), "has": ", ".join(has)})
        for _, pod, missing, has in found[:NEAR]
    ]


def _missing(pods: Iterable[Object], selector: Mapping[str, str]) -> Iterator[tuple[int, Object, list[str], list[str]]]:
    for pod in pods:
        labels = labels_of(pod)
        missing = [key for key, value in selector.items() if labels.get(key) != value]
        if not missing or (len(missing) == len(selector) and not labels.keys() & selector.keys()):
            continue
        has = [f"{key}={labels[key]}" for key in missing if key in labels]
        yield len(missing), pod, [f"{key}={selector[key]}" for key in missing], has
