"""Delete: preconditions, grace, finalizers, and what is answered.

Models: apiserver/pkg/registry/generic/registry/store.go Store.Delete; registry/rest/delete.go BeforeDelete;
pkg/registry/core/namespace/storage/storage.go REST.Delete
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.cluster.apiserver import errors
from playground.cluster.apiserver.messages import ApiError
from playground.cluster.apiserver.namespaces import admit_deletion
from playground.cluster.apiserver.options import DeleteOptions
from playground.cluster.apiserver.registry import Context
from playground.cluster.apiserver.strategies import strategy_of
from playground.cluster.config import stamp
from playground.cluster.objects.kinds import Kind, Object

if TYPE_CHECKING:
    from playground.cluster.apiserver.server import ApiServer

_PROPAGATION_FINALIZERS = {"Orphan": "orphan", "Foreground": "foregroundDeletion"}
_NAMESPACE_BUSY = (
    "The system is ensuring all content is removed from this namespace.  Upon completion, this namespace will "
    "automatically be purged by the system."
)


def delete(api: ApiServer, kind: Kind, namespace: str, name: str, options: DeleteOptions) -> tuple[Object, bool]:
    """(the object, whether it is gone from the store). Raises ApiError."""
    obj = api.store.get(kind.name, namespace, name)
    if obj is None:
        raise errors.not_found(kind, name)
    admit_deletion(kind, name)
    ctx = Context(api, namespace, options.dry_run)
    _check_preconditions(kind, obj, options)
    strategy = strategy_of(kind.name)
    strategy.check_delete(ctx, obj)
    if kind.name == "Namespace" and (obj.get("spec") or {}).get("finalizers"):
        return _delete_namespace(ctx, kind, obj), False
    marked = _marked(api, kind, obj, options)
    if options.dry_run:
        return marked or obj, marked is None
    if marked is not None:
        return (marked if marked is obj else api.put(kind, namespace, name, marked)), False
    gone = api.remove(kind, namespace, name)
    strategy.after_delete(ctx, gone)
    return gone, True


def answer(kind: Kind, obj: Object, gone: bool) -> Object:
    """The object, or a Status of success for kinds that answer one."""
    if not gone or strategy_of(kind.name).answers_deleted_object:
        return obj
    meta = obj["metadata"]
    details = {"name": meta["name"], "group": kind.group, "kind": kind.plural, "uid": meta["uid"]}
    shown = {key: value for key, value in details.items() if value}
    return {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": shown}


def _check_preconditions(kind: Kind, obj: Object, options: DeleteOptions) -> None:
    meta = obj["metadata"]
    pairs = (
        ("UID", options.uid, meta["uid"], "deleted and then recreated"),
        ("ResourceVersion", options.revision, meta["resourceVersion"], "modified"),
    )
    for what, asked, found, happened in pairs:
        if asked is not None and asked != found:
            why = (
                f"the {what} in the precondition ({asked}) does not match the {what} in record ({found}). "
                f"The object might have been {happened}"
            )
            details = {"name": meta["name"], "group": kind.group, "kind": kind.name}
            text = f'Operation cannot be fulfilled on {_qualified(kind)} "{meta["name"]}": {why}'
            raise ApiError(409, "Conflict", text, {key: value for key, value in details.items() if value})


def _qualified(kind: Kind) -> str:
    return f"{kind.name}.{kind.group}" if kind.group else kind.name


def _marked(api: ApiServer, kind: Kind, obj: Object, options: DeleteOptions) -> Object | None:
    """The object as it stays, marked as deleted, or None if nothing keeps it."""
    meta = obj["metadata"]
    finalizers = _finalizers(meta.get("finalizers") or [], options.propagation)
    grace = max(strategy_of(kind.name).grace_period(obj, options.grace), 0)
    already = meta.get("deletionTimestamp")
    if already:
        period = meta.get("deletionGracePeriodSeconds", 0)
        if grace >= period:
            if not period and not finalizers:
                return None
            changed = finalizers != (meta.get("finalizers") or [])
            return _with(obj, finalizers=finalizers) if changed else obj
        if not grace and not finalizers:
            return None
        return _with(obj, finalizers, api.clock.now + grace, grace, bump=False)
    if not grace and not finalizers:
        return None
    return _with(obj, finalizers, api.clock.now + grace, grace)


def _with(
    obj: Object, finalizers: list[str], due: float | None = None, grace: int = 0, bump: bool = True
) -> Object:
    meta = {**obj["metadata"]}
    if due is not None:
        meta["deletionTimestamp"], meta["deletionGracePeriodSeconds"] = stamp(due), grace
        if bump and meta.get("generation", 0) > 0:
            meta["generation"] += 1
    meta.pop("finalizers", None)
    if finalizers:
        meta["finalizers"] = finalizers
    return {**obj, "metadata": meta}


def _finalizers(present: list[str], propagation: str) -> list[str]:
    """Models: Store.deletionFinalizersForGarbageCollection"""
    if not propagation:
        return present
    kept = [name for name in present if name not in _PROPAGATION_FINALIZERS.values()]
    wanted = _PROPAGATION_FINALIZERS.get(propagation)
    return [*kept, wanted] if wanted else kept


def _delete_namespace(ctx: Context, kind: Kind, obj: Object) -> Object:
    meta = obj["metadata"]
    if meta.get("deletionTimestamp"):
        raise errors.conflict(kind, meta["name"], _NAMESPACE_BUSY)
    marked = {
        **obj,
        "metadata": {**meta, "deletionTimestamp": ctx.api.clock.stamp()},
        "status": {**(obj.get("status") or {}), "phase": "Terminating"},
    }
    return marked if ctx.dry_run else ctx.api.put(kind, "", meta["name"], marked)
