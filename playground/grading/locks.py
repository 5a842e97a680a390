"""What a lab holds fast: kinds that are not the learner's to change, and fields of its files.

It is enforced as admission, so it holds by editor, terminal and API alike. The lab's own manifests, trouble and
controllers are not the learner's requests and pass.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from playground.cluster import manifest
from playground.cluster.apiserver.messages import ApiError, Request
from playground.cluster.apiserver.routes import Route
from playground.cluster.apiserver.server import ApiServer
from playground.cluster.fields import go_quote
from playground.cluster.markers.admission import parse_field
from playground.cluster.objects.kinds import Kind, Object
from playground.grading.lab import Lab, Params, fill, namespace

WRITES = frozenset({"create", "update", "patch", "delete", "deletecollection"})
NAME = "metadata.name"

Key = tuple[str, str, str]
"""(kind, namespace, name)"""


@dataclass(frozen=True, slots=True)
class Locks:
    """`names` are those that objects of a kind may have, `fields` the values that an object's fields keep."""

    kinds: frozenset[str]
    names: Mapping[str, frozenset[str]] = field(default_factory=dict)
    fields: Mapping[Key, Mapping[str, Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, lab: Lab, params: Params) -> Locks:
        names: dict[str, frozenset[str]] = {}
        fields: dict[Key, dict[str, Any]] = {}
        for file in lab.spec.workspace.files:
            if not file.from_ or not file.locked:
                continue
            for document in manifest.read(fill(lab.files[file.from_], params), file.path).objects:
                obj = document.value
                if not isinstance(obj, dict) or not isinstance(obj.get("metadata"), dict):
                    continue
                kind, name = str(obj.get("kind", "")), str(obj["metadata"].get("name", ""))
                if NAME in file.locked:
                    names[kind] = names.get(kind, frozenset()) | {name}
                key = (kind, str(obj["metadata"].get("namespace") or namespace(lab, params)), name)
                fields[key] = {path: _at(obj, path) for path in file.locked if path != NAME}
        return cls(frozenset(lab.spec.workspace.kinds), names, fields)

    def guard(self, api: ApiServer) -> Callable[[Request, Route], None]:
        """For ApiServer.guard."""
        return lambda request, route: self.admit(api, request, route)

    def admit(self, api: ApiServer, request: Request, route: Route) -> None:
        """Raises ApiError (403) for what the lab holds fast. Everything else is left to the API server."""
        kind = route.kind
        if route.verb not in WRITES:
            return
        if kind.name not in self.kinds:
            allowed = ", ".join(sorted(self.kinds))
            raise _forbidden(kind, route.name, f"this lab leaves {kind.plural} as they are; change {allowed}")
        if route.verb in ("create", "update", "patch") and not route.subresource and self._concern(kind):
            self._admit_object(kind, tried(api, request))

    def _concern(self, kind: Kind) -> bool:
        return kind.name in self.names or any(key[0] == kind.name and fields for key, fields in self.fields.items())

    def _admit_object(self, kind: Kind, obj: Object | None) -> None:
        if obj is None:
            return
        name = obj["metadata"]["name"]
        allowed = self.names.get(kind.name)
        if allowed is not None and name not in allowed:
            raise _kept(kind, name, NAME, " or ".join(go_quote(item) for item in sorted(allowed)))
        for path, value in self.fields.get((kind.name, obj["metadata"].get("namespace", ""), name), {}).items():
            if _at(obj, path) != value:
                raise _kept(kind, name, path, go_quote(value) if isinstance(value, str) else str(value))


def tried(api: ApiServer, request: Request) -> Object | None:
    """What the request would make of its object; None where the API server refuses it anyway."""
    if "dryRun=All" not in request.query:
        request = replace(request, query=f"{request.query}&dryRun=All".lstrip("&"))
    response = api.handle(replace(request, user="admission", accept="application/json"))
    return response.body if response.ok else None


def _kept(kind: Kind, name: str, path: str, value: str) -> ApiError:
    causes = [{"reason": "FieldValueForbidden", "message": f"Forbidden: this lab keeps it at {value}", "field": path}]
    return _forbidden(kind, name, f"this lab keeps {path} at {value}", causes)


def _forbidden(kind: Kind, name: str, why: str, causes: list[Object] | None = None) -> ApiError:
    details: Object = {"name": name, "group": kind.group, "kind": kind.plural}
    shown = {key: value for key, value in {**details, "causes": causes}.items() if value}
    return ApiError(403, "Forbidden", f"{kind.resource} {go_quote(name)} is forbidden: {why}", shown)


def _at(obj: Any, path: str) -> Any:
    for part in parse_field(path):
        if isinstance(obj, dict):
            obj = obj.get(part)
        elif isinstance(obj, list) and isinstance(part, int) and part < len(obj):
            obj = obj[part]
        else:
            return None
    return obj
