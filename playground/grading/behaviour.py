"""The behaviour table: what a cluster does, as answers to every question that its Services invite.

Two clusters behave alike if the same questions end alike: in the calm, after a pod stops being ready, after one is
deleted, after a node fails. Mutants are held against it, and a recorded lab takes its checks from it. Names of generated pods and
addresses differ from one cluster to the next without meaning, so answers speak of who they belong to.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from playground.cluster.kubectl.declarative import LAST_APPLIED
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import controller_of, is_finished, labels_of
from playground.cluster.simulation import Cluster
from playground.cluster.trace.model import Branch, Trace
from playground.grading.world import is_ready

MOST_SOURCES = 6
SYSTEM = ("kube-system", "kube-public", "kube-node-lease")


class Door(NamedTuple):
    """A node port by what it leads to: a port of a Service."""

    namespace: str
    service: str
    port: int
    protocol: str


@dataclass(frozen=True, slots=True)
class Question:
    """`source` as probes name it (`pod/client@default`, `outside`); `after` is a trouble's name, '' the calm; `again`: it is
    the second connection, which affinity may bind to the first one's pod. With `target` '' the variables are asked for.
    `door` says whose node port the target has, where nobody chose the number: another cluster may have drawn another."""

    source: str
    target: str
    after: str = ""
    again: bool = False
    door: Door | None = None


Outcome = tuple[str, ...]
"""How it ended, comparable between clusters."""

Table = Mapping[Question, Outcome]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that happens to a cluster: as the lab format writes it. `pods` are the labels of those that it befalls; None
    where it is a node's."""

    name: str
    steps: tuple[Mapping[str, Any], ...]
    pods: Mapping[str, str] | None = None


def questions(cluster: Cluster, only: Collection[tuple[str, str]] | None = None) -> list[Question]:
    """What the cluster's own Services invite to ask; `only` those of these (namespace, name), where it is given."""
    pods, services = sources(cluster), learners_services(cluster)
    if only is not None:
        services = [service for service in services if (service["metadata"]["namespace"], service["metadata"]["name"]) in only]
    found: list[Question] = []
    for pod in pods:
        source = f"pod/{pod['metadata']['name']}@{pod['metadata']['namespace']}"
        for service in services:
            found += [Question(source, target) for target in _inside(service, pod["metadata"]["namespace"])]
        found.append(Question(source, ""))
    for service in services:
        found += _from_outside(cluster, service)
    for pod in _named_pods(cluster):
        meta, spec = pod["metadata"], pod["spec"]
        asker = next((one for one in pods), pod)["metadata"]
        name = f"{spec['hostname']}.{spec['subdomain']}.{meta['namespace']}"
        found.append(Question(f"pod/{asker['name']}@{asker['namespace']}", f"dns:{name}?type=A"))
    return [*found, *(replace(one, again=True) for one in found if "://" in one.target)]


def sources(cluster: Cluster) -> list[Object]:
    """Pods that stand alone: their names stay. Where there are none, one of each Deployment."""
    found: dict[tuple[str, str], Object] = {}
    for pod in sorted(cluster.store.iterate("Pod"), key=lambda pod: (pod["metadata"]["namespace"], pod["metadata"]["name"])):
        if pod["metadata"]["namespace"] not in SYSTEM and not is_finished(pod) and is_ready(pod):
            found.setdefault((pod["metadata"]["namespace"], owner(pod)), pod)
    alone = [pod for pod in found.values() if controller_of(pod) is None]
    return (alone or list(found.values()))[:MOST_SOURCES]


def learners_services(cluster: Cluster) -> list[Object]:
    """All Services but the cluster's own."""
    return [
        service for service in cluster.store.list("Service")
        if service["metadata"]["namespace"] not in SYSTEM and service["metadata"]["name"] != "kubernetes"
    ]  # fmt: skip


