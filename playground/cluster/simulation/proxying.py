"""The proxy subresource of pods and services: HTTP through the API server to a container.

Models: pkg/registry/core/pod/strategy.go ResourceLocation; pkg/registry/core/service/storage/storage.go ResourceLocation;
apimachinery/pkg/util/proxy/{upgradeaware,transport}.go
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from playground.cluster.apiserver.messages import ApiError, Request, Response
from playground.cluster.apiserver.routes import Route
from playground.cluster.containers.replies import HttpReply, HttpRequest, say
from playground.cluster.objects.kinds import BY_NAME, Object
from playground.cluster.objects.metadata import pod_ips
from playground.cluster.simulation import bootstrap
from playground.cluster.simulation.serving import serve

if TYPE_CHECKING:
    from playground.cluster.simulation.cluster import Cluster

SOURCE = f"{bootstrap.API_SERVER}:40000"
_ID = re.compile(r"^(?:(https?):)?([^:]+)(?::([^:]*))?$")
_LINK = re.compile(r"""(<[^<>]*?\s(?:action|cite|data|formaction|href|icon|longdesc|manifest|poster|profile|src|usemap)\s*=\s*["']?)(/(?!/)[^"'\s>]*)""", re.IGNORECASE)


class Backend(NamedTuple):
    """Where a proxied request goes to: a pod and one of its ports, or an address that is no pod's."""

    pod: Object | None
    address: str
    port: int


def answer(cluster: Cluster, request: Request, route: Route) -> Response:
    """Raises ApiError."""
    prefix, rest = _split(request.path)
    query = f"?{request.query}" if request.query else ""
    if request.method in ("GET", "HEAD") and not rest:
        return Response(301, text="", headers=(("Location", f"{request.path}/{query}"),))
    found = _ID.match(route.name)
    if found is None:
        raise ApiError(400, "BadRequest", f'invalid {route.kind.name.lower()} request "{route.name}"')
    scheme, name, port = found[1] or "http", found[2], found[3] or ""
    backend = (_of_pod if route.kind.name == "Pod" else _of_service)(cluster, route.namespace or "", name, port)
    reply = _ask(cluster, backend, scheme, (rest or "/") + query, request)
    return _passed_on(reply, request, prefix)


def _split(path: str) -> tuple[str, str]:
    """(/api/v1/namespaces/NAMESPACE/KIND/ID/proxy, what follows): any of the names may itself begin with `proxy`."""
    parts = path.lstrip("/").split("/", 7)
    return "/" + "/".join(parts[:7]), "".join(f"/{part}" for part in parts[7:])


def _of_pod(cluster: Cluster, namespace: str, name: str, port: str) -> Backend:
    pod = cluster.api.read(BY_NAME["Pod"], namespace, name)
    declared = [one["containerPort"] for container in pod["spec"]["containers"] for one in container.get("ports") or ()]
    if port and not port.isdecimal():
        raise ApiError(400, "BadRequest", f'invalid pod request "{name}:{port}"')
    addresses = pod_ips(pod)
    if not addresses:
        raise _unavailable("error trying to reach service: dial tcp: address not allowed")
    return Backend(pod, addresses[0], int(port) if port else next(iter(declared), 80))


def _of_service(cluster: Cluster, namespace: str, name: str, port: str) -> Backend:
    """A ready address of the Endpoints, drawn."""
    service = cluster.api.read(BY_NAME["Service"], namespace, name)
    if port.isdecimal():
        matching = [one.get("name", "") for one in service["spec"].get("ports") or () if one["port"] == int(port)]
        if not matching:
            raise _unavailable(f'no service port {port} found for service "{name}"')
        port = matching[0]
    endpoints = cluster.store.get("Endpoints", namespace, name) or {}
    ways = [
        (address, one["port"])
        for subset in endpoints.get("subsets") or ()
        for one in subset.get("ports") or ()
        if one.get("name", "") == port
        for address in subset.get("addresses") or ()
    ]
    if not ways:
        raise _unavailable(f'no endpoints available for service "{name}"')
    address, number = ways[cluster.names.draw("proxy") % len(ways)]
    target = address.get("targetRef") or {}
    pod = cluster.store.get("Pod", target.get("namespace", ""), target.get("name", "")) if target.get("kind") == "Pod" else None
    return Backend(pod or _pod_at(cluster, address["ip"]), address["ip"], number)


def _pod_at(cluster: Cluster, address: str) -> Object | None:
    return next((pod for pod in cluster.store.iterate("Pod") if address in pod_ips(pod)), None)


def _ask(cluster: Cluster, backend: Backend, scheme: str, path: str, request: Request) -> HttpReply:
    """Certificates are not verified. Raises ApiError (503) where nobody answers."""
    pod, address, port = backend
    listener = cluster.runtime.listens(pod, "TCP", port) if pod else None
    if pod is None or listener is None:
        raise _unavailable(f"error trying to reach service: dial tcp {address}:{port}: connect: connection refused")
    if scheme == "https" and not listener.tls:
        raise _unavailable("error trying to reach service: tls: first record does not look like a TLS handshake")
    if not listener.http:
        said = say(listener, pod, f"{request.method} {path} HTTP/1.1", SOURCE)
        raise _unavailable(f'error trying to reach service: net/http: HTTP/1.x transport connection broken: malformed HTTP response "{said}"')
    if listener.tls and scheme == "http":
        return HttpReply(400, "Client sent an HTTP request to an HTTPS server.\n")
    headers = {"User-Agent": request.manager, "Accept": request.accept, "X-Forwarded-For": bootstrap.API_SERVER}
    body = request.body.decode("utf-8", "replace")
    wanted = HttpRequest(path, request.method, f"{address}:{port}", headers, SOURCE, body, cluster.clock.now)
    reply = serve(cluster, pod, listener, wanted)
    if reply is None:
        raise _unavailable("error trying to reach service: EOF")
    return reply


def _passed_on(reply: HttpReply, request: Request, prefix: str) -> Response:
    """Links of an HTML page that lead to the same host get the way through the API in front."""
    body, headers = reply.body, dict(reply.headers)
    if reply.content_type.startswith("text/html"):
        body = _LINK.sub(lambda link: link[1] + prefix + link[2], body)
    if headers.get("Location", "").startswith("/"):
        headers["Location"] = prefix + headers["Location"]
    told = (("Content-Type", reply.content_type), *headers.items())
    return Response(reply.status, text="" if request.method == "HEAD" else body, headers=told)


def _unavailable(message: str) -> ApiError:
    return ApiError(503, "ServiceUnavailable", message, {})
