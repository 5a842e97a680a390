"""The content of the cluster's zone: which objects a name stands for. Reads the store by key and by index only.

Models: plugin/kubernetes/kubernetes.go Records, findServices, findPods
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass

from playground.cluster.dns.options import REVERSE_ZONES, Options
from playground.cluster.dns.questions import Question, parse
from playground.cluster.dns.records import as_ip
from playground.cluster.objects.flow import Origin
from playground.cluster.objects.kinds import Object
from playground.cluster.store import Store

SERVICE_LABEL = "kubernetes.io/service-name"
IMPORT_LABEL = "multicluster.kubernetes.io/service-name"
CLUSTER_LABEL = "multicluster.kubernetes.io/source-cluster"
REVERSE_ENDS = tuple("." + zone for zone in REVERSE_ZONES)
NO_PORT = -1
"""Stands for the port of what declares none: counts among the candidates, yields no SRV record."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One address (or name) that a question finds, with the port and the absolute name that it has of its own."""

    host: str
    owner: str = ""
    port: int = 0
    origins: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What a name stands for. `missing` is set where the name does not exist, and says which part of it."""

    candidates: tuple[Candidate, ...] = ()
    missing: str = ""
    origins: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class Port:
    name: str
    protocol: str
    number: int
    path: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One ready address of a slice, with the label that names it below its Service."""

    address: str
    label: str
    topology_zone: str
    cluster: str
    origins: tuple[Origin, ...]
    ports: tuple[Port, ...]
    slice: Object


