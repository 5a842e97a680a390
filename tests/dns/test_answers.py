"""Answers and the fields that they come from; what it costs to get one."""

from __future__ import annotations

from random import Random

import dns.message
import dns.rcode
import pytest

from playground.cluster.dns.wire import handle
from playground.cluster.objects.flow import Origin
from playground.cluster.store import Store
from tests.dns.world import World, pod, put, service, slice_, world

HEADLESS = service("db", clusterIP="None")


def ask(where: World, name: str, type_: str = "A") -> list[str]:
    found = where.dns.answer(name, type_)
    return [f"{found.rcode}", *map(str, found.answer)]


def test_a_service_has_its_cluster_ip_and_says_where_from() -> None:
    found = world(service("web")).dns.answer("web.shop.svc.cluster.local", "A")
    assert [str(record) for record in found.answer] == ["web.shop.svc.cluster.local. 30 IN A 10.96.0.5"]
    assert Origin("Service", "shop", "web", ("spec", "clusterIPs", 0)) in found.origins


def test_a_headless_service_has_the_addresses_of_its_ready_endpoints() -> None:
    where = world(HEADLESS, slice_("db", ["10.244.1.5", "10.244.2.5"]))
    assert ask(where, "db.shop.svc.cluster.local")[1:] == [
        "db.shop.svc.cluster.local. 30 IN A 10.244.1.5",
        "db.shop.svc.cluster.local. 30 IN A 10.244.2.5",
    ]
    origins = where.dns.answer("db.shop.svc.cluster.local").origins
    assert Origin("EndpointSlice", "shop", "db-1", ("endpoints", 1, "addresses", 0)) in origins
    assert Origin("Service", "shop", "db", ("spec", "clusterIP")) in origins


def test_a_name_that_does_not_exist_says_what_is_missing() -> None:
    where = world(HEADLESS, service("web"), service("ext", type="ExternalName", externalName="10.0.0.1"))
    missing = {
        "web.nosuch.svc.cluster.local": "namespace",
        "nosuch.shop.svc.cluster.local": "service",
        "db.shop.svc.cluster.local": "endpoints",
        "_grpc._tcp.web.shop.svc.cluster.local": "port",
        "ext.shop.svc.cluster.local": "external-address",
        "web.shop.cluster.local": "name",
    }
    assert {name: where.dns.answer(name).missing for name in missing} == missing


def test_an_external_name_is_an_alias_into_the_outside() -> None:
    where = world(service("db", type="ExternalName", externalName="db.example.net"))
    assert ask(where, "db.shop.svc.cluster.local") == [
        "NOERROR",
        "db.shop.svc.cluster.local. 30 IN CNAME db.example.net.",
        "db.example.net. 300 IN A 203.0.113.7",
    ]


def test_a_deleted_service_is_forgotten_at_once() -> None:
    where = world(service("web"))
    assert ask(where, "web.shop.svc.cluster.local")[0] == "NOERROR"
    where.store.write("Service", "shop", "web", None)
    assert ask(where, "web.shop.svc.cluster.local") == ["NXDOMAIN"]


def test_the_serial_is_the_time_of_the_last_change_of_a_service() -> None:
    where = world()
    where.store.write("Service", "shop", "web", service("web"), at=1_800_000_000.5)
    where.store.write("Pod", "shop", "client", pod(), at=1_800_000_100.0)
    assert where.dns.serial() == 1_800_000_000


class Counting(Store):
    """Counts the objects that are handed out."""

    reads = 0

    def get(self, kind, namespace, name):  # type: ignore[no-untyped-def]
        self.reads += 1
        return super().get(kind, namespace, name)

    def lookup(self, name, key):  # type: ignore[no-untyped-def]
        found = super().lookup(name, key)
        self.reads += 1 + len(found)
        return found

    def iterate(self, kind, namespace=None):  # type: ignore[no-untyped-def]
        for obj in super().iterate(kind, namespace):
            self.reads += 1
            yield obj


