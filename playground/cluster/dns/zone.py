"""The content of the cluster's zone: which objects a name stands for. Reads the store by key and by index only.

Models: plugin/kubernetes/kubernetes.go Records, findServices, findPods
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from playground.cluster.dns.options import REVERSE_ZONES, Options
from playground.cluster.dns.questions import Question, parse
from playground.cluster.dns.records import as_ip
from playground.cluster.dns.sources import (
    CLUSTER_LABEL,
    Port,
    address_path,
    cluster_ips,
    import_keys,
    is_headless,
    is_ready,
    origin_of,
    pod_addresses,
    ready_addresses,
    service_keys,
    service_ports,
    slice_ports,
)
from playground.cluster.objects.flow import Origin
from playground.cluster.objects.kinds import Object
from playground.cluster.store import Store

REVERSE_ENDS = tuple("." + zone for zone in REVERSE_ZONES)


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
        store.index("dns/service", "EndpointSlice", service_keys)
        store.index("dns/address", "EndpointSlice", ready_addresses)
        if options.multicluster_zones:
            store.index("dns/import", "EndpointSlice", import_keys)
        if options.pods == "verified":
            store.index("dns/podIP", "Pod", pod_addresses)

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
            return Found(missing="endpoints", origins=(origin_of(service, "spec", "selector"),))
        if question.mode and not headless:
            return Found(missing="name")
        if headless or question.endpoint:
            return self._endpoints(service, question, owner)
        return self._cluster_ips(service, question, owner)

    def _external_name(self, service: Object, question: Question, owner: str) -> Found:
        origin = origin_of(service, "spec", "externalName")
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
            return Found(missing="port", origins=(origin_of(service, "spec", "ports"),))
        return Found(
            tuple(
                Candidate(
                    address,
                    owner,
                    port.number,
                    (origin_of(service, *address_path(service, position)), origin_of(service, *port.path)),
                )
                for port in ports
                for position, address in enumerate(addresses)
            )
        )

    def _endpoints(self, service: Object, question: Question, owner: str) -> Found:
        ready = list(self.endpoints(service))
        if not ready:
            return Found(
                missing="endpoints",
                origins=(origin_of(service, "spec", "clusterIP"), origin_of(service, "spec", "selector")),
            )
        named = [one for one in ready if _is_named(one, question)]
        if not named:
            return Found(missing="endpoint", origins=(origin_of(service, "metadata", "name"),))
        fitting = [(one, port) for one in named for port in one.ports if _fits(question, port)]
        if not fitting:
            return Found(missing="port", origins=(origin_of(service, "spec", "ports"),))
        if question.mode:
            local = [(one, port) for one, port in fitting if one.topology_zone.lower() == question.topology_zone]
            fitting = local or (fitting if question.mode == "prefer" else [])
        headless = origin_of(service, "spec", "clusterIP")
        return Found(
            tuple(
                Candidate(
                    one.address,
                    f"{one.label}.{one.cluster}.{owner}" if one.cluster else f"{one.label}.{owner}",
                    port.number,
                    (headless, *one.origins, origin_of(one.slice, *port.path)),
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
            if not is_ready(endpoint):
                continue
            target = (endpoint.get("targetRef") or {}).get("name", "")
            for position, address in enumerate(endpoint.get("addresses") or ()):
                origins = [origin_of(slice_, "endpoints", number, "addresses", position)]
                if endpoint.get("hostname"):
                    origins.append(origin_of(slice_, "endpoints", number, "hostname"))
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
        return Found(tuple(Candidate(address, owner, origins=(origin_of(pod, "status", "podIP"),)) for pod in pods))

    # -- addresses

    def names_of(self, address: str) -> Iterator[Candidate]:
        """The names that an address has: that of its Service, else those of the endpoints with it.

        Models: plugin/kubernetes/reverse.go serviceRecordForIP
        """
        primary = self.options.primary_zone
        for service in self.store.lookup("dns/clusterIP", address):
            metadata = service["metadata"]
            if self.exposes(metadata["namespace"]):
                origin = origin_of(service, *address_path(service, list(cluster_ips(service)).index(address)))
                yield Candidate(f"{metadata['name']}.{metadata['namespace']}.svc.{primary}", origins=(origin,))
                return
        if not self.options.endpoints:
            return
        for slice_ in self.store.lookup("dns/address", address):
            for namespace, service_name in service_keys(slice_):
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
                for namespace, name in service_keys(slice_):
                    service = self.store.get("Service", namespace, name)
                    if service is not None:
                        servers += self._server_names(service, slice_, f"{name}.{namespace}.svc.{zone}")
        return servers if found else None

    def _server_names(self, service: Object, slice_: Object, owner: str) -> list[Candidate]:
        if is_headless(service):
            return [Candidate(one.address, f"{one.label}.{owner}", 0, one.origins) for one in self.endpoints_of(slice_)]
        return [
            Candidate(address, owner, 0, (origin_of(service, *address_path(service, position)),))
            for position, address in enumerate(cluster_ips(service))
        ]


def _fits(question: Question, port: Port) -> bool:
    """An empty part of the question fits every port.

    Models: plugin/kubernetes/kubernetes.go matchPortAndProtocol
    """
    return question.port in ("", port.name.lower()) and question.protocol in ("", port.protocol.lower())


def _is_named(endpoint: Endpoint, question: Question) -> bool:
    if not question.endpoint:
        return True
    return question.endpoint == endpoint.label.lower() and question.cluster == endpoint.cluster.lower()
