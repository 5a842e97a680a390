"""What kube-proxy answers: at a Service's healthCheckNodePort, which load balancers ask whether its node has endpoints; and of itself.

Models: pkg/proxy/healthcheck/service_health.go hcHandler.ServeHTTP; proxy_health.go; cmd/kube-proxy/app/server.go serveMetrics
"""

from __future__ import annotations

import json

from playground.cluster.config import stamp
from playground.cluster.containers.replies import HttpReply
from playground.cluster.dataplane import Dataplane
from playground.cluster.dataplane.catalogue import BY_DESTINATION
from playground.cluster.store import Store

HEALTH, METRICS = 10256, 10249
_NOT_FOUND = HttpReply(404, "404 page not found\n")


def health(store: Store, dataplane: Dataplane, place: str, port: int, path: str, now: float) -> HttpReply | None:
    """The answer of `proxy:NODE`. A Service's port: 200 while the node has a ready endpoint of it, else 503. None: nobody's."""
    node = place.removeprefix("proxy:")
    if node == place:
        return None
    if port in (HEALTH, METRICS):
        return (_of_itself if port == HEALTH else _metrics)(dataplane, path.partition("?")[0], stamp(now))
    for service in store.lookup(BY_DESTINATION, ("node-port", "TCP", port)):
        if service["spec"].get("healthCheckNodePort") == port:
            meta = service["metadata"]
            count = dataplane.healthy_endpoints(node, meta["namespace"], meta["name"])
            told = {
                "service": {"namespace": meta["namespace"], "name": meta["name"]},
                "localEndpoints": count,
                "serviceProxyHealthy": True,
            }
            headers = {"X-Content-Type-Options": "nosniff", "X-Load-Balancing-Endpoint-Weight": str(count)}
            return HttpReply(200 if count else 503, json.dumps(told, indent="\t"), "application/json", headers)
    return None


def _of_itself(dataplane: Dataplane, path: str, now: str) -> HttpReply:
    if path not in ("/healthz", "/livez"):
        return _NOT_FOUND
    told = {"lastUpdated": now, "currentTime": now, "nodeEligible": True}
    return HttpReply(200, json.dumps(told), "application/json", {"X-Content-Type-Options": "nosniff"})


def _metrics(dataplane: Dataplane, path: str, now: str) -> HttpReply:
    known = {"/proxyMode": dataplane.config.proxy_mode, "/healthz": "ok"}
    return HttpReply(200, known[path]) if path in known else _NOT_FOUND
