"""What listens in a pod: the catalogue's word on its images, or what the lab says instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from playground.cluster.config import Config
from playground.cluster.containers.images import image_of
from playground.cluster.containers.model import Listener, Process
from playground.cluster.containers.programs import start, with_name
from playground.cluster.containers.variables import Environment, Missing, invocation
from playground.cluster.dns.hosts import hostname
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import pod_ips, sidecars
from playground.cluster.store import Store

NOT_HTTP = frozenset({22, 25, 53, 1433, 1521, 2181, 3306, 5432, 5672, 6379, 9042, 9092, 11211, 27017})
"""Ports on which an unknown image is not taken to speak HTTP."""

ASSUMED_REPLY = "{pod}\n"


def listeners(pod: Object, store: Store, config: Config, remembered: Environment | None = None) -> tuple[Listener, ...]:
    """The sockets of a pod whose containers all run. Of two that want the same port the first has it."""
    said = _override(pod, config.containers)
    found = tuple(said) if said is not None else tuple(_of_containers(pod, store, config, remembered))
    return tuple({(one.protocol, one.port): one for one in reversed(found)}.values())[::-1]


def process(pod: Object, container: Object, store: Store, config: Config, remembered: Environment | None = None) -> Process | Missing:
    """What one container's command comes to, whether or not it is running now."""
    image = image_of(container.get("image") or "")
    call = invocation(pod, container, image, store, config, remembered)
    if isinstance(call, Missing):
        return call
    if not call.argv:
        return _assumed(container)
    found = start(call, image)
    return _assumed(container) if found.assumed and not found.listeners and found.exit is None else found


def text(listener: Listener, pod: Object, path: str = "/") -> str:
    """The listener's fixed reply, with the pod's values in it."""
    if "{" not in listener.reply:
        return listener.reply
    values = {
        "pod": pod["metadata"]["name"],
        "namespace": pod["metadata"].get("namespace", ""),
        "ip": next(iter(pod_ips(pod)), ""),
        "node": pod["spec"].get("nodeName", ""),
        "hostname": hostname(pod),
        "port": str(listener.port),
        "path": path,
    }
    reply = listener.reply.replace("{{", "\0").replace("}}", "\1")
    for name, value in values.items():
        reply = reply.replace("{" + name + "}", value)
    return reply.replace("\0", "{").replace("\1", "}")


def _of_containers(pod: Object, store: Store, config: Config, remembered: Environment | None) -> Iterator[Listener]:
    for container in (*sidecars(pod), *(pod["spec"].get("containers") or ())):
        found = process(pod, container, store, config, remembered)
        if isinstance(found, Process):
            yield from with_name(found, container["name"]).listeners


def _assumed(container: Object) -> Process:
    """An unknown program: it runs, and listens on what the container declares."""
    return Process(
        tuple(
            Listener(
                port.get("protocol") or "TCP",
                port["containerPort"],
                http=(port.get("protocol") or "TCP") == "TCP" and port["containerPort"] not in NOT_HTTP,
                reply=ASSUMED_REPLY,
                assumed=True,
            )
            for port in container.get("ports") or ()
        ),
        assumed=True,
    )


def _override(pod: Object, overrides: Mapping[str, Any]) -> list[Listener] | None:
    """The lab's listeners for a pod: of the patterns that fit its name (or namespace/name), the first."""
    name, namespace = pod["metadata"]["name"], pod["metadata"].get("namespace", "")
    for pattern, said in overrides.items():
        if fnmatchcase(name, pattern) or fnmatchcase(f"{namespace}/{name}", pattern):
            return [_said(row) for row in said.get("listens") or ()]
    return None


def _said(row: Mapping[str, Any]) -> Listener:
    protocol = row.get("protocol") or "TCP"
    port = int(row["port"])
    return Listener(
        protocol,
        port,
        http=protocol == "TCP" and port not in NOT_HTTP,
        reply=row.get("reply") or ASSUMED_REPLY,
        status=int(row.get("status") or 200),
        bind=row.get("bind") or "",
    )
