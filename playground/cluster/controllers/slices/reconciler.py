"""From a Service and its pods to the plan for its slices. Pure: reads nothing but its arguments.

Models: staging/src/k8s.io/endpointslice/reconciler.go reconcileByAddressType, finalize; utils.go newEndpointSlice
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from playground.cluster.controllers.slices.endpoint import belongs_in_slices, endpoint_of
from playground.cluster.controllers.slices.packing import Plan, pack
from playground.cluster.controllers.slices.ports import PortMap, port_map, slice_ports
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import controller_ref, key_of, labels_of, owned_by

CONTROLLER = "endpointslice-controller.k8s.io"
SERVICE_NAME = "kubernetes.io/service-name"
MANAGED_BY = "endpointslice.kubernetes.io/managed-by"
HEADLESS = "service.kubernetes.io/headless"
RESERVED = (SERVICE_NAME, MANAGED_BY, HEADLESS)

Hinter = Callable[[Plan, str], None]
"""Gives the endpoints of a plan their hints, in place, for one address type."""


def is_headless(service: Object) -> bool:
    return service["spec"].get("clusterIP") in (None, "", "None")


def slice_labels(service: Object) -> dict[str, str]:
    """Models: utils.go setEndpointSliceLabels"""
    labels = {key: value for key, value in labels_of(service).items() if key not in RESERVED}
    labels |= {SERVICE_NAME: service["metadata"]["name"], MANAGED_BY: CONTROLLER}
    return labels | {HEADLESS: ""} if is_headless(service) else labels


def new_slice(service: Object, family: str, ports: list[Object]) -> Object:
    meta = service["metadata"]
    return {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {
            "generateName": f"{meta['name']}-",
            "namespace": meta["namespace"],
            "labels": slice_labels(service),
            "ownerReferences": [controller_ref(service)],
        },
        "addressType": family,
        "endpoints": [],
        "ports": ports,
    }


def plan_slices(
    service: Object, pods: Iterable[Object], existing: list[Object], nodes: Callable[[str], Object | None], hint: Hinter
) -> tuple[Plan, list[str]]:
    """The plan over all address types, and the complaints about pods that had to be left out."""
    plan, complaints = Plan(), []
    families = service["spec"].get("ipFamilies") or ["IPv4"]
    pods = [pod for pod in pods if belongs_in_slices(pod)]
    for family in families:
        of_family = [part for part in existing if part["addressType"] == family]
        made, skipped = _plan_family(service, pods, of_family, nodes, family)
        hint(made, family)
        _recycle(made, service)
        plan.add(made)
        complaints += [text for text in skipped if text not in complaints]
    plan.delete += [part for part in existing if part["addressType"] not in families]
    return plan, complaints


def _plan_family(
    service: Object, pods: list[Object], existing: list[Object], nodes: Callable[[str], Object | None], family: str
) -> tuple[Plan, list[str]]:
    plan = Plan()
    complaints: list[str] = []
    groups: dict[PortMap, list[Object]] = {}
    ports_of: dict[PortMap, list[Object]] = {}
    wanted: dict[PortMap, list[Object]] = {}
    for part in existing:
        if owned_by(part, service):
            groups.setdefault(port_map(part.get("ports")), []).append(part)
        else:
            plan.delete.append(part)
    for pod in pods:
        ports = slice_ports(service, pod)
        group = port_map(ports)
        ports_of.setdefault(group, ports)
        wanted.setdefault(group, [])
        name = pod["spec"].get("nodeName") or ""
        node = nodes(name)
        if node is None and not service["spec"].get("publishNotReadyAddresses"):
            complaints.append(_skipping(service, pod, name))
            continue
        endpoint = endpoint_of(pod, node, service, family)
        if endpoint is not None:
            wanted[group].append(endpoint)
    labels = slice_labels(service)
    for group, endpoints in wanted.items():
        ports = ports_of[group]
        plan.add(pack(groups.get(group, []), endpoints, labels, lambda ports=ports: new_slice(service, family, ports)))  # type: ignore[misc]
    for group, parts in groups.items():
        if group not in wanted:
            plan.delete += parts
    _place_holder(plan, service, family, len(existing))
    return plan, complaints


def _skipping(service: Object, pod: Object, node: str) -> str:
    name = "/".join(key_of(service))
    return f"skipping Pod {pod['metadata']['name']} for Service {name}: Node {node} Not Found"


def _place_holder(plan: Plan, service: Object, family: str, existing: int) -> None:
    """A Service with a selector has always at least one slice of each of its families."""
    if plan.create or len(plan.delete) != existing:
        return
    empty = new_slice(service, family, [])
    if existing == 1 and _is_place_holder(plan.delete[0], empty, service):
        plan.unchanged.append(plan.delete.pop())
    else:
        plan.create.append(empty)


def _is_place_holder(part: Object, empty: Object, service: Object) -> bool:
    same_labels = labels_of(part) == empty["metadata"]["labels"]
    return same_labels and owned_by(part, service) and not part.get("endpoints") and not part.get("ports")


def _recycle(plan: Plan, service: Object) -> None:
    """New content goes into an object that would be deleted: a slice usually keeps its name for life."""
    for part in list(plan.delete):
        if plan.create and owned_by(part, service):
            fresh = plan.create.pop()
            meta = {**fresh["metadata"], "name": part["metadata"]["name"], "uid": part["metadata"]["uid"]}
            plan.update.append({**fresh, "metadata": meta})
            plan.delete.remove(part)