class Zone:
    def __init__(self, store: Store, options: Options) -> None:
        self.store, self.options = store, options
        store.index("dns/clusterIP", "Service", cluster_ips)
        store.index("dns/service", "EndpointSlice", _service_keys)
        store.index("dns/address", "EndpointSlice", _ready_addresses)
        if options.multicluster_zones:
            store.index("dns/import", "EndpointSlice", _import_keys)
        if options.pods == "verified":
            store.index("dns/podIP", "Pod", _pod_addresses)

    def find(self, name: str, zone: str) -> Found:
        """What `name` (absolute) stands for in `zone` (its end, as spelt in the question)."""
        multicluster = zone.lower() in self.options.multicluster_zones
        question = parse(name, zone, multicluster, self.options.zonal)
        if question is None:
            return Found(missing="name")
        if not question.kind:
            return Found()
        if name.lower().endswith(REVERSE_ENDS):
            return Found(missing="name")
        if not self.exposes(question.namespace):
            return Found(missing="namespace")
        if question.kind == "pod":
            return self._pods(question, zone)
        if self.store.get("Namespace", "", question.namespace) is None:
            return Found(missing="namespace")
        if not question.service:
            return Found()
        return self._service(question, zone, multicluster)

    def exposes(self, namespace: str) -> bool:
        return not self.options.namespaces or namespace in self.options.namespaces

    # -- Services

    def _service(self, question: Question, zone: str, multicluster: bool) -> Found:
        kind = "ServiceImport" if multicluster else "Service"
        service = self.store.get(kind, question.namespace, question.service)
        if service is None:
            return Found(missing="service")
        owner = f"{question.service}.{question.namespace}.svc.{zone}"
        if service["spec"].get("type") == "ExternalName":
            return self._external_name(service, question, owner)
        headless = is_headless(service)
        if self.options.ignore_empty_service and not headless and not any(self.endpoints(service)):
            return Found(missing="endpoints", origins=(_of(service, "spec", "selector"),))
        if question.mode and not headless:
            return Found(missing="name")
        if headless or question.endpoint:
            return self._endpoints(service, question, owner)
        return self._cluster_ips(service, question, owner)

    def _external_name(self, service: Object, question: Question, owner: str) -> Found:
        origin = _of(service, "spec", "externalName")
        target = service["spec"].get("externalName", "")
        if question.endpoint or question.port or question.protocol:
            return Found(missing="endpoint", origins=(origin,))
        if as_ip(target) is not None:
            return Found(missing="external-address", origins=(origin,))
        return Found((Candidate(target, owner, origins=(origin,)),))

    def _cluster_ips(self, service: Object, question: Question, owner: str) -> Found:
        addresses = list(cluster_ips(service))
        ports = [port for port in service_ports(service) if _fits(question, port)]
        if not ports:
            return Found(missing="port", origins=(_of(service, "spec", "ports"),))
        return Found(
            tuple(
                Candidate(
                    address,
                    owner,
                    port.number,
                    (_of(service, *_address_path(service, position)), _of(service, *port.path)),
                )
                for port in ports
                for position, address in enumerate(addresses)
            )
        )

    def _endpoints(self, service: Object, question: Question, owner: str) -> Found:
        ready = list(self.endpoints(service))
        if not ready:
            return Found(
                missing="endpoints", origins=(_of(service, "spec", "clusterIP"), _of(service, "spec", "selector"))
            )
        named = [one for one in ready if _is_named(one, question)]
        if not named:
            return Found(missing="endpoint", origins=(_of(service, "metadata", "name"),))
        fitting = [(one, port) for one in named for port in one.ports if _fits(question, port)]
        if not fitting:
            return Found(missing="port", origins=(_of(service, "spec", "ports"),))
        if question.mode:
            local = [(one, port) for one, port in fitting if one.topology_zone.lower() == question.topology_zone]
            fitting = local or (fitting if question.mode == "prefer" else [])
        headless = _of(service, "spec", "clusterIP")
        return Found(
            tuple(
                Candidate(
                    one.address,
                    f"{one.label}.{one.cluster}.{owner}" if one.cluster else f"{one.label}.{owner}",
                    port.number,
                    (headless, *one.origins, _of(one.slice, *port.path)),
                )
                for one, port in fitting
            )
        )

    def endpoints(self, service: Object) -> Iterator[Endpoint]:
        """The ready addresses of all slices that carry the Service's name.

        Models: plugin/kubernetes/object/endpoint.go EndpointSliceToEndpoints
        """
        if not self.options.endpoints:
            return
        index = "dns/import" if service.get("kind") == "ServiceImport" else "dns/service"
        place = (service["metadata"].get("namespace", ""), service["metadata"]["name"])
        for found in self.store.lookup(index, place):
            yield from self.endpoints_of(found)

    def endpoints_of(self, slice_: Object) -> Iterator[Endpoint]:
        ports = slice_ports(slice_)
        cluster = (slice_["metadata"].get("labels") or {}).get(CLUSTER_LABEL, "")
        for number, endpoint in enumerate(slice_.get("endpoints") or ()):
            if not _is_ready(endpoint):
                continue
            target = (endpoint.get("targetRef") or {}).get("name", "")
            for position, address in enumerate(endpoint.get("addresses") or ()):
                origins = [_of(slice_, "endpoints", number, "addresses", position)]
                if endpoint.get("hostname"):
                    origins.append(_of(slice_, "endpoints", number, "hostname"))
                yield Endpoint(
                    address,
                    self._label(endpoint.get("hostname") or "", target, address),
                    endpoint.get("zone") or "",
                    cluster,
                    tuple(origins),
                    ports,
                    slice_,
                )

    def _label(self, hostname: str, pod: str, address: str) -> str:
        """Models: plugin/kubernetes/kubernetes.go endpointHostname"""
        if hostname:
            return hostname
        if self.options.endpoint_pod_names and 0 < len(pod) < 64:
            return pod
        label = address.replace(".", "-").replace(":", "-")
        return label + "0" if label.endswith("-") else label

    # -- pods

    def _pods(self, question: Question, zone: str) -> Found:
        if self.options.pods == "disabled":
            return Found(missing="pods-disabled")
        namespace, label = question.namespace, question.service
        if self.store.get("Namespace", "", namespace) is None:
            return Found(missing="namespace")
        if not label:
            return Found()
        is_v4 = label.count("-") == 3 and "--" not in label
        address = label.replace("-", "." if is_v4 else ":")
        owner = f"{label}.{namespace}.pod.{zone}"
        if self.options.pods == "insecure":
            if as_ip(address) is None:
                return Found(missing="pod")
            return Found((Candidate(address, owner),))
        pods = [pod for pod in self.store.lookup("dns/podIP", address) if pod["metadata"]["namespace"] == namespace]
        if not pods:
            return Found(missing="pod")
        return Found(tuple(Candidate(address, owner, origins=(_of(pod, "status", "podIP"),)) for pod in pods))

    # -- addresses

    def names_of(self, address: str) -> Iterator[Candidate]:
        """The names that an address has: that of its Service, else those of the endpoints with it.

        Models: plugin/kubernetes/reverse.go serviceRecordForIP
        """
        primary = self.options.primary_zone
        for service in self.store.lookup("dns/clusterIP", address):
            metadata = service["metadata"]
            if self.exposes(metadata["namespace"]):
                origin = _of(service, *_address_path(service, list(cluster_ips(service)).index(address)))
                yield Candidate(f"{metadata['name']}.{metadata['namespace']}.svc.{primary}", origins=(origin,))
                return
        if not self.options.endpoints:
            return
        for slice_ in self.store.lookup("dns/address", address):
            for namespace, service_name in _service_keys(slice_):
                if not self.exposes(namespace):
                    continue
                for one in self.endpoints_of(slice_):
                    if one.address == address:
                        yield Candidate(f"{one.label}.{service_name}.{namespace}.svc.{primary}", origins=one.origins)

    def servers(self, addresses: Iterable[str], zone: str) -> list[Candidate] | None:
        """The name server's names: those of the Services in front of its own addresses. None: there is no such endpoint.

        Models: plugin/kubernetes/ns.go nsAddrs
        """
        found, servers = False, []
        for own in addresses if self.options.endpoints else ():
            for slice_ in self.store.lookup("dns/address", own):
                found = True
                for namespace, name in _service_keys(slice_):
                    service = self.store.get("Service", namespace, name)
                    if service is not None:
                        servers += self._server_names(service, slice_, f"{name}.{namespace}.svc.{zone}")
        return servers if found else None

    def _server_names(self, service: Object, slice_: Object, owner: str) -> list[Candidate]:
        if is_headless(service):
            return [Candidate(one.address, f"{one.label}.{owner}", 0, one.origins) for one in self.endpoints_of(slice_)]
        return [
            Candidate(address, owner, 0, (_of(service, *_address_path(service, position)),))
            for position, address in enumerate(cluster_ips(service))
        ]


