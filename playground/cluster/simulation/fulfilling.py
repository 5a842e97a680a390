"""Fulfils what commands in a container wish for: connections, lookups, questions to DNS servers.

Every connection is a trace like any other: affinity and connection tracking count.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from playground.cluster.apiserver.messages import Request
from playground.cluster.containers.replies import HttpReply, HttpRequest, say
from playground.cluster.containers.shell.wishes import (
    Dial,
    Dialled,
    Outcome,
    Queried,
    Query,
    Resolve,
    Resolved,
    Sleep,
    Wish,
)
from playground.cluster.dns.resolver import NODE_RESOLV_CONF, resolv_conf
from playground.cluster.objects.kinds import Object
from playground.cluster.simulation.health import health
from playground.cluster.simulation.serving import serve
from playground.cluster.trace.model import Branch, Disposition, Target, Trace
from playground.cluster.trace.network import place_of
from playground.cluster.trace.query import lookup

if TYPE_CHECKING:
    from playground.cluster.simulation.cluster import Cluster

SOURCE_PORT = 40000
"""The source port that servers are shown; no two connections of a client are told apart by it."""

_OUTCOMES = {
    Disposition.DELIVERED: Outcome.ANSWERED,
    Disposition.REFUSED: Outcome.REFUSED,
    Disposition.REJECTED: Outcome.REFUSED,
}
_SCHEMES = {"TCP": "tcp", "UDP": "udp", "SCTP": "sctp", "ICMP": "ping"}
_OPEN_PATHS = ("/version", "/healthz", "/livez", "/readyz")
API_SERVER = "host:kube-apiserver"


class Fulfiller:
    """Wishes of commands at one place: in a pod, or at `pod:ns/name`, `node:name`, `outside`."""

    def __init__(self, cluster: Cluster, at: Object | str, depth: int = 0) -> None:
        self.cluster, self.depth = cluster, depth
        self.place = at if isinstance(at, str) else place_of(at)

    def fulfil(self, wish: Wish) -> object:
        match wish:
            case Sleep(seconds):
                self.cluster.advance(seconds)
                return None
            case Dial():
                return self.dial(wish)
            case Resolve(name, types):
                return self.lookup(name, types)
            case Query():
                return self.query(wish)

    # -- names

    def resolve(self, host: str) -> tuple[str, ...]:
        return self.lookup(host, ("A", "AAAA")).addresses

    def lookup(self, name: str, types: tuple[str, ...]) -> Resolved:
        try:
            found = self.cluster.asker.ingresses.lookup(self.place, name) or lookup(self.cluster, self.place, name, types)
        except UnicodeError:
            return Resolved("NXDOMAIN")
        asked = [question["name"] for question in found.questions if question["answers"]]
        canonical = found.canonical or (asked[-1] if asked and found.addresses else "")
        return Resolved(found.rcode, found.addresses, canonical.rstrip("."))

    def query(self, wish: Query) -> Queried:
        """One question to one server, by a packet on the way to it."""
        cluster = self.cluster
        server = wish.server or self._own_server()
        if not server:
            return Queried("127.0.0.1", None, Outcome.REFUSED)
        if server in NODE_RESOLV_CONF.nameservers:
            return Queried(server, cluster.dns.upstream.answer(wish.name, wish.type))
        trace = cluster.asker.ask(self.place, Target("tcp" if wish.tcp else "udp", server, 53))
        if trace.disposition is Disposition.EXTERNAL:
            return Queried(server, cluster.dns.upstream.answer(wish.name, wish.type))
        branch = trace.branch
        if trace.disposition is not Disposition.DELIVERED or branch is None:
            return Queried(server, None, _OUTCOMES.get(trace.disposition, Outcome.SILENT))
        pod = self._pod(branch.backend)
        listener = cluster.runtime.listens(pod, "TCP" if wish.tcp else "UDP", branch.backend_port) if pod else None
        if listener is not None and listener.program == "dns":
            return Queried(server, cluster.dns.answer(wish.name, wish.type))
        if pod is None and branch.backend.startswith("host:"):
            return Queried(server, cluster.dns.upstream.answer(wish.name, wish.type))
        return Queried(server, None, Outcome.SILENT)

    def _own_server(self) -> str:
        """The first server of the place's resolv.conf."""
        if not self.place.startswith("pod:"):
            return NODE_RESOLV_CONF.nameservers[0]
        pod = self._pod(self.place)
        return next(iter(resolv_conf(pod, self.cluster.config).nameservers), "") if pod else ""

    # -- connections

    def dial(self, wish: Dial) -> Dialled:
        trace = self._trace(wish)
        branch = trace.branch
        outcome = _OUTCOMES.get(trace.disposition, Outcome.SILENT)
        source = self._own_address(wish)
        if outcome is not Outcome.ANSWERED or branch is None or wish.protocol == "ICMP":
            return Dialled(outcome, source=source)
        return replace(self._answer(wish, branch), source=source)

    def _trace(self, wish: Dial) -> Trace:
        cluster = self.cluster
        target = Target(_SCHEMES[wish.protocol], wish.address, wish.port)
        branches: Sequence[Branch] = ()
        if wish.request is not None:  # an Ingress goes by the Host header, whatever led to its address
            host = wish.request.host.partition(":")[0] or wish.address
            to_ingress = Target("http", host, wish.port, wish.request.path)
            branches = cluster.asker.ingresses.connect(self.place, to_ingress, wish.address)
            target = to_ingress if branches else target
        if not branches and not wish.source_port:
            return cluster.asker.ask(self.place, target)
        branches = branches or cluster.asker.walker.connect(
            self.place, wish.address, wish.port, wish.protocol,
            source_port=wish.source_port, conntrack=cluster.asker.traffic, now=cluster.clock.now,
        )  # fmt: skip
        taken = self._drawn(branches)
        cluster.asker.traffic.keep(branches[taken].remembers, cluster.clock.now)
        return Trace(self.place, target, None, tuple(branches), taken, branches[taken].disposition)

    def _drawn(self, branches: Sequence[Branch]) -> int:
        """Which of the ways a connection takes, drawn from the cluster's own names."""
        if len(branches) == 1:
            return 0
        point, passed = Fraction(self.cluster.names.draw("branch"), 1 << 256), Fraction(0)
        for number, branch in enumerate(branches):
            passed += branch.probability
            if point < passed:
                return number
        return len(branches) - 1

    def _answer(self, wish: Dial, branch: Branch) -> Dialled:
        refused = self.cluster.asker.ingresses.own_answer(branch)
        if refused:
            return Dialled(Outcome.ANSWERED, HttpReply(refused, f"{refused}\n"))
        if branch.backend == API_SERVER:
            return self._api(wish)
        pod = self._pod(branch.backend)
        if pod is None:
            path, now = (wish.request.path if wish.request else "/"), self.cluster.clock.now
            checked = health(self.cluster.store, self.cluster.dataplane, branch.backend, branch.backend_port, path, now)
            reply = (checked or HttpReply(200)) if wish.request is not None else None
            return Dialled(Outcome.ANSWERED, reply, tls=wish.tls)
        listener = self.cluster.runtime.listens(pod, wish.protocol, branch.backend_port, branch.backend == self.place)
        if listener is None:
            return Dialled(Outcome.ANSWERED)
        source = f"[{branch.source_seen}]" if ":" in branch.source_seen else branch.source_seen
        seen = f"{source}:{wish.source_port or SOURCE_PORT}"
        if wish.request is None:
            return Dialled(Outcome.ANSWERED, text=say(listener, pod, wish.data, seen), tls=listener.tls)
        if not listener.http:
            return Dialled(Outcome.ANSWERED, text=say(listener, pod, "GET / HTTP/1.1", seen), tls=listener.tls)
        if listener.tls and not wish.tls:
            return Dialled(Outcome.ANSWERED, HttpReply(400, "Client sent an HTTP request to an HTTPS server.\n"))
        request = replace(wish.request, source=seen, at=self.cluster.clock.now)
        return Dialled(Outcome.ANSWERED, serve(self.cluster, pod, listener, request, self.depth), tls=listener.tls)

    def _pod(self, place: str) -> Object | None:
        if not place.startswith("pod:"):
            return None
        namespace, _, name = place.removeprefix("pod:").partition("/")
        return self.cluster.store.get("Pod", namespace, name)

    def _own_address(self, wish: Dial) -> str:
        family = 6 if ":" in wish.address else 4
        return self.cluster.asker.walker.source(self.place, family).address

    def _api(self, wish: Dial) -> Dialled:
        """The API server: open to all for its health and version; nobody is given rights to more."""
        request = wish.request
        if request is None or not wish.tls:
            text = "Client sent an HTTP request to an HTTPS server.\n"
            return Dialled(Outcome.ANSWERED, HttpReply(400, text) if request else None, text="")
        path, _, query = request.path.partition("?")
        if path in _OPEN_PATHS:
            response = self.cluster.api.handle(Request(request.method, path, query))
            kind = "application/json" if response.text is None else "text/plain; charset=utf-8"
            body = json.dumps(response.body, indent=2) if response.text is None else response.text
            return Dialled(Outcome.ANSWERED, HttpReply(response.code, body, kind), tls=True)
        return Dialled(Outcome.ANSWERED, _forbidden(request, path), tls=True)


def _forbidden(request: HttpRequest, path: str) -> HttpReply:
    bearer = next((value for name, value in request.headers.items() if name.lower() == "authorization"), "")
    words = bearer.removeprefix("Bearer simulated.").split(".")
    user = f"system:serviceaccount:{words[0]}:{words[1]}" if bearer.startswith("Bearer simulated.") and len(words) > 1 else "system:anonymous"
    status = {
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Failure",
        "message": f'forbidden: User "{user}" cannot {request.method.lower()} path "{path}"',
        "reason": "Forbidden",
        "details": {},
        "code": 403,
    }
    return HttpReply(403, json.dumps(status, indent=2), "application/json")
