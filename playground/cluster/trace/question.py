"""What people type as a target, as a Target: `http://web:80/`, `web:80`, `tcp://db:5432`, `dns:web?type=SRV`."""

from __future__ import annotations

import re
from functools import lru_cache

from playground.cluster.saying import say
from playground.cluster.trace.model import Target

DEFAULT_PORTS = {"http": 80, "https": 443}
SCHEMES = ("http", "https", "tcp", "udp", "sctp", "ping")
QUERY_TYPES = ("A", "AAAA", "CNAME", "SRV", "PTR", "NS", "SOA", "TXT", "MX", "ANY")
BALANCER = "lb/"
"""A host that begins so stands for the address of a LoadBalancer Service: `lb/web` or `lb/web@shop`."""

_HOST = re.compile(r"^(lb/)?[A-Za-z0-9_]([A-Za-z0-9_.@-]{0,252}[A-Za-z0-9_.])?$")
_IPV6 = re.compile(r"^[0-9A-Fa-f:.]+$")


class BadQuestion(ValueError):
    """The text is no target; `str()` says what is wrong and what would do."""


@lru_cache(1024)
def parse_target(text: str) -> Target:
    """Raises BadQuestion. What has no scheme is asked by HTTP, as curl does."""
    text = text.strip()
    if len(text) > 2000:
        raise BadQuestion("the target is longer than 2000 characters")
    if text.startswith("dns:"):
        return _dns(text[4:])
    scheme, separator, rest = text.partition("://")
    if not separator:
        scheme, rest = "http", text
    scheme = scheme.lower()
    if scheme not in SCHEMES:
        raise BadQuestion(say("{scheme} is not a scheme; use one of {schemes} or dns:NAME", scheme=repr(scheme), schemes=", ".join(SCHEMES)))
    host, port, path = _authority(rest)
    if scheme == "ping":
        return Target(scheme, host, 0)
    number = port or DEFAULT_PORTS.get(scheme, 0)
    if not number:
        raise BadQuestion(say("a port is missing: {url}", url=f"{scheme}://{host}:PORT"))
    return Target(scheme, host, number, path)


def _authority(rest: str) -> tuple[str, int, str]:
    balancer = rest.startswith(BALANCER)
    authority, slash, path = rest[len(BALANCER) :].partition("/") if balancer else rest.partition("/")
    if authority.startswith("["):
        host, _, port = authority[1:].partition("]")
        port = port.removeprefix(":")
        if not _IPV6.match(host):
            raise BadQuestion(say("{address} is no IPv6 address", address=f"[{host}]"))
    else:
        host, _, port = authority.partition(":")
        if not host:
            raise BadQuestion(say("a host is missing, such as http://web"))
        if not _HOST.match(host):
            raise BadQuestion(say("{host} is not a host name or address", host=repr(host)))
    if port and not (port.isdigit() and 0 < int(port) < 65536):
        raise BadQuestion(say("{port} is not a port; ports are numbers from 1 to 65535", port=repr(port)))
    return (BALANCER if balancer else "") + host, int(port or 0), slash + path if slash else "/"


def _dns(rest: str) -> Target:
    name, _, query = rest.lstrip("/").partition("?")
    query_type = query.removeprefix("type=").upper() or "A"
    if query_type not in QUERY_TYPES:
        raise BadQuestion(say("{type} is not a record type; use one of {types}", type=repr(query_type), types=", ".join(QUERY_TYPES)))
    if not name or len(name) > 253 or re.search(r"[\s/]", name):
        raise BadQuestion(say("a name is missing: dns:NAME or dns:NAME?type=SRV"))
    return Target("dns", name, 53, query_type=query_type)
