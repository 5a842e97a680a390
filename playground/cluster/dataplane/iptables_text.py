"""How iptables-save prints a rule.

Header first (-s, -d, -i, -p), then the matches in the order in which they were given, then the target.

Models: iptables/iptables-save.c print_rule4, and the print and save functions of its extensions
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground.cluster.dataplane.addresses import single
from playground.cluster.dataplane.node import Settings
from playground.cluster.dataplane.rules import (
    Action,
    Chance,
    Comment,
    ConnectionState,
    Counted,
    Dnat,
    From,
    FromInterface,
    FromLocal,
    Jump,
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


def text(rule: Rule, settings: Settings) -> str:
    """The rule as iptables-save prints it."""
    header, modules = [], []
    for condition in sorted(rule.conditions, key=lambda item: _HEADER_ORDER.get(type(item), 9)):
        words = _HEADER.get(type(condition))
        if words:
            header.append(words(condition))
    remember = [action for action in rule.actions if isinstance(action, Remember)]
    for condition in rule.conditions:
        if isinstance(condition, Port):
            modules += [_recent("--set", action.memory, settings.family) for action in remember]
        words = _MODULE.get(type(condition))
        if words:
            modules.append(words(condition))
        elif isinstance(condition, Remembered):
            modules.append(_recent(f"--rcheck --seconds {condition.seconds} --reap", condition.memory, settings.family))
        elif isinstance(condition, Marked):
            modules.append(f"-m mark {'' if condition.wanted else '! '}--mark {settings.mark:#x}/{settings.mark:#x}")
    targets = [_target(action, settings) for action in rule.actions if not isinstance(action, Remember)]
    return " ".join([f"-A {rule.chain}", *header, *modules, *(f"-j {target}" for target in targets)])


def _not(negated: bool) -> str:
    return "! " if negated else ""


_HEADER_ORDER: dict[type, int] = {From: 0, To: 1, FromInterface: 2, Port: 3}
_HEADER: dict[type, Callable[[Any], str]] = {
    From: lambda item: f"{_not(item.negated)}-s {single(item.ranges[0])}",
    To: lambda item: f"{_not(item.negated)}-d {single(item.ranges[0])}",
    FromInterface: lambda item: f"{_not(item.negated)}-i {item.name}{'+' if item.prefix else ''}",
    Port: lambda item: f"-p {item.protocol.lower()}",
}
_MODULE: dict[type, Callable[[Any], str]] = {
    Comment: lambda item: f'-m comment --comment "{item.text}"',
    Port: lambda item: f"-m {item.protocol.lower()}" + (f" --dport {item.number}" if item.number else ""),
    FromLocal: lambda item: "-m addrtype --src-type LOCAL",
    ToLocal: lambda item: "-m addrtype --dst-type LOCAL",
    ConnectionState: lambda item: f"-m conntrack {_not(item.negated)}--ctstate {','.join(item.names)}",
    Chance: lambda item: f"-m statistic --mode random --probability {probability(item.of)}",
    Counted: lambda item: f"-m nfacct --nfacct-name  {item.counter}",
}


def probability(of: int) -> str:
    """1/of as it survives kube-proxy's ten decimals and the kernel's 31 bits."""
    kept = int(float(f"{1 / of:.10f}") * 2**31 + 0.5)
    return f"{kept / 2**31:.11f}"


def _recent(what: str, memory: str, wanted: int) -> str:
    mask = "255.255.255.255" if wanted == 4 else "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
    return f"-m recent {what} --name {memory} --mask {mask} --rsource"


def _target(action: Action, settings: Settings) -> str:
    match action:
        case Jump(chain):
            return chain
        case Verdict("reject"):
            return f"REJECT --reject-with icmp{'6' if settings.family == 6 else ''}-port-unreachable"
        case Verdict(word):
            return word.upper()
        case SetMark(on):
            return f"MARK --set-xmark {settings.mark:#x}/{settings.mark if on else 0:#x}"
        case Dnat(endpoint=endpoint):
            return f"DNAT --to-destination {endpoint}"
        case Masquerade():
            return "MASQUERADE --random-fully" if settings.tools.random_fully else "MASQUERADE"
        case _:
            raise TypeError(f"iptables has no target for {action}")
