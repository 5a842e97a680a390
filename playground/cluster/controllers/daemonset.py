"""The DaemonSet controller: one pod on every node that fits.

Models: pkg/controller/daemon/daemon_controller.go manage, NodeShouldRunDaemonPod; update.go rollingUpdate
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

from playground.cluster.config import instant
from playground.cluster.controllers.base import Controller, Key, own_key
from playground.cluster.controllers.placement import selected, untolerated
from playground.cluster.controllers.revisions import HASH, current_revision, trim
from playground.cluster.controllers.rollout import scaled
from playground.cluster.controllers.templates import (
    available_after,
    claim_pods,
    create_pod,
    delete_pod,
    generated,
    owners_concerned,
    pod_from_template,
    use_claims,
    use_selectors,
)
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import (
    annotations_of,
    is_ready,
    is_terminating,
    key_of,
    labels_of,
    node_name,
    phase,
    thaw,
)
from playground.cluster.store import Change

BY_SELECTOR = "daemonsets-by-selector"
GENERATION = "deprecated.daemonset.template.generation"
TOLERATED = (
    ("node.kubernetes.io/not-ready", "NoExecute"),
    ("node.kubernetes.io/unreachable", "NoExecute"),
    ("node.kubernetes.io/disk-pressure", "NoSchedule"),
    ("node.kubernetes.io/memory-pressure", "NoSchedule"),
    ("node.kubernetes.io/pid-pressure", "NoSchedule"),
    ("node.kubernetes.io/unschedulable", "NoSchedule"),
)


class DaemonSets(Controller):
    name = "daemonset-controller"
    kinds = ("DaemonSet", "Pod", "Node")

    def prepare(self) -> None:
        use_claims(self.store)
        use_selectors(self.store, BY_SELECTOR, "DaemonSet")

    def keys(self, change: Change) -> Iterable[Key]:
        if change.kind == "Pod":
            return owners_concerned(self.store, change, "DaemonSet", BY_SELECTOR)
        if change.kind == "Node":
            return [key_of(owner) for owner in self.store.iterate("DaemonSet")] if _placement_changed(change) else ()
        return [own_key(change)]

    def reconcile(self, key: Key) -> float | None:
        owner = self.store.get("DaemonSet", *key)
        if owner is None or is_terminating(owner):
            return None
        revision = current_revision(self.api, owner, self.name)
        letters = labels_of(revision)[HASH]
        if not self._manage(owner, letters):
            self._update(owner, letters)
        pods = self._pods(owner)
        trim(self.api, owner, {revision["metadata"]["name"], *_revision_names(owner, pods)})
        return self._report(owner, letters)

    def _pods(self, owner: Object) -> dict[str, list[Object]]:
        """By the node that they are on or meant for."""
        found: dict[str, list[Object]] = {}
        for pod in claim_pods(self.api, owner, self.name):
            found.setdefault(_target(pod), []).append(pod)
        return found

    # -- placement

    def _manage(self, owner: Object, letters: str) -> bool:
        """Make what is missing, delete what is too much. True if anything was done."""
        pods, done = self._pods(owner), False
        for node in self.store.iterate("Node"):
            name = node["metadata"]["name"]
            here = pods.pop(name, [])
            runs, stays = fits(self._pod_for(owner, name, letters), node)
            live = [pod for pod in here if not is_terminating(pod)]
            failed = [pod for pod in live if phase(pod) in ("Failed", "Succeeded")]
            for pod in failed if stays else ():
                self._replace_finished(owner, pod, name)
                done = True
            if runs and not here:
                self._create(owner, name, letters)
                done = True
            for pod in live if not stays else ():
                delete_pod(self.api, self.events, owner, pod)
                done = True
        for pod in [pod for rest in pods.values() for pod in rest if not is_terminating(pod)]:
            delete_pod(self.api, self.events, owner, pod)
            done = True
        return done

    def _replace_finished(self, owner: Object, pod: Object, node: str) -> None:
        name = "/".join(key_of(pod))
        if phase(pod) == "Failed":
            self.events.warning(
                owner, "FailedDaemonPod", f"Found failed daemon pod {name} on node {node}, will try to kill it"
            )
        else:
            self.events.normal(
                owner, "SucceededDaemonPod", f"Found succeeded daemon pod {name} on node {node}, will try to delete it"
            )
        delete_pod(self.api, self.events, owner, pod)

    def _create(self, owner: Object, node: str, letters: str) -> None:
        create_pod(self.api, self.events, owner, self._pod_for(owner, node, letters), self.name)

    def _pod_for(self, owner: Object, node: str, letters: str) -> Object:
        pod = pod_from_template(owner["spec"]["template"], owner)
        number = annotations_of(owner).get(GENERATION, str(owner["metadata"].get("generation", 1)))
        marks = {HASH: letters, "pod-template-generation": number}
        pod["metadata"]["labels"] = {**pod["metadata"].get("labels", {}), **marks}
        spec = pod["spec"]
        spec["affinity"] = _bound_to(spec.get("affinity") or {}, node)
        automatic = [{"key": key, "operator": "Exists", "effect": effect} for key, effect in TOLERATED]
        if spec.get("hostNetwork"):
            automatic.append(
                {"key": "node.kubernetes.io/network-unavailable", "operator": "Exists", "effect": "NoSchedule"}
            )
        own = spec.get("tolerations") or []
        spec["tolerations"] = own + [toleration for toleration in automatic if toleration not in own]
        return generated(pod, f"{owner['metadata']['name']}-")

    # -- update

    def _update(self, owner: Object, letters: str) -> None:
        strategy = owner["spec"].get("updateStrategy") or {}
        if strategy.get("type") == "OnDelete":
            return
        rolling = strategy.get("rollingUpdate") or {}
        pods = self._pods(owner)
        desired = sum(
            fits(self._pod_for(owner, n["metadata"]["name"], letters), n)[0] for n in self.store.iterate("Node")
        )
        surge = scaled(rolling.get("maxSurge", 0), desired, ceil)
        unavailable = scaled(rolling.get("maxUnavailable", 1), desired, ceil)
        if surge:
            self._surge(owner, pods, letters, surge)
        else:
            self._replace(owner, pods, letters, max(1, unavailable))

    def _replace(self, owner: Object, pods: dict[str, list[Object]], letters: str, limit: int) -> None:
        """Per node: delete, then create. Old pods that don't work anyway go freely."""
        missing = 0
        candidates = []
        for here in pods.values():
            live = [pod for pod in here if not is_terminating(pod)]
            works = any(self._is_available(owner, pod) for pod in live)
            old = [pod for pod in live if labels_of(pod).get(HASH) != letters]
            if not works:
                missing += 1
                for pod in old:
                    delete_pod(self.api, self.events, owner, pod)
            else:
                candidates += old
        for pod in candidates[: max(0, limit - missing)]:
            delete_pod(self.api, self.events, owner, pod)

    def _surge(self, owner: Object, pods: dict[str, list[Object]], letters: str, limit: int) -> None:
        """Per node: create, and delete the old pod when the new one is available."""
        for node, here in sorted(pods.items()):
            live = [pod for pod in here if not is_terminating(pod)]
            old = [pod for pod in live if labels_of(pod).get(HASH) != letters]
            new = [pod for pod in live if labels_of(pod).get(HASH) == letters]
            if not old:
                continue
            if any(self._is_available(owner, pod) for pod in new):
                for pod in old:
                    delete_pod(self.api, self.events, owner, pod)
            elif not new and limit > 0:
                self._create(owner, node, letters)
            limit -= 1

    def _is_available(self, owner: Object, pod: Object) -> bool:
        return available_after(pod, float(owner["spec"].get("minReadySeconds") or 0), self.clock.now, instant) == 0.0

    # -- status

    def _report(self, owner: Object, letters: str) -> float | None:
        pods = self._pods(owner)
        desired = current = misplaced = ready = updated = available = 0
        ages: list[float] = []
        for node in self.store.iterate("Node"):
            name = node["metadata"]["name"]
            runs = fits(self._pod_for(owner, name, letters), node)[0]
            here = [pod for pod in pods.get(name, ()) if not is_terminating(pod)]
            desired += runs
            if not runs:
                misplaced += bool(here)
            elif here:
                current += 1
                pod = max(here, key=lambda pod: (is_ready(pod), pod["metadata"]["creationTimestamp"]))
                age = available_after(pod, float(owner["spec"].get("minReadySeconds") or 0), self.clock.now, instant)
                ready, updated = ready + is_ready(pod), updated + (labels_of(pod).get(HASH) == letters)
                available += age == 0.0
                ages += [age] if age else []
        status: Object = {
            "currentNumberScheduled": current,
            "numberMisscheduled": misplaced,
            "desiredNumberScheduled": desired,
            "numberReady": ready,
            "observedGeneration": owner["metadata"].get("generation", 1),
        }
        optional = {
            "updatedNumberScheduled": updated,
            "numberAvailable": available,
            "numberUnavailable": desired - available,
        }
        status |= {field: count for field, count in optional.items() if count}
        if status != (owner.get("status") or {}):
            self.api.update_status({**owner, "status": status}, self.name)
        return min(ages, default=None)


