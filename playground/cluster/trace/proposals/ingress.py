"""Guesses about the rules of an Ingress."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from playground.cluster.objects.kinds import Object
from playground.cluster.trace.proposals.model import Failure, Proposal, change


def ingress_backend(failure: Failure) -> Iterator[Proposal]:
    """The backend names a Service of its namespace, and a port of it."""
    params = failure.diagnosis.params
    for ingress in failure.view.store.iterate("Ingress"):
        services = failure.view.store.list("Service", ingress["metadata"]["namespace"])
        for path, backend in _backends(ingress):
            if backend.get("name") != params.get("name"):
                continue
            near = sorted(services, key=lambda one: -SequenceMatcher(None, one["metadata"]["name"], backend["name"]).ratio())
            for service in near[:2]:
                port = (service["spec"].get("ports") or [{}])[0].get("port")
                renamed = change(ingress, *path, "name", value=service["metadata"]["name"])
                numbered = change(ingress, *path, "port", value={"number": port})
                if service["metadata"]["name"] != backend["name"]:
                    yield (renamed,)
                    yield (renamed, numbered)
                elif port:
                    yield (numbered,)


def _backends(ingress: Object) -> Iterator[tuple[tuple[str | int, ...], Object]]:
    for rule, entry in enumerate(ingress["spec"].get("rules") or ()):
        for number, path in enumerate((entry.get("http") or {}).get("paths") or ()):
            if service := (path.get("backend") or {}).get("service"):
                yield ("spec", "rules", rule, "http", "paths", number, "backend", "service"), service


def ingress_host(failure: Failure) -> Iterator[Proposal]:
    host = failure.diagnosis.params.get("host")
    for ingress in failure.view.store.iterate("Ingress"):
        for rule, _ in enumerate(ingress["spec"].get("rules") or ()):
            yield (change(ingress, "spec", "rules", rule, "host", value=host),)
            yield (change(ingress, "spec", "rules", rule, "http", "paths", 0, "path", value="/"),)
