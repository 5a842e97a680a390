"""What a command wants of the world: it yields a wish and is sent the answer. The simulation fulfils them.

| wish | answer |
|---|---|
| `Dial` | `Dialled` |
| `Resolve` (as getaddrinfo: hosts file, search path) | `Resolved` |
| `Query` (one question to one server, as dig asks it) | `Queried` |
| `Sleep` | None, when the time is over |
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from playground.cluster.containers.replies import HttpReply, HttpRequest
from playground.cluster.dns.records import Answer


class Outcome(StrEnum):
    """How an attempt to reach somebody ends, as the sender's kernel tells it."""

    ANSWERED = "answered"
    REFUSED = "refused"  # RST or ICMP port unreachable
    SILENT = "silent"  # nothing ever comes back
    UNREACHABLE = "unreachable"  # no route to host


@dataclass(frozen=True, slots=True)
class Dial:
    """Connect to an address (or send it a datagram or an echo request) and say something: HTTP, or bytes."""

    protocol: str  # TCP, UDP, SCTP, ICMP
    address: str
    port: int = 0
    request: HttpRequest | None = None
    data: str = ""
    source_port: int = 0
    tls: bool = False


@dataclass(frozen=True, slots=True)
class Dialled:
    """`reply` is an HTTP answer; `text` what came back of anything else. `http`: the other side speaks HTTP."""

    outcome: Outcome
    reply: HttpReply | None = None
    text: str = ""
    source: str = ""  # the own address on the wire
    tls: bool = False


@dataclass(frozen=True, slots=True)
class Resolve:
    name: str
    types: tuple[str, ...] = ("A", "AAAA")


@dataclass(frozen=True, slots=True)
class Resolved:
    rcode: str  # NOERROR, NXDOMAIN, SERVFAIL
    addresses: tuple[str, ...] = ()
    canonical: str = ""  # the name that has the addresses, without its final dot


@dataclass(frozen=True, slots=True)
class Query:
    name: str  # absolute
    type: str
    server: str = ""  # an address; '' for the first of resolv.conf
    tcp: bool = False


@dataclass(frozen=True, slots=True)
class Queried:
    """`answer` is None if the server did not answer (`outcome` says how)."""

    server: str
    answer: Answer | None = None
    outcome: Outcome = Outcome.ANSWERED


@dataclass(frozen=True, slots=True)
class Sleep:
    seconds: float


Wish = Dial | Resolve | Query | Sleep

T = TypeVar("T")
Talk = Generator[Wish, Any, T]
"""A computation that wishes on its way to a result."""
