"""Cluster IPs and node ports: which are free, which one is next.

The store is the truth: an address is taken if an IPAddress or a Service has it, a port if a Service has
it. So a fork needs no copy of an allocator, and a refused request leaves nothing to give back.

Models: pkg/registry/core/service/ipallocator, pkg/registry/core/service/portallocator
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ipaddress import ip_network

from playground.cluster.apiserver.validation.addresses import IP, Network, parse_ip
from playground.cluster.config import Config, Names
from playground.cluster.objects.kinds import Object
from playground.cluster.store import Store

_ADDRESSES, _PORTS = "services by cluster ip", "services by node port"
_TAKEN = "provided IP is already allocated"
_DUMMY_PORT = 32769


class RangeFullError(Exception):
    """Nothing is free."""

    def __init__(self) -> None:
        super().__init__("range is full")


def family(address: IP) -> str:
    return f"IPv{address.version}"


def _addresses_of(service: Object) -> Iterable[str]:
    spec = service.get("spec") or {}
    return [] if spec.get("type") == "ExternalName" else [ip for ip in spec.get("clusterIPs") or [] if ip != "None"]


def node_ports(service: Object) -> list[int]:
    """The node ports of a Service, without the health check's."""
    ports = (service.get("spec") or {}).get("ports") or []
    return [port["nodePort"] for port in ports if port.get("nodePort")]


def _ports_of(service: Object) -> set[int]:
    health = (service.get("spec") or {}).get("healthCheckNodePort")
    return {*node_ports(service), *([health] if health else [])}


class Pools:
    """What is free, seen by one request, and what it has taken so far."""

    def __init__(self, store: Store, names: Names, config: Config, dry_run: bool = False) -> None:
        store.index(_ADDRESSES, "Service", _addresses_of)
        store.index(_PORTS, "Service", _ports_of)
        self._store, self._names, self._config, self.dry_run = store, names, config, dry_run
        self._ips: set[str] = set()
        self._ports: list[int] = []

    @property
    def families(self) -> list[str]:
        """The cluster's families, the default first."""
        return list(dict.fromkeys(family(network.network_address) for network in self._configured()))

    # -- addresses

    def take_ip(self, text: str) -> str | None:
        """Take the address given, or say why not. A dry run asks one range of the family, and not who has what.

        Models: cidrallocator.go MetaAllocator.getAllocator, DryRun; ipallocator.go allocateService
        """
        address = parse_ip(text)
        assert address is not None
        networks = [each for each in self._networks() if each.version == address.version]
        if self.dry_run:
            if networks and _usable(networks[0], address):
                return None
            return f"the provided IP ({address}) is not in the valid range. The range of valid IPs is {networks[0]}"
        if not any(_usable(each, address) for each in networks):
            return "the provided network does not match the current range"
        if not self._is_free(str(address)):
            return _TAKEN
        self._ips.add(str(address))
        return None

    def next_ip(self, wanted: str) -> str:
        """A free address of a family: from the upper band, from the lower one when that is full.

        Models: ipallocator.go AllocateNextService, calculateRangeOffset
        """
        for network in self._networks():
            if family(network.network_address) != wanted:
                continue
            if self.dry_run:
                return str(network.network_address)
            first, last = _first(network), _last(network)
            band = first + band_size(network.num_addresses, 16, 256)
            for low, high in ((band, last), (first, band - 1)):
                start = self._names.draw("cluster ip")
                found = next((ip for ip in _around(low, high, start) if self._is_free(_text(network, ip))), None)
                if found is not None:
                    self._ips.add(_text(network, found))
                    return _text(network, found)
        raise RangeFullError

    def _is_free(self, text: str) -> bool:
        held = self._store.get("IPAddress", "", text) or self._store.lookup(_ADDRESSES, text)
        return not held and text not in self._ips

    def _configured(self) -> Iterator[Network]:
        return (ip_network(cidr) for cidr in self._config.service_cidrs)

    def _networks(self) -> list[Network]:
        """The ranges of the flags and of the ServiceCIDR objects that are ready."""
        added = (
            ip_network(cidr)
            for each in self._store.iterate("ServiceCIDR")
            if _is_ready(each)
            for cidr in (each.get("spec") or {}).get("cidrs") or []
        )
        return list(dict.fromkeys((*self._configured(), *added)))

    # -- ports

    def take_port(self, number: int) -> str | None:
        """Take the port given, or say why not. A dry run does not look at the range.

        Models: portallocator/operation.go PortAllocationOperation.Allocate
        """
        low, high = self._config.node_port_range
        if not self.dry_run and not low <= number <= high:
            return f"provided port is not in the valid range. The range of valid ports is {low}-{high}"
        if not self._port_is_free(number):
            return "provided port is already allocated"
        self._ports.append(number)
        return None

    def next_port(self) -> int:
        low, high = self._config.node_port_range
        if self.dry_run:
            self._ports.append(max(self._ports) + 1 if self._ports else _DUMMY_PORT)
            return self._ports[-1]
        band = low + band_size(high - low + 1, 32, 128)
        for bottom, top in ((band, high), (low, band - 1)):
            start = self._names.draw("node port")
            found = next((port for port in _around(bottom, top, start) if self._port_is_free(port)), None)
            if found is not None:
                self._ports.append(found)
                return found
        raise RangeFullError

    def _port_is_free(self, number: int) -> bool:
        return number not in self._ports and not self._store.lookup(_PORTS, number)


def band_size(size: int, step: int, largest: int) -> int:
    """How much of a range is kept for values that users choose: `min(max(16, size/step), largest)`, none of 16."""
    return 0 if size <= 16 else min(max(16, size // step), largest)


def _around(low: int, high: int, start: int) -> Iterator[int]:
    size = high - low + 1
    return ((low + (start + step) % size) for step in range(size)) if size > 0 else iter(())


def _is_ready(service_cidr: Object) -> bool:
    """Without a condition it counts as ready. Models: cidrallocator.go isReady"""
    conditions = (service_cidr.get("status") or {}).get("conditions") or []
    verdicts = [each.get("status") for each in conditions if each.get("type") == "Ready"]
    return "deletionTimestamp" not in service_cidr["metadata"] and verdicts in ([], ["True"])


def _usable(network: Network, address: IP) -> bool:
    """Inside, and neither the network's own address nor the broadcast address."""
    return address in network and _first(network) <= int(address) <= _last(network)


def _first(network: Network) -> int:
    return int(network.network_address) + 1


def _last(network: Network) -> int:
    """IPv4 keeps the broadcast address back."""
    return int(network.broadcast_address) - (1 if network.version == 4 else 0)


def _text(network: Network, number: int) -> str:
    return str(type(network.network_address)(number))
