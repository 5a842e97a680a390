"""What Services, slices and pods give to the zone: addresses, ports, and the keys that they are found by."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

from playground.cluster.objects.flow import Origin
from playground.cluster.objects.kinds import Object

SERVICE_LABEL = "kubernetes.io/service-name"
IMPORT_LABEL = "multicluster.kubernetes.io/service-name"
CLUSTER_LABEL = "multicluster.kubernetes.io/source-cluster"
NO_PORT = -1
"""Stands for the port of what declares none: counts among the candidates, yields no SRV record."""


@dataclass(frozen=True, slots=True)
class Port:
    name: str
    protocol: str
    number: int
    path: tuple[str | int, ...]


def cluster_ips(service: Object) -> Iterator[str]:
    spec = service["spec"]
    addresses = spec.get("clusterIPs") or spec.get("ips") or [spec.get("clusterIP") or ""]
    yield from (address for address in addresses if address and address != "None")


def is_headless(service: Object) -> bool:
    spec = service["spec"]
    if service.get("kind") == "ServiceImport":
        return bool(spec.get("type") == "Headless")
    return "None" in (spec.get("clusterIP"), *(spec.get("clusterIPs") or ()))


def service_ports(service: Object) -> tuple[Port, ...]:
    ports = service["spec"].get("ports") or ()
    if not ports:
        return (Port("", "", NO_PORT, ("spec", "ports")),)
    return tuple(
        Port(port.get("name") or "", port.get("protocol") or "TCP", port["port"], ("spec", "ports", position, "port"))
        for position, port in enumerate(ports)
    )


def slice_ports(slice_: Object) -> tuple[Port, ...]:
    ports = slice_.get("ports") or ()
    if not ports:
        return (Port("", "", NO_PORT, ("ports",)),)
    return tuple(
        Port(port.get("name") or "", port.get("protocol") or "TCP", port.get("port") or 0, ("ports", position, "port"))
        for position, port in enumerate(ports)
    )


def is_ready(endpoint: Object) -> bool:
    return (endpoint.get("conditions") or {}).get("ready") is not False


def address_path(service: Object, position: int) -> tuple[str | int, ...]:
    return ("spec", "clusterIPs", position) if service["spec"].get("clusterIPs") else ("spec", "clusterIP")


def origin_of(obj: Object, *path: str | int) -> Origin:
    metadata = obj["metadata"]
    return Origin(obj.get("kind", ""), metadata.get("namespace", ""), metadata["name"], path)


# -- keys of the indexes


def service_keys(slice_: Object) -> Iterator[tuple[str, str]]:
    return _labelled(slice_, SERVICE_LABEL)


def import_keys(slice_: Object) -> Iterator[tuple[str, str]]:
    return _labelled(slice_, IMPORT_LABEL)


def _labelled(slice_: Object, label: str) -> Iterator[tuple[str, str]]:
    name = (slice_["metadata"].get("labels") or {}).get(label)
    if name:
        yield slice_["metadata"].get("namespace", ""), name


def ready_addresses(slice_: Object) -> Iterator[Hashable]:
    for endpoint in slice_.get("endpoints") or ():
        if is_ready(endpoint):
            yield from endpoint.get("addresses") or ()


def pod_addresses(pod: Object) -> Iterator[Hashable]:
    """Models: plugin/kubernetes/object/pod.go ToPod, controller.go podListFunc (finished pods are not watched)"""
    status = pod.get("status") or {}
    finished = status.get("phase") in ("Succeeded", "Failed", "Unknown")
    if status.get("podIP") and not finished and not pod["metadata"].get("deletionTimestamp"):
        yield status["podIP"]