def _inside(service: Object, namespace: str) -> Iterator[str]:
    meta, spec = service["metadata"], service["spec"]
    name = meta["name"] if meta["namespace"] == namespace else f"{meta['name']}.{meta['namespace']}"
    yield f"dns:{name}?type=A"
    for port in spec.get("ports") or ():
        yield f"{_scheme(port)}://{name}:{port['port']}"
        if port.get("name"):
            yield f"dns:_{port['name']}._{port.get('protocol', 'TCP').lower()}.{name}?type=SRV"


def _scheme(port: Object) -> str:
    return str(port.get("protocol", "TCP")).lower()


def _from_outside(cluster: Cluster, service: Object) -> Iterator[Question]:
    meta = service["metadata"]
    for port in service["spec"].get("ports") or ():
        if port.get("nodePort"):
            door = None if port["nodePort"] in _chosen(service) else Door(meta["namespace"], meta["name"], port["port"], _scheme(port))
            for node in cluster.store.list("Node"):
                target = f"{_scheme(port)}://{node['status']['addresses'][0]['address']}:{port['nodePort']}"
                yield Question("outside", target, door=door)
        if service["spec"].get("type") == "LoadBalancer":
            yield Question("outside", f"{_scheme(port)}://lb/{meta['name']}@{meta['namespace']}:{port['port']}")


def _chosen(service: Object) -> set[int]:
    """The node ports that a file asked for; where none was applied, all."""
    applied = (service["metadata"].get("annotations") or {}).get(LAST_APPLIED)
    spec = service["spec"] if applied is None else json.loads(applied)["spec"]
    return {port["nodePort"] for port in spec.get("ports") or () if port.get("nodePort")}


def target_in(cluster: Cluster, question: Question) -> str:
    """The question's target, with the number that its door has in this cluster. Raises ValueError where there is no such door."""
    door = question.door
    if door is None:
        return question.target
    service = cluster.store.get("Service", door.namespace, door.service)
    for port in (service or {"spec": {}})["spec"].get("ports") or ():
        if (port["port"], _scheme(port)) == (door.port, door.protocol) and port.get("nodePort"):
            return f"{question.target.rpartition(':')[0]}:{port['nodePort']}"
    raise ValueError(f"Service {door.service} has no node port for port {door.port}")


def _named_pods(cluster: Cluster) -> list[Object]:
    return [
        pod for pod in cluster.store.list("Pod")
        if pod["spec"].get("hostname") and pod["spec"].get("subdomain") and not is_finished(pod)
    ]  # fmt: skip


# -- trouble


def troubles(cluster: Cluster) -> list[Trouble]:
    """For each kind of pod behind a Service: one stops being ready, one is deleted, its node fails."""
    found: dict[str, Trouble] = {}
    for service in learners_services(cluster):
        selector = service["spec"].get("selector")
        pod = _first_backend(cluster, service) if selector else None
        if pod is None or not selector:
            continue
        told = ",".join(f"{key}={value}" for key, value in sorted(selector.items()))
        wait = {"wait": "60s"}
        found.setdefault(f"unready {told}", Trouble(f"unready {told}", ({"set_ready": {"pods": dict(selector), "ready": False}}, {"wait": "20s"}), selector))
        if controller_of(pod):
            found.setdefault(f"deleted {told}", Trouble(f"deleted {told}", ({"delete_pod": dict(selector)}, wait), selector))
        node = pod["spec"].get("nodeName")
        if node:
            found.setdefault(f"{node} fails", Trouble(f"{node} fails", ({"fail_node": node}, {"wait": "120s"})))
    return list(found.values())[:6]


def _first_backend(cluster: Cluster, service: Object) -> Object | None:
    selector = service["spec"]["selector"].items()
    for pod in cluster.store.list("Pod", service["metadata"]["namespace"]):
        if all(labels_of(pod).get(key) == value for key, value in selector) and is_ready(pod):
            return pod
    return None


