"""PATCH: the body of each kind of patch -> what the stored object becomes.

Models: apiserver/pkg/endpoints/handlers/patch.go jsonPatcher, smpPatcher
"""

from __future__ import annotations

import json
from typing import Any

from playground.cluster.apiserver import errors
from playground.cluster.apiserver.decode import DecodeError, decode_value, peek
from playground.cluster.apiserver.errors import bad_request
from playground.cluster.apiserver.gojson import JsonError, Pairs, limit_depth, parse, plain
from playground.cluster.apiserver.messages import ApiError
from playground.cluster.apiserver.patch import json_patch, merge_patch, strategic
from playground.cluster.apiserver.typed import MOST_COMPLAINTS, place_text, shape_of
from playground.cluster.apiserver.unstructured import Converting
from playground.cluster.fields import Path, go_quote, invalid
from playground.cluster.objects.kinds import Kind, Object
from playground.cluster.objects.schema import type_of

MOST_OPERATIONS = 10_000
_REJECTED = "the server rejected our request due to an error in our request"
_OPERATION_FIELDS = ("op", "path", "from", "value")


class Patch:
    """One patch of one object, ready to be applied. `warnings` is complete after `apply`."""

    def __init__(self, format: str, body: bytes, kind: Kind, validation: str) -> None:
        self.format, self.body, self.kind, self.validation = format, body, kind, validation
        self.warnings: list[str] = []

    def apply(self, old: Object) -> Object:
        """The patched object, a copy. Raises ApiError."""
        if self.format == "strategic":
            return self._apply_strategic(old)
        patched, complaints = self._json(old) if self.format == "json" else self._merge(old)
        return self._decode(patched, complaints)

    # -- JSON patch and merge patch: a document is patched, then decoded

    def _json(self, old: Object) -> tuple[Any, list[str]]:
        operations = self._parse("error decoding patch: ")
        if not isinstance(operations, list):
            text = f"json: cannot unmarshal {shape_of(operations)} into Go value of type []handlers.jsonPatchOp"
            raise bad_request(f"error decoding patch: {text}")
        complaints = self._check_operations(operations)
        if len(operations) > MOST_OPERATIONS:
            text = f"The allowed maximum operations in a JSON patch is {MOST_OPERATIONS}, got {len(operations)}"
            raise ApiError(413, "RequestEntityTooLarge", f"Request entity too large: {text}", {})
        try:
            return json_patch.apply(old, operations), complaints
        except json_patch.PatchError:
            raise ApiError(422, "Invalid", _REJECTED, {}) from None

    def _check_operations(self, operations: list[Any]) -> list[str]:
        complaints: list[str] = []
        for index, each in enumerate(operations):
            if not isinstance(each, dict):
                text = f"json: cannot unmarshal {shape_of(each)} into Go value of type handlers.jsonPatchOp"
                raise bad_request(f"error decoding patch: {text}")
            for name in ("op", "path", "from"):
                if each.get(name) is not None and not isinstance(each[name], str):
                    text = f"json: cannot unmarshal {shape_of(each[name])} into Go struct field jsonPatchOp.{name} of type string"
                    raise bad_request(f"error decoding patch: {text}")
            seen: set[str] = set()
            for name, _ in each.pairs if isinstance(each, Pairs) else each.items():
                if name not in _OPERATION_FIELDS:
                    complaints.append(f'json patch unknown field "[{index}].{name}"')
                elif name in seen:
                    complaints.append(f'json patch duplicate field "[{index}].{name}"')
                seen.add(name)
        return complaints

    def _merge(self, old: Object) -> tuple[Any, list[str]]:
        patch = self._parse("error decoding patch: ")
        if patch is None:
            raise bad_request("Invalid JSON Patch")
        if not isinstance(patch, dict):
            raise bad_request(f"error decoding patch: {_not_a_map(patch)}")
        return merge_patch.apply(old, patch), _duplicates(patch)

    def _decode(self, document: Any, complaints: list[str]) -> Object:
        try:
            version, name = peek(document)
            decoded = decode_value(document, [], self.kind, version or self.kind.api_version, name or self.kind.name)
        except (DecodeError, JsonError) as error:
            raise self._refused(_compact(document), str(error)) from None
        self._judge(complaints + decoded.complaints, lambda: _compact(document))
        return decoded.obj

    # -- strategic merge patch: a map is patched, then converted

    def _apply_strategic(self, old: Object) -> Object:
        patch = self._parse("")
        if not isinstance(patch, dict | None):
            raise bad_request(_not_a_map(patch))
        patch, complaints = plain(patch or {}), _duplicates(patch)
        root = type_of(self.kind)
        try:
            merged = strategic.apply(old, patch, root)
        except strategic.PatchError as error:
            raise (errors.plain_error(str(error)) if error.plain else bad_request(str(error))) from None
        reading = Converting()
        obj = reading.read(root, merged)
        if reading.error is not None:
            raise self._refused(strategic.show(patch), reading.error)
        self._judge(complaints + reading.complaints, lambda: strategic.show(patch))
        named: Object = {"kind": self.kind.name, "apiVersion": self.kind.api_version}
        return {**named, **obj, **named}

    # -- both

    def _parse(self, prefix: str) -> Any:
        try:
            return limit_depth(parse(self.body))
        except JsonError as error:
            raise bad_request(f"{prefix}{error}") from None

    def _judge(self, complaints: list[str], shown: Any) -> None:
        if not complaints or self.validation == "Ignore":
            return
        if self.validation == "Strict":
            raise self._refused(shown(), f"strict decoding error: {', '.join(complaints)}")
        self.warnings += complaints

    @staticmethod
    def _refused(shown: str, why: str) -> ApiError:
        return errors.invalid_kind("", "", "", [invalid(Path.of("patch"), shown, why)])


def _not_a_map(value: Any) -> str:
    return f"json: cannot unmarshal {shape_of(value)} into Go value of type map[string]interface {{}}"


def _compact(document: Any) -> str:
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False)


def _duplicates(value: Any, place: tuple[str | int, ...] = ()) -> list[str]:
    """The repeated keys of a document without a schema, in its order."""
    found: list[str] = []
    if isinstance(value, dict):
        seen: set[str] = set()
        for key, item in value.pairs if isinstance(value, Pairs) else value.items():
            if key in seen:
                found.append(f"duplicate field {go_quote(place_text((*place, key)))}")
            seen.add(key)
            found += _duplicates(item, (*place, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            found += _duplicates(item, (*place, index))
    return list(dict.fromkeys(found))[:MOST_COMPLAINTS]
