"""A packet's walk through the rules of one node: every way it can go, with its exact probability.

A packet from elsewhere passes prerouting, then input (if it is for the node) or forward and postrouting. One made
on the node passes output and postrouting, and input if it is for the node itself. So what a node receives for
itself is never masqueraded, even if a rule marked it.

The walk knows conditions and actions, not Services: the rules of both modes go through it, and any others made
of the same words. It always ends: a chain that is entered a second time on one way is left again at once.

Models: the kernel's nf_tables_core.c nft_do_chain and ip_tables.c ipt_do_table
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, NamedTuple, Protocol

from playground.cluster.dataplane.addresses import inside
from playground.cluster.dataplane.conntrack import Client, Conntrack
from playground.cluster.dataplane.node import NodeFacts
from playground.cluster.dataplane.rules import (
    Action,
    Chance,
    Condition,
    ConnectionState,
    Dnat,
    DnatAny,
    Element,
    From,
    FromInterface,
    FromLocal,
    Goto,
    GotoAny,
    InSet,
    Jump,
    Lookup,
    Marked,
    Masquerade,
    Port,
    Remember,
    Remembered,
    Rule,
    SetMark,
    To,
    ToLocal,
    Verdict,
)
from playground.cluster.objects.flow import Packet, Step


class Ruleset(Protocol):
    """The rules of one node, or as many of them as a packet can meet."""

    hooks: Mapping[str, Sequence[tuple[str, str]]]

    def load(self, packet: Packet) -> None:
        """Have the rules at hand that name this packet's destination."""

    def rules(self, table: str, chain: str) -> Sequence[Rule]: ...

    def element(self, name: str, key: tuple[str, ...]) -> Element | None: ...

    def rule_text(self, rule: Rule) -> str: ...

    def element_text(self, element: Element) -> str: ...


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """One way through a node's rules: `kind` is dnat, reject, drop or accept."""

    probability: Fraction
    kind: str
    packet: Packet
    masquerade: bool = False
    endpoint: str = ""
    steps: tuple[Step, ...] = ()
    remembers: tuple[Client, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a packet enters a node: `hook` is prerouting or output; `interface` is what it came in by."""

    node: NodeFacts
    hook: str
    interface: str = ""
    now: float = 0.0


class _State(NamedTuple):
    packet: Packet
    probability: Fraction = Fraction(1)
    marked: bool = False
    translated: bool = False
    masquerade: bool = False
    endpoint: str = ""
    steps: tuple[Step, ...] = ()
    remembers: tuple[Client, ...] = ()


def walk(rules: Ruleset, packet: Packet, passage: Passage, conntrack: Conntrack | None = None) -> list[RuleOutcome]:
    """Through all hooks of one node, from where the packet enters to where it leaves or ends."""
    return _Walk(rules, passage, conntrack or Conntrack()).run(packet)


Way = tuple[_State, str]
"""A state and the verdict it ended with; '' where the chain just came to its end."""


@dataclass
class _Walk:
    ruleset: Ruleset
    passage: Passage
    conntrack: Conntrack
    open: list[tuple[str, str]] = field(default_factory=list)

    def run(self, packet: Packet) -> list[RuleOutcome]:
        outcomes: list[RuleOutcome] = []
        pending = self._hook(self.passage.hook, [_State(packet)], outcomes)
        if self.passage.hook == "output":
            leaving = self._hook("postrouting", pending, outcomes)
            here, elsewhere = self._split(leaving)
            ended = elsewhere + self._hook("input", here, outcomes)
        else:
            here, elsewhere = self._split(pending)
            leaving = self._hook("forward", elsewhere, outcomes)
            ended = self._hook("input", here, outcomes) + self._hook("postrouting", leaving, outcomes)
        return outcomes + [_outcome(state, "dnat" if state.translated else "accept") for state in ended]

    def _split(self, states: list[_State]) -> tuple[list[_State], list[_State]]:
        """Those for the node itself (after translation), and the others."""
        here = [state for state in states if self._is_local(state.packet.destination)]
        return here, [state for state in states if not self._is_local(state.packet.destination)]

    def _is_local(self, address: str) -> bool:
        return self.passage.node.is_local(address)

    def _hook(self, hook: str, states: list[_State], outcomes: list[RuleOutcome]) -> list[_State]:
        for table, chain in self.ruleset.hooks[hook]:
            after: list[_State] = []
            for state in states:
                self.ruleset.load(state.packet)
                for ended, verdict in self._chain(table, chain, state):
                    if verdict in ("drop", "reject"):
                        outcomes.append(_outcome(ended, verdict))
                    else:
                        after.append(ended)
            states = after
        return states

    def _chain(self, table: str, chain: str, state: _State) -> list[Way]:
        """All ways through a chain, in the order of its rules."""
        if (table, chain) in self.open:
            return [(state, "")]
        self.open.append((table, chain))
        ways: list[Way] = []
        pending = [state]
        for rule in self.ruleset.rules(table, chain):
            still: list[_State] = []
            for waiting in pending:
                chance = self._chance(rule.conditions, waiting)
                if chance is _NEVER:
                    still.append(waiting)
                    continue
                met = waiting
                if chance is not _ALWAYS:
                    still.append(waiting._replace(probability=waiting.probability * (1 - chance)))
                    met = waiting._replace(probability=waiting.probability * chance)
                for after, verdict in self._rule(rule, met):
                    if verdict == "continue":
                        still.append(after)
                    else:
                        ways.append((after, "" if verdict == "return" else verdict))
            pending = still
            if not pending:
                break
        self.open.pop()
        return ways + [(left, "") for left in pending]

    def _rule(self, rule: Rule, state: _State) -> list[Way]:
        """What a rule that matched does. `continue`: on with the next rule; `return`: out of this chain."""
        if rule.code:
            state = _told(state, Step(rule.code, rule.params, rule.origins, self.ruleset.rule_text(rule)))
        ways: list[Way] = [(state, "continue")]
        for action in rule.actions:
            ended = [way for way in ways if way[1] != "continue"]
            going = [way[0] for way in ways if way[1] == "continue"]
            ways = ended + [way for each in going for way in self._act(rule, action, each)]
        return ways

    def _act(self, rule: Rule, action: Action, state: _State) -> list[Way]:
        match action:
            case Jump(chain):
                return [(after, verdict or "continue") for after, verdict in self._chain(rule.table, chain, state)]
            case Goto(chain):
                return [(after, verdict or "return") for after, verdict in self._chain(rule.table, chain, state)]
            case Verdict(word):
                return [(state, word)]
            case SetMark(on):
                return [(state._replace(marked=on), "continue")]
            case Masquerade():
                return [(state._replace(masquerade=True), "accept")]
            case Remember(memory):
                client = Client(self.passage.node.name, memory, state.packet.source)
                return [(state._replace(remembers=(*state.remembers, client)), "continue")]
            case Dnat():
                return [(_translated(state, action), "accept")]
            case DnatAny(choices):
                return [(self._chosen(rule, each, state, len(choices)), "accept") for each in choices]
            case GotoAny(targets):
                part = state._replace(probability=state.probability / len(targets))
                return [way for target in targets for way in self._act(rule, target, part)]
            case Lookup(name, parts):
                return self._look_up(rule, name, parts, state)

    def _chosen(self, rule: Rule, choice: Dnat, state: _State, of: int) -> _State:
        step = state.steps[-1]
        params = {**step.params, "endpoint": choice.endpoint}
        told = replace(step, params=params, origins=choice.origins or step.origins)
        part = state._replace(probability=state.probability / of, steps=(*state.steps[:-1], told))
        return _translated(part, choice)

    def _look_up(self, rule: Rule, name: str, parts: tuple[str, ...], state: _State) -> list[Way]:
        element = self.ruleset.element(name, _key(state.packet, parts))
        if element is None or element.verdict is None:
            return [(state, "continue")]
        if element.code:
            params = {**element.params, "by": self.ruleset.rule_text(rule)}
            step = Step(element.code, params, element.origins, self.ruleset.element_text(element))
            state = _told(state, step)
        return self._act(rule, element.verdict, state)

    # conditions

    def _chance(self, conditions: Iterable[Condition], state: _State) -> Fraction:
        """The probability with which all conditions hold: _ALWAYS and _NEVER themselves where it is 1 or 0."""
        chance = _ALWAYS
        for condition in conditions:
            if isinstance(condition, Chance):
                chance = chance / condition.of if condition.of != 1 else chance
                continue
            test = _TESTS.get(type(condition))
            if test is not None and not test(self, condition, state):
                return _NEVER
        return chance

    def remembers(self, condition: Remembered, state: _State) -> bool:
        node, now = self.passage.node.name, self.passage.now
        return self.conntrack.remembers(node, condition.memory, state.packet.source, condition.seconds, now)

    def came_by(self, condition: FromInterface) -> bool:
        name = self.passage.interface
        same = name.startswith(condition.name) if condition.prefix else name == condition.name
        return (bool(name) and same) != condition.negated

    def is_member(self, condition: InSet, state: _State) -> bool:
        return self.ruleset.element(condition.name, _key(state.packet, condition.parts)) is not None

    def is_local(self, address: str) -> bool:
        return self._is_local(address)


_ALWAYS, _NEVER = Fraction(1), Fraction(0)

_TESTS: dict[type, Callable[[_Walk, Any, _State], bool]] = {
    From: lambda walk, item, state: any(inside(state.packet.source, each) for each in item.ranges) != item.negated,
    To: lambda walk, item, state: any(inside(state.packet.destination, each) for each in item.ranges) != item.negated,
    FromInterface: lambda walk, item, state: walk.came_by(item),
    Port: lambda walk, item, state: (
        item.protocol.upper() == state.packet.protocol.upper() and item.number in (0, state.packet.port)
    ),
    FromLocal: lambda walk, item, state: walk.is_local(state.packet.source),
    ToLocal: lambda walk, item, state: walk.is_local(state.packet.destination),
    Marked: lambda walk, item, state: state.marked == item.wanted,
    ConnectionState: lambda walk, item, state: (
        any(name.upper() in ("NEW", *(("DNAT",) if state.translated else ())) for name in item.names) != item.negated
    ),
    Remembered: lambda walk, item, state: walk.remembers(item, state),
    InSet: lambda walk, item, state: walk.is_member(item, state),
}  # fmt: skip


def _key(packet: Packet, parts: tuple[str, ...]) -> tuple[str, ...]:
    values = {
        "saddr": packet.source, "daddr": packet.destination, "proto": packet.protocol.lower(), "port": str(packet.port),
    }  # fmt: skip
    return tuple(values[part] for part in parts)


def _translated(state: _State, to: Dnat) -> _State:
    packet = replace(state.packet, destination=to.address, port=to.port)
    return state._replace(packet=packet, translated=True, endpoint=to.endpoint)


def _told(state: _State, step: Step) -> _State:
    return state._replace(steps=(*state.steps, step))


def _outcome(state: _State, kind: str) -> RuleOutcome:
    return RuleOutcome(
        state.probability, kind, state.packet, state.masquerade, state.endpoint, state.steps, state.remembers
    )
