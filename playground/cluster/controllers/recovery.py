"""A kubelet that starts anew finds its pods running: what it can know of them stands in their status.

Lost are probe counts (verdicts are kept) and the variables that containers were started with.

Models: pkg/kubelet/kuberuntime/kuberuntime_manager.go GetPods (there from the container runtime)
"""

from __future__ import annotations

from playground.cluster.config import instant
from playground.cluster.controllers.pod_run import PROBES, RUNNING, TERMINATED, ContainerRun, End, PodRun, ProbeRun
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import pod_ips


def recovered(pod: Object, now: float) -> PodRun | None:
    """None for a pod that no kubelet has started yet."""
    status = pod.get("status") or {}
    known = {
        one["name"]: one for field in ("initContainerStatuses", "containerStatuses") for one in status.get(field) or ()
    }
    if not status.get("startTime") or not pod_ips(pod) or not known:
        return None
    spec = pod["spec"]
    containers = {
        container["name"]: _container(container, known[container["name"]], now)
        for container in [*(spec.get("initContainers") or ()), *spec["containers"]]
        if container["name"] in known
    }
    return PodRun(pod["metadata"]["uid"], instant(status["startTime"]), tuple(pod_ips(pod)), containers)


def _container(container: Object, status: Object, now: float) -> ContainerRun:
    state, before = status.get("state") or {}, (status.get("lastState") or {}).get(TERMINATED)
    ended = state.get(TERMINATED) or before
    last = _end(ended) if ended else None
    ran = RUNNING in state or ended is not None
    restarts = int(status.get("restartCount") or 0) if ran else -1
    common: Object = {"restarts": restarts, "crashes": max(0, restarts), "last": last, "code": last.code if last else 0}
    if RUNNING in state:
        since = instant(state[RUNNING]["startedAt"])
        return ContainerRun(RUNNING, "", "", since, probes=_probes(container, status, now), **common)
    if TERMINATED in state and last is not None:
        return ContainerRun(TERMINATED, last.reason, "", last.finished, last.finished + 1.0, **common)
    waiting = state.get("waiting") or {}
    return ContainerRun(reason=waiting.get("reason", ""), message=waiting.get("message", ""), **common)


def _probes(container: Object, status: Object, now: float) -> dict[str, ProbeRun]:
    verdicts = {"startupProbe": bool(status.get("started")), "readinessProbe": bool(status.get("ready"))}
    return {
        kind: ProbeRun(now + float(container[kind].get("periodSeconds") or 10), passes=verdicts.get(kind) or None)
        for kind in PROBES
        if container.get(kind)
    }


def _end(ended: Object) -> End:
    return End(
        int(ended["exitCode"]), ended.get("reason", ""), instant(ended["startedAt"]), instant(ended["finishedAt"])
    )
