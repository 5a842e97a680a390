"""Left of the cluster: the client, the load balancers, the hosts of the world."""

from __future__ import annotations

from playground.cluster.config import Config
from playground.cluster.objects.kinds import Object
from playground.cluster.store import Store
from playground.diagram.part import Part
from playground.diagram.pieces import Pieces


def draw(pieces: Pieces, store: Store, config: Config) -> None:
    pieces.draw(("outside",), _outside, config)
    for service in store.iterate("Service"):
        key = ("beyond", service["metadata"]["namespace"], service["metadata"]["name"])
        if service["spec"].get("type") == "LoadBalancer":
            pieces.draw(key, _load_balancer, service)
        elif service["spec"].get("type") == "ExternalName":
            pieces.draw(key, _external_name, service, config)


def _outside(part: Part, config: Config) -> None:
    part.node("outside", "outside", "outside")
    part.node("client:outside", "client", "client", parent="outside", address=config.client_address)
    for host in config.hosts:
        part.node(
            f"host:{host.name}", "host", host.name, parent="outside",
            addresses=list(host.addresses), tcp=list(host.tcp), udp=list(host.udp),
        )  # fmt: skip


def _load_balancer(part: Part, service: Object) -> None:
    name, namespace = service["metadata"]["name"], service["metadata"]["namespace"]
    addresses = load_balancer_addresses(service)
    identity = f"lb:{namespace}/{name}"
    part.node(
        identity, "loadbalancer", name, parent="outside", namespace=namespace, name=name,
        state="provisioned" if addresses else "pending", addresses=addresses,
        ports=[port["port"] for port in service["spec"].get("ports") or []],
    )  # fmt: skip
    part.edge("routes", identity, f"service:{namespace}/{name}")


def _external_name(part: Part, service: Object, config: Config) -> None:
    wanted = (service["spec"].get("externalName") or "").rstrip(".").lower()
    for host in config.hosts:
        if host.name.lower() == wanted:
            place = f"service:{service['metadata']['namespace']}/{service['metadata']['name']}"
            part.edge("resolves", place, f"host:{host.name}", label="CNAME")


def load_balancer_addresses(service: Object) -> list[str]:
    ingress = ((service.get("status") or {}).get("loadBalancer") or {}).get("ingress") or []
    return [item.get("ip") or item.get("hostname", "") for item in ingress]
