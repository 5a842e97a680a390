"""What a Pod and a Pod template must satisfy.

Models: pkg/apis/core/validation/validation.go ValidatePodSpec, ValidatePodCreate, ValidatePodUpdate
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground.cluster.apiserver.go_view import go_diff, go_struct
from playground.cluster.apiserver.validation.addresses import validate_ip
from playground.cluster.apiserver.validation.container import (
    validate_containers,
    validate_ids,
    validate_image_text,
    validate_init_containers,
)
from playground.cluster.apiserver.validation.metadata import validate_labels
from playground.cluster.apiserver.validation.names import (
    check,
    dns_label,
    dns_search,
    dns_subdomain,
    label_value,
    qualified_name,
)
from playground.cluster.apiserver.validation.volume import validate_volumes
from playground.cluster.fields import (
    FieldError,
    Path,
    duplicate,
    forbidden,
    invalid,
    not_supported,
    required,
)
from playground.cluster.objects.kinds import Object

NameRule = Callable[[str], list[str]]

_SPEC = Path.of("spec")
_RESTART_POLICIES = ["Always", "OnFailure", "Never"]
_DNS_POLICIES = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"]
_TAINT_EFFECTS = ["NoSchedule", "PreferNoSchedule", "NoExecute"]
_MOST_NAMESERVERS, _MOST_SEARCHES, _LONGEST_SEARCHES = 3, 32, 2048
_LONGEST_DEADLINE = 2**31 - 1


def validate_pod(pod: Object) -> list[FieldError]:
    spec = pod.get("spec") or {}
    errors = validate_pod_spec(spec, _SPEC, of_pod=True)
    for name in ("containers", "initContainers"):
        for position, container in enumerate(spec.get(name) or []):
            errors += validate_image_text(container, _SPEC.child(name).index(position))
    return errors


def validate_pod_spec(spec: Object, path: Path, of_pod: bool = False) -> list[FieldError]:
    """The spec of a Pod, or of a template, which is held to a little less."""
    errors: list[FieldError] = []
    grace = spec.get("terminationGracePeriodSeconds")
    if grace is None:
        errors.append(required(path.child("terminationGracePeriodSeconds")))
    volumes, complaints = validate_volumes(spec.get("volumes") or [], path.child("volumes"))
    containers, inits = spec.get("containers") or [], spec.get("initContainers") or []
    errors += complaints
    errors += validate_containers(containers, volumes, path.child("containers"), grace)
    errors += validate_init_containers(inits, containers, volumes, path.child("initContainers"), grace)
    errors += _host_network(spec, path, of_pod)
    errors += _choice(spec.get("restartPolicy"), _RESTART_POLICIES, path.child("restartPolicy"))
    errors += _choice(spec.get("dnsPolicy"), _DNS_POLICIES, path.child("dnsPolicy"))
    errors += validate_labels(spec.get("nodeSelector"), path.child("nodeSelector"))
    errors += validate_ids(spec.get("securityContext") or {}, path.child("securityContext"))
    errors += _dns_config(spec, path.child("dnsConfig"))
    errors += _gates(spec, path)
    errors += _names(spec, path, (("serviceAccountName", dns_subdomain), ("nodeName", dns_subdomain)))
    errors += _deadline(spec, path)
    errors += _names(spec, path, (("hostname", dns_label), ("subdomain", dns_label)))
    errors += validate_tolerations(spec.get("tolerations") or [], path.child("tolerations"))
    errors += _host_aliases(spec.get("hostAliases") or [], path.child("hostAliases"))
    errors += _names(spec, path, (("priorityClassName", dns_subdomain), ("runtimeClassName", dns_subdomain)))
    preemption = spec.get("preemptionPolicy")
    if preemption is not None:
        errors += _choice(preemption, ["PreemptLowerPriority", "Never"], path.child("preemptionPolicy"))
    return errors


def _gates(spec: Object, path: Path) -> list[FieldError]:
    """Models: validateReadinessGates, validateSchedulingGates"""
    errors: list[FieldError] = []
    for position, gate in enumerate(spec.get("readinessGates") or []):
        place = path.child("readinessGates", position, "conditionType")
        errors += check(place, gate.get("conditionType") or "", qualified_name)
    seen: set[str] = set()
    for position, gate in enumerate(spec.get("schedulingGates") or []):
        place, name = path.child("schedulingGates", position), gate.get("name") or ""
        errors += check(place, name, qualified_name)
        if name in seen:
            errors.append(duplicate(place, name))
        seen.add(name)
    return errors


def _names(spec: Object, path: Path, rules: tuple[tuple[str, NameRule], ...]) -> list[FieldError]:
    return [error for name, rule in rules if spec.get(name) for error in check(path.child(name), spec[name], rule)]


def _choice(value: str | None, supported: list[str], path: Path) -> list[FieldError]:
    if not value:
        return [required(path)]
    return [] if value in supported else [not_supported(path, value, supported)]


def _deadline(spec: Object, path: Path) -> list[FieldError]:
    seconds = spec.get("activeDeadlineSeconds")
    if seconds is None or 1 <= seconds <= _LONGEST_DEADLINE:
        return []
    detail = f"must be between 1 and {_LONGEST_DEADLINE}, inclusive"
    return [invalid(path.child("activeDeadlineSeconds"), seconds, detail)]


def _host_network(spec: Object, path: Path, of_pod: bool) -> list[FieldError]:
    """Models: validatePodHostNetworkDeps"""
    if not spec.get("hostNetwork"):
        return []
    return [
        invalid(
            path.child("containers", i, "ports", j, "hostPort"),
            port.get("hostPort") or 0,
            "must match `containerPort` when `hostNetwork` is true",
        )
        for i, container in enumerate(spec.get("containers") or [])
        for j, port in enumerate(container.get("ports") or [])
        if (of_pod or port.get("hostPort")) and (port.get("hostPort") or 0) != (port.get("containerPort") or 0)
    ]


def _dns_config(spec: Object, path: Path) -> list[FieldError]:
    """Models: validatePodDNSConfig"""
    config, policy = spec.get("dnsConfig"), spec.get("dnsPolicy")
    if config is None:
        return [required(path, "must provide `dnsConfig` when `dnsPolicy` is None")] if policy == "None" else []
    servers, searches = config.get("nameservers") or [], config.get("searches") or []
    errors: list[FieldError] = []
    if policy == "None" and not servers:
        detail = "must provide at least one DNS nameserver when `dnsPolicy` is None"
        return [required(path.child("nameservers"), detail)]
    if len(servers) > _MOST_NAMESERVERS:
        detail = f"must not have more than {_MOST_NAMESERVERS} nameservers"
        errors.append(invalid(path.child("nameservers"), servers, detail))
    for position, server in enumerate(servers):
        errors += validate_ip(path.child("nameservers").index(position), server)
    if len(searches) > _MOST_SEARCHES:
        errors.append(
            invalid(path.child("searches"), searches, f"must not have more than {_MOST_SEARCHES} search paths")
        )
    if len(" ".join(searches)) > _LONGEST_SEARCHES:
        detail = f"must not have more than {_LONGEST_SEARCHES} characters (including spaces) in the search list"
        errors.append(invalid(path.child("searches"), searches, detail))
    for position, search in enumerate(searches):
        if search != ".":
            errors += check(path.child("searches").index(position), search.removesuffix("."), dns_search)
    for position, option in enumerate(config.get("options") or []):
        if not option.get("name"):
            errors.append(required(path.child("options").index(position), "must not be empty"))
    return errors


def validate_tolerations(tolerations: list[Object], path: Path) -> list[FieldError]:
    """Models: ValidateTolerations"""
    errors: list[FieldError] = []
    for position, toleration in enumerate(tolerations):
        place = path.index(position)
        key, operator, value = (toleration.get(name) or "" for name in ("key", "operator", "value"))
        effect, seconds = toleration.get("effect") or "", toleration.get("tolerationSeconds")
        if key:
            errors += check(place.child("key"), key, qualified_name)
        elif operator != "Exists":
            detail = 'operator must be Exists when `key` is empty, which means "match all values and all keys"'
            errors.append(invalid(place.child("operator"), operator, detail))
        if seconds is not None and effect != "NoExecute":
            detail = "effect must be 'NoExecute' when `tolerationSeconds` is set"
            errors.append(invalid(place.child("effect"), effect, detail))
        errors += _toleration_value(toleration, operator, value, place.child("operator"))
        if effect and effect not in _TAINT_EFFECTS:
            errors.append(not_supported(place.child("effect"), effect, _TAINT_EFFECTS))
    return errors


def _toleration_value(toleration: Object, operator: str, value: str, path: Path) -> list[FieldError]:
    match operator:
        case "" | "Equal":
            complaints = label_value(value)
            return [invalid(path, value, ";".join(complaints))] if complaints else []
        case "Exists":
            shown = go_struct("core/v1.Toleration", toleration)
            return [invalid(path, shown, "value must be empty when `operator` is 'Exists'")] if value else []
        case _:
            return [not_supported(path, operator, ["Equal", "Exists"])]


def _host_aliases(aliases: list[Object], path: Path) -> list[FieldError]:
    errors: list[FieldError] = []
    for position, alias in enumerate(aliases):
        errors += validate_ip(path.index(position).child("ip"), alias.get("ip") or "")
        for number, name in enumerate(alias.get("hostnames") or []):
            errors += check(path.child(position, "hostnames", number), name, dns_subdomain)
    return errors


# -- update

_UPDATABLE = (
    "`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` "
    "(only additions to existing tolerations),`spec.terminationGracePeriodSeconds` "
    "(allow it to be set to 1 if it was previously negative)"
)


def validate_pod_update(new: Object, old: Object) -> list[FieldError]:
    spec, old_spec = new.get("spec") or {}, old.get("spec") or {}
    errors = validate_pod(new)
    for name in ("containers", "initContainers"):
        now, before = spec.get(name) or [], old_spec.get(name) or []
        if len(now) != len(before):
            return [*errors, forbidden(_SPEC.child(name), "pod updates may not add or remove containers")]
        for position, container in enumerate(now):
            place = _SPEC.child(name).index(position)
            errors += [] if container.get("image") else [required(place.child("image"))]
            errors += validate_image_text(container, place)
    complaints, stop = _deadline_change(spec.get("activeDeadlineSeconds"), old_spec.get("activeDeadlineSeconds"))
    errors += complaints
    if stop:
        return errors
    errors += _tolerations_change(spec.get("tolerations") or [], old_spec.get("tolerations") or [])
    munged = _with_updatable_fields_of(old_spec, spec)
    if munged == old_spec:
        return errors
    difference = go_diff("core/v1.PodSpec", old_spec, munged)
    detail = f"pod updates may not change fields other than {_UPDATABLE}\n{difference}"
    return [*errors, forbidden(_SPEC, detail)]


def _deadline_change(new: int | None, old: int | None) -> tuple[list[FieldError], bool]:
    path = _SPEC.child("activeDeadlineSeconds")
    if new is None:
        detail = "must not update from a positive integer to nil value"
        return ([invalid(path, None, detail)] if old is not None else []), False
    if not 0 <= new <= _LONGEST_DEADLINE:
        return [invalid(path, new, f"must be between 0 and {_LONGEST_DEADLINE}, inclusive")], True
    if old is not None and old < new:
        return [invalid(path, new, "must be less than or equal to previous value")], True
    return [], False


def _tolerations_change(new: list[Object], old: list[Object]) -> list[FieldError]:
    """Models: validateOnlyAddedTolerations"""

    def plain(toleration: Object) -> Object:
        return {key: value for key, value in toleration.items() if key != "tolerationSeconds"}

    kept, path = [plain(each) for each in new], _SPEC.child("tolerations")
    if all(plain(each) in kept for each in old):
        return validate_tolerations(new, path)
    return [forbidden(path, "existing toleration can not be modified except its tolerationSeconds")]


def _with_updatable_fields_of(old_spec: Object, spec: Object) -> Object:
    """The new spec, with what may change put back."""
    munged: Object = dict(spec)
    for name in ("containers", "initContainers"):
        if name in spec:
            munged[name] = [
                _put_back(container, before, "image")
                for container, before in zip(spec[name], old_spec.get(name) or [], strict=False)
            ]
    for name in ("activeDeadlineSeconds", "tolerations"):
        munged = _put_back(munged, old_spec, name)
    if (old_spec.get("terminationGracePeriodSeconds") or 0) < 0 and spec.get("terminationGracePeriodSeconds") == 1:
        munged = _put_back(munged, old_spec, "terminationGracePeriodSeconds")
    return munged


def _put_back(target: Object, source: Object, name: str) -> Object:
    rest: dict[str, Any] = {key: value for key, value in target.items() if key != name}
    return {**rest, name: source[name]} if name in source else rest
