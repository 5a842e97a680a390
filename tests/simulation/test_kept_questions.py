"""What is kept of a question equals what is walked anew, whatever happened in between."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from playground.cluster.simulation import Cluster
from playground.cluster.simulation.asking import Asker
from playground.cluster.trace.question import parse_target

WORLD = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: registry.k8s.io/e2e-test-images/agnhost:2.53, args: [netexec]}]
---
apiVersion: v1
kind: Pod
metadata: {name: client}
spec: {containers: [{name: client, image: curlimages/curl, command: [sleep, infinity]}]}
---
apiVersion: v1
kind: Service
metadata: {name: lone}
spec: {clusterIP: None, selector: {app: web}, ports: [{port: 8080}]}
---
apiVersion: v1
kind: Service
metadata: {name: sticky}
spec: {selector: {app: web}, sessionAffinity: ClientIP, ports: [{port: 80, targetPort: 8080}]}
"""
SERVICE = """\
apiVersion: v1
kind: Service
metadata: {{name: web}}
spec: {{type: NodePort, selector: {{app: web}}, ports: [{{port: {port}, nodePort: 30080, targetPort: 8080}}]}}
"""
PLACES = ("pod:default/client", "node:node-1", "outside")
TARGETS = (
    "http://web/hostname", "http://web:81/clientip", "http://sticky/hostname", "http://lone:8080/", "tcp://sticky:80", "http://192.168.1.2:30080",
    "dns:web?type=A", "dns:lone?type=SRV", "http://nobody/",
)  # fmt: skip


def cluster() -> Cluster:
    made = Cluster.new()
    made.apply(WORLD + "---\n" + SERVICE.format(port=80))
    made.advance(5)
    return made


def changes(made: Cluster, draw: Random) -> Iterator[None]:
    """Something that may change an answer, or nothing."""
    while True:
        match draw.randrange(8):
            case 0:
                made.apply(SERVICE.format(port=draw.choice((80, 81))))
            case 1:
                pod = draw.choice([pod for pod in made.store.list("Pod", "default") if pod["metadata"]["name"] != "client"])
                made.set_ready("default", pod["metadata"]["name"], draw.random() < 0.5)
            case 2:
                made.advance(draw.choice((0.5, 3600)))
            case 3:
                made.forget_traffic()
        yield


@pytest.mark.parametrize("seed", range(3))
def test_kept_equals_walked_anew(seed: int) -> None:
    made, draw = cluster(), Random(seed)
    happening = changes(made, draw)
    for number in range(150):
        if number % 5 == 0:
            next(happening)
        place, target = draw.choice(PLACES), parse_target(draw.choice(TARGETS))
        anew = Asker(made.store, made.config, made.clock, made.names.fork(), made.dataplane, made.dns, made.runtime)
        anew.traffic = made.asker.traffic.fork()
        assert made.asker.ask(place, target) == anew.ask(place, target)
        assert made.asker.traffic.clients == anew.traffic.clients
        assert made.asker.traffic.flows == anew.traffic.flows
        assert made.names.counters == anew.names.counters


def test_every_way_is_taken_as_often_as_it_should() -> None:
    made = cluster()
    traces = [made.trace("pod/client", "http://web/hostname") for _ in range(600)]
    bodies = {trace.body for trace in traces}
    assert len(bodies) == 3
    assert all(150 < sum(trace.body == body for trace in traces) < 250 for body in bodies)
    assert all(trace.branch is not None and trace.body in trace.branch.backend for trace in traces)
