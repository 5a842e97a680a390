"""Addresses as kube-proxy compares and prints them. Addresses are canonical texts; a family is 4 or 6."""

from __future__ import annotations

from functools import lru_cache

from playground.cluster.apiserver.validation.addresses import Network, parse_ip, read_cidr


@lru_cache(maxsize=65536)
def canonical(text: str) -> str:
    """The canonical form of an address (sloppy forms are read), or '' if it is none."""
    ip = parse_ip(text.strip())
    return str(ip) if ip else ""


@lru_cache(maxsize=65536)
def family(text: str) -> int:
    """4 or 6 for an address or a CIDR; 0 for anything else."""
    ip = parse_ip(text)
    if ip is not None:
        return ip.version
    found = network(text)
    return found.version if found else 0


@lru_cache(maxsize=4096)
def network(text: str) -> Network | None:
    found = read_cidr(text.strip())
    return found.network if found else None


@lru_cache(maxsize=65536)
def inside(address: str, cidr: str) -> bool:
    """Whether an address lies in a CIDR (or equals an address written without a length)."""
    ip = parse_ip(address)
    if ip is None:
        return False
    found = network(cidr)
    if found is None:
        return canonical(cidr) == str(ip)
    return ip.version == found.version and ip in found


def is_loopback(address: str) -> bool:
    ip = parse_ip(address)
    return ip is not None and ip.is_loopback


def host_port(address: str, port: int) -> str:
    """`10.244.1.5:80`, `[fd00::5]:80`: the identity of an endpoint, and how it is printed."""
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def single(address: str) -> str:
    """An address as iptables-save prints it: `10.0.0.1/32`."""
    return address if "/" in address else f"{address}/{128 if ':' in address else 32}"


def of_family(texts: str | tuple[str, ...] | list[str], wanted: int) -> list[str]:
    """The CIDRs or addresses of one family; a text may list several, with commas."""
    items = texts.split(",") if isinstance(texts, str) else texts
    return [item.strip() for item in items if family(item.strip()) == wanted]
