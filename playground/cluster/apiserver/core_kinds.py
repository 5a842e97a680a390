"""The strategies of the small kinds: Namespace, Node, ConfigMap, Secret, storage, Event, Lease.

Models: pkg/registry/core/*/strategy.go, pkg/registry/coordination/lease/strategy.go; pkg/apis/core/v1/defaults.go
"""

from __future__ import annotations

import base64
from typing import ClassVar

from playground.cluster.apiserver.registry import Context, NameRule, Strategy
from playground.cluster.apiserver.validation.config import (
    validate_config_map,
    validate_config_map_update,
    validate_secret,
    validate_secret_update,
)
from playground.cluster.apiserver.validation.event import validate_event, validate_lease
from playground.cluster.apiserver.validation.names import dns_label
from playground.cluster.apiserver.validation.node import validate_node, validate_node_update
from playground.cluster.apiserver.validation.storage import (
    validate_claim,
    validate_claim_update,
    validate_storage_class,
    validate_volume,
)
from playground.cluster.fields import FieldError
from playground.cluster.objects.kinds import Object

_NAME_LABEL = "kubernetes.io/metadata.name"
_NOT_READY = {"key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"}


class NamespaceStrategy(Strategy):
    name_rule: ClassVar[NameRule] = staticmethod(dns_label)
    answers_deleted_object = True

    def defaults(self, obj: Object) -> None:
        """Models: SetDefaults_Namespace"""
        meta = obj["metadata"]
        if meta.get("name"):
            meta["labels"] = {**(meta.get("labels") or {}), _NAME_LABEL: meta["name"]}

    def prepare_for_create(self, ctx: Context, obj: Object) -> None:
        self.defaults(obj)
        finalizers = (obj.get("spec") or {}).get("finalizers") or []
        if "kubernetes" not in finalizers:
            obj["spec"] = {**(obj.get("spec") or {}), "finalizers": [*finalizers, "kubernetes"]}

    def initial_status(self, obj: Object) -> Object | None:
        return {"phase": "Active"}

    def prepare_for_update(self, ctx: Context, new: Object, old: Object) -> None:
        finalizers = (old.get("spec") or {}).get("finalizers")
        spec = {key: value for key, value in (new.get("spec") or {}).items() if key != "finalizers"}
        new["spec"] = {**spec, "finalizers": finalizers} if finalizers else spec


class NodeStrategy(Strategy):
    def defaults(self, obj: Object) -> None:
        """What can be allocated is what there is. Models: SetDefaults_NodeStatus"""
        status = obj.get("status") or {}
        if status.get("capacity") and status.get("allocatable") is None:
            status["allocatable"] = dict(status["capacity"])

    def admit(self, ctx: Context, obj: Object, old: Object | None) -> None:
        """Models: plugin/pkg/admission/nodetaint Plugin.Admit"""
        taints = (obj.get("spec") or {}).get("taints") or []
        key = (_NOT_READY["key"], _NOT_READY["effect"])
        if old is None and key not in [(each.get("key"), each.get("effect")) for each in taints]:
            obj["spec"] = {**(obj.get("spec") or {}), "taints": [*taints, dict(_NOT_READY)]}

    def initial_status(self, obj: Object) -> Object | None:
        """A node tells its own status when it registers."""
        return {**(super().initial_status(obj) or {}), **(obj.get("status") or {})}

    def validate(self, obj: Object) -> list[FieldError]:
        return validate_node(obj)

    def validate_update(self, new: Object, old: Object) -> list[FieldError]:
        return validate_node_update(new, old)


class ConfigMapStrategy(Strategy):
    update_looks_at_all_metadata = True

    def validate(self, obj: Object) -> list[FieldError]:
        return validate_config_map(obj)

    def validate_update(self, new: Object, old: Object) -> list[FieldError]:
        return validate_config_map_update(new, old)


