"""The rooms: nodes, the kube-proxy in each wall, and the pods."""

from __future__ import annotations

from typing import Any

from playground.cluster.config import Config
from playground.cluster.containers.runtime import ContainerRuntime
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import controller_of
from playground.cluster.objects.world import node_has_failed, pod_is_crashing, pod_is_held_unready
from playground.cluster.store import Store
from playground.diagram.part import Part
from playground.diagram.pieces import Pieces

_ZONE = "topology.kubernetes.io/zone"


_READ_BY_PROCESSES = ("ConfigMap", "Secret", "Service")
"""What a pod's processes may read beside the pod: variables and files tell some where to listen."""

_BETWEEN = ("ReplicaSet", "Job")
"""What stands between a pod and its workload."""

Owners = dict[str, str]
"""`ReplicaSet/web-7d4b9c6f5` -> `Deployment/web`"""


def draw(pieces: Pieces, store: Store, config: Config, runtime: ContainerRuntime) -> None:
    nodes = store.list("Node")
    for node in nodes:
        pieces.draw(("node", node["metadata"]["name"]), _node, node)
    doors = _doors(store)
    for node in nodes:
        pieces.draw(("proxy", node["metadata"]["name"]), _proxy, node["metadata"]["name"], doors, config.proxy_mode)
    power = {node["metadata"]["name"]: not node_has_failed(node) for node in nodes}
    namespace, owners, beside = "", {}, object()
    for pod in store.iterate("Pod"):
        metadata = pod["metadata"]
        if metadata["namespace"] != namespace:
            namespace = metadata["namespace"]
            owners = pieces.value(("owners", namespace), _owners, *(tuple(store.iterate(kind, namespace)) for kind in _BETWEEN))
            beside = pieces.value(("read", namespace), _Beside, *(tuple(store.iterate(kind, namespace)) for kind in _READ_BY_PROCESSES))
        key = ("pod", namespace, metadata["name"])
        room = power.get((pod.get("spec") or {}).get("nodeName") or "")
        known = pieces.known(key)
        reads = len(known) == 4 if known and known[0] is pod else _reads(pod)
        pieces.draw(key, _pod, pod, room, owners, *((beside,) if reads else ()), using=(runtime,))


class _Beside:
    """Stands for objects that are the same as long as it is."""

    def __init__(self, *_objects: tuple[Object, ...]) -> None:
        pass


def _owners(*between: tuple[Object, ...]) -> Owners:
    found: Owners = {}
    for kind, objects in zip(_BETWEEN, between, strict=True):
        for obj in objects:
            if owner := controller_of(obj):
                found[f"{kind}/{obj['metadata']['name']}"] = f"{owner['kind']}/{owner['name']}"
    return found


def _reads(pod: Object) -> bool:
    """Whether its processes may read anything beside the pod."""
    spec = pod.get("spec") or {}
    return bool(spec.get("volumes")) or any(_reads_variables(each) for each in (*spec.get("initContainers", ()), *spec["containers"]))


def _reads_variables(container: Object) -> bool:
    if container.get("env") or container.get("envFrom"):
        return True
    words = (*container.get("command", ()), *container.get("args", ()))
    return bool(words) and any("$" in word for word in words)


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


Door = tuple[int, str, str, str]
"""A NodePort: number, protocol, the Service's place, the port's name."""


def _doors(store: Store) -> tuple[Door, ...]:
    return tuple(
        sorted(
            (port["nodePort"], port.get("protocol", "TCP"), f"service:{service['metadata']['namespace']}/{service['metadata']['name']}", port.get("name", ""))
            for service in store.iterate("Service")
            for port in service["spec"].get("ports") or []
            if port.get("nodePort")
        )
    )  # fmt: skip


def _proxy(part: Part, node: str, doors: tuple[Door, ...], mode: str) -> None:
    """The plate in the wall, with the NodePorts that open there as doors."""
    identity = f"proxy:{node}"
    for number, protocol, place, _ in doors:
        part.edge("opens", identity, place, f"{number}/{protocol}", label=str(number), protocol=protocol)
    shown = [{"port": number, "protocol": protocol, "service": place, "name": name} for number, protocol, place, name in doors]
    part.node(identity, "proxy", "kube-proxy", parent=f"node:{node}", node=node, mode=mode, doors=shown)


def _pod(part: Part, runtime: ContainerRuntime, pod: Object, room: bool | None, owners: Owners, *_read: _Beside) -> None:
    """`room`: whether the pod's node has power; None if there is no such node."""
    metadata, spec, status = pod["metadata"], pod.get("spec") or {}, pod.get("status") or {}
    node = spec.get("nodeName") or ""
    owner = next((item for item in metadata.get("ownerReferences") or [] if item.get("controller")), None)
    by = f"{owner['kind']}/{owner['name']}" if owner else ""
    declared = {
        (port.get("protocol", "TCP"), port["containerPort"]): port.get("name", "")
        for container in spec.get("containers") or []
        for port in container.get("ports") or []
    }
    fields: dict[str, Any] = {} if room is None else {"parent": f"node:{node}"}
    part.node(
        f"pod:{metadata['namespace']}/{metadata['name']}", "pod", metadata["name"], **fields,
        namespace=metadata["namespace"], name=metadata["name"], state=_pod_state(pod), phase=status.get("phase", "Pending"),
        ready=_condition(pod, "Ready") == "True", terminating="deletionTimestamp" in metadata, reason=_reason(pod),
        address=status.get("podIP", ""), node=node, labels=dict(metadata.get("labels") or {}),
        owner=by, workload=owners.get(by, by),
        images=[container.get("image", "") for container in spec.get("containers") or []],
        host_network=bool(spec.get("hostNetwork")),
        declared=[{"protocol": protocol, "port": port, "name": name} for (protocol, port), name in declared.items()],
        listeners=[
            {"protocol": item.protocol, "port": item.port, "name": declared.get((item.protocol, item.port), ""), "assumed": item.assumed}
            for item in runtime.listeners(pod)
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
