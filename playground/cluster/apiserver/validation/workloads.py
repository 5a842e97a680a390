"""Deployment, ReplicaSet, StatefulSet, DaemonSet.

Models: pkg/apis/apps/validation/validation.go
"""

from __future__ import annotations

from dataclasses import dataclass

from playground.cluster.apiserver.go_view import go_struct
from playground.cluster.apiserver.validation.container import NON_NEGATIVE
from playground.cluster.apiserver.validation.metadata import validate_annotations, validate_labels
from playground.cluster.apiserver.validation.pod import validate_pod_spec
from playground.cluster.apiserver.validation.selector import is_empty, is_usable, validate_label_selector
from playground.cluster.fields import FieldError, Path, forbidden, invalid, not_supported, required
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.labels import selector_matches

SPEC = Path.of("spec")
TEMPLATE = SPEC.child("template")
_IMMUTABLE = "field is immutable"
_ROLLING = "RollingUpdate"


@dataclass(frozen=True, slots=True)
class _SelectorRule:
    """How a kind looks at its selector: what it calls itself, whether a missing one is an error of its own, what it
    says of one that can not be used (None: nothing), and what of the template it still looks at then."""

    noun: str
    required: bool
    unusable: str | None
    still_template: bool = False
    still_restart_policy: bool = False


_SELECTOR_RULES = {
    "Deployment": _SelectorRule("deployment", True, "invalid label selector"),
    "ReplicaSet": _SelectorRule("deployment", True, "invalid label selector"),
    "StatefulSet": _SelectorRule("statefulset", True, "", still_restart_policy=True),
    "DaemonSet": _SelectorRule("daemonset", False, None, still_template=True, still_restart_policy=True),
}


def validate_deployment(obj: Object) -> list[FieldError]:
    spec = obj.get("spec") or {}
    errors = non_negative(spec, "replicas", SPEC)
    errors += _selector(spec, "Deployment")
    errors += _template(spec, "Deployment", ["Always"])
    errors += _deployment_strategy(spec.get("strategy") or {}, SPEC.child("strategy"))
    errors += non_negative(spec, "minReadySeconds", SPEC) + non_negative(spec, "revisionHistoryLimit", SPEC)
    deadline = spec.get("progressDeadlineSeconds")
    if deadline is not None:
        errors += non_negative(spec, "progressDeadlineSeconds", SPEC)
        if deadline <= (spec.get("minReadySeconds") or 0):
            path = SPEC.child("progressDeadlineSeconds")
            errors.append(invalid(path, deadline, "must be greater than minReadySeconds"))
    return errors


def validate_replica_set(obj: Object) -> list[FieldError]:
    spec = obj.get("spec") or {}
    errors = non_negative(spec, "replicas", SPEC) + non_negative(spec, "minReadySeconds", SPEC)
    return errors + _selector(spec, "ReplicaSet") + _template(spec, "ReplicaSet", ["Always"])


def validate_replication_controller(obj: Object) -> list[FieldError]:
    """Models: pkg/apis/core/validation/validation.go ValidateReplicationControllerSpec"""
    spec = obj.get("spec") or {}
    selector, template = spec.get("selector") or {}, spec.get("template") or {}
    errors = non_negative(spec, "minReadySeconds", SPEC)
    errors += validate_labels(selector, SPEC.child("selector")) if selector else [required(SPEC.child("selector"))]
    errors += non_negative(spec, "replicas", SPEC)
    if selector:
        errors += _labels_match({"matchLabels": selector}, template)
    return errors + validate_template(template, TEMPLATE) + _restart_policy(template, ["Always"])


def validate_stateful_set(obj: Object) -> list[FieldError]:
    spec = obj.get("spec") or {}
    policy, path = spec.get("podManagementPolicy"), SPEC.child("podManagementPolicy")
    errors: list[FieldError] = []
    if not policy:
        errors.append(required(path))
    elif policy not in ("OrderedReady", "Parallel"):
        errors.append(invalid(path, policy, "must be 'OrderedReady' or 'Parallel'"))
    errors += _stateful_strategy(spec.get("updateStrategy") or {}, SPEC.child("updateStrategy"))
    errors += _retention(spec.get("persistentVolumeClaimRetentionPolicy"))
    errors += non_negative(spec, "replicas", SPEC) + non_negative(spec, "minReadySeconds", SPEC)
    errors += non_negative(spec.get("ordinals") or {}, "start", SPEC.child("ordinals"))
    return errors + _selector(spec, "StatefulSet") + _template(_with_claims(spec), "StatefulSet", ["Always"])


def _retention(policy: Object | None) -> list[FieldError]:
    """Models: ValidatePersistentVolumeClaimRetentionPolicy"""
    path, supported = SPEC.child("persistentVolumeClaimRetentionPolicy"), ["Retain", "Delete"]
    return [
        not_supported(path.child(name), policy.get(name) or "", supported)
        for name in ("whenDeleted", "whenScaled")
        if policy is not None and policy.get(name) not in supported
    ]


