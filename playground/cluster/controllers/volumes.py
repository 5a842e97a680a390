"""Claims: bound to a fitting volume, or to one that the default StorageClass makes at once.

Simplified: no data, no attachment, no WaitForFirstConsumer; a released volume is deleted if its policy says so.

Models: pkg/controller/volume/persistentvolume/pv_controller.go syncUnboundClaim
"""

from __future__ import annotations

from collections.abc import Iterable

from playground.cluster.controllers.base import Controller, Key, own_key
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import annotations_of, is_terminating, key_of
from playground.cluster.objects.quantity import amount
from playground.cluster.store import Change

DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class"
NOTHING_FITS = "no persistent volumes available for this claim and no storage class is set"


class Volumes(Controller):
    name = "persistentvolume-controller"
    kinds = ("PersistentVolumeClaim", "PersistentVolume", "StorageClass")

    def keys(self, change: Change) -> Iterable[Key]:
        if change.kind == "PersistentVolumeClaim":
            return [own_key(change)]
        return [key_of(claim) for claim in self.store.iterate("PersistentVolumeClaim") if not _is_bound(claim)]

    def reconcile(self, key: Key) -> float | None:
        claim = self.store.get("PersistentVolumeClaim", *key)
        if claim is None:
            self._release(key)
            return None
        if _is_bound(claim) or is_terminating(claim):
            return None
        volume = self._fitting(claim) or self._provision(claim)
        if volume is None:
            self.events.normal(claim, "FailedBinding", NOTHING_FITS)
            self._set_phase(claim, {"phase": "Pending"})
            return None
        self._bind(claim, volume)
        return None

    def _fitting(self, claim: Object) -> Object | None:
        """The smallest free volume of the claim's class, modes and size."""
        spec, wanted = claim["spec"], amount(_size(claim["spec"].get("resources", {}).get("requests")))
        fitting = [
            volume
            for volume in self.store.iterate("PersistentVolume")
            if not volume["spec"].get("claimRef")
            and (volume["spec"].get("storageClassName") or "") == (self._class_name(claim) or "")
            and set(spec.get("accessModes") or ()) <= set(volume["spec"].get("accessModes") or ())
            and amount(_size(volume["spec"].get("capacity"))) >= wanted
        ]
        return min(fitting, key=lambda volume: amount(_size(volume["spec"].get("capacity"))), default=None)

    def _class_name(self, claim: Object) -> str | None:
        named = claim["spec"].get("storageClassName")
        return named if named is not None else self._default_class()

    def _default_class(self) -> str | None:
        for storage_class in self.store.iterate("StorageClass"):
            if annotations_of(storage_class).get(DEFAULT_CLASS) == "true":
                return str(storage_class["metadata"]["name"])
        return None

    def _provision(self, claim: Object) -> Object | None:
        name = self._class_name(claim)
        storage_class = self.store.get("StorageClass", "", name) if name else None
        if storage_class is None:
            return None
        made = f"pvc-{claim['metadata']['uid']}"
        text = f"Successfully provisioned volume {made}"
        self.events.normal(claim, "ProvisioningSucceeded", text)
        return self.api.create(
            {
                "apiVersion": "v1",
                "kind": "PersistentVolume",
                "metadata": {
                    "name": made,
                    "annotations": {"pv.kubernetes.io/provisioned-by": storage_class["provisioner"]},
                },
                "spec": {
                    "capacity": {"storage": _size(claim["spec"].get("resources", {}).get("requests"))},
                    "accessModes": claim["spec"].get("accessModes") or ["ReadWriteOnce"],
                    "persistentVolumeReclaimPolicy": storage_class.get("reclaimPolicy", "Delete"),
                    "storageClassName": name,
                    "hostPath": {"path": f"/var/lib/playground/{made}"},
                },
            },
            self.name,
        )

    def _bind(self, claim: Object, volume: Object) -> None:
        meta = claim["metadata"]
        reference = {
            "apiVersion": "v1",
            "kind": "PersistentVolumeClaim",
            "namespace": meta["namespace"],
            "name": meta["name"],
            "uid": meta["uid"],
        }
        volume = self.api.update({**volume, "spec": {**volume["spec"], "claimRef": reference}}, self.name)
        self.api.update_status({**volume, "status": {**(volume.get("status") or {}), "phase": "Bound"}}, self.name)
        spec = {**claim["spec"], "volumeName": volume["metadata"]["name"]}
        claim = self.api.update({**claim, "spec": spec}, self.name)
        capacity = volume["spec"].get("capacity") or {}
        self._set_phase(
            claim, {"phase": "Bound", "accessModes": volume["spec"].get("accessModes"), "capacity": capacity}
        )

    def _set_phase(self, claim: Object, status: Object) -> None:
        if {**(claim.get("status") or {}), **status} != (claim.get("status") or {}):
            self.api.update_status({**claim, "status": {**(claim.get("status") or {}), **status}}, self.name)

    def _release(self, key: Key) -> None:
        for volume in self.store.list("PersistentVolume"):
            reference = volume["spec"].get("claimRef") or {}
            if (reference.get("namespace"), reference.get("name")) != key:
                continue
            if volume["spec"].get("persistentVolumeReclaimPolicy") == "Delete":
                self.api.delete("PersistentVolume", "", volume["metadata"]["name"])
            else:
                self.api.update_status(
                    {**volume, "status": {**(volume.get("status") or {}), "phase": "Released"}}, self.name
                )


def _is_bound(claim: Object) -> bool:
    return (claim.get("status") or {}).get("phase") == "Bound"


def _size(resources: Object | None) -> str:
    return str((resources or {}).get("storage", "0"))