# -- asking


def table(cluster: Cluster, asked: list[Question], after: str = "") -> Table:
    """Every question's outcome, on forks. `after` names the trouble that the cluster has been through."""
    found: dict[Question, Outcome] = {}
    fork = cluster.fork()
    for question in asked:
        fork.forget_traffic()
        found[replace(question, after=after)] = _ask(fork, question)
    return found


def _ask(cluster: Cluster, question: Question) -> Outcome:
    try:
        if not question.target:
            return _variables(cluster, question.source)
        target = target_in(cluster, question)
        trace = cluster.trace(question.source, target)
        if question.again:
            trace = cluster.trace(question.source, target)
    except ValueError:
        return ("nobody asks",)
    return outcome(cluster, trace)


def _variables(cluster: Cluster, source: str) -> Outcome:
    """The variables that Services made: their names, and their values where those aren't addresses."""
    found = cluster.environment(*cluster.find_pod(source))
    plain = (f"{name}={value}" if value.isdigit() else name for name, value in found.items())
    return tuple(sorted(plain))


def outcome(cluster: Cluster, trace: Trace) -> Outcome:
    """A trace without what differs by chance."""
    whose = _Whose(cluster)
    lookup = trace.lookup
    parts = [trace.disposition.value] if not trace.branches else []
    if lookup is not None:
        answers = ", ".join(sorted(map(whose.address, lookup.addresses)))
        parts.append(f"{lookup.canonical or 'the name'} is {answers or lookup.rcode}")
        parts += sorted(
            _without_host(answer) for question in lookup.questions for answer in question["answers"] if question["type"] == "SRV"
        )
    ends = sorted(_end(whose, branch) for branch in trace.branches if branch.probability)
    return (*parts, *ends)


def _end(whose: _Whose, branch: Branch) -> str:
    share = "" if branch.probability == 1 else f"{branch.probability} "
    if not branch.backend:
        return f"{share}{branch.disposition}"
    at = f"{whose.place(branch.backend)}, port {branch.backend_port}"
    return f"{share}{branch.disposition} to {at}, which sees {whose.address(branch.source_seen)}"


def _without_host(answer: str) -> str:
    """An SRV record as a text, with its port and its target's last labels only."""
    words = answer.split()
    return f"SRV {words[-2]}" if len(words) >= 2 else answer


class _Whose:
    """Who an address or a place belongs to."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.known: dict[str, str] = {}
        for service in cluster.store.iterate("Service"):
            for address in service["spec"].get("clusterIPs") or ():
                self.known[address] = f"service {service['metadata']['namespace']}/{service['metadata']['name']}"
        for pod in cluster.store.iterate("Pod"):
            for entry in pod.get("status", {}).get("podIPs") or ():
                self.known.setdefault(entry["ip"], owner(pod))

    def address(self, text: str) -> str:
        return self.known.get(text, text)

    def place(self, text: str) -> str:
        if not text.startswith("pod:"):
            return text
        namespace, _, name = text.removeprefix("pod:").partition("/")
        pod = self.cluster.store.get("Pod", namespace, name)
        return owner(pod) if pod else text


GENERATED = ("pod-template-hash", "controller-revision-hash", "apps.kubernetes.io/pod-index", "statefulset.kubernetes.io/pod-name")


def own_labels(pod: Object) -> dict[str, str]:
    """Those that somebody wrote: neither a controller nor the scheduler."""
    return {key: value for key, value in labels_of(pod).items() if key not in GENERATED and not key.startswith("topology.kubernetes.io/")}


def owner(pod: Object) -> str:
    """A pod whose name stays; else the labels that it shares with its replicas."""
    reference = controller_of(pod)
    if reference is None or reference["kind"] == "StatefulSet":
        return f"pod {pod['metadata']['name']}"
    return "a pod " + ",".join(f"{key}={value}" for key, value in sorted(own_labels(pod).items()))
