"""The smallest edit that would have made a question succeed, told apart from edits to the world."""

from __future__ import annotations

import time

import pytest

from playground.cluster.config import Config, ExternalHost
from playground.cluster.manifest import apply_edits
from playground.cluster.simulation import Cluster
from playground.cluster.simulation.counterfactual import ways_out
from playground.cluster.trace.diagnoses import CODES
from playground.cluster.trace.model import Disposition, Target, Trace
from playground.cluster.trace.proposals import MAKERS
from playground.cluster.trace.what_if import what_if

WORLD = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web, tier: front}}
    spec: {containers: [{name: web, image: nginx, ports: [{name: http, containerPort: 80}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: client, labels: {run: client}}
spec: {containers: [{name: client, image: busybox, command: [sleep, infinity]}]}
"""
SERVICE = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n"
SLICE = "apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata:\n  name: web-1\n  labels: {kubernetes.io/service-name: %s}\naddressType: IPv4\nports:\n- name: %s\n  port: 80\nendpoints:\n- addresses: [%s]\n"


def cluster_with(text, world=WORLD):
    cluster = Cluster.new()
    cluster.apply(world, "cluster.yaml")
    cluster.advance(30)
    assert not [outcome.message for outcome in cluster.apply(text, "service.yaml") if outcome.error]
    cluster.advance(10)
    return cluster


def ask(text, target, source, world=WORLD):
    cluster = cluster_with(text, world)
    trace = cluster.trace(source, target)
    assert trace.disposition is not Disposition.DELIVERED
    return cluster, trace, ways_out(cluster, trace, {"service.yaml"})


# name -> (the Service's spec, target, source, the ways out)
FAILURES = {
    "selector misspelt": ("  selector: {app: wbe}\n  ports: [{port: 80}]\n", "http://web", "pod/client", ["Set `spec.selector.app` of Service web to `web`, not `wbe`"]),
    "a label too many": ("  selector: {app: web, release: blue}\n  ports: [{port: 80}]\n", "http://web", "pod/client", ["Remove `spec.selector.release` from Service web"]),
    "no selector": ("  ports: [{port: 80}]\n", "http://web", "pod/client", ["Give Service web `spec.selector: app: web`"]),
    "target port closed": ("  selector: {app: web}\n  ports:\n  - port: 80\n    targetPort: 8080\n", "http://web", "pod/client", ["Set `spec.ports[0].targetPort` of Service web to `80`, not `8080`"]),
    "target port's name unknown": ("  selector: {app: web}\n  ports: [{port: 80, targetPort: htp}]\n", "http://web", "pod/client", ["Set `spec.ports[0].targetPort` of Service web to `http`, not `htp`", "Set `spec.ports[0].targetPort` of Service web to `80`, not `htp`"]),
    "other port": ("  selector: {app: web}\n  ports: [{port: 8080, targetPort: 80}]\n", "http://web", "pod/client", ["Set `spec.ports[0].port` of Service web to `80`, not `8080`"]),
    "swapped": ("  selector: {app: web}\n  ports: [{port: 80, targetPort: 8080}]\n", "http://web:8080", "pod/client", ["Set `spec.ports[0].port` of Service web to `8080`, not `80`. Set `spec.ports[0].targetPort` of Service web to `80`, not `8080`"]),
    "protocol": ("  selector: {app: web}\n  ports: [{port: 80, protocol: UDP}]\n", "http://web", "pod/client", ["Set `spec.ports[0].protocol` of Service web to `TCP`, not `UDP`"]),
    "two mistakes": ("  selector: {app: wbe}\n  ports: [{port: 80, targetPort: 8080}]\n", "http://web", "pod/client", ["Set `spec.selector.app` of Service web to `web`, not `wbe`. Set `spec.ports[0].targetPort` of Service web to `80`, not `8080`"]),
    "name": ("  selector: {app: web}\n  ports: [{port: 80}]\n", "http://wbe", "pod/client", ["Set `metadata.name` of Service web to `wbe`, not `web`"]),
    "node port": ("  type: NodePort\n  selector: {app: web}\n  ports: [{port: 80, nodePort: 30081}]\n", "http://192.168.1.2:30080", "outside", ["Set `spec.ports[0].nodePort` of Service web to `30080`, not `30081`"]),
    "no node port": ("  selector: {app: web}\n  ports: [{port: 80}]\n", "http://192.168.1.2:30080", "outside", ["Give Service web `spec.type: NodePort`. Give Service web `spec.ports[0].nodePort: 30080`"]),
    "policy Local": ("  type: NodePort\n  externalTrafficPolicy: Local\n  selector: {app: none}\n  ports: [{port: 80, nodePort: 30080}]\n".replace("none", "web"), "http://192.168.1.4:30080", "outside", ["Set `spec.externalTrafficPolicy` of Service web to `Cluster`, not `Local`"]),
    "balancer": ("  selector: {app: web}\n  ports: [{port: 80}]\n", "http://lb/web", "outside", ["Give Service web `spec.type: LoadBalancer`"]),
    "source range": ("  type: LoadBalancer\n  loadBalancerSourceRanges: [10.0.0.0/8]\n  selector: {app: web}\n  ports: [{port: 80}]\n", "http://lb/web", "outside", ["Set `spec.loadBalancerSourceRanges` of Service web to `10.0.0.0/8, 192.168.1.100/32`, not `10.0.0.0/8`", "Remove `spec.loadBalancerSourceRanges` from Service web"]),
}  # fmt: skip


@pytest.mark.parametrize(("spec", "target", "source", "ways"), FAILURES.values(), ids=FAILURES)
def test_smallest_edit_is_found_and_works(spec, target, source, ways):
    cluster, trace, found = ask(SERVICE + spec, target, source)
    assert [way.title for way in found] == ways, trace.diagnosis
    for way in found:
        text = apply_edits(SERVICE + spec, way.edits["service.yaml"])
        fork = cluster.fork()
        assert not [outcome.message for outcome in fork.apply(text, "service.yaml") if outcome.error]
        fork.advance(10)
        assert fork.trace(source, target).delivers()


def test_file_that_says_it_already_is_to_be_applied_again():
    text = SERVICE + "  selector: {app: web}\n  ports: [{port: 80}]\n"
    cluster = cluster_with(text)
    cluster.apply(text.replace("app: web", "app: wed"), "elsewhere.yaml")
    cluster.sources["Service", "default", "web"] = cluster_with(text).sources["Service", "default", "web"]  # as kubectl leaves it
    trace = cluster.trace("pod/client", "http://web")
    [way] = ways_out(cluster, trace, {"service.yaml"})
    assert way.title == "Apply `service.yaml` again: it says `spec.selector.app: web`, and the cluster has `wed`"
    assert way.edits == {"service.yaml": ()}
    assert way.again is not None
    assert apply_edits(text, way.again["service.yaml"]) == text.replace("app: web", "app: wed")


def test_object_that_was_deleted_comes_back_with_its_file():
    cluster = cluster_with(SERVICE + "  selector: {app: web}\n  ports: [{port: 80}]\n")
    cluster.api.delete("Service", "default", "web")
    ways = ways_out(cluster, cluster.trace("pod/client", "http://web"), {"service.yaml"})
    assert ways[0].title == "Apply `service.yaml` again: Service web is not in the cluster any more"


def test_slice_by_hand_gets_its_label_or_its_port_name():
    pods = cluster_with(SERVICE + "  ports: [{port: 80}]\n").store.list("Pod", "default")
    address = next(pod["status"]["podIP"] for pod in pods if pod["metadata"]["name"].startswith("web"))
    spec = SERVICE + "  ports: [{name: http, port: 80}]\n---\n"
    _, _, found = ask(spec + SLICE % ("other", "http", address), "http://web", "pod/client")
    assert [way.title for way in found] == ["Set `metadata.labels[kubernetes.io/service-name]` of EndpointSlice web-1 to `web`, not `other`"]
    _, _, found = ask(spec + SLICE % ("web", "www", address), "http://web", "pod/client")
    assert found[0].title == "Set `ports[0].name` of EndpointSlice web-1 to `http`, not `www`"


def test_only_the_learners_own_documents_are_edited():
    """The Service is the learner's and right; it is the world's pods that have other labels."""
    cluster = cluster_with(SERVICE + "  selector: {app: web}\n  ports: [{port: 80}]\n")
    trace = cluster.trace("pod/client", "http://web:81")
    assert ways_out(cluster, trace, {"notes.yaml"}) == ()
    assert ways_out(cluster, trace, {"service.yaml"})


def test_world_stays_as_it_is():
    cluster, _, found = ask(SERVICE + "  selector: {app: wbe}\n  ports: [{port: 80}]\n", "http://web", "pod/client")
    assert found
    assert cluster.store.get("Service", "default", "web")["spec"]["selector"] == {"app": "wbe"}


def test_question_that_succeeds_needs_nothing():
    cluster = cluster_with(SERVICE + "  selector: {app: web}\n  ports: [{port: 80}]\n")
    assert ways_out(cluster, cluster.trace("pod/client", "http://web")) == ()


def test_what_has_no_small_cure_gets_none():
    cluster = cluster_with(SERVICE + "  selector: {app: web}\n  ports: [{port: 80}]\n")
    trace = cluster.trace("outside", "http://10.96.200.200")
    assert ways_out(cluster, trace) == ()


def test_number_of_trials_is_bounded():
    calls = []

    def trial(texts):
        calls.append(texts)

    cluster, trace, _ = ask(SERVICE + "  selector: {app: wbe, tier: x}\n  ports: [{port: 80}]\n", "http://web", "pod/client")
    assert what_if(cluster, trace, cluster.sources, trial) == ()
    assert 0 < len(calls) <= 16
    undiagnosed = Trace("outside", Target("http", "web", 80), None, (), 0, Disposition.TIMEOUT)
    assert what_if(cluster, undiagnosed, cluster.sources, trial) == ()


def test_search_is_quick():
    cluster = cluster_with(SERVICE + "  selector: {app: wbe}\n  ports: [{port: 80, targetPort: 8080}]\n")
    trace = cluster.trace("pod/client", "http://web")
    start = time.perf_counter()
    assert ways_out(cluster, trace)
    assert time.perf_counter() - start < 1.0  # about 20 ms on an idle machine


def test_way_goes_over_the_wire():
    _, _, [way] = ask(SERVICE + "  selector: {app: wbe}\n  ports: [{port: 80}]\n", "http://web", "pod/client")
    assert way.wire() == {
        "title": "Set `spec.selector.app` of Service web to `web`, not `wbe`",
        "file": "service.yaml",
        "edits": [{"line": 6, "column": 19, "end_line": 6, "end_column": 22, "text": "web"}],
        "files": {"service.yaml": [{"line": 6, "column": 19, "end_line": 6, "end_column": 22, "text": "web"}]},
        "path": "spec.selector.app",
        "old": "wbe",
        "new": "web",
    }


def test_pods_are_mended_in_the_workload_that_makes_them():
    """The Service is the world's; the learner owns the Deployment."""
    cluster = cluster_with("# nothing\n" + WORLD.split("---\n")[0], SERVICE + "  selector: {app: web, tier: back}\n  ports: [{port: 80}]\n---\n" + WORLD.split("---\n")[1])
    [way] = ways_out(cluster, cluster.trace("pod/client", "http://web"), {"service.yaml"})
    assert way.title == "Set `spec.template.metadata.labels.tier` of Deployment web to `back`, not `front`"


def test_probe_that_asks_at_the_wrong_port_is_found():
    world = WORLD.split("---\n")[1]
    own = WORLD.split("---\n")[0].replace("image: nginx,", "image: nginx, readinessProbe: {httpGet: {path: /, port: 8080}},")
    cluster = cluster_with(own + "---\n" + SERVICE + "  selector: {app: web}\n  ports: [{port: 80}]\n", world)
    cluster.advance(30)
    found = ways_out(cluster, cluster.trace("pod/client", "http://web"), {"service.yaml"})
    assert found[0].title == "Set `spec.template.spec.containers[0].readinessProbe.httpGet.port` of Deployment web to `80`, not `8080`"


def test_slice_that_leads_to_a_closed_port_outside():
    cluster = Cluster.new(Config(hosts=(ExternalHost("db.example.net", ("203.0.113.77",), tcp=(5432,)),)))
    cluster.apply(WORLD, "cluster.yaml")
    cluster.apply(SERVICE + "  ports: [{name: http, port: 80}]\n---\n" + SLICE % ("web", "http", "203.0.113.77"), "service.yaml")
    cluster.advance(30)
    found = ways_out(cluster, cluster.trace("pod/client", "tcp://web:80"), {"service.yaml"})
    assert [way.title for way in found] == ["Set `ports[0].port` of EndpointSlice web-1 to `5432`, not `80`"]


def test_variable_that_refers_to_a_key_that_is_not_there():
    world = "apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData: {root-password: x}\n---\n"
    env = "image: nginx, env: [{name: PASSWORD, valueFrom: {secretKeyRef: {name: db, key: password}}}],"
    own = WORLD.split("---\n")[0].replace("image: nginx,", env)
    cluster = cluster_with(own + "---\n" + SERVICE + "  selector: {app: web}\n  ports: [{port: 80}]\n", world + WORLD.split("---\n")[1])
    found = ways_out(cluster, cluster.trace("pod/client", "http://web"), {"service.yaml"})
    assert [way.title for way in found] == [
        "Set `spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef.key` of Deployment web to `root-password`, not `password`"
    ]


def test_every_code_that_leads_a_search_is_a_diagnosis():
    assert MAKERS.keys() <= CODES
