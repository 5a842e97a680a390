"""A packet on its way: one branch of a trace while it is walked, and the way back of its reply."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from playground.cluster.dataplane.addresses import host_port
from playground.cluster.dataplane.conntrack import Memory
from playground.cluster.objects.kinds import Object
from playground.cluster.trace.model import Branch, Disposition, Hop, Origin, Packet, Step


@dataclass(frozen=True, slots=True)
class Source:
    """Where a packet starts: `kind` is pod, node or outside. `address` is that of a pod or of the client."""

    place: str
    kind: str
    node: str = ""
    address: str = ""
    pod: Object | None = None


@dataclass(frozen=True, slots=True)
class Translation:
    """What a node did to a packet. If it did not masquerade, it must see the reply to undo it."""

    node: str
    before: Packet
    after: Packet
    masquerade: bool


LISTENS, LISTENS_PRESUMABLY, REFUSES = "listen", "listen.assumed", "listen.none"
"""The codes of what becomes of a packet at its destination."""


class Way(NamedTuple):
    """`entered` are the nodes that the packet has passed; everything is a value, so branches share their beginnings."""

    source: Source
    packet: Packet
    probability: Fraction = Fraction(1)
    hops: tuple[Hop, ...] = ()
    translations: tuple[Translation, ...] = ()
    remembers: tuple[Memory, ...] = ()
    entered: tuple[str, ...] = ()

    def at(self, place: str, *steps: Step) -> Way:
        """One hop further, if anything happened there."""
        return self._replace(hops=(*self.hops, Hop(place, steps))) if steps else self

    def end(self, disposition: Disposition, backend: str = "") -> Branch:
        port, source = (self.packet.port, self.packet.source) if backend else (0, "")
        return Branch(self.probability, disposition, self.hops, backend, port, source, self.remembers)

    def arrive(
        self, place: str, listener: str, node: str, node_of: Callable[[str], str], origins: tuple[Origin, ...] = ()
    ) -> Branch:
        """The end at an address that exists, on `node` ('' outside): somebody listens there or not, and replies.

        `listener` is the code of the step: LISTENS, LISTENS_PRESUMABLY or REFUSES.
        """
        heard = listener != REFUSES
        told = self.at(place, Step(listener, params(self.packet), origins))
        back, found = told._reply(node, node_of)
        if not found:
            return back.end(Disposition.TIMEOUT)
        return back.end(Disposition.DELIVERED, place) if heard else back.end(Disposition.REFUSED)

    def _reply(self, node: str, node_of: Callable[[str], str]) -> tuple[Way, bool]:
        """The way back. Only the node that translated can undo it: a reply that does not pass it is lost.

        A reply goes from the listener's node straight to the address that the listener saw; it passes these two
        nodes and no other.
        """
        way, position = self, node
        for translation in reversed(self.translations):
            passed = {position, node_of(translation.before.source)}
            if translation.masquerade:
                position = translation.node
            elif translation.node not in passed:
                lost = {"node": translation.node, "from": position, "to": translation.before.source}
                return way.at(self.source.place, Step("reply.lost", lost)), False
            undone = {
                "from": host_port(translation.after.destination, translation.after.port),
                "to": host_port(translation.before.destination, translation.before.port),
            }
            way = way.at(f"proxy:{translation.node}", Step("reply.translated", undone))
        return way.at(self.source.place, Step("reply" if self.translations else "reply.direct")), True


def params(packet: Packet) -> dict[str, Any]:
    return {
        "protocol": packet.protocol, "source": packet.source, "destination": packet.destination, "port": packet.port,
    }  # fmt: skip
