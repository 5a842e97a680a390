"""ConfigMap and Secret.

Models: pkg/apis/core/validation/validation.go ValidateConfigMap, ValidateSecret
"""

from __future__ import annotations

import base64

from playground.cluster.apiserver.gojson import JsonError, parse
from playground.cluster.apiserver.validation.names import check, config_map_key
from playground.cluster.fields import FieldError, Path, forbidden, invalid, required, too_long
from playground.cluster.objects.kinds import Object

LARGEST = 1024 * 1024
_IMMUTABLE = "field is immutable when `immutable` is set"
_DATA = Path.of("data")
_WHOLE = Path().key("")  # prints as []: the error is about the whole object
_MISQUOTED_DATA = Path.of("data[%s]")  # so it stands in the message


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
        errors.append(too_long(_WHOLE, LARGEST))
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


_JSON_KEYS = {"kubernetes.io/dockercfg": ".dockercfg", "kubernetes.io/dockerconfigjson": ".dockerconfigjson"}
_ACCOUNT = "kubernetes.io/service-account.name"


def validate_secret(obj: Object) -> list[FieldError]:
    data = obj.get("data") or {}
    errors: list[FieldError] = []
    for key in sorted(data):
        errors += check(_DATA.key(key), key, config_map_key)
    if sum(_length(value) for value in data.values()) > LARGEST:
        errors.append(too_long(_DATA, LARGEST))
    return errors + _of_type(obj.get("type") or "", data, obj["metadata"].get("annotations") or {})


def _of_type(kind: str, data: dict[str, str], annotations: dict[str, str]) -> list[FieldError]:
    """What a Secret of a known type must hold."""
    match kind:
        case "kubernetes.io/service-account-token":
            path = Path.of("metadata", "annotations").key(_ACCOUNT)
            return [] if annotations.get(_ACCOUNT) else [required(path)]
        case "kubernetes.io/dockercfg" | "kubernetes.io/dockerconfigjson":
            return _json_object(_DATA.key(_JSON_KEYS[kind]), data.get(_JSON_KEYS[kind]))
        case "kubernetes.io/basic-auth":
            names = ("username", "password")
            return [] if set(names) & set(data) else [required(_MISQUOTED_DATA.key(name)) for name in names]
        case "kubernetes.io/ssh-auth":
            return [] if data.get("ssh-privatekey") else [required(_MISQUOTED_DATA.key("ssh-privatekey"))]
        case "kubernetes.io/tls":
            return [required(_DATA.key(name)) for name in ("tls.crt", "tls.key") if name not in data]
    return []


def _json_object(path: Path, encoded: str | None) -> list[FieldError]:
    if encoded is None:
        return [required(path)]
    try:
        parse(base64.b64decode(encoded))
    except JsonError as error:
        return [invalid(path, "<secret contents redacted>", str(error))]
    return []


def validate_secret_update(new: Object, old: Object) -> list[FieldError]:
    errors: list[FieldError] = []
    if new.get("type") != old.get("type"):
        errors.append(invalid(Path.of("type"), new.get("type"), "field is immutable"))
    return errors + _immutable(new, old, ("data",)) + validate_secret(new)
