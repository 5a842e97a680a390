"""What exists on no machine: Services, their slices, Ingresses, and the names that DNS gives out."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from playground.cluster.config import Config
from playground.cluster.dataplane.addresses import canonical
from playground.cluster.dataplane.endpoint import SERVICE_NAME_LABEL, Endpoint, endpoints
from playground.cluster.dataplane.service_port import service_ports
from playground.cluster.dataplane.topology import categorize
from playground.cluster.dns.server import DnsServer
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.labels import matches
from playground.cluster.objects.world import balancer_is_taken
from playground.cluster.store import Store
from playground.diagram.outside import load_balancer_addresses
from playground.diagram.part import Part
from playground.diagram.pieces import Pieces

_CONTROL_PLANE = "kube-system"


def draw(pieces: Pieces, store: Store, config: Config, dns: DnsServer) -> None:
    slices = _slices_by_service(store)
    pods = tuple(store.iterate("Pod"))
    alike = pieces.value(("alike",), _alike, tuple(map(_place, pods)), tuple(pod["metadata"].get("labels") for pod in pods))
    addresses = _Addresses(pods, config)
    services = [(_place(service), service) for service in store.iterate("Service")]
    for place, service in services:
        own = slices.get(place, ())
        pieces.draw(("service", *place), _service, service, *own)
        pieces.draw(("selects", *place), _selects, _id("service", service), _chosen(service, alike))
        pieces.draw(("routes", *place), _routes, service, addresses.of(own), *own)
    for item in store.iterate("EndpointSlice"):
        pieces.draw(("slice", *_place(item)), _slice, item)
    for ingress in store.iterate("Ingress"):
        pieces.draw(("ingress", *_place(ingress)), _ingress, ingress)
    pieces.draw(("dns",), _dns, config)
    for place, service in services:
        if place[0] != _CONTROL_PLANE:
            pieces.draw(("record", *place), _record, service, _elsewhere(service, store), *slices.get(place, ()), using=(config, dns))


def _elsewhere(service: Object, store: Store) -> int:
    """An alias may lead to any other Service; what else DNS says of one is in itself and its slices."""
    return store.revision if service["spec"].get("type") == "ExternalName" else 0


def _dns(part: Part, config: Config) -> None:
    part.node("dns", "dns", "DNS", address=config.dns_address, zone=config.cluster_domain)


Place = tuple[str, str]
"""(namespace, name)"""


def _place(obj: Object) -> Place:
    return obj["metadata"]["namespace"], obj["metadata"]["name"]


def _id(kind: str, obj: Object) -> str:
    return f"{kind}:{obj['metadata']['namespace']}/{obj['metadata']['name']}"


def _slices_by_service(store: Store) -> dict[Place, list[Object]]:
    found: dict[Place, list[Object]] = {}
    for item in store.iterate("EndpointSlice"):
        name = (item["metadata"].get("labels") or {}).get(SERVICE_NAME_LABEL)
        if name:
            found.setdefault((item["metadata"]["namespace"], name), []).append(item)
    return found


# -- Services


def _service(part: Part, service: Object, *slices: Object) -> None:
    metadata, spec = service["metadata"], service["spec"]
    kind = spec.get("type", "ClusterIP")
    cluster_ip = spec.get("clusterIP") or ""
    addresses = {
        (address, _is_ready(endpoint))
        for item in slices
        for endpoint in item.get("endpoints") or []
        for address in endpoint.get("addresses") or []
    }
    balancer = load_balancer_addresses(service)
    part.node(
        _id("service", service), "service", metadata["name"], namespace=metadata["namespace"], name=metadata["name"],
        type=kind, cluster_ip="" if cluster_ip == "None" else cluster_ip, headless=cluster_ip == "None",
        external_name=spec.get("externalName", "") if kind == "ExternalName" else "",
        external_ips=list(spec.get("externalIPs") or []), selector=dict(spec.get("selector") or {}),
        ports=[_port(port) for port in spec.get("ports") or []],
        affinity=spec.get("sessionAffinity", "None"), external_policy=spec.get("externalTrafficPolicy", ""),
        internal_policy=spec.get("internalTrafficPolicy", ""),
        load_balancer={"pending": not balancer, "addresses": balancer, "taken": balancer_is_taken(service)} if kind == "LoadBalancer" else None,
        endpoints={"total": len({address for address, _ in addresses}), "ready": sum(1 for _, ready in addresses if ready)},
    )  # fmt: skip


def _port(port: Object) -> dict[str, Any]:
    return {
        "name": port.get("name", ""),
        "protocol": port.get("protocol", "TCP"),
        "port": port["port"],
        "target_port": port.get("targetPort", port["port"]),
        "node_port": port.get("nodePort") or 0,
    }


def _selects(part: Part, service: str, pods: tuple[str, ...]) -> None:
    for pod in pods:
        part.edge("selects", service, pod)


Alike = dict[str, dict[frozenset[tuple[str, str]], list[str]]]
"""Pods by namespace and labels: those that a workload made are alike, so that each set of labels is looked at once."""


def _alike(names: tuple[Place, ...], labels: tuple[Object | None, ...]) -> Alike:
    found: Alike = {}
    for (namespace, name), own in zip(names, labels, strict=True):
        found.setdefault(namespace, {}).setdefault(frozenset((own or {}).items()), []).append(f"pod:{namespace}/{name}")
    return found


def _chosen(service: Object, alike: Alike) -> tuple[str, ...]:
    selector = service["spec"].get("selector")
    if not selector or service["spec"].get("type") == "ExternalName":
        return ()
    found = alike.get(service["metadata"]["namespace"], {})
    return tuple(sorted(pod for labels, pods in found.items() if matches(selector, dict(labels)) for pod in pods))


class _Addresses:
    """Who has an address: a host of the world, or a pod."""

    def __init__(self, pods: tuple[Object, ...], config: Config) -> None:
        self._pods = pods
        self._hosts = {address: f"host:{host.name}" for host in config.hosts for address in host.addresses}

    def of(self, slices: Iterable[Object]) -> tuple[tuple[str, str], ...]:
        """(address, place) of those endpoints that name no pod."""
        addresses = {
            canonical(endpoint["addresses"][0])
            for item in slices
            for endpoint in item.get("endpoints") or []
            if endpoint.get("addresses") and (endpoint.get("targetRef") or {}).get("kind") != "Pod"
        }
        found = ((address, self._place(address)) for address in sorted(addresses))
        return tuple((address, place) for address, place in found if place)

    def _place(self, address: str) -> str:
        """A pod goes before a host, as it does on the wire; of two pods with one address the last."""
        for pod in reversed(self._pods):
            if (pod.get("status") or {}).get("podIP") == address and not (pod.get("spec") or {}).get("hostNetwork"):
                return _id("pod", pod)
        return self._hosts.get(address, "")


def _routes(part: Part, service: Object, places: tuple[tuple[str, str], ...], *slices: Object) -> None:
    """What kube-proxy balances over, with each endpoint's exact share as seen from a node without endpoints of its own.

    With a Local policy the endpoints of all nodes are shown, though each node uses only its own.
    """
    known = dict(places)
    for wanted in (4, 6):
        by_port = endpoints(slices, wanted)
        for port in service_ports(service, wanted):
            found = by_port.get((port.port_name, port.protocol), ())
            usable = categorize(port, found, "", "").cluster or tuple(item for item in found if item.ready)
            for item in usable:
                place = _place_of(item) or known.get(item.address)
                if place is not None:
                    part.edge(
                        "routes", _id("service", service), place, f"{port.port}/{port.protocol}>{item.port}",
                        label=f"{port.port} → {item.port}", weight=str(Fraction(1, len(usable))),
                        port=port.port, target_port=item.port, protocol=port.protocol,
                    )  # fmt: skip


def _place_of(endpoint: Endpoint) -> str | None:
    return next((f"pod:{origin.namespace}/{origin.name}" for origin in endpoint.origins if origin.kind == "Pod"), None)


# -- slices


def _slice(part: Part, item: Object) -> None:
    metadata = item["metadata"]
    entries = item.get("endpoints") or []
    service = (metadata.get("labels") or {}).get(SERVICE_NAME_LABEL, "")
    part.node(
        _id("slice", item), "slice", metadata["name"], namespace=metadata["namespace"], name=metadata["name"],
        service=f"service:{metadata['namespace']}/{service}" if service else "", address_type=item.get("addressType", ""),
        count=len(entries), ready=sum(1 for entry in entries if _is_ready(entry)),
        ports=[
            {"name": port.get("name") or "", "protocol": port.get("protocol") or "TCP", "port": port.get("port")}
            for port in item.get("ports") or []
        ],
        endpoints=[
            {"addresses": list(entry.get("addresses") or []), "ready": _is_ready(entry), "node": entry.get("nodeName") or "",
             "target": (entry.get("targetRef") or {}).get("name", "")}
            for entry in entries
        ],
    )  # fmt: skip
    if service:
        part.edge("owns", f"service:{metadata['namespace']}/{service}", _id("slice", item))


def _is_ready(entry: Object) -> bool:
    return (entry.get("conditions") or {}).get("ready") is not False


# -- names and Ingress


def _record(part: Part, config: Config, dns: DnsServer, service: Object, _elsewhere: int, *_slices: Object) -> None:
    namespace, name = _place(service)
    full = f"{name}.{namespace}.svc.{config.cluster_domain}"
    answer = dns.answer(full)
    identity = f"record:{full}"
    part.node(
        identity, "record", full, parent="dns", namespace=namespace, service=_id("service", service), rcode=answer.rcode,
        answers=[{"type": record.type, "data": record.data} for record in answer.answer],
    )  # fmt: skip
    part.edge("resolves", identity, _id("service", service))
    part.edge("resolves", "dns", _id("service", service))


def _ingress(part: Part, ingress: Object) -> None:
    metadata, spec = ingress["metadata"], ingress.get("spec") or {}
    paths = [
        (rule.get("host", ""), path.get("path", "/"), path.get("backend") or {})
        for rule in spec.get("rules") or []
        for path in (rule.get("http") or {}).get("paths") or []
    ]
    if spec.get("defaultBackend"):
        paths.append(("", "", spec["defaultBackend"]))
    part.node(
        _id("ingress", ingress), "ingress", metadata["name"], parent="outside", namespace=metadata["namespace"],
        name=metadata["name"], rules=[{"host": host, "path": path, "service": _backend(backend)} for host, path, backend in paths],
    )  # fmt: skip
    for host, path, backend in paths:
        if backend.get("service"):
            target = f"service:{metadata['namespace']}/{backend['service']['name']}"
            part.edge("routes", _id("ingress", ingress), target, f"{host}{path}", label=f"{host}{path}")


def _backend(backend: Object) -> str:
    service = backend.get("service") or {}
    port = service.get("port") or {}
    return f"{service.get('name', '')}:{port.get('name') or port.get('number', '')}" if service else ""