def fits(pod: Object, node: Object) -> tuple[bool, bool]:
    """(a pod should be made here, a pod that is here may stay). Models: NodeShouldRunDaemonPod"""
    taints = (node.get("spec") or {}).get("taints") or ()
    if not selected(pod, node) or untolerated(pod, taints, ("NoExecute",)):
        return False, False
    return untolerated(pod, taints, ("NoSchedule",)) is None, True


def _bound_to(affinity: Object, node: str) -> Object:
    """Models: util/daemonset_util.go ReplaceDaemonSetPodNodeNameNodeAffinity"""
    field = {"key": "metadata.name", "operator": "In", "values": [node]}
    wanted = thaw(affinity)
    required = wanted.setdefault("nodeAffinity", {}).setdefault("requiredDuringSchedulingIgnoredDuringExecution", {})
    terms = required.get("nodeSelectorTerms") or [{}]
    required["nodeSelectorTerms"] = [{**term, "matchFields": [*term.get("matchFields", ()), field]} for term in terms]
    return dict(wanted)


def _target(pod: Object) -> str:
    """The node of a daemon pod, also before it is bound. Models: util.GetTargetNodeName"""
    if node_name(pod):
        return node_name(pod)
    affinity = (pod["spec"].get("affinity") or {}).get("nodeAffinity") or {}
    required = affinity.get("requiredDuringSchedulingIgnoredDuringExecution") or {}
    for term in required.get("nodeSelectorTerms") or ():
        for field in term.get("matchFields") or ():
            if field.get("key") == "metadata.name" and field.get("values"):
                return str(field["values"][0])
    return ""


def _revision_names(owner: Object, pods: dict[str, list[Object]]) -> set[str]:
    name = owner["metadata"]["name"]
    return {f"{name}-{labels_of(pod).get(HASH)}" for here in pods.values() for pod in here}


def _placement_changed(change: Change) -> bool:
    def of(node: Object | None) -> object:
        return None if node is None else (labels_of(node), (node.get("spec") or {}).get("taints"))

    return of(change.old) != of(change.new)
