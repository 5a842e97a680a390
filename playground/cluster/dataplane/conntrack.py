"""What nodes remember of traffic: clients with affinity, and flows that were translated.

User traffic is state of the simulation, not of the store: a trace reads it and says what it would add; only
`keep` adds it. Cheap to fork; a fork changes nothing in its original.

Models: xt_recent.c (ip_pkt_list, 100 sources a list), nf_tables dynamic sets, nf_conntrack; pkg/proxy/conntrack/cleanup.go
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from playground.cluster.objects.flow import Packet

RECENT_LIST = 100
"""The `recent` module keeps this many sources a list and forgets the one seen longest ago."""

LIFETIME = {"UDP": 120.0, "TCP": 86400.0, "SCTP": 86400.0, "ICMP": 30.0}
"""Seconds that a flow with traffic in both directions is remembered after its last packet."""


@dataclass(frozen=True, slots=True)
class Client:
    """A source that a node remembers for an endpoint: `memory` is the list's or set's name."""

    node: str
    memory: str
    source: str


@dataclass(frozen=True, slots=True)
class Flow:
    """A connection as a node first saw it, and what became of it."""

    node: str
    packet: Packet
    translated: Packet
    masquerade: bool
    endpoint: str


Memory = Client | Flow


@dataclass(slots=True)
class Conntrack:
    """All nodes' memory, by node. Times are logical seconds; `changes` counts what was kept or forgotten."""

    clients: dict[tuple[str, str], dict[str, float]] = field(default_factory=dict)
    flows: dict[tuple[str, Packet], tuple[Flow, float]] = field(default_factory=dict)
    changes: int = 0

    def fork(self) -> Conntrack:
        return Conntrack({key: dict(seen) for key, seen in self.clients.items()}, dict(self.flows))

    def clear(self) -> None:
        self.changes += 1
        self.clients.clear()
        self.flows.clear()

    def remembers(self, node: str, memory: str, source: str, seconds: int, now: float) -> bool:
        seen = self.clients.get((node, memory), _NOBODY).get(source)
        return seen is not None and now - seen <= seconds

    def flow(self, node: str, packet: Packet, now: float) -> Flow | None:
        """The flow that a packet belongs to, if the node knows its addresses and ports already."""
        if not packet.source_port:
            return None
        found = self.flows.get((node, packet))
        if found is None or now - found[1] > LIFETIME.get(packet.protocol, 600.0):
            return None
        return found[0]

    def keep(self, memories: Iterable[Memory], now: float) -> None:
        """What a connection that was really made leaves behind. At the same instant the same leaves nothing new."""
        for memory in memories:
            if isinstance(memory, Flow):
                if self.flows.get((memory.node, memory.packet)) != (memory, now):
                    self.changes += 1
                    self.flows[memory.node, memory.packet] = (memory, now)
                continue
            seen = self.clients.setdefault((memory.node, memory.memory), {})
            if seen.get(memory.source) == now and next(reversed(seen)) == memory.source:
                continue
            self.changes += 1
            seen.pop(memory.source, None)
            seen[memory.source] = now
            if memory.memory.startswith("KUBE-SEP-") and len(seen) > RECENT_LIST:
                del seen[next(iter(seen))]


_NOBODY: dict[str, float] = {}
