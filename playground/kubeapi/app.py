"""The ASGI application of one host's API: which way of answering a request needs."""

from __future__ import annotations

import asyncio
import logging
from urllib.parse import parse_qs

from playground.cluster.apiserver.errors import internal_error
from playground.cluster.apiserver.messages import ApiError, Request, Response
from playground.cluster.apiserver.routes import NoSuchPathError, resolve
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
    subresource = _subresource(request)
    if subresource in _STREAMED:
        await exchange.answer(refusal(400, "BadRequest", "Upgrade request required"))
        return
    if request.method not in _SAFE or subresource == "proxy":  # what is proxied goes into the log of who serves it
        await exchange.answer(await _act(host, request))
        return
    response = await _read(host, request)
    if response.watch is not None:
        await watching.stream(host, exchange, response)
    elif response.ok and subresource == "log" and _given(request, "follow"):
        await following.stream(host, exchange, request)
    else:
        await exchange.answer(response)


def _subresource(request: Request) -> str:
    try:
        return resolve(request.method, request.path).subresource
    except (NoSuchPathError, ApiError):
        return ""


async def _act(host: Host, request: Request) -> Response:
    call = Call(request.method, request.path, request.query, request.content_type, request.body, request.accept, request.manager)
    result = await host.do(call)
    assert isinstance(result, Response)
    return result


async def _read(host: Host, request: Request) -> Response:
    cluster = await host.look()
    if cluster.store.size > LARGE:
        return await asyncio.to_thread(cluster.api.handle, request)
    return cluster.api.handle(request)


def _given(request: Request, name: str) -> bool:
    return parse_qs(request.query).get(name, [""])[0] in ("true", "1")


def refusal(code: int, reason: str, message: str) -> Response:
    return Response(code, ApiError(code, reason, message).status())
