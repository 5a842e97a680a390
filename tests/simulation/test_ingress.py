"""HTTP by host and path through an Ingress to its Services."""

from __future__ import annotations

import pytest

from playground.cluster.simulation import Cluster
from playground.cluster.simulation.terminal import Terminal

WORLD = """\
apiVersion: v1
kind: Pod
metadata: {name: shop, labels: {app: shop}}
spec: {containers: [{name: c, image: "nginx:1.29", ports: [{name: http, containerPort: 80}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: api, labels: {app: api}}
spec: {containers: [{name: c, image: "traefik/whoami:v1.11", ports: [{containerPort: 80}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {selector: {app: shop}, ports: [{name: web, port: 8080, targetPort: http}]}
---
apiVersion: v1
kind: Service
metadata: {name: api}
spec: {selector: {app: api}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: empty}
spec: {selector: {app: nobody}, ports: [{port: 80}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: front}
spec:
  rules:
  - host: shop.example.com
    http:
      paths:
      - {path: /, pathType: Prefix, backend: {service: {name: shop, port: {name: web}}}}
      - {path: /api, pathType: Prefix, backend: {service: {name: api, port: {number: 80}}}}
      - {path: /api/exact, pathType: Exact, backend: {service: {name: shop, port: {number: 8080}}}}
      - {path: /empty, pathType: Prefix, backend: {service: {name: empty, port: {number: 80}}}}
"""


@pytest.fixture(scope="module")
def world() -> Cluster:
    cluster = Cluster.new()
    assert not [outcome for outcome in cluster.apply(WORLD) if outcome.error]
    cluster.advance(60)
    return cluster


@pytest.mark.parametrize(
    ("path", "backend", "status"),
    [
        ("/", "pod:default/shop", 200),
        ("/cart?item=1", "pod:default/shop", 200),
        ("/api", "pod:default/api", 200),
        ("/api/orders", "pod:default/api", 200),
        ("/apiary", "pod:default/shop", 200),
        ("/api/exact", "pod:default/shop", 200),
        ("/empty", "ingress", 503),
    ],
)
def test_the_rule_decides_the_service(world: Cluster, path: str, backend: str, status: int) -> None:
    trace = world.trace("outside", f"http://shop.example.com{path}")
    assert (trace.branch and trace.branch.backend, trace.status) == (backend, status)


def test_a_step_names_the_path_that_matched(world: Cluster) -> None:
    trace = world.trace("outside", "http://shop.example.com/api/orders")
    (origin,) = [origin for hop in trace.hops for step in hop.steps if step.code == "ingress.match" for origin in step.origins]
    location = world.locate(origin)
    assert location is not None
    assert WORLD.splitlines()[location.line - 1].startswith("      - {path: /api, ")


def test_another_host_is_not_known(world: Cluster) -> None:
    assert world.trace("outside", "http://other.example.com/").disposition == "NXDOMAIN"


def test_the_address_alone_matches_no_host(world: Cluster) -> None:
    assert world.trace("outside", f"http://{world.config.ingress_address}/").status == 404


def test_no_other_port_is_open(world: Cluster) -> None:
    assert world.trace("outside", "tcp://shop.example.com:8080").disposition == "REFUSED"


def test_the_host_header_decides_whatever_led_to_the_address(world: Cluster) -> None:
    asked = f"curl -s -o /dev/null -w '%{{http_code}}' http://{world.config.ingress_address}/api -H Host:"
    codes = [Terminal().run(world.fork(), asked + host, {}).stdout for host in ("shop.example.com", "other.example.com")]
    assert codes == ["200", "404"]
