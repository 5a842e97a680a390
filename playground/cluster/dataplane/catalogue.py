"""What the nodes' proxies know of Services, derived from the store and kept until an object changes.

Nothing is kept per node: a service port's endpoints are sorted out for a node when that node is looked at, and
nodes that come to the same endpoints share the same rules. Finding the Services behind a destination is one look
into the store's indexes, however many Services there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from playground.cluster.dataplane import iptables, nftables
from playground.cluster.dataplane.endpoint import SERVICE_NAME_LABEL, Endpoint, PortKey, endpoints, is_read
from playground.cluster.dataplane.node import NodeFacts, Settings
from playground.cluster.dataplane.rules import Part
from playground.cluster.dataplane.service_port import ServicePort, is_proxied, service_ports
from playground.cluster.dataplane.topology import Usable, categorize
from playground.cluster.objects.flow import Packet
from playground.cluster.objects.kinds import Object
from playground.cluster.store import Change, Store

BY_DESTINATION, BY_SERVICE = "dataplane/destination", "dataplane/service"
MODES = {"iptables": iptables, "nftables": nftables}


def _destinations(service: Object) -> Iterator[tuple[Any, ...]]:
    for wanted in (4, 6):
        for port in service_ports(service, wanted):
            yield "cluster-ip", port.cluster_ip.text
            for value in (port.cluster_ip, *port.external_ips, *port.vips):
                yield "address", value.text, port.protocol, port.port
            if port.node_port:
                yield "node-port", port.protocol, port.node_port
            if port.health_check_node_port:
                yield "node-port", "TCP", port.health_check_node_port


def _service_of(endpoint_slice: Object) -> Iterator[tuple[str, str]]:
    name = (endpoint_slice["metadata"].get("labels") or {}).get(SERVICE_NAME_LABEL)
    if name and is_read(endpoint_slice):
        yield endpoint_slice["metadata"]["namespace"], name


@dataclass(slots=True)
class Known:
    """A Service with its slices as they were when last looked at, and what was made of them."""

    service: Object
    slices: list[Object]
    ports: dict[int, tuple[ServicePort, ...]] = field(default_factory=dict)
    endpoints: dict[int, dict[PortKey, tuple[Endpoint, ...]]] = field(default_factory=dict)
    usable: dict[tuple[int, int, str, str], Usable] = field(default_factory=dict)
    shared: dict[Usable, Usable] = field(default_factory=dict)
    parts: dict[tuple[Any, ...], Part] = field(default_factory=dict)

    def is_of(self, service: Object, slices: list[Object]) -> bool:
        same = service is self.service and len(slices) == len(self.slices)
        return same and all(new is old for new, old in zip(slices, self.slices, strict=True))

    def of_family(self, family: int) -> tuple[ServicePort, ...]:
        if family not in self.ports:
            self.ports[family] = service_ports(self.service, family)
        return self.ports[family]

    def endpoints_of(self, port: ServicePort, family: int) -> tuple[Endpoint, ...]:
        """All endpoints of a service port, usable or not."""
        if family not in self.endpoints:
            self.endpoints[family] = endpoints(self.slices, family)
        return self.endpoints[family].get((port.port_name, port.protocol), ())

    def usable_on(self, node: NodeFacts, port: ServicePort, family: int) -> Usable:
        key = (family, port.position, node.name, node.zone)
        if key not in self.usable:
            found = categorize(port, self.endpoints_of(port, family), node.name, node.zone)
            self.usable[key] = self.shared.setdefault(found, found)
        return self.usable[key]

    def part(self, settings: Settings, node: NodeFacts, port: ServicePort, large: bool) -> Part:
        """The rules of a service port on a node; nodes for which nothing differs get the same ones."""
        usable = self.usable_on(node, port, settings.family)
        own = frozenset(each.name for each in usable.reachable if each.node == node.name)
        key = (
            settings, port.position, id(usable), large, settings.from_local_pod(node),
            port.lets_in(node.primary(settings.family)), own if settings.mode == "nftables" else None,
        )  # fmt: skip
        if key not in self.parts:
            self.parts[key] = MODES[settings.mode].part(port, usable, settings, node, large)
        return self.parts[key]


class Catalogue:
    """Services by what packets are sent to."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._known: dict[tuple[str, str], Known] = {}
        self._counts: dict[tuple[str, str], int] | None = None
        self._total = 0
        self._changed: set[tuple[str, str]] = set()
        store.index(BY_DESTINATION, "Service", _destinations)
        store.index(BY_SERVICE, "EndpointSlice", _service_of)
        store.observe(self._observe)

    def learn_from(self, other: Catalogue) -> None:
        """Take over what a catalogue of the store that ours was forked from has derived."""
        self._known.update(other._known)
        if other._counts is not None and other.store.revision == self.store.revision:
            self._counts, self._total, self._changed = dict(other._counts), other._total, set(other._changed)

    def known(self, service: Object) -> Known:
        key = (service["metadata"]["namespace"], service["metadata"]["name"])
        slices = self.store.lookup(BY_SERVICE, key)
        found = self._known.get(key)
        if found is None or not found.is_of(service, slices):
            found = self._known[key] = Known(service, slices)
        return found

    def everything(self) -> Iterator[Known]:
        return map(self.known, self.store.iterate("Service"))

    def behind(self, packet: Packet) -> list[Known]:
        """The Services with a rule that this packet's destination may match."""
        keys = (
            ("address", packet.destination, packet.protocol, packet.port),
            ("cluster-ip", packet.destination),
            ("node-port", packet.protocol, packet.port),
        )
        found: dict[tuple[str, str], Object] = {}
        for key in keys:
            for service in self.store.lookup(BY_DESTINATION, key):
                found[service["metadata"]["namespace"], service["metadata"]["name"]] = service
        return [self.known(service) for service in found.values()]

    # -- the number of endpoints, on which the form of iptables rules depends

    def count(self) -> int:
        """All endpoints of all service ports (IPv4), ready or not. Counted anew only where something changed."""
        if self._counts is None:
            self._counts = {}
            self._changed = {
                (item["metadata"]["namespace"], item["metadata"]["name"]) for item in self.store.iterate("Service")
            }
        for key in self._changed:
            service = self.store.get("Service", *key)
            self._total -= self._counts.pop(key, 0)
            if service is not None:
                self._counts[key] = self._count_of(service, key)
                self._total += self._counts[key]
        self._changed.clear()
        return self._total

    def _count_of(self, service: Object, key: tuple[str, str]) -> int:
        """Counted in the objects themselves: of most Services nobody ever wants more than this number."""
        if not is_proxied(service):
            return 0
        ports = {(port.get("name") or "", port.get("protocol") or "TCP") for port in service["spec"].get("ports") or ()}
        found = {
            (port.get("name"), port.get("protocol"), port["port"], endpoint["addresses"][0])
            for item in self.store.lookup(BY_SERVICE, key)
            if item.get("addressType") == "IPv4"
            for port in item.get("ports") or ()
            if port.get("port") is not None and (port.get("name") or "", port.get("protocol") or "TCP") in ports
            for endpoint in item.get("endpoints") or ()
            if endpoint.get("addresses")
        }
        return len(found)

    def _observe(self, change: Change) -> None:
        if change.kind == "Service" and change.new is None:
            self._known.pop((change.namespace, change.name), None)
        if self._counts is None:
            return
        if change.kind == "Service":
            self._changed.add((change.namespace, change.name))
        elif change.kind == "EndpointSlice":
            both: Iterable[Object] = filter(None, (change.old, change.new))
            self._changed.update(key for item in both for key in _service_of(item))
