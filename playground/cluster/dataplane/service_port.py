"""What kube-proxy makes of a Service: one service port per entry of `spec.ports`, for one address family.

Models: pkg/proxy/serviceport.go newBaseServiceInfo; pkg/proxy/util/utils.go ShouldSkipService
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from playground.cluster.dataplane.addresses import canonical, family, inside, network
from playground.cluster.objects.flow import Origin
from playground.cluster.objects.kinds import Object

OTHER_PROXY_LABEL = "service.kubernetes.io/service-proxy-name"
DEFAULT_AFFINITY_SECONDS = 10800

FieldPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """A value read from a field of the Service, and where it stands."""

    text: str
    path: FieldPath


@dataclass(frozen=True)
class ServicePort:
    """One service port. Addresses are canonical; `affinity_seconds` is 0 without session affinity."""

    namespace: str
    service: str
    position: int  # in spec.ports
    port_name: str
    protocol: str  # TCP, UDP, SCTP
    port: int
    node_port: int
    cluster_ip: Value
    external_ips: tuple[Value, ...]
    vips: tuple[Value, ...]
    source_ranges: tuple[Value, ...]
    affinity_seconds: int
    internal_local: bool
    external_local: bool
    health_check_node_port: int
    has_selector: bool

    @cached_property
    def name(self) -> str:
        """`ns/svc:port`, or `ns/svc` for an unnamed port."""
        return f"{self.namespace}/{self.service}" + (f":{self.port_name}" if self.port_name else "")

    @property
    def proto(self) -> str:
        return self.protocol.lower()

    @property
    def externally_accessible(self) -> bool:
        return bool(self.node_port or self.vips or self.external_ips)

    @property
    def uses_cluster_endpoints(self) -> bool:
        return not self.internal_local or self.externally_accessible

    @property
    def uses_local_endpoints(self) -> bool:
        return self.internal_local or (self.external_local and self.externally_accessible)

    def lets_in(self, address: str) -> bool:
        """Whether a source range holds this address."""
        return bool(address) and any(inside(address, source.text) for source in self.source_ranges)

    def origin(self, *path: str | int) -> Origin:
        return Origin("Service", self.namespace, self.service, path)

    def port_origin(self, field: str = "port") -> Origin:
        return self.origin("spec", "ports", self.position, field)

    def target_origins(self, endpoint: tuple[Origin, ...]) -> tuple[Origin, ...]:
        """What decides a destination: the targetPort where a selector made the endpoint, and the slice."""
        return (self.port_origin("targetPort"), *endpoint) if self.has_selector else endpoint

    def value_origin(self, value: Value) -> Origin:
        return self.origin(*value.path)


def is_proxied(service: Object) -> bool:
    """Whether kube-proxy looks at this Service at all.

    Models: pkg/proxy/util/utils.go ShouldSkipService; cmd/kube-proxy/app/server.go (label selector)
    """
    spec = service.get("spec") or {}
    if OTHER_PROXY_LABEL in (service["metadata"].get("labels") or {}):
        return False
    return spec.get("type") != "ExternalName" and spec.get("clusterIP") not in (None, "", "None")


def service_ports(service: Object, wanted: int = 4) -> tuple[ServicePort, ...]:
    """The service ports of one family; none if kube-proxy passes the Service by."""
    if not is_proxied(service):
        return ()
    spec, metadata = service["spec"], service["metadata"]
    cluster_ip = _cluster_ip(spec, wanted)
    if cluster_ip is None:
        return ()
    external_ips = _addresses(spec.get("externalIPs") or [], ("spec", "externalIPs"), wanted)
    kind = spec.get("type", "ClusterIP")
    opens = kind in ("NodePort", "LoadBalancer") or bool(spec.get("externalIPs"))
    external_local = spec.get("externalTrafficPolicy") == "Local" and opens
    return tuple(
        ServicePort(
            namespace=metadata["namespace"],
            service=metadata["name"],
            position=position,
            port_name=port.get("name") or "",
            protocol=port.get("protocol") or "TCP",
            port=port["port"],
            node_port=port.get("nodePort") or 0,
            cluster_ip=cluster_ip,
            external_ips=external_ips,
            vips=_vips(service, wanted),
            source_ranges=_source_ranges(spec, wanted),
            affinity_seconds=_affinity(spec),
            internal_local=spec.get("internalTrafficPolicy") == "Local",
            external_local=external_local,
            health_check_node_port=(spec.get("healthCheckNodePort") or 0)
            if kind == "LoadBalancer" and external_local
            else 0,
            has_selector=bool(spec.get("selector")),
        )
        for position, port in enumerate(spec.get("ports") or [])
    )


def _cluster_ip(spec: Object, wanted: int) -> Value | None:
    for position, text in enumerate(spec.get("clusterIPs") or []):
        if family(text) == wanted:
            return Value(canonical(text), ("spec", "clusterIPs", position))
    if not spec.get("clusterIPs") and family(spec["clusterIP"]) == wanted:
        return Value(canonical(spec["clusterIP"]), ("spec", "clusterIP"))
    return None


def _addresses(texts: list[str], path: FieldPath, wanted: int) -> tuple[Value, ...]:
    return tuple(
        Value(canonical(text), (*path, position)) for position, text in enumerate(texts) if family(text) == wanted
    )


def _vips(service: Object, wanted: int) -> tuple[Value, ...]:
    """Only addresses that nodes answer for: not host names, not those of a proxying balancer."""
    ingress = ((service.get("status") or {}).get("loadBalancer") or {}).get("ingress") or []
    return tuple(
        Value(canonical(entry["ip"]), ("status", "loadBalancer", "ingress", position, "ip"))
        for position, entry in enumerate(ingress)
        if entry.get("ip") and family(entry["ip"]) == wanted and entry.get("ipMode") in (None, "VIP")
    )


def _source_ranges(spec: Object, wanted: int) -> tuple[Value, ...]:
    found = []
    for position, text in enumerate(spec.get("loadBalancerSourceRanges") or []):
        cidr = network(text)
        if cidr is None or cidr.version != wanted:
            continue
        if cidr.prefixlen == 0:
            return ()
        found.append(Value(str(cidr), ("spec", "loadBalancerSourceRanges", position)))
    return tuple(found)


def _affinity(spec: Object) -> int:
    if spec.get("sessionAffinity") != "ClientIP":
        return 0
    client = (spec.get("sessionAffinityConfig") or {}).get("clientIP") or {}
    return int(client.get("timeoutSeconds") or DEFAULT_AFFINITY_SECONDS)