def test_an_answer_costs_the_same_among_many_services() -> None:
    costs = []
    for count in (10, 1000):
        store = Counting()
        put(store, {"kind": "Namespace", "metadata": {"name": "shop"}})
        for number in range(count):
            address = f"10.97.{number // 250}.{number % 250 + 1}"
            put(store, service(f"web-{number}", clusterIP=address, clusterIPs=[address]))
            put(store, slice_(f"web-{number}", [f"10.98.{number // 250}.{number % 250 + 1}"]))
        server = World(store).dns
        store.reads = 0
        for name, type_ in (
            ("web-5.shop.svc.cluster.local", "A"),
            ("nosuch.shop.svc.cluster.local", "A"),
            ("6.0.97.10.in-addr.arpa", "PTR"),
            ("6.0.98.10.in-addr.arpa", "PTR"),
            ("10-98-0-6.web-5.shop.svc.cluster.local", "SRV"),
        ):
            server.answer(name, type_)
        costs.append(store.reads)
    assert costs[0] == costs[1]


# -- on the wire


def exchange(where: World, query: dns.message.Message, *, over_tcp: bool = False) -> dns.message.Message:
    return dns.message.from_wire(handle(where.dns, query.to_wire(), over_tcp=over_tcp))


def test_a_message_is_answered_with_a_message() -> None:
    response = exchange(world(service("web")), dns.message.make_query("WEB.shop.svc.cluster.local", "A"))
    assert dns.flags.to_text(response.flags) == "QR AA RD RA"
    assert [rrset.to_text() for rrset in response.answer] == ["WEB.shop.svc.cluster.local. 30 IN A 10.96.0.5"]


def test_what_does_not_fit_is_cut_and_comes_whole_over_tcp() -> None:
    where = world(HEADLESS, slice_("db", [f"10.244.1.{number}" for number in range(1, 61)]))
    query = dns.message.make_query("db.shop.svc.cluster.local", "A")
    cut, whole = exchange(where, query), exchange(where, query, over_tcp=True)
    assert cut.flags & dns.flags.TC
    assert len(cut.to_wire()) <= 512
    assert not whole.flags & dns.flags.TC
    assert len(whole.answer[0]) == 60
    roomy = dns.message.make_query("db.shop.svc.cluster.local", "A", use_edns=0, payload=1232)
    assert not exchange(where, roomy).flags & dns.flags.TC


def test_other_classes_are_refused_and_noise_is_a_format_error() -> None:
    chaos = dns.message.make_query("version.bind", "TXT", "CH")
    assert exchange(world(), chaos).rcode() == dns.rcode.REFUSED
    assert dns.message.from_wire(handle(world().dns, b"\x12\x34" + b"\xff" * 30)).rcode() == dns.rcode.FORMERR
    assert handle(world().dns, b"\x00") == b""


LABELS = ["web", "db", "shop", "svc", "pod", "cluster", "local", "", "_http", "_tcp", "10-244-1-5", "*", "ns", "dns", "in-addr", "arpa",
          "ip6", "10", "5", "dns-version", "x" * 70, " "]  # fmt: skip
TYPES = ["A", "AAAA", "SRV", "TXT", "CNAME", "PTR", "SOA", "NS", "MX", "ANY", "HTTPS", "AXFR"]


@pytest.mark.parametrize("seed", range(4))
def test_every_question_gets_an_answer(seed: int) -> None:
    where = world(HEADLESS, service("web"), slice_("db", ["10.244.1.5"]))
    draw = Random(seed)
    for _ in range(1000):
        name = ".".join(draw.choices(LABELS, k=draw.randint(0, 7))) + draw.choice(["", ".", ".cluster.local"])
        found = where.dns.answer(name, draw.choice(TYPES))
        assert found.rcode in ("NOERROR", "NXDOMAIN", "REFUSED")
        assert not (found.answer and found.authority)
        assert found.authority or found.answer or not found.authoritative
    for _ in range(500):
        handle(where.dns, draw.randbytes(draw.randrange(60)))
