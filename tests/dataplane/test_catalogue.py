"""What is derived from Services and slices is kept, shared, and made anew where something changed."""

from __future__ import annotations

import random

import pytest

from playground.cluster.dataplane import Dataplane
from tests.dataplane.test_modes_agree import random_endpoints, random_world
from tests.dataplane.worlds import endpoint, node, put, service, slice_of, world


@pytest.mark.parametrize("seed", range(20))
def test_after_any_change_the_rules_are_those_of_a_fresh_start(seed: int) -> None:
    draw, dataplane = random.Random(seed), random_world(seed)
    for _ in range(6):
        names = [obj["metadata"]["name"] for obj in dataplane.store.iterate("Service")]
        name = draw.choice(names)
        match draw.randint(0, 3):
            case 0:
                put(dataplane.store, slice_of(name, random_endpoints(draw), suffix=draw.choice("ab")))
            case 1:
                put(dataplane.store, service(name, f"10.96.9.{draw.randint(1, 99)}"))
            case 2 if len(names) > 1:
                dataplane.store.write("Service", "shop", name, None)
            case _:
                put(dataplane.store, node(1, draw.choice(("zone-a", "zone-b"))))
        fresh = Dataplane(dataplane.store.fork(), dataplane.config)
        for mode in ("iptables", "nftables"):
            assert dataplane.render("node-1", mode) == fresh.render("node-1", mode)
        assert dataplane.catalogue.count() == fresh.catalogue.count()


def test_nodes_share_rules_where_nothing_differs() -> None:
    dataplane = world(*map(node, (1, 2, 3)), service(), slice_of("web", [endpoint("10.244.1.9", 1)]))
    (known,) = dataplane.catalogue.everything()
    (port,) = known.of_family(4)
    settings = dataplane.settings("iptables")
    parts = {id(known.part(settings, dataplane.node(f"node-{number}"), port, False)) for number in (1, 2, 3)}
    assert len(parts) == 1


def test_a_fork_sees_its_own_changes_only() -> None:
    dataplane = world(node(1), service(), slice_of("web", [endpoint("10.244.1.9", 1)]))
    before = dataplane.render("node-1")
    fork = dataplane.fork(dataplane.store.fork())
    put(fork.store, slice_of("web", []))
    assert fork.render("node-1") != before
    assert dataplane.render("node-1") == before


def test_with_more_than_a_thousand_endpoints_their_comments_go() -> None:
    ends = [endpoint(f"10.{200 + number // 250}.0.{number % 250 + 1}") for number in range(1000)]
    dataplane = world(node(1), service(), slice_of("web", ends))
    assert not dataplane.is_large(dataplane.settings("iptables"))
    put(dataplane.store, slice_of("web", [endpoint("10.244.1.9", 1)], suffix="b"))
    assert dataplane.is_large(dataplane.settings("iptables"))
    assert not dataplane.is_large(dataplane.settings("nftables"))
    lines = [line.text for line in dataplane.about("node-1", "iptables") if line.code == "balance.pick"]
    assert len(lines) == 1001
    assert not any("--comment" in line for line in lines)
    dataplane.store.write("EndpointSlice", "shop", "web-b", None)
    assert not dataplane.is_large(dataplane.settings("iptables"))


def test_lines_know_their_service_and_their_fields() -> None:
    ports = [{"name": "http", "port": 80, "protocol": "TCP", "targetPort": 8080, "nodePort": 30080}]
    dataplane = world(node(1), service(type="NodePort", ports=ports), slice_of("web", [endpoint("10.244.1.9", 1)]))
    for mode in ("iptables", "nftables"):
        lines = dataplane.about("node-1", mode)
        assert [line.text for line in lines if line.service == ""] == [
            line.text for line in world(node(1)).about("node-1", mode)
        ] or mode == "nftables"
        entry = next(line for line in lines if line.code == "entry.node-port")
        assert entry.service == "shop/web"
        assert entry.origins[0].path == ("spec", "ports", 0, "nodePort")


def test_the_health_check_counts_ready_local_addresses() -> None:
    ends = [endpoint("10.244.1.9", 1), endpoint("10.244.1.10", 1, ready=False), endpoint("10.244.2.9", 2)]
    dataplane = world(node(1), node(2), node(3), service(), slice_of("web", ends))
    assert [dataplane.healthy_endpoints(f"node-{number}", "shop", "web") for number in (1, 2, 3)] == [1, 1, 0]
