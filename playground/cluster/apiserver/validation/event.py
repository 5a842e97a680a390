"""Event and Lease.

Models: pkg/apis/core/validation/events.go; pkg/apis/coordination/validation/validation.go
"""

from __future__ import annotations

from playground.cluster.apiserver.validation.container import NON_NEGATIVE
from playground.cluster.fields import FieldError, Path, invalid, required
from playground.cluster.objects.kinds import Object

_NEW_STYLE = ("reportingComponent", "reportingInstance", "action", "reason")
_SHOWN = {"reportingComponent": "reportingController"}


def validate_event(obj: Object) -> list[FieldError]:
    involved, namespace = obj.get("involvedObject") or {}, obj["metadata"].get("namespace") or ""
    about = involved.get("namespace") or ""
    if about != namespace and not (not about and namespace == "default"):
        return [invalid(Path.of("involvedObject", "namespace"), about, "does not match event.namespace")]
    if obj.get("eventTime") is None:
        return []
    return [required(Path.of(_SHOWN.get(name, name))) for name in _NEW_STYLE if not obj.get(name)]


def validate_lease(obj: Object) -> list[FieldError]:
    spec, path = obj.get("spec") or {}, Path.of("spec")
    errors: list[FieldError] = []
    duration, transitions = spec.get("leaseDurationSeconds"), spec.get("leaseTransitions")
    if duration is not None and duration <= 0:
        errors.append(invalid(path.child("leaseDurationSeconds"), duration, "must be greater than 0"))
    if transitions is not None and transitions < 0:
        errors.append(invalid(path.child("leaseTransitions"), transitions, NON_NEGATIVE))
    return errors
