"""What of a Service may not change.

Models: pkg/apis/core/validation/validation.go ValidateServiceUpdate
"""

from __future__ import annotations

from typing import Any

from playground.cluster.apiserver.validation.service import (
    EXTERNAL_NAME,
    LOAD_BALANCER,
    SPEC,
    is_headless,
    load_balancer_class,
    needs_health_check,
    validate_service,
)
from playground.cluster.fields import FieldError, forbidden, invalid
from playground.cluster.objects.kinds import Object


def validate_service_update(service: Object, old: Object) -> list[FieldError]:
    """All but the metadata."""
    spec, old_spec = service.get("spec") or {}, old.get("spec") or {}
    errors: list[FieldError] = []
    if EXTERNAL_NAME not in (spec.get("type"), old_spec.get("type")):
        errors += _cluster_ips_change(spec, old_spec) + _families_change(spec, old_spec)
    errors += _load_balancer_class_change(spec, old_spec) + load_balancer_class(spec, old_spec)
    if needs_health_check(spec) and needs_health_check(old_spec):
        old_port = old_spec.get("healthCheckNodePort") or 0
        if (spec.get("healthCheckNodePort") or 0) != old_port:
            errors.append(forbidden(SPEC.child("healthCheckNodePort"), "field is immutable"))
    return errors + validate_service(service, old)


_CHANGED = "may not change once set"


def _cluster_ips_change(spec: Object, old_spec: Object) -> list[FieldError]:
    """Models: validateUpgradeDowngradeClusterIPs"""
    if is_headless(spec) and is_headless(old_spec):
        return []
    path, new, old = SPEC.child("clusterIPs"), spec.get("clusterIPs") or [], old_spec.get("clusterIPs") or []
    if len(new) == len(old):
        changed = [position for position, ip in enumerate(new) if ip != old[position]]
        return [invalid(path.index(position), new, _CHANGED) for position in changed]
    errors: list[FieldError] = []
    if not new:
        errors.append(invalid(path.index(0), _or_null(new), "primary clusterIP can not be unset"))
    elif old and new[0] != old[0]:
        errors.append(invalid(path.index(0), new, _CHANGED))
    return errors + _released(spec, new, old, "clusterIP")


def _families_change(spec: Object, old_spec: Object) -> list[FieldError]:
    """Models: validateUpgradeDowngradeIPFamilies"""
    if is_headless(spec) or is_headless(old_spec):
        return []
    path = SPEC.child("ipFamilies").index(0)
    new, old = spec.get("ipFamilies") or [], old_spec.get("ipFamilies") or []
    if len(new) == len(old):
        return [invalid(path, new, _CHANGED) for position, family in enumerate(new) if family != old[position]]
    errors: list[FieldError] = []
    if not new:
        errors.append(invalid(path, _or_null(new), "primary ipFamily can not be unset"))
    elif old and new[0] != old[0]:
        shown = spec.get("clusterIPs") if len(new) < len(old) else new
        errors.append(invalid(path, shown, _CHANGED))
    return errors + _released(spec, new, old, "ipFamily")


def _released(spec: Object, new: list[str], old: list[str], what: str) -> list[FieldError]:
    policy = spec.get("ipFamilyPolicy")
    if len(new) != 1 or len(old) < 2 or policy == "SingleStack":
        return []
    detail = f"must be set to 'SingleStack' when releasing the secondary {what}"
    return [invalid(SPEC.child("ipFamilyPolicy"), policy, detail)]


def _or_null(values: list[Any]) -> list[Any] | None:
    return values or None


def _load_balancer_class_change(spec: Object, old_spec: Object) -> list[FieldError]:
    name = spec.get("loadBalancerClass")
    both = spec.get("type") == old_spec.get("type") == LOAD_BALANCER
    if not both or name == old_spec.get("loadBalancerClass"):
        return []
    return [invalid(SPEC.child("loadBalancerClass"), name, _CHANGED)]
