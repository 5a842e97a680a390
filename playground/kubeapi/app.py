"""The ASGI application of one host's API: which way of answering a request needs."""

from __future__ import annotations

import asyncio
import logging
from urllib.parse import parse_qs

from playground.cluster.apiserver.errors import internal_error
from playground.cluster.apiserver.messages import ApiError, Request, Response
from playground.cluster.simulation.acts import Call
from playground.kubeapi import following, remote, watching
from playground.kubeapi.exchange import Exchange, Gone, Receive, Scope, Send
from playground.kubeapi.host import Host, TooManyStreams

logger = logging.getLogger(__name__)

DNS = "/dns-query"
LARGE = 3000
"""Objects of a kind from which a list is made off the event loop."""

_SAFE = ("GET", "HEAD")
_STREAMED = {"exec", "attach", "portforward"}


async def serve(host: Host, scope: Scope, receive: Receive, send: Send, path: str) -> None:
    """One request at `path`, which begins where the API's own paths begin."""
    if scope["type"] == "websocket":
        await remote.serve(host, scope, receive, send, path)
        return
    exchange = Exchange(scope, receive, send, path)
    try:
        await _serve(host, exchange)
    except Gone:
        return
    except ApiError as error:
        await exchange.answer(Response(error.code, error.status()))
    except TooManyStreams:
        await exchange.answer(refusal(429, "TooManyRequests", f"at most {host.streams.most} watches and streams may be open at a time"))
    except Exception:
        logger.exception("%s %s", exchange.method, exchange.path)
        fault = internal_error("the playground has made a mistake; nothing was changed")
        await exchange.answer(Response(fault.code, fault.status()))


async def _serve(host: Host, exchange: Exchange) -> None:
    if not host.takes():
        await exchange.answer(refusal(429, "TooManyRequests", "too many requests, please try again later"))
        return
    if exchange.path == DNS:
        from playground.kubeapi import doh  # takes a third of the time of the start, and few ask

        await doh.answer(await host.look(), exchange)
        return
    body = b"" if exchange.method in _SAFE else await exchange.body()
    request = exchange.request(body)
    if _acts(request):
        await exchange.answer(await _act(host, request))
        return
    response = await _read(host, request)
    if response.watch is not None:
        await watching.stream(host, exchange, response)
    elif response.ok and _is_log(request) and _given(request, "follow"):
        await following.stream(host, exchange, request)
    else:
        await exchange.answer(response)


def _acts(request: Request) -> bool:
    """Whether a request may change anything: of those that only read, a proxied one does, in the log of who serves it."""
    return request.method not in _SAFE or "/proxy" in request.path


async def _act(host: Host, request: Request) -> Response:
    if request.path.rpartition("/")[2] in _STREAMED and request.method in ("POST", "GET"):
        return refusal(400, "BadRequest", "Upgrade request required")
    call = Call(request.method, request.path, request.query, request.content_type, request.body, request.accept, request.manager)
    result = await host.do(call)
    assert isinstance(result, Response)
    return result


async def _read(host: Host, request: Request) -> Response:
    cluster = await host.look()
    if request.path.rpartition("/")[2] in _STREAMED:
        return refusal(400, "BadRequest", "Upgrade request required")
    if cluster.store.size > LARGE:
        return await asyncio.to_thread(cluster.api.handle, request)
    return cluster.api.handle(request)


def _is_log(request: Request) -> bool:
    return request.path.endswith("/log")


def _given(request: Request, name: str) -> bool:
    return parse_qs(request.query).get(name, [""])[0] in ("true", "1")


def refusal(code: int, reason: str, message: str) -> Response:
    return Response(code, ApiError(code, reason, message).status())
