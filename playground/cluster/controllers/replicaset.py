"""ReplicaSets and ReplicationControllers: as many pods as were asked for.

Models: pkg/controller/replicaset/replica_set.go syncReplicaSet, manageReplicas; replica_set_utils.go calculateStatus
"""

from __future__ import annotations

from collections.abc import Iterable
from math import log2
from typing import ClassVar

from playground.cluster.apiserver.messages import ApiError
from playground.cluster.config import instant
from playground.cluster.controllers.base import Controller, Key, own_key
from playground.cluster.controllers.indexes import dependents
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
from playground.cluster.objects.labels import matches
from playground.cluster.objects.metadata import (
    annotations_of,
    condition,
    controller_of,
    is_active,
    is_finished,
    is_ready,
    is_terminating,
    labels_of,
    node_name,
    phase,
    with_condition,
)
from playground.cluster.store import Change

BURST = 500
DELETION_COST = "controller.kubernetes.io/pod-deletion-cost"
PHASE_RANK = {"Pending": 0, "Unknown": 1, "Running": 2}


class ReplicaSets(Controller):
    name = "replicaset-controller"
    kinds = ("ReplicaSet", "Pod")
    owner: ClassVar[str] = "ReplicaSet"

    def prepare(self) -> None:
        use_claims(self.store)
        use_selectors(self.store, f"{self.owner}-by-selector", self.owner)

    def keys(self, change: Change) -> Iterable[Key]:
        if change.kind == "Pod":
            return owners_concerned(self.store, change, self.owner, f"{self.owner}-by-selector")
        return [own_key(change)]

    def reconcile(self, key: Key) -> float | None:
        owner = self.store.get(self.owner, *key)
        if owner is None:
            return None
        failure = None
        if not is_terminating(owner):
            try:
                self._manage(owner, [pod for pod in self._claim(owner) if is_active(pod)])
            except ApiError as error:
                failure = error
        again = self._report(owner, self._claim(owner), failure)
        if failure is not None:
            raise failure
        return again

    def _claim(self, owner: Object) -> list[Object]:
        return claim_pods(self.api, owner, self.name)

    # -- number

    def _manage(self, owner: Object, active: list[Object]) -> None:
        missing = int(owner["spec"].get("replicas", 1)) - len(active)
        for _ in range(min(missing, BURST)):
            pod = generated(pod_from_template(owner["spec"]["template"], owner), f"{owner['metadata']['name']}-")
            create_pod(self.api, self.events, owner, pod, self.name)
        if missing < 0:
            for pod in self._victims(owner, active)[: min(-missing, BURST)]:
                delete_pod(self.api, self.events, owner, pod)

    def _victims(self, owner: Object, active: list[Object]) -> list[Object]:
        """The pods in the order in which they may go. Models: controller_utils.go ActivePodsWithRanks.Less"""
        crowd: dict[str, int] = {}
        for pod in self._relatives(owner):
            if is_active(pod):
                crowd[node_name(pod)] = crowd.get(node_name(pod), 0) + 1
        return sorted(active, key=lambda pod: self._worth(pod, crowd.get(node_name(pod), 0)))

    def _relatives(self, owner: Object) -> Iterable[Object]:
        """The pods of all ReplicaSets that have the same controller as this one."""
        parent = controller_of(owner)
        siblings = dependents(self.store, self.owner, parent["uid"]) if parent else [owner]
        for sibling in siblings:
            yield from dependents(self.store, "Pod", sibling["metadata"]["uid"])

    def _worth(self, pod: Object, crowd: int) -> tuple[object, ...]:
        ready = condition(pod, "Ready") or {}
        restarts = sum(c.get("restartCount", 0) for c in (pod.get("status") or {}).get("containerStatuses") or ())
        return (
            bool(node_name(pod)),
            PHASE_RANK.get(phase(pod), 1),
            is_ready(pod),
            _cost(pod),
            -crowd,
            self._age_rank(ready.get("lastTransitionTime") if is_ready(pod) else None),
            -restarts,
            self._age_rank(pod["metadata"].get("creationTimestamp")),
            pod["metadata"]["uid"],
        )

    def _age_rank(self, since: str | None) -> int:
        """Ages are compared on a scale of powers of two. Models: controller_utils.go logarithmicRankDiff"""
        age = self.clock.now - instant(since) if since else 0.0
        return int(log2(age * 1e9)) if age > 0 else -1

    # -- status

    def _report(self, owner: Object, pods: list[Object], failure: ApiError | None) -> float | None:
        """Writes the status; returns how long until another pod becomes available by age alone."""
        active = [pod for pod in pods if is_active(pod)]
        wait = float(owner["spec"].get("minReadySeconds") or 0)
        ages = [available_after(pod, wait, self.clock.now, instant) for pod in active]
        template_labels = (owner["spec"]["template"].get("metadata") or {}).get("labels") or {}
        counts = {
            "fullyLabeledReplicas": sum(matches(template_labels, labels_of(pod)) for pod in active),
            "readyReplicas": sum(is_ready(pod) for pod in active),
            "availableReplicas": sum(age == 0.0 for age in ages),
        }
        old = owner.get("status") or {}
        status: Object = {"replicas": len(active)}
        status |= {field: count for field, count in counts.items() if count}
        if self.owner == "ReplicaSet":
            status["terminatingReplicas"] = sum(is_terminating(pod) and not is_finished(pod) for pod in pods)
        status["observedGeneration"] = owner["metadata"].get("generation", 1)
        if conditions := self._conditions(owner, old.get("conditions") or [], len(active), failure):
            status["conditions"] = conditions
        if status != old:
            self.api.update_status({**owner, "status": status}, self.name)
        return min((age for age in ages if age), default=None)

    def _conditions(self, owner: Object, old: list[Object], active: int, failure: ApiError | None) -> list[Object]:
        if failure is None:
            return [condition for condition in old if condition["type"] != "ReplicaFailure"]
        reason = "FailedCreate" if active < int(owner["spec"].get("replicas", 1)) else "FailedDelete"
        new = {"type": "ReplicaFailure", "status": "True", "reason": reason, "message": failure.message}
        return with_condition(old, new, self.clock.stamp())


class ReplicationControllers(ReplicaSets):
    """The older kind: the same work, with a plain map for a selector.

    Models: pkg/controller/replication/conversion.go
    """

    name = "replication-controller"
    kinds = ("ReplicationController", "Pod")
    owner = "ReplicationController"


def _cost(pod: Object) -> int:
    text = annotations_of(pod).get(DELETION_COST, "0")
    return int(text) if text.lstrip("-").isdigit() else 0
