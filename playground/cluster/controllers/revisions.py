"""ControllerRevisions: the templates that a StatefulSet or DaemonSet had, numbered.

Models: pkg/controller/history/controller_history.go
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from playground.cluster.controllers.indexes import dependents
from playground.cluster.controllers.templates import encode_hash
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import controller_ref, labels_of

if TYPE_CHECKING:
    from playground.cluster.apiserver.server import ApiServer

HASH = "controller-revision-hash"


def revision_hash(template: Object, collisions: int | None) -> str:
    """Models: history.HashControllerRevision, over the patch that a revision holds"""
    text = json.dumps(_patch(template), sort_keys=True, separators=(",", ":"))
    return encode_hash(_fnv1(text if collisions is None else f"{text}{collisions}"))


def revisions_of(api: ApiServer, owner: Object) -> list[Object]:
    """Oldest first."""
    found = dependents(api.store, "ControllerRevision", owner["metadata"]["uid"])
    return sorted(found, key=lambda revision: int(revision["revision"]))


def current_revision(api: ApiServer, owner: Object, manager: str) -> Object:
    """The revision of the owner's template, made or raised to the latest if need be.

    Another owner of the same name may have taken the name of the revision: with the same content it serves both,
    else the next hash is tried. Models: history.CreateControllerRevision
    """
    data = _patch(owner["spec"]["template"])
    known = revisions_of(api, owner)
    latest = int(known[-1]["revision"]) if known else 0
    same = next((one for one in known if one["data"] == data), None)
    if same is not None:
        return same if int(same["revision"]) == latest else api.update({**same, "revision": latest + 1}, manager)
    collisions = (owner.get("status") or {}).get("collisionCount") or None
    while True:
        wanted = _revision(owner, revision_hash(owner["spec"]["template"], collisions), latest + 1)
        taken = api.store.get("ControllerRevision", wanted["metadata"]["namespace"], wanted["metadata"]["name"])
        if taken is None:
            return api.create(wanted, manager)
        if taken["data"] == data:
            return taken
        collisions = (collisions or 0) + 1


def _revision(owner: Object, letters: str, number: int) -> Object:
    meta, template = owner["metadata"], owner["spec"]["template"]
    return {
        "apiVersion": "apps/v1",
        "kind": "ControllerRevision",
        "metadata": {
            "name": f"{meta['name']}-{letters}",
            "namespace": meta["namespace"],
            "labels": {**labels_of({"metadata": template.get("metadata") or {}}), HASH: letters},
            "ownerReferences": [controller_ref(owner)],
        },
        "data": _patch(template),
        "revision": number,
    }


def trim(api: ApiServer, owner: Object, live: set[str]) -> None:
    """Forget the oldest revisions beyond the limit, but none that a pod still has."""
    limit = owner["spec"].get("revisionHistoryLimit")
    idle = [one for one in revisions_of(api, owner) if one["metadata"]["name"] not in live]
    for one in idle[: max(0, len(idle) - (10 if limit is None else int(limit)))]:
        api.delete("ControllerRevision", one["metadata"]["namespace"], one["metadata"]["name"])


def _patch(template: Object) -> Object:
    return {"spec": {"template": {**template, "$patch": "replace"}}}


def _fnv1(text: str) -> int:
    value = 0x811C9DC5
    for byte in text.encode():
        value = ((value * 0x01000193) & 0xFFFFFFFF) ^ byte
    return value
