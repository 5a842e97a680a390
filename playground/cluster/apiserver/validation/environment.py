"""The variables of a container.

Models: pkg/apis/core/validation/validation.go ValidateEnv, ValidateEnvFrom
"""

from __future__ import annotations

import re

from playground.cluster.apiserver.validation.names import (
    check,
    config_map_key,
    dns_subdomain,
    env_var_name,
    qualified_name,
)
from playground.cluster.fields import FieldError, Path, invalid, not_supported, required
from playground.cluster.objects.kinds import Object


def validate_environment(variables: list[Object], path: Path) -> list[FieldError]:
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


def validate_environment_from(sources: list[Object], path: Path) -> list[FieldError]:
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
