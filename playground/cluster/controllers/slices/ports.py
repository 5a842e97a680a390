"""The ports of a slice: a Service's ports as one pod has them, and the key that pods are grouped by.

Models: staging/src/k8s.io/endpointslice/utils.go getEndpointPorts, util/controller_utils.go NewPortMapKey
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import sidecars

PortKey = tuple[str, str, int | None, str | None]
PortMap = tuple[PortKey, ...]
"""A list of ports as a key: the order plays no part."""

FNV_OFFSET, FNV_PRIME = 0x6C62272E07BB014262B821756295C58D, 0x1000000000000000000013B


def target_port(pod: Object, port: Object) -> int | None:
    """The number that a Service port has in a pod; None where the pod has no port of that name.

    Models: staging/src/k8s.io/endpointslice/utils.go FindPort
    """
    target = port.get("targetPort", port.get("port"))
    if not isinstance(target, str):
        return target or port.get("port")
    for container in [*pod["spec"].get("containers", ()), *sidecars(pod)]:
        for declared in container.get("ports") or ():
            same_protocol = declared.get("protocol", "TCP") == port.get("protocol", "TCP")
            if declared.get("name") == target and same_protocol:
                return int(declared["containerPort"])
    return None


def slice_ports(service: Object, pod: Object) -> list[Object]:
    """The Service's ports as slice ports for this pod, in the order in which the API shows them."""
    ports = []
    for port in service["spec"].get("ports") or ():
        number = target_port(pod, port)
        if number is None:
            continue
        made = {"name": port.get("name") or "", "port": number, "protocol": port.get("protocol", "TCP")}
        if port.get("appProtocol") is not None:
            made["appProtocol"] = port["appProtocol"]
        ports.append(made)
    return in_order(ports)


def port_map(ports: Iterable[Object] | None) -> PortMap:
    keys = ((p.get("name") or "", p.get("protocol") or "TCP", p.get("port"), p.get("appProtocol")) for p in ports or ())
    return tuple(sorted(keys, key=repr))


def in_order(ports: list[Object]) -> list[Object]:
    """Slices list their ports by a hash of each. Models: util/controller_utils.go portsInOrder, DeepHashObjectToString"""
    return sorted(
        ports, key=lambda p: _rank(p["name"], p.get("protocol") or "TCP", p.get("port"), p.get("appProtocol"))
    )


@lru_cache(maxsize=4096)
def _rank(name: str, protocol: str, port: int | None, app_protocol: str | None) -> int:
    number = f"(*int32){'<nil>' if port is None else port}"
    app = f"(*string){'<nil>' if app_protocol is None else app_protocol}"
    text = (
        f"(v1.EndpointPort){{Name:(*string){name} Protocol:(*v1.Protocol){protocol} Port:{number} AppProtocol:{app}}}"
    )
    return fnv128a(text)


def fnv128a(text: str) -> int:
    value = FNV_OFFSET
    for byte in text.encode():
        value = ((value ^ byte) * FNV_PRIME) & ((1 << 128) - 1)
    return value
