"""No request makes a world that keeps a worker busy for minutes: by editor, scale or terminal alike."""

from __future__ import annotations

import json

import pytest

from playground.cluster.apiserver.messages import Request
from playground.cluster.simulation import Cluster
from playground.workspaces import limits

WORKLOAD = """\
apiVersion: apps/v1
kind: {kind}
metadata: {{name: web}}
spec:
  replicas: {replicas}
  selector: {{matchLabels: {{app: web}}}}
  template:
    metadata: {{labels: {{app: web}}}}
    spec: {{containers: [{{name: c, image: nginx}}]}}
"""


@pytest.fixture
def cluster() -> Cluster:
    found = Cluster.new(nodes=1)
    found.api.guard = limits.guard(found.api)
    return found


def apply(cluster: Cluster, kind: str, replicas: int) -> str:
    (outcome,) = cluster.apply(WORKLOAD.format(kind=kind, replicas=replicas))
    return outcome.message or outcome.verb


@pytest.mark.parametrize("kind", ["Deployment", "ReplicaSet", "StatefulSet"])
def test_a_workload_has_its_limit(cluster: Cluster, kind: str) -> None:
    assert "at most 200 replicas of a workload, not 1000000" in apply(cluster, kind, 1_000_000)
    assert apply(cluster, kind, 3) == "created"


def test_a_job_has_its_limit(cluster: Cluster) -> None:
    job = "apiVersion: batch/v1\nkind: Job\nmetadata: {name: j}\nspec: {parallelism: 5000, completions: 5000, "
    (outcome,) = cluster.apply(job + "template: {spec: {restartPolicy: Never, containers: [{name: c, image: busybox}]}}}\n")
    assert "at most 200" in outcome.message


def test_scaling_has_the_same_limit(cluster: Cluster) -> None:
    apply(cluster, "Deployment", 1)
    path = "/apis/apps/v1/namespaces/default/deployments/web"
    for target, body in ((f"{path}/scale", {"spec": {"replicas": 900}}), (path, {"spec": {"replicas": 900}})):
        request = Request("PATCH", target, "", "application/merge-patch+json", json.dumps(body).encode())
        assert cluster.request(request).code == 403
    assert cluster.store.count("Pod", "default") == 1


def test_all_pods_together_have_a_limit(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_PODS", 10)
    assert "at most 10 pods" in apply(cluster, "Deployment", 20)
    assert apply(cluster, "Deployment", 5) == "created"


def test_many_workloads_in_one_file_have_the_same_limit(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their pods are made only when all of the file is read."""
    monkeypatch.setattr(limits, "MOST_PODS", 20)
    texts = [WORKLOAD.format(kind="Deployment", replicas=7).replace("name: web", f"name: web-{number}") for number in range(4)]
    said = [outcome.message or outcome.verb for outcome in cluster.apply("---\n".join(texts))]
    assert said[:2] == ["created", "created"]
    assert all("at most 20 pods" in message for message in said[2:])


def test_what_exists_may_be_changed_in_a_full_world(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_PODS", 12)
    assert apply(cluster, "Deployment", 9) == "created"
    (outcome,) = cluster.apply(WORKLOAD.format(kind="Deployment", replicas=8).replace("image: nginx", "image: nginx:1.27"))
    assert outcome.verb == "configured"
    assert "at most 12 pods" in apply(cluster, "Deployment", 11)
