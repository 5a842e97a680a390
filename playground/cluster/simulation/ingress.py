"""Ingress: HTTP by host and path to Services. A simulated controller answers on one address and sends to the
Services' endpoints itself, as most controllers do: kube-proxy has no part in it.

Models: networking/v1 Ingress as ingress-nginx implements it (simplified: no TLS, no rewriting, no canaries)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from playground.cluster.config import Config
from playground.cluster.objects.kinds import Object
from playground.cluster.store import Store
from playground.cluster.trace.model import Branch, Disposition, Hop, Lookup, Origin, Step, Target
from playground.cluster.trace.packet import PacketWalker


@dataclass(frozen=True, slots=True)
class Backend:
    """Where a rule sends to: a Service and its port's number or name."""

    ingress: Object
    origin: Origin
    service: str
    port: int | str


class Ingresses:
    """`config.ingress_address` belongs to the controller; public DNS leads every host of every Ingress to it."""

    def __init__(self, store: Store, config: Config, walker: PacketWalker) -> None:
        self.store, self.config, self.walker = store, config, walker

    def connect(self, place: str, target: Target, address: str) -> tuple[Branch, ...]:
        """The ways of an HTTP request to the controller's address; () if it goes elsewhere."""
        if address != self.config.ingress_address or not self.store.count("Ingress"):
            return ()
        arrive = Step("ingress.arrive", {"host": target.host, "path": target.path, "address": address})
        hops: tuple[Hop, ...] = (Hop(place, (arrive,)),)
        if target.scheme not in ("http", "https") or target.port not in (80, 443):
            step = Step("listen.none", {"port": target.port, "protocol": "TCP"})
            return (Branch(Fraction(1), Disposition.REFUSED, (*hops, Hop("ingress", (step,)))),)
        backend = self.match(target.host, target.path)
        if backend is None:
            step = Step("ingress.no-rule", {"host": target.host, "path": target.path})
            return (self._own(hops, "ingress", step),)
        meta = backend.ingress["metadata"]
        at = f"ingress:{meta['namespace']}/{meta['name']}"
        endpoints = list(self._endpoints(meta["namespace"], backend))
        if not endpoints:
            step = Step("ingress.no-endpoints", {"service": backend.service, "port": backend.port}, (backend.origin,))
            return (self._own(hops, at, step),)
        step = Step(
            "ingress.match",
            {"host": target.host, "path": target.path, "service": backend.service, "port": backend.port},
            (backend.origin,),
        )
        node = self._node()
        ways = []
        for endpoint, port in endpoints:
            for way in self.walker.connect(f"node:{node}", endpoint, port, "TCP"):
                share = way.probability / len(endpoints)
                ways.append(replace(way, probability=share, hops=(*hops, Hop(at, (step,)), *way.hops)))
        return tuple(ways)

    def lookup(self, place: str, name: str) -> Lookup | None:
        """Public DNS for the host of an Ingress, as an administrator would have entered it; None for other names."""
        for ingress in self.store.iterate("Ingress"):
            for number, rule in enumerate(ingress["spec"].get("rules") or []):
                if rule.get("host") == name.rstrip("."):
                    meta, address = ingress["metadata"], self.config.ingress_address
                    origin = Origin("Ingress", meta["namespace"], meta["name"], ("spec", "rules", number, "host"))
                    step = Step("ingress.name", {"name": name, "address": address}, (origin,))
                    question = {"name": f"{name.rstrip('.')}.", "type": "A", "rcode": "NOERROR", "answers": [address]}
                    return Lookup(name, (Hop(place, (step,)),), "NOERROR", (address,), (question,))
        return None

    def own_answer(self, branch: Branch) -> int:
        """The HTTP status that the controller itself answered with, or 0."""
        codes = {"ingress.no-rule": 404, "ingress.no-endpoints": 503}
        return next((codes[step.code] for hop in branch.hops for step in hop.steps if step.code in codes), 0)

    def match(self, host: str, path: str) -> Backend | None:
        """The rule for a host and a path: the exact path first, then the longest prefix; hosts before no host."""
        found: list[tuple[tuple[int, int, int], Backend]] = []
        default: Backend | None = None
        for ingress in self.store.iterate("Ingress"):
            spec, meta = ingress["spec"], ingress["metadata"]
            origin = Origin("Ingress", meta["namespace"], meta["name"])
            if default is None and spec.get("defaultBackend", {}).get("service"):
                default = _backend(ingress, replace(origin, path=("spec", "defaultBackend")), spec["defaultBackend"])
            for number, rule in enumerate(spec.get("rules") or []):
                if not _host_matches(rule.get("host") or "", host):
                    continue
                for place, item in enumerate((rule.get("http") or {}).get("paths") or []):
                    exact = item.get("pathType") == "Exact"
                    wanted = item.get("path") or "/"
                    if (path == wanted if exact else _has_prefix(path, wanted)) and item["backend"].get("service"):
                        where = replace(origin, path=("spec", "rules", number, "http", "paths", place))
                        rank = (len(rule.get("host") or ""), int(exact), len(wanted))
                        found.append((rank, _backend(ingress, where, item["backend"])))
        return max(found, key=lambda item: item[0])[1] if found else default

    def _endpoints(self, namespace: str, backend: Backend) -> Iterator[tuple[str, int]]:
        service = self.store.get("Service", namespace, backend.service)
        for port in (service or {"spec": {}})["spec"].get("ports") or []:
            if backend.port not in (port["port"], port.get("name")):
                continue
            for item in self.store.iterate("EndpointSlice", namespace):
                if (item["metadata"].get("labels") or {}).get("kubernetes.io/service-name") != backend.service:
                    continue
                numbers = [each["port"] for each in item["ports"] or [] if (each.get("name") or "") == (port.get("name") or "")]
                for endpoint in item["endpoints"] or []:
                    if numbers and (endpoint.get("conditions") or {}).get("ready") is not False:
                        yield endpoint["addresses"][0], numbers[0]

    def _own(self, hops: tuple[Hop, ...], place: str, step: Step) -> Branch:
        return Branch(Fraction(1), Disposition.DELIVERED, (*hops, Hop(place, (step,))), "ingress")

    def _node(self) -> str:
        return next((node["metadata"]["name"] for node in self.store.iterate("Node")), "")


def _backend(ingress: Object, origin: Origin, backend: Object) -> Backend:
    service = backend["service"]
    port = service.get("port") or {}
    return Backend(ingress, origin, service["name"], port.get("number") or port.get("name") or 0)


def _host_matches(rule: str, host: str) -> bool:
    if rule.startswith("*."):
        return host.partition(".")[2] == rule[2:]
    return not rule or rule == host


def _has_prefix(path: str, prefix: str) -> bool:
    """By whole elements: /shop matches /shop/cart and not /shopping."""
    wanted = [part for part in prefix.split("/") if part]
    return [part for part in path.split("?")[0].split("/") if part][: len(wanted)] == wanted
