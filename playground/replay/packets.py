"""Real connections: the kind of outcome, who answered and the source address that was seen; shares as proportions."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import comb

from playground.cluster.containers.model import Listener
from playground.cluster.dataplane import Conntrack, Dataplane
from playground.cluster.objects.kinds import Object
from playground.cluster.trace.model import Branch, Disposition
from playground.cluster.trace.packet import PacketWalker
from playground.cluster.trace.way import Source
from playground.replay import Record
from playground.replay.proxy import flags
from playground.replay.scenario import play

ROUTES = (
    ("10.96.0.0/16", "node-1"),
    ("198.51.100.0/24", "node-1"),
    ("10.244.1.0/24", "node-1"),
    ("10.244.2.0/24", "node-2"),
)
"""The routes of the recorded client outside."""

LISTENS = {("TCP", 8080), ("TCP", 8081), ("UDP", 5353)}
OUTCOMES = {Disposition.REFUSED: "refused", Disposition.REJECTED: "refused"}
UNLIKELY = Fraction(1, 1000)


class RecordedSockets:
    """Every recorded container listens on the same ports."""

    def listens(self, pod: Object, protocol: str, port: int, local: bool = False) -> Listener | None:
        return Listener(protocol, port) if (protocol, port) in LISTENS else None


def replay(record: Record) -> list[str]:
    config = replace(flags(record), routes=ROUTES)
    cluster, differences = play(record, config)
    if differences:
        return differences
    walker = PacketWalker(cluster.store, config, Dataplane(cluster.store, config), RecordedSockets())
    if record.get("sticky") and record["outcomes"]["connected"]:
        return _sticky(record, walker)
    return _compare(record, _connect(record, walker, Conntrack()))


def _connect(record: Record, walker: PacketWalker, conntrack: Conntrack) -> tuple[Branch, ...]:
    sender, to = record["from"], record["to"]
    place = {"pod": f"pod:{sender.get('name', 'client')}", "node": f"node:{sender.get('node')}"}.get(
        sender["kind"], "outside"
    )
    source = Source(place, sender["kind"], sender.get("node", ""), "" if sender["kind"] == "node" else sender["ip"])
    return walker.connect(source, to["address"], to["port"], record["protocol"], conntrack=conntrack)


def _sticky(record: Record, walker: PacketWalker) -> list[str]:
    """Whichever pod the first try took, all later ones must take."""
    (answered,) = record["outcomes"]["connected"]
    first = _connect(record, walker, Conntrack())
    taken = [branch for branch in first if branch.backend.rpartition("/")[2] == answered]
    if not taken:
        return [f"{answered} never answers"]
    conntrack = Conntrack()
    conntrack.keep(taken[0].remembers, 0.0)
    return _compare(record, _connect(record, walker, conntrack))


def _compare(record: Record, branches: tuple[Branch, ...]) -> list[str]:
    recorded = record["outcomes"]
    outcomes = {kind: count for kind in ("refused", "timeout") if (count := recorded[kind])}
    outcomes.update(recorded["connected"])
    mine: dict[str, Fraction] = {}
    seen: dict[str, Fraction] = {}
    for branch in branches:
        delivered = branch.disposition is Disposition.DELIVERED
        name = branch.backend.rpartition("/")[2] if delivered else OUTCOMES.get(branch.disposition, "timeout")
        mine[name] = mine.get(name, Fraction(0)) + branch.probability
        if delivered:
            seen[branch.source_seen] = seen.get(branch.source_seen, Fraction(0)) + branch.probability
    tries = record["tries"]
    return _shares("outcome", outcomes, mine, tries) + _shares("source", record["source_seen"], seen, tries)


def _shares(what: str, recorded: dict[str, int], mine: dict[str, Fraction], tries: int) -> list[str]:
    found = [f"{what}: recorded {name}, the model never" for name in recorded if name not in mine]
    found += [f"{what}: the model says {name}, never recorded" for name in mine if name not in recorded]
    for name, share in mine.items():
        if name in recorded and not _plausible(recorded[name], tries, share):
            found.append(f"{what}: {name} {recorded[name]} of {tries}, the model says {share}")
    return found


def _plausible(count: int, tries: int, share: Fraction) -> bool:
    """Whether a count lies within the exact interval that 99.9 % of such recordings would."""
    if share == 1:
        return count == tries
    exact = [comb(tries, hits) * share**hits * (1 - share) ** (tries - hits) for hits in range(tries + 1)]
    return sum(exact[: count + 1]) > UNLIKELY / 2 and sum(exact[count:]) > UNLIKELY / 2
