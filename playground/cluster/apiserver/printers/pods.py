"""Pods and nodes as rows.

Models: pkg/printers/internalversion/printers.go printPod, printNode, findNodeRoles
"""

from __future__ import annotations

from typing import Any

from playground.cluster.apiserver.printers.columns import (
    NONE,
    Printer,
    joined,
    name_of,
    printer,
    row_age,
    spec_of,
    status_of,
)
from playground.cluster.objects.duration import age, seconds_of
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import condition, condition_is_true, pod_ips, sidecars

_ROLE_PREFIX, _ROLE = "node-role.kubernetes.io/", "kubernetes.io/role"


def _pod(obj: Object, now: float) -> list[Any]:
    spec, status = spec_of(obj), status_of(obj)
    gates = spec.get("readinessGates") or ()
    passed = sum(condition_is_true(obj, gate["conditionType"]) for gate in gates)
    return [
        name_of(obj),
        _ready(obj),
        pod_status(obj),
        _restarts(obj, now),
        row_age(obj, now),
        (pod_ips(obj) or [NONE])[0],
        spec.get("nodeName") or NONE,
        status.get("nominatedNodeName") or NONE,
        f"{passed}/{len(gates)}" if gates else NONE,
    ]


def _ready(obj: Object) -> str:
    restartable = {each["name"] for each in sidecars(obj)}
    total = len(spec_of(obj).get("containers") or ()) + len(restartable)
    ready = sum(bool(each.get("ready") and _state(each, "running")) for each in status_of(obj).get("containerStatuses") or ())
    for each in status_of(obj).get("initContainerStatuses") or ():
        ready += bool(each["name"] in restartable and each.get("started") and each.get("ready"))
    return f"{ready}/{total}"


def _restarts(obj: Object, now: float) -> str:
    status, restartable = status_of(obj), {each["name"] for each in sidecars(obj)}
    initial, main = status.get("initContainerStatuses") or (), status.get("containerStatuses") or ()
    counted = initial if _initializing(obj) else [*main, *(each for each in initial if each["name"] in restartable)]
    count = sum(each.get("restartCount", 0) for each in counted)
    ends = [
        ended["finishedAt"]
        for each in counted
        if (ended := (each.get("lastState") or {}).get("terminated")) and ended.get("finishedAt")
    ]
    return f"{count} ({age(max(ends, key=seconds_of), now)} ago)" if count and ends else str(count)


def pod_status(obj: Object) -> str:
    """The Status cell: `Running`, `Init:0/1`, `CrashLoopBackOff`, `Terminating` ..."""
    status = status_of(obj)
    reason = status.get("reason") or status.get("phase", "")
    scheduled = condition(obj, "PodScheduled")
    if scheduled and scheduled.get("reason") == "SchedulingGated":
        reason = "SchedulingGated"
    initial = _init_reason(obj)
    reason = initial or _container_reason(obj, reason)
    if obj["metadata"].get("deletionTimestamp"):
        if status.get("reason") == "NodeLost":
            return "Unknown"
        return reason if status.get("phase") in ("Succeeded", "Failed") else "Terminating"
    return str(reason)


def _initializing(obj: Object) -> bool:
    return _init_reason(obj) != ""


def _init_reason(obj: Object) -> str:
    """What the init containers have to say, or '' once they are done."""
    containers = {each["name"]: each for each in spec_of(obj).get("initContainers") or ()}
    statuses = status_of(obj).get("initContainerStatuses") or ()
    for index, each in enumerate(statuses):
        ended, waiting = _state(each, "terminated"), _state(each, "waiting")
        if ended is not None and not ended.get("exitCode"):
            continue
        if containers.get(each["name"], {}).get("restartPolicy") == "Always" and each.get("started"):
            continue
        if ended is not None:
            return f"Init:{ended.get('reason') or _exit(ended)}"
        if waiting and waiting.get("reason") not in (None, "", "PodInitializing"):
            return f"Init:{waiting['reason']}"
        return f"Init:{index}/{len(containers)}"
    return ""


def _container_reason(obj: Object, reason: str) -> str:
    running = False
    for each in reversed(status_of(obj).get("containerStatuses") or ()):
        waiting, ended = _state(each, "waiting"), _state(each, "terminated")
        if waiting and waiting.get("reason"):
            reason = waiting["reason"]
        elif ended is not None:
            reason = ended.get("reason") or _exit(ended)
        elif each.get("ready") and _state(each, "running") is not None:
            running = True
    if reason == "Completed" and running:
        return "Running" if condition_is_true(obj, "Ready") else "NotReady"
    return reason


def _exit(ended: Object) -> str:
    return f"Signal:{ended['signal']}" if ended.get("signal") else f"ExitCode:{ended.get('exitCode', 0)}"


def _state(status: Object, name: str) -> Object | None:
    return (status.get("state") or {}).get(name)


def pod_row_conditions(obj: Object) -> list[Object]:
    """What a finished pod's row carries besides its cells."""
    texts = {"Succeeded": "The pod has completed successfully.", "Failed": "The pod failed."}
    phase = status_of(obj).get("phase")
    if phase not in texts:
        return []
    return [{"type": "Completed", "status": "True", "reason": phase, "message": texts[phase]}]


def _node(obj: Object, now: float) -> list[Any]:
    status = status_of(obj)
    info = status.get("nodeInfo") or {}
    ready = condition(obj, "Ready")
    shown = "Unknown" if ready is None else "Ready" if ready.get("status") == "True" else "NotReady"
    if spec_of(obj).get("unschedulable"):
        shown += ",SchedulingDisabled"
    return [
        name_of(obj),
        shown,
        joined(_roles(obj["metadata"].get("labels") or {})),
        row_age(obj, now),
        info.get("kubeletVersion", ""),
        _address(status, "InternalIP"),
        _address(status, "ExternalIP"),
        *((info.get(key) or "<unknown>") for key in ("osImage", "kernelVersion", "containerRuntimeVersion")),
    ]


def _roles(labels: dict[str, str]) -> list[str]:
    found = {key.removeprefix(_ROLE_PREFIX) for key in labels if key.startswith(_ROLE_PREFIX)}
    return sorted(filter(None, {*found, labels.get(_ROLE, "")}))


def _address(status: Object, kind: str) -> str:
    return next((each["address"] for each in status.get("addresses") or () if each["type"] == kind), NONE)


PRINTERS: dict[str, Printer] = {
    "Pod": printer("Name, Ready, Status, Restarts, Age, IP+, Node+, Nominated Node+, Readiness Gates+", _pod),
    "Node": printer(
        "Name, Status, Roles, Age, Version, Internal-IP+, External-IP+, OS-Image+, Kernel-Version+, Container-Runtime+",
        _node,
    ),
}
