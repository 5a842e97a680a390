"""PersistentVolumeClaim, PersistentVolume, StorageClass.

Models: pkg/apis/core/validation/validation.go ValidatePersistentVolumeClaimSpec, ValidatePersistentVolumeSpec
"""

from __future__ import annotations

from playground.cluster.apiserver.go_view import go_diff
from playground.cluster.apiserver.validation.container import NON_NEGATIVE
from playground.cluster.apiserver.validation.names import check, dns_subdomain
from playground.cluster.apiserver.validation.selector import validate_label_selector
from playground.cluster.apiserver.validation.volume import validate_source
from playground.cluster.fields import FieldError, Path, forbidden, invalid, not_supported, required
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.quantity import amount

_SPEC = Path.of("spec")
_ACCESS_MODES = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"]
_VOLUME_MODES = ["Block", "Filesystem"]
_RECLAIM = ["Delete", "Recycle", "Retain"]
_POSITIVE = "must be greater than zero"
_NOT_SOURCES = (
    "capacity", "accessModes", "claimRef", "persistentVolumeReclaimPolicy", "storageClassName", "mountOptions",
    "volumeMode", "nodeAffinity", "volumeAttributesClassName",
)  # fmt: skip


def validate_claim(obj: Object) -> list[FieldError]:
    spec = obj.get("spec") or {}
    errors: list[FieldError] = []
    modes, path = spec.get("accessModes") or [], _SPEC.child("accessModes")
    if not modes:
        errors.append(required(path, "at least 1 access mode is required"))
    if spec.get("selector") is not None:
        errors += validate_label_selector(spec["selector"], _SPEC.child("selector"))
    errors += _access_modes(modes, path)
    storage = ((spec.get("resources") or {}).get("requests") or {}).get("storage")
    if storage is None:
        errors.append(required(_SPEC.child("resources").key("storage")))
    elif amount(storage) <= 0:
        errors.append(invalid(_SPEC.child("resources").key("storage"), str(storage), _POSITIVE))
    if spec.get("storageClassName"):
        errors += check(_SPEC.child("storageClassName"), spec["storageClassName"], dns_subdomain)
    mode = spec.get("volumeMode")
    if mode is not None and mode not in _VOLUME_MODES:
        errors.append(not_supported(_SPEC.child("volumeMode"), mode, _VOLUME_MODES))
    return errors


def _access_modes(modes: list[str], path: Path) -> list[FieldError]:
    errors = [not_supported(path, mode, _ACCESS_MODES) for mode in modes if mode not in _ACCESS_MODES]
    if "ReadWriteOncePod" in modes and len(modes) > 1:
        errors.append(forbidden(path, "may not use ReadWriteOncePod with other access modes"))
    return errors


def validate_claim_update(new: Object, old: Object) -> list[FieldError]:
    """A bound claim may ask for more; nothing else changes."""
    errors = validate_claim(new)
    spec, old_spec = new.get("spec") or {}, old.get("spec") or {}
    munged = dict(spec)
    if (old.get("status") or {}).get("phase") == "Bound":
        munged["resources"] = {**(spec.get("resources") or {}), **_requests(old_spec)}
    if not old_spec.get("volumeName") and spec.get("volumeName"):
        munged = {key: value for key, value in munged.items() if key != "volumeName"}
    if munged == old_spec:
        size, old_size = (amount(_storage(each)) for each in (spec, old_spec))
        capacity = amount(((old.get("status") or {}).get("capacity") or {}).get("storage", "0"))
        if size < old_size and size <= capacity:
            path = _SPEC.child("resources", "requests", "storage")
            errors.append(forbidden(path, "field can not be less than status.capacity"))
        return errors
    detail = (
        "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n"
        + go_diff("core/v1.PersistentVolumeClaimSpec", old_spec, munged)
    )
    return [*errors, forbidden(_SPEC, detail)]


def _requests(spec: Object) -> Object:
    resources = spec.get("resources") or {}
    return {"requests": resources["requests"]} if "requests" in resources else {}


def _storage(spec: Object) -> str:
    return str(((spec.get("resources") or {}).get("requests") or {}).get("storage", "0"))


def validate_volume(obj: Object) -> list[FieldError]:
    """Models: ValidatePersistentVolume"""
    spec = obj.get("spec") or {}
    modes, capacity = spec.get("accessModes") or [], spec.get("capacity") or {}
    errors = _access_modes(modes, _SPEC.child("accessModes")) if modes else [required(_SPEC.child("accessModes"))]
    path = _SPEC.child("capacity")
    if not capacity:
        errors.append(required(path))
    elif "storage" not in capacity or len(capacity) > 1:
        errors.append(not_supported(path, capacity, ["storage"]))
    for name, quantity in sorted(capacity.items()):
        if amount(quantity) < 0:
            errors.append(invalid(path.key(name), str(quantity), NON_NEGATIVE))
        elif amount(quantity) == 0:
            errors.append(invalid(path.key(name), str(quantity), _POSITIVE))
    policy = spec.get("persistentVolumeReclaimPolicy") or ""
    if policy and policy not in _RECLAIM:
        errors.append(not_supported(_SPEC.child("persistentVolumeReclaimPolicy"), policy, _RECLAIM))
    errors += validate_source({key: value for key, value in spec.items() if key not in _NOT_SOURCES}, _SPEC)
    mode = spec.get("volumeMode")
    if mode is not None and mode not in _VOLUME_MODES:
        errors.append(not_supported(_SPEC.child("volumeMode"), mode, _VOLUME_MODES))
    return errors


def validate_storage_class(obj: Object) -> list[FieldError]:
    """Models: pkg/apis/storage/validation/validation.go ValidateStorageClass"""
    errors = [] if obj.get("provisioner") else [required(Path.of("provisioner"))]
    policy = obj.get("reclaimPolicy") or ""
    if policy and policy not in ("Delete", "Retain"):
        errors.append(not_supported(Path.of("reclaimPolicy"), policy, ["Delete", "Retain"]))
    mode = obj.get("volumeBindingMode")
    if mode not in ("Immediate", "WaitForFirstConsumer"):
        supported = ["Immediate", "WaitForFirstConsumer"]
        errors.append(not_supported(Path.of("volumeBindingMode"), mode or "", supported))
    return errors
