"""Endpoints as kube-proxy reads them from EndpointSlices: joined to a service port by port name and protocol.

Models: pkg/proxy/endpointslicecache.go addEndpoints, byEndpoint; pkg/proxy/endpoint.go
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from playground.cluster.dataplane.addresses import canonical, family, host_port
from playground.cluster.objects.flow import Origin
from playground.cluster.objects.kinds import Object

SERVICE_NAME_LABEL = "kubernetes.io/service-name"
HEADLESS_LABEL = "service.kubernetes.io/headless"
MANAGED_BY_LABEL = "endpointslice.kubernetes.io/managed-by"
FROM_SELECTOR, FROM_ENDPOINTS = "endpointslice-controller.k8s.io", "endpointslicemirroring-controller.k8s.io"


@dataclass(frozen=True)
class Endpoint:
    """One address and port. `node` is '' where the slice names none; hints are zone and node names."""

    address: str
    port: int
    ready: bool = True
    serving: bool = True
    terminating: bool = False
    node: str = ""
    zone_hints: frozenset[str] = frozenset()
    node_hints: frozenset[str] = frozenset()
    origins: tuple[Origin, ...] = ()

    @cached_property
    def name(self) -> str:
        return host_port(self.address, self.port)

    @property
    def usable_as_last_resort(self) -> bool:
        return self.serving and self.terminating


PortKey = tuple[str, str]
"""(port name, protocol): what joins a slice's port to a Service's."""


def is_read(endpoint_slice: Object) -> bool:
    return HEADLESS_LABEL not in (endpoint_slice["metadata"].get("labels") or {})


def endpoints(slices: Iterable[Object], wanted: int = 4) -> dict[PortKey, tuple[Endpoint, ...]]:
    """All endpoints of a Service by port, each list sorted by the text `address:port`."""
    found: dict[PortKey, dict[str, Endpoint]] = {}
    for item in slices:
        if not is_read(item) or item.get("addressType") != f"IPv{wanted}":
            continue
        for position, port in enumerate(item.get("ports") or []):
            if port.get("port") is None:
                continue
            key = (port.get("name") or "", port.get("protocol") or "TCP")
            for endpoint in _of_slice(item, position, int(port["port"]), wanted):
                known = found.setdefault(key, {})
                if endpoint.name not in known or not endpoint.terminating:
                    known[endpoint.name] = endpoint
    return {key: tuple(known[name] for name in sorted(known)) for key, known in found.items()}


def _of_slice(item: Object, port_position: int, port: int, wanted: int) -> Iterable[Endpoint]:
    for position, entry in enumerate(item.get("endpoints") or []):
        addresses = entry.get("addresses") or []
        if not addresses or family(addresses[0]) != wanted:
            continue
        conditions, hints = entry.get("conditions") or {}, entry.get("hints") or {}
        yield Endpoint(
            address=canonical(addresses[0]),
            port=port,
            ready=conditions.get("ready") is not False,
            serving=conditions.get("serving") is not False,
            terminating=bool(conditions.get("terminating")),
            node=entry.get("nodeName") or "",
            zone_hints=frozenset(hint["name"] for hint in hints.get("forZones") or []),
            node_hints=frozenset(hint["name"] for hint in hints.get("forNodes") or []),
            origins=_origins(item, position, port_position, entry),
        )


def _origins(item: Object, position: int, port_position: int, entry: Object) -> tuple[Origin, ...]:
    metadata = item["metadata"]
    place = ("EndpointSlice", metadata["namespace"], metadata["name"])
    origins = [
        Origin(*place, ("endpoints", position, "addresses", 0)),
        Origin(*place, ("ports", port_position, "port")),
    ]
    target = entry.get("targetRef") or {}
    if target.get("kind") == "Pod":
        origins.append(Origin("Pod", target.get("namespace") or metadata["namespace"], target["name"]))
    labels = metadata.get("labels") or {}
    if labels.get(MANAGED_BY_LABEL) == FROM_ENDPOINTS:
        origins.append(Origin("Endpoints", metadata["namespace"], labels.get(SERVICE_NAME_LABEL, ""), ("subsets",)))
    return tuple(origins)
