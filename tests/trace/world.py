"""A cluster for questions: a client, a web Deployment behind nothing, a database outside. Tests add Services to forks."""

from __future__ import annotations

from functools import cache

from playground.cluster.config import Config, ExternalHost
from playground.cluster.simulation import Cluster

BASE = """
apiVersion: v1
kind: Pod
metadata: {name: client, labels: {run: client}}
spec: {containers: [{name: c, image: nicolaka/netshoot, command: [sleep, infinity]}]}
---
apiVersion: v1
kind: Namespace
metadata: {name: other}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web, tier: front}}
    spec:
      containers:
      - {name: c, image: nginx, ports: [{name: http, containerPort: 80}]}
"""


@cache
def _base(proxy_mode: str, web_port: int) -> Cluster:
    hosts = (ExternalHost("db.example.net", ("203.0.113.77",), (5432,)),)
    containers = {"web-*": {"listens": [{"port": web_port}]}} if web_port else {}
    config = Config(hosts=hosts, proxy_mode=proxy_mode, load_balancer_after=5.0, containers=containers)
    cluster = Cluster.new(config)
    put(cluster, BASE)
    cluster.advance(30)
    return cluster


def world(*texts: str, wait: float = 30, proxy_mode: str = "iptables", web_port: int = 0) -> Cluster:
    """The base and what a test applies to it, after some logical seconds. `web_port`: where web really listens."""
    cluster = _base(proxy_mode, web_port).fork()
    for text in texts:
        put(cluster, text)
    if wait:
        cluster.advance(wait)
    return cluster


def put(cluster: Cluster, text: str) -> None:
    for outcome in cluster.apply(text):
        assert not outcome.error, outcome.message


def service(ports: str = "{port: 80}", selector: str = "{app: web}", name: str = "web", **spec: str) -> str:
    more = "".join(f"  {key}: {value}\n" for key, value in spec.items())
    namespace, _, name = name.rpartition("/")
    place = f", namespace: {namespace}" if namespace else ""
    return (
        f"apiVersion: v1\nkind: Service\nmetadata: {{name: {name}{place}}}\n"
        f"spec:\n  selector: {selector}\n  ports: [{ports}]\n{more}"
    )
