"""Addresses for pods: the next free one of the node's podCIDRs, in turn, as the host-local IPAM plugin gives them.

Models: containernetworking/plugins/plugins/ipam/host-local/backend/allocator/allocator.go
"""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network

from playground.cluster.objects.kinds import Object


def node_addresses(node: Object) -> list[str]:
    return [a["address"] for a in (node.get("status") or {}).get("addresses") or () if a.get("type") == "InternalIP"]


def pod_ranges(node: Object) -> list[str]:
    spec = node.get("spec") or {}
    return list(spec.get("podCIDRs") or ([spec["podCIDR"]] if spec.get("podCIDR") else []))


def next_address(network: str, last: str | None, taken: set[str]) -> str | None:
    """The first free address after `last`, going round; the first host address is the node's own end."""
    block: IPv4Network | IPv6Network = ip_network(network, strict=False)
    first, count = 2, min(block.num_addresses, 1 << 16) - 3
    if count <= 0:
        return None
    base = int(block.network_address)
    start = _offset(last, base, count) if last else 0
    for step in range(count):
        address = str(block.network_address + first + (start + step) % count)
        if address not in taken:
            return address
    return None


def _offset(last: str, base: int, count: int) -> int:
    position = int(ip_network(last).network_address) - base - 2
    return (position + 1) % count if 0 <= position < count else 0
