"""What arrives at a pod's own port without a network in between: kubectl port-forward, and the proxy of the API server.

Models: pkg/kubelet/cri/streaming/portforward; containerd's netns dial to localhost
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from playground.cluster.containers.replies import HttpReply, HttpRequest, say
from playground.cluster.simulation.serving import serve

if TYPE_CHECKING:
    from playground.cluster.simulation.cluster import Cluster

LOCAL = "127.0.0.1:40000"


def forwarded(cluster: Cluster, namespace: str, name: str, port: int, request: HttpRequest) -> HttpReply | None:
    """The answer to an HTTP request at a port of a pod, from the pod itself. None: nobody listens, or none comes."""
    pod = cluster.store.get("Pod", namespace, name)
    listener = cluster.runtime.listens(pod, "TCP", port, local=True) if pod else None
    if pod is None or listener is None:
        return None
    request = replace(request, source=request.source or LOCAL)
    if not listener.http:
        text = say(listener, pod, f"{request.method} {request.path} HTTP/1.1", request.source)
        return HttpReply(0, text)
    if listener.tls:
        return HttpReply(400, "Client sent an HTTP request to an HTTPS server.\n")
    return serve(cluster, pod, listener, request)


def said(cluster: Cluster, namespace: str, name: str, port: int, data: str) -> str | None:
    """What a listener answers to bytes. None: nobody listens."""
    pod = cluster.store.get("Pod", namespace, name)
    listener = cluster.runtime.listens(pod, "TCP", port, local=True) if pod else None
    return None if pod is None or listener is None else say(listener, pod, data, LOCAL)


def listens(cluster: Cluster, namespace: str, name: str, port: int) -> str:
    """'' or why a connection to a pod's port fails."""
    pod = cluster.store.get("Pod", namespace, name)
    if pod is not None and cluster.runtime.listens(pod, "TCP", port, local=True):
        return ""
    inner = f"failed to connect to localhost:{port} inside namespace: dial tcp4 127.0.0.1:{port}: connect: connection refused"
    uid = pod["metadata"]["uid"].replace("-", "") if pod else name
    return f"an error occurred forwarding {port} -> {port}: error forwarding port {port} to pod {uid}, uid : {inner}"


def speaks_http(cluster: Cluster, namespace: str, name: str, port: int) -> bool:
    """Where nobody listens, too: then HTTP is what is refused."""
    pod = cluster.store.get("Pod", namespace, name)
    listener = cluster.runtime.listens(pod, "TCP", port, local=True) if pod else None
    return listener is None or listener.http
