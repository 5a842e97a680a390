"""Lookups name by name: what is asked, who answers, which field the answer came from."""

from __future__ import annotations

from typing import Any

import pytest

from playground.cluster.objects.flow import Origin
from playground.cluster.trace.model import Lookup
from playground.cluster.trace.query import lookup
from tests.dns.world import pod, service, slice_, world

CLIENT = "pod:shop/client"


def look(
    name: str, *objects: dict[str, Any], source: str = CLIENT, types: tuple[str, ...] = ("A", "AAAA"), **client: Any
) -> Lookup:
    return lookup(world(pod(**client), *objects), source, name, types)


def asked(found: Lookup) -> list[str]:
    return list(dict.fromkeys(question["name"].removesuffix(".cluster.local.") for question in found.questions))


def codes(found: Lookup) -> list[str]:
    return [step.code for hop in found.hops for step in hop.steps]


def test_a_service_of_the_own_namespace_is_found_at_once() -> None:
    found = look("web", service("web"))
    assert (found.rcode, found.addresses) == ("NOERROR", ("10.96.0.5",))
    assert codes(found) == ["dns.search", "dns.server", "dns.question", "dns.answer"]
    assert [hop.place for hop in found.hops] == [CLIENT, "dns"]
    assert found.hops[1].steps[1].origins[0] == Origin("Service", "shop", "web", ("spec", "clusterIPs", 0))
    assert found.hops[0].steps[1].origins == (Origin("Service", "kube-system", "kube-dns", ("spec", "clusterIP")),)


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("web.other", ["web.other.shop.svc", "web.other.svc"]),
        ("web.other.svc", ["web.other.svc.shop.svc", "web.other.svc.svc", "web.other.svc"]),
        ("web.other.svc.cluster.local", [
            "web.other.svc.cluster.local.shop.svc", "web.other.svc.cluster.local.svc", "web.other.svc.cluster.local", "web.other.svc"]),
        ("web.other.svc.cluster.local.", ["web.other.svc"]),
    ],
)  # fmt: skip
def test_the_search_path_is_walked_until_a_name_exists(name: str, names: list[str]) -> None:
    found = look(name, service("web", "other"))
    assert found.addresses == ("10.96.0.5",)
    assert asked(found) == names


def test_a_short_name_stays_in_its_namespace() -> None:
    found = look("web", service("web", "other"))
    assert (found.rcode, found.addresses) == ("NXDOMAIN", ())
    assert codes(found)[-1] == "dns.gave_up"


def test_a_name_without_such_a_record_is_no_data() -> None:
    found = look("web", service("web"), types=("AAAA",))
    assert (found.rcode, found.addresses) == ("NOERROR", ())
    assert "dns.nodata" in codes(found)


def test_an_alias_is_followed_outside() -> None:
    found = look("db", service("db", type="ExternalName", externalName="db.example.net"))
    assert (found.addresses, found.canonical) == (("203.0.113.7",), "db.example.net.")
    (alias,) = [step for step in found.hops[1].steps if step.code == "dns.cname" and step.origins][:1]
    assert alias.origins == (Origin("Service", "shop", "db", ("spec", "externalName")),)


def test_an_alias_to_nowhere_gives_no_address() -> None:
    found = look("db", service("db", type="ExternalName", externalName="nosuch.example.net"))
    assert (found.rcode, found.addresses) == ("NOERROR", ())
    assert "dns.alias_without_address" in codes(found)


def test_the_hosts_file_comes_first() -> None:
    found = look("web", service("web"), hostAliases=[{"ip": "10.9.9.9", "hostnames": ["web"]}])
    assert found.addresses == ("10.9.9.9",)
    assert codes(found) == ["dns.hosts_file"]


def test_musl_stops_at_a_name_without_the_record_and_glibc_goes_on() -> None:
    objects = [service("web"), service("web", "other")]
    assert len(asked(look("web", *objects, types=("AAAA",), image="alpine"))) == 1
    assert len(asked(look("web", *objects, types=("AAAA",), image="debian"))) == 4


def test_a_node_knows_no_name_of_the_cluster() -> None:
    found = look("web.shop.svc.cluster.local", service("web"), source="node:node-1")
    assert found.rcode == "NXDOMAIN"
    assert look("db.example.net", source="node:node-1").addresses == ("203.0.113.7",)


def test_outside_only_public_names_exist() -> None:
    assert look("db.example.net", source="outside").addresses == ("203.0.113.7",)
    assert look("web", service("web"), source="outside").rcode == "NXDOMAIN"


def test_a_pod_on_the_host_network_asks_the_nodes_resolver() -> None:
    found = look("web.shop.svc.cluster.local", service("web"), hostNetwork=True)
    assert found.rcode == "NXDOMAIN"
    assert "dns.server_outside" in codes(found)


def test_an_address_needs_no_lookup() -> None:
    assert look("10.96.0.5") == Lookup("10.96.0.5", (), "NOERROR", ("10.96.0.5",))


def test_an_address_may_be_asked_for_its_name() -> None:
    found = look("10.96.0.5", service("web"), types=("PTR",))
    assert found.questions[0]["answers"] == ["5.0.96.10.in-addr.arpa. 30 IN PTR web.shop.svc.cluster.local."]


def test_without_a_cluster_dns_that_is_up_nothing_resolves() -> None:
    found = lookup(world(pod(), service("web"), dns_is_up=False), CLIENT, "web")
    assert found.rcode == "SERVFAIL"
    assert codes(found)[-1] == "dns.server_unreachable"


def test_srv_records_are_found_along_the_search_path() -> None:
    headless = service("db", clusterIP="None")
    found = look("_http._tcp.db", headless, slice_("db", ["10.244.1.5"], hostname="db-0"), types=("SRV",))
    assert found.questions[-1]["answers"] == [
        "_http._tcp.db.shop.svc.cluster.local. 30 IN SRV 0 100 8080 db-0.db.shop.svc.cluster.local."
    ]
