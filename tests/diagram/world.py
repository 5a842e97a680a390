"""Objects in the shape that the API server stores, for drawing."""

from __future__ import annotations

from typing import Any

from playground import diagram
from playground.cluster.config import Config, ExternalHost
from playground.cluster.objects.kinds import BY_NAME, Object
from playground.cluster.store import Store
from playground.diagram import Scene

CONFIG = Config(
    hosts=(ExternalHost("db.example.net", ("203.0.113.7",), tcp=(3306,)),), containers={"*": {"listens": [{"port": 8080}]}}
)


def draw(*objects: Object) -> Scene:
    return drawn(store_of(*objects))


def drawn(store: Store) -> Scene:
    return diagram.draw(store, CONFIG).scene


def store_of(*objects: Object) -> Store:
    store = Store()
    for obj in (namespace("default"), *objects):
        put(store, obj)
    return store


def put(store: Store, obj: Object) -> None:
    store.write(obj["kind"], obj["metadata"].get("namespace", ""), obj["metadata"]["name"], obj)


def _object(kind: str, name: str, **fields: Any) -> Object:
    metadata: Object = {"name": name, **fields.pop("metadata", {})}
    if BY_NAME[kind].namespaced:
        metadata.setdefault("namespace", "default")
    return {"apiVersion": BY_NAME[kind].api_version, "kind": kind, "metadata": metadata, **fields}


def namespace(name: str) -> Object:
    return _object("Namespace", name)


def node(name: str, address: str = "192.168.1.2", ready: str = "True", **metadata: Any) -> Object:
    status = {"addresses": [{"type": "InternalIP", "address": address}], "conditions": [{"type": "Ready", "status": ready}]}
    return _object("Node", name, metadata=metadata, spec={"podCIDR": "10.244.1.0/24"}, status=status)


def pod(name: str, address: str = "10.244.1.2", ready: bool = True, on: str = "node-1", **metadata: Any) -> Object:
    metadata.setdefault("labels", {"app": "web"})
    status = {"phase": "Running", "podIP": address, "conditions": [{"type": "Ready", "status": str(ready)}]}
    container = {"name": "web", "image": "nginx", "ports": [{"name": "http", "containerPort": 8080}]}
    return _object("Pod", name, metadata=metadata, spec={"nodeName": on, "containers": [container]}, status=status)


def service(name: str = "web", status: Object | None = None, **spec: Any) -> Object:
    base = {"type": "ClusterIP", "clusterIP": "10.96.0.20", "selector": {"app": "web"}}
    ports = [{"name": "http", "protocol": "TCP", "port": 80, "targetPort": "http"}]
    spec = {**base, "ports": ports, **spec}
    if spec["clusterIP"] not in (None, "", "None"):
        spec["clusterIPs"] = [spec["clusterIP"]]
    return _object("Service", name, spec=spec, status=status or {"loadBalancer": {}})


def slice_(name: str, of: str, *endpoints: Object, ports: list[Object] | None = None) -> Object:
    return _object(
        "EndpointSlice", name, metadata={"labels": {"kubernetes.io/service-name": of}}, addressType="IPv4",
        ports=ports or [{"name": "http", "protocol": "TCP", "port": 8080}], endpoints=list(endpoints),
    )  # fmt: skip


def endpoint(pod_name: str, address: str, ready: bool = True) -> Object:
    target = {"kind": "Pod", "name": pod_name, "namespace": "default"}
    conditions = {"ready": ready, "serving": ready, "terminating": False}
    return {"addresses": [address], "conditions": conditions, "nodeName": "node-1", "targetRef": target}


def one(scene: Scene, identity: str) -> dict[str, Any]:
    """The node or edge of that id."""
    (found,) = [item for item in (*scene["nodes"], *scene["edges"]) if item["id"] == identity]
    return found


def ids(scene: Scene, kind: str) -> list[str]:
    return [item["id"] for item in (*scene["nodes"], *scene["edges"]) if item["kind"] == kind]
