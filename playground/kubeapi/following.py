"""`kubectl logs -f`: what a container's log says, and then what is added to it."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from playground.cluster.apiserver.messages import Request, Response
from playground.cluster.objects.kinds import Object
from playground.kubeapi.exchange import TEXT, Exchange
from playground.kubeapi.host import Host

_ONLY_AT_FIRST = {"follow", "tailLines", "sinceSeconds", "sinceTime", "limitBytes"}
LOOK_AGAIN = 30.0


async def stream(host: Host, exchange: Exchange, request: Request) -> None:
    """Until the container's life ends, or the client goes. Raises TooManyStreams."""
    with host.streams.one():
        await exchange.begin(200, {"content-type": TEXT})
        await exchange.stream(_tell(host, exchange, request))


async def _tell(host: Host, exchange: Exchange, request: Request) -> None:
    whole = Request("GET", request.path, _without(request.query))
    at_first, log = host.cluster.api.handle(request), host.cluster.api.handle(whole)
    await _send(exchange, at_first.text or "")
    told, life = len(log.text or ""), _life(host, request)
    while log.ok and _life(host, request) == life and life is not None:
        await host.moved.wait(LOOK_AGAIN)
        log = host.cluster.api.handle(whole)
        if log.ok and _life(host, request) == life:
            await _send(exchange, (log.text or "")[told:])
            told = len(log.text or "")
    await exchange.end()


async def _send(exchange: Exchange, text: str) -> None:
    if text:
        await exchange.go_on(text.encode("utf-8", "replace"))


def _without(query: str) -> str:
    return urlencode([(name, value) for name, value in parse_qsl(query) if name not in _ONLY_AT_FIRST])


def _life(host: Host, request: Request) -> tuple[str, int] | None:
    """Of the container that is followed: a restart begins another log. None where it does not run."""
    found: Response = host.cluster.api.handle(Request("GET", request.path.removesuffix("/log")))
    if not found.ok or found.body is None:
        return None
    wanted = dict(parse_qsl(request.query)).get("container")
    statuses = (found.body.get("status") or {}).get("containerStatuses") or ()
    status: Object = next((one for one in statuses if one["name"] == wanted or not wanted), {})
    if "running" not in (status.get("state") or {}):
        return None
    return found.body["metadata"]["uid"], status.get("restartCount", 0)
