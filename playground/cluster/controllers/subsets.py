"""Subsets of Endpoints: repacking by ports, and the cut at 1000 addresses.

Models: pkg/api/v1/endpoints/util.go RepackSubsets; pkg/controller/endpoint/endpoints_controller.go truncateEndpoints
"""

from __future__ import annotations

from functools import lru_cache
from math import ceil
from typing import NamedTuple

from playground.cluster.controllers.slices.ports import fnv128a
from playground.cluster.objects.kinds import Object

MAX_ADDRESSES = 1000

PortKey = tuple[str, int, str, str | None]
AddressKey = tuple[str, str]


class Mention(NamedTuple):
    """One address behind one port; a port of None stands for a Service without ports."""

    address: Object
    ready: bool
    port: Object | None


def mentions_of(subsets: list[Object]) -> list[Mention]:
    """A list of subsets, taken apart."""
    return [
        Mention(address, ready, port)
        for subset in subsets
        for port in subset.get("ports") or (None,)
        for field, ready in (("addresses", True), ("notReadyAddresses", False))
        for address in subset.get(field) or ()
    ]


def repack(mentions: list[Mention]) -> list[Object]:
    """Ports that have the same addresses in the same readiness share a subset."""
    addresses: dict[AddressKey, Object] = {}
    behind: dict[PortKey | None, dict[AddressKey, bool]] = {}
    ports: dict[PortKey | None, Object | None] = {}
    for address, ready, port in mentions:
        key = (address["ip"], (address.get("targetRef") or {}).get("uid", ""))
        addresses.setdefault(key, address)
        port_key = _port_key(port)
        ports.setdefault(port_key, port)
        seen = behind.setdefault(port_key, {})
        seen[key] = ready and seen.get(key, True)
    together: dict[frozenset[tuple[AddressKey, bool]], list[PortKey | None]] = {}
    for port_key, seen in behind.items():
        together.setdefault(frozenset(seen.items()), []).append(port_key)
    packed = [_subset(members, keys, addresses, ports) for members, keys in together.items()]
    return sorted(packed, key=lambda subset: [_rank(_port_key(port)) for port in subset.get("ports") or ()])


def _subset(
    members: frozenset[tuple[AddressKey, bool]],
    keys: list[PortKey | None],
    addresses: dict[AddressKey, Object],
    ports: dict[PortKey | None, Object | None],
) -> Object:
    subset: Object = {}
    for field, wanted in (("addresses", True), ("notReadyAddresses", False)):
        found = [addresses[key] for key, ready in sorted(members) if ready is wanted]
        if found:
            subset[field] = found
    listed = [ports[key] for key in sorted(keys, key=_rank) if ports[key] is not None]
    if listed:
        subset["ports"] = listed
    return subset


def _port_key(port: Object | None) -> PortKey | None:
    if port is None:
        return None
    return (port.get("name") or "", port["port"], port.get("protocol") or "TCP", port.get("appProtocol"))


@lru_cache(maxsize=4096)
def _rank(key: PortKey | None) -> int:
    """Ports stand in the order of a hash of each. Models: util.go hashObject"""
    if key is None:
        return -1
    name, port, protocol, app_protocol = key
    app = f"(*string){'<nil>' if app_protocol is None else app_protocol}"
    text = f"(v1.EndpointPort){{Name:(string){name} Port:(int32){port} Protocol:(v1.Protocol){protocol} AppProtocol:{app}}}"
    return fnv128a(text)


def truncate(subsets: list[Object]) -> tuple[list[Object], bool]:
    """At most 1000 addresses, ready ones first, each subset giving up its share. True if something was cut."""
    ready = sum(len(subset.get("addresses") or ()) for subset in subsets)
    unready = sum(len(subset.get("notReadyAddresses") or ()) for subset in subsets)
    if ready + unready <= MAX_ADDRESSES:
        return subsets, False
    if ready > MAX_ADDRESSES:
        return _cut(_cut(subsets, "notReadyAddresses", 0, unready), "addresses", MAX_ADDRESSES, ready), True
    return _cut(subsets, "notReadyAddresses", MAX_ADDRESSES - ready, unready), True


def _cut(subsets: list[Object], field: str, allowance: int, total: int) -> list[Object]:
    left, out = allowance, []
    for subset in subsets:
        addresses = subset.get(field) or []
        share = min(ceil(len(addresses) / total * allowance), left) if total else 0
        left -= share
        kept = {key: value for key, value in subset.items() if key != field}
        out.append(kept | {field: addresses[:share]} if share else kept)
    return [subset for subset in out if subset.get("addresses") or subset.get("notReadyAddresses")]
