"""The Job controller: pods until enough of them have succeeded.

Models: pkg/controller/job/job_controller.go syncJob, managePod, trackJobStatusAndRemoveFinalizers; indexed_job_utils.go
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from playground.cluster.apiserver.messages import ApiError
from playground.cluster.config import instant
from playground.cluster.controllers.base import Controller, Key, own_key
from playground.cluster.controllers.templates import (
    claim_pods,
    create_pod,
    delete_pod,
    generated,
    owners_concerned,
    pod_from_template,
    use_claims,
    use_selectors,
)
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import (
    annotations_of,
    condition_is_true,
    is_active,
    is_finished,
    is_ready,
    is_terminating,
    labels_of,
    phase,
    with_condition,
)
from playground.cluster.store import Change

BY_SELECTOR = "jobs-by-selector"
TRACKING = "batch.kubernetes.io/job-tracking"
INDEX = "batch.kubernetes.io/job-completion-index"
FIRST_BACKOFF, LAST_BACKOFF = 10.0, 600.0


class Verdict(NamedTuple):
    """How a Job ends: the condition's type, reason and message."""

    type: str
    reason: str
    message: str


SUCCEEDED = Verdict("Complete", "CompletionsReached", "Reached expected number of succeeded pods")
OVER_LIMIT = Verdict("Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit")
OVER_TIME = Verdict("Failed", "DeadlineExceeded", "Job was active longer than specified deadline")


