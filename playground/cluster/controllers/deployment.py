"""The Deployment controller: ReplicaSets per template, and the way from one to the next.

Models: pkg/controller/deployment/deployment_controller.go syncDeployment, sync.go, rolling.go, recreate.go
"""

from __future__ import annotations

from collections.abc import Iterable

from playground.cluster.apiserver.messages import ApiError
from playground.cluster.controllers import progress
from playground.cluster.controllers.base import Controller, Key, own_key
from playground.cluster.controllers.indexes import dependents, use_dependents
from playground.cluster.controllers.rollout import (
    DESIRED,
    fenceposts,
    new_replicas,
    old_replicas,
    proportional,
    replicas,
)
from playground.cluster.controllers.templates import template_hash, use_claims, without_hash
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.labels import selector_matches
from playground.cluster.objects.metadata import (
    annotations_of,
    controller_of,
    controller_ref,
    is_finished,
    is_terminating,
    key_of,
    labels_of,
    thaw,
)
from playground.cluster.store import Change

REVISION = "deployment.kubernetes.io/revision"
HISTORY = "deployment.kubernetes.io/revision-history"
MAXIMUM = "deployment.kubernetes.io/max-replicas"
HASH = "pod-template-hash"
ORPHANS = "replicasets-without-controller"
NOT_COPIED = (
    "kubectl.kubernetes.io/last-applied-configuration", REVISION, HISTORY, DESIRED, MAXIMUM,
    "deprecated.deployment.rollback.to",
)  # fmt: skip


