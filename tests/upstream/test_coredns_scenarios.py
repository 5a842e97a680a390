"""Questions to the real plugin in a small world of its own: two configurations, every kind of Service."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from playground.cluster.config import Config
from playground.cluster.dns.options import Options
from playground.cluster.dns.server import DnsServer
from playground.cluster.dns.upstream import Upstream
from playground.cluster.store import Store
from tests.upstream.cases import cases, document, report

FILE = "coredns_scenarios.json"
EXCEPTIONS: dict[int, str] = {}
OPTIONS = {
    "kubeadm": Options(addresses=()),
    "verified+endpoint_pod_names": Options(addresses=(), pods="verified", endpoint_pod_names=True),
}


def test_the_server_answers_as_the_plugin() -> None:
    failures = {case["index"]: differences for case in cases(FILE) if (differences := _differences(case))}
    report(failures, len(cases(FILE)), EXCEPTIONS)


def _differences(case: dict[str, Any]) -> list[str]:
    server = DnsServer(_store(), Config(), OPTIONS[case["config"]], _upstream())
    found, expected = server.answer(case["qname"], case["qtype"]), case["result"]
    if expected.get("falls_through_to_next_plugin"):
        return ["answered by the plugin, not passed on"] if found.authoritative else []
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


@cache
def _upstream() -> Upstream:
    names: dict[str, dict[str, tuple[str, ...]]] = {}
    for record in _external_records():
        name, _, _, type_, data = record.split(maxsplit=4)
        types = names.setdefault(name, {})
        types[type_] = (*types.get(type_, ()), data)
    return Upstream(names)


def _external_records() -> list[str]:
    found = document(FILE)["zone"]["external_records"]
    records = found.values() if isinstance(found, dict) else found
    return [record for entry in records for record in ([entry] if isinstance(entry, str) else entry)]


@cache
def _store() -> Store:
    store, world = Store(), document(FILE)["zone"]
    for name in world["namespaces"]:
        store.write("Namespace", "", name, {"kind": "Namespace", "metadata": {"name": name}})
    for obj in (*world["services"], *world["endpointslices"], *world["pods"]):
        store.write(obj["kind"], obj["metadata"]["namespace"], obj["metadata"]["name"], obj)
    return store
