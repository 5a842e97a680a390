"""Deployments, ReplicaSets, StatefulSets, DaemonSets, Jobs and CronJobs as rows.

Models: pkg/printers/internalversion/printers.go printDeployment, printReplicaSet, printStatefulSet, printDaemonSet,
printJob, printCronJob, layoutContainerCells
"""

from __future__ import annotations

from typing import Any

from playground.cluster.apiserver.printers.columns import (
    NONE,
    Printer,
    labels_text,
    name_of,
    printer,
    row_age,
    selector_text,
    spec_of,
    status_of,
)
from playground.cluster.objects.duration import age, human_duration, seconds_of
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import condition_is_true


def _containers(obj: Object) -> list[str]:
    """Names and images of the template's containers."""
    containers = ((spec_of(obj).get("template") or {}).get("spec") or {}).get("containers") or ()
    return [",".join(each["name"] for each in containers), ",".join(each.get("image", "") for each in containers)]


def _deployment(obj: Object, now: float) -> list[Any]:
    spec, status = spec_of(obj), status_of(obj)
    ready = f"{status.get('readyReplicas', 0)}/{spec.get('replicas', 0)}"
    counts = [status.get("updatedReplicas", 0), status.get("availableReplicas", 0)]
    return [name_of(obj), ready, *counts, row_age(obj, now), *_containers(obj), selector_text(spec.get("selector"))]


def _replica_set(obj: Object, now: float) -> list[Any]:
    spec, status = spec_of(obj), status_of(obj)
    counts = [spec.get("replicas", 0), status.get("replicas", 0), status.get("readyReplicas", 0)]
    return [name_of(obj), *counts, row_age(obj, now), *_containers(obj), selector_text(spec.get("selector"))]


def _replication_controller(obj: Object, now: float) -> list[Any]:
    spec, status = spec_of(obj), status_of(obj)
    counts = [spec.get("replicas", 0), status.get("replicas", 0), status.get("readyReplicas", 0)]
    return [name_of(obj), *counts, row_age(obj, now), *_containers(obj), labels_text(spec.get("selector"))]


def _stateful_set(obj: Object, now: float) -> list[Any]:
    ready = f"{status_of(obj).get('readyReplicas', 0)}/{spec_of(obj).get('replicas', 0)}"
    return [name_of(obj), ready, row_age(obj, now), *_containers(obj)]


_DAEMON_COUNTS = (
    "desiredNumberScheduled", "currentNumberScheduled", "numberReady", "updatedNumberScheduled", "numberAvailable",
)  # fmt: skip


def _daemon_set(obj: Object, now: float) -> list[Any]:
    spec, status = spec_of(obj), status_of(obj)
    node_selector = ((spec.get("template") or {}).get("spec") or {}).get("nodeSelector")
    counts = [status.get(name, 0) for name in _DAEMON_COUNTS]
    rest = [labels_text(node_selector), row_age(obj, now), *_containers(obj), selector_text(spec.get("selector"))]
    return [name_of(obj), *counts, *rest]


def _job(obj: Object, now: float) -> list[Any]:
    spec, status = spec_of(obj), status_of(obj)
    done, wanted, parallel = status.get("succeeded", 0), spec.get("completions"), spec.get("parallelism") or 0
    completions = f"{done}/{wanted}" if wanted is not None else f"{done}/1 of {parallel}" if parallel > 1 else f"{done}/1"
    start, end = status.get("startTime"), status.get("completionTime")
    duration = human_duration((seconds_of(end) if end else now) - seconds_of(start)) if start else ""
    cells = [name_of(obj), _job_status(obj), completions, duration, row_age(obj, now)]
    return [*cells, *_containers(obj), selector_text(spec.get("selector"))]


def _job_status(obj: Object) -> str:
    if condition_is_true(obj, "Complete"):
        return "Complete"
    if condition_is_true(obj, "Failed"):
        return "Failed"
    if obj["metadata"].get("deletionTimestamp"):
        return "Terminating"
    for kind in ("Suspended", "FailureTarget", "SuccessCriteriaMet"):
        if condition_is_true(obj, kind):
            return kind
    return "Running"


def _cron_job(obj: Object, now: float) -> list[Any]:
    spec, status = spec_of(obj), status_of(obj)
    last = status.get("lastScheduleTime")
    template = (spec.get("jobTemplate") or {}).get("spec") or {}
    shown = [spec.get("schedule", ""), spec.get("timeZone", NONE), str(bool(spec.get("suspend")))]
    counts = [len(status.get("active") or ()), age(last, now) if last else NONE]
    return [name_of(obj), *shown, *counts, row_age(obj, now), *_containers({"spec": template}), selector_text(template.get("selector"))]


def _controller_revision(obj: Object, now: float) -> list[Any]:
    owner = next((each for each in obj["metadata"].get("ownerReferences") or () if each.get("controller")), None)
    group = owner["apiVersion"].rpartition("/")[0] if owner else ""
    shown = f"{owner['kind'].lower()}{f'.{group}' if group else ''}/{owner['name']}" if owner else NONE
    return [name_of(obj), shown, obj.get("revision", 0), row_age(obj, now)]


_REPLICAS = "Name, Desired:integer, Current:integer, Ready:integer, Age, Containers+, Images+, Selector+"

PRINTERS: dict[str, Printer] = {
    "Deployment": printer("Name, Ready, Up-to-date, Available, Age, Containers+, Images+, Selector+", _deployment),
    "ReplicaSet": printer(_REPLICAS, _replica_set),
    "ReplicationController": printer(_REPLICAS, _replication_controller),
    "StatefulSet": printer("Name, Ready, Age, Containers+, Images+", _stateful_set),
    "DaemonSet": printer(
        "Name, Desired:integer, Current:integer, Ready:integer, Up-to-date:integer, Available:integer, "
        "Node Selector, Age, Containers+, Images+, Selector+",
        _daemon_set,
    ),
    "Job": printer("Name, Status, Completions, Duration, Age, Containers+, Images+, Selector+", _job),
    "CronJob": printer(
        "Name, Schedule, Timezone, Suspend:boolean, Active:integer, Last Schedule, Age, Containers+, Images+, Selector+",
        _cron_job,
    ),
    "ControllerRevision": printer("Name, Controller, Revision:integer, Age", _controller_revision),
}
