"""All names that the cluster's DNS gives out, as they look from one place: what is to be typed there to reach each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playground.cluster.dns.records import Answer, absolute
from playground.cluster.dns.resolver import ResolvConf
from playground.cluster.dns.sources import is_headless
from playground.cluster.objects.kinds import Object
from playground.cluster.trace.query import resolv_conf_of

if TYPE_CHECKING:
    from playground.cluster.simulation.cluster import Cluster

MOST = 500
"""Names that are listed."""


@dataclass(frozen=True, slots=True)
class Name:
    """An absolute name and what it is good for: `short` is the least that has to be typed, '' where the name can't be had.
    `answers` are by type: A and AAAA of a name, SRV of a port, PTR of an address."""

    name: str
    short: str
    service: tuple[str, str]
    answers: dict[str, Answer]


@dataclass(frozen=True, slots=True)
class Listing:
    conf: ResolvConf
    asks_cluster: bool
    names: tuple[Name, ...]
    more: bool  # there are more than MOST


def names_seen(cluster: Cluster, place: str) -> Listing:
    """From a pod (`pod:shop/client`), a node or outside."""
    conf = resolv_conf_of(cluster, place)
    asks = conf.nameservers[:1] == (cluster.config.dns_address,)
    found: list[Name] = []
    for service in cluster.store.iterate("Service"):
        for name, types in _names_of(cluster, service):
            if len(found) == MOST:
                return Listing(conf, asks, tuple(found), True)
            metadata = service["metadata"]
            answers = {type_: cluster.dns.answer(name, type_) for type_ in types}
            short = _shortest(cluster, name, conf, next(iter(answers))) if asks else ""
            found.append(Name(name, short, (metadata["namespace"], metadata["name"]), answers))
    return Listing(conf, asks, tuple(found), False)


def _names_of(cluster: Cluster, service: Object) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The Service's own name, those of its named ports, and, if it is headless, those of its endpoints."""
    metadata, spec = service["metadata"], service["spec"]
    base = absolute(f"{metadata['name']}.{metadata['namespace']}.svc.{cluster.config.cluster_domain}")
    yield base, ("A", "AAAA")
    if spec.get("type") == "ExternalName":
        return
    for port in spec.get("ports") or ():
        if port.get("name"):
            yield f"_{port['name']}._{(port.get('protocol') or 'TCP').lower()}.{base}", ("SRV",)
    if is_headless(service):
        for label in dict.fromkeys(one.label for one in cluster.dns.zone.endpoints(service)):
            yield f"{label}.{base}", ("A", "AAAA")


def _shortest(cluster: Cluster, name: str, conf: ResolvConf, type_: str) -> str:
    """What is left of a name when the search list adds the rest, and finds no other name before it."""
    best = name
    for number, domain in enumerate(conf.search):
        end = "." + absolute(domain)
        short = name[: -len(end)] if name.endswith(end) else ""
        if not short or len(short) >= len(best) or short.count(".") >= conf.ndots:
            continue
        before = (f"{short}.{other}" for other in conf.search[:number])
        if all(cluster.dns.answer(absolute(other), type_).rcode == "NXDOMAIN" for other in before):
            best = short
    return best
