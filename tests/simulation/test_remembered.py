"""A process keeps the variables that it was started with, whatever becomes of the Secret that they came from."""

from __future__ import annotations

from playground.cluster.simulation import Cluster

WORLD = """\
apiVersion: v1
kind: Secret
metadata: {name: key}
stringData: {password: mine}
---
apiVersion: v1
kind: Pod
metadata: {name: db, labels: {app: db}}
spec:
  containers:
  - name: db
    image: mariadb:11
    env: [{name: MARIADB_ROOT_PASSWORD, valueFrom: {secretKeyRef: {name: key, key: password}}}]
---
apiVersion: v1
kind: Service
metadata: {name: db}
spec: {selector: {app: db}, ports: [{port: 3306}]}
"""


def answers(cluster: Cluster) -> str:
    return cluster.trace("node/node-1", f"tcp://{cluster.store.get('Service', 'default', 'db')['spec']['clusterIP']}:3306").disposition.value  # type: ignore[index]


def test_a_running_database_goes_on_when_its_secret_loses_the_key() -> None:
    cluster = Cluster.new()
    cluster.apply(WORLD)
    cluster.advance(60)
    assert answers(cluster) == "DELIVERED"
    cluster.api.delete("Secret", "default", "key")
    cluster.advance(60)
    assert answers(cluster) == answers(cluster.fork()) == "DELIVERED"
    cluster.crash_pod("default", "db")
    cluster.advance(60)
    assert answers(cluster) == "REJECTED"
    pod = cluster.store.get("Pod", "default", "db")
    assert pod is not None
    assert pod["status"]["containerStatuses"][0]["state"]["waiting"]["reason"] == "CreateContainerConfigError"
