"""Small worlds for the tests: objects written straight into a store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from playground.cluster.config import Config
from playground.cluster.dataplane import Dataplane
from playground.cluster.store import Store

Object = dict[str, Any]


def node(number: int, zone: str = "", addresses: Sequence[str] = (), **annotations: str) -> Object:
    """node-1 has 192.168.1.2 and 10.244.1.0/24, node-2 192.168.1.3 and 10.244.2.0/24 ..."""
    own = addresses or (f"192.168.1.{number + 1}",)
    return {
        "kind": "Node",
        "metadata": {
            "name": f"node-{number}",
            "labels": {"topology.kubernetes.io/zone": zone} if zone else {},
            "annotations": {key.replace("__", "/"): value for key, value in annotations.items()},
        },
        "spec": {"podCIDR": f"10.244.{number}.0/24"},
        "status": {"addresses": [{"type": "InternalIP", "address": address} for address in own]},
    }


def pod(name: str, address: str, node: int, *, host: bool = False, namespace: str = "shop") -> Object:
    return {
        "kind": "Pod",
        "metadata": {"name": name, "namespace": namespace, "labels": {"app": name.rstrip("0123456789-")}},
        "spec": {"nodeName": f"node-{node}", "hostNetwork": host},
        "status": {"phase": "Running", "podIP": address, "podIPs": [{"ip": address}]},
    }


def service(
    name: str = "web", cluster_ip: str = "10.96.0.5", *, ports: Any = None, vips: Iterable[Any] = (), **spec: Any
) -> Object:
    """`vips` are addresses or whole ingress entries of the load balancer's status."""
    ingress = [{"ip": vip, "ipMode": "VIP"} if isinstance(vip, str) else vip for vip in vips]
    return {
        "kind": "Service",
        "metadata": {"name": name, "namespace": "shop"},
        "spec": {
            "type": "ClusterIP",
            "clusterIP": cluster_ip,
            "clusterIPs": [cluster_ip],
            "selector": {"app": name},
            "ports": ports or [{"name": "http", "port": 80, "protocol": "TCP", "targetPort": 8080}],
            **spec,
        },
        "status": {"loadBalancer": {"ingress": ingress} if ingress else {}},
    }


def endpoint(address: str, node: int = 0, **more: Any) -> Object:
    conditions = {key: more.pop(key) for key in ("ready", "serving", "terminating") if key in more}
    found: Object = {"addresses": [address], "conditions": conditions, **more}
    return {**found, "nodeName": f"node-{node}"} if node else found


def slice_of(name: str, endpoints: list[Object], *, ports: Any = None, suffix: str = "a") -> Object:
    return {
        "kind": "EndpointSlice",
        "metadata": {"name": f"{name}-{suffix}", "namespace": "shop", "labels": {"kubernetes.io/service-name": name}},
        "addressType": "IPv4",
        "endpoints": endpoints,
        "ports": ports or [{"name": "http", "port": 8080, "protocol": "TCP"}],
    }


def world(*objects: Object, **config: Any) -> Dataplane:
    dataplane = Dataplane(Store(), Config(**config))
    for obj in objects:
        put(dataplane.store, obj)
    return dataplane


def put(store: Store, obj: Object) -> None:
    store.write(obj["kind"], obj["metadata"].get("namespace", ""), obj["metadata"]["name"], obj)
