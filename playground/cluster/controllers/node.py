"""Nodes: the kubelet's word about itself, and the controller that misses it.

A node fails by the annotation `playground/failed` (objects/world.py): from then on its kubelet says nothing.
Heartbeats are not written one by one; 50 s after the last sign of life the node is declared unknown, all its
pods are marked not ready at once, and it is tainted. With the annotation gone the kubelet reports again.

Models: pkg/controller/nodelifecycle/node_lifecycle_controller.go monitorNodeHealth, processTaintBaseEviction;
pkg/controller/nodeipam/ipam/range_allocator.go; pkg/kubelet/nodestatus/setters.go ReadyCondition
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_network

from playground.cluster.controllers.addresses import pod_ranges
from playground.cluster.controllers.base import Controller, Key, own_key
from playground.cluster.controllers.indexes import PODS_BY_NODE, use_pods_by_node
from playground.cluster.controllers.slices.endpoint import ZONE
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import (
    condition,
    is_finished,
    is_ready,
    is_terminating,
    labels_of,
    with_condition,
)
from playground.cluster.objects.world import node_has_failed
from playground.cluster.store import Change

GRACE = 50.0
NOT_READY = "node.kubernetes.io/not-ready"
UNREACHABLE = "node.kubernetes.io/unreachable"
UNSCHEDULABLE = "node.kubernetes.io/unschedulable"
PRESSURES = {
    "MemoryPressure": ("node.kubernetes.io/memory-pressure", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
    "DiskPressure": ("node.kubernetes.io/disk-pressure", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    "PIDPressure": ("node.kubernetes.io/pid-pressure", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
}  # fmt: skip
OURS = {NOT_READY, UNREACHABLE, UNSCHEDULABLE, *(taint for taint, _, _ in PRESSURES.values())}
MOST_BAD, MANY = 0.55, 3


class NodeStatus(Controller):
    """The kubelet's own part: a node that has power says that it is ready, and gets a range for its pods."""

    name = "kubelet"
    kinds = ("Node",)

    def keys(self, change: Change) -> Iterable[Key]:
        return [own_key(change)]

    def reconcile(self, key: Key) -> float | None:
        node = self.store.get("Node", *key)
        if node is None or node_has_failed(node):
            return None
        if not pod_ranges(node) and (network := self._free_range()) is not None:
            spec = {**(node.get("spec") or {}), "podCIDR": network, "podCIDRs": [network]}
            node = self.api.update({**node, "spec": spec}, self.name)
        status = node.get("status") or {}
        conditions = self._conditions(list(status.get("conditions") or ()))
        if conditions != (status.get("conditions") or []):
            self.api.update_status({**node, "status": {**status, "conditions": conditions}}, self.name)
            if not is_ready(node):
                name = node["metadata"]["name"]
                self.events.normal(node, "NodeReady", f"Node {name} status is now: NodeReady", host=name)
        return None

    def _conditions(self, conditions: list[Object]) -> list[Object]:
        """All is well, unless somebody has said otherwise about the pressures."""
        now = self.clock.stamp()
        wanted = [
            {"type": kind, "status": "False", "reason": reason, "message": message}
            for kind, (_, reason, message) in PRESSURES.items()
        ]
        wanted.append(
            {"type": "Ready", "status": "True", "reason": "KubeletReady", "message": "kubelet is posting ready status"}
        )
        for new in wanted:
            old = next((entry for entry in conditions if entry["type"] == new["type"]), None)
            settled = ("True",) if new["type"] == "Ready" else ("True", "False")
            if old is None or old.get("status") not in settled:
                conditions = with_condition(conditions, {**new, "lastHeartbeatTime": now}, now)
        return conditions

    def _free_range(self) -> str | None:
        """The first /24 of the cluster's range that no node has."""
        taken = {network for node in self.store.iterate("Node") for network in pod_ranges(node)}
        cluster = ip_network(self.config.cluster_cidr.split(",")[0], strict=False)
        if cluster.version != 4 or cluster.prefixlen > 24:
            return None
        return next(
            (
                str(block)
                for block in cluster.subnets(new_prefix=24)
                if str(block) not in taken and block.network_address != cluster.network_address
            ),
            None,
        )


