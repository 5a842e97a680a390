"""The probes of a container and the hooks of its life.

Models: pkg/apis/core/validation/validation.go validateProbe, validateLifecycle, validateHandler
"""

from __future__ import annotations

import re
from collections.abc import Callable

from playground.cluster.apiserver.validation.names import check_port
from playground.cluster.fields import FieldError, Path, forbidden, invalid, not_supported, required
from playground.cluster.objects.kinds import Object

_NON_NEGATIVE = "must be greater than or equal to 0"


def validate_handlers(container: Object, path: Path, grace: int | None) -> list[FieldError]:
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
            errors.append(invalid(path.child(field), probe[field], _NON_NEGATIVE))
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
