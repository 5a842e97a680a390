"""What happened, told: each case is what is done to a small cluster and the sentences that must follow in this order."""

from __future__ import annotations

import re
import string
from collections.abc import Callable

import pytest

from playground.cluster.account import SENTENCES, Chronicle, sentence
from playground.cluster.account.chronicle import TELLERS
from playground.cluster.simulation import Cluster
from playground.cluster.simulation.operating import run_kubectl

WORLD = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "nginx:1.29", ports: [{containerPort: 80}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
"""
BALANCED = """\
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}
"""
HEADLESS = """\
apiVersion: v1
kind: Service
metadata: {name: members}
spec: {clusterIP: None, selector: {app: web}, ports: [{port: 80}]}
"""


@pytest.fixture(scope="module")
def world() -> Cluster:
    cluster = Cluster.new()
    cluster.apply(WORLD)
    cluster.advance(60)
    return cluster


@pytest.fixture
def cluster(world: Cluster) -> Cluster:
    return world.fork()


def pods(cluster: Cluster) -> list[str]:
    return [pod["metadata"]["name"] for pod in cluster.store.list("Pod", "default")]


def told(cluster: Cluster, do: Callable[[], object], seconds: float = 30) -> list[str]:
    """The account of what is done and of the time after it; hashes and random names cut off."""
    chronicle = Chronicle(cluster.store)
    do()
    cluster.advance(seconds)
    return [re.sub(r"-[0-9a-z]{8,10}(-[0-9a-z]{5})?\b", "-x", sentence(line)) for line in chronicle.lines()]


def follows(lines: list[str], *wanted: str) -> None:
    """Each of the wanted parts is in a line after that of the one before."""
    rest = iter(lines)
    for part in wanted:
        assert any(part in line for line in rest), f"{part!r} is missing or too early in:\n" + "\n".join(lines)


def test_a_deleted_pod_is_replaced_and_traffic_follows(cluster: Cluster) -> None:
    lines = told(cluster, lambda: cluster.delete_pod("default", pods(cluster)[0]))
    follows(
        lines,
        "Pod web-x is told to end.",
        "ReplicaSet web-x saw 2 of 3 replicas and made web-x.",
        "terminating in the slice of Service web",
        "of Service web leads to 2 endpoints now.",
        "The scheduler put web-x on node-",
        "stopped the processes and removed web-x.",
        "and reports ready.",
        "put 10.244.",
        "of Service web leads to 3 endpoints now.",
    )  # fmt: skip


def test_an_unready_pod_gets_no_traffic_until_it_is_ready_again(cluster: Cluster) -> None:
    pod = pods(cluster)[0]
    follows(
        told(cluster, lambda: cluster.set_ready("default", pod, False)),
        "says that it is not ready", "reports not ready: web-x.", "marked", "leads to 2 endpoints",
    )  # fmt: skip
    follows(told(cluster, lambda: cluster.set_ready("default", pod, True)), "reports ready", "leads to 3 endpoints")


def test_a_crash_is_held_back_longer_each_time(cluster: Cluster) -> None:
    pod = pods(cluster)[0]
    first = told(cluster, lambda: cluster.crash_pod("default", pod), 2)
    follows(first, "exited with code 1", "leads to 2 endpoints", "again; restarts: 1.", "leads to 3 endpoints")
    assert not any("CrashLoopBackOff" in line for line in first)
    follows(told(cluster, lambda: cluster.crash_pod("default", pod)), "waits 10s", "restarts: 2.")
    follows(told(cluster, lambda: cluster.crash_pod("default", pod)), "waits 20s", "restarts: 3.")


def test_a_pod_that_keeps_crashing_recovers_when_mended(cluster: Cluster) -> None:
    pod = pods(cluster)[0]
    follows(told(cluster, lambda: cluster.set_crashing("default", pod, True), 100), "exit, and will again", "waits 10s", "waits 20s", "waits 40s")
    follows(told(cluster, lambda: cluster.set_crashing("default", pod, False), 100), "run again from their next start", "reports ready")


def test_scaling_down_to_nothing_says_how_traffic_ends(cluster: Cluster) -> None:
    follows(
        told(cluster, lambda: cluster.scale("Deployment", "default", "web", 0)),
        "Deployment web: spec.replicas was 3 and is 0 now.",
        "ReplicaSet web-x shrink from 3 to 0",
        "saw 3 replicas, wants 0, and deleted web-x, web-x, web-x.",
        "those that end still serve: 3.",
        "Service web has no endpoint; connections to 10.96.",
    )


def test_a_rollout_goes_pod_by_pod_and_back(cluster: Cluster) -> None:
    image = ["set", "image", "deployment/web", "web=nginx:1.30"]
    follows(
        told(cluster, lambda: run_kubectl(cluster, image), 60),
        "image was nginx:1.29 and is nginx:1.30 now.",
        "new to its controller: it made ReplicaSet web-x for it, with 1 replicas.",
        "saw 0 of 1 replicas and made web-x.",
        "ReplicaSet web-x shrink from 3 to 2",
        "Deployment web is rolled out; available replicas: 3.",
    )
    follows(told(cluster, lambda: run_kubectl(cluster, ["rollout", "undo", "deployment/web"]), 60), "is nginx:1.29 now", "is rolled out")


def test_a_dead_node_is_missed_later_and_its_pods_move(cluster: Cluster) -> None:
    follows(
        told(cluster, lambda: cluster.fail_node("node-2"), 400),
        "Node node-2 has lost its power",
        "has heard nothing of node-2 for 50 s",
        "marked its pods not ready",
        "tainted node-2",
        "tolerated long enough",
        "saw 2 of 3 replicas and made web-x",
    )
    follows(told(cluster, lambda: cluster.restore_node("node-2")), "has power again", "the node is ready", "from node-2")


def test_a_cordoned_node_takes_no_new_pods(cluster: Cluster) -> None:
    follows(told(cluster, lambda: run_kubectl(cluster, ["cordon", "node-1"])), "node-1 is cordoned")
    follows(told(cluster, lambda: run_kubectl(cluster, ["uncordon", "node-1"])), "node-1 takes new pods again")


def test_a_balancer_comes_goes_and_comes_back(cluster: Cluster) -> None:
    follows(told(cluster, lambda: cluster.apply(BALANCED)), "The cloud gave Service web the address 203.0.113.")
    follows(told(cluster, lambda: cluster.take_balancer("default", "web", True)), "has lost the address")
    assert cluster.store.get("Service", "default", "web")["status"]["loadBalancer"] == {}  # type: ignore[index]
    follows(told(cluster, lambda: cluster.take_balancer("default", "web", False)), "The cloud gave Service web the address")


def test_a_headless_service_is_told_by_what_dns_answers(cluster: Cluster) -> None:
    follows(told(cluster, lambda: cluster.apply(HEADLESS)), "DNS answers members.default with 10.244.")


def test_a_deleted_service_takes_its_rules_and_its_name_along(cluster: Cluster) -> None:
    follows(told(cluster, lambda: run_kubectl(cluster, ["delete", "service", "web"])), "With Service web went its rules for 10.96.")


def test_pods_that_find_no_node_are_told_with_the_schedulers_words(cluster: Cluster) -> None:
    def no_room() -> None:
        for node in ("node-1", "node-2", "node-3"):
            run_kubectl(cluster, ["cordon", node])
        cluster.scale("Deployment", "default", "web", 4)

    follows(told(cluster, no_room), "found no node for web-x: 0/3 nodes are available")


def test_what_a_secret_holds_is_not_told(cluster: Cluster) -> None:
    text = "apiVersion: v1\nkind: Secret\nmetadata: {name: key}\nstringData: {password: %s}\n"
    cluster.apply(text % "old-word")
    assert "word" not in " ".join(told(cluster, lambda: cluster.apply(text % "new-word")))


def test_nothing_is_told_twice_and_forks_tell_for_themselves(cluster: Cluster) -> None:
    chronicle = Chronicle(cluster.store)
    fork = cluster.fork()
    fork.scale("Deployment", "default", "web", 5)
    assert chronicle.lines() == ()
    cluster.scale("Deployment", "default", "web", 4)
    assert chronicle.take()
    assert chronicle.take() == ()


def test_every_code_that_is_used_has_a_sentence_whose_parameters_are_given(cluster: Cluster) -> None:
    """Across a life with everything in it."""
    chronicle = Chronicle(cluster.store)
    cluster.apply(BALANCED)
    cluster.fail_node("node-1")
    cluster.advance(500)
    cluster.restore_node("node-1")
    for pod in pods(cluster):
        cluster.crash_pod("default", pod)
    cluster.advance(60)
    for line in chronicle.lines():
        wanted = {name for _, name, _, _ in string.Formatter().parse(SENTENCES[line.code]) if name}
        assert wanted <= line.params.keys(), line
        assert line.about[0] in {*TELLERS, "Service"}
