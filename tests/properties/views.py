"""All that is derived from a cluster's objects, as comparable data; and the same derived the long way."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from random import Random
from typing import Any

from playground.cluster.config import Clock, Config
from playground.cluster.controllers.loop import Loop
from playground.cluster.dataplane import Dataplane
from playground.cluster.dns.server import DnsServer
from playground.cluster.objects.kinds import BY_NAME, Object
from playground.cluster.objects.metadata import is_terminating
from playground.cluster.simulation import Cluster
from playground.cluster.simulation.asking import Asker
from playground.cluster.store import Store
from playground.cluster.trace.question import parse_target
from playground.diagram import draw

MANAGED_BY = "endpointslice.kubernetes.io/managed-by"
SERVICE_NAME = "kubernetes.io/service-name"
TYPES = ("A", "AAAA", "SRV", "CNAME", "TXT")
_SERIAL = re.compile(r"(?<= hostmaster\.cluster\.local\. )\d+")
TRIGGER_TIME = "endpoints.kubernetes.io/last-change-trigger-time"


def rebuilt(store: Store, leave_out: Iterable[str] = ()) -> Store:
    """A store that never knew anything but these objects, written in another order."""
    fresh = Store()
    objects = [(kind, obj) for kind in BY_NAME if kind not in leave_out for obj in store.iterate(kind)]
    Random(len(objects)).shuffle(objects)
    for kind, obj in objects:
        meta = obj["metadata"]
        fresh.write(kind, meta.get("namespace", ""), meta["name"], obj)
    return fresh


def afresh(cluster: Cluster) -> Cluster:
    """The same objects with everything derived anew. Its controllers have not run."""
    twin = Cluster(cluster.config, rebuilt(cluster.store), Clock(cluster.clock.now), cluster.names.fork())
    twin.asker.traffic = cluster.asker.traffic.fork()
    return twin


def rules(dataplane: Dataplane, store: Store) -> Iterator[tuple[Any, list[str]]]:
    """Every node's rules, in both modes and families, with what each line comes from."""
    for node in store.iterate("Node"):
        name = node["metadata"]["name"]
        for mode in ("iptables", "nftables"):
            for family in (4, 6):
                yield (name, mode, family), [repr(line) for line in dataplane.about(name, mode, family)]


def names(store: Store, domain: str = "cluster.local") -> Iterator[str]:
    for service in store.iterate("Service"):
        meta = service["metadata"]
        own = f"{meta['name']}.{meta['namespace']}.svc.{domain}."
        yield own
        yield f"_http._tcp.{own}"
        yield from (f"{label}.{own}" for label in ("first", "web-0", "10-244-1-2"))
        for address in service["spec"].get("clusterIPs") or ():
            if address != "None" and ":" not in address:
                yield ".".join(reversed(address.split("."))) + ".in-addr.arpa."
    for pod in store.iterate("Pod"):
        address = pod.get("status", {}).get("podIP", "")
        if address and ":" not in address:
            yield ".".join(reversed(address.split("."))) + ".in-addr.arpa."
            yield f"{address.replace('.', '-')}.{pod['metadata']['namespace']}.pod.{domain}."
    yield f"nobody.default.svc.{domain}."


def answers(dns: DnsServer, store: Store) -> Iterator[tuple[Any, str]]:
    """What the DNS says to every name there is. The SOA's serial is a time that only the history knows."""
    for name in names(store):
        for type_ in ("PTR",) if name.endswith("arpa.") else TYPES:
            yield (name, type_), _SERIAL.sub("SERIAL", repr(dns.answer(name, type_)))


def picture(cluster: Cluster) -> Any:
    return {**draw(cluster.store, cluster.config).scene, "revision": 0}


def traces(cluster: Cluster, draw: Random, count: int) -> Iterator[tuple[Any, str]]:
    """Some questions, with every branch, step and origin. Nothing is kept of them."""
    asker: Asker = cluster.fork().asker if hasattr(cluster, "loop") else cluster.asker
    for source, target in questions(cluster.store, draw, count):
        asker.names = cluster.names.fork()
        asker.traffic = cluster.asker.traffic.fork()
        yield (source, target), _SERIAL.sub("SERIAL", repr(asker.ask(source, parse_target(target))))


def questions(store: Store, draw: Random, count: int) -> Iterator[tuple[str, str]]:
    sources = ["outside", *(f"node:{node['metadata']['name']}" for node in store.iterate("Node"))]
    sources += [f"pod:{pod['metadata']['namespace']}/{pod['metadata']['name']}" for pod in store.iterate("Pod")]
    services = store.list("Service")
    for _ in range(count):
        yield draw.choice(sources), draw.choice(list(_targets(draw.choice(services))))


