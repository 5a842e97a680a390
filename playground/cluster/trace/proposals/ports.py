"""Guesses about the ports of a Service."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from playground.cluster.trace.diagnose_service import declared_ports, selected
from playground.cluster.trace.proposals.model import Failure, Proposal, change

MOST_PODS = 20


def target_port(failure: Failure) -> Iterator[Proposal]:
    """The ports on which the selected pods do listen; of several, those that the Service's own numbers are like first."""
    service = failure.service
    if service is None:
        return
    for number, entry in enumerate(service["spec"].get("ports") or ()):
        protocol = entry.get("protocol") or "TCP"
        pods = selected(failure.view, service)
        by_pod = [[one.port for one in failure.view.runtime.listeners(pod) if one.protocol == protocol and not one.only_local] for pod in pods[:MOST_PODS]]
        listening = [port for ports in by_pod for port in ports]
        several = any(ports != by_pod[0] for ports in by_pod)  # then only a name fits them all
        names = [name for pod in pods[:1] for name, of_protocol, port in declared_ports(pod) if name and of_protocol == protocol and port in listening]
        current = entry.get("targetPort", entry["port"])
        found: list[int | str] = list(dict.fromkeys([*names, *listening] if several or isinstance(current, str) else listening))
        for target in sorted(found, key=lambda one: (several and isinstance(one, int), -SequenceMatcher(None, str(one), str(current)).ratio())):
            if target != current:
                yield (change(service, "spec", "ports", number, "targetPort", value=target),)


def swapped(failure: Failure) -> Iterator[Proposal]:
    service = failure.service
    for number, entry in enumerate(service["spec"].get("ports") or () if service else ()):
        target = entry.get("targetPort", entry["port"])
        if service and isinstance(target, int) and target != entry["port"]:
            path = ("spec", "ports", number)
            yield (change(service, *path, "port", value=target), change(service, *path, "targetPort", value=entry["port"]))
            yield (change(service, *path, "port", value=failure.trace.target.port),)


def asked_port(failure: Failure) -> Iterator[Proposal]:
    service = failure.service
    for number, _ in enumerate(service["spec"].get("ports") or () if service else ()):
        assert service is not None
        yield (change(service, "spec", "ports", number, "port", value=failure.trace.target.port),)


def protocol(failure: Failure) -> Iterator[Proposal]:
    service, wanted = failure.service, failure.diagnosis.params.get("protocol")
    for number, entry in enumerate(service["spec"].get("ports") or () if service else ()):
        if service and wanted and (entry.get("protocol") or "TCP") != wanted:
            yield (change(service, "spec", "ports", number, "protocol", value=wanted),)


def node_port(failure: Failure) -> Iterator[Proposal]:
    """Some Service takes the port that was asked for, as a NodePort Service where it is none yet."""
    port = failure.trace.target.port
    for service in failure.services:
        type_ = service["spec"].get("type")
        if service["metadata"]["namespace"] == "kube-system" or type_ == "ExternalName" or service["spec"].get("clusterIP") == "None":
            continue
        for number, _ in enumerate(service["spec"].get("ports") or ()):
            taken = change(service, "spec", "ports", number, "nodePort", value=port)
            yield (taken,) if type_ in ("NodePort", "LoadBalancer") else (change(service, "spec", "type", value="NodePort"), taken)
