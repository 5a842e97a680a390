"""Guesses about EndpointSlices and Endpoints that somebody wrote by hand."""

from __future__ import annotations

from collections.abc import Iterator

from playground.cluster.objects.kinds import Object
from playground.cluster.trace.diagnose_service import SERVICE_NAME
from playground.cluster.trace.proposals.model import REMOVE, Failure, Proposal, change


def host_port(failure: Failure) -> Iterator[Proposal]:
    """A slice leads to a machine outside, to a port on which that does not listen."""
    host = next((one for one in failure.view.config.hosts if one.name == failure.diagnosis.params.get("host")), None)
    for kind in ("EndpointSlice", "Endpoints"):
        for found in failure.view.store.iterate(kind) if host else ():
            for path, ports in _ports_to(found, host.addresses if host else ()):
                for number, entry in enumerate(ports):
                    for port in (host.udp if entry.get("protocol") == "UDP" else host.tcp) if host else ():
                        if port != entry.get("port"):
                            yield (change(found, *path, number, "port", value=port),)


def _ports_to(found: Object, addresses: tuple[str, ...]) -> Iterator[tuple[tuple[str | int, ...], list[Object]]]:
    """The lists of ports that stand beside one of some addresses."""
    if any(address in addresses for endpoint in found.get("endpoints") or () for address in endpoint.get("addresses") or ()):
        yield ("ports",), found.get("ports") or []
    for number, subset in enumerate(found.get("subsets") or ()):
        if any(entry.get("ip") in addresses for entry in subset.get("addresses") or ()):
            yield ("subsets", number, "ports"), subset.get("ports") or []


def slice_label(failure: Failure) -> Iterator[Proposal]:
    service, name = failure.service, failure.diagnosis.params.get("slice")
    found = failure.view.store.get("EndpointSlice", service["metadata"]["namespace"], str(name)) if service else None
    if service and found:
        yield (change(found, "metadata", "labels", SERVICE_NAME, value=service["metadata"]["name"]),)


def slice_ports(failure: Failure) -> Iterator[Proposal]:
    service, name = failure.service, failure.diagnosis.params.get("slice")
    found = failure.view.store.get("EndpointSlice", service["metadata"]["namespace"], str(name)) if service else None
    if service is None or found is None:
        return
    for number, port in enumerate(service["spec"].get("ports") or ()):
        for other, slice_port in enumerate(found.get("ports") or ()):
            wanted, has = port.get("name") or "", slice_port.get("name") or ""
            yield (change(found, "ports", other, "name", value=wanted or REMOVE),)
            yield (change(service, "spec", "ports", number, "name", value=has or REMOVE),)


def endpoints_name(failure: Failure) -> Iterator[Proposal]:
    service, name = failure.service, failure.diagnosis.params.get("endpoints")
    found = failure.view.store.get("Endpoints", service["metadata"]["namespace"], str(name)) if service else None
    if service and found:
        yield (change(found, "metadata", "name", value=service["metadata"]["name"]),)
