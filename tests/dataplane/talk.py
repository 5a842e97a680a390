"""Asking a small world: who answers, with which probability, and what the sender looks like."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from playground.cluster.config import Config
from playground.cluster.containers.model import Listener
from playground.cluster.dataplane import Conntrack, Dataplane
from playground.cluster.trace.model import Branch
from playground.cluster.trace.packet import PacketWalker
from tests.dataplane.worlds import world


class OpenSockets:
    """Every pod listens on TCP 8080 and UDP 5353."""

    def listens(self, pod: dict[str, Any], protocol: str, port: int, local: bool = False) -> Listener | None:
        return Listener(protocol, port) if (protocol, port) in {("TCP", 8080), ("UDP", 5353)} else None


def walker(*objects: dict[str, Any], **config: Any) -> PacketWalker:
    dataplane: Dataplane = world(*objects, **config)
    return PacketWalker(dataplane.store, Config(**config), dataplane, OpenSockets())


def ask(
    net: PacketWalker, source: str, to: str, protocol: str = "TCP", *, traffic: Conntrack | None = None, **more: Any
) -> tuple[Branch, ...]:
    """`to` is address:port."""
    address, _, port = to.rpartition(":")
    branches = net.connect(source, address, int(port), protocol, conntrack=traffic, **more)
    assert sum(branch.probability for branch in branches) == 1
    return branches


def outcome(branches: tuple[Branch, ...]) -> dict[str, Fraction]:
    """`pod:shop/web-1 from 10.244.1.9` or a disposition -> probability."""
    found: dict[str, Fraction] = {}
    for branch in branches:
        name = (
            f"{branch.backend.rpartition('/')[2]} from {branch.source_seen}"
            if branch.backend
            else str(branch.disposition)
        )
        found[name] = found.get(name, Fraction(0)) + branch.probability
    return found


def codes(branch: Branch) -> list[str]:
    return [step.code for hop in branch.hops for step in hop.steps]
