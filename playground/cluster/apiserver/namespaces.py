"""What namespaces decide about the life of their contents.

Models: apiserver/pkg/admission/plugin/namespace/lifecycle/admission.go Lifecycle.Admit
"""

from __future__ import annotations

from playground.cluster.apiserver import errors
from playground.cluster.objects.kinds import BY_NAME, Kind, Object
from playground.cluster.store import Store

IMMORTAL = frozenset({"default", "kube-system", "kube-public"})


def admit_creation(store: Store, kind: Kind, obj: Object) -> None:
    """Nothing is created in a namespace that is missing (404) or being deleted (403)."""
    namespace = obj["metadata"].get("namespace")
    if not namespace or not kind.namespaced:
        return
    found = store.get("Namespace", "", namespace)
    if found is None:
        raise errors.not_found(BY_NAME["Namespace"], namespace)
    if found["metadata"].get("deletionTimestamp"):
        cause = {
            "reason": "NamespaceTerminating",
            "message": f"namespace {namespace} is being terminated",
            "field": "metadata.namespace",
        }
        why = f"unable to create new content in namespace {namespace} because it is being terminated"
        raise errors.forbidden(kind, obj["metadata"].get("name", ""), why, [cause])


def admit_deletion(kind: Kind, name: str) -> None:
    if kind.name == "Namespace" and name in IMMORTAL:
        raise errors.forbidden(kind, name, "this namespace may not be deleted")
