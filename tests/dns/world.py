"""A small store for questions about names: namespaces, a cluster DNS that is up, and what a test adds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playground.cluster.config import Config, ExternalHost
from playground.cluster.dns.server import DnsServer
from playground.cluster.store import Store

CONFIG = Config(hosts=(ExternalHost("db.example.net", ("203.0.113.7",), (5432,)),))


@dataclass
class World:
    """What `lookup` reads of a cluster."""

    store: Store
    config: Config = CONFIG
    dns: DnsServer = field(init=False)

    def __post_init__(self) -> None:
        self.dns = DnsServer(self.store, self.config)


def world(*objects: dict[str, Any], dns_is_up: bool = True) -> World:
    store = Store()
    for name in ("default", "kube-system", "shop", "other"):
        put(store, {"kind": "Namespace", "metadata": {"name": name}})
    put(store, service("kube-dns", "kube-system", clusterIP="10.96.0.10", clusterIPs=["10.96.0.10"]))
    put(store, slice_("kube-dns", ["10.244.0.2"], "kube-system", ready=dns_is_up))
    for obj in objects:
        put(store, obj)
    return World(store)


def put(store: Store, obj: dict[str, Any]) -> None:
    store.write(obj["kind"], obj["metadata"].get("namespace", ""), obj["metadata"]["name"], obj)


def service(name: str, namespace: str = "shop", **spec: Any) -> dict[str, Any]:
    address = spec.get("clusterIP", "10.96.0.5")
    ports = [{"name": "http", "port": 80, "protocol": "TCP", "targetPort": 8080}]
    if spec.get("type") == "ExternalName":
        return {"kind": "Service", "metadata": {"name": name, "namespace": namespace}, "spec": spec}
    spec = {"clusterIP": address, "clusterIPs": [address], "ports": ports, "selector": {"app": name}, **spec}
    return {"kind": "Service", "metadata": {"name": name, "namespace": namespace}, "spec": spec}


def slice_(
    of: str, addresses: list[str], namespace: str = "shop", *, ready: bool = True, **endpoint: Any
) -> dict[str, Any]:
    return {
        "kind": "EndpointSlice",
        "metadata": {"name": f"{of}-1", "namespace": namespace, "labels": {"kubernetes.io/service-name": of}},
        "addressType": "IPv4",
        "endpoints": [{"addresses": [address], "conditions": {"ready": ready}, **endpoint} for address in addresses],
        "ports": [{"name": "http", "port": 8080, "protocol": "TCP"}],
    }


def pod(name: str = "client", namespace: str = "shop", image: str = "debian", **spec: Any) -> dict[str, Any]:
    return {
        "kind": "Pod",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {"containers": [{"name": "c", "image": image}], "nodeName": "node-1", **spec},
        "status": {"podIP": "10.244.1.9", "podIPs": [{"ip": "10.244.1.9"}]},
    }