def _with_claims(spec: Object) -> Object:
    """The spec whose template has the volumes that the claim templates will bring."""
    template = spec.get("template") or {}
    pod = template.get("spec") or {}
    claims = [(claim.get("metadata") or {}).get("name") or "" for claim in spec.get("volumeClaimTemplates") or []]
    kept = [volume for volume in pod.get("volumes") or [] if volume.get("name") not in claims]
    brought = [{"name": name, "persistentVolumeClaim": {"claimName": name}} for name in claims]
    return {**spec, "template": {**template, "spec": {**pod, "volumes": kept + brought}}} if claims else spec


def validate_daemon_set(obj: Object) -> list[FieldError]:
    spec = obj.get("spec") or {}
    errors = _selector(spec, "DaemonSet") + _template(spec, "DaemonSet", ["Always"])
    errors += non_negative(spec, "minReadySeconds", SPEC)
    errors += _daemon_strategy(spec.get("updateStrategy") or {}, SPEC.child("updateStrategy"))
    return errors + non_negative(spec, "revisionHistoryLimit", SPEC)


# -- selector and template


def non_negative(target: Object, name: str, path: Path) -> list[FieldError]:
    value = target.get(name) or 0
    return [invalid(path.child(name), value, NON_NEGATIVE)] if value < 0 else []


def _selector(spec: Object, kind: str) -> list[FieldError]:
    rule, selector, path = _SELECTOR_RULES[kind], spec.get("selector"), SPEC.child("selector")
    if selector is None and rule.required:
        return [required(path)]
    errors = validate_label_selector(selector, path)
    if selector is not None and is_empty(selector):
        errors.append(invalid(path, selector, f"empty selector is invalid for {rule.noun}"))
    return errors


def _template(spec: Object, kind: str, restart_policies: list[str]) -> list[FieldError]:
    """The selector must match the template; then the template itself; then how its Pods restart.

    Models: ValidatePodTemplateSpecForReplicaSet, ValidateStatefulSetSpec, ValidateDaemonSetSpec
    """
    rule, selector, template = _SELECTOR_RULES[kind], spec.get("selector"), spec.get("template") or {}
    usable = is_usable(selector)
    errors: list[FieldError] = []
    if usable and (selector is None or not is_empty(selector)):
        errors += _labels_match(selector, template)
    elif not usable and rule.unusable is not None:
        errors.append(invalid(SPEC.child("selector"), selector, rule.unusable))
    if usable or rule.still_template:
        errors += validate_template(template, TEMPLATE)
    if usable or rule.still_restart_policy:
        errors += _restart_policy(template, restart_policies)
        if (template.get("spec") or {}).get("activeDeadlineSeconds") is not None and kind != "DaemonSet":
            detail = f"activeDeadlineSeconds in {_SUPPORTER.get(kind, kind)} is not Supported"
            errors.append(forbidden(TEMPLATE.child("spec", "activeDeadlineSeconds"), detail))
    return errors


_SUPPORTER = {"Deployment": "ReplicaSet"}


def _labels_match(selector: Object | None, template: Object) -> list[FieldError]:
    labels = (template.get("metadata") or {}).get("labels")
    if selector_matches(selector, labels):
        return []
    path = TEMPLATE.child("metadata", "labels")
    return [invalid(path, labels or None, "`selector` does not match template `labels`")]


def validate_template(template: Object, path: Path) -> list[FieldError]:
    """Models: pkg/apis/core/validation/validation.go ValidatePodTemplateSpec"""
    meta = template.get("metadata") or {}
    return [
        *validate_labels(meta.get("labels"), path.child("labels")),
        *validate_annotations(meta.get("annotations"), path.child("annotations")),
        *validate_pod_spec(template.get("spec") or {}, path.child("spec")),
    ]


def _restart_policy(template: Object, supported: list[str]) -> list[FieldError]:
    policy = (template.get("spec") or {}).get("restartPolicy") or ""
    if policy in supported:
        return []
    return [not_supported(TEMPLATE.child("spec", "restartPolicy"), policy, supported)]


# -- strategies


def _deployment_strategy(strategy: Object, path: Path) -> list[FieldError]:
    """Models: ValidateDeploymentStrategy"""
    match strategy.get("type"):
        case "Recreate":
            if strategy.get("rollingUpdate") is None:
                return []
            return [forbidden(path.child("rollingUpdate"), "may not be specified when strategy `type` is 'Recreate'")]
        case "RollingUpdate":
            if strategy.get("rollingUpdate") is None:
                detail = "this should be defaulted and never be nil"
                return [required(path.child("rollingUpdate"), detail)]
            return _rolling_update(strategy["rollingUpdate"], path.child("rollingUpdate"))
        case _:
            shown = go_struct("apps/v1.DeploymentStrategy", strategy)
            return [not_supported(path, shown, ["Recreate", _ROLLING])]


