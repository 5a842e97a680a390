"""A container's log: what it printed when it started, and a line for each request, as its server writes them.

Models: pkg/registry/core/pod/strategy.go LogLocation; pkg/kubelet/kubelet.go validateContainerLogStatus, GetKubeletContainerLogs
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from playground.cluster.apiserver.messages import ApiError, Request, Response
from playground.cluster.apiserver.routes import Route
from playground.cluster.config import instant
from playground.cluster.containers import access_log
from playground.cluster.objects.kinds import Object
from playground.cluster.simulation import processes
from playground.cluster.simulation.machines import container_of
from playground.cluster.simulation.serving import as_served
from playground.cluster.trace.model import Trace
from playground.cluster.trace.network import place_of

if TYPE_CHECKING:
    from playground.cluster.simulation.cluster import Cluster

Line = tuple[float, str]


def lines(cluster: Cluster, pod: Object, container: Object) -> list[Line]:
    """(instant, line with its newline) in order."""
    status = _status(pod, container["name"])
    began = (status.get("state") or {}).get("running", {}).get("startedAt") or (pod.get("status") or {}).get("startTime") or ""
    started = instant(began) if began else cluster.clock.now
    text = processes.printed(cluster, pod, container) or cluster.runtime.log(pod, container)
    first = [(started, line) for line in text.splitlines(keepends=True)]
    return [*first, *_requests(cluster, pod, container, started)]


def _requests(cluster: Cluster, pod: Object, container: Object, started: float) -> Iterator[Line]:
    """A line for each request that the container has answered in this life."""
    for at, what in cluster.activity.requests_of(place_of(pod)):
        if at < started:
            continue
        if isinstance(what, Trace):
            found = as_served(cluster, what, at)
            if found is None:
                continue
            what = found[1]
        written = access_log.line(container.get("image") or "", what)
        if written and what.listener.container in ("", container["name"]):
            yield at, written


def text(cluster: Cluster, namespace: str, name: str, container: str) -> str:
    """The whole log. Raises ValueError."""
    pod = cluster.store.get("Pod", namespace, name)
    spec = container_of(pod, container) if pod else None
    if pod is None or spec is None:
        raise ValueError(f"there is no container {container!r} of pod {name!r} in namespace {namespace!r}")
    return "".join(line for _, line in lines(cluster, pod, spec))


def answer(cluster: Cluster, request: Request, route: Route) -> Response:
    """`GET .../pods/NAME/log`. Raises ApiError."""
    namespace, name = route.namespace or "", route.name or ""
    pod = cluster.store.get("Pod", namespace, name)
    if pod is None:
        raise ApiError(404, "NotFound", f'pods "{name}" not found', {"name": name, "kind": "pods"})
    query = {key: values[0] for key, values in parse_qs(request.query, keep_blank_values=True).items()}
    found = lines(cluster, pod, _chosen(pod, query.get("container", ""), query.get("previous") == "true"))
    if query.get("sinceSeconds", "").isdecimal():
        found = [one for one in found if one[0] >= cluster.clock.now - int(query["sinceSeconds"])]
    if query.get("sinceTime"):
        found = [one for one in found if one[0] >= instant(query["sinceTime"])]
    if query.get("tailLines", "").isdecimal():
        found = found[len(found) - min(int(query["tailLines"]), len(found)) :]
    stamped = query.get("timestamps") == "true"
    out = "".join(f"{_stamp(at)} {line}" if stamped else line for at, line in found)
    if query.get("limitBytes", "").isdecimal():
        out = out.encode()[: int(query["limitBytes"])].decode(errors="ignore")
    return Response(200, text=out)


def _chosen(pod: Object, container: str, previous: bool) -> Object:
    """Raises ApiError."""
    name, spec = pod["metadata"]["name"], pod["spec"]
    names = [one["name"] for one in spec["containers"]]
    if not container and len(names) > 1:
        raise _bad(f"a container name must be specified for pod {name}, choose one of: [{' '.join(names)}]")
    found = container_of(pod, container or names[0])
    if found is None:
        raise _bad(f"container {container} is not valid for pod {name}")
    status = _status(pod, found["name"])
    state = status.get("state") or {}
    where = f'container "{found["name"]}" in pod "{name}"'
    if previous:
        if not (status.get("lastState") or {}).get("terminated"):
            raise _bad(f'previous terminated {where} not found')
    elif (not state or "waiting" in state) and not (status.get("lastState") or {}).get("terminated"):
        reason = (state.get("waiting") or {}).get("reason") or "ContainerCreating"
        trouble = "trying and failing to pull image" if reason in ("ImagePullBackOff", "ErrImagePull") else reason
        raise _bad(f"{where} is {'' if trouble != reason else 'waiting to start: '}{trouble}")
    return found


def _status(pod: Object, container: str) -> Object:
    status = pod.get("status") or {}
    both = (*(status.get("containerStatuses") or ()), *(status.get("initContainerStatuses") or ()))
    return next((one for one in both if one["name"] == container), {})


def _bad(message: str) -> ApiError:
    return ApiError(400, "BadRequest", message)


def _stamp(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f000Z")
