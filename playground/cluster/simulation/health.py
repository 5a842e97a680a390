"""What kube-proxy answers at a Service's healthCheckNodePort, which load balancers ask: whether its node has endpoints.

Models: pkg/proxy/healthcheck/service_health.go hcHandler.ServeHTTP
"""

from __future__ import annotations

import json

from playground.cluster.containers.replies import HttpReply
from playground.cluster.dataplane import Dataplane
from playground.cluster.dataplane.catalogue import BY_DESTINATION
from playground.cluster.store import Store


def health(store: Store, dataplane: Dataplane, place: str, port: int) -> HttpReply | None:
    """The answer of `proxy:NODE`: 200 while the node has a ready endpoint of the Service, else 503. None: no Service has the port."""
    node = place.removeprefix("proxy:")
    for service in store.lookup(BY_DESTINATION, ("node-port", "TCP", port)) if node != place else ():
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
