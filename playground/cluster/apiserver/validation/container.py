"""Containers of a Pod or of a template: names, images, ports, mounts, resources.

Their variables are in environment.py, their probes and hooks in probe.py.

Models: pkg/apis/core/validation/validation.go validateContainers and what it calls
"""

from __future__ import annotations

from collections.abc import Collection

from playground.cluster.apiserver.validation.environment import validate_environment, validate_environment_from
from playground.cluster.apiserver.validation.names import (
    check,
    check_port_number,
    dns_label,
    port_name,
    qualified_name,
)
from playground.cluster.apiserver.validation.probe import validate_handlers
from playground.cluster.apiserver.validation.service import PROTOCOLS, one_of
from playground.cluster.fields import (
    FieldError,
    Path,
    duplicate,
    forbidden,
    invalid,
    not_found,
    required,
)
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.quantity import amount

_PULL_POLICIES = ["Always", "IfNotPresent", "Never"]
_MESSAGE_POLICIES = ["File", "FallbackToLogsOnError"]
_STANDARD_RESOURCES = ("cpu", "memory", "ephemeral-storage")
_LARGEST_ID = 2**31 - 1
NON_NEGATIVE = "must be greater than or equal to 0"


def validate_containers(
    containers: list[Object], volumes: Collection[str], path: Path, grace: int | None = None
) -> list[FieldError]:
    """The regular containers; `grace` is the Pod's, which bounds how long a hook may sleep."""
    if not containers:
        return [required(path)]
    errors: list[FieldError] = []
    seen: set[str] = set()
    for position, container in enumerate(containers):
        place, name = path.index(position), container.get("name") or ""
        errors += validate_container(container, volumes, place)
        if name in seen:
            errors.append(duplicate(place.child("name"), name))
        seen.add(name)
        errors += validate_handlers(container, place, grace)
        if container.get("restartPolicy"):
            errors += one_of(place.child("restartPolicy"), container["restartPolicy"], ["Always", "Never", "OnFailure"])
    return errors + _host_port_conflicts(containers, path)


def validate_init_containers(
    containers: list[Object],
    regular: list[Object],
    volumes: Collection[str],
    path: Path,
    grace: int | None = None,
) -> list[FieldError]:
    errors: list[FieldError] = []
    seen = {container.get("name") or "" for container in regular}
    for position, container in enumerate(containers):
        place, name = path.index(position), container.get("name") or ""
        errors += validate_container(container, volumes, place)
        if name in seen:
            errors.append(duplicate(place.child("name"), name))
        elif name:
            seen.add(name)
        errors += _host_port_conflicts([container], path)
        if container.get("restartPolicy") == "Always":
            errors += validate_handlers(container, place, grace)
            continue
        errors += [
            forbidden(place.child(field), "may not be set for init containers without restartPolicy=Always")
            for field in ("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")
            if container.get(field) is not None
        ]
    return errors


def validate_container(container: Object, volumes: Collection[str], path: Path) -> list[FieldError]:
    """What holds for every sort of container. Models: validateContainerCommon"""
    name = container.get("name") or ""
    errors = check(path.child("name"), name, dns_label) if name else [required(path.child("name"))]
    if not container.get("image"):
        errors.append(required(path.child("image")))
    policy = container.get("terminationMessagePolicy")
    errors += one_of(path.child("terminationMessagePolicy"), policy, _MESSAGE_POLICIES)
    errors += _ports(container.get("ports") or [], path.child("ports"))
    errors += validate_environment(container.get("env") or [], path.child("env"))
    errors += validate_environment_from(container.get("envFrom") or [], path.child("envFrom"))
    errors += _mounts(container.get("volumeMounts") or [], volumes, path.child("volumeMounts"))
    errors += one_of(path.child("imagePullPolicy"), container.get("imagePullPolicy"), _PULL_POLICIES)
    errors += _resources(container.get("resources") or {}, path.child("resources"))
    return errors + validate_ids(container.get("securityContext") or {}, path.child("securityContext"))


def validate_ids(context: Object, path: Path) -> list[FieldError]:
    """The user and the group of a security context, of a Pod or of a container.

    Models: ValidateSecurityContext, ValidatePodSecurityContext
    """
    return [
        invalid(path.child(name), context[name], f"must be between 0 and {_LARGEST_ID}, inclusive")
        for name in ("runAsUser", "runAsGroup", "fsGroup")
        if context.get(name) is not None and not 0 <= context[name] <= _LARGEST_ID
    ]


