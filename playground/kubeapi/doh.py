"""DNS over HTTPS: the cluster's DNS for real clients. Models: RFC 8484"""

from __future__ import annotations

import base64
import binascii
from urllib.parse import parse_qs

import dns.message

from playground.cluster.apiserver.messages import ApiError
from playground.cluster.dns import wire
from playground.cluster.simulation import Cluster
from playground.kubeapi.exchange import Exchange

MEDIA = "application/dns-message"


async def answer(cluster: Cluster, exchange: Exchange) -> None:
    """Raises ApiError."""
    found = wire.handle(cluster.dns, await _question(exchange), over_tcp=True)
    if not found:
        raise ApiError(400, "BadRequest", "this is no DNS message")
    own = {"content-type": MEDIA, "content-length": str(len(found)), "cache-control": f"max-age={_lifetime(found)}"}
    await exchange.begin(200, own)
    await exchange.go_on(found)
    await exchange.end()


async def _question(exchange: Exchange) -> bytes:
    if exchange.method == "POST":
        if exchange.headers.get("content-type", "").partition(";")[0].strip() != MEDIA:
            raise ApiError(415, "UnsupportedMediaType", f"the body of a DNS query is {MEDIA}")
        return await exchange.body()
    if exchange.method not in ("GET", "HEAD"):
        raise ApiError(405, "MethodNotAllowed", "a DNS query is a GET or a POST")
    text = parse_qs(exchange.query).get("dns", [""])[0]
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise ApiError(400, "BadRequest", "the parameter dns is not base64url") from None


def _lifetime(found: bytes) -> int:
    """Seconds for which the answer may be kept: the smallest TTL in it. Models: RFC 8484 section 5.1"""
    message = dns.message.from_wire(found)
    return min((each.ttl for each in (*message.answer, *message.authority)), default=0)
