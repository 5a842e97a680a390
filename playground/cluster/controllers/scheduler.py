"""The scheduler: a node for every pod that has none.

Filters as the default scheduler's; the score is simplified: preferred affinity, then an even spread of the
pods of one owner over nodes and zones, then the emptier node, then the name. No preemption.

Models: pkg/scheduler/schedule_one.go; framework/types.go FitError.Error; framework/plugins/*
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction

from playground.cluster.apiserver.messages import ApiError, Request
from playground.cluster.controllers.base import Controller, Key, own_key
from playground.cluster.controllers.indexes import (
    PODS_BY_NODE,
    dependents,
    pods_selected,
    use_dependents,
    use_pods_by_label,
    use_pods_by_node,
)
from playground.cluster.controllers.placement import preference, selected, untolerated
from playground.cluster.controllers.slices.endpoint import ZONE
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.labels import selector_matches
from playground.cluster.objects.metadata import (
    condition,
    controller_of,
    is_finished,
    is_terminating,
    key_of,
    labels_of,
    node_name,
    with_condition,
)
from playground.cluster.objects.quantity import amount
from playground.cluster.store import Change

SHY_PODS = "pods-with-anti-affinity-by-node"
NOWHERE: Object = {"metadata": {}}
UNSCHEDULABLE = {"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}
PREEMPTION = "preemption: 0/{n} nodes are available: {n} Preemption is not helpful for scheduling."


class Scheduler(Controller):
    name = "default-scheduler"
    kinds = ("Pod", "Node", "PersistentVolumeClaim")

    def prepare(self) -> None:
        use_pods_by_node(self.store)
        use_pods_by_label(self.store)
        use_dependents(self.store)
        self.store.index(SHY_PODS, "Pod", lambda pod: [node_name(pod)] if _pod_terms(pod, "podAntiAffinity") else [])

    def keys(self, change: Change) -> Iterable[Key]:
        """A new pod; and when room may have come, all that wait for it."""
        if change.kind == "Pod":
            if change.new is not None and not is_finished(change.new):
                return [] if node_name(change.new) else [own_key(change)]
            return self._waiting()
        return self._waiting() if _gives_hope(change) else ()

    def _waiting(self) -> list[Key]:
        return [key_of(pod) for pod in self.store.lookup(PODS_BY_NODE, "")]

    def reconcile(self, key: Key) -> float | None:
        pod = self.store.get("Pod", *key)
        if pod is None or node_name(pod) or is_terminating(pod) or is_finished(pod):
            return None
        spec = pod["spec"]
        if spec.get("schedulerName", self.name) != self.name or spec.get("schedulingGates"):
            return None
        nodes = self.store.list("Node")
        reasons: Counter[str] = Counter()
        fitting = []
        if (claims := self._unbound_claims(pod)) is not None:
            self._refuse(pod, f"0/{len(nodes)} nodes are available: {claims}.")
            return None
        for node in nodes:
            refusals = list(self._refusals(pod, node))
            reasons.update(refusals)
            if not refusals:
                fitting.append(node)
        spread = self._over_spread(pod, fitting, nodes)
        reasons.update(["node(s) didn't match pod topology spread constraints"] * (len(fitting) - len(spread)))
        if not spread:
            self._refuse(pod, _no_fit(len(nodes), reasons))
            return None
        self._bind(pod, self._best(pod, spread))
        return None

    # -- filters

    def _refusals(self, pod: Object, node: Object) -> Iterator[str]:
        """The reasons of the first filter that refuses the node; resources may give several."""
        taints = list((node.get("spec") or {}).get("taints") or ())
        if (node.get("spec") or {}).get("unschedulable") and untolerated(pod, [UNSCHEDULABLE], ("NoSchedule",)):
            yield "node(s) were unschedulable"
        elif untolerated(pod, taints, ("NoSchedule", "NoExecute")):
            yield "node(s) had untolerated taint(s)"
        elif not selected(pod, node):
            yield "node(s) didn't match Pod's node affinity/selector"
        elif self._ports_taken(pod, node):
            yield "node(s) didn't have free ports for the requested pod ports"
        elif lacking := list(self._lacking(pod, node)):
            yield from lacking
        elif not self._anti_affinity_allows(pod, node):
            yield "node(s) didn't match pod anti-affinity rules"
        elif not self._affinity_allows(pod, node):
            yield "node(s) didn't match pod affinity rules"

    def _here(self, node: Object) -> list[Object]:
        return [pod for pod in self.store.lookup(PODS_BY_NODE, node["metadata"]["name"]) if not is_finished(pod)]

    def _ports_taken(self, pod: Object, node: Object) -> bool:
        wanted = _host_ports(pod)
        if not wanted:
            return False
        return any(
            one[:2] == other[:2] and (one[2] == other[2] or "0.0.0.0" in (one[2], other[2]))  # noqa: S104
            for there in self._here(node)
            for other in _host_ports(there)
            for one in wanted
        )

    def _lacking(self, pod: Object, node: Object) -> Iterator[str]:
        allocatable = (node.get("status") or {}).get("allocatable") or {}
        asked = _requests(pod)
        crowd = self.store.bucket(PODS_BY_NODE, node["metadata"]["name"])
        if not asked and ("pods" not in allocatable or crowd < amount(allocatable["pods"])):
            return
        here = self._here(node)
        if "pods" in allocatable and len(here) + 1 > amount(allocatable["pods"]):
            yield "Too many pods"
        for resource, wanted in sorted(asked.items()):
            used = sum(_requests(there).get(resource, 0) for there in here)
            if wanted and used + wanted > amount(allocatable.get(resource, "0")):
                yield f"Insufficient {resource}"

    def _anti_affinity_allows(self, pod: Object, node: Object) -> bool:
        own = _pod_terms(pod, "podAntiAffinity")
        if any(self._matching(term, pod, node) for term in own):
            return False
        for there in self._shy(pod, node):
            for term in _pod_terms(there, "podAntiAffinity"):
                if self._selects(term, there, pod) and self._same_domain(term, node, there):
                    return False
        return True

    def _shy(self, pod: Object, node: Object) -> list[Object]:
        """Those of `_near` that keep others away."""
        if not pod["spec"].get("affinity"):
            shy = self.store.lookup(SHY_PODS, node["metadata"]["name"])
            return [there for there in shy if not is_finished(there)]
        return self._near(pod, node)

    def _affinity_allows(self, pod: Object, node: Object) -> bool:
        terms = _pod_terms(pod, "podAffinity")
        return all(self._matching(term, pod, node) or self._is_first(term, pod) for term in terms)

    def _is_first(self, term: Object, pod: Object) -> bool:
        """A pod that asks for its own like may be the first one."""
        others = [one for one in self.store.iterate("Pod", pod["metadata"]["namespace"]) if node_name(one)]
        return self._selects(term, pod, pod) and not any(self._selects(term, pod, one) for one in others)

    def _matching(self, term: Object, pod: Object, node: Object) -> bool:
        return any(
            self._selects(term, pod, there) and self._same_domain(term, node, there) for there in self._near(pod, node)
        )

    def _near(self, pod: Object, node: Object) -> list[Object]:
        """All bound pods for a pod that asks about others; else those of the node alone, which may refuse it."""
        if not pod["spec"].get("affinity"):
            return self._here(node)
        return [one for one in self.store.iterate("Pod") if node_name(one) and not is_finished(one)]

    def _selects(self, term: Object, pod: Object, other: Object) -> bool:
        spaces = term.get("namespaces") or [pod["metadata"]["namespace"]]
        same = other["metadata"]["namespace"] in spaces
        return same and selector_matches(term.get("labelSelector"), labels_of(other))

    def _same_domain(self, term: Object, node: Object, other: Object) -> bool:
        key = term.get("topologyKey", "")
        there = self.store.get("Node", "", node_name(other))
        value = labels_of(node).get(key)
        return there is not None and value is not None and labels_of(there).get(key) == value

    def _unbound_claims(self, pod: Object) -> str | None:
        for volume in pod["spec"].get("volumes") or ():
            name = (volume.get("persistentVolumeClaim") or {}).get("claimName")
            if not name:
                continue
            claim = self.store.get("PersistentVolumeClaim", pod["metadata"]["namespace"], name)
            if claim is None:
                return f'persistentvolumeclaim "{name}" not found'
            if (claim.get("status") or {}).get("phase") != "Bound":
                return "pod has unbound immediate PersistentVolumeClaims"
        return None

    # -- spread and score

    def _over_spread(self, pod: Object, fitting: list[Object], nodes: list[Object]) -> list[Object]:
        """The fitting nodes on which the pod keeps its hard spread constraints."""
        for constraint in pod["spec"].get("topologySpreadConstraints") or ():
            if constraint.get("whenUnsatisfiable", "DoNotSchedule") == "DoNotSchedule":
                counts = self._domains(pod, constraint, [node for node in nodes if selected(pod, node)])
                least = min(counts.values(), default=0)
                most = int(constraint.get("maxSkew", 1)) + least
                key = constraint["topologyKey"]
                fitting = [node for node in fitting if counts.get(labels_of(node).get(key, ""), most) + 1 <= most]
        return fitting

    def _domains(self, pod: Object, constraint: Object, nodes: list[Object]) -> dict[str, int]:
        key = constraint["topologyKey"]
        counts = {labels_of(node)[key]: 0 for node in nodes if key in labels_of(node)}
        for node in nodes:
            value = labels_of(node).get(key)
            if value is not None:
                counts[value] += sum(self._counts(constraint, pod, there) for there in self._here(node))
        return counts

    def _counts(self, constraint: Object, pod: Object, other: Object) -> bool:
        same = other["metadata"]["namespace"] == pod["metadata"]["namespace"]
        return (
            same and not is_terminating(other) and selector_matches(constraint.get("labelSelector"), labels_of(other))
        )

    def _best(self, pod: Object, nodes: list[Object]) -> str:
        """Of the nodes that fit: the least tainted, most preferred, with the fewest relatives on it, in its zone."""
        relatives = self._relatives(pod)
        in_zone: Counter[str] = Counter()
        for name, count in relatives.items():
            in_zone[labels_of(self.store.get("Node", "", name) or NOWHERE).get(ZONE, "")] += count

        def rank(node: Object) -> tuple[object, ...]:
            name, zone = node["metadata"]["name"], labels_of(node).get(ZONE, "")
            soft = sum(t.get("effect") == "PreferNoSchedule" for t in (node.get("spec") or {}).get("taints") or ())
            crowd = self.store.bucket(PODS_BY_NODE, name)
            return (soft, -preference(pod, node), relatives[name], in_zone[zone] if zone else 0, crowd, name)

        return str(min(nodes, key=rank)["metadata"]["name"])

    def _relatives(self, pod: Object) -> Counter[str]:
        """How many pods of the same owner (of equal labels, if it has none) are on each node."""
        owner = controller_of(pod)
        if owner is not None:
            candidates = dependents(self.store, "Pod", owner["uid"])
        elif labels_of(pod):
            candidates = pods_selected(self.store, pod["metadata"]["namespace"], labels_of(pod))
        else:
            candidates = []
        return Counter(
            node_name(there)
            for there in candidates
            if node_name(there) and not is_finished(there) and not is_terminating(there) and _is_relative(pod, owner, there)
        )

    # -- verdicts

    def _bind(self, pod: Object, node: str) -> None:
        """Models: framework/plugins/defaultbinder/default_binder.go Bind"""
        namespace, name = key_of(pod)
        target = {"apiVersion": "v1", "kind": "Node", "name": node}
        binding = {
            "apiVersion": "v1",
            "kind": "Binding",
            "metadata": {"name": name, "namespace": namespace},
            "target": target,
        }
        path = f"/api/v1/namespaces/{namespace}/pods/{name}/binding"
        body = json.dumps(binding).encode()
        response = self.api.handle(
            Request("POST", path, content_type="application/json", body=body, manager="kube-scheduler", user="system:kube-scheduler")
        )
        if not response.ok:
            status = response.body or {}
            raise ApiError(response.code, status.get("reason", ""), status.get("message", ""))
        self.events.normal(pod, "Scheduled", f"Successfully assigned {namespace}/{name} to {node}")

    def _refuse(self, pod: Object, message: str) -> None:
        """Said once for each new message; a change of the cluster, not time, brings another look."""
        verdict = {"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": message}
        old = condition(pod, "PodScheduled") or {}
        if (old.get("status"), old.get("message")) == ("False", message):
            return
        status = pod.get("status") or {}
        generation = pod["metadata"].get("generation")
        entry = {**verdict, "lastProbeTime": None} | ({"observedGeneration": generation} if generation else {})
        conditions = with_condition(list(status.get("conditions") or ()), entry, self.clock.stamp())
        self.api.update_status({**pod, "status": {**status, "conditions": conditions}}, "kube-scheduler")
        self.events.warning(pod, "FailedScheduling", message)


def _no_fit(count: int, reasons: Counter[str]) -> str:
    if not count:
        return "no nodes available to schedule pods"
    texts = ", ".join(sorted(f"{number} {reason}" for reason, number in reasons.items()))
    return f"0/{count} nodes are available: {texts}. {PREEMPTION.format(n=count)}"


def _gives_hope(change: Change) -> bool:
    """Could what was refused fit after this change?"""
    if change.new is None or change.kind == "PersistentVolumeClaim" or change.old is None:
        return True

    def of(node: Object) -> object:
        return labels_of(node), node.get("spec"), (node.get("status") or {}).get("allocatable")

    return of(change.old) != of(change.new)


def _is_relative(pod: Object, owner: Object | None, other: Object) -> bool:
    if owner is not None:
        return bool((controller_of(other) or {}).get("uid") == owner["uid"])
    same_space = pod["metadata"]["namespace"] == other["metadata"]["namespace"]
    return same_space and bool(labels_of(pod)) and labels_of(pod) == labels_of(other)


def _pod_terms(pod: Object, kind: str) -> list[Object]:
    affinity = (pod["spec"].get("affinity") or {}).get(kind) or {}
    return list(affinity.get("requiredDuringSchedulingIgnoredDuringExecution") or ())


def _host_ports(pod: Object) -> list[tuple[int, str, str]]:
    host_network = bool(pod["spec"].get("hostNetwork"))
    ports = []
    for container in pod["spec"].get("containers") or ():
        for port in container.get("ports") or ():
            number = port.get("hostPort") or (port.get("containerPort") if host_network else None)
            if number:
                ports.append((int(number), port.get("protocol", "TCP"), port.get("hostIP") or "0.0.0.0"))  # noqa: S104
    return ports


def _requests(pod: Object) -> dict[str, Fraction]:
    """Summed over the containers. Models: component-helpers/resource PodRequests, without init containers"""
    total: dict[str, Fraction] = {}
    for container in pod["spec"].get("containers") or ():
        resources = container.get("resources") or {}
        for name, value in {**(resources.get("limits") or {}), **(resources.get("requests") or {})}.items():
            total[name] = total.get(name, Fraction(0)) + amount(value)
    return total