def validate_image_text(container: Object, path: Path) -> list[FieldError]:
    """Only Pods insist on it, templates do not. Models: validateContainerOnlyForPod"""
    image = container.get("image") or ""
    if image == image.strip():
        return []
    return [invalid(path.child("image"), image, "must not have leading or trailing whitespace")]


# -- ports


def _ports(ports: list[Object], path: Path) -> list[FieldError]:
    errors: list[FieldError] = []
    seen: set[str] = set()
    for position, port in enumerate(ports):
        place, name = path.index(position), port.get("name") or ""
        complaints = check(place.child("name"), name, port_name) if name else []
        errors += complaints
        if name and not complaints:
            if name in seen:
                errors.append(duplicate(place.child("name"), name))
            seen.add(name)
        number = port.get("containerPort") or 0
        place_of_number = place.child("containerPort")
        errors += check_port_number(place_of_number, number) if number else [required(place_of_number)]
        if port.get("hostPort"):
            errors += check_port_number(place.child("hostPort"), port["hostPort"])
        errors += one_of(place.child("protocol"), port.get("protocol"), PROTOCOLS)
    return errors


def _host_port_conflicts(containers: list[Object], path: Path) -> list[FieldError]:
    """Models: checkHostPortConflicts"""
    errors: list[FieldError] = []
    seen: set[str] = set()
    for i, container in enumerate(containers):
        for j, port in enumerate(container.get("ports") or []):
            if not port.get("hostPort"):
                continue
            key = f"{port.get('protocol', '')}/{port.get('hostIP', '')}/{port['hostPort']}"
            if key in seen:
                errors.append(duplicate(path.child(i, "ports", j, "hostPort"), key))
            seen.add(key)
    return errors


# -- mounts and resources


def _mounts(mounts: list[Object], volumes: Collection[str], path: Path) -> list[FieldError]:
    """Models: ValidateVolumeMounts"""
    errors: list[FieldError] = []
    seen: set[str] = set()
    for position, mount in enumerate(mounts):
        place, name, target = path.index(position), mount.get("name") or "", mount.get("mountPath") or ""
        if not name:
            errors.append(required(place.child("name")))
        if name not in volumes:
            errors.append(not_found(place.child("name"), name))
        if not target:
            errors.append(required(place.child("mountPath")))
        if target in seen:
            errors.append(invalid(place.child("mountPath"), target, "must be unique"))
        seen.add(target)
        if mount.get("subPath"):
            errors += local_path(mount["subPath"], path.child("subPath"))
    return errors


def local_path(text: str, path: Path) -> list[FieldError]:
    """Models: validateLocalDescendingPath"""
    errors = [invalid(path, text, "must be a relative path")] if text.startswith("/") else []
    if ".." in text.split("/"):
        errors.append(invalid(path, text, "must not contain '..'"))
    return errors


def _resources(resources: Object, path: Path) -> list[FieldError]:
    """Models: validateContainerResourceRequirements"""
    limits, requests = resources.get("limits") or {}, resources.get("requests") or {}
    errors: list[FieldError] = []
    for name, quantity in sorted(limits.items()):
        errors += _resource(name, quantity, path.child("limits").key(name))
    for name, quantity in sorted(requests.items()):
        errors += _resource(name, quantity, path.child("requests").key(name))
        if name in limits and amount(quantity) > amount(limits[name]):
            detail = f"must be less than or equal to {name} limit of {limits[name]}"
            errors.append(invalid(path.child("requests"), str(quantity), detail))
    return errors


def _resource(name: str, quantity: str, path: Path) -> list[FieldError]:
    errors = check(path, name, qualified_name)
    if not errors and "/" not in name and not _is_standard(name):
        errors.append(invalid(path, name, "must be a standard resource type or fully qualified"))
        errors.append(invalid(path, name, "must be a standard resource for containers"))
    if amount(quantity) < 0:
        errors.append(invalid(path, str(quantity), NON_NEGATIVE))
    return errors


def _is_standard(name: str) -> bool:
    return name in _STANDARD_RESOURCES or name.startswith("hugepages-")
