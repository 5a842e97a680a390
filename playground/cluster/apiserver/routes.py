"""Paths of the API -> what they address.

Models: apiserver/pkg/endpoints/installer.go; endpoints/request/requestinfo.go
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

from playground.cluster.apiserver.errors import method_not_allowed, no_such_resource
from playground.cluster.objects.kinds import KINDS, Kind

Verb = Literal["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "connect"]


class NoSuchPathError(Exception):
    """A path outside the API: answered with the plain text `404 page not found`."""


@dataclass(frozen=True, slots=True)
class Route:
    """`namespace` is '' for cluster-scoped kinds and None for a list over all namespaces; `name` is '' for a collection."""

    verb: Verb
    kind: Kind
    namespace: str | None
    name: str = ""
    subresource: str = ""
    rest: str = ""  # what follows a proxy subresource


_BY_PATH: dict[tuple[str, str, str], Kind] = {(kind.group, kind.version, kind.plural): kind for kind in KINDS}
_GROUPS = {kind.group for kind in KINDS}

_COLLECTION: dict[str, Verb] = {"GET": "list", "POST": "create", "DELETE": "deletecollection"}
_ITEM: dict[str, Verb] = {"GET": "get", "PUT": "update", "PATCH": "patch", "DELETE": "delete"}
_STATUS: dict[str, Verb] = {"GET": "get", "PUT": "update", "PATCH": "patch"}
_CREATE: dict[str, Verb] = {"POST": "create"}
_CONNECT: dict[str, Verb] = dict.fromkeys(("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"), "connect")
_STREAM: dict[str, Verb] = dict.fromkeys(("GET", "POST"), "connect")

_SUBRESOURCES: dict[str, dict[str, Verb]] = {
    "status": _STATUS, "scale": _STATUS, "ephemeralcontainers": _STATUS, "resize": _STATUS,
    "finalize": {"PUT": "update"}, "binding": _CREATE, "eviction": _CREATE, "token": _CREATE,
    "log": {"GET": "connect"}, "exec": _STREAM, "attach": _STREAM, "portforward": _STREAM, "proxy": _CONNECT,
}  # fmt: skip


def resolve(method: str, path: str) -> Route:
    """Raises NoSuchPathError, or ApiError (404, 405)."""
    parts = [unquote(part) for part in path.strip("/").split("/")]
    group, version, parts = _group_version(parts)
    watch = parts[:1] == ["watch"]
    parts = parts[1:] if watch else parts
    if parts[:1] == ["namespaces"] and len(parts) > 2 and parts[2] not in ("status", "finalize"):
        namespace, parts = parts[1], parts[2:]
    else:
        namespace = None
    kind = _BY_PATH.get((group, version, parts[0])) if parts else None
    if kind is None or (namespace is not None and not kind.namespaced):
        raise no_such_resource()
    name, subresource = [*parts, "", ""][1:3]
    if kind.namespaced and namespace is None and name:
        raise no_such_resource()
    scope = namespace if kind.namespaced else ""
    if watch:
        return Route(_verb({"GET": "watch"}, method), kind, scope, name)
    if subresource:
        if subresource not in kind.subresources or (len(parts) > 3 and subresource != "proxy"):
            raise no_such_resource()
        verb = _verb(_SUBRESOURCES[subresource], method)
        return Route(verb, kind, scope, name, subresource, "/".join(parts[3:]))
    if name:
        return Route(_verb(_ITEM, method), kind, scope, name)
    if scope is None:
        return Route(_verb({"GET": "list"}, method), kind, None)
    verb = _verb(_COLLECTION, method)
    if verb == "deletecollection" and kind.name == "Namespace":
        raise method_not_allowed()
    return Route(verb, kind, scope)


def _group_version(parts: list[str]) -> tuple[str, str, list[str]]:
    if parts[0] == "api" and len(parts) > 1:
        return "", parts[1], parts[2:]
    if parts[0] == "apis" and len(parts) > 1 and parts[1] in _GROUPS - {""}:
        return parts[1], parts[2] if len(parts) > 2 else "", parts[3:]
    raise NoSuchPathError


def _verb(methods: dict[str, Verb], method: str) -> Verb:
    found = methods.get("GET" if method == "HEAD" and "HEAD" not in methods else method)
    if found is None:
        raise method_not_allowed()
    return found
