"""The dataplane of all nodes: what each node's kube-proxy has written, and what it does with a packet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from playground.cluster.config import Config
from playground.cluster.dataplane import iptables, nftables
from playground.cluster.dataplane.addresses import family
from playground.cluster.dataplane.catalogue import MODES, Catalogue
from playground.cluster.dataplane.conntrack import Conntrack
from playground.cluster.dataplane.node import FULL, NodeFacts, Settings, Tools
from playground.cluster.dataplane.rules import Chain, Element, NamedSet, Part, Rule
from playground.cluster.dataplane.walk import Passage, RuleOutcome, walk
from playground.cluster.objects.flow import Origin, Packet
from playground.cluster.objects.kinds import Object
from playground.cluster.store import Store

MOST_PLAIN = 10_000
"""So many ways of packets that no Service touches are kept; then all are forgotten."""


Parts = list[tuple[str, Part]]
"""Parts of the rules, each with its Service."""


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A line of a node's rules as the tools print it, the Service it belongs to ('' for the frame) and its fields."""

    text: str
    table: str = ""
    service: str = ""
    code: str = ""
    origins: tuple[Origin, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """What makes a line the same in two versions of the rules."""
        return self.table, self.text


class Dataplane:
    """Reads the store; writes nothing. `node` is the name of a Node; nothing is kept for nodes nobody looks at."""

    def __init__(self, store: Store, config: Config, tools: Tools = FULL) -> None:
        self.store, self.config, self.tools = store, config, tools
        self.catalogue = Catalogue(store)
        self._settings: dict[tuple[str, int], Settings] = {}
        self._nodes: dict[str, tuple[Object, NodeFacts]] = {}
        self._frames: dict[tuple[Settings, NodeFacts], _Sheet] = {}
        self._plain: dict[tuple[Any, ...], list[RuleOutcome]] = {}

    def fork(self, store: Store) -> Dataplane:
        """The dataplane of a fork of the store. What is derived already is shared."""
        twin = Dataplane(store, self.config, self.tools)
        twin.learn_from(self)
        return twin

    def learn_from(self, other: Dataplane) -> None:
        """Take over what another dataplane of the same configuration has derived. It holds for equal objects only."""
        self._nodes.update(other._nodes)
        self._settings, self._frames, self._plain = other._settings, other._frames, other._plain
        self.catalogue.learn_from(other.catalogue)

    def settings(self, mode: str = "", wanted: int = 4) -> Settings:
        mode = mode or self.config.proxy_mode
        if (mode, wanted) not in self._settings:
            self._settings[mode, wanted] = Settings.of(self.config, mode, wanted, self.tools)
        return self._settings[mode, wanted]

    def node(self, name: str) -> NodeFacts:
        """Raises KeyError if there is no such Node."""
        found = self.store.get("Node", "", name)
        if found is None:
            raise KeyError(name)
        kept = self._nodes.get(name)
        if kept is None or kept[0] is not found:
            kept = self._nodes[name] = (found, NodeFacts.of(found))
        return kept[1]

    # -- packets

    def verdicts(
        self, node: str, packet: Packet, hook: str, conntrack: Conntrack | None = None, *, interface: str = "",
        now: float = 0.0, mode: str = "",
    ) -> list[RuleOutcome]:  # fmt: skip
        """Every way that a new packet can go through a node's rules. `hook` is where it enters: prerouting or output.

        A packet that no Service's rules can touch goes by the frame alone, which neither objects nor time change:
        its ways are walked once.
        """
        facts, settings = self.node(node), self.settings(mode, family(packet.destination) or 4)
        passage = Passage(facts, hook, interface, now)
        if self.catalogue.behind(packet):
            return walk(_PacketRules(self, settings, facts), packet, passage, conntrack)
        key = (settings, facts, packet, hook, interface)
        found = self._plain.get(key)
        if found is None:
            if len(self._plain) >= MOST_PLAIN:
                self._plain.clear()
            found = self._plain[key] = walk(_PacketRules(self, settings, facts), packet, passage, conntrack)
        return found

    def healthy_endpoints(self, node: str, namespace: str, service: str) -> int:
        """What kube-proxy says at a Service's healthCheckNodePort: its local ready endpoints, counted by address.

        Models: pkg/proxy/healthcheck/service_health.go
        """
        found = self.store.get("Service", namespace, service)
        if found is None:
            return 0
        known = self.catalogue.known(found)
        return len(
            {
                endpoint.address
                for wanted in (4, 6)
                for port in known.of_family(wanted)
                for endpoint in known.endpoints_of(port, wanted)
                if endpoint.ready and endpoint.node == node
            }
        )

    def serves(self, packet: Packet, endpoint: str) -> bool | None:
        """Whether an endpoint still serves what a packet asks for; None if nobody does."""
        wanted = family(packet.destination)
        serving = {
            each.name
            for known in self.catalogue.behind(packet)
            for port in known.of_family(wanted)
            if port.protocol == packet.protocol and packet.port in (port.port, port.node_port)
            for each in known.endpoints_of(port, wanted)
            if each.serving
        }
        return endpoint in serving if serving else None

    # -- texts

    def about(self, node: str, mode: str = "", wanted: int = 4, service: str = "") -> list[RuleLine]:
        """All rules of a node, or those of one Service (`shop/web`), line by line, with what begot each line."""
        parts = self._parts(node, mode, wanted)
        if not service:
            return self._lines(parts, mode, wanted)
        own = self._lines([parts[0], *(part for part in parts[1:] if part[0] == service)], mode, wanted)
        return [line for line in own if line.service == service]

    def differing(self, other: Dataplane, node: str, mode: str = "", wanted: int = 4) -> tuple[list[RuleLine], list[RuleLine]]:
        """The lines that this dataplane has for a node and the other has not, and those that the other has. What both derived
        from the same objects is not looked at line by line."""
        mine, others = self._parts(node, mode, wanted), other._parts(node, mode, wanted)
        here, there = {id(part) for _, part in mine[1:]}, {id(part) for _, part in others[1:]}
        own = self._lines([mine[0], *(each for each in mine[1:] if id(each[1]) not in there)], mode, wanted)
        their = other._lines([others[0], *(each for each in others[1:] if id(each[1]) not in here)], mode, wanted)
        has, had = {line.key for line in own}, {line.key for line in their}
        return [line for line in own if line.key not in had], [line for line in their if line.key not in has]

    def services(self) -> list[str]:
        """The Services that any rules are about, as `shop/web`."""
        return sorted({f"{port.namespace}/{port.service}" for known in self.catalogue.everything() for port in known.of_family(4)})

    def _parts(self, node: str, mode: str, wanted: int) -> Parts:
        """The frame first, then those of each Service's ports."""
        facts, settings = self.node(node), self.settings(mode, wanted)
        large = self.is_large(settings)
        parts = [("", self.frame(settings, facts).part)]
        for known in self.catalogue.everything():
            for port in known.of_family(settings.family):
                parts.append((f"{port.namespace}/{port.service}", known.part(settings, facts, port, large)))
        return parts

    def _lines(self, parts: Parts, mode: str, wanted: int) -> list[RuleLine]:
        settings = self.settings(mode, wanted)
        writer = _iptables_lines if settings.mode == "iptables" else _nftables_lines
        return list(writer(parts, settings))

    def render(self, node: str, mode: str = "", wanted: int = 4) -> dict[str, list[str]] | list[str]:
        """The rules as texts: by table in iptables mode, one list in nftables mode."""
        lines = self.about(node, mode, wanted)
        if self.settings(mode, wanted).mode == "nftables":
            return [line.text for line in lines]
        return {table: [line.text for line in lines if line.table == table] for table in iptables.TABLES}

    def is_large(self, settings: Settings) -> bool:
        return settings.mode == "iptables" and self.catalogue.count() > iptables.LARGE_CLUSTER

    def frame(self, settings: Settings, node: NodeFacts) -> _Sheet:
        if (settings, node) not in self._frames:
            self._frames[settings, node] = _Sheet.of(MODES[settings.mode].frame(settings, node))
        return self._frames[settings, node]


@dataclass
class _Sheet:
    """Rules by chain and elements by set, of the frame."""

    part: Part
    rules: dict[tuple[str, str], list[Rule]] = field(default_factory=lambda: defaultdict(list))
    last: dict[tuple[str, str], list[Rule]] = field(default_factory=lambda: defaultdict(list))
    elements: dict[tuple[str, tuple[str, ...]], Element] = field(default_factory=dict)

    @classmethod
    def of(cls, part: Part) -> _Sheet:
        sheet = cls(part)
        sheet.add(part)
        return sheet

    def add(self, part: Part) -> None:
        for rule in part.rules:
            (self.last if rule.last else self.rules)[rule.table, rule.chain].append(rule)
        for element in part.elements:
            self.elements[element.name, element.key] = element


class _PacketRules:
    """As many rules of a node as one packet can meet: the frame, and those of the Services behind its destination."""

    def __init__(self, dataplane: Dataplane, settings: Settings, node: NodeFacts) -> None:
        self.dataplane, self.settings, self.node = dataplane, settings, node
        self.hooks: Mapping[str, Sequence[tuple[str, str]]] = MODES[settings.mode].HOOKS
        self._frame = dataplane.frame(settings, node)
        self._services = _Sheet(Part())
        self._loaded: set[tuple[str, str]] = set()
        self._met: set[Packet] = set()

    def load(self, packet: Packet) -> None:
        if packet in self._met:
            return
        self._met.add(packet)
        for known in self.dataplane.catalogue.behind(packet):
            metadata = known.service["metadata"]
            key = (metadata["namespace"], metadata["name"])
            if key in self._loaded:
                continue
            self._loaded.add(key)
            large = self.dataplane.is_large(self.settings)
            for port in known.of_family(self.settings.family):
                self._services.add(known.part(self.settings, self.node, port, large))

    def rules(self, table: str, chain: str) -> Sequence[Rule]:
        key = (table, chain)
        frame, services = self._frame, self._services
        return [*frame.rules.get(key, ()), *services.rules.get(key, ()), *frame.last.get(key, ())]

    def element(self, name: str, key: tuple[str, ...]) -> Element | None:
        return self._services.elements.get((name, key)) or self._frame.elements.get((name, key))

    def rule_text(self, rule: Rule) -> str:
        text: str = MODES[self.settings.mode].text(rule, self.settings)
        return text

    def element_text(self, element: Element) -> str:
        return nftables.element_text(element)


def _iptables_lines(parts: Parts, settings: Settings) -> Iterator[RuleLine]:
    for table in iptables.TABLES:
        chains: dict[str, tuple[str, Chain]] = {}
        rules: dict[str, list[tuple[str, Rule]]] = defaultdict(list)
        for service, part in parts:
            chains.update({chain.name: (service, chain) for chain in part.chains if chain.table == table})
            for rule in part.rules:
                if rule.table == table:
                    rules[rule.chain].append((service, rule))
        built_in = iptables.BUILT_IN[table]
        names = [*built_in, *sorted(chains.keys() - set(built_in))]
        for name in names:
            service, chain = chains[name]
            yield RuleLine(f":{name} {chain.policy}", table, service, "", chain.origins)
        for name in names:
            lines = [
                (rule.last, RuleLine(iptables.text(rule, settings), table, service, rule.code, rule.origins))
                for service, rule in rules.get(name, ())
            ]
            if name in iptables.DISPATCH:
                lines.sort(key=lambda item: (item[0], item[1].text if not item[0] else ""))
            yield from (line for _, line in lines)


def _nftables_lines(parts: Parts, settings: Settings) -> Iterator[RuleLine]:
    sets: dict[str, tuple[str, NamedSet]] = {}
    chains: dict[str, tuple[str, Chain]] = {}
    elements: dict[str, dict[str, RuleLine]] = defaultdict(dict)
    rules: dict[str, list[RuleLine]] = defaultdict(list)
    for service, part in parts:
        sets.update({item.name: (service, item) for item in part.sets})
        chains.update({item.name: (service, item) for item in part.chains})
        for element in part.elements:
            text = nftables.element_text(element)
            line = RuleLine(f"      {text}", "", service, element.code, element.origins)
            elements[element.name].setdefault(text, line)
        for rule in part.rules:
            text = f"    {nftables.text(rule, settings)}"
            rules[rule.chain].append(RuleLine(text, "", service, rule.code, rule.origins))
    yield RuleLine(f"table {'ip' if settings.family == 4 else 'ip6'} kube-proxy {{")
    yield RuleLine('  comment "rules for kube-proxy"')
    for name in sorted(sets, key=lambda each: (sets[each][1].is_map, each)):
        service, item = sets[name]
        yield RuleLine(f"  {'map' if item.is_map else 'set'} {name} {{", "", service, "", item.origins)
        yield from (RuleLine(f"    {line}", "", service, "", item.origins) for line in item.lines)
        if elements[name]:
            yield RuleLine("    elements = {")
            yield from (elements[name][text] for text in sorted(elements[name]))
            yield RuleLine("    }")
        yield RuleLine("  }", "", service)
    for name in sorted(chains):
        service, chain = chains[name]
        yield RuleLine(f"  chain {name} {{", "", service, "", chain.origins)
        yield from (RuleLine(f"    {line}", "", service) for line in chain.head)
        yield from rules[name]
        yield RuleLine("  }", "", service)
    yield RuleLine("}")
