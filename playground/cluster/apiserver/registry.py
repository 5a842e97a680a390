"""What the generic pipeline asks of a kind: one Strategy each, found by `strategy_of`.

The pipeline (writer.py) owns everything that all kinds share: system metadata, names, generation, the namespace
lifecycle, the status that a main write may not touch, managedFields, conflicts. A strategy adds what is
particular: its defaults, its allocations, its validation, its warnings.

Rule 1: an object that a hook is given as `obj` or `new` is the pipeline's own copy, to be changed in place.
        `old` is what is stored and is never changed.
Rule 2: nothing outside the store remembers anything. What a hook wants to write besides `new` (the IPAddress of an
        address, say) it leaves to a callback given to `ctx.on_success`, or takes back in one of `ctx.on_failure`.
Rule 3: metadata is validated by the pipeline, before `validate` and `validate_update` are asked.

Models: apiserver/pkg/registry/rest RESTCreateStrategy, RESTUpdateStrategy; registry/generic/registry/store.go Store
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from playground.cluster.apiserver.validation.metadata import validate_object_meta, validate_object_meta_update
from playground.cluster.apiserver.validation.names import dns_subdomain
from playground.cluster.fields import FieldError
from playground.cluster.objects.kinds import Kind, Object
from playground.cluster.objects.schema import fields_of, zero

if TYPE_CHECKING:
    from playground.cluster.apiserver.server import ApiServer

NameRule = Callable[[str], list[str]]


class Context:
    """One write on its way: where it goes, whether it is only a rehearsal, and how to take it back."""

    __slots__ = ("_follow", "_undo", "api", "dry_run", "namespace")

    def __init__(self, api: ApiServer, namespace: str, dry_run: bool = False) -> None:
        self.api, self.namespace, self.dry_run = api, namespace, dry_run
        self._undo: list[Callable[[], None]] = []
        self._follow: list[Callable[[], None]] = []

    def on_failure(self, callback: Callable[[], None]) -> None:
        """Call this (last registered first) if the write fails at a later stage, or is a dry run."""
        self._undo.append(callback)

    def on_success(self, callback: Callable[[], None]) -> None:
        """Call this (in the order registered) once the object is stored; never in a dry run."""
        self._follow.append(callback)

    def follow_up(self) -> None:
        """The pipeline calls this after the object is stored."""
        follow, self._follow = self._follow, []
        for callback in follow:
            callback()

    def roll_back(self) -> None:
        while self._undo:
            self._undo.pop()()


class Strategy:
    """What a kind does differently. The base is a kind without defaults or rules of its own."""

    name_rule: ClassVar[NameRule] = staticmethod(dns_subdomain)
    """What `metadata.name` must be. The base: a DNS subdomain."""

    has_generation: ClassVar[bool] = False
    """metadata.generation is 1 at birth and grows with each change of what `generation_moves` looks at."""

    answers_deleted_object: ClassVar[bool] = False
    """DELETE answers the object (Service, Pod, Namespace ...) and not a Status."""

    allows_unconditional_update: ClassVar[bool] = True
    """A PUT may leave out the resourceVersion (all but Lease)."""

    update_looks_at_all_metadata: ClassVar[bool] = False
    """The kind's own validation of an update complains of the metadata as that of a creation does, too."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.has_status = "status" in kind.subresources

    # -- decoding

    def defaults(self, obj: Object) -> None:
        """What the decoder fills in, in place. Called for each body, and for the result of each patch."""

    def defaults_on_read(self, obj: Object) -> Object:
        """The object as it is answered. Return `obj` itself where nothing changes; never change it in place."""
        return obj

    # -- create

    def admit(self, ctx: Context, obj: Object, old: Object | None) -> None:
        """Mutating admission for this kind, after the namespace is known to exist. May raise ApiError."""

    def begin_create(self, ctx: Context, obj: Object) -> None:
        """Allocate. May raise ApiError, which then is the whole answer."""

    def prepare_for_create(self, ctx: Context, obj: Object) -> None:
        """Clear what a creator may not set. `status` is set to `initial_status` by the pipeline, before this."""

    def initial_status(self, obj: Object) -> Object | None:
        """`status` at birth, whatever the creator sent. The base: empty, as Go writes it (ReplicaSet: replicas 0)."""
        return zero(fields_of(self.kind)["status"].type) if self.has_status else None

    def validate_metadata(self, obj: Object) -> list[FieldError]:
        return validate_object_meta(obj["metadata"], self.kind.namespaced, type(self).name_rule)

    def validate(self, obj: Object) -> list[FieldError]:
        """All complaints about a new object apart from its metadata, in the API server's order."""
        return []

    # -- update

    def begin_update(self, ctx: Context, new: Object, old: Object) -> None:
        """Carry over and allocate. May raise ApiError, which then is the whole answer."""

    def prepare_for_update(self, ctx: Context, new: Object, old: Object) -> None:
        """Drop what no longer applies. `status` is that of `old` already; generation is counted after this."""

    def generation_moves(self, new: Object, old: Object) -> bool:
        """The base: anything but metadata and status differs."""
        return any(new.get(key) != old.get(key) for key in {*new, *old} - {"apiVersion", "kind", "metadata", "status"})

    def validate_metadata_update(self, new: Object, old: Object) -> list[FieldError]:
        """The kind's own look at metadata on update, after the one that all kinds have in common."""
        again = self.validate_metadata(new) if self.update_looks_at_all_metadata else []
        return validate_object_meta_update(new["metadata"], old["metadata"]) + again

    def validate_update(self, new: Object, old: Object) -> list[FieldError]:
        """All complaints about a change apart from metadata. The base: as for a new object."""
        return self.validate(new)

    def warnings(self, new: Object, old: Object | None) -> list[str]:
        """Texts of Warning headers for a write of the main resource (`old` is None for a creation)."""
        return []

    # -- the status subresource

    def prepare_for_status_update(self, ctx: Context, new: Object, old: Object) -> None:
        """Everything but metadata and status is that of `old` already."""

    def validate_status_update(self, new: Object, old: Object) -> list[FieldError]:
        return []

    # -- the end

    def grace_period(self, obj: Object, asked: int | None) -> int:
        """Seconds that a deleted object stays, marked as deleted (only Pods have any)."""
        return 0

    def check_delete(self, ctx: Context, obj: Object) -> None:
        """Raises ApiError where this object may not be deleted (namespace default)."""

    def after_delete(self, ctx: Context, obj: Object) -> None:
        """Release what `begin_create` took. The object is gone from the store already."""
