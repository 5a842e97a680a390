"""Containers of a Pod or of a template: ports, environment, mounts, resources, probes.

Models: pkg/apis/core/validation/validation.go validateContainers and what it calls
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from playground.cluster.apiserver.validation.names import (
    check,
    check_port,
    check_port_number,
    config_map_key,
    dns_label,
    dns_subdomain,
    env_var_name,
    port_name,
    qualified_name,
)
from playground.cluster.apiserver.validation.service import PROTOCOLS, one_of
from playground.cluster.fields import (
    FieldError,
    Path,
    duplicate,
    forbidden,
    invalid,
    not_found,
    not_supported,
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
        errors += _handlers_and_probes(container, place, grace)
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
            errors += _handlers_and_probes(container, place, grace)
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
    errors += _environment(container.get("env") or [], path.child("env"))
    errors += _environment_from(container.get("envFrom") or [], path.child("envFrom"))
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


# -- environment


def _environment(variables: list[Object], path: Path) -> list[FieldError]:
    errors: list[FieldError] = []
    for position, variable in enumerate(variables):
        place, name = path.index(position), variable.get("name") or ""
        errors += check(place.child("name"), name, env_var_name) if name else [required(place.child("name"))]
        if variable.get("valueFrom") is not None:
            errors += _value_from(variable, place.child("valueFrom"))
    return errors


def _value_from(variable: Object, path: Path) -> list[FieldError]:
    """Models: validateEnvVarValueFrom"""
    source = variable["valueFrom"]
    given = [name for name in ("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef") if source.get(name)]
    errors: list[FieldError] = []
    if "fieldRef" in given:
        errors += _field_ref(source["fieldRef"], path.child("fieldRef"))
    for name in ("configMapKeyRef", "secretKeyRef"):
        if name in given:
            errors += check(path.child(name, "name"), source[name].get("name") or "", dns_subdomain)
            key = source[name].get("key") or ""
            place = path.child(name, "key")
            errors += check(place, key, config_map_key) if key else [required(place)]
    if not given:
        detail = "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`"
        errors.append(invalid(path, "", detail))
    elif variable.get("value"):
        errors.append(invalid(path, "", "may not be specified when `value` is not empty"))
    elif len(given) > 1:
        errors.append(invalid(path, "", "may not have more than one field specified at a time"))
    return errors


_FIELDS_OF_VARIABLES = (
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
)
_OTHER_FIELDS = (
    "metadata.annotations",
    "metadata.labels",
    "spec.restartPolicy",
    "spec.schedulerName",
    "spec.hostNetwork",
    "status.phase",
    "status.nominatedNodeName",
)


def _field_ref(reference: Object, path: Path) -> list[FieldError]:
    """Models: validateObjectFieldSelector"""
    if not reference.get("apiVersion"):
        return [required(path.child("apiVersion"))]
    place, name = path.child("fieldPath"), reference.get("fieldPath") or ""
    if not name:
        return [required(place)]
    subscript = re.fullmatch(r"metadata\.(?:labels|annotations)\['(.*)'\]", name)
    if subscript:
        return check(place, subscript[1], qualified_name)
    if name in _FIELDS_OF_VARIABLES:
        return []
    if name in _OTHER_FIELDS:
        return [not_supported(place, name, list(_FIELDS_OF_VARIABLES))]
    return [invalid(place, name, f"error converting fieldPath: field label not supported: {name}")]


def _environment_from(sources: list[Object], path: Path) -> list[FieldError]:
    """Models: ValidateEnvFrom"""
    errors: list[FieldError] = []
    for position, source in enumerate(sources):
        place = path.index(position)
        if source.get("prefix"):
            errors += check(place.child("prefix"), source["prefix"], env_var_name)
        given = [name for name in ("configMapRef", "secretRef") if source.get(name) is not None]
        for name in given:
            referred, spot = source[name].get("name") or "", place.child(name, "name")
            errors += check(spot, referred, dns_subdomain) if referred else [required(spot)]
        if not given:
            errors.append(invalid(path, "", "must specify one of: `configMapRef` or `secretRef`"))
        elif len(given) > 1:
            errors.append(invalid(path, "", "may not have more than one field specified at a time"))
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


# -- probes and lifecycle


def _handlers_and_probes(container: Object, path: Path, grace: int | None) -> list[FieldError]:
    errors: list[FieldError] = []
    for name in ("postStart", "preStop"):
        handler = (container.get("lifecycle") or {}).get(name)
        if handler is not None:
            place = path.child("lifecycle", name)
            errors += _handler(handler, place, _HOOK_HANDLERS) + _sleep(handler, place.child("sleep"), grace)
    for name in ("livenessProbe", "readinessProbe", "startupProbe"):
        if container.get(name) is not None:
            errors += _probe(container[name], name, path.child(name))
    return errors


def _probe(probe: Object, name: str, path: Path) -> list[FieldError]:
    """Models: validateLivenessProbe, validateReadinessProbe, validateStartupProbe, validateProbe"""
    errors = _handler(probe, path, _HANDLERS)
    for field in ("initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"):
        if (probe.get(field) or 0) < 0:
            errors.append(invalid(path.child(field), probe[field], NON_NEGATIVE))
    grace, place = probe.get("terminationGracePeriodSeconds"), path.child("terminationGracePeriodSeconds")
    if grace is not None and grace <= 0:
        errors.append(invalid(place, grace, "must be greater than 0"))
    if name == "readinessProbe":
        return errors + ([invalid(place, grace, "must not be set for readinessProbes")] if grace is not None else [])
    if probe.get("successThreshold") != 1:
        errors.append(invalid(path.child("successThreshold"), probe.get("successThreshold") or 0, "must be 1"))
    return errors


def _handler(handler: Object, path: Path, kinds: tuple[str, ...]) -> list[FieldError]:
    """Models: validateHandler"""
    given = [name for name in kinds if handler.get(name) is not None]
    if not given:
        return [required(path, "must specify a handler type")]
    first, *others = given
    rule = _HANDLER_RULES.get(first)
    errors = rule(handler[first], path.child(first)) if rule else []
    return errors + [forbidden(path.child(name), "may not specify more than 1 handler type") for name in others]


def _exec(action: Object, path: Path) -> list[FieldError]:
    return [] if action.get("command") else [required(path.child("command"))]


def _http_get(action: Object, path: Path) -> list[FieldError]:
    errors = [] if action.get("path") else [required(path.child("path"))]
    errors += check_port(path.child("port"), action.get("port", 0))
    if action.get("scheme") not in ("HTTP", "HTTPS"):
        errors.append(not_supported(path.child("scheme"), action.get("scheme") or "", ["HTTP", "HTTPS"]))
    for header in action.get("httpHeaders") or []:
        if not re.fullmatch("[-A-Za-z0-9]+", header.get("name") or "", re.ASCII):
            errors.append(invalid(path.child("httpHeaders"), header.get("name") or "", _HEADER_TEXT))
    return errors


_HEADER_TEXT = (
    "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', "
    "regex used for validation is '[-A-Za-z0-9]+')"
)


def _socket(action: Object, path: Path) -> list[FieldError]:
    return check_port(path.child("port"), action.get("port", 0))


def _sleep(handler: Object, path: Path, grace: int | None) -> list[FieldError]:
    """Models: validateSleepAction"""
    given = [name for name in _HOOK_HANDLERS if handler.get(name) is not None]
    seconds = (handler.get("sleep") or {}).get("seconds") or 0
    if given != ["sleep"] or grace is None or 0 <= seconds <= grace:
        return []
    detail = f"must be non-negative and less than terminationGracePeriodSeconds ({grace})"
    return [invalid(path, seconds, detail)]


_HANDLERS = ("exec", "httpGet", "tcpSocket", "grpc")
_HOOK_HANDLERS = ("exec", "httpGet", "tcpSocket", "sleep")
_HANDLER_RULES: dict[str, Callable[[Object, Path], list[FieldError]]] = {
    "exec": _exec,
    "httpGet": _http_get,
    "tcpSocket": _socket,
    "grpc": _socket,
}
