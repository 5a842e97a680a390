"""ConfigMap and Secret.

Models: pkg/apis/core/validation/validation.go ValidateConfigMap, ValidateSecret
"""

from __future__ import annotations

import base64
import json

from playground.cluster.apiserver.validation.names import check, config_map_key
from playground.cluster.fields import FieldError, Path, forbidden, invalid, required, too_long
from playground.cluster.objects.kinds import Object

LARGEST = 1024 * 1024
_IMMUTABLE = "field is immutable when `immutable` is set"
_DATA = Path.of("data")


def validate_config_map(obj: Object) -> list[FieldError]:
    data, binary = obj.get("data") or {}, obj.get("binaryData") or {}
    errors: list[FieldError] = []
    for key in sorted(data):
        errors += check(_DATA.key(key), key, config_map_key)
        if key in binary:
            errors.append(invalid(_DATA.key(key), key, "duplicate of key present in binaryData"))
    for key in sorted(binary):
        errors += check(Path.of("binaryData").key(key), key, config_map_key)
    size = sum(len(value.encode()) for value in data.values()) + sum(_length(value) for value in binary.values())
    if size > LARGEST:
        errors.append(too_long(Path.of(""), LARGEST))
    return errors


def validate_config_map_update(new: Object, old: Object) -> list[FieldError]:
    return _immutable(new, old, ("data", "binaryData")) + validate_config_map(new)


def _immutable(new: Object, old: Object, names: tuple[str, ...]) -> list[FieldError]:
    if not old.get("immutable"):
        return []
    errors = [] if new.get("immutable") else [forbidden(Path.of("immutable"), _IMMUTABLE)]
    return errors + [
        forbidden(Path.of(name), _IMMUTABLE) for name in names if (new.get(name) or {}) != (old.get(name) or {})
    ]


def _length(encoded: str) -> int:
    return len(base64.b64decode(encoded))


_REQUIRED_KEYS = {
    "kubernetes.io/dockercfg": (".dockercfg",),
    "kubernetes.io/dockerconfigjson": (".dockerconfigjson",),
    "kubernetes.io/ssh-auth": ("ssh-privatekey",),
    "kubernetes.io/tls": ("tls.crt", "tls.key"),
}
_JSON_TYPES = ("kubernetes.io/dockercfg", "kubernetes.io/dockerconfigjson")


def validate_secret(obj: Object) -> list[FieldError]:
    data, kind = obj.get("data") or {}, obj.get("type") or ""
    errors: list[FieldError] = []
    for key in sorted(data):
        errors += check(_DATA.key(key), key, config_map_key)
    if sum(_length(value) for value in data.values()) > LARGEST:
        errors.append(too_long(_DATA, LARGEST))
    if kind == "kubernetes.io/service-account-token":
        path = Path.of("metadata", "annotations").key("kubernetes.io/service-account.name")
        if not (obj["metadata"].get("annotations") or {}).get("kubernetes.io/service-account.name"):
            errors.append(required(path))
    if kind == "kubernetes.io/basic-auth" and not ({"username", "password"} & set(data)):
        errors += [required(_DATA.key("username")), required(_DATA.key("password"))]
    for key in _REQUIRED_KEYS.get(kind, ()):
        if key not in data:
            errors.append(required(_DATA.key(key)))
        elif kind in _JSON_TYPES and not _is_json(data[key]):
            errors.append(invalid(_DATA.key(key), "<secret contents redacted>", "invalid character in JSON"))
    return errors


def _is_json(encoded: str) -> bool:
    try:
        json.loads(base64.b64decode(encoded))
    except ValueError:
        return False
    return True


def validate_secret_update(new: Object, old: Object) -> list[FieldError]:
    errors: list[FieldError] = []
    if new.get("type") != old.get("type"):
        errors.append(invalid(Path.of("type"), new.get("type"), "field is immutable"))
    return errors + _immutable(new, old, ("data",)) + validate_secret(new)
