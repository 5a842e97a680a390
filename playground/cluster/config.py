"""What a cluster is told by its administrator's flags rather than by objects, and its logical clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any
from uuid import UUID

EPOCH = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
"""The logical instant at which a new cluster starts, in seconds since 1970."""

_ALPHABET = "bcdfghjklmnpqrstvwxz2456789"


@dataclass(frozen=True, slots=True)
class ExternalHost:
    """A host outside the cluster: its addresses and what it listens on."""

    name: str
    addresses: tuple[str, ...]
    tcp: tuple[int, ...] = ()
    udp: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Config:
    """The flags of the control plane, kube-proxy and CoreDNS, and the world outside the cluster."""

    service_cidrs: tuple[str, ...] = ("10.96.0.0/16",)
    node_port_range: tuple[int, int] = (30000, 32767)
    cluster_domain: str = "cluster.local"
    cluster_cidr: str = "10.244.0.0/16"
    dns_address: str = "10.96.0.10"
    proxy_mode: str = "iptables"  # or nftables
    masquerade_all: bool = False
    masquerade_bit: int = 14
    detect_local_mode: str = "ClusterCIDR"  # or NodeCIDR, BridgeInterface, InterfaceNamePrefix
    detect_local_interface: str = ""  # the bridge, or the prefix of the names
    localhost_node_ports: bool = True
    node_port_addresses: tuple[str, ...] = ()
    load_balancer: bool = True
    load_balancer_after: float = 2.0  # logical seconds until an address is given
    load_balancer_pool: str = "203.0.113.128/25"
    ingress_address: str = "203.0.113.10"  # of the simulated ingress controller
    client_address: str = "192.168.1.100"  # the client outside, on the nodes' own segment
    routes: tuple[tuple[str, str], ...] = ()  # static routes of the client outside: (CIDR, node)
    hosts: tuple[ExternalHost, ...] = ()
    containers: Mapping[str, Any] = field(default_factory=dict)  # pod name pattern -> {"listens": [{"port", "protocol", "reply"}]}
    run_kubelet: bool = True  # False: phases, conditions and addresses are only what requests say
    run_scheduler: bool = True
    seed: str = "playground"


@dataclass(slots=True)
class Clock:
    """Logical time, in seconds since 1970. Nothing in the model reads any other clock."""

    now: float = EPOCH

    def stamp(self) -> str:
        """Now as metav1.Time prints it: `2026-01-01T00:00:02Z`."""
        return stamp(self.now)


def stamp(instant: float) -> str:
    return _stamp(int(instant))


@lru_cache(1024)
def _stamp(instant: int) -> str:
    return datetime.fromtimestamp(instant, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(slots=True)
class Names:
    """The source of everything that a real server draws at random: UIDs, name suffixes, free ports.

    Deterministic: a hash of the seed, the purpose and a counter per purpose.
    """

    seed: str = "playground"
    counters: dict[str, int] = field(default_factory=dict)

    def draw(self, purpose: str) -> int:
        """The next 256-bit number for a purpose."""
        count = self.counters[purpose] = self.counters.get(purpose, 0) + 1
        return int.from_bytes(sha256(f"{self.seed}/{purpose}/{count}".encode()).digest(), "big")

    def suffix(self, purpose: str, length: int = 5) -> str:
        """The random end of a generated name, in the alphabet of apimachinery/pkg/util/rand."""
        number, text = self.draw(purpose), ""
        for _ in range(length):
            number, digit = divmod(number, len(_ALPHABET))
            text += _ALPHABET[digit]
        return text

    def uid(self) -> str:
        return str(UUID(int=self.draw("uid") >> 128, version=4))

    def fork(self) -> Names:
        return Names(self.seed, dict(self.counters))


def instant(text: str) -> float:
    """The seconds since 1970 of a metav1.Time or MicroTime; 0.0 for an empty text."""
    return datetime.fromisoformat(text).timestamp() if text else 0.0
