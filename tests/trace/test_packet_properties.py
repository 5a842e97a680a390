"""Whatever the world: every trace ends, its branches add up to 1, and each says why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from playground.cluster.config import Config
from playground.cluster.dataplane import Dataplane
from playground.cluster.trace.explain import stop
from playground.cluster.trace.model import Disposition
from playground.cluster.trace.packet import PacketWalker
from tests.dataplane.talk import OpenSockets
from tests.dataplane.test_modes_agree import packets, random_world
from tests.dataplane.worlds import pod, put

SOURCES = ("pod:shop/client", "pod:shop/far", "node:node-1", "node:node-3", "outside")


def walker(seed: int, **config: object) -> PacketWalker:
    base = random_world(seed)
    put(base.store, pod("client", "10.244.1.99", 1))
    put(base.store, pod("far", "10.244.2.99", 2))
    for number, home in ((10, 1), (11, 2), (12, 3)):
        put(base.store, pod(f"web-{number}", f"10.244.{home}.{number}", home))
    settings: Config = replace(base.config, **config)  # type: ignore[arg-type]
    return PacketWalker(base.store, settings, Dataplane(base.store, settings), OpenSockets())


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("mode", ["iptables", "nftables"])
def test_every_trace_ends_and_its_branches_add_up(seed: int, mode: str) -> None:
    net = walker(seed, proxy_mode=mode)
    for target in {(packet.destination, packet.port) for packet in packets(net.dataplane)}:
        for source in SOURCES:
            branches = net.connect(source, *target)
            assert sum(branch.probability for branch in branches) == 1
            for branch in branches:
                assert branch.hops, (source, target)
                assert branch.hops[0].place == source
                assert bool(branch.backend) == (branch.disposition is Disposition.DELIVERED)
                assert all(step.code for hop in branch.hops for step in hop.steps)
                stops = [stop(step) for hop in branch.hops for step in hop.steps if stop(step)]
                assert bool(stops) == (branch.disposition not in (Disposition.DELIVERED, Disposition.EXTERNAL))
                assert all("<" not in words for words in stops)


@pytest.mark.parametrize("seed", range(10))
def test_a_walk_is_a_function_of_the_store(seed: int) -> None:
    """What is kept from earlier looks changes no answer, in the original or in a fork."""
    net, fresh = walker(seed), walker(seed)
    for target in {(packet.destination, packet.port) for packet in packets(net.dataplane)}:
        first = net.connect("pod:shop/client", *target)
        assert net.connect("pod:shop/client", *target) == first == fresh.connect("pod:shop/client", *target)
        store = net.store.fork()
        fork = PacketWalker(store, net.config, net.dataplane.fork(store), OpenSockets())
        assert fork.connect("pod:shop/client", *target) == first


@pytest.mark.parametrize("mode", ["iptables", "nftables"])
def test_every_rule_that_a_trace_cites_is_a_line_of_the_nodes_rules(mode: str) -> None:
    for seed in range(8):
        net = walker(seed, proxy_mode=mode)
        lines = {
            f"node-{number}": {line.text.strip() for line in net.dataplane.about(f"node-{number}")}
            for number in (1, 2, 3)
        }
        for target in {(packet.destination, packet.port) for packet in packets(net.dataplane)}:
            for branch in net.connect("pod:shop/client", *target):
                for hop in branch.hops:
                    for step in hop.steps:
                        assert not step.rule or step.rule in lines[hop.place.removeprefix("proxy:")]


@pytest.mark.parametrize(
    "destination",
    ["", "no-address", "0.0.0.0", "255.255.255.255", "::1", "fd00::1", "127.0.0.1", "10.244.1.0", "169.254.1.1"],
)
def test_odd_destinations_end_too(destination: str) -> None:
    net = walker(1)
    for source in SOURCES:
        for protocol in ("TCP", "UDP", "SCTP", "ICMP"):
            assert sum(branch.probability for branch in net.connect(source, destination, 80, protocol)) == 1
