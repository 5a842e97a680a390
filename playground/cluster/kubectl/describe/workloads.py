"""Pod, Deployment, ReplicaSet, ReplicationController, StatefulSet, DaemonSet, Job, CronJob.

Models: kubectl/pkg/describe/describe.go describePod, describeDeployment, describeReplicaSet, describeStatefulSet,
describeDaemonSet, describeJob, describeCronJob
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from playground.cluster.apiserver.printers.columns import labels_text, selector_text
from playground.cluster.config import instant
from playground.cluster.kubectl.describe.containers import containers, template, tolerations, volumes
from playground.cluster.kubectl.describe.text import NONE, UNSET, Page, commas, duration, rfc1123
from playground.cluster.objects.duration import age
from playground.cluster.objects.kinds import BY_NAME, Object
from playground.cluster.objects.labels import selector_matches
from playground.cluster.objects.metadata import controller_of


def pod(page: Page, obj: Object) -> None:
    meta, spec, status = obj["metadata"], obj.get("spec") or {}, obj.get("status") or {}
    page.head(obj)
    page.line(0, "Priority:", spec.get("priority", 0))
    for title, name in (
        ("Priority Class Name:", "priorityClassName"), ("Runtime Class Name:", "runtimeClassName"),
        ("Service Account:", "serviceAccountName"),
    ):  # fmt: skip
        if spec.get(name):
            page.line(0, title, spec[name])
    page.line(0, "Node:", f"{spec['nodeName']}/{status.get('hostIP', '')}" if spec.get("nodeName") else NONE)
    if status.get("startTime"):
        page.line(0, "Start Time:", rfc1123(status["startTime"]))
    page.marks(obj)
    if meta.get("deletionTimestamp") and status.get("phase") not in ("Succeeded", "Failed"):
        page.line(0, "Status:", f"Terminating (lasts {age(meta['deletionTimestamp'], page.now)})")
        page.line(0, "Termination Grace Period:", f"{meta.get('deletionGracePeriodSeconds', 0)}s")
    else:
        page.line(0, "Status:", status.get("phase", ""))
    for title, name in (("Reason:", "reason"), ("Message:", "message")):
        if status.get(name):
            page.line(0, title, status[name])
    profile = ((spec.get("securityContext") or {}).get("seccompProfile") or {}).get("type")
    if profile:
        page.line(0, "SeccompProfile:", profile)
    page.line(0, "IP:", status.get("podIP", ""))
    _addresses(page, status)
    page.owner(obj)
    if status.get("nominatedNodeName"):
        page.line(0, "NominatedNodeName:", status["nominatedNodeName"])
    if spec.get("initContainers"):
        containers(page, "Init Containers", spec["initContainers"], _by_name(status.get("initContainerStatuses")))
    containers(page, "Containers", spec.get("containers") or (), _by_name(status.get("containerStatuses")))
    if spec.get("ephemeralContainers"):
        containers(page, "Ephemeral Containers", spec["ephemeralContainers"], _by_name(status.get("ephemeralContainerStatuses")))
    _readiness_gates(page, spec, status)
    if status.get("conditions"):
        page.line(0, "Conditions:")
        page.line(1, "Type", "Status")
        for each in status["conditions"]:
            page.line(1, f"{each['type']} ", f"{each['status']} ")
    volumes(page, spec.get("volumes") or ())
    page.line(0, "QoS Class:", status.get("qosClass") or "BestEffort")
    page.labels(spec.get("nodeSelector"), "Node-Selectors")
    tolerations(page, spec.get("tolerations") or ())
    page.events(obj)


def _addresses(page: Page, status: Object) -> None:
    if not status.get("podIPs"):
        page.line(0, "IPs:", NONE)
        return
    page.line(0, "IPs:")
    for each in status["podIPs"]:
        page.line(1, "IP:", each["ip"])


def _readiness_gates(page: Page, spec: Object, status: Object) -> None:
    gates = spec.get("readinessGates") or ()
    if not gates:
        return
    found = {each["type"]: each["status"] for each in status.get("conditions") or ()}
    page.line(0, "Readiness Gates:")
    page.line(1, "Type", "Status")
    for gate in gates:
        page.line(1, gate["conditionType"], f"{found.get(gate['conditionType'], NONE)} ")


def _by_name(statuses: Sequence[Object] | None) -> dict[str, Object]:
    return {each["name"]: each for each in statuses or ()}


# -- those that keep pods


def deployment(page: Page, obj: Object) -> None:
    meta, spec, status = obj["metadata"], obj.get("spec") or {}, obj.get("status") or {}
    page.head(obj)
    page.line(0, "CreationTimestamp:", rfc1123(meta.get("creationTimestamp")))
    page.marks(obj)
    page.line(0, "Selector:", selector_text(spec.get("selector")))
    counts = (
        (spec.get("replicas", 0), "desired"), (status.get("updatedReplicas", 0), "updated"), (status.get("replicas", 0), "total"),
        (status.get("availableReplicas", 0), "available"), (status.get("unavailableReplicas", 0), "unavailable"),
    )  # fmt: skip
    page.line(0, "Replicas:", " | ".join(f"{count} {word}" for count, word in counts))
    strategy = spec.get("strategy") or {}
    page.line(0, "StrategyType:", strategy.get("type", ""))
    page.line(0, "MinReadySeconds:", spec.get("minReadySeconds", 0))
    rolling = strategy.get("rollingUpdate")
    if rolling:
        text = f"{rolling.get('maxUnavailable')} max unavailable, {rolling.get('maxSurge')} max surge"
        page.line(0, "RollingUpdateStrategy:", text)
    template(page, spec.get("template"))
    _conditions(page, status)
    old, new = _replica_sets(page, obj)
    page.line(0, "OldReplicaSets:", ", ".join(map(_replica_set_text, old)) or NONE)
    page.line(0, "NewReplicaSet:", _replica_set_text(new) if new else NONE)
    page.events(obj)


def _conditions(page: Page, status: Object) -> None:
    if status.get("conditions"):
        page.line(0, "Conditions:")
        page.line(1, "Type", "Status", "Reason")
        page.line(1, "----", "------", "------")
        for each in status["conditions"]:
            page.line(1, f"{each['type']} ", each["status"], each.get("reason", ""))


def _replica_sets(page: Page, obj: Object) -> tuple[list[Object], Object | None]:
    """The old ones that still have pods, and the one of the current template."""
    found = page.client.items(BY_NAME["ReplicaSet"], obj["metadata"]["namespace"])
    own = [each for each in found if (controller_of(each) or {}).get("uid") == obj["metadata"].get("uid")]
    own.sort(key=lambda each: (each["metadata"].get("creationTimestamp", ""), each["metadata"]["name"]))
    new = next((each for each in own if _plain_template(each) == obj["spec"]["template"]), None)
    return [each for each in own if each is not new and each["spec"].get("replicas")], new


def _plain_template(replica_set: Object) -> Object:
    found: Object = replica_set["spec"]["template"]
    labels = {key: value for key, value in (found["metadata"].get("labels") or {}).items() if key != "pod-template-hash"}
    return {**found, "metadata": {**found["metadata"], "labels": labels}}


def _replica_set_text(obj: Object) -> str:
    made = (obj.get("status") or {}).get("replicas", 0)
    return f"{obj['metadata']['name']} ({made}/{obj['spec'].get('replicas', 0)} replicas created)"


def replica_set(page: Page, obj: Object) -> None:
    spec, status = obj.get("spec") or {}, obj.get("status") or {}
    selector = spec.get("selector")
    plain = obj["kind"] == "ReplicationController"
    page.head(obj)
    page.line(0, "Selector:", labels_text(selector) if plain else selector_text(selector))
    page.marks(obj)
    page.owner(obj)
    page.line(0, "Replicas:", f"{status.get('replicas', 0)} current / {spec.get('replicas', 0)} desired")
    _pods_status(page, obj, {"matchLabels": selector or {}} if plain else selector)
    template(page, spec.get("template"))
    _conditions(page, status)
    page.events(obj)


def _pods_status(page: Page, obj: Object, selector: Object | None) -> None:
    running, waiting, succeeded, failed = _phases(page, obj, selector)
    text = f"{running} Running / {waiting} Waiting / {succeeded} Succeeded / {failed} Failed"
    page.line(0, "Pods Status:", text)


def _phases(page: Page, obj: Object, selector: Object | None) -> list[int]:
    meta = obj["metadata"]
    found = [
        each["status"].get("phase", "")
        for each in page.client.items(BY_NAME["Pod"], meta["namespace"])
        if selector_matches(selector, each["metadata"].get("labels"))
        and (controller_of(each) or {"uid": meta.get("uid")})["uid"] == meta.get("uid")
    ]
    return [found.count(phase) for phase in ("Running", "Pending", "Succeeded", "Failed")]


def stateful_set(page: Page, obj: Object) -> None:
    meta, spec, status = obj["metadata"], obj.get("spec") or {}, obj.get("status") or {}
    page.head(obj)
    page.line(0, "CreationTimestamp:", rfc1123(meta.get("creationTimestamp")))
    page.line(0, "Selector:", selector_text(spec.get("selector")))
    page.marks(obj)
    page.line(0, "Replicas:", f"{spec.get('replicas', 0)} desired | {status.get('replicas', 0)} total")
    strategy = spec.get("updateStrategy") or {}
    page.line(0, "Update Strategy:", strategy.get("type", ""))
    if strategy.get("rollingUpdate"):
        page.line(1, "Partition:", strategy["rollingUpdate"].get("partition", 0))
    _pods_status(page, obj, spec.get("selector"))
    template(page, spec.get("template"))
    _claims(page, spec.get("volumeClaimTemplates") or ())
    page.events(obj)


def _claims(page: Page, found: Sequence[Object]) -> None:
    if not found:
        page.line(0, "Volume Claims:", NONE)
        return
    page.line(0, "Volume Claims:")
    for claim in found:
        spec = claim.get("spec") or {}
        page.line(1, "Name:", claim["metadata"]["name"])
        page.line(1, "StorageClass:", spec.get("storageClassName") or "")
        page.labels(claim["metadata"].get("labels"), "  Labels")
        page.annotations(claim["metadata"].get("annotations"), "  Annotations")
        capacity = ((spec.get("resources") or {}).get("requests") or {}).get("storage", "<default>")
        page.line(1, "Capacity:", capacity)
        page.line(1, "Access Modes:", f"[{' '.join(spec.get('accessModes') or ())}]")


def daemon_set(page: Page, obj: Object) -> None:
    spec, status = obj.get("spec") or {}, obj.get("status") or {}
    page.head(obj)
    page.line(0, "Selector:", selector_text(spec.get("selector")))
    node_selector = ((spec.get("template") or {}).get("spec") or {}).get("nodeSelector")
    page.line(0, "Node-Selector:", labels_text(node_selector))
    page.marks(obj)
    for title, name in (
        ("Desired Number of Nodes Scheduled", "desiredNumberScheduled"), ("Current Number of Nodes Scheduled", "currentNumberScheduled"),
        ("Number of Nodes Scheduled with Up-to-date Pods", "updatedNumberScheduled"),
        ("Number of Nodes Scheduled with Available Pods", "numberAvailable"), ("Number of Nodes Misscheduled", "numberMisscheduled"),
    ):  # fmt: skip
        page.line(0, f"{title}: {status.get(name, 0)}")
    _pods_status(page, obj, spec.get("selector"))
    template(page, spec.get("template"))
    page.events(obj)


# -- jobs


def job(page: Page, obj: Object) -> None:
    spec, status = obj.get("spec") or {}, obj.get("status") or {}
    page.head(obj)
    page.line(0, "Selector:", selector_text(spec.get("selector")))
    page.marks(obj)
    page.owner(obj)
    _numbers(page, spec, ("Parallelism", "parallelism"))
    page.line(0, "Completions:", spec.get("completions", UNSET))
    if spec.get("completionMode"):
        page.line(0, "Completion Mode:", spec["completionMode"])
    page.line(0, "Suspend:", str(bool(spec.get("suspend"))).lower())
    _numbers(page, spec, ("Backoff Limit", "backoffLimit"), ("TTL Seconds After Finished", "ttlSecondsAfterFinished"))
    begun, ended = status.get("startTime"), status.get("completionTime")
    if begun:
        page.line(0, "Start Time:", rfc1123(begun))
    if ended:
        page.line(0, "Completed At:", rfc1123(ended))
    if begun and ended:
        page.line(0, "Duration:", duration(instant(ended) - instant(begun)))
    if spec.get("activeDeadlineSeconds") is not None:
        page.line(0, "Active Deadline Seconds:", f"{spec['activeDeadlineSeconds']}s")
    ready = f" ({status['ready']} Ready)" if "ready" in status else ""
    text = f"{status.get('active', 0)} Active{ready} / {status.get('succeeded', 0)} Succeeded / {status.get('failed', 0)} Failed"
    page.line(0, "Pods Statuses:", text)
    if spec.get("completionMode") == "Indexed":
        page.line(0, "Completed Indexes:", status.get("completedIndexes") or NONE)
    template(page, spec.get("template"))
    page.events(obj)


def _numbers(page: Page, spec: Object, *lines: tuple[str, str]) -> None:
    for title, name in lines:
        if spec.get(name) is not None:
            page.line(0, f"{title}:", spec[name])


def cron_job(page: Page, obj: Object) -> None:
    spec, status = obj.get("spec") or {}, obj.get("status") or {}
    below: Object = (spec.get("jobTemplate") or {}).get("spec") or {}
    page.head(obj)
    page.marks(obj)
    page.line(0, "Schedule:", spec.get("schedule", ""))
    page.line(0, "Concurrency Policy:", spec.get("concurrencyPolicy", ""))
    page.line(0, "Suspend:", _go_bool(spec.get("suspend")))
    for title, name in (("Successful Job History Limit:", "successfulJobsHistoryLimit"), ("Failed Job History Limit:", "failedJobsHistoryLimit")):
        page.line(0, title, spec.get(name, UNSET))
    deadline = spec.get("startingDeadlineSeconds")
    page.line(0, "Starting Deadline Seconds:", UNSET if deadline is None else f"{deadline}s")
    page.line(0, "Selector:", selector_text(below["selector"]) if below.get("selector") else UNSET)
    page.line(0, "Parallelism:", below.get("parallelism", UNSET))
    page.line(0, "Completions:", below.get("completions", UNSET))
    template(page, below.get("template"))
    last = status.get("lastScheduleTime")
    page.line(0, "Last Schedule Time:", rfc1123(last) if last else UNSET)
    page.line(0, "Active Jobs:", commas((each["name"] for each in status.get("active") or ()), NONE))
    page.events(obj)


def _go_bool(value: Any) -> str:
    return UNSET if value is None else "True" if value else "False"
