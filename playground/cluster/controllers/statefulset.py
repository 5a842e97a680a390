"""The StatefulSet controller: pods with a stable name, one after the other.

Models: pkg/controller/statefulset/stateful_set_control.go updateStatefulSet, stateful_pod_control.go
"""

from __future__ import annotations

from collections.abc import Iterable

from playground.cluster.apiserver.messages import ApiError
from playground.cluster.config import instant
from playground.cluster.controllers.base import Controller, Key, own_key
from playground.cluster.controllers.revisions import HASH, current_revision, trim
from playground.cluster.controllers.rollout import replicas
from playground.cluster.controllers.templates import (
    available_after,
    claim_pods,
    owners_concerned,
    pod_from_template,
    use_claims,
    use_selectors,
)
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import (
    is_finished,
    is_ready,
    is_terminating,
    labels_of,
    phase,
    thaw,
)
from playground.cluster.store import Change

POD_NAME = "statefulset.kubernetes.io/pod-name"
POD_INDEX = "apps.kubernetes.io/pod-index"
BY_SELECTOR = "statefulsets-by-selector"


class StatefulSets(Controller):
    name = "statefulset-controller"
    kinds = ("StatefulSet", "Pod")

    def prepare(self) -> None:
        use_claims(self.store)
        use_selectors(self.store, BY_SELECTOR, "StatefulSet")

    def keys(self, change: Change) -> Iterable[Key]:
        if change.kind == "Pod":
            return owners_concerned(self.store, change, "StatefulSet", BY_SELECTOR)
        return [own_key(change)]

    def reconcile(self, key: Key) -> float | None:
        owner = self.store.get("StatefulSet", *key)
        if owner is None:
            return None
        pods = self._pods(owner)
        if is_terminating(owner):
            return None
        update = current_revision(self.api, owner, self.name)["metadata"]["name"]
        current = (owner.get("status") or {}).get("currentRevision") or update
        again = self._advance(owner, pods, current, update)
        self._report(owner, current, update)
        trim(self.api, owner, {update, current, *(self._revision(pod) for pod in self._pods(owner).values())})
        return again

    def _pods(self, owner: Object) -> dict[int, Object]:
        """By ordinal: a StatefulSet's pods are known by their names."""
        found = {}
        prefix = f"{owner['metadata']['name']}-"
        for pod in claim_pods(self.api, owner, self.name):
            name = pod["metadata"]["name"]
            ordinal = name.removeprefix(prefix)
            if name.startswith(prefix) and ordinal.isdigit():
                found[int(ordinal)] = pod
        return found

    def _revision(self, pod: Object) -> str:
        return labels_of(pod).get(HASH, "")

    # -- one step

    def _advance(self, owner: Object, pods: dict[int, Object], current: str, update: str) -> float | None:
        ordinals = _ordinals(owner)
        ordered = owner["spec"].get("podManagementPolicy") != "Parallel"
        ages: list[float] = []
        for ordinal in ordinals:
            pod = pods.get(ordinal)
            if pod is None:
                self._create(owner, ordinal, current if self._below_partition(owner, ordinal) else update)
            elif is_finished(pod) and not is_terminating(pod):
                self._delete(owner, pod)
            age = self._age(owner, pod) if pod is not None else None
            if age:
                ages.append(age)
            if ordered and age != 0.0:
                return min(ages, default=None)
        condemned = sorted((ordinal for ordinal in pods if ordinal not in ordinals), reverse=True)
        for ordinal in condemned:
            if not is_terminating(pods[ordinal]):
                if ordered and not self._may_condemn(pods, ordinal):
                    return min(ages, default=None)
                self._delete(owner, pods[ordinal])
            if ordered:
                return min(ages, default=None)
        self._roll(owner, pods, update)
        return min(ages, default=None)

    def _may_condemn(self, pods: dict[int, Object], ordinal: int) -> bool:
        """All pods before it are healthy, or it is itself the first unhealthy one."""
        unhealthy = [number for number in sorted(pods) if not _is_healthy(pods[number])]
        return not unhealthy or unhealthy[0] == ordinal

    def _age(self, owner: Object, pod: Object) -> float | None:
        """0.0 = healthy and available, more = so many seconds to wait, None = not healthy."""
        if not _is_healthy(pod):
            return None
        return available_after(pod, float(owner["spec"].get("minReadySeconds") or 0), self.clock.now, instant)

    def _roll(self, owner: Object, pods: dict[int, Object], update: str) -> None:
        """From the highest ordinal down: replace one, wait until it is back."""
        if (owner["spec"].get("updateStrategy") or {}).get("type") == "OnDelete":
            return
        for ordinal in reversed(_ordinals(owner)):
            if self._below_partition(owner, ordinal):
                return
            pod = pods.get(ordinal)
            if pod is not None and self._revision(pod) != update and not is_terminating(pod):
                self._delete(owner, pod)
                return
            if pod is None or self._age(owner, pod) != 0.0:
                return

    def _below_partition(self, owner: Object, ordinal: int) -> bool:
        rolling = (owner["spec"].get("updateStrategy") or {}).get("rollingUpdate") or {}
        return ordinal - _ordinals(owner).start < int(rolling.get("partition") or 0)

    # -- pods

    def _create(self, owner: Object, ordinal: int, revision: str) -> None:
        meta = owner["metadata"]
        name = f"{meta['name']}-{ordinal}"
        self._create_claims(owner, name)
        pod = pod_from_template(self._template(owner, revision), owner)
        pod["metadata"]["name"] = name
        pod["metadata"]["generateName"] = f"{meta['name']}-"
        marks = {POD_NAME: name, POD_INDEX: str(ordinal), HASH: revision}
        pod["metadata"]["labels"] = {**pod["metadata"].get("labels", {}), **marks}
        pod["spec"]["hostname"] = name
        if owner["spec"].get("serviceName"):
            pod["spec"]["subdomain"] = owner["spec"]["serviceName"]
        self._mount_claims(owner, pod)
        try:
            self.api.create(pod, self.name)
        except ApiError as error:
            text = f"Create Pod {name} in StatefulSet {meta['name']} failed error: {error.message}"
            self.events.warning(owner, "FailedCreate", text)
            raise
        self.events.normal(owner, "SuccessfulCreate", f"Create Pod {name} in StatefulSet {meta['name']} successful")

    def _template(self, owner: Object, revision: str) -> Object:
        found = self.store.get("ControllerRevision", owner["metadata"]["namespace"], revision)
        if found is None:
            return dict(owner["spec"]["template"])
        return {key: value for key, value in found["data"]["spec"]["template"].items() if key != "$patch"}

    def _delete(self, owner: Object, pod: Object) -> None:
        meta, name = pod["metadata"], owner["metadata"]["name"]
        self.api.delete("Pod", meta["namespace"], meta["name"], uid=meta["uid"])
        self.events.normal(owner, "SuccessfulDelete", f"Delete Pod {meta['name']} in StatefulSet {name} successful")

    def _create_claims(self, owner: Object, pod: str) -> None:
        meta = owner["metadata"]
        for template in owner["spec"].get("volumeClaimTemplates") or ():
            name = f"{template['metadata']['name']}-{pod}"
            if self.store.get("PersistentVolumeClaim", meta["namespace"], name) is not None:
                continue
            labels = {
                **(template["metadata"].get("labels") or {}),
                **(owner["spec"]["selector"].get("matchLabels") or {}),
            }
            made = {"name": name, "namespace": meta["namespace"], "labels": labels}
            spec = thaw(template.get("spec") or {})
            self.api.create(
                {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": made, "spec": spec}, self.name
            )
            text = f"Create Claim {name} Pod {pod} in StatefulSet {meta['name']} success"
            self.events.normal(owner, "SuccessfulCreate", text)

    def _mount_claims(self, owner: Object, pod: Object) -> None:
        claims = [template["metadata"]["name"] for template in owner["spec"].get("volumeClaimTemplates") or ()]
        if claims:
            own = [volume for volume in pod["spec"].get("volumes") or () if volume["name"] not in claims]
            name = pod["metadata"]["name"]
            volumes = [{"name": claim, "persistentVolumeClaim": {"claimName": f"{claim}-{name}"}} for claim in claims]
            pod["spec"]["volumes"] = volumes + own

    # -- status

    def _report(self, owner: Object, current: str, update: str) -> None:
        """Models: stateful_set_control.go updateStatus, completeRollingUpdate"""
        pods = [pod for pod in self._pods(owner).values() if phase(pod)]
        live = [pod for pod in pods if not is_terminating(pod)]
        ready = [pod for pod in pods if _is_running(pod)]
        available = sum(self._age(owner, pod) == 0.0 for pod in pods)
        updated = [pod for pod in live if self._revision(pod) == update]
        if len(updated) == len(pods) == len(ready) == replicas(owner):
            current = update
        counts = {
            "readyReplicas": len(ready),
            "currentReplicas": sum(self._revision(pod) == current for pod in live),
            "updatedReplicas": len(updated),
        }
        status: Object = {"observedGeneration": owner["metadata"].get("generation", 1), "replicas": len(pods)}
        status |= {field: count for field, count in counts.items() if count}
        status |= {"currentRevision": current, "updateRevision": update}
        status |= {
            "collisionCount": (owner.get("status") or {}).get("collisionCount", 0),
            "availableReplicas": available,
        }
        if status != (owner.get("status") or {}):
            self.api.update_status({**owner, "status": status}, self.name)


def _ordinals(owner: Object) -> range:
    start = int((owner["spec"].get("ordinals") or {}).get("start") or 0)
    return range(start, start + replicas(owner))


def _is_running(pod: Object) -> bool:
    return phase(pod) == "Running" and is_ready(pod)


def _is_healthy(pod: Object) -> bool:
    return _is_running(pod) and not is_terminating(pod)
