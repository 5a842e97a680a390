"""What travels, what happened to it and which field decided that: the words that rules, records and traces share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Packet:
    """Protocol, addresses and ports as they are on the wire at one moment."""

    protocol: str  # TCP, UDP, SCTP, ICMP
    source: str
    source_port: int
    destination: str
    port: int


@dataclass(frozen=True, slots=True)
class Origin:
    """A field of an object that decided something: `Origin("Service", "shop", "web", ("spec", "ports", 0, "targetPort"))`.
    The line of the learner's file is looked up with simulation.Cluster.locate(origin)."""

    kind: str
    namespace: str
    name: str
    path: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened at one place: `code` (`dns.question`, `rule.match`, `dnat`, `listen` ...) with parameters."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)
    origins: tuple[Origin, ...] = ()
    rule: str = ""  # the rule that matched, as iptables-save or nft prints it