def _targets(service: Object) -> Iterator[str]:
    meta, spec = service["metadata"], service["spec"]
    yield f"dns:{meta['name']}.{meta['namespace']}?type=A"
    for port in spec.get("ports") or ():
        scheme = {"TCP": "http"}.get(port["protocol"], port["protocol"].lower())
        yield f"{scheme}://{meta['name']}.{meta['namespace']}:{port['port']}"
        for address in (*spec.get("clusterIPs", ()), *spec.get("externalIPs", ())):
            if address != "None":
                yield f"{scheme}://{f'[{address}]' if ':' in address else address}:{port['port']}"
        if port.get("nodePort"):
            yield f"{scheme}://192.168.1.2:{port['nodePort']}"
    if spec.get("type") == "LoadBalancer":
        yield f"http://lb/{meta['name']}@{meta['namespace']}"


# -- endpoints, by content: how they are spread over slices is history, and so is what a Service had before it lost
#    its selector or became an ExternalName, because then nobody looks after its slices any more


def is_derived(item: Object) -> bool:
    return (item["metadata"].get("labels") or {}).get(MANAGED_BY, "").endswith(".k8s.io")


def endpoints(store: Store) -> dict[str, list[str]]:
    """Service, family, ports -> endpoints."""
    found: dict[str, list[str]] = {}
    for item in store.iterate("EndpointSlice"):
        meta = item["metadata"]
        labels = meta.get("labels") or {}
        orphan = not meta.get("ownerReferences")
        if is_derived(item) and (orphan or not _is_looked_after(store, meta["namespace"], labels.get(SERVICE_NAME, ""))):
            continue
        key = json.dumps([meta["namespace"], labels, item["addressType"], sorted(map(_text, item.get("ports") or []))], sort_keys=True)
        ends = found.setdefault(key, [])
        ends += map(_text, item.get("endpoints") or [])
    return {key: sorted(ends) for key, ends in found.items()}


def classic_endpoints(store: Store) -> list[str]:
    return [
        _text({"meta": _kept(item["metadata"]), "subsets": item.get("subsets")})
        for item in store.iterate("Endpoints")
        if not _is_of_controller(item)
        or _is_looked_after(store, item["metadata"]["namespace"], item["metadata"]["name"])
    ]


def _is_looked_after(store: Store, namespace: str, name: str) -> bool:
    """In a namespace that is going, nothing is made anew."""
    if is_going(store, namespace):
        return False
    service = store.get("Service", namespace, name)
    return service is None or bool(service["spec"].get("selector") and service["spec"]["type"] != "ExternalName")


def is_going(store: Store, namespace: str) -> bool:
    found = store.get("Namespace", "", namespace)
    return found is None or is_terminating(found)


def derived_again(cluster: Cluster) -> tuple[Store, Store]:
    """The user's and the workloads' objects alone, before and after fresh controllers have seen them.

    Kubelets, nodes' conditions and the scheduler have a memory of their own; they stand still.
    """
    still = {"run_kubelet": False, "run_scheduler": False}
    config = Config(**{**{name: getattr(cluster.config, name) for name in cluster.config.__dataclass_fields__}, **still})
    store = rebuilt(cluster.store, ("EndpointSlice", "Endpoints", "Event"))
    for kind in ("EndpointSlice", "Endpoints"):
        for obj in cluster.store.iterate(kind):
            if not is_derived(obj) and not _is_of_controller(obj):
                store.write(kind, obj["metadata"]["namespace"], obj["metadata"]["name"], obj)
    before = store.fork()
    twin = Cluster(config, store, Clock(cluster.clock.now), cluster.names.fork())
    twin.loop = Loop(twin.api, twin.runtime)
    twin.settle()
    return before, store


def _is_of_controller(obj: Object) -> bool:
    return (obj["metadata"].get("labels") or {}).get("endpoints.kubernetes.io/managed-by") == "endpoint-controller"


def _kept(meta: Object) -> Object:
    annotations = {key: value for key, value in (meta.get("annotations") or {}).items() if key != TRIGGER_TIME}
    return {"name": meta["name"], "namespace": meta["namespace"], "labels": meta.get("labels"), "annotations": annotations}


def _text(value: Any) -> str:
    return json.dumps(_without_versions(value), sort_keys=True)


def _without_versions(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_versions(item) for key, item in value.items() if key != "resourceVersion"}
    return [_without_versions(item) for item in value] if isinstance(value, list) else value
