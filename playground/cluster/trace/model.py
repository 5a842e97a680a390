"""A trace is a value: Trace -> hops -> steps -> one disposition, each step with its origins.

Traces carry codes and parameters, never sentences: trace/explain.py renders them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any

from playground.cluster.dataplane.conntrack import Memory
from playground.cluster.objects.flow import Origin as Origin
from playground.cluster.objects.flow import Packet as Packet
from playground.cluster.objects.flow import Step as Step


class Disposition(StrEnum):
    """How a flow ends. A closed set; trace/explain.py has one sentence for each."""

    DELIVERED = "DELIVERED"  # somebody answered
    REFUSED = "REFUSED"  # nothing listens
    REJECTED = "REJECTED"  # no endpoints: kube-proxy rejects
    DROPPED = "DROPPED"  # policy Local and nothing local, or a source range
    TIMEOUT = "TIMEOUT"  # nothing behind the address, or the reply never comes back
    NXDOMAIN = "NXDOMAIN"  # the name does not exist
    NODATA = "NODATA"  # the name exists without such a record
    EXTERNAL = "EXTERNAL"  # leaves the cluster
    PENDING = "PENDING"  # the load balancer has no address yet
    NOT_MODELLED = "NOT_MODELLED"  # said plainly


@dataclass(frozen=True, slots=True)
class Hop:
    """What happened at one place of the picture. `place` is a node id of the scene:
    `pod:ns/name`, `node:name`, `proxy:name`, `service:ns/name`, `dns`, `outside`, `lb:ns/name`, `host:name`, `network`."""

    place: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """One of the ways that a random choice can go, to its end. The probabilities of a trace's branches add up to 1."""

    probability: Fraction
    disposition: Disposition
    hops: tuple[Hop, ...]
    backend: str = ""  # place that answered: `pod:ns/name`, `host:db.example.net`; '' if nobody did
    backend_port: int = 0
    source_seen: str = ""  # source address as the backend saw it
    remembers: tuple[Memory, ...] = ()  # what nodes keep in mind if this branch is taken: for Conntrack.keep


@dataclass(frozen=True, slots=True)
class Lookup:
    """One name resolution: the questions really asked along the search path, and what came of them."""

    name: str
    hops: tuple[Hop, ...]
    rcode: str  # NOERROR, NXDOMAIN, SERVFAIL; NOERROR without addresses is NODATA
    addresses: tuple[str, ...] = ()
    questions: tuple[dict[str, Any], ...] = ()  # {"name", "type", "rcode", "authoritative", "answers", "authority", "additional": [text]}
    canonical: str = ""  # the last CNAME's target


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked for: `http://web:80/`, `tcp://db:5432`, `udp://10.96.0.10:53`, `dns:web?type=A`."""

    scheme: str  # http, https, tcp, udp, sctp, dns, ping
    host: str
    port: int = 0
    path: str = "/"
    query_type: str = "A"

    def __str__(self) -> str:
        if self.scheme == "dns":
            return f"dns:{self.host}?type={self.query_type}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}{self.path if self.scheme.startswith('http') else ''}"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A stable code such as SVC-SELECTOR-NO-MATCH with the parameters of its sentences and the fields to look at."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)
    origins: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class Trace:
    """From a source to a target: the name resolution (if there was a name), then every branch of the connection.

    `source` is a place (`pod:ns/name`, `node:name`, `outside`); `taken` numbers the branch that this request took;
    `disposition` is that of the taken branch, or of the resolution where that failed.
    """

    source: str
    target: Target
    lookup: Lookup | None
    branches: tuple[Branch, ...]
    taken: int
    disposition: Disposition
    diagnosis: Diagnosis | None = None
    status: int = 0  # HTTP status of the answer
    body: str = ""  # what the client printed of the answer

    @property
    def branch(self) -> Branch | None:
        return self.branches[self.taken] if self.branches else None

    @property
    def hops(self) -> tuple[Hop, ...]:
        """The whole way that was taken, resolution first."""
        resolution = self.lookup.hops if self.lookup else ()
        return resolution + (self.branch.hops if self.branch else ())

    def delivers(self) -> bool:
        """Every branch with a probability above zero delivers."""
        return bool(self.branches) and all(
            branch.disposition is Disposition.DELIVERED for branch in self.branches if branch.probability
        )

    def shares(self) -> dict[str, Fraction]:
        """Exact probability per backend that answers."""
        shares: dict[str, Fraction] = {}
        for branch in self.branches:
            if branch.backend:
                shares[branch.backend] = shares.get(branch.backend, Fraction(0)) + branch.probability
        return shares
