"""Claims in use and bound volumes are kept from going: a finalizer holds them until nobody needs them.

Models: pkg/controller/volume/pvcprotection/pvc_protection_controller.go, pvprotection/pv_protection_controller.go
"""

from __future__ import annotations

from collections.abc import Iterable

from playground.cluster.controllers.base import Controller, Key
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import is_finished, is_terminating
from playground.cluster.store import Change

FINALIZERS = {
    "PersistentVolumeClaim": "kubernetes.io/pvc-protection",
    "PersistentVolume": "kubernetes.io/pv-protection",
}
BY_CLAIM = "pods-by-claim"


class Protection(Controller):
    name = "persistentvolume-protection-controller"
    kinds = ("PersistentVolumeClaim", "PersistentVolume", "Pod")

    def prepare(self) -> None:
        self.store.index(BY_CLAIM, "Pod", _claims)

    def keys(self, change: Change) -> Iterable[Key]:
        """(kind, namespace, name)."""
        if change.kind != "Pod":
            return [(change.kind, change.namespace, change.name)] if is_terminating(change.object) else ()
        gone = change.new is None or is_finished(change.new)
        return [("PersistentVolumeClaim", *place) for place in _claims(change.object)] if gone else ()

    def reconcile(self, key: Key) -> float | None:
        kind, namespace, name = key
        obj = self.store.get(kind, namespace, name)
        finalizers = (obj["metadata"].get("finalizers") or []) if obj else []
        if obj is None or not is_terminating(obj) or FINALIZERS[kind] not in finalizers or self._is_used(obj):
            return None
        left = [finalizer for finalizer in finalizers if finalizer != FINALIZERS[kind]]
        meta = {field: value for field, value in obj["metadata"].items() if field != "finalizers"}
        self.api.update({**obj, "metadata": meta | ({"finalizers": left} if left else {})}, self.name)
        return None

    def _is_used(self, obj: Object) -> bool:
        if obj["kind"] == "PersistentVolume":
            reference = obj["spec"].get("claimRef") or {}
            claim = self.store.get("PersistentVolumeClaim", reference.get("namespace", ""), reference.get("name", ""))
            return claim is not None and claim["metadata"]["uid"] == reference.get("uid")
        place = (obj["metadata"]["namespace"], obj["metadata"]["name"])
        return any(not is_finished(pod) for pod in self.store.lookup(BY_CLAIM, place))


def _claims(pod: Object) -> list[tuple[str, str]]:
    volumes = (pod.get("spec") or {}).get("volumes") or ()
    names = ((volume.get("persistentVolumeClaim") or {}).get("claimName") for volume in volumes)
    return [(pod["metadata"].get("namespace", ""), name) for name in names if name]
