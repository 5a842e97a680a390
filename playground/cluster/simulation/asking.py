"""A question from its first DNS query to the last reply: name resolution, then the connection, then what was answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from playground.cluster.config import Clock, Config, Names
from playground.cluster.containers.replies import HttpRequest, reply, say
from playground.cluster.containers.runtime import ContainerRuntime
from playground.cluster.dataplane import Conntrack, Dataplane
from playground.cluster.dns.records import as_ip
from playground.cluster.dns.server import DnsServer
from playground.cluster.objects.kinds import Object
from playground.cluster.simulation.ingress import Ingresses
from playground.cluster.store import Store
from playground.cluster.trace.diagnose import diagnose
from playground.cluster.trace.model import Branch, Disposition, Hop, Lookup, Origin, Step, Target, Trace
from playground.cluster.trace.packet import PacketWalker
from playground.cluster.trace.query import ADDRESS_TYPES, lookup
from playground.cluster.trace.question import BALANCER

PROTOCOLS = {"http": "TCP", "https": "TCP", "tcp": "TCP", "udp": "UDP", "sctp": "SCTP", "ping": "ICMP"}


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

    def address_of(self, place: str) -> str:
        """The address that packets from a place carry."""
        source = self.walker.source(place)
        return source.address or self.dataplane.node(source.node).primary(4)

    def ask(self, place: str, target: Target) -> Trace:
        """One question. Every branch of every choice is in the trace; one is taken, and leaves its memory behind."""
        trace = self._ask(place, target)
        branch = trace.branch
        if branch is not None:
            self.traffic.keep(branch.remembers, self.clock.now)
            trace = self._answered(trace, branch)
        return replace(trace, diagnosis=diagnose(self, trace))

    def _ask(self, place: str, target: Target) -> Trace:
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
        taken = self._take(branches)
        return Trace(place, target, found, branches, taken, branches[taken].disposition)

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

    def _take(self, branches: Sequence[Branch]) -> int:
        """Which branch this request takes: drawn by the probabilities, from the cluster's own names."""
        if len(branches) == 1:
            return 0
        point, passed = Fraction(self.names.draw("branch"), 1 << 256), Fraction(0)
        for number, branch in enumerate(branches):
            passed += branch.probability
            if point < passed:
                return number
        return len(branches) - 1

    def _answered(self, trace: Trace, branch: Branch) -> Trace:
        """What came back: the status and body of the answer."""
        if branch.disposition is not Disposition.DELIVERED:
            return trace
        refused = self.ingresses.own_answer(branch)
        if refused:
            return replace(trace, status=refused, body=f"{refused}\n")
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
