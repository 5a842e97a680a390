"""A container for shell tests: scripted answers instead of a cluster, and a clock that sleeping moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playground.cluster.config import Clock, Config
from playground.cluster.containers.model import Listener
from playground.cluster.containers.replies import HttpReply
from playground.cluster.containers.shell.files import Disk, Files
from playground.cluster.containers.shell.interpreter import Shell
from playground.cluster.containers.shell.machine import Interface, Machine
from playground.cluster.containers.shell.streams import Budget, Input, LimitReached, Output, Streams
from playground.cluster.containers.shell.toolbox import toolbox
from playground.cluster.containers.shell.wishes import Dial, Dialled, Outcome, Queried, Query, Resolve, Resolved, Sleep
from playground.cluster.dns.records import Answer, Record
from playground.cluster.dns.resolver import ResolvConf

SEARCH = ("shop.svc.cluster.local", "svc.cluster.local", "cluster.local")
RESOLV = ResolvConf(SEARCH, ("10.96.0.10",), ("ndots:5",))
WEB = "web.shop.svc.cluster.local."
NAMES = {"web": "10.96.0.5", "slow": "10.96.0.6", "closed": "10.96.0.7", "db": "10.96.0.8"}
Said = HttpReply | Outcome | str
SERVERS: dict[tuple[str, str, int], Said] = {
    ("TCP", "10.96.0.5", 80): HttpReply(200, "hello\n", "text/plain"),
    ("TCP", "10.96.0.5", 404): HttpReply(404, "no such page\n", "text/plain"),
    ("TCP", "10.96.0.5", 302): HttpReply(302, "", headers={"Location": "http://web/"}),
    ("TCP", "10.96.0.5", 503): HttpReply(503, "busy\n", "text/plain"),
    ("UDP", "10.96.0.5", 53): "web-1",
    ("TCP", "10.96.0.7", 80): Outcome.REFUSED,
    ("TCP", "10.96.0.8", 3306): "8.4.6\n",
    ("TCP", "10.96.0.8", 5432): "",
    ("ICMP", "10.96.0.5", 0): "",
}
RECORDS = {
    (WEB, "A"): ("A", "10.96.0.5"),
    ("_http._tcp." + WEB, "SRV"): ("SRV", "0 100 80 " + WEB),
    ("5.0.96.10.in-addr.arpa.", "PTR"): ("PTR", WEB),
}
POD: dict[str, Any] = {
    "metadata": {"name": "client", "namespace": "shop", "uid": "1"},
    "spec": {"containers": [{"name": "c"}], "nodeName": "node-1"},
    "status": {"podIP": "10.244.1.5"},
}


@dataclass(frozen=True)
class Ran:
    out: str
    err: str
    code: int
    seconds: float


def machine(image: str = "nicolaka/netshoot", env: Mapping[str, str] | None = None) -> Machine:
    given = {
        "/etc/resolv.conf": str(RESOLV),
        "/etc/hosts": "127.0.0.1\tlocalhost\n10.244.1.5\tclient\n",
        "/results/": "",
        "/tmp/": "",  # noqa: S108
        "/root/": "",
    }
    return Machine(
        pod=POD,
        hostname="client",
        domain="",
        environment={"HOME": "/root", "PATH": "/bin", **(env or {})},
        files=Files(given, Disk(), fixed=("/etc/hosts",)),
        toolbox=toolbox(image),
        clock=Clock(),
        config=Config(),
        resolv=RESOLV,
        listeners=lambda: (Listener("TCP", 8080, http=True), Listener("UDP", 8081)),
        interfaces=(Interface("lo", ("127.0.0.1/8",)), Interface("eth0", ("10.244.1.5/24",))),
        gateway="10.244.1.1",
        processes=("sleep infinity",),
    )


def sh(script: str, image: str = "nicolaka/netshoot", *, stdin: str = "", env: Mapping[str, str] | None = None, dns: bool = True) -> Ran:
    """What `sh -c SCRIPT` does. `dns`: the cluster's DNS server answers."""
    here = machine(image, env)
    began = here.clock.now
    budget = Budget()
    io = Streams(Input(stdin), Output(budget), Output(budget))
    talk = Shell(here, budget).run_text(script, io)
    answer: Any = None
    try:
        while True:
            wish = talk.send(answer)
            answer = _answer(wish, here, dns)
    except StopIteration as end:
        code = int(end.value)
    except LimitReached as limit:
        code = 137
        io.err.parts.append(f"{limit}\n")
    return Ran(io.out.text, io.err.text, code, here.clock.now - began)


def _answer(wish: object, here: Machine, dns: bool) -> object:
    match wish:
        case Sleep(seconds):
            here.clock.now += seconds
            return None
        case Resolve(name):
            if not dns:
                return Resolved("SERVFAIL")
            short = name.removesuffix(".").removesuffix(".cluster.local").removesuffix(".svc").removesuffix(".shop")
            found = NAMES.get(short)
            return Resolved("NOERROR", (found,), f"{short}.shop.svc.cluster.local") if found else Resolved("NXDOMAIN")
        case Query(name, type_):
            return _queried(name, type_, wish.server or "10.96.0.10", dns)
        case Dial(protocol, address, port):
            return _dialled(SERVERS.get((protocol, address, port), Outcome.SILENT), wish)
    raise AssertionError(wish)


def _queried(name: str, type_: str, server: str, dns: bool) -> Queried:
    if not dns or server != "10.96.0.10":
        return Queried(server, None, Outcome.SILENT)
    if any(owner == name for owner, _ in RECORDS):
        found = RECORDS.get((name, type_))
        records = (Record(name, found[0], 30, found[1]),) if found else ()
        return Queried(server, Answer("NOERROR", True, records))
    return Queried(server, Answer("NXDOMAIN", True))


def _dialled(said: Said, wish: Dial) -> Dialled:
    if isinstance(said, Outcome):
        return Dialled(said)
    if isinstance(said, HttpReply):
        reply = said if wish.request else None
        return Dialled(Outcome.ANSWERED, reply, "" if wish.request else "HTTP/1.1 400 Bad Request\r\n", source="10.244.1.5")
    return Dialled(Outcome.ANSWERED, text=said, source="10.244.1.5")
