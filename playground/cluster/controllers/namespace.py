"""The namespace controller: a namespace that is deleted takes its content along, pods first.

Models: pkg/controller/namespace/deletion/namespaced_resources_deleter.go Delete, deleteAllContent
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from playground.cluster.apiserver.messages import ApiError, Request
from playground.cluster.controllers.base import Controller, Key
from playground.cluster.objects.kinds import KINDS
from playground.cluster.objects.metadata import is_terminating, with_condition
from playground.cluster.store import Change

NAMESPACED = tuple(kind.name for kind in KINDS if kind.namespaced)
FINALIZER = "kubernetes"

# type of the condition -> (reason, message) while all is well
WELL = {
    "NamespaceDeletionDiscoveryFailure": ("ResourcesDiscovered", "All resources successfully discovered"),
    "NamespaceDeletionGroupVersionParsingFailure": ("ParsedGroupVersions", "All legacy kube types successfully parsed"),
    "NamespaceDeletionContentFailure": ("ContentDeleted", "All content successfully deleted, may be waiting on finalization"),
    "NamespaceContentRemaining": ("ContentRemoved", "All content successfully removed"),
    "NamespaceFinalizersRemaining": ("ContentHasNoFinalizers", "All content-preserving finalizers finished"),
}  # fmt: skip


class Namespaces(Controller):
    name = "namespace-controller"
    kinds = ("Namespace", *NAMESPACED)

    def keys(self, change: Change) -> Iterable[Key]:
        if change.kind == "Namespace":
            return [("", change.name)]
        if change.new is not None:
            return ()
        namespace = self.store.get("Namespace", "", change.namespace)
        return [("", change.namespace)] if namespace is not None and is_terminating(namespace) else ()

    def reconcile(self, key: Key) -> float | None:
        namespace = self.store.get("Namespace", *key)
        if namespace is None or not is_terminating(namespace):
            return None
        finalizers = (namespace.get("spec") or {}).get("finalizers") or []
        if FINALIZER not in finalizers:
            return None
        name = key[1]
        self._delete_all("Pod", name)
        if not self.store.count("Pod", name):
            for kind in NAMESPACED:
                self._delete_all(kind, name)
        left = {kind: self.store.count(kind, name) for kind in NAMESPACED if self.store.count(kind, name)}
        if left:
            self._report(name, left)
        else:
            self._finalize(name, [finalizer for finalizer in finalizers if finalizer != FINALIZER])
        return None

    def _delete_all(self, kind: str, namespace: str) -> None:
        for obj in self.store.list(kind, namespace):
            if not is_terminating(obj):
                self.api.delete(kind, namespace, obj["metadata"]["name"], propagation="Background")

    def _finalize(self, name: str, left: list[str]) -> None:
        """Models: namespaced_resources_deleter.go finalizeNamespace (the subresource `finalize`)"""
        namespace = self.store.get("Namespace", "", name)
        if namespace is None:
            return
        body = json.dumps({**namespace, "spec": {"finalizers": left}}).encode()
        path = f"/api/v1/namespaces/{name}/finalize"
        response = self.api.handle(Request("PUT", path, content_type="application/json", body=body, manager=self.name, user=f"system:{self.name}"))
        if not response.ok:
            status = response.body or {}
            raise ApiError(response.code, status.get("reason", ""), status.get("message", ""))

    def _report(self, name: str, left: dict[str, int]) -> None:
        namespace = self.store.get("Namespace", "", name)
        if namespace is None:
            return
        status = namespace.get("status") or {}
        conditions = list(status.get("conditions") or ())
        for kind, (reason, message) in WELL.items():
            new = {"type": kind, "status": "False", "reason": reason, "message": message}
            if kind == "NamespaceContentRemaining":
                new |= {"status": "True", "reason": "SomeResourcesRemain", "message": _remaining(left)}
            old = next((entry for entry in conditions if entry["type"] == kind), None)
            if old is None or (old["status"], old.get("message")) != (new["status"], new["message"]):
                conditions = with_condition(conditions, new, self.clock.stamp())
        if conditions != status.get("conditions"):
            self.api.update_status({**namespace, "status": {**status, "conditions": conditions}}, self.name)


def _remaining(left: dict[str, int]) -> str:
    resources = {kind.name: kind.resource if kind.group else f"{kind.plural}." for kind in KINDS}
    texts = [f"{resources[kind]} has {count} resource instances" for kind, count in sorted(left.items())]
    return f"Some resources are remaining: {', '.join(texts)}"
