"""How `nft list` prints rules, elements of sets and maps, ranges and timeouts.

Models: nftables src/rule.c, src/statement.c, src/expression.c, src/datatype.c (their print functions)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground.cluster.dataplane.addresses import host_port, network
from playground.cluster.dataplane.node import Settings
from playground.cluster.dataplane.rules import (
    Action,
    Comment,
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


def text(rule: Rule, settings: Settings) -> str:
    """The rule as `nft list` prints it, without the chain's name."""
    ip = "ip" if settings.family == 4 else "ip6"
    words = [_condition(condition, ip, settings) for condition in rule.conditions]
    words += [_action(action, ip, settings) for action in rule.actions]
    words += [f'comment "{item.text}"' for item in rule.conditions if isinstance(item, Comment)]
    return " ".join(filter(None, words))


def element_text(element: Element) -> str:
    words = " . ".join(element.key)
    words += f' comment "{element.comment}"' if element.comment else ""
    return f"{words} : {_verdict(element.verdict)}" if element.verdict else words


def _verdict(action: Action | None) -> str:
    match action:
        case Goto(chain):
            return f"goto {chain}"
        case Verdict(word):
            return word
        case _:
            raise TypeError(f"no verdict for a map: {action}")


def _parts(parts: tuple[str, ...], ip: str) -> str:
    names = {"saddr": f"{ip} saddr", "daddr": f"{ip} daddr", "proto": "meta l4proto", "port": "th dport"}
    return " . ".join(names[part] for part in parts)


def _ranges(ranges: tuple[str, ...]) -> str:
    """One as it is, several in braces, in the order of their addresses, as the kernel keeps them."""
    texts = [_range(text) for text in sorted(set(ranges), key=_range_order)]
    return texts[0] if len(texts) == 1 else "{ " + ", ".join(texts) + " }"


def _range(text: str) -> str:
    """A range that is one address is printed as that address."""
    found = network(text)
    return str(found.network_address) if found and found.num_addresses == 1 else text


def _range_order(text: str) -> tuple[int, int]:
    found = network(text) or network(f"{text}/{128 if ':' in text else 32}")
    return (int(found.network_address), found.prefixlen) if found else (0, 0)


def _not(negated: bool) -> str:
    return "!= " if negated else ""


def _condition(condition: Condition, ip: str, settings: Settings) -> str:
    match condition:
        case From(ranges, negated):
            return f"{ip} saddr {_not(negated)}{_ranges(ranges)}"
        case To(ranges, negated):
            return f"{ip} daddr {_not(negated)}{_ranges(ranges)}"
        case FromInterface(name, prefix, negated):
            return f'iifname {_not(negated)}"{name}{"*" if prefix else ""}"'
        case Port(protocol, 0):
            return f"meta l4proto {protocol.lower()}"
        case FromLocal():
            return "fib saddr type local"
        case ToLocal():
            return "fib daddr type local"
        case Marked():
            return f"meta mark & 0x{settings.mark:08x} != 0x00000000"
        case ConnectionState(names=("dnat",)):
            return "ct status dnat"
        case ConnectionState(names):
            return f"ct state {','.join(names)}"
        case InSet(name, parts):
            return f"{_parts(parts, ip)} @{name}"
        case Remembered(memory):
            return f"{ip} saddr @{memory}"
        case _:
            return ""


_ACTIONS: dict[type, Callable[[Any, str, Settings], str]] = {
    Jump: lambda action, ip, settings: f"jump {action.chain}",
    Goto: lambda action, ip, settings: f"goto {action.chain}",
    Verdict: lambda action, ip, settings: str(action.word),
    SetMark: lambda action, ip, settings: f"meta mark set meta mark {'|' if action.on else '^'} 0x{settings.mark:08x}",
    Lookup: lambda action, ip, settings: f"{_parts(action.parts, ip)} vmap @{action.map}",
    Remember: lambda action, ip, settings: f"update @{action.memory} {{ {ip} saddr }}",
    Masquerade: lambda action, ip, settings: "masquerade fully-random",
    Dnat: lambda action, ip, settings: f"dnat to {host_port(action.address, action.port)}",
    DnatAny: lambda action, ip, settings: (
        f"dnat {ip} to numgen random mod {len(action.choices)} map {{ "
        + ", ".join(f"{number} : {item.address} . {item.port}" for number, item in enumerate(action.choices)) + " }"
    ),
    GotoAny: lambda action, ip, settings: (
        f"numgen random mod {len(action.choices)} vmap {{ "
        + ", ".join(f"{number} : goto {item.chain}" for number, item in enumerate(action.choices)) + " }"
    ),
}  # fmt: skip


def _action(action: Action, ip: str, settings: Settings) -> str:
    return _ACTIONS[type(action)](action, ip, settings)


def duration(seconds: int) -> str:
    """Seconds as nft prints a timeout: `3h`, `1h1m1s`, `1d`."""
    text, rest = "", seconds
    for letter, size in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        count, rest = divmod(rest, size)
        text += f"{count}{letter}" if count else ""
    return text or "0s"