class SecretStrategy(Strategy):
    update_looks_at_all_metadata = True

    def defaults(self, obj: Object) -> None:
        """stringData is written into data, as bytes. Models: SetDefaults_Secret, Convert_v1_Secret_To_core_Secret"""
        obj["type"] = obj.get("type") or "Opaque"
        texts = obj.pop("stringData", None) or {}
        if texts:
            encoded = {key: base64.b64encode(text.encode()).decode() for key, text in texts.items()}
            obj["data"] = {**(obj.get("data") or {}), **encoded}

    def validate(self, obj: Object) -> list[FieldError]:
        return validate_secret(obj)

    def prepare_for_update(self, ctx: Context, new: Object, old: Object) -> None:
        """Leaving out the type is no attempt to change it."""
        new["type"] = new.get("type") or old.get("type")

    def validate_update(self, new: Object, old: Object) -> list[FieldError]:
        return validate_secret_update(new, old)


def _protect(obj: Object, finalizer: str) -> None:
    """Models: plugin/pkg/admission/storage/storageobjectinuseprotection"""
    finalizers = obj["metadata"].get("finalizers") or []
    if finalizer not in finalizers:
        obj["metadata"]["finalizers"] = [*finalizers, finalizer]


class ClaimStrategy(Strategy):
    update_looks_at_all_metadata = True

    def defaults(self, obj: Object) -> None:
        """Models: SetDefaults_PersistentVolumeClaim"""
        spec = obj.setdefault("spec", {})
        if spec.get("volumeMode") is None:
            spec["volumeMode"] = "Filesystem"

    def admit(self, ctx: Context, obj: Object, old: Object | None) -> None:
        """The protection, and the default StorageClass where one is marked so.

        Models: plugin/pkg/admission/storage/storageclass/setdefault
        """
        if old is not None:
            return
        _protect(obj, "kubernetes.io/pvc-protection")
        if obj["spec"].get("storageClassName") is None:
            for each in ctx.api.store.iterate("StorageClass"):
                if (each["metadata"].get("annotations") or {}).get(_DEFAULT_STORAGE) == "true":
                    obj["spec"]["storageClassName"] = each["metadata"]["name"]

    def initial_status(self, obj: Object) -> Object | None:
        return {"phase": "Pending"}

    def validate(self, obj: Object) -> list[FieldError]:
        return validate_claim(obj)

    def validate_update(self, new: Object, old: Object) -> list[FieldError]:
        return validate_claim_update(new, old)


_DEFAULT_STORAGE = "storageclass.kubernetes.io/is-default-class"


class VolumeStrategy(Strategy):
    update_looks_at_all_metadata = True

    def defaults(self, obj: Object) -> None:
        """Models: SetDefaults_PersistentVolume"""
        spec = obj.setdefault("spec", {})
        spec["persistentVolumeReclaimPolicy"] = spec.get("persistentVolumeReclaimPolicy") or "Retain"
        if spec.get("volumeMode") is None:
            spec["volumeMode"] = "Filesystem"
        if spec.get("hostPath") is not None and spec["hostPath"].get("type") is None:
            spec["hostPath"]["type"] = ""

    def admit(self, ctx: Context, obj: Object, old: Object | None) -> None:
        if old is None:
            _protect(obj, "kubernetes.io/pv-protection")

    def initial_status(self, obj: Object) -> Object | None:
        return {"phase": "Pending"}

    def validate(self, obj: Object) -> list[FieldError]:
        return validate_volume(obj)


class StorageClassStrategy(Strategy):
    def defaults(self, obj: Object) -> None:
        """Models: pkg/apis/storage/v1/defaults.go SetDefaults_StorageClass"""
        obj["reclaimPolicy"] = obj.get("reclaimPolicy") or "Delete"
        obj["volumeBindingMode"] = obj.get("volumeBindingMode") or "Immediate"

    def validate(self, obj: Object) -> list[FieldError]:
        return validate_storage_class(obj)


class EventStrategy(Strategy):
    def validate(self, obj: Object) -> list[FieldError]:
        return validate_event(obj)


class LeaseStrategy(Strategy):
    allows_unconditional_update = False

    def validate(self, obj: Object) -> list[FieldError]:
        return validate_lease(obj)
