"""Reaching a host by name or address: what all clients do before their protocol begins."""

from __future__ import annotations

from playground.cluster.containers.replies import HttpRequest
from playground.cluster.containers.shell.call import Call
from playground.cluster.containers.shell.streams import NETWORK_STEPS
from playground.cluster.containers.shell.wishes import Dial, Dialled, Outcome, Resolve, Resolved, Sleep, Talk
from playground.cluster.dns.records import as_ip

KERNEL_CONNECT = 134.0
"""Seconds after which Linux gives up connecting. Models: net.ipv4.tcp_syn_retries = 6"""
RESOLVER = 10.0
"""Seconds after which a C library gives up on servers that do not answer."""
ARP = 3.0
"""Seconds after which a host on the own segment is known to be unreachable."""


def addresses(call: Call, host: str, family: int = 0) -> Talk[Resolved]:
    """The addresses of a host, of one family if one is wanted; a literal address is itself."""
    literal = as_ip(host.strip("[]"))
    if literal is not None:
        return Resolved("NOERROR", (str(literal),), str(literal))
    call.shell.budget.step(NETWORK_STEPS)
    types = {4: ("A",), 6: ("AAAA",)}.get(family, ("A", "AAAA"))
    found: Resolved = yield Resolve(host, types)
    if found.rcode == "SERVFAIL":
        yield Sleep(RESOLVER)
    return found


def dial(
    call: Call,
    address: str,
    port: int,
    protocol: str = "TCP",
    *,
    request: HttpRequest | None = None,
    data: str = "",
    source_port: int = 0,
    tls: bool = False,
    patience: float = KERNEL_CONNECT,
) -> Talk[Dialled]:
    """One attempt. Where nobody answers, `patience` seconds go by."""
    call.shell.budget.step(NETWORK_STEPS)
    found: Dialled = yield Dial(protocol, address, port, request, data, source_port, tls)
    if found.outcome is Outcome.SILENT and patience:
        yield Sleep(patience)
    elif found.outcome is Outcome.UNREACHABLE:
        yield Sleep(min(ARP, patience))
    return found


def literal(address: str) -> str:
    return f"[{address}]" if ":" in address else address
