"""A Service's healthCheckNodePort says of each node whether it has endpoints: to probes and to tools alike."""

from __future__ import annotations

import json

import pytest

from playground.cluster.simulation import Cluster
from playground.cluster.simulation.terminal import Terminal

WORLD = """\
apiVersion: v1
kind: Pod
metadata: {name: shop, labels: {app: shop}}
spec: {nodeName: node-1, containers: [{name: c, image: "nginx:1.29"}]}
---
apiVersion: v1
kind: Service
metadata: {name: shop}
spec:
  type: LoadBalancer
  externalTrafficPolicy: Local
  healthCheckNodePort: 32100
  selector: {app: shop}
  ports: [{port: 80}]
"""


@pytest.fixture
def cluster() -> Cluster:
    made = Cluster.new(nodes=2)
    made.apply(WORLD, "world.yaml")
    made.advance(60)
    return made


@pytest.mark.parametrize(("node", "status", "endpoints"), [("192.168.1.2", 200, 1), ("192.168.1.3", 503, 0)])
def test_a_node_with_a_ready_endpoint_is_healthy(cluster: Cluster, node: str, status: int, endpoints: int) -> None:
    trace = cluster.trace("outside", f"http://{node}:32100/")
    assert (trace.status, json.loads(trace.body)["localEndpoints"]) == (status, endpoints)
    printed = Terminal().run(cluster, f"curl -si {node}:32100", {}).stdout
    assert printed.startswith(f"HTTP/1.1 {status} ")
    assert f"X-Load-Balancing-Endpoint-Weight: {endpoints}" in printed


def test_it_is_not_when_the_endpoint_is_not_ready(cluster: Cluster) -> None:
    cluster.set_ready("default", "shop", False)
    cluster.advance(20)
    assert cluster.trace("outside", "http://192.168.1.2:32100/").status == 503


def test_kube_proxys_own_health_does_not_depend_on_endpoints(cluster: Cluster) -> None:
    assert cluster.trace("outside", "http://192.168.1.3:10256/healthz").status == 200
