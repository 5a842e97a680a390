"""ObjectMeta: names, labels, annotations, owners, finalizers, and what of them may change.

Models: apimachinery/pkg/api/validation/objectmeta.go; pkg/apis/meta/v1/validation/validation.go
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from playground.cluster.apiserver.validation.names import dns_label, label_value, qualified_name
from playground.cluster.fields import FieldError, GoText, Path, forbidden, go_quote, invalid, required, too_long
from playground.cluster.objects.kinds import Object

METADATA = Path.of("metadata")
ANNOTATIONS_LIMIT = 256 * 1024
STANDARD_FINALIZERS = ("kubernetes", "orphan", "foregroundDeletion")
_IMMUTABLE = "field is immutable"


def validate_object_meta(
    meta: Object, namespaced: bool, name_rule: Callable[[str], list[str]], path: Path = METADATA
) -> list[FieldError]:
    """The metadata of a new object. Models: ValidateObjectMetaAccessor"""
    errors: list[FieldError] = []
    if meta.get("generateName"):
        prefix = mask_trailing_dash(meta["generateName"])
        errors += [invalid(path.child("generateName"), meta["generateName"], text) for text in name_rule(prefix)]
    if not meta.get("name"):
        errors.append(required(path.child("name"), "name or generateName is required"))
    else:
        errors += [invalid(path.child("name"), meta["name"], text) for text in name_rule(meta["name"])]
    namespace = meta.get("namespace")
    if namespaced and not namespace:
        errors.append(required(path.child("namespace")))
    elif namespace and namespaced:
        errors += [invalid(path.child("namespace"), namespace, text) for text in dns_label(namespace)]
    elif namespace and not namespaced:
        errors.append(forbidden(path.child("namespace"), "not allowed on this type"))
    errors += _validate_generation(meta, path)
    return errors + _validate_maps_and_owners(meta, path) + validate_finalizers(meta.get("finalizers") or [], path)


def validate_object_meta_update(new: Object, old: Object, path: Path = METADATA) -> list[FieldError]:
    """What of metadata may change. Models: ValidateObjectMetaAccessorUpdate"""
    errors: list[FieldError] = []
    if old.get("deletionTimestamp"):
        errors += _validate_no_new_finalizers(new.get("finalizers") or [], old.get("finalizers") or [], path)
    for name in ("name", "namespace", "uid", "creationTimestamp"):
        if new.get(name) != old.get(name):
            errors.append(
                invalid(path.child(name), new.get(name, "" if name != "creationTimestamp" else None), _IMMUTABLE)
            )
    for name in ("deletionTimestamp", "deletionGracePeriodSeconds"):
        if new.get(name) != old.get(name):
            shown = new.get(name)
            errors.append(invalid(path.child(name), GoText(shown) if isinstance(shown, str) else shown, _IMMUTABLE))
    if new.get("generation", 0) < old.get("generation", 0):
        errors.append(invalid(path.child("generation"), new.get("generation", 0), "must not be decremented"))
    return errors + _validate_generation(new, path) + _validate_maps_and_owners(new, path)


def mask_trailing_dash(prefix: str) -> str:
    """A prefix as a name of the same shape. Models: maskTrailingDash"""
    return prefix[:-2] + "a" if len(prefix) > 1 and prefix.endswith("-") else prefix


def validate_labels(labels: Mapping[str, str] | None, path: Path) -> list[FieldError]:
    """Keys and values of labels, and of selectors that are maps. Models: metav1 validation ValidateLabels"""
    errors: list[FieldError] = []
    for key in sorted(labels or {}):
        assert labels is not None
        errors += [invalid(path, key, text) for text in qualified_name(key)]
        errors += [invalid(path, labels[key], text) for text in label_value(labels[key])]
    return errors


def validate_annotations(annotations: Mapping[str, str] | None, path: Path) -> list[FieldError]:
    errors: list[FieldError] = []
    size = 0
    for key in sorted(annotations or {}):
        assert annotations is not None
        errors += [invalid(path, key, text) for text in qualified_name(key.lower())]
        size += len(key.encode()) + len(annotations[key].encode())
    if size > ANNOTATIONS_LIMIT:
        errors.append(too_long(path, ANNOTATIONS_LIMIT))
    return errors


def validate_owner_references(references: list[Object], path: Path) -> list[FieldError]:
    errors: list[FieldError] = []
    controller: Object | None = None
    for reference in references:
        errors += _validate_owner_reference(reference, path)
        if reference.get("controller"):
            if controller is not None:
                errors.append(invalid(path, _shown(references), _two_controllers(controller, reference)))
            controller = reference
    return errors


def validate_finalizers(finalizers: list[str], path: Path) -> list[FieldError]:
    """Models: ValidateFinalizers, pkg/apis/core/validation ValidateFinalizerName"""
    errors: list[FieldError] = []
    place = path.child("finalizers")
    for index, name in enumerate(finalizers):
        spot = place.index(index)
        errors += [invalid(spot, name, text) for text in qualified_name(name)]
        if "/" not in name and name not in STANDARD_FINALIZERS:
            errors.append(invalid(spot, name, "name is neither a standard finalizer name nor is it fully qualified"))
    if "orphan" in finalizers and "foregroundDeletion" in finalizers:
        text = "finalizer orphan and foregroundDeletion cannot be both set"
        errors.append(invalid(place, finalizers, text))
    return errors


def _validate_generation(meta: Object, path: Path) -> list[FieldError]:
    generation = meta.get("generation", 0)
    if generation >= 0:
        return []
    return [invalid(path.child("generation"), generation, "must be greater than or equal to 0")]


def _validate_maps_and_owners(meta: Object, path: Path) -> list[FieldError]:
    return [
        *validate_labels(meta.get("labels"), path.child("labels")),
        *validate_annotations(meta.get("annotations"), path.child("annotations")),
        *validate_owner_references(meta.get("ownerReferences") or [], path.child("ownerReferences")),
    ]


def _validate_owner_reference(reference: Object, path: Path) -> list[FieldError]:
    api_version = reference.get("apiVersion", "")
    version = api_version.partition("/")[2] if "/" in api_version else api_version
    errors = [] if version else [invalid(path.child("apiVersion"), api_version, "version must not be empty")]
    if (api_version, reference.get("kind")) == ("v1", "Event"):
        errors.append(invalid(path, _shown(reference), "/v1, Kind=Event is disallowed from being an owner"))
    for name in ("kind", "name", "uid"):
        if not reference.get(name):
            errors.append(invalid(path.child(name), reference.get(name, ""), "must not be empty"))
    return errors


def _two_controllers(first: Object, second: Object) -> str:
    return (
        'Only one reference can have Controller set to true. Found "true" in references for '
        f"{first.get('kind', '')}/{first.get('name', '')} and {second.get('kind', '')}/{second.get('name', '')}"
    )


def _shown(value: Any) -> Any:
    return value


def _validate_no_new_finalizers(new: list[str], old: list[str], path: Path) -> list[FieldError]:
    added = sorted(set(new) - set(old))
    if not added:
        return []
    listed = ", ".join(go_quote(name) for name in added)
    text = f"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{listed}}}"
    return [forbidden(path.child("finalizers"), text)]
