"""What the benchmarks ask of a cluster: the small world of the comparison, and big ones for growth."""

from __future__ import annotations

from typing import Any

from playground.cluster.config import Config
from playground.cluster.simulation import Cluster

IMAGE = "hashicorp/http-echo:1.0"
WEBS = 3
SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: {name}
spec:
  selector:
    app: {app}
  ports:
    - port: {port}
      targetPort: 8080
"""
POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: {name}
  labels:
    app: {app}
spec:
  containers:
    - name: main
      image: {image}
      args: ["-listen=:8080", "-text=hello"]
"""
ROOM = Config(cluster_cidr="10.128.0.0/9")
"""Pod ranges for a thousand nodes and more."""


def service(name: str, app: str = "web", port: int = 80) -> str:
    return SERVICE.format(name=name, app=app, port=port)


def small_world() -> Cluster:
    """A new cluster with three nodes, a client and three pods `app: web`, all ready."""
    pods = [POD.format(name="client", app="client", image=IMAGE)]
    pods += [POD.format(name=f"web-{number}", app="web", image=IMAGE) for number in range(WEBS)]
    cluster = Cluster.new()
    cluster.apply("---\n".join(pods))
    cluster.advance(2)
    return cluster


def big_world(services: int) -> Cluster:
    """So many Services with three pods each, on a tenth as many nodes: all through the API server, from nothing.

    The pods name their nodes: what is measured is the Services' part, not the choice of a node.
    """
    nodes = max(3, services // 10)
    cluster = Cluster.new(ROOM, nodes)
    for number in range(services):
        for which in range(WEBS):
            cluster.api.create(_pod(f"web-{number}-{which}", f"web-{number}", (WEBS * number + which) % nodes + 1))
        cluster.api.create(_service(f"web-{number}"))
    cluster.settle()
    cluster.advance(5)
    return cluster


def _pod(name: str, app: str, node: int) -> dict[str, Any]:
    container = {"name": "main", "image": IMAGE, "args": ["-listen=:8080", "-text=hello"]}
    spec = {"nodeName": f"node-{node}", "containers": [container]}
    meta = {"namespace": "default", "name": name, "labels": {"app": app}}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": spec}


def _service(name: str) -> dict[str, Any]:
    spec = {"selector": {"app": name}, "ports": [{"port": 80, "targetPort": 8080}]}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"namespace": "default", "name": name}, "spec": spec}
