"""resolv.conf, the search list, and the pod's own names."""

from __future__ import annotations

import pytest

from playground.cluster.config import Config
from playground.cluster.dns.hosts import hostname, hosts_entry, hosts_file
from playground.cluster.dns.resolver import GLIBC, MUSL, ResolvConf, candidates, pod_dns, resolv_conf
from tests.dns.world import pod

CONF = ResolvConf(("shop.svc.cluster.local", "svc.cluster.local", "cluster.local"), ("10.96.0.10",), ("ndots:5",))
SEARCHED = ["{}.shop.svc.cluster.local.", "{}.svc.cluster.local.", "{}.cluster.local.", "{}."]


def test_a_pod_asks_the_cluster() -> None:
    assert str(resolv_conf(pod(), Config())) == (
        "search shop.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n"
    )


def test_a_pod_on_the_host_network_asks_as_its_node_does() -> None:
    assert resolv_conf(pod(hostNetwork=True), Config()).nameservers == ("192.168.1.1",)
    both = pod(hostNetwork=True, dnsPolicy="ClusterFirstWithHostNet")
    assert resolv_conf(both, Config()).nameservers == ("10.96.0.10",)


def test_what_exceeds_the_limits_is_cut_with_a_warning() -> None:
    extra = {
        "nameservers": ["1.1.1.1", "2.2.2.2", "3.3.3.3"],
        "searches": [f"s{number}.example" for number in range(40)],
    }
    conf, warnings = pod_dns(pod(dnsConfig=extra), ("10.96.0.10",), "cluster.local", ResolvConf())
    assert conf.nameservers == ("10.96.0.10", "1.1.1.1", "2.2.2.2")
    assert len(conf.search) == 32
    assert len(warnings) == 2


@pytest.mark.parametrize(
    "name", ["web", "web.other", "web.other.svc", "web.other.svc.cluster.local", "www.example.com"]
)
def test_few_dots_are_searched_first(name: str) -> None:
    assert list(candidates(name, CONF)) == [path.format(name) for path in SEARCHED]


def test_a_final_dot_ends_the_search_before_it_starts() -> None:
    assert candidates("web.other.svc.cluster.local.", CONF) == ("web.other.svc.cluster.local.",)


def test_enough_dots_are_asked_as_they_are_first() -> None:
    name = "_http._tcp.web.other.svc.cluster.local"
    assert candidates(name, CONF, GLIBC)[0] == name + "."
    assert len(candidates(name, CONF, GLIBC)) == 4
    assert candidates(name, CONF, MUSL) == (name + ".",)


@pytest.mark.parametrize(
    ("options", "ndots"), [((), 1), (("ndots:2",), 2), (("ndots:99",), 15), (("debug", "ndots:x"), 1)]
)
def test_ndots(options: tuple[str, ...], ndots: int) -> None:
    assert ResolvConf(options=options).ndots == ndots


def test_a_pod_finds_itself_and_its_aliases_without_asking() -> None:
    named = pod("db-0", hostname="db-0", subdomain="db", hostAliases=[{"ip": "10.9.9.9", "hostnames": ["legacy"]}])
    config = Config()
    assert "10.244.1.9\tdb-0.db.shop.svc.cluster.local\tdb-0\n" in hosts_file(named, config)
    assert hosts_file(named, config).endswith("\n\n# Entries added by HostAliases.\n10.9.9.9\tlegacy\n")
    for name, address in {
        "localhost": "127.0.0.1",
        "db-0": "10.244.1.9",
        "DB-0.db.shop.svc.cluster.local": "10.244.1.9",
        "legacy": "10.9.9.9",
    }.items():
        entry = hosts_entry(named, name, config)
        assert entry is not None
        assert entry[0][0] == address
    assert hosts_entry(named, "web", config) is None


def test_a_long_name_is_cut_to_a_label() -> None:
    assert hostname(pod("a" * 62 + "-b")) == "a" * 62
    assert hostname(pod(hostNetwork=True)) == "node-1"
