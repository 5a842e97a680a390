"""A pod's status as its kubelet writes it: phase, conditions, container statuses. Pure.

Models: pkg/kubelet/kubelet_pods.go getPhase, generateAPIPodStatus; pkg/kubelet/status/generate.go
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from playground.cluster.config import stamp
from playground.cluster.controllers.pod_run import RUNNING, TERMINATED, ContainerRun, End, PodRun
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import condition, is_terminating, with_condition

ORDER = ("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled")


def is_sidecar(container: Object) -> bool:
    return bool(container.get("restartPolicy") == "Always")


def init_containers(pod: Object) -> list[Object]:
    return list(pod["spec"].get("initContainers") or ())


def main_containers(pod: Object) -> list[Object]:
    return list(pod["spec"].get("containers") or ())


def run_of(run: PodRun, container: Object) -> ContainerRun:
    return run.containers.get(container["name"]) or ContainerRun()


def is_initialized(pod: Object, run: PodRun) -> bool:
    """Every ordinary init container has ended well, every sidecar has started (once is enough)."""
    return all(_is_past(container, run_of(run, container)) for container in init_containers(pod))


def _is_past(container: Object, state: ContainerRun) -> bool:
    if is_sidecar(container):
        return state.is_started() or state.last is not None
    return state.state == TERMINATED and state.code == 0


def status_of(pod: Object, run: PodRun, host_ips: list[str], now: float) -> Object:
    """The whole status. What others have written into it (further conditions) is kept."""
    old = pod.get("status") or {}
    phase = _phase(pod, run)
    status: Object = {
        key: old[key] for key in ("qosClass", "nominatedNodeName", "reason", "message", "resize") if key in old
    }
    if generation := pod["metadata"].get("generation"):
        status["observedGeneration"] = generation
    status |= {"phase": phase, "conditions": _conditions(pod, run, phase, now)}
    if host_ips:
        status |= {"hostIP": host_ips[0], "hostIPs": [{"ip": ip} for ip in host_ips]}
    if run.ips:
        status |= {"podIP": run.ips[0], "podIPs": [{"ip": ip} for ip in run.ips]}
    status["startTime"] = stamp(run.since)
    if init_containers(pod):
        status["initContainerStatuses"] = [_container_status(pod, run, c, init=True) for c in init_containers(pod)]
    status["containerStatuses"] = [_container_status(pod, run, c, init=False) for c in main_containers(pod)]
    return status


# -- phase


def _phase(pod: Object, run: PodRun) -> str:
    old = (pod.get("status") or {}).get("phase")
    if old in ("Succeeded", "Failed"):
        return str(old)
    policy = pod["spec"].get("restartPolicy", "Always")
    for container in init_containers(pod):
        state = run_of(run, container)
        if policy == "Never" and not is_sidecar(container) and state.state == TERMINATED and state.code:
            return "Failed"
    states = [run_of(run, container) for container in main_containers(pod)]
    if (
        is_terminating(pod)
        and run.stops is not None
        and all(state.state != RUNNING for state in states)
        and any(state.ran for state in states)
    ):
        return "Failed" if any(state.last and state.last.code for state in states) else "Succeeded"
    if not is_initialized(pod, run) or any(not state.ran for state in states):
        return "Pending"
    if any(state.state == RUNNING for state in states) or policy == "Always":
        return "Running"
    if all(state.code == 0 for state in states):
        return "Succeeded"
    return "Failed" if policy == "Never" else "Running"


# -- conditions


def _conditions(pod: Object, run: PodRun, phase: str, now: float) -> list[Object]:
    ready = _containers_ready(pod, run, phase)
    wanted = {
        "PodReadyToStartContainers": {"status": "True" if run.ips else "False"},
        "Initialized": _initialized(pod, run, phase),
        "Ready": _gated(pod, ready),
        "ContainersReady": ready,
        "PodScheduled": {"status": "True"},
    }
    old = list((pod.get("status") or {}).get("conditions") or ())
    others = [entry for entry in old if entry.get("type") not in wanted]
    mine: list[Object] = []
    for kind in ORDER:
        entry: Object = {"type": kind, "lastProbeTime": None, **wanted[kind]}
        if generation := pod["metadata"].get("generation"):
            entry["observedGeneration"] = generation
        before = [found] if (found := condition(pod, kind)) else []
        mine += with_condition(before, entry, stamp(now))
    return mine + others


def _initialized(pod: Object, run: PodRun, phase: str) -> Object:
    if is_initialized(pod, run):
        return {"status": "True"} | ({"reason": "PodCompleted"} if phase == "Succeeded" else {})
    pending = [c["name"] for c in init_containers(pod) if not _is_past(c, run_of(run, c))]
    text = f"containers with incomplete status: [{' '.join(pending)}]"
    return {"status": "False", "reason": "ContainersNotInitialized", "message": text}


def _containers_ready(pod: Object, run: PodRun, phase: str) -> Object:
    """Models: status/generate.go GenerateContainersReadyCondition"""
    if phase == "Succeeded":
        return {"status": "False", "reason": "PodCompleted"}
    if phase == "Failed":
        return {"status": "False", "reason": "PodFailed"}
    asked = [*(c for c in init_containers(pod) if is_sidecar(c)), *main_containers(pod)]
    unready = [c["name"] for c in asked if not ready(run, c)]
    if not unready:
        return {"status": "True"}
    text = f"containers with unready status: [{' '.join(unready)}]"
    return {"status": "False", "reason": "ContainersNotReady", "message": text}


def _gated(pod: Object, containers_ready: Object) -> Object:
    """Models: status/generate.go GeneratePodReadyCondition"""
    if containers_ready["status"] != "True":
        return containers_ready
    complaints = []
    for gate in pod["spec"].get("readinessGates") or ():
        kind = gate["conditionType"]
        found = condition(pod, kind)
        if found is None:
            complaints.append(f'corresponding condition of pod readiness gate "{kind}" does not exist.')
        elif found.get("status") != "True":
            complaints.append(f'the status of pod readiness gate "{kind}" is not "True", but {found.get("status")}')
    if not complaints:
        return {"status": "True"}
    return {"status": "False", "reason": "ReadinessGatesNotReady", "message": ", ".join(complaints)}


def ready(run: PodRun, container: Object) -> bool:
    return run_of(run, container).is_ready() and not run.held


# -- containers


def _container_status(pod: Object, run: PodRun, container: Object, *, init: bool) -> Object:
    state = run_of(run, container)
    done = init and not is_sidecar(container) and state.state == TERMINATED and state.code == 0
    identity = _container_id(pod, container, state)
    status: Object = {
        "name": container["name"],
        "state": {state.state: _state(state, identity, init_pending=bool(init_containers(pod)))},
        "lastState": {},
        "ready": done or ready(run, container),
        "restartCount": max(0, state.restarts),
        "image": full_name(container.get("image", "")) if state.ran else container.get("image", ""),
        "imageID": _image_id(container.get("image", "")) if state.ran else "",
        "started": state.is_started(),
    }
    if state.last is not None and state.state != TERMINATED:
        status["lastState"] = {TERMINATED: _ended(state.last, identity)}
    if state.ran:
        status["containerID"] = identity
    return status


def full_name(image: str) -> str:
    """As a runtime reports it: `nginx` is `docker.io/library/nginx:latest`. Models: distribution/reference ParseDockerRef"""
    first, _, rest = image.partition("/")
    is_host = bool(rest) and ("." in first or ":" in first or first == "localhost")
    name = image if is_host else f"docker.io/{image}" if rest else f"docker.io/library/{image}"
    return name if "@" in name or ":" in name.rpartition("/")[2] else f"{name}:latest"


def _image_id(image: str) -> str:
    name = full_name(image).partition("@")[0]
    head, slash, last = name.rpartition("/")
    return f"{head}{slash}{last.partition(':')[0]}@sha256:{sha256(name.encode()).hexdigest()}"


def _state(state: ContainerRun, identity: str, *, init_pending: bool) -> Object:
    if state.state == RUNNING:
        return {"startedAt": stamp(state.since)}
    if state.state == TERMINATED and state.last is not None:
        return _ended(state.last, identity)
    reason = state.reason
    if reason == "ContainerCreating" and init_pending:
        reason = "PodInitializing"
    return {"reason": reason} | ({"message": state.message} if state.message else {})


def _ended(end: End, identity: str) -> Object:
    return {
        "exitCode": end.code,
        "reason": end.reason,
        "startedAt": stamp(end.started),
        "finishedAt": stamp(end.finished),
        "containerID": identity,
    }


def _container_id(pod: Object, container: Object, state: ContainerRun) -> str:
    text: Any = (pod["metadata"].get("uid"), container["name"], max(0, state.restarts))
    return f"containerd://{sha256(repr(text).encode()).hexdigest()}"
