"""The walk of a packet over the whole network: sender -> rules of each node that it enters -> listener -> reply.

Every random choice becomes branches, whose probabilities add up to 1. The steps' codes, besides those of the
rules (dataplane/rules.py):

| code | at | what happened |
|---|---|---|
| `send` | source | the first packet leaves: protocol, source, destination, port |
| `send.no-address`, `node.failed` | source, node | nothing can be sent; the node has no power |
| `rules.no-match` | proxy | the address is a Service's (or a node port's), but no rule has this port |
| `route.pod`, `route.node`, `route.local`, `route.out` | node | where the packet goes on to |
| `route.none` | network | nobody owns the address, or the client outside has no route to it |
| `egress.masquerade` | node | a pod's packet leaves the cluster with the node's address |
| `route.loop` | network | the packet would go round for ever |
| `host-port` | node | a hostPort: the network plugin translates to the pod |
| `flow.known` | node | the node knows the flow and translates it as before |
| `balancer.pick`, `balancer.no-node`, `balancer.no-port`, `balancer.proxy` | load balancer | |
| `listen`, `listen.assumed`, `listen.none` | pod, node, host | somebody listens on the port, presumably somebody, or nobody |
| `policy.not-modelled` | pod | a NetworkPolicy selects the pod; its effect is not modelled |
| `reply.translated`, `reply.direct`, `reply.lost` | node, source | the reply's way back |
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Protocol

from playground.cluster.config import Config
from playground.cluster.containers.model import Listener
from playground.cluster.dataplane.addresses import canonical, family, inside, is_loopback
from playground.cluster.dataplane.catalogue import BY_DESTINATION
from playground.cluster.dataplane.conntrack import Conntrack, Flow, Memory
from playground.cluster.dataplane.dataplane import Dataplane
from playground.cluster.dataplane.node import NodeFacts
from playground.cluster.dataplane.walk import RuleOutcome
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.labels import selector_matches
from playground.cluster.objects.world import NODE_FAILED
from playground.cluster.store import Store
from playground.cluster.trace.model import Branch, Disposition, Origin, Packet, Step
from playground.cluster.trace.network import Network, Owner, address_of, mode_of, place_of, uses_host_network
from playground.cluster.trace.way import LISTENS, LISTENS_PRESUMABLY, REFUSES, Source, Translation, Way, params

NODE_PORTS_IN_USE = {("TCP", 10250): "kubelet", ("TCP", 10256): "kube-proxy"}
"""What listens on every node besides pods."""

LOOPBACK_PORTS_IN_USE = {("TCP", 10249): "kube-proxy"}
"""The same, for the node itself alone."""

LONGEST_WAY = 16
"""More nodes than this on one way, and the packet's time to live is over."""


FAILED = ("metadata", "annotations", NODE_FAILED)
"""What says that a node has no power."""


class Sockets(Protocol):
    """Who listens in a pod, fulfilled by the containers."""

    def listens(self, pod: Object, protocol: str, port: int, local: bool = False) -> Listener | None:
        """The socket that takes connections on this port: from outside the pod, or (`local`) by its loopback."""


class PacketWalker:
    """Walks packets. Changes nothing: what a connection would leave behind is in `Branch.remembers`."""

    def __init__(self, store: Store, config: Config, dataplane: Dataplane, sockets: Sockets) -> None:
        self.store, self.config, self.dataplane, self.sockets = store, config, dataplane, sockets
        self.network = Network(store, config, dataplane)

    def source(self, place: str, wanted: int = 4) -> Source:
        """`pod:ns/name`, `node:name` or `outside`. Raises KeyError if there is no such thing."""
        if place == "outside":
            return Source(place, "outside", address=self.config.client_address)
        kind, _, name = place.partition(":")
        if kind == "node":
            return Source(place, "node", self.dataplane.node(name).name)
        namespace, _, pod_name = name.partition("/")
        pod = self.store.get("Pod", namespace, pod_name) if kind == "pod" else None
        if pod is None:
            raise KeyError(place)
        node = pod["spec"].get("nodeName") or ""
        if uses_host_network(pod):
            return Source(place, "node", node, pod=pod)
        return Source(place, "pod", node, address_of(pod, wanted), pod)

    def connect(
        self, source: str | Source, destination: str, port: int, protocol: str = "TCP", *, source_port: int = 0,
        conntrack: Conntrack | None = None, now: float = 0.0,
    ) -> tuple[Branch, ...]:  # fmt: skip
        """All ways that the first packet of a connection (or a UDP flow) can go, to their ends.

        `source_port` 0 is a new socket's port, whatever it is; another one may belong to a flow that nodes know.
        """
        destination = canonical(destination)
        start = self.source(source, family(destination)) if isinstance(source, str) else source
        return tuple(_Journey(self, start, conntrack or Conntrack(), now).run(protocol, destination, port, source_port))


