"""The apply patch: its body, the object that comes of it, and the annotation of client-side apply.

Models: apiserver/pkg/endpoints/handlers/patch.go applyPatcher; apimachinery/pkg/util/managedfields/internal
structuredmerge.go Apply, lastappliedmanager.go, lastappliedupdater.go
"""

from __future__ import annotations

import json
from typing import Any

from playground.cluster.apiserver.decode import DecodeError, decode_value, read_yaml
from playground.cluster.apiserver.errors import bad_request, plain_error
from playground.cluster.apiserver.fieldmanager.managers import Manager, Ownership
from playground.cluster.apiserver.fieldmanager.paths import path_text
from playground.cluster.apiserver.fieldmanager.values import Spot, complaints, field_set
from playground.cluster.apiserver.gojson import plain
from playground.cluster.apiserver.messages import ApiError
from playground.cluster.apiserver.typed import shape_of
from playground.cluster.manifest import YamlError
from playground.cluster.objects.kinds import Kind, Object
from playground.cluster.objects.schema import type_of, zero

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
_KUBECTL = "kubectl"


class Apply:
    """One apply patch. `warnings` is complete after `apply`."""

    def __init__(self, body: bytes, kind: Kind, manager: str, subresource: str, force: bool, validation: str) -> None:
        self.kind, self.force = kind, force
        self.manager = Manager(manager, "Apply", kind.api_version, subresource)
        self.warnings: list[str] = []
        self.config = self._read(body, validation)

    def _read(self, body: bytes, validation: str) -> Object:
        try:
            value, duplicates = read_yaml(body)
        except YamlError as error:
            raise bad_request(f"error decoding YAML: error converting YAML to JSON: {error}") from None
        if not isinstance(value, dict | None):
            text = f"json: cannot unmarshal {shape_of(value)} into Go value of type map[string]interface {{}}"
            raise bad_request(f"error decoding YAML: error unmarshaling JSON: while decoding JSON: {text}")
        if duplicates and validation == "Strict":
            lines = "".join(f"\n  {line}" for line in duplicates)
            raise bad_request(f"error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:{lines}")
        if duplicates and validation == "Warn":
            self.warnings += duplicates
        config = plain(value or {})
        self._check_type(config)
        return dict(config)

    def _check_type(self, config: Object) -> None:
        version, kind = (text if isinstance(text := config.get(key), str) else "" for key in ("apiVersion", "kind"))
        if (version, kind) != (self.kind.api_version, self.kind.name):
            group = version if "/" in version else f"/{version}"
            raise bad_request(f"invalid object type: {group}, Kind={kind}")
        meta = config.get("metadata")
        if isinstance(meta, dict) and "managedFields" in meta:
            raise bad_request("metadata.managedFields must be nil")

    @property
    def name(self) -> str:
        meta = self.config.get("metadata")
        return str(meta.get("name") or "") if isinstance(meta, dict) else ""

    def apply(self, old: Object | None, now: str) -> Object:
        """The whole new object with its managedFields, not defaulted yet. Raises ApiError."""
        root = Spot(type_of(self.kind))
        found = list(complaints(root, self.config))
        if found:
            listed = found[0] if len(found) == 1 else "errors:" + "".join(f"\n  {each}" for each in found)
            raise plain_error(f"failed to create typed patch object ({self._described()}): {listed}")
        live = old or self._empty()
        entries = live["metadata"].get("managedFields") or []
        bare = {**live, "metadata": {key: item for key, item in live["metadata"].items() if key != "managedFields"}}
        ownership = Ownership(entries)
        try:
            new = ownership.apply(self.kind, bare, self.config, self.manager, self.force, now)
        except ApiError as conflict:
            if not self._came_from_client_side(live, conflict):
                raise
            ownership = Ownership(entries)
            new = ownership.apply(self.kind, bare, self.config, self.manager, True, now)
        obj = self._decoded(new)
        obj["metadata"]["managedFields"] = ownership.entries()
        return self._with_last_applied(obj)

    def _empty(self) -> Object:
        return {**zero(type_of(self.kind)), "kind": self.kind.name, "apiVersion": self.kind.api_version}

    def _described(self) -> str:
        meta = self.config.get("metadata")
        namespace = meta.get("namespace") or "" if isinstance(meta, dict) else ""
        version = self.kind.api_version if self.kind.group else f"/{self.kind.api_version}"
        return f"{namespace}/{self.name}; {version}, Kind={self.kind.name}"

    def _decoded(self, new: Object) -> Object:
        try:
            return decode_value(new, [], self.kind, self.kind.api_version, self.kind.name).obj
        except DecodeError as error:
            raise plain_error(f"failed to convert to versioned object: {error}") from None

    def _came_from_client_side(self, live: Object, conflict: ApiError) -> bool:
        """`kubectl apply --server-side` may take what `kubectl apply` once set: it is the same person's."""
        text = (live["metadata"].get("annotations") or {}).get(LAST_APPLIED)
        if self.manager.name != _KUBECTL or text is None:
            return False
        last: Any = json.loads(text)
        allowed = {path_text(path) for path in field_set(Spot(type_of(self.kind)), last)}
        return {cause["field"] for cause in (conflict.details or {})["causes"]} <= allowed

    def _with_last_applied(self, obj: Object) -> Object:
        """kubectl's server-side apply keeps the annotation of its client-side apply up to date."""
        annotations = obj["metadata"].get("annotations") or {}
        if self.manager.name == _KUBECTL and LAST_APPLIED in annotations:
            text = json.dumps(self.config, separators=(",", ":"), sort_keys=True, ensure_ascii=False) + "\n"
            obj["metadata"]["annotations"] = {**annotations, LAST_APPLIED: text}
        return obj
