"""Owners, conditions and pods' states: the small questions that many parts ask of an object.

Models: apimachinery/pkg/apis/meta/v1/controller_ref.go, pkg/api/v1/pod/util.go, pkg/controller/controller_utils.go
"""

from __future__ import annotations

from typing import Any

from playground.cluster.objects.kinds import Object


def thaw(value: Any) -> Any:
    """A copy of JSON-like data that may be changed in place."""
    if isinstance(value, dict):
        return {key: thaw(item) if isinstance(item, _NESTED) else item for key, item in value.items()}
    if isinstance(value, list):
        return [thaw(item) if isinstance(item, _NESTED) else item for item in value]
    return value


_NESTED = (dict, list)


def key_of(obj: Object) -> tuple[str, str]:
    """(namespace, name); the namespace of a cluster-scoped object is ''."""
    meta = obj["metadata"]
    return (meta.get("namespace", ""), meta["name"])


def labels_of(obj: Object) -> dict[str, str]:
    return obj["metadata"].get("labels") or {}


def annotations_of(obj: Object) -> dict[str, str]:
    return obj["metadata"].get("annotations") or {}


def is_terminating(obj: Object) -> bool:
    return bool(obj["metadata"].get("deletionTimestamp"))


# -- owners


def controller_of(obj: Object) -> Object | None:
    """The ownerReference that is marked as the controller."""
    for reference in obj["metadata"].get("ownerReferences") or ():
        if reference.get("controller"):
            return dict(reference)
    return None


def controller_ref(owner: Object) -> Object:
    """Models: NewControllerRef"""
    meta = owner["metadata"]
    return {
        "apiVersion": owner["apiVersion"],
        "kind": owner["kind"],
        "name": meta["name"],
        "uid": meta["uid"],
        "controller": True,
        "blockOwnerDeletion": True,
    }


def owned_by(obj: Object, owner: Object) -> bool:
    uid = owner["metadata"]["uid"]
    return any(reference.get("uid") == uid for reference in obj["metadata"].get("ownerReferences") or ())


# -- conditions


def condition(obj: Object, kind: str) -> Object | None:
    for found in (obj.get("status") or {}).get("conditions") or ():
        if found.get("type") == kind:
            return dict(found)
    return None


def condition_is_true(obj: Object, kind: str) -> bool:
    found = condition(obj, kind)
    return found is not None and found.get("status") == "True"


def with_condition(conditions: list[Object], new: Object, now: str) -> list[Object]:
    """The conditions with `new` in the place of the one of its type. lastTransitionTime moves only with the status."""
    out, placed = [], False
    for old in conditions:
        if old["type"] == new["type"]:
            same = old.get("status") == new.get("status")
            out.append({**new, "lastTransitionTime": (old.get("lastTransitionTime") if same else None) or now})
            placed = True
        else:
            out.append(old)
    return out if placed else [*out, {**new, "lastTransitionTime": now}]


# -- pods


def phase(pod: Object) -> str:
    return str((pod.get("status") or {}).get("phase") or "")


def is_finished(pod: Object) -> bool:
    return phase(pod) in ("Succeeded", "Failed")


def is_active(pod: Object) -> bool:
    """Counts for its controller: neither finished nor being deleted. Models: IsPodActive"""
    return not is_finished(pod) and not is_terminating(pod)


def is_ready(obj: Object) -> bool:
    """The Ready condition of a pod or node is exactly True."""
    return condition_is_true(obj, "Ready")


def pod_ips(pod: Object) -> list[str]:
    """The addresses of a pod in the order of its status. Models: pkg/api/v1/pod PodIPs"""
    status = pod.get("status") or {}
    listed = [entry["ip"] for entry in status.get("podIPs") or () if entry.get("ip")]
    return listed or ([status["podIP"]] if status.get("podIP") else [])


def node_name(pod: Object) -> str:
    return str((pod.get("spec") or {}).get("nodeName") or "")


def sidecars(pod: Object) -> list[Object]:
    """Init containers that go on running beside the others."""
    return [c for c in (pod.get("spec") or {}).get("initContainers") or () if c.get("restartPolicy") == "Always"]