class Jobs(Controller):
    name = "job-controller"
    kinds = ("Job", "Pod")

    def prepare(self) -> None:
        use_claims(self.store)
        use_selectors(self.store, BY_SELECTOR, "Job")

    def keys(self, change: Change) -> Iterable[Key]:
        if change.kind == "Pod":
            return owners_concerned(self.store, change, "Job", BY_SELECTOR)
        return [own_key(change)]

    def reconcile(self, key: Key) -> float | None:
        job = self.store.get("Job", *key)
        if job is None:
            return None
        if is_terminating(job) or _is_over(job):
            self._release(claim_pods(self.api, job, self.name))
            return self._expire(job)
        job = self._count_finished(job)
        pods = claim_pods(self.api, job, self.name)
        again = None
        verdict = self._verdict(job, pods)
        if verdict is not None:
            for pod in [pod for pod in pods if is_active(pod)]:
                delete_pod(self.api, self.events, job, pod)
            self._release(claim_pods(self.api, job, self.name))
        elif job["spec"].get("suspend"):
            for pod in [pod for pod in pods if is_active(pod)]:
                delete_pod(self.api, self.events, job, pod)
        else:
            again = self._manage(job, pods)
        self._report(job, verdict)
        return again

    # -- counting

    def _count_finished(self, job: Object) -> Object:
        """Count the finished pods into the status and let go of them."""
        status = dict(job.get("status") or {})
        finished = [pod for pod in claim_pods(self.api, job, self.name) if self._is_uncounted(pod)]
        if not finished:
            return job
        succeeded = [pod for pod in finished if phase(pod) == "Succeeded"]
        status["succeeded"] = int(status.get("succeeded") or 0) + len(succeeded)
        status["failed"] = int(status.get("failed") or 0) + len(finished) - len(succeeded)
        if _is_indexed(job):
            done = _indexes(status.get("completedIndexes", "")) | {int(_index_of(pod)) for pod in succeeded}
            status["completedIndexes"] = _ranges(done)
            status["succeeded"] = len(done)
        job = self.api.update_status({**job, "status": {k: v for k, v in status.items() if v}}, self.name)
        if len(finished) > len(succeeded):
            self.memory["failed-at", job["metadata"]["uid"]] = self.clock.now
        self._release(finished)
        return job

    def _is_uncounted(self, pod: Object) -> bool:
        """A pod counts once it is over, or is going without having ended well."""
        return TRACKING in (pod["metadata"].get("finalizers") or ()) and (is_finished(pod) or is_terminating(pod))

    def _release(self, pods: list[Object]) -> None:
        for pod in pods:
            finalizers = pod["metadata"].get("finalizers") or []
            if TRACKING in finalizers and (is_finished(pod) or is_terminating(pod)):
                meta = {key: value for key, value in pod["metadata"].items() if key != "finalizers"}
                left = [name for name in finalizers if name != TRACKING]
                self.api.update({**pod, "metadata": meta | ({"finalizers": left} if left else {})}, self.name)

    def _verdict(self, job: Object, pods: list[Object]) -> Verdict | None:
        spec, status = job["spec"], job.get("status") or {}
        succeeded, failed = int(status.get("succeeded") or 0), int(status.get("failed") or 0)
        limit = spec.get("backoffLimit")
        if failed > (6 if limit is None else int(limit)):
            return OVER_LIMIT
        deadline, started = spec.get("activeDeadlineSeconds"), status.get("startTime")
        if deadline is not None and started and instant(started) + int(deadline) <= self.clock.now:
            return OVER_TIME
        completions = spec.get("completions")
        if completions is None:
            enough = succeeded > 0 and not any(is_active(pod) for pod in pods)
        else:
            enough = succeeded >= int(completions)
        return SUCCEEDED if enough else None

    # -- pods

    def _manage(self, job: Object, pods: list[Object]) -> float | None:
        """Models: manageJob. Returns how long to wait: for the back-off, or for the deadline."""
        spec, status = job["spec"], job.get("status") or {}
        active = [pod for pod in pods if is_active(pod)]
        parallelism, completions = int(spec.get("parallelism", 1)), spec.get("completions")
        if completions is None:
            wanted = len(active) if status.get("succeeded") else parallelism
        else:
            wanted = min(parallelism, int(completions) - int(status.get("succeeded") or 0))
        for pod in active[max(0, wanted) :]:
            delete_pod(self.api, self.events, job, pod)
        wait = self._backoff(job)
        if len(active) < wanted and wait > 0:
            return wait
        for index in self._free_indexes(job, active)[: wanted - len(active)] if _is_indexed(job) else ():
            self._create(job, index)
        for _ in range(0 if _is_indexed(job) else wanted - len(active)):
            self._create(job, None)
        deadline = spec.get("activeDeadlineSeconds")
        started = instant(status["startTime"]) if status.get("startTime") else self.clock.now
        return None if deadline is None else max(0.0, started + int(deadline) - self.clock.now)

    def _backoff(self, job: Object) -> float:
        since = self.memory.get(("failed-at", job["metadata"]["uid"]))
        failed = int((job.get("status") or {}).get("failed") or 0)
        if since is None or not failed:
            return 0.0
        wait = min(FIRST_BACKOFF * 2.0 ** (failed - 1), LAST_BACKOFF)
        return max(0.0, float(since) + wait - self.clock.now)

    def _free_indexes(self, job: Object, active: list[Object]) -> list[int]:
        taken = _indexes((job.get("status") or {}).get("completedIndexes", "")) | {
            int(_index_of(pod)) for pod in active
        }
        return [index for index in range(int(job["spec"].get("completions") or 0)) if index not in taken]

    def _create(self, job: Object, index: int | None) -> None:
        pod = pod_from_template(job["spec"]["template"], job)
        meta, name = pod["metadata"], job["metadata"]["name"]
        meta["finalizers"] = [*meta.get("finalizers", ()), TRACKING]
        prefix = f"{name}-"
        if index is not None:
            prefix = f"{name}-{index}-"
            meta["annotations"] = {**meta.get("annotations", {}), INDEX: str(index)}
            meta["labels"] = {**meta.get("labels", {}), INDEX: str(index)}
            pod["spec"]["hostname"] = f"{name}-{index}"
            source = {"fieldRef": {"fieldPath": f"metadata.labels['{INDEX}']"}}
            for container in [*pod["spec"].get("initContainers", ()), *pod["spec"]["containers"]]:
                container["env"] = [*container.get("env", ()), {"name": "JOB_COMPLETION_INDEX", "valueFrom": source}]
        create_pod(self.api, self.events, job, generated(pod, prefix), self.name)

    # -- status

    def _report(self, job: Object, verdict: Verdict | None) -> None:
        current = self.store.get("Job", job["metadata"]["namespace"], job["metadata"]["name"])
        if current is None:
            return
        pods = [pod for pod in claim_pods(self.api, current, self.name) if is_active(pod)]
        old = current.get("status") or {}
        status = {key: value for key, value in old.items() if key not in ("active", "ready", "terminating")}
        if not current["spec"].get("suspend"):
            status.setdefault("startTime", self.clock.stamp())
        if pods:
            status["active"] = len(pods)
        status |= {"ready": sum(is_ready(pod) for pod in pods), "terminating": 0, "uncountedTerminatedPods": {}}
        conditions = self._conditions(current, list(old.get("conditions") or ()), verdict)
        if conditions:
            status["conditions"] = conditions
        if verdict is SUCCEEDED:
            status["completionTime"] = self.clock.stamp()
        if status != old:
            self.api.update_status({**current, "status": status}, self.name)
            self._tell(current, verdict, old)

    def _conditions(self, job: Object, old: list[Object], verdict: Verdict | None) -> list[Object]:
        now = self.clock.stamp()

        def entry(kind: str, status: str, reason: str, message: str) -> Object:
            fields = {"type": kind, "status": status, "reason": reason, "message": message}
            return {**fields, "lastProbeTime": now}

        if verdict is not None:
            first = "SuccessCriteriaMet" if verdict is SUCCEEDED else "FailureTarget"
            for kind in (first, verdict.type):
                old = with_condition(old, entry(kind, "True", verdict.reason, verdict.message), now)
            return old
        suspended = any(c["type"] == "Suspended" and c["status"] == "True" for c in old)
        if job["spec"].get("suspend") and not suspended:
            return with_condition(old, entry("Suspended", "True", "JobSuspended", "Job suspended"), now)
        if suspended and not job["spec"].get("suspend"):
            return with_condition(old, entry("Suspended", "False", "JobResumed", "Job resumed"), now)
        return old

    def _tell(self, job: Object, verdict: Verdict | None, old: Object) -> None:
        was_suspended = any(c["type"] == "Suspended" and c["status"] == "True" for c in old.get("conditions") or ())
        if verdict is SUCCEEDED:
            self.events.normal(job, "Completed", "Job completed")
        elif verdict is not None:
            self.events.warning(job, verdict.reason, verdict.message)
        elif job["spec"].get("suspend") and not was_suspended:
            self.events.normal(job, "Suspended", "Job suspended")
        elif was_suspended and not job["spec"].get("suspend"):
            self.events.normal(job, "Resumed", "Job resumed")

    def _expire(self, job: Object) -> float | None:
        """Models: pkg/controller/ttlafterfinished/ttlafterfinished_controller.go"""
        lifetime = job["spec"].get("ttlSecondsAfterFinished")
        if lifetime is None or is_terminating(job):
            return None
        ended = max(
            instant(c["lastTransitionTime"]) for c in job["status"]["conditions"] if c["type"] in ("Complete", "Failed")
        )
        left = ended + int(lifetime) - self.clock.now
        if left > 0:
            return left
        try:
            self.api.delete("Job", job["metadata"]["namespace"], job["metadata"]["name"], propagation="Background")
        except ApiError as error:
            if error.code != 404:
                raise
        return None


def _is_over(job: Object) -> bool:
    return condition_is_true(job, "Complete") or condition_is_true(job, "Failed")


def _is_indexed(job: Object) -> bool:
    return bool(job["spec"].get("completionMode") == "Indexed")


def _index_of(pod: Object) -> str:
    return annotations_of(pod).get(INDEX) or labels_of(pod).get(INDEX) or "0"


def _indexes(text: str) -> set[int]:
    """`0-2,5` as a set."""
    found: set[int] = set()
    for part in filter(None, text.split(",")):
        first, _, last = part.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return found


def _ranges(indexes: set[int]) -> str:
    """The set as `0-2,5`; two neighbours are written `0,1`. Models: orderedIntervals.String"""
    runs: list[list[int]] = []
    for index in sorted(indexes):
        if runs and runs[-1][1] == index - 1:
            runs[-1][1] = index
        else:
            runs.append([index, index])
    return ",".join(f"{a}" if a == b else f"{a},{b}" if b == a + 1 else f"{a}-{b}" for a, b in runs)
