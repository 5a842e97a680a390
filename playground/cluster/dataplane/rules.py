"""Rules as data: conditions, actions and map elements, the same words for iptables and nftables.

A rule holds no text. iptables.py and nftables.py make the rules of a service port and print them; walk.py sends a
packet through them. Every rule that matters to a reader has a code and the fields that begot it:

| code | the rule ... |
|---|---|
| `entry.cluster-ip`, `entry.external-ip`, `entry.load-balancer`, `entry.node-port` | is where a packet to that address meets the Service |
| `mark.all`, `mark.not-local`, `mark.external`, `mark.local` | marks for masquerading: everything; cluster IP traffic from other than pods; traffic from outside; traffic of the node itself |
| `external.cluster`, `external.local` | sends external traffic to all endpoints, or to those of this node |
| `external.pod`, `external.node` | lets pods and the node itself use all endpoints, though the policy is Local |
| `balance.remembered`, `balance.pick` | takes the endpoint remembered for the client, or one at random |
| `hairpin` | masquerades what a pod sends to itself |
| `dnat` | rewrites the destination |
| `masquerade` | rewrites the source |
| `firewall.allow`, `firewall.pass`, `firewall.drop` | applies loadBalancerSourceRanges |
| `no-endpoints`, `no-local-endpoints` | rejects or drops because nobody is there |
| `cluster-ip.reject`, `cluster-range.drop` | refuses other ports of cluster IPs, drops free addresses (nftables) |
| `localnet.drop`, `health-check.accept` | guards 127.0.0.0/8, opens the health check port |
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playground.cluster.objects.flow import Origin

# -- conditions


@dataclass(frozen=True, slots=True)
class From:
    """The source lies in one of these ranges (or, negated, in none)."""

    ranges: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class To:
    ranges: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class FromInterface:
    """The packet came in by an interface of this name; by one that begins so, if `prefix`."""

    name: str
    prefix: bool = False
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Port:
    """Protocol and destination port; any port if `number` is 0."""

    protocol: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Comment:
    """Always holds. Where it stands among the conditions is where iptables prints it."""

    text: str


@dataclass(frozen=True, slots=True)
class FromLocal:
    """The source is an address of this node."""


@dataclass(frozen=True, slots=True)
class ToLocal:
    """The destination is an address of this node."""


@dataclass(frozen=True, slots=True)
class Marked:
    wanted: bool = True


@dataclass(frozen=True, slots=True)
class ConnectionState:
    """conntrack's state is one of these names (or, negated, none). A walked packet is NEW, and DNAT once translated."""

    names: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Chance:
    """One in `of`."""

    of: int


@dataclass(frozen=True, slots=True)
class Remembered:
    """The source is in this list or set of remembered clients, not longer ago than `seconds`."""

    memory: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Counted:
    """Counts what passes (nfacct). Always holds."""

    counter: str


@dataclass(frozen=True, slots=True)
class InSet:
    """These parts of the packet are in a set: ("daddr",), ("saddr", "daddr", "proto", "port")."""

    name: str
    parts: tuple[str, ...]


Condition = (
    From | To | FromInterface | Port | Comment | FromLocal | ToLocal | Marked | ConnectionState | Chance | Remembered
    | Counted | InSet
)  # fmt: skip

# -- actions


@dataclass(frozen=True, slots=True)
class Jump:
    """Go through another chain and come back here."""

    chain: str


@dataclass(frozen=True, slots=True)
class Goto:
    """Go through another chain and come back to where this one was jumped from."""

    chain: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The end of the walk through this hook: accept, drop, reject; `return` ends only the chain."""

    word: str


@dataclass(frozen=True, slots=True)
class SetMark:
    """Put on the mark that asks for masquerading, or take it off."""

    on: bool = True


@dataclass(frozen=True, slots=True)
class Dnat:
    address: str
    port: int
    endpoint: str = ""
    origins: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class DnatAny:
    """One of these destinations, each with the same probability."""

    choices: tuple[Dnat, ...]


@dataclass(frozen=True, slots=True)
class GotoAny:
    """One of these chains, each with the same probability."""

    choices: tuple[Goto, ...]


@dataclass(frozen=True, slots=True)
class Lookup:
    """What a verdict map says for these parts of the packet; nothing if it has no such element."""

    map: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remember:
    """Remember the source as a client of this endpoint."""

    memory: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Masquerade:
    """The source becomes the address of the interface that the packet leaves by."""


Action = Jump | Goto | Verdict | SetMark | Dnat | DnatAny | GotoAny | Lookup | Remember | Masquerade

# -- rules


@dataclass(frozen=True, slots=True)
class Rule:
    """`table` is '' where there is but one. `last` rules stand behind those of all Services in a shared chain."""

    table: str
    chain: str
    conditions: tuple[Condition, ...]
    actions: tuple[Action, ...]
    code: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    origins: tuple[Origin, ...] = ()
    last: bool = False


@dataclass(frozen=True, slots=True)
class Element:
    """An element of a set (no verdict) or of a verdict map."""

    name: str
    key: tuple[str, ...]
    verdict: Action | None = None
    comment: str = ""
    code: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    origins: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class Chain:
    """`head` are lines that stand before its rules (a base chain's hook); `policy` is '-' for an ordinary chain."""

    table: str
    name: str
    policy: str = "-"
    head: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedSet:
    """A set or map with its declaration, line by line."""

    name: str
    lines: tuple[str, ...]
    is_map: bool = False
    origins: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """What one service port, or the frame, adds to a ruleset."""

    chains: tuple[Chain, ...] = ()
    rules: tuple[Rule, ...] = ()
    sets: tuple[NamedSet, ...] = ()
    elements: tuple[Element, ...] = ()
