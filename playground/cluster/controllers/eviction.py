"""Pods that do not tolerate their node: deleted after the time that they tolerate it.

Models: pkg/controller/tainteviction/taint_eviction.go processPodOnNode, addConditionAndDeletePod
"""

from __future__ import annotations

from collections.abc import Iterable

from playground.cluster.config import instant
from playground.cluster.controllers.base import Controller, Key, own_key
from playground.cluster.controllers.indexes import PODS_BY_NODE, use_pods_by_node
from playground.cluster.controllers.placement import tolerates
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import is_terminating, key_of, node_name, with_condition
from playground.cluster.store import Change


class TaintEviction(Controller):
    name = "taint-eviction-controller"
    kinds = ("Pod", "Node")

    def prepare(self) -> None:
        use_pods_by_node(self.store)

    def keys(self, change: Change) -> Iterable[Key]:
        if change.kind == "Pod":
            return [own_key(change)] if change.new is not None and node_name(change.new) else ()
        before, after = _executions(change.old), _executions(change.new)
        if before == after:
            return ()
        return [key_of(pod) for pod in self.store.lookup(PODS_BY_NODE, change.name)]

    def reconcile(self, key: Key) -> float | None:
        pod = self.store.get("Pod", *key)
        if pod is None or is_terminating(pod):
            self.memory.pop(key, None)
            return None
        taints = _executions(self.store.get("Node", "", node_name(pod)))
        if not taints:
            if self.memory.pop(key, None):
                self.events.normal(pod, "TaintManagerEviction", f"Cancelling deletion of Pod {'/'.join(key)}")
            return None
        deadline = _deadline(pod, taints)
        if deadline is None:
            return None
        if deadline > self.clock.now:
            self.memory[key] = True
            return deadline - self.clock.now
        self.memory.pop(key, None)
        self._evict(pod)
        return None

    def _evict(self, pod: Object) -> None:
        namespace, name = key_of(pod)
        self.events.normal(pod, "TaintManagerEviction", f"Marking for deletion Pod {namespace}/{name}")
        verdict = {"type": "DisruptionTarget", "status": "True", "reason": "DeletionByTaintManager"}
        verdict["message"] = "Taint manager: deleting due to NoExecute taint"
        status = pod.get("status") or {}
        conditions = with_condition(list(status.get("conditions") or ()), verdict, self.clock.stamp())
        self.api.update_status({**pod, "status": {**status, "conditions": conditions}}, self.name)
        self.api.delete("Pod", namespace, name, uid=pod["metadata"]["uid"])


def _executions(node: Object | None) -> list[Object]:
    taints = ((node or {}).get("spec") or {}).get("taints") or ()
    return [taint for taint in taints if taint.get("effect") == "NoExecute"]


def _deadline(pod: Object, taints: list[Object]) -> float | None:
    """When the pod has to go; None if it tolerates all of it for ever."""
    times = []
    for taint in taints:
        holding = [t for t in pod["spec"].get("tolerations") or () if tolerates(t, taint)]
        added = instant(taint.get("timeAdded") or "")
        if not holding:
            times.append(added)
            continue
        limits = [float(t["tolerationSeconds"]) for t in holding if t.get("tolerationSeconds") is not None]
        if limits:
            times.append(added + max(0.0, min(limits)))
    return min(times, default=None)
