"""A question from its first DNS query to the last reply: name resolution, then the connection, then what was answered.

All ways that a question can go follow from the state alone. So they are kept until the state changes, from the second
time on that somebody asks (most ask once); which of them a request takes is drawn each time.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import accumulate

from playground.cluster.config import Clock, Config, Names
from playground.cluster.containers.replies import HttpRequest, reply, say
from playground.cluster.containers.runtime import ContainerRuntime
from playground.cluster.dataplane import Conntrack, Dataplane
from playground.cluster.dns.records import as_ip
from playground.cluster.dns.server import DnsServer
from playground.cluster.objects.kinds import Object
from playground.cluster.simulation.health import health
from playground.cluster.simulation.ingress import Ingresses
from playground.cluster.store import Store
from playground.cluster.trace.diagnose import diagnose
from playground.cluster.trace.model import Branch, Disposition, Hop, Lookup, Origin, Step, Target, Trace
from playground.cluster.trace.packet import PacketWalker
from playground.cluster.trace.query import ADDRESS_TYPES, lookup
from playground.cluster.trace.question import BALANCER

PROTOCOLS = {"http": "TCP", "https": "TCP", "tcp": "TCP", "udp": "UDP", "sctp": "SCTP", "ping": "ICMP"}

MOST_KEPT = 100
"""So many different questions are kept; with one more all are forgotten."""

DRAWN = 1 << 256
"""`Names.draw` gives a number below this."""


@dataclass(slots=True)
class _Question:
    """A question with all its ways: where each way's share of what is drawn ends, and the traces told so far."""

    trace: Trace
    ends: tuple[int, ...]
    told: dict[int, Trace] = field(default_factory=dict)

    @classmethod
    def of(cls, trace: Trace) -> _Question:
        sums = accumulate(branch.probability for branch in trace.branches)
        return cls(trace, tuple(-(-sum_.numerator * DRAWN // sum_.denominator) for sum_ in sums))


class Asker:
    """Asks for a cluster. `traffic` is what earlier connections left behind."""

    def __init__(
        self, store: Store, config: Config, clock: Clock, names: Names, dataplane: Dataplane, dns: DnsServer,
        runtime: ContainerRuntime,
    ) -> None:  # fmt: skip
        self.store, self.config, self.clock, self.names = store, config, clock, names
        self.dataplane, self.dns, self.runtime = dataplane, dns, runtime
        self.walker = PacketWalker(store, config, dataplane, runtime)
        self.ingresses = Ingresses(store, config, self.walker)
        self.traffic = Conntrack()
        self._kept: dict[tuple[str, Target], _Question | None] = {}
        self._kept_for: tuple[tuple[float, ...], Conntrack] = ((), self.traffic)

    def address_of(self, place: str) -> str:
        """The address that packets from a place carry."""
        source = self.walker.source(place)
        return source.address or self.dataplane.node(source.node).primary(4)

    def ask(self, place: str, target: Target) -> Trace:
        """One question. Every branch of every choice is in the trace; one is taken, and leaves its memory behind."""
        question = self._question(place, target)
        taken = self._take(question)
        trace = question.told.get(taken)
        if trace is None:
            trace = question.told[taken] = self._told(question.trace, taken)
        if trace.branch is not None:
            self.traffic.keep(trace.branch.remembers, self.clock.now)
        return trace

    def _question(self, place: str, target: Target) -> _Question:
        """Walked anew unless nothing has changed since: no object, no memory of traffic, no instant."""
        state = (self.store.revision, self.clock.now, self.traffic.changes)
        if self._kept_for[0] != state or self._kept_for[1] is not self.traffic or len(self._kept) >= MOST_KEPT:
            self._kept.clear()
            self._kept_for = (state, self.traffic)
        key = (place, target)
        question = self._kept.get(key)
        if question is None:
            question = _Question.of(self._walk(place, target))
            self._kept[key] = question if key in self._kept else None
        return question

    def _told(self, trace: Trace, taken: int) -> Trace:
        """The trace of one way: what came back, and what is wrong with it."""
        if trace.branches:
            branch = trace.branches[taken]
            trace = self._answered(replace(trace, taken=taken, disposition=branch.disposition), branch)
        return replace(trace, diagnosis=diagnose(self, trace))

    def _walk(self, place: str, target: Target) -> Trace:
        """All ways; the first one stands for the one that is taken."""
        if target.scheme == "dns":
            return self._resolve(place, target)
        found: Lookup | None = None
        if target.host.startswith(BALANCER):
            addresses: Sequence[str] = self._balancer(target.host.removeprefix(BALANCER))
            if not addresses:
                return self._pending(place, target)
        elif as_ip(target.host) is not None:
            addresses = [target.host]
        else:
            found = self.ingresses.lookup(place, target.host) or lookup(self, place, target.host, ADDRESS_TYPES)
            addresses = found.addresses
            if not addresses:
                return Trace(place, target, found, (), 0, _missing(found))
        branches = self._connect(place, target, _of_first_family(addresses))
        return Trace(place, target, found, branches, 0, branches[0].disposition)

    def _resolve(self, place: str, target: Target) -> Trace:
        types = ("A", "AAAA", "CNAME", "SRV", "TXT") if target.query_type == "ANY" else (target.query_type,)
        found = lookup(self, place, target.host, types)
        answered = any(question["answers"] for question in found.questions if question["rcode"] == "NOERROR")
        disposition = Disposition.DELIVERED if found.addresses or answered else _missing(found)
        return Trace(place, target, found, (), 0, disposition)

    def _connect(self, place: str, target: Target, addresses: Sequence[str]) -> tuple[Branch, ...]:
        """Several addresses are a choice of the client's: each is as likely."""
        branches: list[Branch] = []
        for address in addresses:
            ways = self.ingresses.connect(place, target, address) or self.walker.connect(
                place, address, target.port, PROTOCOLS[target.scheme], conntrack=self.traffic, now=self.clock.now
            )
            share = Fraction(1, len(addresses))
            choice = (Hop(place, (Step("client.pick", {"address": address, "of": len(addresses)}),)),)
            for way in ways:
                hops = choice + way.hops if len(addresses) > 1 else way.hops
                branches.append(replace(way, probability=way.probability * share, hops=hops))
        return tuple(branches)

    def _take(self, question: _Question) -> int:
        """Which branch this request takes: drawn by the probabilities, from the cluster's own names."""
        if len(question.ends) < 2:
            return 0
        drawn = bisect_right(question.ends, self.names.draw("branch"))
        return min(drawn, len(question.ends) - 1)

    def _answered(self, trace: Trace, branch: Branch) -> Trace:
        """What came back: the status and body of the answer."""
        if branch.disposition is not Disposition.DELIVERED:
            return trace
        refused = self.ingresses.own_answer(branch)
        if refused:
            return replace(trace, status=refused, body=f"{refused}\n")
        checked = health(self.store, self.dataplane, branch.backend, branch.backend_port, trace.target.path, self.clock.now)
        if checked is not None and trace.target.scheme == "http":
            return replace(trace, status=checked.status, body=checked.body)
        if not branch.backend.startswith("pod:"):
            return replace(trace, status=200) if trace.target.scheme in ("http", "https") else trace
        namespace, _, name = branch.backend.removeprefix("pod:").partition("/")
        pod = self.store.get("Pod", namespace, name)
        protocol = PROTOCOLS[trace.target.scheme]
        listener = self.runtime.listens(pod, protocol, branch.backend_port) if pod else None
        if pod is None or listener is None:
            return trace
        if trace.target.scheme not in ("http", "https"):
            return replace(trace, body=say(listener, pod, source=branch.source_seen))
        if not listener.http:
            return replace(trace, body=say(listener, pod, source=branch.source_seen))
        request = HttpRequest(
            trace.target.path, host=trace.target.host, source=f"{branch.source_seen}:40000", at=self.clock.now
        )
        answer = reply(listener, pod, request)
        return replace(trace, status=answer.status, body=answer.body)

    # -- load balancers by their Service's name

    def _balancer(self, name: str) -> list[str]:
        service = self._service(name)
        ingress = ((service or {}).get("status", {}).get("loadBalancer") or {}).get("ingress") or []
        return [entry["ip"] for entry in ingress if entry.get("ip")]

    def _service(self, text: str) -> Object | None:
        name, _, namespace = text.partition("@")
        return self.store.get("Service", namespace or "default", name)

    def _pending(self, place: str, target: Target) -> Trace:
        """No address to send to: the Service is not there, is no load balancer, or still waits for one."""
        name, _, namespace = target.host.removeprefix(BALANCER).partition("@")
        namespace = namespace or "default"
        service = self._service(target.host.removeprefix(BALANCER))
        origin = Origin("Service", namespace, name, ("spec", "type"))
        if service is None:
            step = Step("balancer.no-service", {"service": name, "namespace": namespace})
        elif service["spec"].get("type") != "LoadBalancer":
            step = Step("balancer.wrong-type", {"service": name, "type": service["spec"].get("type")}, (origin,))
        else:
            step = Step("balancer.pending", {"service": name}, (origin,))
        branch = Branch(Fraction(1), Disposition.PENDING, (Hop(place, ()), Hop(f"lb:{namespace}/{name}", (step,))))
        return Trace(place, target, None, (branch,), 0, Disposition.PENDING)


def _missing(found: Lookup) -> Disposition:
    if found.rcode == "NXDOMAIN":
        return Disposition.NXDOMAIN
    return Disposition.NODATA if found.rcode == "NOERROR" else Disposition.TIMEOUT


def _of_first_family(addresses: Sequence[str]) -> list[str]:
    """A client goes on with the addresses of one family: IPv4 where there are any."""
    four = [address for address in addresses if ":" not in address]
    return four or list(addresses)