class _Journey:
    """One question's packets. `way`s are values; every method yields the branches that a way ends in."""

    def __init__(self, walker: PacketWalker, source: Source, conntrack: Conntrack, now: float) -> None:
        self.walker, self.source, self.conntrack, self.now = walker, source, conntrack, now
        self.network, self.dataplane, self.config = walker.network, walker.dataplane, walker.config

    # -- the start

    def run(self, protocol: str, destination: str, port: int, source_port: int) -> Iterator[Branch]:
        source = self.source
        packet = Packet(protocol.upper(), self._source_address(destination), source_port, destination, port)
        way = Way(source, packet)
        if not packet.source or (source.kind != "outside" and self.walker.store.get("Node", "", source.node) is None):
            yield way.at(source.place, Step("send.no-address")).end(Disposition.TIMEOUT)
            return
        way = way.at(source.place, Step("send", params(packet)))
        if source.kind == "outside":
            yield from self._from_outside(way)
        elif source.kind == "node":
            yield from self._at_node(way, source.node, "output")
        elif is_loopback(destination) or destination == source.address:
            yield from self._at_own_pod(way)
        else:
            yield from self._at_node(way, source.node, "prerouting", self._pod_link())

    def _source_address(self, destination: str) -> str:
        """Which of its addresses the sender's kernel writes: that of the interface towards the destination."""
        source = self.source
        if source.kind == "pod":
            return "127.0.0.1" if destination == "127.0.0.1" else source.address
        if source.kind == "outside":
            return source.address
        try:
            node = self.dataplane.node(source.node)
        except KeyError:
            return ""
        if node.is_local(destination):
            return "127.0.0.1" if destination.startswith("127.") else destination
        return self._leaving(node, self.network.owner(destination), destination)

    def _leaving(self, node: NodeFacts, owner: Owner, destination: str) -> str:
        """The node's address on the interface by which it reaches the destination."""
        wanted = family(destination)
        if owner.kind in ("pod", "nobody") and owner.node == node.name:
            return node.gateway(wanted) or node.primary(wanted)
        return node.primary(wanted)

    def _pod_link(self) -> str:
        return self.config.detect_local_interface or "veth"

    def _at_own_pod(self, way: Way) -> Iterator[Branch]:
        """To itself by loopback or its own address: the packet never leaves the pod."""
        pod = self.source.pod
        listener = self._listener(pod, way.packet) if pod is not None else REFUSES
        yield self._arrive(way, self.source.place, listener, self.source.node)

    # -- outside

    def _from_outside(self, way: Way) -> Iterator[Branch]:
        destination = way.packet.destination
        routed = self.network.entry(destination)
        owner = self.network.owner(destination)
        if routed:
            yield from self._at_node(way, routed, "prerouting", "eth0")
        elif owner.kind == "node":
            yield from self._at_node(way, owner.node, "prerouting", "eth0")
        elif owner.kind in ("pod", "nobody"):
            yield way.at("network", Step("route.none", {"address": destination})).end(Disposition.TIMEOUT)
        else:
            yield from self._out(way, owner)

    def _out(self, way: Way, owner: Owner) -> Iterator[Branch]:
        """To something that is no part of the cluster."""
        packet = way.packet
        if owner.kind == "balancer" and owner.service is not None:
            yield from self._balancer(way, owner, owner.service)
        elif owner.kind == "host" and owner.host is not None:
            ports = owner.host.tcp if packet.protocol == "TCP" else owner.host.udp
            yield self._arrive(way, owner.place, _known(packet.protocol == "ICMP" or packet.port in ports))
        elif owner.kind == "api-server":
            yield self._arrive(way, owner.place, _known(packet.protocol in ("TCP", "ICMP")))
        elif owner.kind == "client":
            yield self._arrive(way, owner.place, _known(packet.protocol == "ICMP"))
        elif owner.kind == "nobody" or self._claims(packet):
            origins = self._claims(packet)
            step = Step("route.none", {"address": packet.destination}, origins)
            yield way.at("network", step).end(Disposition.TIMEOUT)
        else:
            yield way.at("network", Step("route.out", {"address": packet.destination})).end(Disposition.EXTERNAL)

    def _claims(self, packet: Packet) -> tuple[Origin, ...]:
        """The Services that have this address as an external IP: nobody leads it to a node, but it is no other's."""
        key = ("address", packet.destination, packet.protocol, packet.port)
        return tuple(
            Origin("Service", service["metadata"]["namespace"], service["metadata"]["name"], ("spec", "externalIPs"))
            for service in self.walker.store.lookup(BY_DESTINATION, key)
        )

    def _balancer(self, way: Way, owner: Owner, service: Object) -> Iterator[Branch]:
        """A load balancer hands the packet to a node as it is (VIP), or opens a connection to a node port (Proxy)."""
        packet = way.packet
        metadata = service["metadata"]
        origin = ("Service", metadata["namespace"], metadata["name"])
        ports = [
            (position, port)
            for position, port in enumerate(service["spec"].get("ports") or [])
            if port["port"] == packet.port and (port.get("protocol") or "TCP") == packet.protocol
        ]
        if not ports:
            step = Step("balancer.no-port", {"port": packet.port}, (Origin(*origin, ("spec", "ports")),))
            yield way.at(owner.place, step).end(Disposition.TIMEOUT)
            return
        nodes = self.network.balanced_nodes(service)
        if not nodes:
            step = Step("balancer.no-node", {}, (Origin(*origin, ("spec", "externalTrafficPolicy")),))
            yield way.at(owner.place, step).end(Disposition.TIMEOUT)
            return
        position, port = ports[0]
        proxied = mode_of(service, packet.destination) != "VIP"
        if proxied and not port.get("nodePort"):
            step = Step(
                "balancer.proxy", {"node_port": 0}, (Origin(*origin, ("spec", "allocateLoadBalancerNodePorts")),)
            )
            yield way.at(owner.place, step).end(Disposition.NOT_MODELLED)
            return
        for name in nodes:
            step = Step("balancer.pick", {"node": name, "of": len(nodes)}, (Origin(*origin, ("spec", "type")),))
            taken = way._replace(probability=way.probability / len(nodes)).at(owner.place, step)
            if proxied:
                taken = self._proxied(taken, origin, position, name, port["nodePort"])
            yield from self._at_node(taken, name, "prerouting", "eth0")

    def _proxied(self, way: Way, origin: tuple[str, str, str], position: int, node: str, node_port: int) -> Way:
        """The balancer's own connection: it answers the client itself, so the way back begins at the balancer."""
        own = way.packet.destination
        to = self.dataplane.node(node).primary(family(own))
        step = Step("balancer.proxy", {"source": own, "destination": to, "node_port": node_port},
                    (Origin(*origin, ("spec", "ports", position, "nodePort")),))  # fmt: skip
        packet = replace(way.packet, source=own, destination=to, port=node_port)
        source = Source(way.hops[-1].place, "outside", address=own)
        return way.at(way.hops[-1].place, step)._replace(packet=packet, source=source, translations=())

    # -- a node

    def _at_node(self, way: Way, node: str, hook: str, interface: str = "") -> Iterator[Branch]:
        if self.network.failed(node):
            yield way.at(f"node:{node}", Step("node.failed", {}, (Origin("Node", "", node, FAILED),))).end(Disposition.TIMEOUT)
            return
        if len(way.entered) >= LONGEST_WAY:
            yield way.at("network", Step("route.loop")).end(Disposition.TIMEOUT)
            return
        facts = self.dataplane.node(node)
        way = way._replace(entered=(*way.entered, node))
        for outcome in self._verdicts(way.packet, node, hook, interface):
            yield from self._after_rules(way, facts, hook, outcome)

    def _verdicts(self, packet: Packet, node: str, hook: str, interface: str) -> Iterable[RuleOutcome]:
        flow = self.conntrack.flow(node, packet, self.now)
        if flow and (packet.protocol != "UDP" or self.dataplane.serves(packet, flow.endpoint) is not False):
            step = Step("flow.known", {"endpoint": flow.endpoint, "masquerade": flow.masquerade})
            return [RuleOutcome(Fraction(1), "dnat", flow.translated, flow.masquerade, flow.endpoint, (step,))]
        return self.dataplane.verdicts(node, packet, hook, self.conntrack, interface=interface, now=self.now)

    def _after_rules(self, way: Way, node: NodeFacts, hook: str, outcome: RuleOutcome) -> Iterator[Branch]:
        before, after = way.packet, outcome.packet
        way = way._replace(probability=way.probability * outcome.probability)
        if outcome.kind in ("drop", "reject"):
            steps = (*self._unmatched(outcome, node), *outcome.steps)
            yield way.at(f"proxy:{node.name}", *steps).end(_refusal(outcome))
            return
        owner = self.network.owner(after.destination)
        steps = (*outcome.steps, *self._unmatched(outcome, node))
        if outcome.masquerade:
            own = (
                node.primary(family(after.destination))
                if node.is_local(after.destination)
                else self._leaving(node, owner, after.destination)
            )
            after = replace(after, source=own)
            steps = _with_source(steps, own)
        way = way._replace(packet=after).at(f"proxy:{node.name}", *steps)
        if outcome.kind == "dnat" or outcome.masquerade:
            translation = Translation(node.name, before, after, outcome.masquerade)
            memories: tuple[Memory, ...] = outcome.remembers
            if before.source_port:
                flow = Flow(node.name, before, outcome.packet, outcome.masquerade, outcome.endpoint)
                memories = (*memories, flow)
            way = way._replace(translations=(*way.translations, translation), remembers=(*way.remembers, *memories))
        yield from self._route(way, node, owner)

    def _unmatched(self, outcome: RuleOutcome, node: NodeFacts) -> tuple[Step, ...]:
        """Say so where a packet to a Service's address, or to a node port, met no rule of any Service."""
        packet = outcome.packet
        if outcome.kind == "dnat" or any("service" in step.params for step in outcome.steps):
            return ()
        first, last = self.config.node_port_range
        services = self.walker.store.lookup(BY_DESTINATION, ("cluster-ip", packet.destination))
        in_range = any(inside(packet.destination, cidr) for cidr in self.config.service_cidrs)
        at_node = node.is_local(packet.destination) and first <= packet.port <= last
        if not (services or in_range or at_node):
            return ()
        origins = tuple(
            Origin("Service", service["metadata"]["namespace"], service["metadata"]["name"], ("spec", "ports"))
            for service in services
        )
        return (Step("rules.no-match", params(packet), origins),)

    def _route(self, way: Way, node: NodeFacts, owner: Owner) -> Iterator[Branch]:
        place, destination = f"node:{node.name}", way.packet.destination
        if node.is_local(destination):
            yield from self._at_node_itself(way.at(place, Step("route.local", {"address": destination})), node)
        elif owner.kind == "pod" and owner.node == node.name and owner.pod is not None:
            meta = owner.pod["metadata"]
            origins = (Origin("Pod", meta["namespace"], meta["name"], ("status", "podIP")),)
            way = way.at(place, Step("route.pod", {"pod": owner.place, "address": destination}, origins))
            yield from self._at_pod(way, owner.pod)
        elif owner.node and owner.node != node.name:
            origins = (Origin("Node", "", owner.node, ("spec", "podCIDR")),)
            way = way.at(place, Step("route.node", {"node": owner.node, "address": destination}, origins))
            yield from self._at_node(way, owner.node, "prerouting", "eth0")
        elif owner.node:
            yield way.at(place, Step("route.none", {"address": destination})).end(Disposition.TIMEOUT)
        else:
            yield from self._out(self._egress(way, node, owner), owner)

    def _egress(self, way: Way, node: NodeFacts, owner: Owner) -> Way:
        """Out of the cluster: the network plugin gives pods' packets the node's address, so that answers come back."""
        place, packet = f"node:{node.name}", way.packet
        out = Step("route.out", {"address": packet.destination})
        if owner.kind == "nobody" or not node.owns(packet.source):
            return way.at(place, out)
        own = node.primary(family(packet.destination))
        after = replace(packet, source=own)
        translation = Translation(node.name, packet, after, masquerade=True)
        hidden = Step("egress.masquerade", {"source": own})
        way = way._replace(packet=after, translations=(*way.translations, translation))
        return way.at(place, out, hidden)

    # -- the end

    def _at_node_itself(self, way: Way, node: NodeFacts) -> Iterator[Branch]:
        """A packet for the node's own address: a hostPort, a pod in the host's network, or one of its daemons."""
        packet = way.packet
        mapped = self.network.host_port(node.name, packet.protocol, packet.destination, packet.port)
        if mapped and not way.translations:
            yield from self._at_host_port(way, node, *mapped)
            return
        for pod in self.network.host_pods(node.name):
            listener = self._listener(pod, packet)
            if packet.protocol != "ICMP" and listener != REFUSES:
                yield self._arrive(self._policies(way, pod), place_of(pod), listener, node.name)
                return
        known = NODE_PORTS_IN_USE | LOOPBACK_PORTS_IN_USE if is_loopback(packet.destination) else NODE_PORTS_IN_USE
        if self._is_health_check(packet) or known.get((packet.protocol, packet.port)) == "kube-proxy":
            yield self._arrive(way, f"proxy:{node.name}", LISTENS, node.name)
            return
        daemon = packet.protocol == "ICMP" or (packet.protocol, packet.port) in NODE_PORTS_IN_USE
        yield self._arrive(way, f"node:{node.name}", _known(daemon), node.name)

    def _at_host_port(
        self, way: Way, node: NodeFacts, pod: Object, port: int, place: tuple[int, int]
    ) -> Iterator[Branch]:
        """The network plugin's own translation, behind kube-proxy's."""
        before, wanted = way.packet, family(way.packet.destination)
        after = replace(before, destination=address_of(pod, wanted), port=port)
        hidden = is_loopback(before.source) or before.source == after.destination
        if hidden:
            after = replace(after, source=node.gateway(wanted) or node.primary(wanted))
        meta = pod["metadata"]
        origin = Origin(
            "Pod", meta["namespace"], meta["name"], ("spec", "containers", place[0], "ports", place[1], "hostPort")
        )
        step = Step(
            "host-port", {"pod": place_of(pod), "port": before.port, "to": port}, (origin,)
        )
        translation = Translation(node.name, before, after, hidden)
        way = way._replace(packet=after, translations=(translation,)).at(f"node:{node.name}", step)
        yield from self._at_pod(way, pod)

    def _is_health_check(self, packet: Packet) -> bool:
        return packet.protocol == "TCP" and any(
            (service["spec"].get("healthCheckNodePort") or 0) == packet.port
            for service in self.walker.store.lookup(BY_DESTINATION, ("node-port", "TCP", packet.port))
        )

    def _at_pod(self, way: Way, pod: Object) -> Iterator[Branch]:
        way = self._policies(way, pod)
        yield self._arrive(way, place_of(pod), self._listener(pod, way.packet), pod["spec"].get("nodeName") or "", pod)

    def _listener(self, pod: Object, packet: Packet) -> str:
        if packet.protocol == "ICMP":
            return LISTENS
        found = self.walker.sockets.listens(pod, packet.protocol, packet.port, is_loopback(packet.destination))
        return REFUSES if found is None else LISTENS_PRESUMABLY if found.assumed else LISTENS

    def _policies(self, way: Way, pod: Object) -> Way:
        """Name the NetworkPolicies that a real network plugin might apply here."""
        named = [
            Origin(
                "NetworkPolicy", policy["metadata"]["namespace"], policy["metadata"]["name"], ("spec", "podSelector")
            )
            for policy in self.walker.store.iterate("NetworkPolicy", pod["metadata"]["namespace"])
            if selector_matches((policy.get("spec") or {}).get("podSelector") or {}, pod["metadata"].get("labels"))
        ]
        step = Step("policy.not-modelled", {"count": len(named)}, tuple(named))
        return way.at(place_of(pod), step) if named else way

    def _arrive(self, way: Way, place: str, listener: str, node: str = "", pod: Object | None = None) -> Branch:
        metadata = pod["metadata"] if pod else {}
        origins = (Origin("Pod", metadata["namespace"], metadata["name"], ("spec", "containers")),) if pod else ()
        return way.arrive(place, listener, node, self.network.node_of, origins)


def _known(heard: bool) -> str:
    return LISTENS if heard else REFUSES


def _refusal(outcome: RuleOutcome) -> Disposition:
    code = outcome.steps[-1].code if outcome.steps else ""
    codes = {step.code for step in outcome.steps}
    if "no-endpoints" in codes:
        return Disposition.REJECTED
    if code == "cluster-range.drop":
        return Disposition.TIMEOUT
    return Disposition.REFUSED if outcome.kind == "reject" else Disposition.DROPPED


def _with_source(steps: tuple[Step, ...], source: str) -> tuple[Step, ...]:
    """The step that masquerades, with the address that it wrote."""
    for position in reversed(range(len(steps))):
        if steps[position].code in ("masquerade", "hairpin", "flow.known"):
            told = replace(steps[position], params={**steps[position].params, "source": source})
            return (*steps[:position], told, *steps[position + 1 :])
    return steps
