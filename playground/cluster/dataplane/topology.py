"""Which endpoints of a service port a node uses: traffic policies, topology hints, terminating endpoints as last resort.

Models: pkg/proxy/topology.go CategorizeEndpoints, topologyModeFromHints
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from playground.cluster.dataplane.endpoint import Endpoint
from playground.cluster.dataplane.service_port import ServicePort


@dataclass(frozen=True, slots=True)
class Usable:
    """`cluster` and `local` are what the two policies balance over; `reachable` is their union."""

    cluster: tuple[Endpoint, ...] = ()
    local: tuple[Endpoint, ...] = ()
    reachable: tuple[Endpoint, ...] = ()
    anywhere: bool = False  # the Service has endpoints, though perhaps not for this node


def categorize(port: ServicePort, endpoints: tuple[Endpoint, ...], node: str, zone: str) -> Usable:
    cluster: tuple[Endpoint, ...] = ()
    local: tuple[Endpoint, ...] = ()
    if port.uses_cluster_endpoints:
        cluster = _hinted(endpoints, node, zone) or _last_resort(endpoints)
    if port.uses_local_endpoints:
        here = tuple(endpoint for endpoint in endpoints if endpoint.node == node)
        local = tuple(endpoint for endpoint in here if endpoint.ready) or _last_resort(here)
    anywhere = bool(cluster) or (
        port.uses_local_endpoints and any(endpoint.ready or endpoint.usable_as_last_resort for endpoint in endpoints)
    )
    return Usable(cluster, local, _union(cluster, local), anywhere)


def _last_resort(endpoints: Iterable[Endpoint]) -> tuple[Endpoint, ...]:
    return tuple(endpoint for endpoint in endpoints if endpoint.usable_as_last_resort)


def _hinted(endpoints: tuple[Endpoint, ...], node: str, zone: str) -> tuple[Endpoint, ...]:
    """The ready endpoints, narrowed by node or zone hints if all of them have such hints and one is for us."""
    ready = tuple(endpoint for endpoint in endpoints if endpoint.ready)
    if node and all(endpoint.node_hints for endpoint in ready):
        mine = tuple(endpoint for endpoint in ready if node in endpoint.node_hints)
        if mine:
            return mine
    if zone and all(endpoint.zone_hints for endpoint in ready):
        mine = tuple(endpoint for endpoint in ready if zone in endpoint.zone_hints)
        if mine:
            return mine
    return ready


def _union(cluster: tuple[Endpoint, ...], local: tuple[Endpoint, ...]) -> tuple[Endpoint, ...]:
    if not local or not cluster:
        return cluster or local
    known = {endpoint.name for endpoint in cluster}
    merged = (*cluster, *(endpoint for endpoint in local if endpoint.name not in known))
    return tuple(sorted(merged, key=lambda endpoint: endpoint.name))