def _rolling_update(rolling: Object, path: Path) -> list[FieldError]:
    """Models: ValidateRollingUpdateDeployment"""
    unavailable, surge = rolling.get("maxUnavailable", 0), rolling.get("maxSurge", 0)
    errors = _amount(unavailable, path.child("maxUnavailable")) + _amount(surge, path.child("maxSurge"))
    if _number(unavailable) == 0 and _number(surge) == 0:
        errors.append(invalid(path.child("maxUnavailable"), unavailable, "may not be 0 when `maxSurge` is 0"))
    return errors + _at_most_all(unavailable, path.child("maxUnavailable"))


def _amount(value: int | str, path: Path) -> list[FieldError]:
    """A number or a percentage, not negative. Models: ValidatePositiveIntOrPercent"""
    if isinstance(value, int):
        return [invalid(path, value, NON_NEGATIVE)] if value < 0 else []
    if _percent(value) is not None:
        return []
    detail = (
        "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', "
        "regex used for validation is '[0-9]+%')"
    )
    return [invalid(path, value, detail)]


def _percent(value: int | str) -> int | None:
    if isinstance(value, str) and value.endswith("%") and value[:-1].isascii() and value[:-1].isdigit():
        return int(value[:-1])
    return None


def _number(value: int | str) -> int:
    return value if isinstance(value, int) else _percent(value) or 0


def _at_most_all(value: int | str, path: Path) -> list[FieldError]:
    """Models: IsNotMoreThan100Percent"""
    share = _percent(value)
    return [invalid(path, value, "must not be greater than 100%")] if share is not None and share > 100 else []


def _stateful_strategy(strategy: Object, path: Path) -> list[FieldError]:
    kind, rolling = strategy.get("type") or "", strategy.get("rollingUpdate")
    if not kind:
        return [required(path)]
    if kind == "OnDelete":
        if rolling is None:
            return []
        detail = "only allowed for updateStrategy 'RollingUpdate'"
        return [
            invalid(path.child("rollingUpdate"), go_struct("apps/v1.RollingUpdateStatefulSetStrategy", rolling), detail)
        ]
    if kind == _ROLLING:
        return non_negative(rolling or {}, "partition", path.child("rollingUpdate"))
    shown = go_struct("apps/v1.StatefulSetUpdateStrategy", strategy)
    return [invalid(path, shown, f"must be '{_ROLLING}' or 'OnDelete'")]


def _daemon_strategy(strategy: Object, path: Path) -> list[FieldError]:
    match strategy.get("type"):
        case "OnDelete":
            return []
        case "RollingUpdate":
            if strategy.get("rollingUpdate") is None:
                return [required(path.child("rollingUpdate"))]
            return _daemon_rolling(strategy["rollingUpdate"], path.child("rollingUpdate"))
        case _:
            shown = go_struct("apps/v1.DaemonSetUpdateStrategy", strategy)
            return [not_supported(path, shown, [_ROLLING, "OnDelete"])]


def _daemon_rolling(rolling: Object, path: Path) -> list[FieldError]:
    unavailable, surge = rolling.get("maxUnavailable", 0), rolling.get("maxSurge", 0)
    errors: list[FieldError] = []
    for name, value in (("maxUnavailable", unavailable), ("maxSurge", surge)):
        errors += _amount(value, path.child(name)) + _at_most_all(value, path.child(name))
    has_unavailable, has_surge = _number(unavailable) != 0, _number(surge) != 0
    if has_unavailable and has_surge:
        errors.append(invalid(path.child("maxSurge"), surge, "may not be set when maxUnavailable is non-zero"))
    if not has_unavailable and not has_surge:
        errors.append(required(path.child("maxUnavailable"), "cannot be 0 when maxSurge is 0"))
    return errors


# -- update


def immutable_selector(new: Object, old: Object) -> list[FieldError]:
    selector, old_selector = ((each.get("spec") or {}).get("selector") for each in (new, old))
    return [] if selector == old_selector else [invalid(SPEC.child("selector"), selector, _IMMUTABLE)]


_MUTABLE = (
    "replicas",
    "ordinals",
    "template",
    "updateStrategy",
    "revisionHistoryLimit",
    "persistentVolumeClaimRetentionPolicy",
    "minReadySeconds",
)


def validate_stateful_set_update(new: Object, old: Object) -> list[FieldError]:
    errors = validate_stateful_set(new)
    spec, old_spec = (
        {name: value for name, value in (each.get("spec") or {}).items() if name not in _MUTABLE} for each in (new, old)
    )
    if spec != old_spec:
        listed = ", ".join(f"'{name}'" for name in _MUTABLE[:-1])
        detail = f"updates to statefulset spec for fields other than {listed} and '{_MUTABLE[-1]}' are forbidden"
        errors.append(forbidden(SPEC, detail))
    return errors
