"""Pods from templates, and whose pods are whose.

Models: pkg/controller/controller_utils.go GetPodFromTemplate, ComputeHash; controller_ref_manager.go ClaimPods
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable
from typing import TYPE_CHECKING

from playground.cluster.apiserver.messages import ApiError
from playground.cluster.controllers.base import Key
from playground.cluster.controllers.events import Recorder
from playground.cluster.controllers.indexes import PODS_BY_LABEL, dependents, use_dependents, use_pods_by_label
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.labels import selector_matches
from playground.cluster.objects.metadata import (
    condition,
    controller_of,
    controller_ref,
    is_ready,
    is_terminating,
    key_of,
    labels_of,
    thaw,
)
from playground.cluster.store import Change, Store

if TYPE_CHECKING:
    from playground.cluster.apiserver.server import ApiServer

ALPHABET = "bcdfghjklmnpqrstvwxz2456789"
COPIED = ("labels", "annotations", "finalizers")


def pod_from_template(template: Object, owner: Object) -> Object:
    """A pod as its controller would have it, still without a name."""
    meta = template.get("metadata") or {}
    made = {field: thaw(meta[field]) for field in COPIED if meta.get(field)}
    made |= {"namespace": owner["metadata"]["namespace"], "ownerReferences": [controller_ref(owner)]}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": made, "spec": thaw(template.get("spec") or {})}


def generated(pod: Object, prefix: str) -> Object:
    """The pod with a name that the server completes."""
    return {**pod, "metadata": {**pod["metadata"], "generateName": prefix}}


def create_pod(api: ApiServer, events: Recorder, owner: Object, pod: Object, manager: str) -> Object:
    """Models: controller_utils.go RealPodControl.createPods"""
    try:
        made = api.create(pod, manager)
    except ApiError as error:
        if "being terminated" not in error.message:
            events.warning(owner, "FailedCreate", f"Error creating: {error.message}")
        raise
    events.normal(owner, "SuccessfulCreate", f"Created pod: {made['metadata']['name']}")
    return made


def delete_pod(api: ApiServer, events: Recorder, owner: Object, pod: Object) -> None:
    """Models: controller_utils.go RealPodControl.DeletePod"""
    meta = pod["metadata"]
    try:
        api.delete("Pod", meta["namespace"], meta["name"], uid=meta["uid"])
    except ApiError as error:
        if error.code == 404:
            return
        events.warning(owner, "FailedDelete", f"Error deleting: {error.message}")
        raise
    events.normal(owner, "SuccessfulDelete", f"Deleted pod: {meta['name']}")


# -- ownership


def selector_of(owner: Object) -> Object | None:
    """The LabelSelector of a workload; a ReplicationController has a plain map instead."""
    selector: Object | None = (owner.get("spec") or {}).get("selector")
    return {"matchLabels": selector or {}} if owner["kind"] == "ReplicationController" else selector


def use_claims(store: Store) -> None:
    use_dependents(store)
    use_pods_by_label(store)


def claim_pods(api: ApiServer, owner: Object, manager: str) -> list[Object]:
    """The pods of an owner: those without one that match are adopted, those that no longer match are released."""
    selector, meta = selector_of(owner), owner["metadata"]
    mine = []
    for pod in dependents(api.store, "Pod", meta["uid"]):
        reference = controller_of(pod)
        if reference is None or reference["uid"] != meta["uid"]:
            continue
        if selector_matches(selector, labels_of(pod)):
            mine.append(pod)
        elif not is_terminating(pod) and not is_terminating(owner):
            _set_owners(api, pod, [r for r in pod["metadata"]["ownerReferences"] if r["uid"] != meta["uid"]], manager)
    if not is_terminating(owner):
        for pod in _orphans(api.store, meta["namespace"], selector):
            owners = [*(pod["metadata"].get("ownerReferences") or ()), controller_ref(owner)]
            mine.append(_set_owners(api, pod, owners, manager))
    return sorted(mine, key=key_of)


def _orphans(store: Store, namespace: str, selector: Object | None) -> list[Object]:
    """The live pods without a controller that a selector matches; found by its first required pair, if it has one."""
    pairs = sorted(((selector or {}).get("matchLabels") or {}).items())
    if pairs:
        candidates: Iterable[Object] = store.lookup(PODS_BY_LABEL, (namespace, *pairs[0]))
    else:
        candidates = store.iterate("Pod", namespace)
    return [
        pod
        for pod in candidates
        if controller_of(pod) is None and not is_terminating(pod) and selector_matches(selector, labels_of(pod))
    ]


def _set_owners(api: ApiServer, pod: Object, owners: list[Object], manager: str) -> Object:
    meta = {key: value for key, value in pod["metadata"].items() if key != "ownerReferences"}
    return api.update({**pod, "metadata": meta | {"ownerReferences": owners} if owners else meta}, manager)


def owners_concerned(store: Store, change: Change, kind: str, index: str) -> Iterable[Key]:
    """The controllers of a kind that a pod's change concerns: its owner before and after, or who might adopt it.

    `index` keeps the owners by (namespace, one pair of their selector); see `use_selectors`.
    """
    keys: dict[Key, None] = {}
    for pod in (change.old, change.new):
        reference = controller_of(pod) if pod is not None else None
        if reference is not None and reference["kind"] == kind:
            keys[change.namespace, reference["name"]] = None
    if change.new is not None and controller_of(change.new) is None:
        for pair in [*sorted(labels_of(change.new).items()), None]:
            for owner in store.lookup(index, (change.namespace, pair)):
                if selector_matches(selector_of(owner), labels_of(change.new)):
                    keys[key_of(owner)] = None
    return list(keys)


def use_selectors(store: Store, index: str, kind: str) -> None:
    store.index(index, kind, _selector_key)


def _selector_key(owner: Object) -> list[Hashable]:
    pairs = sorted(((selector_of(owner) or {}).get("matchLabels") or {}).items())
    return [(owner["metadata"].get("namespace", ""), pairs[0] if pairs else None)]


# -- availability


def available_after(pod: Object, seconds: float, now: float, since: Callable[[str], float]) -> float | None:
    """How long until a pod counts as available: 0.0 = it does, None = it isn't even ready.

    Models: pkg/api/v1/pod/util.go IsPodAvailable
    """
    if not is_ready(pod):
        return None
    if not seconds:
        return 0.0
    ready = condition(pod, "Ready") or {}
    return max(0.0, since(ready.get("lastTransitionTime") or "") + seconds - now)


# -- hashes


def template_hash(template: Object, collisions: int | None = None) -> str:
    """The letters behind a ReplicaSet's name: of our own canonical form of the template, as Go's dump can't be had."""
    text = json.dumps(without_hash(template), sort_keys=True, separators=(",", ":"))
    if collisions is not None:
        text += str(collisions)
    return encode_hash(fnv1a32(text))


def encode_hash(value: int) -> str:
    """Models: apimachinery/pkg/util/rand SafeEncodeString"""
    return "".join(ALPHABET[ord(digit) % len(ALPHABET)] for digit in str(value))


def fnv1a32(text: str) -> int:
    value = 0x811C9DC5
    for byte in text.encode():
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def without_hash(template: Object) -> Object:
    """The template without the label that a Deployment adds: two templates are compared by this."""
    meta = template.get("metadata") or {}
    labels = {key: value for key, value in (meta.get("labels") or {}).items() if key != "pod-template-hash"}
    return {**template, "metadata": {**meta, "labels": labels}}
