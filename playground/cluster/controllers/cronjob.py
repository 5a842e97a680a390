"""The CronJob controller: a Job whenever the schedule says so. Time zones are not modelled: all is UTC.

Models: pkg/controller/cronjob/cronjob_controllerv2.go syncCronJob, utils.go getJobFromTemplate2
"""

from __future__ import annotations

from collections.abc import Iterable

from playground.cluster.config import instant, stamp
from playground.cluster.controllers.base import Controller, Key, own_key
from playground.cluster.controllers.cron import Schedule
from playground.cluster.controllers.indexes import dependents, use_dependents
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import condition_is_true, controller_of, controller_ref, is_terminating, thaw
from playground.cluster.store import Change

HISTORY = (("successfulJobsHistoryLimit", "Complete", 3), ("failedJobsHistoryLimit", "Failed", 1))
SCHEDULED = "batch.kubernetes.io/cronjob-scheduled-timestamp"


class CronJobs(Controller):
    name = "cronjob-controller"
    kinds = ("CronJob", "Job")

    def prepare(self) -> None:
        use_dependents(self.store)

    def keys(self, change: Change) -> Iterable[Key]:
        if change.kind == "CronJob":
            return [own_key(change)]
        reference = controller_of(change.object)
        return [(change.namespace, reference["name"])] if reference and reference["kind"] == "CronJob" else ()

    def reconcile(self, key: Key) -> float | None:
        cron = self.store.get("CronJob", *key)
        if cron is None or is_terminating(cron):
            return None
        self._note_finished(cron)
        self._forget_old(cron)
        cron = self.store.get("CronJob", *key) or cron
        try:
            schedule = Schedule.parse(cron["spec"]["schedule"])
        except ValueError as error:
            self.events.warning(
                cron, "UnparseableSchedule", f'unparseable schedule: "{cron["spec"]["schedule"]}" : {error}'
            )
            return None
        if cron["spec"].get("suspend"):
            return None
        due = self._last_missed(cron, schedule)
        if due is not None:
            self._run(cron, due)
        later = schedule.after(self.clock.now)
        return None if later is None else later - self.clock.now

    def _jobs(self, cron: Object) -> list[Object]:
        jobs = dependents(self.store, "Job", cron["metadata"]["uid"])
        return sorted(jobs, key=lambda job: (job["metadata"]["creationTimestamp"], job["metadata"]["name"]))

    def _last_missed(self, cron: Object, schedule: Schedule) -> float | None:
        """The latest time that came due and was not seen to; None if there is none, or it is too late for it."""
        since = (cron.get("status") or {}).get("lastScheduleTime") or cron["metadata"]["creationTimestamp"]
        deadline = cron["spec"].get("startingDeadlineSeconds")
        earliest = instant(since) if deadline is None else max(instant(since), self.clock.now - float(deadline))
        due, following = None, schedule.after(earliest)
        while following is not None and following <= self.clock.now:
            due, following = following, schedule.after(following)
        return due

    def _run(self, cron: Object, due: float) -> None:
        policy, running = (
            cron["spec"].get("concurrencyPolicy", "Allow"),
            [job for job in self._jobs(cron) if not _is_over(job)],
        )
        if policy == "Forbid" and running:
            self.events.normal(
                cron,
                "JobAlreadyActive",
                "Not starting job because prior execution is running and concurrency policy is Forbid",
            )
            return
        if policy == "Replace":
            for job in running:
                self.api.delete("Job", job["metadata"]["namespace"], job["metadata"]["name"], propagation="Background")
                self.events.normal(cron, "SuccessfulDelete", f"Deleted job {job['metadata']['name']}")
        made = self.api.create(_job_for(cron, due), self.name)
        self.events.normal(cron, "SuccessfulCreate", f"Created job {made['metadata']['name']}")
        self._set_status(cron, {"lastScheduleTime": stamp(due)})

    def _note_finished(self, cron: Object) -> None:
        active = {reference["uid"]: reference for reference in (cron.get("status") or {}).get("active") or ()}
        latest = None
        for job in self._jobs(cron):
            if job["metadata"]["uid"] in active and _is_over(job):
                status = "Complete" if condition_is_true(job, "Complete") else "Failed"
                self.events.normal(
                    cron, "SawCompletedJob", f"Saw completed job: {job['metadata']['name']}, condition: {status}"
                )
            if condition_is_true(job, "Complete"):
                latest = (job.get("status") or {}).get("completionTime")
        self._set_status(cron, {"lastSuccessfulTime": latest} if latest else {})

    def _set_status(self, cron: Object, fields: Object) -> None:
        """The given fields, and the list of the jobs that run."""
        current = self.store.get("CronJob", cron["metadata"]["namespace"], cron["metadata"]["name"])
        if current is None:
            return
        old = current.get("status") or {}
        status = {**{key: value for key, value in old.items() if key != "active"}, **fields}
        if active := [_reference(job) for job in self._jobs(cron) if not _is_over(job)]:
            status["active"] = active
        if status != old:
            self.api.update_status({**current, "status": status}, self.name)

    def _forget_old(self, cron: Object) -> None:
        for field, verdict, default in HISTORY:
            limit = cron["spec"].get(field)
            ended = [job for job in self._jobs(cron) if condition_is_true(job, verdict) and not is_terminating(job)]
            for job in ended[: max(0, len(ended) - (default if limit is None else int(limit)))]:
                self.api.delete("Job", job["metadata"]["namespace"], job["metadata"]["name"], propagation="Background")


def _is_over(job: Object) -> bool:
    return condition_is_true(job, "Complete") or condition_is_true(job, "Failed")


def _reference(job: Object) -> Object:
    meta = job["metadata"]
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "namespace": meta["namespace"],
        "name": meta["name"],
        "uid": meta["uid"],
    }


def _job_for(cron: Object, due: float) -> Object:
    """Named after the minute that it is for, so that no minute is seen to twice."""
    template, meta = cron["spec"]["jobTemplate"], cron["metadata"]
    inner = template.get("metadata") or {}
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {
            "name": f"{meta['name']}-{int(due) // 60}",
            "namespace": meta["namespace"],
            "labels": dict(inner.get("labels") or {}),
            "annotations": {**(inner.get("annotations") or {}), SCHEDULED: stamp(due)},
            "ownerReferences": [controller_ref(cron)],
        },
        "spec": thaw(template["spec"]),
    }
