"""The container runtime that the kubelet asks, and the sockets that packets arrive at.

Models: pkg/kubelet/prober/prober.go runProbe; pkg/probe
"""

from __future__ import annotations

from collections.abc import Callable

from playground.cluster.config import Config
from playground.cluster.containers.images import image_of, pull_error
from playground.cluster.containers.listeners import listeners, process
from playground.cluster.containers.model import Listener, Process
from playground.cluster.containers.programs import start
from playground.cluster.containers.replies import HttpRequest, reply
from playground.cluster.containers.variables import Environment, Missing, invocation
from playground.cluster.controllers.base import STOP, Exit
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import is_finished, node_name, pod_ips
from playground.cluster.objects.world import node_has_failed, pod_is_crashing, pod_is_held_unready
from playground.cluster.store import Store

CRASHED = Exit(0.0, 1)
CONFIG_ERROR = "CreateContainerConfigError"


class ContainerRuntime:
    """Answers from the pod as it is in the store and the tables of images; keeps nothing. `remembered` is asked what a
    running container was started with."""

    def __init__(self, store: Store, config: Config) -> None:
        self.store, self.config = store, config
        self.remembered: Environment | None = None

    # -- what the kubelet asks

    def starts(self, pod: Object, container: Object) -> str | None:
        """None if the container can be started, else the waiting reason."""
        found = self.problem(pod, container)
        return found[0] if found else None

    def problem(self, pod: Object, container: Object) -> tuple[str, str] | None:
        """Why a container can't be started: waiting reason and message. None if it can."""
        refused = pull_error(container.get("image") or "")
        if refused:
            return refused
        found = process(pod, container, self.store, self.config)
        return (CONFIG_ERROR, found.message) if isinstance(found, Missing) else None

    def finishes(self, pod: Object, container: Object) -> Exit | None:
        """When the container's process ends by itself, and its exit code."""
        if pod_is_crashing(pod):
            return CRASHED
        found = process(pod, container, self.store, self.config)
        return found.exit if isinstance(found, Process) else None

    def stopping(self, pod: Object, container: Object) -> float:
        """Seconds that the process goes on after TERM."""
        found = process(pod, container, self.store, self.config)
        return found.stopping if isinstance(found, Process) else STOP

    def log(self, pod: Object, container: Object) -> str:
        """What the process printed when it started."""
        found = process(pod, container, self.store, self.config)
        return found.log if isinstance(found, Process) else ""

    def probe(self, pod: Object, container: Object, probe: Object) -> str | None:
        """None if the probe succeeds, else what the kubelet adds to `Readiness probe failed: `."""
        if pod_is_held_unready(pod) and probe == container.get("readinessProbe"):
            return "the pod is held unready"
        for handler, check in _HANDLERS.items():
            if probe.get(handler):
                return check(self, pod, container, probe[handler])
        return None

    # -- what packets ask

    def listeners(self, pod: Object) -> tuple[Listener, ...]:
        """The sockets of the pod now: none if its containers do not run."""
        if is_finished(pod) or pod_is_crashing(pod) or self._is_without_power(pod):
            return ()
        found = listeners(pod, self.store, self.config, self.remembered)
        stopped = _stopped_containers(pod)
        return tuple(one for one in found if not one.container or one.container not in stopped)

    def listens(self, pod: Object, protocol: str, port: int, local: bool = False) -> Listener | None:
        """Who takes connections on a port: from other hosts, or (`local`) from the pod itself."""
        for one in self.listeners(pod):
            if (one.protocol, one.port) == (protocol, port) and (local or not one.only_local):
                return one
        return None

    def _is_without_power(self, pod: Object) -> bool:
        node = self.store.get("Node", "", node_name(pod))
        return node is not None and node_has_failed(node)

    # -- probes

    def _http_get(self, pod: Object, container: Object, action: Object) -> str | None:
        port = _port(container, action.get("port", 0))
        if port is None:
            return f"couldn't find port: {action.get('port')} in container {container['name']}"
        host = action.get("host") or next(iter(pod_ips(pod)), "")
        scheme, path = (action.get("scheme") or "HTTP").lower(), action.get("path") or "/"
        listener = self._find(pod, "TCP", port)
        if listener is None:
            return f'Get "{scheme}://{host}:{port}{path}": dial tcp {host}:{port}: connect: connection refused'
        if not listener.http:
            return f'Get "{scheme}://{host}:{port}{path}": net/http: HTTP/1.x transport connection broken: malformed HTTP response'
        if scheme == "https" and not (listener.tls or listener.assumed):
            return f'Get "{scheme}://{host}:{port}{path}": http: server gave HTTP response to HTTPS client'
        status = reply(listener, pod, HttpRequest(path, host=host)).status
        return None if 200 <= status < 400 else f"HTTP probe failed with statuscode: {status}"

    def _tcp_socket(self, pod: Object, container: Object, action: Object) -> str | None:
        port = _port(container, action.get("port", 0))
        if port is None:
            return f"couldn't find port: {action.get('port')} in container {container['name']}"
        host = action.get("host") or next(iter(pod_ips(pod)), "")
        return None if self._find(pod, "TCP", port) else f"dial tcp {host}:{port}: connect: connection refused"

    def _grpc(self, pod: Object, container: Object, action: Object) -> str | None:
        """Any listener is taken to answer the health service."""
        host, port = next(iter(pod_ips(pod)), ""), int(action.get("port", 0))
        if self._find(pod, "TCP", port):
            return None
        return f'timeout: failed to connect service "{host}:{port}" within 1s: context deadline exceeded'

    def _exec(self, pod: Object, container: Object, action: Object) -> str | None:
        """The command's exit code, as far as the tables know it; commands that are in none succeed."""
        image = image_of(container.get("image") or "")
        call = invocation(pod, container, image, self.store, self.config)
        if isinstance(call, Missing):
            return call.message
        found = start(call.of(*(action.get("command") or ("true",))), image)
        return None if found.exit is None or found.exit.code == 0 else found.log.strip() or "command failed"

    def _find(self, pod: Object, protocol: str, port: int) -> Listener | None:
        """A listener that the pod's own node reaches; its containers are up, or the probe would not be asked."""
        if pod_is_crashing(pod):
            return None
        for one in listeners(pod, self.store, self.config, self.remembered):
            if (one.protocol, one.port) == (protocol, port) and not one.only_local:
                return one
        return None


def _port(container: Object, port: int | str) -> int | None:
    """A probe's port: a number, or the name of one of the container's ports."""
    if isinstance(port, int) or port.isdecimal():
        return int(port)
    for declared in container.get("ports") or ():
        if declared.get("name") == port:
            return int(declared["containerPort"])
    return None


def _stopped_containers(pod: Object) -> frozenset[str]:
    """The containers that the pod's status says are not running. A pod without such a status is taken at its word."""
    statuses = (pod.get("status") or {}).get("containerStatuses") or ()
    return frozenset(status["name"] for status in statuses if "running" not in (status.get("state") or {"running": {}}))


_HANDLERS: dict[str, Callable[[ContainerRuntime, Object, Object, Object], str | None]] = {
    "httpGet": ContainerRuntime._http_get,
    "tcpSocket": ContainerRuntime._tcp_socket,
    "grpc": ContainerRuntime._grpc,
    "exec": ContainerRuntime._exec,
}
