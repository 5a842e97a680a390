"""Guesses about names: of Services, of aliases, of pods."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from playground.cluster.objects.labels import matches
from playground.cluster.objects.metadata import controller_of, labels_of
from playground.cluster.trace.proposals.model import Failure, Proposal, change


def service_name(failure: Failure) -> Iterator[Proposal]:
    """A Service called as the client calls it."""
    params = failure.diagnosis.params
    host = failure.trace.target.host.split(".")
    wanted = str(params.get("service", host[0])).rpartition("/")[2]
    namespace = params.get("namespace", "default")
    near = sorted(failure.services, key=lambda one: -SequenceMatcher(None, one["metadata"]["name"], wanted).ratio())
    for service in near[:3]:
        if service["metadata"]["namespace"] == namespace and service["metadata"]["name"] != wanted:
            yield (change(service, "metadata", "name", value=wanted),)


def clients_namespace(failure: Failure) -> Iterator[Proposal]:
    service, namespace = failure.service, failure.diagnosis.params.get("namespace")
    if service is not None and namespace:
        yield (change(service, "metadata", "namespace", value=namespace),)


def external_name(failure: Failure) -> Iterator[Proposal]:
    """The alias written out: a Service of the cluster by its full name, or a host that exists."""
    service = failure.service
    if service is None:
        return
    target = str(failure.diagnosis.params.get("target", "")).rstrip(".")
    domain = failure.view.config.cluster_domain
    names = [f"{one['metadata']['name']}.{one['metadata']['namespace']}.svc.{domain}" for one in failure.services if one is not service]
    hosts = [host.name for host in failure.view.config.hosts]
    for name in sorted([*names, *hosts], key=lambda one: -SequenceMatcher(None, one, target).ratio())[:4]:
        if name != target:
            yield (change(service, "spec", "externalName", value=name),)


def pod_name(failure: Failure) -> Iterator[Proposal]:
    """A pod has a name below a headless Service if its subdomain (a StatefulSet's serviceName) is the Service's name."""
    labels = failure.trace.target.host.split(".")
    pod_name, subdomain = labels[0], labels[1] if len(labels) > 1 else ""
    for pod in failure.view.store.iterate("Pod"):
        if pod["metadata"]["name"] != pod_name or not subdomain:
            continue
        owner = controller_of(pod)
        if owner and owner["kind"] == "StatefulSet":
            found = failure.view.store.get("StatefulSet", pod["metadata"]["namespace"], owner["name"])
            if found is not None:
                yield (change(found, "spec", "serviceName", value=subdomain),)
            continue
        hostname = change(pod, "spec", "hostname", value=pod_name)
        yield (hostname, change(pod, "spec", "subdomain", value=subdomain))
    for service in failure.services:
        if subdomain == service["metadata"]["name"] and service["spec"].get("clusterIP") != "None":
            yield (change(service, "spec", "clusterIP", value="None"),)
        elif any(matches(service["spec"].get("selector") or {"": ""}, labels_of(pod)) for pod in failure.view.store.iterate("Pod")):
            yield (change(service, "metadata", "name", value=subdomain),)
