"""The refusals of the API server, one constructor per reason.

Models: apimachinery/pkg/api/errors/errors.go
"""

from __future__ import annotations

from collections.abc import Sequence

from playground.cluster.apiserver.messages import ApiError
from playground.cluster.fields import FieldError, go_quote
from playground.cluster.objects.kinds import Kind, Object


def _details(name: str, group: str, kind: str, causes: Sequence[Object] = ()) -> Object:
    parts: Object = {"name": name, "group": group, "kind": kind, "causes": list(causes)}
    return {key: value for key, value in parts.items() if value}


def not_found(kind: Kind, name: str) -> ApiError:
    details = _details(name, kind.group, kind.plural)
    return ApiError(404, "NotFound", f'{kind.resource} {go_quote(name)} not found', details)


def already_exists(kind: Kind, name: str, why: str = "") -> ApiError:
    details = _details(name, kind.group, kind.plural)
    return ApiError(409, "AlreadyExists", f'{kind.resource} {go_quote(name)} already exists{why}', details)


def conflict(kind: Kind, name: str, why: str) -> ApiError:
    details = _details(name, kind.group, kind.plural)
    return ApiError(409, "Conflict", f'Operation cannot be fulfilled on {kind.resource} {go_quote(name)}: {why}', details)


def forbidden(kind: Kind, name: str, why: str, causes: Sequence[Object] = ()) -> ApiError:
    details = _details(name, kind.group, kind.plural, causes)
    return ApiError(403, "Forbidden", f'{kind.resource} {go_quote(name)} is forbidden: {why}', details)


def invalid(kind: Kind, name: str, errors: Sequence[FieldError]) -> ApiError:
    return invalid_kind(kind.name, kind.group, name, errors)


def invalid_kind(kind: str, group: str, name: str, errors: Sequence[FieldError]) -> ApiError:
    """422 for a kind that is no resource (`CreateOptions`); equal texts occur once in the message, all as causes."""
    causes = [{"reason": each.reason, "message": each.body(), "field": str(each.path)} for each in errors]
    texts = list(dict.fromkeys(str(each) for each in errors))
    message = texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"
    qualified = f"{kind}.{group}" if group else kind
    return ApiError(422, "Invalid", f'{qualified} {go_quote(name)} is invalid: {message}', _details(name, group, kind, causes))


def bad_request(message: str) -> ApiError:
    return ApiError(400, "BadRequest", message)


def method_not_allowed() -> ApiError:
    return ApiError(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", {})


def no_such_resource() -> ApiError:
    """A path inside the API that leads nowhere."""
    return ApiError(404, "NotFound", "the server could not find the requested resource", {})


def expired(message: str) -> ApiError:
    return ApiError(410, "Expired", message)


def internal_error(why: str) -> ApiError:
    return ApiError(500, "InternalError", f"Internal error occurred: {why}", {"causes": [{"message": why}]})


def plain_error(message: str) -> ApiError:
    """A Go error that is no Status: 500 without a reason."""
    return ApiError(500, "", message)
