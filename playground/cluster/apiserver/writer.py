"""Create and update: the stages that every kind goes through, in the API server's order.

Models: apiserver/pkg/registry/generic/registry/store.go Store.Create, Store.Update;
registry/rest/create.go BeforeCreate; registry/rest/update.go BeforeUpdate
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from playground.cluster.apiserver import errors
from playground.cluster.apiserver.messages import ApiError
from playground.cluster.apiserver.namespaces import admit_creation
from playground.cluster.apiserver.registry import Context, Strategy
from playground.cluster.apiserver.strategies import strategy_of
from playground.cluster.apiserver.typed import arranged, rearranged
from playground.cluster.apiserver.validation.metadata import validate_object_meta, validate_object_meta_update
from playground.cluster.apiserver.validation.names import path_segment
from playground.cluster.fields import FieldError, GoText, Path, go_quote, invalid
from playground.cluster.objects.kinds import Kind, Object
from playground.cluster.objects.schema import type_of

if TYPE_CHECKING:
    from playground.cluster.apiserver.server import ApiServer

NAME_ATTEMPTS = 8
LONGEST_GENERATED_PREFIX = 58
STALE = "the object has been modified; please apply your changes to the latest version and try again"
_WIPED = ("uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink")
_DUPLICATE_OWNERS = (
    ".metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject "
    "such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: {}"
)

_SPEC = frozenset({"metadata", "spec"})
_WRITABLE = {"status": frozenset({"metadata", "status"})}
"""What a write of a subresource may change; the others (finalize, resize, ephemeralcontainers) reach the spec."""

Transform = Callable[[Object], Object]
"""The stored object -> the object that is to take its place (the writer's own copy)."""

Track = Callable[[Object, Object | None], None]
"""Writes metadata.managedFields of the new object, given the old one."""


class Writer:
    """One write of one kind. `warnings` grows on the way and is kept even if the write fails.

    `trusted` skips validation and takes nested values as they are: for what controllers write in bulk.
    """

    def __init__(self, api: ApiServer, kind: Kind, dry_run: bool = False, trusted: bool = False) -> None:
        self.api, self.kind, self.dry_run, self.trusted = api, kind, dry_run, trusted
        self.strategy: Strategy = strategy_of(kind.name)
        self.warnings: list[str] = []

    # -- create

    def create(self, obj: Object, namespace: str, track: Track | None = None) -> Object:
        """Takes `obj` over. Raises ApiError."""
        meta = obj["metadata"]
        for name in _WIPED:
            meta.pop(name, None)
        self.place(meta, namespace)
        self._merge_owners(meta)
        if track:
            track(obj, None)
        ctx = Context(self.api, namespace, self.dry_run)
        admit_creation(self.api.store, self.kind, obj)
        self.strategy.admit(ctx, obj, None)
        try:
            return self._store_new(ctx, obj)
        except ApiError:
            ctx.roll_back()
            raise

    def place(self, meta: Object, namespace: str) -> None:
        """The namespace of the body against that of the URL. Models: EnsureObjectNamespaceMatchesRequestNamespace"""
        if meta.get("namespace", "") not in ("", namespace) and namespace:
            text = "the namespace of the provided object does not match the namespace sent on the request"
            raise errors.bad_request(text)
        meta.pop("namespace", None)
        if namespace:
            meta["namespace"] = namespace

    def _store_new(self, ctx: Context, obj: Object) -> Object:
        meta, strategy = obj["metadata"], self.strategy
        meta["creationTimestamp"], meta["uid"] = self.api.clock.stamp(), self.api.names.uid()
        generated = not meta.get("name") and bool(meta.get("generateName"))
        if generated:
            meta["name"] = self._generate_name(meta)
        strategy.begin_create(ctx, obj)
        if strategy.has_status or "status" in obj:
            self._set_status(obj, strategy.initial_status(obj))
        if strategy.has_generation:
            meta["generation"] = 1
        else:
            meta.pop("generation", None)
        strategy.prepare_for_create(ctx, obj)
        if not self.trusted:
            self._check_new(obj)
            self.warnings += strategy.warnings(obj, None)
        namespace, name = meta.get("namespace", ""), meta["name"]
        if self.api.store.get(self.kind.name, namespace, name) is not None:
            why = ", the server was not able to generate a unique name for the object" if generated else ""
            raise errors.already_exists(self.kind, name, why)
        if re.fullmatch("0*[1-9][0-9]*", meta.get("resourceVersion", "")):
            raise errors.plain_error("resourceVersion should not be set on objects to be created")
        return self._persist(ctx, obj)

    def _generate_name(self, meta: Object) -> str:
        prefix = meta["generateName"][:LONGEST_GENERATED_PREFIX]
        name = ""
        for _ in range(NAME_ATTEMPTS):
            name = prefix + self.api.names.suffix(f"name/{self.kind.name}")
            if self.api.store.get(self.kind.name, meta.get("namespace", ""), name) is None:
                break
        return name

    def _check_new(self, obj: Object) -> None:
        found = self.strategy.validate_metadata(obj) + self.strategy.validate(obj)
        if not found:
            found = validate_object_meta(obj["metadata"], self.kind.namespaced, path_segment)
        self._refuse(obj, found)

    # -- update

    def update(
        self,
        namespace: str,
        name: str,
        transform: Transform,
        *,
        subresource: str = "",
        uid: str = "",
        create: Callable[[], Object] | None = None,
        track: Track | None = None,
    ) -> tuple[Object, bool]:
        """(object, whether it was created). `create` makes the object where an update may; `uid` is a precondition."""
        old = self.api.store.get(self.kind.name, namespace, name)
        if old is None:
            if uid:
                raise errors.conflict(self.kind, name, self._precondition(namespace, name, uid, ""))
            if create is None:
                raise errors.not_found(self.kind, name)
            new = create()
            new["metadata"].pop("resourceVersion", None)
            return self.create(new, namespace, track), True
        if uid and uid != old["metadata"]["uid"]:
            text = self._precondition(namespace, name, uid, old["metadata"]["uid"])
            raise errors.conflict(self.kind, name, text)
        new = transform(old)
        meta = new["metadata"]
        self.place(meta, namespace)
        self._merge_owners(meta)
        if track:
            track(new, old)
        ctx = Context(self.api, namespace, self.dry_run)
        self.strategy.admit(ctx, new, old)
        self._check_revision(new, old)
        try:
            return self._store_change(ctx, new, old, subresource), False
        except ApiError:
            ctx.roll_back()
            raise

    def _check_revision(self, new: Object, old: Object) -> None:
        """Models: Store.Update, the unconditional update and the conflict"""
        meta, stored = new["metadata"], old["metadata"]["resourceVersion"]
        given = meta.get("resourceVersion", "")
        if given and not re.fullmatch("[0-9]+", given, re.ASCII):
            raise errors.plain_error(f"strconv.ParseUint: parsing {go_quote(given)}: invalid syntax")
        if not given or int(given) == 0:
            if not self.strategy.allows_unconditional_update:
                path = Path.of("metadata", "resourceVersion")
                error = invalid(path, GoText("0"), "must be specified for an update")
                raise errors.invalid(self.kind, meta.get("name", ""), [error])
        elif int(given) != int(stored):
            raise errors.conflict(self.kind, meta.get("name", ""), STALE)
        meta["resourceVersion"] = stored

    def _store_change(self, ctx: Context, new: Object, old: Object, subresource: str) -> Object:
        strategy, meta, old_meta = self.strategy, new["metadata"], old["metadata"]
        if subresource:
            for key in {*new, *old} - _WRITABLE.get(subresource, _SPEC):
                _copy_field(new, old, key)
            if subresource == "status":
                strategy.prepare_for_status_update(ctx, new, old)
        else:
            strategy.begin_update(ctx, new, old)
            if strategy.has_status:
                _copy_field(new, old, "status")
            strategy.prepare_for_update(ctx, new, old)
        self._keep_system_fields(meta, old_meta)
        if strategy.has_generation and subresource != "status" and strategy.generation_moves(new, old):
            meta["generation"] = old_meta.get("generation", 0) + 1
        if not self.trusted:
            self._check_change(new, old, subresource)
            self.warnings += [] if subresource else strategy.warnings(new, old)
        return self._persist(ctx, new, old)

    @staticmethod
    def _keep_system_fields(meta: Object, old: Object) -> None:
        _copy_field(meta, old, "generation")
        _copy_field(meta, old, "creationTimestamp")
        meta.pop("selfLink", None)
        if not meta.get("uid"):
            meta["uid"] = old["uid"]
        if old.get("deletionTimestamp"):
            meta["deletionTimestamp"] = old["deletionTimestamp"]
        if "deletionGracePeriodSeconds" in old:
            meta.setdefault("deletionGracePeriodSeconds", old["deletionGracePeriodSeconds"])

    def _check_change(self, new: Object, old: Object, subresource: str) -> None:
        meta, old_meta = new["metadata"], old["metadata"]
        found = validate_object_meta(meta, self.kind.namespaced, path_segment)
        found += validate_object_meta_update(meta, old_meta)
        if subresource:
            found += validate_object_meta_update(meta, old_meta)
            found += self.strategy.validate_status_update(new, old) if subresource == "status" else []
        else:
            found += self.strategy.validate_metadata_update(new, old) + self.strategy.validate_update(new, old)
        self._refuse(new, found)

    def _precondition(self, namespace: str, name: str, asked: str, found: str) -> str:
        plural = {"Service": "services/specs", "Endpoints": "services/endpoints", "Node": "minions"}
        key = "/".join(filter(None, ("/registry", plural.get(self.kind.name, self.kind.plural), namespace, name)))
        return (
            f"StorageError: invalid object, Code: 4, Key: {key}, ResourceVersion: 0, AdditionalErrorMsg: "
            f"Precondition failed: UID in precondition: {asked}, UID in object meta: {found}"
        )

    # -- both

    def _set_status(self, obj: Object, status: Object | None) -> None:
        obj.pop("status", None)
        if status is not None:
            obj["status"] = status

    def _merge_owners(self, meta: Object) -> None:
        """Models: apiserver/pkg/endpoints/handlers/create.go dedupOwnerReferences"""
        references: list[Object] = meta.get("ownerReferences") or []
        if len(references) < 2:
            return
        kept: list[Object] = []
        repeated: list[str] = []
        for each in references:
            if each in kept:
                repeated.append(each.get("uid", ""))
            else:
                kept.append(each)
        if repeated:
            meta["ownerReferences"] = kept
            self.warnings.append(_DUPLICATE_OWNERS.format(", ".join(dict.fromkeys(repeated))))

    def _refuse(self, obj: Object, found: list[FieldError]) -> None:
        if found:
            raise errors.invalid(self.kind, obj["metadata"].get("name", ""), found)

    def _persist(self, ctx: Context, obj: Object, old: Object | None = None) -> Object:
        obj["metadata"].setdefault("resourceVersion", "0")
        shape = type_of(self.kind)
        obj = arranged(shape, obj) if self.trusted else rearranged(shape, obj)
        if old is not None and _same(obj, old):
            return old
        meta = obj["metadata"]
        if self.dry_run:
            ctx.roll_back()
            if old is None:
                del meta["resourceVersion"]
            return obj
        if old is not None and meta.get("deletionTimestamp") and self._is_released(obj):
            stored = self.api.remove(self.kind, meta.get("namespace", ""), meta["name"], obj)
            self.strategy.after_delete(ctx, stored)
        else:
            stored = self.api.put(self.kind, meta.get("namespace", ""), meta["name"], obj)
        ctx.follow_up()
        return stored

    def _is_released(self, obj: Object) -> bool:
        """Nothing holds a deleted object any more. Models: Store.deleteWithoutFinalizers, ShouldDeleteDuringUpdate"""
        meta = obj["metadata"]
        if meta.get("finalizers") or meta.get("deletionGracePeriodSeconds"):
            return False
        return not (self.kind.name == "Namespace" and (obj.get("spec") or {}).get("finalizers"))


def _copy_field(new: Object, old: Object, key: str) -> None:
    if key in old:
        new[key] = old[key]
    else:
        new.pop(key, None)


def _same(new: Object, old: Object) -> bool:
    """Nothing to write: equal but for the times in managedFields."""
    if new == old:
        return True
    if {**new, "metadata": None} != {**old, "metadata": None}:
        return False
    return _untimed(new["metadata"]) == _untimed(old["metadata"])


def _untimed(meta: Object) -> Object:
    entries = [{**entry, "time": None} for entry in meta.get("managedFields") or ()]
    return {**meta, "managedFields": entries}
