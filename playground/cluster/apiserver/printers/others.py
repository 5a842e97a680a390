"""Namespaces, configuration, storage, events and leases as rows.

Models: pkg/printers/internalversion/printers.go printNamespace, printSecret, printConfigMap, printPersistentVolume,
printPersistentVolumeClaim, printEvent, printLease
"""

from __future__ import annotations

from typing import Any

from playground.cluster.apiserver.printers.columns import Printer, joined, name_of, printer, row_age, spec_of, status_of
from playground.cluster.objects.duration import age
from playground.cluster.objects.kinds import Object

_ACCESS = {"ReadWriteOnce": "RWO", "ReadOnlyMany": "ROX", "ReadWriteMany": "RWX", "ReadWriteOncePod": "RWOP"}
_UNSET = "<unset>"
_DEFAULT_STORAGE = "storageclass.kubernetes.io/is-default-class"


def _namespace(obj: Object, now: float) -> list[Any]:
    return [name_of(obj), status_of(obj).get("phase", ""), row_age(obj, now)]


def _secret(obj: Object, now: float) -> list[Any]:
    return [name_of(obj), obj.get("type", ""), len(obj.get("data") or ()), row_age(obj, now)]


def _config_map(obj: Object, now: float) -> list[Any]:
    return [name_of(obj), len(obj.get("data") or ()) + len(obj.get("binaryData") or ()), row_age(obj, now)]


def _service_account(obj: Object, now: float) -> list[Any]:
    return [name_of(obj), row_age(obj, now)]


def _phase(obj: Object) -> str:
    return "Terminating" if obj["metadata"].get("deletionTimestamp") else str(status_of(obj).get("phase", ""))


def _modes(modes: list[str] | None) -> str:
    given = set(modes or ())
    return ",".join(short for mode, short in _ACCESS.items() if mode in given)


def _claim(obj: Object, now: float) -> list[Any]:
    spec, status = spec_of(obj), status_of(obj)
    bound = spec.get("volumeName", "")
    capacity = (status.get("capacity") or {}).get("storage", "") if bound else ""
    modes = _modes(status.get("accessModes")) if bound else ""
    classes = [spec.get("storageClassName", ""), spec.get("volumeAttributesClassName", _UNSET)]
    mode = spec.get("volumeMode", _UNSET)
    return [name_of(obj), _phase(obj), bound, capacity, modes, *classes, row_age(obj, now), mode]


def _volume(obj: Object, now: float) -> list[Any]:
    spec, status = spec_of(obj), status_of(obj)
    claim = spec.get("claimRef")
    bound = f"{claim.get('namespace', '')}/{claim.get('name', '')}" if claim else ""
    return [
        name_of(obj),
        (spec.get("capacity") or {}).get("storage", ""),
        _modes(spec.get("accessModes")),
        spec.get("persistentVolumeReclaimPolicy", ""),
        _phase(obj),
        bound,
        spec.get("storageClassName", ""),
        spec.get("volumeAttributesClassName", _UNSET),
        status.get("reason", ""),
        row_age(obj, now),
        spec.get("volumeMode", _UNSET),
    ]


def _event(obj: Object, now: float) -> list[Any]:
    involved, source = obj.get("involvedObject") or {}, obj.get("source") or {}
    first = obj.get("firstTimestamp") or obj.get("eventTime")
    series = obj.get("series") or {}
    last = series.get("lastObservedTime") or obj.get("lastTimestamp") or first
    count = series.get("count") or obj.get("count") or 1
    component = joined(filter(None, (source.get("component") or obj.get("reportingComponent", ""), source.get("host", ""))), "")
    return [
        age(last, now),
        obj.get("type", ""),
        obj.get("reason", ""),
        f"{involved.get('kind', '').lower()}/{involved.get('name', '')}",
        involved.get("fieldPath", ""),
        component.replace(",", ", "),
        (obj.get("message") or "").strip(),
        age(first, now),
        count,
        name_of(obj),
    ]


def _lease(obj: Object, now: float) -> list[Any]:
    return [name_of(obj), spec_of(obj).get("holderIdentity", ""), row_age(obj, now)]


def _storage_class(obj: Object, now: float) -> list[Any]:
    default = (obj["metadata"].get("annotations") or {}).get(_DEFAULT_STORAGE) == "true"
    return [
        f"{name_of(obj)} (default)" if default else name_of(obj),
        obj.get("provisioner", ""),
        obj.get("reclaimPolicy", "Delete"),
        obj.get("volumeBindingMode", "Immediate"),
        bool(obj.get("allowVolumeExpansion")),
        row_age(obj, now),
    ]


PRINTERS: dict[str, Printer] = {
    "Namespace": printer("Name, Status, Age", _namespace),
    "Secret": printer("Name, Type, Data, Age", _secret),
    "ConfigMap": printer("Name, Data, Age", _config_map),
    "ServiceAccount": printer("Name, Age", _service_account),
    "PersistentVolumeClaim": printer(
        "Name, Status, Volume, Capacity, Access Modes, StorageClass, VolumeAttributesClass, Age, VolumeMode+", _claim
    ),
    "PersistentVolume": printer(
        "Name, Capacity, Access Modes, Reclaim Policy, Status, Claim, StorageClass, VolumeAttributesClass, Reason, Age, "
        "VolumeMode+",
        _volume,
    ),
    "Event": printer(
        "Last Seen, Type, Reason, Object, Subobject+, Source+, Message, First Seen+, Count+, Name+", _event
    ),
    "Lease": printer("Name, Holder, Age", _lease),
    "StorageClass": printer(
        "Name, Provisioner, ReclaimPolicy, VolumeBindingMode, AllowVolumeExpansion, Age", _storage_class
    ),
}