class Deployments(Controller):
    name = "deployment-controller"
    kinds = ("Deployment", "ReplicaSet", "Pod")

    def prepare(self) -> None:
        use_claims(self.store)
        use_dependents(self.store)
        self.store.index(ORPHANS, "ReplicaSet", _orphan_key)

    def keys(self, change: Change) -> Iterable[Key]:
        if change.kind == "Deployment":
            return [own_key(change)]
        if change.kind == "Pod":
            return self._recreating(change)
        reference = controller_of(change.object)
        if reference is not None:
            return [(change.namespace, reference["name"])] if reference["kind"] == "Deployment" else ()
        return [
            key_of(owner)
            for owner in self.store.iterate("Deployment", change.namespace)
            if _selects(owner, change.object)
        ]

    def _recreating(self, change: Change) -> Iterable[Key]:
        """A pod that is gone lets a Recreate rollout go on. Models: deployment_controller.go deletePod"""
        if change.new is not None and not is_finished(change.new):
            return ()
        parent = controller_of(change.object)
        owner = self.store.get("ReplicaSet", change.namespace, parent["name"]) if parent else None
        reference = controller_of(owner) if owner else None
        return [(change.namespace, reference["name"])] if reference else ()

    def reconcile(self, key: Key) -> float | None:
        deployment = self.store.get("Deployment", *key)
        if deployment is None:
            return None
        if not (deployment["spec"].get("selector") or {"": None}):
            self.events.warning(deployment, "SelectingAll", "This deployment is selecting all pods. A non-empty selector is required.")  # fmt: skip
            return None
        if not is_terminating(deployment):
            self._claim(deployment)
            self._note_pause(deployment)
            self._work(self.store.get("Deployment", *key) or deployment)
        return self._report(key)

    def _work(self, deployment: Object) -> None:
        sets = self._sets(deployment)
        if deployment["spec"].get("paused") or self._is_scaling(deployment, sets):
            self._scale(deployment, sets)
        elif deployment["spec"].get("strategy", {}).get("type") == "Recreate":
            self._recreate(deployment)
        else:
            self._roll(deployment)

    def _claim(self, deployment: Object) -> None:
        """ReplicaSets that belong to nobody are adopted, those that no longer match are released."""
        meta = deployment["metadata"]
        for one in self._sets(deployment):
            if not _selects(deployment, one):
                bare = {key: value for key, value in one["metadata"].items() if key != "ownerReferences"}
                self.api.update({**one, "metadata": bare}, self.name)
        for one in self.store.lookup(ORPHANS, meta["namespace"]):
            if _selects(deployment, one) and not is_terminating(one):
                owners = [*(one["metadata"].get("ownerReferences") or ()), controller_ref(deployment)]
                self.api.update({**one, "metadata": {**one["metadata"], "ownerReferences": owners}}, self.name)

    def _sets(self, deployment: Object) -> list[Object]:
        """The Deployment's ReplicaSets, oldest first."""
        uid = deployment["metadata"]["uid"]
        mine = [
            one for one in dependents(self.store, "ReplicaSet", uid) if (controller_of(one) or {}).get("uid") == uid
        ]
        return sorted(
            mine, key=lambda one: (one["metadata"]["creationTimestamp"], _revision(one), one["metadata"]["name"])
        )

    # -- strategies

    def _roll(self, deployment: Object) -> None:
        new = self._new_set(deployment, create=True)
        assert new is not None
        sets = self._sets(deployment)
        total = sum(replicas(one) for one in sets)
        desired = replicas(deployment)
        size = desired if replicas(new) > desired else new_replicas(deployment, replicas(new), total)
        if size != replicas(new):
            self._resize(deployment, new, size)
            return
        old = [one for one in sets if one["metadata"]["uid"] != new["metadata"]["uid"]]
        sizes = old_replicas(deployment, new, [one for one in old if replicas(one)])
        for one in old:
            if one["metadata"]["name"] in sizes:
                self._resize(deployment, one, sizes[one["metadata"]["name"]])
        if not sizes and progress.is_complete(deployment):
            self._clean_up(deployment, old)

    def _recreate(self, deployment: Object) -> None:
        new = self._new_set(deployment, create=False)
        old = [one for one in self._sets(deployment) if new is None or one["metadata"]["uid"] != new["metadata"]["uid"]]
        busy = [one for one in old if replicas(one)]
        for one in busy:
            self._resize(deployment, one, 0)
        if busy or self._still_running(old):
            return
        new = self._new_set(deployment, create=True)
        assert new is not None
        if replicas(new) != replicas(deployment):
            self._resize(deployment, new, replicas(deployment))
        if progress.is_complete(deployment):
            self._clean_up(deployment, old)

    def _still_running(self, old: list[Object]) -> bool:
        """Terminating pods still run. Models: recreate.go oldPodsRunning"""
        return any(not is_finished(pod) for one in old for pod in dependents(self.store, "Pod", one["metadata"]["uid"]))

    def _is_scaling(self, deployment: Object, sets: list[Object]) -> bool:
        desired = str(replicas(deployment))
        return any(replicas(one) and annotations_of(one).get(DESIRED, desired) != desired for one in sets)

    def _scale(self, deployment: Object, sets: list[Object]) -> None:
        new = self._new_set(deployment, create=False)
        active = [one for one in sets if replicas(one)]
        if len(active) <= 1:
            target = active[0] if active else new or (sets[-1] if sets else None)
            if target is not None:
                self._resize(deployment, target, replicas(deployment))
            return
        if new is not None and progress.is_saturated(deployment, new):
            for one in active:
                if one["metadata"]["uid"] != new["metadata"]["uid"]:
                    self._resize(deployment, one, 0)
            return
        for one in active:
            self._resize(deployment, one, proportional(deployment, active)[one["metadata"]["name"]])

    # -- ReplicaSets

    def _new_set(self, deployment: Object, *, create: bool) -> Object | None:
        """The ReplicaSet of the current template, made if asked for. Models: sync.go getNewReplicaSet"""
        sets = self._sets(deployment)
        template = without_hash(deployment["spec"]["template"])
        new = next((one for one in sets if without_hash(one["spec"]["template"]) == template), None)
        highest = max((_revision(one) for one in sets if new is None or one is not new), default=0)
        if new is not None:
            return self._at_revision(deployment, new, max(highest + 1, _revision(new)))
        if not create:
            return None
        wanted = self._make(deployment, sets, highest + 1)
        try:
            made = self.api.create(wanted, self.name)
        except ApiError as error:
            if error.reason == "AlreadyExists":
                self._count_collision(deployment)
                raise
            name = wanted["metadata"]["name"]
            text = f'Failed to create new replica set "{name}": {error.message}'
            self.events.warning(deployment, "ReplicaSetCreateError", text)
            self._set_condition(deployment, progress.progressing("False", "ReplicaSetCreateError", text))
            raise
        if replicas(made):
            self.events.normal(deployment, "ScalingReplicaSet", f"Scaled up replica set {made['metadata']['name']} from 0 to {replicas(made)}")  # fmt: skip
        self._annotate(deployment, _revision(made))
        self._set_condition(deployment, progress.created(made))
        return made

    def _count_collision(self, deployment: Object) -> None:
        """The name is somebody else's: the next try has another hash. Models: sync.go getNewReplicaSet"""
        current = self.store.get("Deployment", *key_of(deployment)) or deployment
        status = current.get("status") or {}
        count = int(status.get("collisionCount") or 0) + 1
        self.api.update_status({**current, "status": {**status, "collisionCount": count}}, self.name)

    def _make(self, deployment: Object, sets: list[Object], revision: int) -> Object:
        template = thaw(deployment["spec"]["template"])
        letters = template_hash(template, (deployment.get("status") or {}).get("collisionCount"))
        template.setdefault("metadata", {}).setdefault("labels", {})[HASH] = letters
        meta, spec = deployment["metadata"], deployment["spec"]
        selector = thaw(spec["selector"])
        selector.setdefault("matchLabels", {})[HASH] = letters
        made: Object = {"replicas": 0, "selector": selector, "template": template}
        if spec.get("minReadySeconds"):
            made["minReadySeconds"] = spec["minReadySeconds"]
        made["replicas"] = new_replicas(deployment, 0, sum(replicas(one) for one in sets))
        return {
            "apiVersion": "apps/v1",
            "kind": "ReplicaSet",
            "metadata": {
                "name": f"{meta['name'][: 253 - 1 - len(letters)]}-{letters}",
                "namespace": meta["namespace"],
                "labels": dict(template["metadata"]["labels"]),
                "annotations": self._set_annotations(deployment, {}, revision),
                "ownerReferences": [controller_ref(deployment)],
            },
            "spec": made,
        }

    def _set_annotations(self, deployment: Object, old: dict[str, str], revision: int) -> dict[str, str]:
        """Models: util/deployment_util.go SetNewReplicaSetAnnotations, SetReplicasAnnotations"""
        copied = {key: value for key, value in annotations_of(deployment).items() if key not in NOT_COPIED}
        out = {**old, **copied} | _sizes(deployment)
        if old.get(REVISION) not in (None, str(revision)):
            out[HISTORY] = ",".join([*filter(None, [old.get(HISTORY)]), old[REVISION]])
        return out | {REVISION: str(revision)}

    def _at_revision(self, deployment: Object, new: Object, revision: int) -> Object:
        """Going back to an old template raises its ReplicaSet to the latest revision."""
        annotations = self._set_annotations(deployment, annotations_of(new), revision)
        ready_seconds = deployment["spec"].get("minReadySeconds") or 0
        if annotations != annotations_of(new) or ready_seconds != (new["spec"].get("minReadySeconds") or 0):
            spec = {key: value for key, value in new["spec"].items() if key != "minReadySeconds"}
            spec |= {"minReadySeconds": ready_seconds} if ready_seconds else {}
            new = self.api.update(
                {**new, "metadata": {**new["metadata"], "annotations": annotations}, "spec": spec}, self.name
            )
        self._annotate(deployment, revision)
        if progress.of(deployment) is None:
            self._set_condition(deployment, progress.found(new))
        return new

    def _annotate(self, deployment: Object, revision: int) -> None:
        current = self.store.get("Deployment", *key_of(deployment))
        if current is not None and annotations_of(current).get(REVISION) != str(revision):
            annotations = {**annotations_of(current), REVISION: str(revision)}
            self.api.update({**current, "metadata": {**current["metadata"], "annotations": annotations}}, self.name)

    def _resize(self, deployment: Object, one: Object, size: int) -> None:
        """Models: sync.go scaleReplicaSetAndRecordEvent"""
        old = replicas(one)
        annotations = annotations_of(one) | _sizes(deployment)
        if old == size and annotations == annotations_of(one):
            return
        meta = {**one["metadata"], "annotations": annotations}
        self.api.update({**one, "metadata": meta, "spec": {**one["spec"], "replicas": size}}, self.name)
        if old != size:
            way = "up" if size > old else "down"
            self.events.normal(deployment, "ScalingReplicaSet", f"Scaled {way} replica set {meta['name']} from {old} to {size}")  # fmt: skip

    def _clean_up(self, deployment: Object, old: list[Object]) -> None:
        """Models: sync.go cleanupDeployment"""
        limit = deployment["spec"].get("revisionHistoryLimit")
        idle = [one for one in old if not is_terminating(one)]
        surplus = len(idle) - (10 if limit is None else int(limit))
        for one in sorted(idle, key=_revision)[: max(0, surplus)]:
            status = one.get("status") or {}
            if not status.get("replicas") and not replicas(one):
                self.api.delete("ReplicaSet", one["metadata"]["namespace"], one["metadata"]["name"])

    # -- status

    def _note_pause(self, deployment: Object) -> None:
        """Models: sync.go checkPausedConditions"""
        found = progress.of(deployment)
        if found is not None and found.get("reason") == "ProgressDeadlineExceeded":
            return
        paused, known = (
            bool(deployment["spec"].get("paused")),
            bool(found and found.get("reason") == "DeploymentPaused"),
        )
        if paused and not known:
            self._set_condition(deployment, progress.progressing("Unknown", "DeploymentPaused", "Deployment is paused"))
        elif known and not paused:
            self._set_condition(
                deployment, progress.progressing("Unknown", "DeploymentResumed", "Deployment is resumed")
            )

    def _set_condition(self, deployment: Object, new: Object) -> None:
        current = self.store.get("Deployment", *key_of(deployment))
        if current is not None:
            status = current.get("status") or {}
            conditions = progress.with_update(status.get("conditions") or [], new, self.clock.stamp())
            self.api.update_status({**current, "status": {**status, "conditions": conditions}}, self.name)

    def _report(self, key: Key) -> float | None:
        deployment = self.store.get("Deployment", *key)
        if deployment is None:
            return None
        sets = self._sets(deployment)
        new = self._new_of(deployment, sets)
        status, again = progress.status_of(deployment, new, sets, self.clock.now)
        if status != (deployment.get("status") or {}):
            self.api.update_status({**deployment, "status": status}, self.name)
        return again

    def _new_of(self, deployment: Object, sets: list[Object]) -> Object | None:
        template = without_hash(deployment["spec"]["template"])
        return next((one for one in sets if without_hash(one["spec"]["template"]) == template), None)


def _orphan_key(one: Object) -> list[str]:
    return [] if controller_of(one) else [one["metadata"].get("namespace", "")]


def _selects(deployment: Object, one: Object) -> bool:
    return selector_matches(deployment["spec"].get("selector"), labels_of(one))


def _revision(one: Object) -> int:
    text = annotations_of(one).get(REVISION, "0")
    return int(text) if text.isdigit() else 0


def _sizes(deployment: Object) -> dict[str, str]:
    desired = replicas(deployment)
    return {DESIRED: str(desired), MAXIMUM: str(desired + fenceposts(deployment).surge)}
