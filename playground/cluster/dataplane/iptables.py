"""kube-proxy's iptables mode: the rules of the frame and of one service port, as data.

Models: pkg/proxy/iptables/proxier.go syncProxyRules, writeServiceToEndpointRules
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from typing import Any

from playground.cluster.dataplane.endpoint import Endpoint
from playground.cluster.dataplane.iptables_text import text as text
from playground.cluster.dataplane.node import LOOPBACK_RANGE, NodeFacts, Settings
from playground.cluster.dataplane.rules import (
    Action,
    Chain,
    Chance,
    Comment,
    Condition,
    ConnectionState,
    Counted,
    Dnat,
    From,
    FromLocal,
    Jump,
    Marked,
    Masquerade,
    Part,
    Port,
    Remember,
    Remembered,
    Rule,
    SetMark,
    To,
    ToLocal,
    Verdict,
)
from playground.cluster.dataplane.service_port import ServicePort
from playground.cluster.dataplane.topology import Usable
from playground.cluster.dataplane.writer import PortWriter
from playground.cluster.objects.flow import Origin

TABLES = ("nat", "filter", "mangle")
LARGE_CLUSTER = 1000
"""With more endpoints than this, rules of endpoints carry no comments."""

BUILT_IN = {
    "nat": ("PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"),
    "filter": ("INPUT", "FORWARD", "OUTPUT"),
    "mangle": ("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"),
}
SHARED = {
    "nat": ("KUBE-MARK-MASQ", "KUBE-NODEPORTS", "KUBE-POSTROUTING", "KUBE-SERVICES"),
    "filter": (
        "KUBE-EXTERNAL-SERVICES", "KUBE-FIREWALL", "KUBE-FORWARD", "KUBE-NODEPORTS", "KUBE-PROXY-FIREWALL",
        "KUBE-SERVICES",
    ),
    "mangle": (),
}  # fmt: skip
DISPATCH = ("KUBE-SERVICES", "KUBE-NODEPORTS", "KUBE-EXTERNAL-SERVICES", "KUBE-PROXY-FIREWALL")
"""Chains to which every service port adds: kube-proxy goes through Services in no particular order."""

HOOKS = {
    "prerouting": (("nat", "PREROUTING"),),
    "input": (("filter", "INPUT"),),
    "forward": (("filter", "FORWARD"),),
    "output": (("nat", "OUTPUT"), ("filter", "OUTPUT")),
    "postrouting": (("nat", "POSTROUTING"),),
}
"""The base chains that a packet passes at each hook, in order."""


# -- names


@lru_cache(maxsize=65536)
def chain_name(prefix: str, port_name: str, proto: str, endpoint: str = "") -> str:
    """`KUBE-SVC-` and the first 16 characters of base32(SHA-256(name + protocol + endpoint)).

    Models: portProtoHash, servicePortEndpointChainName
    """
    digest = sha256(f"{port_name}{proto}{endpoint}".encode()).digest()
    return f"KUBE-{prefix}-{b32encode(digest).decode()[:16]}"


# -- the frame


def frame(settings: Settings, node: NodeFacts) -> Part:
    """What is there without any Service."""
    chains = [Chain(table, name, "ACCEPT") for table in TABLES for name in BUILT_IN[table]] + [
        Chain(table, name) for table in TABLES for name in SHARED[table]
    ]
    if settings.tools.canary:
        chains += [Chain(table, "KUBE-PROXY-CANARY") for table in TABLES]
    return Part(chains=tuple(chains), rules=tuple(_frame_rules(settings, node)))


def _frame_rules(settings: Settings, node: NodeFacts) -> Iterator[Rule]:
    new = ConnectionState(("NEW",))
    firewall, portals = Comment("kubernetes load balancer firewall"), Comment("kubernetes service portals")
    visible = Comment("kubernetes externally-visible service portals")

    def jump(table: str, chain: str, target: str, *conditions: Condition) -> Rule:
        return Rule(table, chain, conditions, (Jump(target),))

    yield jump("filter", "INPUT", "KUBE-FIREWALL")
    yield jump("filter", "INPUT", "KUBE-PROXY-FIREWALL", new, firewall)
    yield jump("filter", "INPUT", "KUBE-NODEPORTS", Comment("kubernetes health check service ports"))
    yield jump("filter", "INPUT", "KUBE-EXTERNAL-SERVICES", new, visible)
    yield jump("filter", "FORWARD", "KUBE-PROXY-FIREWALL", new, firewall)
    yield jump("filter", "FORWARD", "KUBE-FORWARD", Comment("kubernetes forwarding rules"))
    yield jump("filter", "FORWARD", "KUBE-SERVICES", new, portals)
    yield jump("filter", "FORWARD", "KUBE-EXTERNAL-SERVICES", new, visible)
    yield jump("filter", "OUTPUT", "KUBE-FIREWALL")
    yield jump("filter", "OUTPUT", "KUBE-PROXY-FIREWALL", new, firewall)
    yield jump("filter", "OUTPUT", "KUBE-SERVICES", new, portals)
    if settings.localhost_node_ports:
        loopback = LOOPBACK_RANGE[4]
        yield Rule(
            "filter", "KUBE-FIREWALL",
            (
                Comment("block incoming localnet connections"), To((loopback,)), From((loopback,), negated=True),
                ConnectionState(("RELATED", "ESTABLISHED", "DNAT"), negated=True),
            ),
            (Verdict("drop"),), "localnet.drop",
        )  # fmt: skip
    counted = (Counted("ct_state_invalid_dropped_pkts"),) if settings.tools.accounting else ()
    yield Rule("filter", "KUBE-FORWARD", (ConnectionState(("INVALID",)), *counted), (Verdict("drop"),))
    yield Rule("filter", "KUBE-FORWARD", (Comment("kubernetes forwarding rules"), Marked()), (Verdict("accept"),))
    yield Rule(
        "filter", "KUBE-FORWARD",
        (Comment("kubernetes forwarding conntrack rule"), ConnectionState(("RELATED", "ESTABLISHED"))),
        (Verdict("accept"),),
    )  # fmt: skip
    yield jump("nat", "PREROUTING", "KUBE-SERVICES", portals)
    yield jump("nat", "OUTPUT", "KUBE-SERVICES", portals)
    yield jump("nat", "POSTROUTING", "KUBE-POSTROUTING", Comment("kubernetes postrouting rules"))
    yield Rule("nat", "KUBE-MARK-MASQ", (), (SetMark(),))
    yield Rule("nat", "KUBE-POSTROUTING", (Marked(False),), (Verdict("return"),))
    yield Rule("nat", "KUBE-POSTROUTING", (), (SetMark(False),))
    yield Rule(
        "nat", "KUBE-POSTROUTING", (Comment("kubernetes service traffic requiring SNAT"),), (Masquerade(),),
        "masquerade",
    )  # fmt: skip
    note = Comment("kubernetes service nodeports; NOTE: this must be the last rule in this chain")
    for conditions in _node_port_destinations(settings, node):
        yield Rule("nat", "KUBE-SERVICES", (note, *conditions), (Jump("KUBE-NODEPORTS"),), last=True)


def _node_port_destinations(settings: Settings, node: NodeFacts) -> Iterator[tuple[Condition, ...]]:
    if not settings.all_addresses_take_node_ports:
        yield from ((To((address,)),) for address in settings.node_port_ips(node))
    elif settings.localhost_node_ports:
        yield (ToLocal(),)
    else:
        yield (ToLocal(), To((LOOPBACK_RANGE[settings.family],), negated=True))


# -- one service port


def part(port: ServicePort, usable: Usable, settings: Settings, node: NodeFacts, large: bool = False) -> Part:
    """What one service port adds on one node. `large`: the cluster has more than LARGE_CLUSTER endpoints."""
    return _Writer(port, usable, settings, node, large).part()


class _Writer(PortWriter):
    def __init__(self, port: ServicePort, usable: Usable, settings: Settings, node: NodeFacts, large: bool) -> None:
        super().__init__(port, usable, settings, node)
        self.large = large
        name, proto = port.name, port.proto
        self.cluster_chain = chain_name("SVC", name, proto)
        self.local_chain = chain_name("SVL", name, proto)
        self.external_chain = chain_name("EXT", name, proto)
        self.firewall_chain = chain_name("FW", name, proto)
        self.has_firewall = usable.anywhere and bool(port.vips) and bool(port.source_ranges)
        self.balancer_chain = self.firewall_chain if self.has_firewall else self.external_chain
        self.internal_chain = self.local_chain if port.internal_local else self.cluster_chain
        self.external_policy = port.origin("spec", "externalTrafficPolicy")

    def part(self) -> Part:
        return Part(chains=tuple(self._chains()), rules=tuple(self._rules()))

    def _chains(self) -> Iterator[Chain]:
        origins = (self.port.port_origin(),)
        for wanted, name in (
            (self.usable.cluster, self.cluster_chain),
            (self.usable.local, self.local_chain),
            (self.has_external, self.external_chain),
            (self.has_firewall, self.firewall_chain),
        ):
            if wanted:
                yield Chain("nat", name, origins=origins)
        for endpoint in self.usable.reachable:
            yield Chain("nat", self._endpoint_chain(endpoint), origins=endpoint.origins)

    def _rules(self) -> Iterator[Rule]:
        yield from self._entries()
        yield from self._closed_entries()
        if self.has_external:
            yield from self._external()
        if self.has_firewall:
            yield from self._firewall()
        if self.usable.cluster:
            yield from self._balance(self.cluster_chain, self.usable.cluster)
        if self.usable.local:
            yield from self._balance(self.local_chain, self.usable.local)
        for endpoint in self.usable.reachable:
            yield from self._endpoint(endpoint)

    # entries

    def _to(self, address: str, comment: str, number: int) -> tuple[Condition, ...]:
        return Comment(comment), Port(self.port.protocol, number), To((address,))

    def _rule(
        self, chain: str, conditions: tuple[Condition, ...], action: Action | None, code: str, origins: tuple[Origin, ...],
        table: str = "nat", **params: Any,
    ) -> Rule:  # fmt: skip
        actions = (action,) if action else ()
        return Rule(table, chain, conditions, actions, code, {**self.params, **params}, origins)

    def _entries(self) -> Iterator[Rule]:
        port = self.port
        if self.internal:
            yield self._rule(
                "KUBE-SERVICES", self._to(port.cluster_ip.text, f"{port.name} cluster IP", port.port),
                Jump(self.internal_chain), "entry.cluster-ip",
                (port.value_origin(port.cluster_ip), port.port_origin()), address=port.cluster_ip.text, number=port.port,
            )  # fmt: skip
        if not self.usable.anywhere:
            return
        for value in port.external_ips:
            yield self._rule(
                "KUBE-SERVICES", self._to(value.text, f"{port.name} external IP", port.port),
                Jump(self.external_chain), "entry.external-ip", (port.value_origin(value), port.port_origin()),
                address=value.text, number=port.port,
            )  # fmt: skip
        for value in port.vips:
            yield self._rule(
                "KUBE-SERVICES", self._to(value.text, f"{port.name} loadbalancer IP", port.port),
                Jump(self.balancer_chain), "entry.load-balancer", (port.value_origin(value), port.port_origin()),
                address=value.text, number=port.port,
            )  # fmt: skip
        if port.node_port:
            matched = (Comment(port.name), Port(port.protocol, port.node_port))
            origins = (port.port_origin("nodePort"),)
            if self.settings.localhost_node_ports and self.settings.tools.accounting:
                yield self._rule(
                    "KUBE-NODEPORTS",
                    (*matched, To((LOOPBACK_RANGE[4],)), Counted("localhost_nps_accepted_pkts")),
                    Jump(self.external_chain), "entry.node-port", origins, number=port.node_port,
                )  # fmt: skip
            yield self._rule(
                "KUBE-NODEPORTS", matched, Jump(self.external_chain), "entry.node-port", origins, number=port.node_port
            )

    def _closed_entries(self) -> Iterator[Rule]:
        """The filter rules that answer where nobody is there, guard balancer addresses, open the health check port."""
        port = self.port
        word, code, reason = (
            ("drop", "no-local-endpoints", "has no local endpoints")
            if self.usable.anywhere
            else ("reject", "no-endpoints", "has no endpoints")
        )
        comment = f"{port.name} {reason}"
        if not self.internal:
            yield self._rule(
                "KUBE-SERVICES", self._to(port.cluster_ip.text, comment, port.port), Verdict(word), code,
                self.blame(port.port_origin(), "internal"), "filter", policy="internal",
            )  # fmt: skip
        if not self.external:
            for value in (*port.external_ips, *port.vips):
                yield self._rule(
                    "KUBE-EXTERNAL-SERVICES", self._to(value.text, comment, port.port), Verdict(word), code,
                    self.blame(port.value_origin(value), "external"), "filter", policy="external",
                )  # fmt: skip
            if port.node_port:
                yield self._rule(
                    "KUBE-EXTERNAL-SERVICES", (Comment(comment), ToLocal(), Port(port.protocol, port.node_port)),
                    Verdict(word), code, self.blame(port.port_origin("nodePort"), "external"), "filter",
                    policy="external",
                )  # fmt: skip
        if self.has_firewall:
            for value in port.vips:
                yield self._rule(
                    "KUBE-PROXY-FIREWALL",
                    self._to(value.text, f"{port.name} traffic not accepted by {self.firewall_chain}", port.port),
                    Verdict("drop"), "firewall.drop", (port.origin("spec", "loadBalancerSourceRanges"),), "filter",
                )  # fmt: skip
        if port.health_check_node_port:
            yield self._rule(
                "KUBE-NODEPORTS",
                (Comment(f"{port.name} health check node port"), Port("TCP", port.health_check_node_port)),
                Verdict("accept"), "health-check.accept", (port.origin("spec", "healthCheckNodePort"),), "filter",
            )  # fmt: skip

    # the chains of the service port

    def _external(self) -> Iterator[Rule]:
        port, chain = self.port, self.external_chain
        origins = (self.external_policy,)
        destinations = f"for {port.name} external destinations"
        if not port.external_local:
            yield self._rule(
                chain,
                (Comment(f"masquerade traffic {destinations}"),),
                Jump("KUBE-MARK-MASQ"),
                "mark.external",
                origins,
            )
            yield self._rule(chain, (), Jump(self.cluster_chain), "external.cluster", origins)
            return
        local_pod = self.settings.from_local_pod(self.node)
        if local_pod:
            yield self._rule(
                chain, (Comment(f"pod traffic {destinations}"), local_pod), Jump(self.cluster_chain), "external.pod",
                origins,
            )  # fmt: skip
        yield self._rule(
            chain, (Comment(f"masquerade LOCAL traffic {destinations}"), FromLocal()), Jump("KUBE-MARK-MASQ"),
            "mark.local", origins,
        )  # fmt: skip
        yield self._rule(
            chain, (Comment(f"route LOCAL traffic {destinations}"), FromLocal()), Jump(self.cluster_chain),
            "external.node", origins,
        )  # fmt: skip
        if self.usable.local:
            yield self._rule(chain, (), Jump(self.local_chain), "external.local", origins)

    def _firewall(self) -> Iterator[Rule]:
        port, chain = self.port, self.firewall_chain
        comment = Comment(f"{port.name} loadbalancer IP")
        for source in port.source_ranges:
            yield self._rule(
                chain, (comment, From((source.text,))), Jump(self.external_chain), "firewall.allow",
                (port.value_origin(source),), range=source.text,
            )  # fmt: skip
        if self.allows_node():
            for value in port.vips:
                yield self._rule(
                    chain, (comment, From((value.text,))), Jump(self.external_chain), "firewall.allow",
                    (port.value_origin(value),), range=value.text,
                )  # fmt: skip
        yield self._rule(
            chain, (Comment(f"other traffic to {port.name} will be dropped by KUBE-PROXY-FIREWALL"),), None,
            "firewall.pass", (port.origin("spec", "loadBalancerSourceRanges"),),
        )  # fmt: skip

    def _balance(self, chain: str, endpoints: tuple[Endpoint, ...]) -> Iterator[Rule]:
        port = self.port
        if chain == self.internal_chain:
            yield from self._mark_internal(chain)
        if port.affinity_seconds:
            for endpoint in endpoints:
                target = self._endpoint_chain(endpoint)
                yield self._rule(
                    chain, (*self._comment(f"{port.name} -> {endpoint.name}"), Remembered(target, port.affinity_seconds)),
                    Jump(target), "balance.remembered", (port.origin("spec", "sessionAffinity"), *endpoint.origins),
                    endpoint=endpoint.name, seconds=port.affinity_seconds,
                )  # fmt: skip
        for position, endpoint in enumerate(endpoints):
            left = len(endpoints) - position
            chance = (Chance(left),) if left > 1 else ()
            yield self._rule(
                chain, (*self._comment(f"{port.name} -> {endpoint.name}"), *chance),
                Jump(self._endpoint_chain(endpoint)), "balance.pick", endpoint.origins,
                endpoint=endpoint.name, of=len(endpoints),
            )  # fmt: skip

    def _mark_internal(self, chain: str) -> Iterator[Rule]:
        port = self.port
        entry = self._to(port.cluster_ip.text, f"{port.name} cluster IP", port.port)
        if self.settings.masquerade_all:
            yield self._rule(chain, entry, Jump("KUBE-MARK-MASQ"), "mark.all", (port.value_origin(port.cluster_ip),))
            return
        elsewhere = self.settings.from_local_pod(self.node, negated=True)
        if elsewhere:
            yield self._rule(
                chain, (*entry, elsewhere), Jump("KUBE-MARK-MASQ"), "mark.not-local",
                (port.value_origin(port.cluster_ip),),
            )  # fmt: skip

    def _endpoint(self, endpoint: Endpoint) -> Iterator[Rule]:
        port, chain = self.port, self._endpoint_chain(endpoint)
        comment = self._comment(port.name)
        yield self._rule(
            chain, (*comment, From((endpoint.address,))), Jump("KUBE-MARK-MASQ"), "hairpin", endpoint.origins,
            endpoint=endpoint.name,
        )  # fmt: skip
        remember = (Remember(chain, port.affinity_seconds),) if port.affinity_seconds else ()
        yield Rule(
            "nat", chain, (*comment, Port(port.protocol)),
            (*remember, Dnat(endpoint.address, endpoint.port, endpoint.name)),
            "dnat", {**self.params, "endpoint": endpoint.name}, port.target_origins(endpoint.origins),
        )  # fmt: skip

    def _comment(self, text: str) -> tuple[Condition, ...]:
        return () if self.large else (Comment(text),)

    def _endpoint_chain(self, endpoint: Endpoint) -> str:
        return chain_name("SEP", self.port.name, self.port.proto, endpoint.name)