# -- reading Services and slices


def cluster_ips(service: Object) -> Iterator[str]:
    spec = service["spec"]
    addresses = spec.get("clusterIPs") or spec.get("ips") or [spec.get("clusterIP") or ""]
    yield from (address for address in addresses if address and address != "None")


def is_headless(service: Object) -> bool:
    spec = service["spec"]
    if service.get("kind") == "ServiceImport":
        return bool(spec.get("type") == "Headless")
    return "None" in (spec.get("clusterIP"), *(spec.get("clusterIPs") or ()))


def service_ports(service: Object) -> tuple[Port, ...]:
    ports = service["spec"].get("ports") or ()
    if not ports:
        return (Port("", "", NO_PORT, ("spec", "ports")),)
    return tuple(
        Port(port.get("name") or "", port.get("protocol") or "TCP", port["port"], ("spec", "ports", position, "port"))
        for position, port in enumerate(ports)
    )


def slice_ports(slice_: Object) -> tuple[Port, ...]:
    ports = slice_.get("ports") or ()
    if not ports:
        return (Port("", "", NO_PORT, ("ports",)),)
    return tuple(
        Port(port.get("name") or "", port.get("protocol") or "TCP", port.get("port") or 0, ("ports", position, "port"))
        for position, port in enumerate(ports)
    )


def _fits(question: Question, port: Port) -> bool:
    """An empty part of the question fits every port.

    Models: plugin/kubernetes/kubernetes.go matchPortAndProtocol
    """
    return question.port in ("", port.name.lower()) and question.protocol in ("", port.protocol.lower())


def _is_named(endpoint: Endpoint, question: Question) -> bool:
    if not question.endpoint:
        return True
    return question.endpoint == endpoint.label.lower() and question.cluster == endpoint.cluster.lower()


def _is_ready(endpoint: Object) -> bool:
    return (endpoint.get("conditions") or {}).get("ready") is not False


def _address_path(service: Object, position: int) -> tuple[str | int, ...]:
    return ("spec", "clusterIPs", position) if service["spec"].get("clusterIPs") else ("spec", "clusterIP")


def _of(obj: Object, *path: str | int) -> Origin:
    metadata = obj["metadata"]
    return Origin(obj.get("kind", ""), metadata.get("namespace", ""), metadata["name"], path)


# -- keys of the indexes


def _service_keys(slice_: Object) -> Iterator[tuple[str, str]]:
    return _labelled(slice_, SERVICE_LABEL)


def _import_keys(slice_: Object) -> Iterator[tuple[str, str]]:
    return _labelled(slice_, IMPORT_LABEL)


def _labelled(slice_: Object, label: str) -> Iterator[tuple[str, str]]:
    name = (slice_["metadata"].get("labels") or {}).get(label)
    if name:
        yield slice_["metadata"].get("namespace", ""), name


def _ready_addresses(slice_: Object) -> Iterator[Hashable]:
    for endpoint in slice_.get("endpoints") or ():
        if _is_ready(endpoint):
            yield from endpoint.get("addresses") or ()


def _pod_addresses(pod: Object) -> Iterator[Hashable]:
    """Models: plugin/kubernetes/object/pod.go ToPod, controller.go podListFunc (finished pods are not watched)"""
    status = pod.get("status") or {}
    finished = status.get("phase") in ("Succeeded", "Failed", "Unknown")
    if status.get("podIP") and not finished and not pod["metadata"].get("deletionTimestamp"):
        yield status["podIP"]
