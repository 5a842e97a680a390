"""A packet's ways that are kept equal those that are walked anew, also after a Service takes its address."""

from __future__ import annotations

import pytest

from playground.cluster.config import Config
from playground.cluster.dataplane import Dataplane
from playground.cluster.objects.flow import Packet
from playground.cluster.simulation import Cluster

WEB = """\
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: web, image: nginx}]}
"""
SERVICE = """\
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  type: NodePort
  selector: {app: web}
  clusterIP: 10.96.0.77
  externalIPs: [203.0.113.7]
  ports: [{port: 80, nodePort: 30080}]
"""
PACKETS = [
    Packet("TCP", source, 0, destination, port)
    for source in ("10.244.1.9", "192.168.1.100", "192.168.1.2")
    for destination in ("10.96.0.77", "203.0.113.7", "192.168.1.2", "10.244.1.2", "10.96.9.9", "198.51.100.1")
    for port in (80, 30080)
]


@pytest.mark.parametrize("mode", ["iptables", "nftables"])
def test_kept_equals_walked_anew(mode: str) -> None:
    cluster = Cluster.new(Config(proxy_mode=mode))
    fork = cluster.fork()
    for text in (WEB, SERVICE, SERVICE.replace("port: 80,", "port: 81,")):
        cluster.apply(text)
        cluster.advance(5)
        for dataplane in (cluster.dataplane, cluster.dataplane, fork.dataplane):
            anew = Dataplane(dataplane.store, cluster.config)
            for packet in PACKETS:
                for node, hook, interface in (("node-1", "prerouting", "veth"), ("node-1", "output", ""), ("node-2", "prerouting", "eth0")):
                    kept = dataplane.verdicts(node, packet, hook, interface=interface)
                    assert kept == anew.verdicts(node, packet, hook, interface=interface)
