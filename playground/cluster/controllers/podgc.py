"""Pods that no kubelet will ever look after again: their Node object is gone, or declared out of service.

Models: pkg/controller/podgc/gc_controller.go gcOrphaned, gcTerminating
"""

from __future__ import annotations

from collections.abc import Iterable

from playground.cluster.controllers.base import Controller, Key, own_key
from playground.cluster.controllers.indexes import PODS_BY_NODE, use_pods_by_node
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import (
    is_finished,
    is_ready,
    is_terminating,
    key_of,
    node_name,
    with_condition,
)
from playground.cluster.store import Change

QUARANTINE = 40.0
OUT_OF_SERVICE = "node.kubernetes.io/out-of-service"
GONE = "PodGC: node no longer exists"


class PodCollector(Controller):
    name = "pod-garbage-collector"
    kinds = ("Node", "Pod")

    def prepare(self) -> None:
        use_pods_by_node(self.store)

    def keys(self, change: Change) -> Iterable[Key]:
        """By node: ('', name). A pod matters only on a node that is gone, or going itself."""
        if change.kind == "Node":
            return [own_key(change)]
        if change.new is None or not node_name(change.new):
            return ()
        known = self.store.get("Node", "", node_name(change.new)) is not None
        return () if known and not is_terminating(change.new) else [("", node_name(change.new))]

    def reconcile(self, key: Key) -> float | None:
        node = self.store.get("Node", *key)
        pods = self.store.lookup(PODS_BY_NODE, key[1])
        if node is None and pods:
            since = self.memory.setdefault(key, self.clock.now)
            left: float = since + QUARANTINE - self.clock.now
            if left > 0:
                return left
            for pod in pods:
                self._collect(pod)
            return None
        self.memory.pop(key, None)
        if node is not None and not is_ready(node) and _is_out_of_service(node):
            for pod in [pod for pod in pods if is_terminating(pod)]:
                self._collect(pod)
        return None

    def _collect(self, pod: Object) -> None:
        namespace, name = key_of(pod)
        if not is_finished(pod):
            status = pod.get("status") or {}
            verdict = {"type": "DisruptionTarget", "status": "True", "reason": "DeletionByPodGC", "message": GONE}
            conditions = with_condition(list(status.get("conditions") or ()), verdict, self.clock.stamp())
            self.api.update_status(
                {**pod, "status": {**status, "phase": "Failed", "conditions": conditions}}, self.name
            )
        self.api.delete("Pod", namespace, name, grace=0, uid=pod["metadata"]["uid"])


def _is_out_of_service(node: Object) -> bool:
    return any(taint.get("key") == OUT_OF_SERVICE for taint in (node.get("spec") or {}).get("taints") or ())
