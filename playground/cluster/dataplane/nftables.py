"""kube-proxy's nftables mode: the rules and map elements of the frame and of one service port, as data.

Models: pkg/proxy/nftables/proxier.go setupNFTables, syncProxyRules, writeServiceToEndpointDNATs
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from typing import Any

from playground.cluster.dataplane.endpoint import Endpoint
from playground.cluster.dataplane.nftables_text import duration as duration
from playground.cluster.dataplane.nftables_text import element_text as element_text
from playground.cluster.dataplane.nftables_text import text as text
from playground.cluster.dataplane.node import LOOPBACK_RANGE, NodeFacts, Settings
from playground.cluster.dataplane.rules import (
    Action,
    Chain,
    Comment,
    Condition,
    ConnectionState,
    Dnat,
    DnatAny,
    Element,
    From,
    FromLocal,
    Goto,
    GotoAny,
    InSet,
    Jump,
    Lookup,
    Marked,
    Masquerade,
    NamedSet,
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
from playground.cluster.dataplane.service_port import ServicePort, Value
from playground.cluster.dataplane.topology import Usable
from playground.cluster.dataplane.writer import PortWriter
from playground.cluster.objects.flow import Origin

TABLE = ""
DESTINATION = ("daddr", "proto", "port")
NODE_PORT = ("proto", "port")
HAIRPIN = ("saddr", "daddr", "proto", "port")

HOOKS = {
    "prerouting": ((TABLE, "filter-prerouting-pre-dnat"), (TABLE, "nat-prerouting")),
    "input": ((TABLE, "filter-input"),),
    "forward": ((TABLE, "filter-forward"),),
    "output": ((TABLE, "filter-output-pre-dnat"), (TABLE, "nat-output"), (TABLE, "filter-output")),
    "postrouting": ((TABLE, "nat-postrouting"),),
}
"""The base chains that a packet passes at each hook, in order of priority."""

_BASE = {
    "filter-prerouting-pre-dnat": ("filter", "prerouting", "dstnat - 10"),
    "filter-output-pre-dnat": ("filter", "output", "-110"),
    "filter-input": ("filter", "input", "filter"),
    "filter-forward": ("filter", "forward", "filter"),
    "filter-output": ("filter", "output", "filter"),
    "nat-prerouting": ("nat", "prerouting", "dstnat"),
    "nat-output": ("nat", "output", "-100"),
    "nat-postrouting": ("nat", "postrouting", "srcnat"),
}
_ORDINARY = (
    "cluster-ips-check", "firewall-check", "masquerading", "nodeport-endpoints-check", "service-endpoints-check", "services",
)  # fmt: skip
_SETS = {"cluster-ips": "Active ClusterIPs", "nodeport-ips": "IPs that accept NodePort traffic"}
_MAPS = {
    "service-ips": (True, "ClusterIP, ExternalIP and LoadBalancer IP traffic"),
    "service-nodeports": (False, "NodePort traffic"),
    "no-endpoint-services": (True, "vmap to drop or reject packets to services with no endpoints"),
    "no-endpoint-nodeports": (False, "vmap to drop or reject packets to service nodeports with no endpoints"),
    "firewall-ips": (True, "destinations that are subject to LoadBalancerSourceRanges"),
}


# -- names


@lru_cache(maxsize=65536)
def chain_name(prefix: str, base: str) -> str:
    """`service-` and 8 characters of base32(SHA-256(base)) and the base, cut to what the kernel takes.

    Models: hashAndTruncate, servicePortChainNameBase, servicePortEndpointChainNameBase
    """
    name = f"{prefix}-{b32encode(sha256(base.encode()).digest()).decode()[:8]}-{base}"
    return name if len(name) <= 240 else name[:237] + "..."


# -- the frame


def frame(settings: Settings, node: NodeFacts) -> Part:
    """What is there without any Service."""
    address = f"ipv{settings.family}_addr"
    chains = [
        Chain(TABLE, name, "accept", (f"type {kind} hook {hook} priority {priority}; policy accept;",))
        for name, (kind, hook, priority) in _BASE.items()
    ] + [Chain(TABLE, name) for name in _ORDINARY]
    helper = 'comment "helper for @no-endpoint-services / @no-endpoint-nodeports"'
    chains.append(Chain(TABLE, "reject-chain", head=(helper,)))
    everywhere = settings.all_addresses_take_node_ports
    sets = [
        NamedSet(name, (f"type {address}", f'comment "{comment}"'))
        for name, comment in _SETS.items()
        if not (everywhere and name == "nodeport-ips")
    ]
    hairpin = f"type {address} . {address} . inet_proto . inet_service"
    sets.append(NamedSet("hairpin-connections", (hairpin, 'comment "service hairpin connections"')))
    for name, (with_address, comment) in _MAPS.items():
        kind = f"{address} . inet_proto . inet_service" if with_address else "inet_proto . inet_service"
        sets.append(NamedSet(name, (f"type {kind} : verdict", f'comment "{comment}"'), is_map=True))
    elements = () if everywhere else tuple(Element("nodeport-ips", (ip,)) for ip in settings.node_port_ips(node))
    return Part(tuple(chains), tuple(_frame_rules(settings, node)), tuple(sets), elements)


def _frame_rules(settings: Settings, node: NodeFacts) -> Iterator[Rule]:
    new = (ConnectionState(("new",)),)

    def rule(chain: str, conditions: tuple[Condition, ...], *actions: Action, code: str = "") -> Rule:
        return Rule(TABLE, chain, conditions, actions, code)

    for chain, checks in (
        ("filter-prerouting-pre-dnat", ("firewall-check",)),
        ("filter-output-pre-dnat", ("firewall-check",)),
        ("filter-input", ("nodeport-endpoints-check", "service-endpoints-check")),
        ("filter-forward", ("service-endpoints-check", "cluster-ips-check")),
        ("filter-output", ("service-endpoints-check", "cluster-ips-check")),
    ):
        for check in checks:
            yield rule(chain, new, Jump(check))
    yield rule("nat-prerouting", (), Jump("services"))
    yield rule("nat-output", (), Jump("services"))
    yield rule("nat-postrouting", (), Jump("masquerading"))

    to_cluster_ip = InSet("cluster-ips", ("daddr",))
    if settings.masquerade_all:
        comment = Comment("masquerade all clusterIP traffic")
        yield rule("services", (to_cluster_ip, comment), SetMark(), code="mark.all")
    else:
        elsewhere = settings.from_local_pod(node, negated=True)
        if elsewhere:
            comment = Comment("masquerade clusterIP traffic from outside cluster")
            yield rule("services", (to_cluster_ip, elsewhere, comment), SetMark(), code="mark.not-local")
    yield rule("services", (), Lookup("service-ips", DESTINATION))
    not_loopback = To((LOOPBACK_RANGE[settings.family],), negated=True)
    if settings.all_addresses_take_node_ports:
        yield rule("services", (ToLocal(), not_loopback), Lookup("service-nodeports", NODE_PORT))
        yield rule("nodeport-endpoints-check", (not_loopback,), Lookup("no-endpoint-nodeports", NODE_PORT))
    else:
        to_node = InSet("nodeport-ips", ("daddr",))
        yield rule("services", (to_node,), Lookup("service-nodeports", NODE_PORT))
        yield rule("nodeport-endpoints-check", (to_node,), Lookup("no-endpoint-nodeports", NODE_PORT))

    yield rule("masquerading", (Marked(),), SetMark(False), Masquerade(), code="masquerade")
    yield rule(
        "masquerading",
        (ConnectionState(("dnat",)), InSet("hairpin-connections", HAIRPIN)),
        Masquerade(),
        code="hairpin",
    )
    invalid_port = Comment("Reject traffic to invalid ports of ClusterIPs")
    yield rule("cluster-ips-check", (to_cluster_ip, invalid_port), Verdict("reject"), code="cluster-ip.reject")
    if settings.service_cidrs:
        yield rule(
            "cluster-ips-check", (To(settings.service_cidrs), Comment("Drop traffic to unallocated ClusterIPs")),
            Verdict("drop"), code="cluster-range.drop",
        )  # fmt: skip
    yield rule("service-endpoints-check", (), Lookup("no-endpoint-services", DESTINATION))
    yield rule("firewall-check", (), Lookup("firewall-ips", DESTINATION))
    yield rule("reject-chain", (), Verdict("reject"))


# -- one service port


def part(port: ServicePort, usable: Usable, settings: Settings, node: NodeFacts, large: bool = False) -> Part:
    """What one service port adds on one node. nftables mode has no other form for large clusters."""
    return _Writer(port, usable, settings, node).part()


class _Writer(PortWriter):
    def __init__(self, port: ServicePort, usable: Usable, settings: Settings, node: NodeFacts) -> None:
        super().__init__(port, usable, settings, node)
        self.base = f"{port.namespace}/{port.service}/{port.proto}/{port.port_name}"
        self.cluster_chain = chain_name("service", self.base)
        self.local_chain = chain_name("local", self.base)
        self.external_chain = chain_name("external", self.base)
        self.firewall_chain = chain_name("firewall", self.base)
        self.internal_chain = self.local_chain if port.internal_local else self.cluster_chain
        self.has_firewall = bool(port.vips) and bool(port.source_ranges)

    def part(self) -> Part:
        rules = [*self._external(), *self._firewall()]
        for chain, endpoints in ((self.cluster_chain, self.usable.cluster), (self.local_chain, self.usable.local)):
            rules += self._balance(chain, endpoints)
        if self.port.affinity_seconds:
            for endpoint in self.usable.reachable:
                rules += self._endpoint(endpoint)
        return Part(tuple(self._chains()), tuple(rules), tuple(self._sets()), tuple(self._elements()))

    def _chains(self) -> Iterator[Chain]:
        origins = (self.port.port_origin(),)
        for wanted, name in (
            (self.usable.cluster, self.cluster_chain),
            (self.usable.local, self.local_chain),
            (self.has_external, self.external_chain),
            (self.has_firewall, self.firewall_chain),
        ):
            if wanted:
                yield Chain(TABLE, name, origins=origins)
        if self.port.affinity_seconds:
            for endpoint in self.usable.reachable:
                yield Chain(TABLE, self._endpoint_name("endpoint", endpoint), origins=endpoint.origins)

    def _sets(self) -> Iterator[NamedSet]:
        if not self.port.affinity_seconds:
            return
        lines = (
            f"type ipv{self.settings.family}_addr", "size 65535", "flags dynamic,timeout",
            f"timeout {duration(self.port.affinity_seconds)}",
        )  # fmt: skip
        origins = (self.port.origin("spec", "sessionAffinity"),)
        for endpoint in self.usable.reachable:
            yield NamedSet(self._endpoint_name("affinity", endpoint), lines, origins=origins)

    # elements

    def _element(
        self, name: str, key: tuple[str, ...], verdict: Action | None, code: str, *origins: Origin,
        comment: str = "", **params: Any,
    ) -> Element:  # fmt: skip
        return Element(name, key, verdict, comment, code, {**self.params, **params}, origins)

    def _key(self, value: Value) -> tuple[str, ...]:
        return value.text, self.port.proto, str(self.port.port)

    def _elements(self) -> Iterator[Element]:
        port, number = self.port, str(self.port.port)
        yield Element("cluster-ips", (port.cluster_ip.text,), origins=(port.value_origin(port.cluster_ip),))
        if self.internal:
            yield self._element(
                "service-ips", self._key(port.cluster_ip), Goto(self.internal_chain), "entry.cluster-ip",
                port.value_origin(port.cluster_ip), port.port_origin(), address=port.cluster_ip.text, number=port.port,
            )  # fmt: skip
        else:
            yield self._closed("no-endpoint-services", self._key(port.cluster_ip), port.port_origin(), "internal")
        for code, values in (("entry.external-ip", port.external_ips), ("entry.load-balancer", port.vips)):
            for value in values:
                if self.has_external:
                    yield self._element(
                        "service-ips", self._key(value), Goto(self.external_chain), code,
                        port.value_origin(value), port.port_origin(), address=value.text, number=port.port,
                    )  # fmt: skip
                if not self.external:
                    yield self._closed("no-endpoint-services", self._key(value), port.value_origin(value), "external")
        if self.has_firewall:
            for value in port.vips:
                yield self._element(
                    "firewall-ips", (value.text, port.proto, number), Goto(self.firewall_chain), "",
                    port.origin("spec", "loadBalancerSourceRanges"),
                )  # fmt: skip
        if port.node_port:
            key, origin = (port.proto, str(port.node_port)), port.port_origin("nodePort")
            if self.has_external:
                yield self._element(
                    "service-nodeports",
                    key,
                    Goto(self.external_chain),
                    "entry.node-port",
                    origin,
                    number=port.node_port,
                )
            if not self.external:
                yield self._closed("no-endpoint-nodeports", key, origin, "external")
        for endpoint in self.usable.reachable:
            if endpoint.node == self.node.name:
                hairpin = (endpoint.address, endpoint.address, port.proto, str(endpoint.port))
                yield self._element("hairpin-connections", hairpin, None, "", *endpoint.origins)

    def _closed(self, name: str, key: tuple[str, ...], entry: Origin, policy: str) -> Element:
        verdict: Action = Verdict("drop") if self.usable.anywhere else Goto("reject-chain")
        code = "no-local-endpoints" if self.usable.anywhere else "no-endpoints"
        origins = self.blame(entry, policy)
        return self._element(name, key, verdict, code, *origins, comment=self.port.name, policy=policy)

    # the chains of the service port

    def _rule(
        self, chain: str, conditions: tuple[Condition, ...], actions: tuple[Action, ...], code: str,
        origins: tuple[Origin, ...], **params: Any,
    ) -> Rule:  # fmt: skip
        return Rule(TABLE, chain, conditions, actions, code, {**self.params, **params}, origins)

    def _external(self) -> Iterator[Rule]:
        if not self.has_external:
            return
        port, chain, all_endpoints = self.port, self.external_chain, (Goto(self.cluster_chain),)
        origins = (port.origin("spec", "externalTrafficPolicy"),)
        if not port.external_local:
            yield self._rule(chain, (Comment("masquerade"),), (SetMark(),), "mark.external", origins)
            yield self._rule(chain, (), all_endpoints, "external.cluster", origins)
            return
        local_pod = self.settings.from_local_pod(self.node)
        if local_pod:
            comment = Comment("short-circuit pod traffic")
            yield self._rule(chain, (local_pod, comment), all_endpoints, "external.pod", origins)
        comment = Comment("masquerade local traffic")
        yield self._rule(chain, (FromLocal(), comment), (SetMark(),), "mark.local", origins)
        comment = Comment("short-circuit local traffic")
        yield self._rule(chain, (FromLocal(), comment), all_endpoints, "external.node", origins)
        if self.usable.local:
            yield self._rule(chain, (), (Goto(self.local_chain),), "external.local", origins)

    def _firewall(self) -> Iterator[Rule]:
        if not self.has_firewall:
            return
        port = self.port
        ranges = [source.text for source in port.source_ranges]
        if self.allows_node():
            ranges += [value.text for value in port.vips]
        yield self._rule(
            self.firewall_chain, (From(tuple(ranges), negated=True),), (Verdict("drop"),), "firewall.drop",
            (port.origin("spec", "loadBalancerSourceRanges"),),
        )  # fmt: skip

    def _balance(self, chain: str, endpoints: tuple[Endpoint, ...]) -> Iterator[Rule]:
        if not endpoints:
            return
        port = self.port
        if not port.affinity_seconds:
            choices = tuple(
                Dnat(endpoint.address, endpoint.port, endpoint.name, port.target_origins(endpoint.origins))
                for endpoint in endpoints
            )
            origins = port.target_origins(())
            yield self._rule(chain, (Port(port.protocol),), (DnatAny(choices),), "dnat", origins, of=len(endpoints))
            return
        for endpoint in endpoints:
            memory = self._endpoint_name("affinity", endpoint)
            yield self._rule(
                chain, (Remembered(memory, port.affinity_seconds),), (Goto(self._endpoint_name("endpoint", endpoint)),),
                "balance.remembered", (port.origin("spec", "sessionAffinity"), *endpoint.origins),
                endpoint=endpoint.name, seconds=port.affinity_seconds,
            )  # fmt: skip
        targets = tuple(Goto(self._endpoint_name("endpoint", endpoint)) for endpoint in endpoints)
        yield self._rule(chain, (), (GotoAny(targets),), "balance.pick", port.target_origins(()), of=len(endpoints))

    def _endpoint(self, endpoint: Endpoint) -> Iterator[Rule]:
        port, chain = self.port, self._endpoint_name("endpoint", endpoint)
        memory = self._endpoint_name("affinity", endpoint)
        affinity = (port.origin("spec", "sessionAffinity"),)
        yield self._rule(chain, (), (Remember(memory, port.affinity_seconds),), "", affinity)
        yield self._rule(
            chain, (Port(port.protocol),), (Dnat(endpoint.address, endpoint.port, endpoint.name),), "dnat",
            port.target_origins(endpoint.origins), endpoint=endpoint.name,
        )  # fmt: skip

    def _endpoint_name(self, prefix: str, endpoint: Endpoint) -> str:
        address = endpoint.address.replace(":", ".")
        return chain_name(prefix, f"{self.base}__{address}/{endpoint.port}")
