"""Node.

Models: pkg/apis/core/validation/validation.go ValidateNode, ValidateNodeUpdate
"""

from __future__ import annotations

from playground.cluster.apiserver.validation.addresses import read_cidr, validate_cidr
from playground.cluster.apiserver.validation.names import check, label_value, qualified_name
from playground.cluster.fields import FieldError, Path, duplicate, forbidden, invalid, not_supported, required
from playground.cluster.objects.kinds import Object

_SPEC = Path.of("spec")
_EFFECTS = ["NoSchedule", "PreferNoSchedule", "NoExecute"]
_ONLY = (
    "node updates may only change labels, taints, or capacity "
    "(or configSource, if the DynamicKubeletConfig feature gate is enabled)"
)


def validate_node(obj: Object) -> list[FieldError]:
    spec = obj.get("spec") or {}
    errors = _taints(spec.get("taints") or [], _SPEC.child("taints"))
    cidrs, path = spec.get("podCIDRs") or [], _SPEC.child("podCIDRs")
    for position, text in enumerate(cidrs):
        errors += validate_cidr(path.index(position), text)
    if len(cidrs) > 2 or len({parsed.ip.version for parsed in map(read_cidr, cidrs) if parsed}) < len(cidrs):
        errors.append(invalid(path, cidrs, "may specify no more than one CIDR for each IP family"))
    return errors


def _taints(taints: list[Object], path: Path) -> list[FieldError]:
    errors: list[FieldError] = []
    seen: set[tuple[str, str]] = set()
    for position, taint in enumerate(taints):
        place, effect = path.index(position), taint.get("effect") or ""
        errors += check(place.child("key"), taint.get("key") or "", qualified_name)
        complaints = label_value(taint.get("value") or "")
        if complaints:
            errors.append(invalid(place.child("value"), taint.get("value"), ";".join(complaints)))
        if not effect:
            errors.append(required(place.child("effect")))
        elif effect not in _EFFECTS:
            errors.append(not_supported(place.child("effect"), effect, _EFFECTS))
        key = (taint.get("key") or "", effect)
        if key in seen:
            shown = {"key": key[0], **({"value": taint["value"]} if taint.get("value") else {}), "effect": effect}
            duplicated = duplicate(place, shown)
            errors.append(FieldError(duplicated.reason, place, shown, "taints must be unique by key and effect pair"))
        seen.add(key)
    return errors


def validate_node_update(new: Object, old: Object) -> list[FieldError]:
    """The CIDRs and the provider's id can be set once."""
    errors = _taints((new.get("spec") or {}).get("taints") or [], _SPEC.child("taints"))
    spec, old_spec = new.get("spec") or {}, old.get("spec") or {}
    if old_spec.get("podCIDRs") and spec.get("podCIDRs") != old_spec["podCIDRs"]:
        errors.append(forbidden(_SPEC.child("podCIDRs"), 'node updates may not change podCIDR except from "" to valid'))
    if old_spec.get("providerID") and spec.get("providerID") != old_spec["providerID"]:
        detail = 'node updates may not change providerID except from "" to valid'
        errors.append(forbidden(_SPEC.child("providerID"), detail))
    free = ("taints", "unschedulable", "podCIDR", "podCIDRs", "providerID", "configSource")
    rest, old_rest = ({key: value for key, value in each.items() if key not in free} for each in (spec, old_spec))
    if rest != old_rest:
        errors.append(forbidden(_SPEC, _ONLY))
    return errors
