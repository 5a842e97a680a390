"""The rooms: nodes, the kube-proxy in each wall, and the pods."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from playground.cluster.config import Config
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.world import node_has_failed, pod_is_crashing, pod_is_held_unready
from playground.cluster.store import Store
from playground.diagram.part import Part

_ZONE = "topology.kubernetes.io/zone"


def draw(store: Store, config: Config, listens: Callable[[Object], Iterable[Any]]) -> Part:
    part = Part()
    for node in store.iterate("Node"):
        _node(part, node)
    for node in store.iterate("Node"):
        _proxy(part, node, config, store)
    for pod in store.iterate("Pod"):
        _pod(part, pod, store, listens)
    return part


def _node(part: Part, node: Object) -> None:
    metadata, spec, status = node["metadata"], node.get("spec") or {}, node.get("status") or {}
    addresses = {item["type"]: item["address"] for item in reversed(status.get("addresses") or [])}
    part.node(
        f"node:{metadata['name']}", "node", metadata["name"], name=metadata["name"], state=_node_state(node),
        address=addresses.get("InternalIP", ""), external=addresses.get("ExternalIP", ""), pod_cidr=spec.get("podCIDR", ""),
        zone=(metadata.get("labels") or {}).get(_ZONE, ""), unschedulable=bool(spec.get("unschedulable")),
        taints=[f"{taint['key']}:{taint['effect']}" for taint in spec.get("taints") or []],
    )  # fmt: skip


def _node_state(node: Object) -> str:
    """`failed` is what is so, `ready` and `not-ready` what the control plane knows."""
    if node_has_failed(node):
        return "failed"
    return "ready" if _condition(node, "Ready") == "True" else "not-ready"


def _proxy(part: Part, node: Object, config: Config, store: Store) -> None:
    """The plate in the wall, with the NodePorts that open there as doors."""
    name = node["metadata"]["name"]
    identity = f"proxy:{name}"
    doors = []
    for service in store.iterate("Service"):
        place = f"service:{service['metadata']['namespace']}/{service['metadata']['name']}"
        for port in service["spec"].get("ports") or []:
            number, protocol = port.get("nodePort"), port.get("protocol", "TCP")
            if not number:
                continue
            doors.append({"port": number, "protocol": protocol, "service": place, "name": port.get("name", "")})
            part.edge("opens", identity, place, f"{number}/{protocol}", label=str(number), protocol=protocol)
    doors.sort(key=lambda door: (door["port"], door["protocol"]))
    part.node(identity, "proxy", "kube-proxy", parent=f"node:{name}", node=name, mode=config.proxy_mode, doors=doors)


def _pod(part: Part, pod: Object, store: Store, listens: Callable[[Object], Iterable[Any]]) -> None:
    metadata, spec, status = pod["metadata"], pod.get("spec") or {}, pod.get("status") or {}
    node = spec.get("nodeName") or ""
    owner = next((item for item in metadata.get("ownerReferences") or [] if item.get("controller")), None)
    declared = {
        (port.get("protocol", "TCP"), port["containerPort"]): port.get("name", "")
        for container in spec.get("containers") or []
        for port in container.get("ports") or []
    }
    fields: dict[str, Any] = {"parent": f"node:{node}"} if node and store.get("Node", "", node) else {}
    part.node(
        f"pod:{metadata['namespace']}/{metadata['name']}", "pod", metadata["name"], **fields,
        namespace=metadata["namespace"], name=metadata["name"], state=_pod_state(pod), phase=status.get("phase", "Pending"),
        ready=_condition(pod, "Ready") == "True", terminating="deletionTimestamp" in metadata, reason=_reason(pod),
        address=status.get("podIP", ""), node=node, labels=dict(metadata.get("labels") or {}),
        owner=f"{owner['kind']}/{owner['name']}" if owner else "",
        images=[container.get("image", "") for container in spec.get("containers") or []],
        host_network=bool(spec.get("hostNetwork")),
        declared=[{"protocol": protocol, "port": port, "name": name} for (protocol, port), name in declared.items()],
        listeners=[
            {"protocol": item.protocol, "port": item.port, "name": declared.get((item.protocol, item.port), ""), "assumed": item.assumed}
            for item in listens(pod)
        ],
        held_unready=pod_is_held_unready(pod),
        crashed=pod_is_crashing(pod),
    )  # fmt: skip


def _pod_state(pod: Object) -> str:
    """One word: terminating, failed, succeeded, pending, ready or not-ready."""
    phase = (pod.get("status") or {}).get("phase", "Pending")
    if "deletionTimestamp" in pod["metadata"]:
        return "terminating"
    if phase in ("Failed", "Succeeded", "Pending"):
        return str(phase).lower()
    return "ready" if _condition(pod, "Ready") == "True" else "not-ready"


def _reason(pod: Object) -> str:
    """Why it is not running, as `kubectl get` says it: the first container's waiting or terminated reason."""
    status = pod.get("status") or {}
    for container in status.get("containerStatuses") or []:
        for state in ("waiting", "terminated"):
            reason = ((container.get("state") or {}).get(state) or {}).get("reason")
            if reason:
                return str(reason)
    return str(status.get("reason") or "")


def _condition(obj: Object, name: str) -> str:
    conditions = (obj.get("status") or {}).get("conditions") or []
    return next((str(item["status"]) for item in conditions if item["type"] == name), "Unknown")