class NodeLifecycle(Controller):
    """Declares silent nodes unknown, marks their pods, and keeps the taints that conditions call for."""

    name = "node-controller"
    kinds = ("Node",)

    def prepare(self) -> None:
        use_pods_by_node(self.store)

    def keys(self, change: Change) -> Iterable[Key]:
        """One node's readiness decides about the taints of all: with every zone down, nobody is evicted."""
        keys: dict[Key, None] = {own_key(change): None}
        if change.old is None or change.new is None or is_ready(change.old) != is_ready(change.new):
            keys |= {("", node["metadata"]["name"]): None for node in self.store.iterate("Node") if not is_ready(node)}
        return keys

    def reconcile(self, key: Key) -> float | None:
        node = self.store.get("Node", *key)
        if node is None:
            self.memory.pop(key, None)
            return None
        again = self._miss(key, node)
        node = self.store.get("Node", *key) or node
        if not is_ready(node):
            self._mark_pods(node)
        self._taint(node)
        return again

    def _miss(self, key: Key, node: Object) -> float | None:
        """How long to wait for a sign of life; None once there is nothing to wait for."""
        if not node_has_failed(node):
            self.memory.pop(key, None)
            return None
        since = self.memory.setdefault(key, self.clock.now)
        left: float = since + GRACE - self.clock.now
        if left > 0:
            return left
        if (condition(node, "Ready") or {}).get("status") != "Unknown":
            self._declare_unknown(node)
        return None

    def _declare_unknown(self, node: Object) -> None:
        now, status = self.clock.stamp(), node.get("status") or {}
        conditions = list(status.get("conditions") or ())
        known = condition(node, "Ready") is not None
        reason = "NodeStatusUnknown" if known else "NodeStatusNeverUpdated"
        message = "Kubelet stopped posting node status." if known else "Kubelet never posted node status."
        for kind in (*PRESSURES, "Ready"):
            old = condition(node, kind) or {}
            new = {"type": kind, "status": "Unknown", "reason": reason, "message": message}
            conditions = with_condition(conditions, new | {"lastHeartbeatTime": old.get("lastHeartbeatTime", now)}, now)
        self.api.update_status({**node, "status": {**status, "conditions": conditions}}, self.name)
        name = node["metadata"]["name"]
        self.events.normal(node, "NodeNotReady", f"Node {name} status is now: NodeNotReady")

    def _mark_pods(self, node: Object) -> None:
        """Not eviction but this stops the traffic. Models: pkg/controller/util/node/controller_utils.go MarkPodsNotReady"""
        for pod in self.store.lookup(PODS_BY_NODE, node["metadata"]["name"]):
            if is_finished(pod) or not is_ready(pod):
                continue
            status, ready = pod["status"], condition(pod, "Ready") or {}
            conditions = with_condition(status["conditions"], {**ready, "status": "False"}, self.clock.stamp())
            self.api.update_status({**pod, "status": {**status, "conditions": conditions}}, self.name)
            self.events.warning(pod, "NodeNotReady", "Node is not ready")

    # -- taints

    def _taint(self, node: Object) -> None:
        spec = node.get("spec") or {}
        old = list(spec.get("taints") or ())
        wanted = self._wanted_taints(node)
        kept = [taint for taint in old if taint["key"] not in OURS or (taint["key"], taint["effect"]) in wanted]
        have = {(taint["key"], taint["effect"]) for taint in kept}
        added = [
            {"key": key, "effect": effect, "timeAdded": self.clock.stamp()}
            for key, effect in wanted
            if (key, effect) not in have
        ]
        if kept + added != old:
            bare = {field: value for field, value in spec.items() if field != "taints"}
            taints = kept + added
            self.api.update({**node, "spec": bare | ({"taints": taints} if taints else {})}, self.name)

    def _wanted_taints(self, node: Object) -> list[tuple[str, str]]:
        wanted = []
        if (node.get("spec") or {}).get("unschedulable"):
            wanted.append((UNSCHEDULABLE, "NoSchedule"))
        for kind, (taint, _, _) in PRESSURES.items():
            if (condition(node, kind) or {}).get("status") == "True":
                wanted.append((taint, "NoSchedule"))
        verdict = (condition(node, "Ready") or {}).get("status")
        bad = {"Unknown": UNREACHABLE, "False": NOT_READY}.get(str(verdict))
        if bad is not None:
            wanted.append((bad, "NoSchedule"))
            if self._evicts_in(labels_of(node).get(ZONE, "")):
                wanted.append((bad, "NoExecute"))
        return wanted

    def _evicts_in(self, zone: str) -> bool:
        """Nobody is evicted while all zones are down, nor in a zone (of up to 50 nodes) that is mostly down.

        Models: node_lifecycle_controller.go ComputeZoneState, handleDisruption. The rate of 0.1 nodes a second is not kept.
        """
        zones: dict[str, list[bool]] = {}
        for node in self.store.iterate("Node"):
            if not is_terminating(node):
                zones.setdefault(labels_of(node).get(ZONE, ""), []).append(is_ready(node))
        if not any(any(states) for states in zones.values()):
            return False
        states = zones.get(zone, [])
        bad = states.count(False)
        partly = any(states) and bad >= MANY and bad / len(states) >= MOST_BAD
        return not partly
