"""CoreDNS's own handler tests: every question gets the answer that the real plugin gave."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from playground.cluster.config import Config
from playground.cluster.dns.options import Options
from playground.cluster.dns.server import DnsServer
from playground.cluster.dns.sources import CLUSTER_LABEL, IMPORT_LABEL, SERVICE_LABEL
from playground.cluster.dns.upstream import Upstream
from playground.cluster.store import Store
from tests.upstream.cases import cases, document, report

FILE = "coredns_handler.json"
EXCEPTIONS: dict[int, str] = {}
NAMESPACES = ("default", "kube-system", "podns", "svcns", "testns", "unexposedns")


def test_the_server_answers_as_the_plugin() -> None:
    failures = {case["index"]: differences for case in cases(FILE) if (differences := _differences(case))}
    report(failures, len(cases(FILE)), EXCEPTIONS)


def _differences(case: dict[str, Any]) -> list[str]:
    found = DnsServer(_store(case["zone"]), Config(), _options(case["config"]), _upstream()).answer(
        case["qname"], case["qtype"]
    )
    expected = case["actual"]
    got = {
        "rcode": found.rcode,
        "authoritative": found.authoritative,
        **{section: sorted(map(str, getattr(found, section))) for section in ("answer", "authority", "additional")},
    }
    return [
        f"{case['qname']} {case['qtype']} {key}: {value} instead of {wanted}"
        for key, value in got.items()
        if _plain(value) != _plain(wanted := sorted(expected[key]) if isinstance(value, list) else expected[key])
    ]


def _plain(value: Any) -> Any:
    """Without the serial of a SOA, which is a time."""
    return [re.sub(r"(SOA \S+ \S+) \d+", r"\1 -", text) for text in value] if isinstance(value, list) else value


def _options(config: dict[str, Any]) -> Options:
    return Options(
        zones=tuple(config["zones"]),
        pods=config["pods"],
        ttl=config["ttl"],
        fallthrough=(),
        namespaces=frozenset(config["namespaces"]),
        endpoint_pod_names=config["endpoint_pod_names"],
        ignore_empty_service=config["ignore_empty_service"],
        zonal=config["zonal"],
        multicluster_zones=tuple(config["multicluster_zones"] or ()),
        addresses=tuple(config["local_ips"]),
        synced=config["synced"],
    )


@cache
def _upstream() -> Upstream:
    names: dict[str, dict[str, tuple[str, ...]]] = {}
    for record in document(FILE)["zones"]["default"]["upstream_lookup"].values():
        name, _, _, type_, data = record.split(maxsplit=4)
        names.setdefault(name, {})[type_] = (data,)
    return Upstream(names, ttl=5)


@cache
def _store(zone: str) -> Store:
    store, world = Store(), document(FILE)["zones"][zone]
    for name in NAMESPACES:
        store.write("Namespace", "", name, {"kind": "Namespace", "metadata": {"name": name}})
    for service in world["services"]:
        _put(store, service)
    for slice_ in map(_slice, world["endpointslices"]):
        _put(store, slice_)
        labels = {IMPORT_LABEL: slice_["metadata"]["labels"][SERVICE_LABEL], CLUSTER_LABEL: "cluster1"}
        name = "imported-" + slice_["metadata"]["name"]
        _put(store, {**slice_, "metadata": {**slice_["metadata"], "name": name, "labels": labels}})
    for pod in world.get("pods", ()):
        _put(store, {"kind": "Pod", "metadata": {"name": pod["name"], "namespace": pod["namespace"]}, "status": pod})
    for (imported,) in world.get("raw", {}).get("svcImportIndex", {}).values():
        metadata = {"name": imported["Name"], "namespace": imported["Namespace"]}
        spec = {"type": imported["Type"], "ips": imported["ClusterIPs"], "ports": imported["Ports"]}
        _put(store, {"kind": "ServiceImport", "metadata": metadata, "spec": spec})
    return store


def _slice(slice_: dict[str, Any]) -> dict[str, Any]:
    """Some are written in short: [address, hostname, zone]."""
    if "metadata" in slice_:
        return slice_
    metadata = {"name": slice_["name"], "namespace": slice_["namespace"], "labels": {SERVICE_LABEL: slice_["service"]}}
    endpoints = [
        {"addresses": [address], "hostname": hostname, "zone": zone}
        for address, hostname, zone in ([*short, None][:3] for short in slice_["endpoints"])
    ]
    return {"kind": "EndpointSlice", "metadata": metadata, "endpoints": endpoints, "ports": slice_.get("ports")}


def _put(store: Store, obj: dict[str, Any]) -> None:
    store.write(obj["kind"], obj["metadata"]["namespace"], obj["metadata"]["name"], obj)
