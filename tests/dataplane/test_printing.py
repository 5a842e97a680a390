"""Names and texts, down to the character."""

from __future__ import annotations

import pytest

from playground.cluster.dataplane import iptables, nftables
from playground.cluster.dataplane.iptables_text import probability
from tests.dataplane.worlds import endpoint, node, service, slice_of, world


@pytest.mark.parametrize(
    ("prefix", "name", "proto", "end", "wanted"),
    [
        ("SVC", "px-everything/search:http", "tcp", "", "KUBE-SVC-UWPADEAMBTNUG6PO"),
        ("EXT", "px-everything/search:q", "udp", "", "KUBE-EXT-XVK3JE2YOXSBJ5IU"),
        ("SEP", "px-everything/search:http", "tcp", "10.244.1.51:8080", "KUBE-SEP-XKEQKWHCHMB5F27W"),
        ("SVC", "px-external-ips/wiki", "tcp", "", "KUBE-SVC-6W5RZL7HRKG5SALF"),
    ],
)
def test_iptables_chain_names_are_hashes(prefix: str, name: str, proto: str, end: str, wanted: str) -> None:
    assert iptables.chain_name(prefix, name, proto, end) == wanted


def test_nftables_chain_names_begin_with_a_hash_and_are_cut_at_240() -> None:
    assert nftables.chain_name("service", "px-everything/search/tcp/http").startswith("service-G6J4DAXA-px-everything")
    long = nftables.chain_name("endpoint", "n" * 300)
    assert (len(long), long[-3:]) == (240, "...")


@pytest.mark.parametrize(
    ("of", "wanted"),
    [(2, "0.50000000000"), (3, "0.33333333349"), (5, "0.20000000019"), (7, "0.14285714272"), (9, "0.11111111101")],
)
def test_probabilities_are_what_the_kernel_keeps(of: int, wanted: str) -> None:
    assert probability(of) == wanted


@pytest.mark.parametrize(
    ("seconds", "wanted"), [(10800, "3h"), (600, "10m"), (1, "1s"), (86400, "1d"), (3661, "1h1m1s"), (5400, "1h30m")]
)
def test_timeouts_are_printed_as_durations(seconds: int, wanted: str) -> None:
    assert nftables.duration(seconds) == wanted


def test_source_ranges_are_printed_in_the_order_of_their_addresses() -> None:
    ranges = ["203.0.113.0/24", "198.51.100.9/32", "192.168.1.0/24"]
    balancer = service(type="LoadBalancer", vips=["198.51.100.7"], loadBalancerSourceRanges=ranges)
    dataplane = world(node(1), balancer, slice_of("web", [endpoint("10.244.1.9", 1)]))
    lines = [line.text.strip() for line in dataplane.about("node-1", "nftables")]
    assert "ip saddr != { 192.168.1.0/24, 198.51.100.7, 198.51.100.9, 203.0.113.0/24 } drop" in lines
    saved = [line.text for line in dataplane.about("node-1", "iptables") if line.code == "firewall.allow"]
    assert [text.split(" -s ")[1].split()[0] for text in saved] == [*ranges, "198.51.100.7/32"]


def test_all_addresses_take_node_ports_where_the_range_is_everything() -> None:
    dataplane = world(node(1), node_port_addresses=("0.0.0.0/0",))
    lines = [line.text.strip() for line in dataplane.about("node-1", "nftables")]
    assert "fib daddr type local ip daddr != 127.0.0.0/8 meta l4proto . th dport vmap @service-nodeports" in lines
    assert not any("nodeport-ips" in line for line in lines)


def test_a_bridge_tells_local_traffic() -> None:
    dataplane = world(
        node(1), service(), slice_of("web", [endpoint("10.244.1.9", 1)]),
        detect_local_mode="BridgeInterface", detect_local_interface="br0",
    )  # fmt: skip
    assert any("! -i br0 " in line.text for line in dataplane.about("node-1", "iptables"))
    assert any('iifname != "br0" meta mark' in line.text for line in dataplane.about("node-1", "nftables"))


def test_ipv6_has_its_own_table() -> None:
    six = service("six", "fd00:10:96::5")
    slices = slice_of("six", [endpoint("fd00:10:244:1::9", 1)])
    slices["addressType"] = "IPv6"
    dataplane = world(
        node(1),
        six,
        slices,
        service_cidrs=("10.96.0.0/16", "fd00:10:96::/112"),
        cluster_cidr="10.244.0.0/16,fd00:10:244::/56",
    )
    assert any(
        "dnat ip6 to numgen random mod 1 map { 0 : fd00:10:244:1::9 . 8080 }" in line.text
        for line in dataplane.about("node-1", "nftables", 6)
    )
    assert any(
        line.text.endswith("--to-destination [fd00:10:244:1::9]:8080")
        for line in dataplane.about("node-1", "iptables", 6)
    )
    assert not any("six" in line.text for line in dataplane.about("node-1", "iptables"))
