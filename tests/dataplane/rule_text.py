"""Reads rules from text, as kube-proxy writes them and as the tools print them, and walks packets through those.

An independent way from texts to verdicts: what is printed is read back here and must mean the same.
"""

from __future__ import annotations

import re
import shlex
from collections import defaultdict
from collections.abc import Iterable, Sequence

from playground.cluster.dataplane import iptables, nftables
from playground.cluster.dataplane.node import Settings
from playground.cluster.dataplane.rules import (
    Action,
    Chance,
    Comment,
    Condition,
    ConnectionState,
    Counted,
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
from playground.cluster.objects.flow import Packet


class TextRules:
    """A ruleset read from text. Everything is loaded from the start."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.hooks: dict[str, Sequence[tuple[str, str]]] = {}
        self.chains: dict[tuple[str, str], list[Rule]] = defaultdict(list)
        self.elements: dict[tuple[str, tuple[str, ...]], Element] = {}

    def load(self, packet: Packet) -> None:
        pass

    def rules(self, table: str, chain: str) -> Sequence[Rule]:
        return self.chains.get((table, chain), ())

    def element(self, name: str, key: tuple[str, ...]) -> Element | None:
        return self.elements.get((name, key))

    def rule_text(self, rule: Rule) -> str:
        return (iptables if self.settings.mode == "iptables" else nftables).text(rule, self.settings)

    def element_text(self, element: Element) -> str:
        return nftables.element_text(element)


# -- iptables


def read_iptables(lines: Iterable[str], settings: Settings) -> TextRules:
    """From the input of iptables-restore or the output of iptables-save."""
    found, table = TextRules(settings), ""
    found.hooks = dict(iptables.HOOKS)
    for line in lines:
        if line.startswith("*"):
            table = line[1:]
        elif line.startswith("-A"):
            rule = read_iptables_rule(table, line)
            found.chains[table, rule.chain].append(rule)
    return found


def read_iptables_rule(table: str, line: str) -> Rule:
    words = shlex.split(line)
    chain, words = words[1], words[2:]
    conditions: list[Condition] = []
    actions: list[Action] = []
    recent: dict[str, str] = {}
    protocol, negated, position, place = "", False, 0, 0

    def take() -> str:
        nonlocal position
        position += 1
        return words[position - 1]

    while position < len(words):
        word = take()
        if word == "!":
            negated = True
            continue
        if word == "-p":
            protocol = take().upper()
            known = [number for number, item in enumerate(conditions) if isinstance(item, Port)]
            for number in known:
                conditions[number] = Port(protocol, conditions[number].number)  # type: ignore[union-attr]
        elif word == "-m":
            module = take()
            if module in ("tcp", "udp", "sctp"):
                conditions.append(Port(protocol or module.upper()))
        elif word == "--dport":
            number = next(i for i, item in enumerate(conditions) if isinstance(item, Port))
            conditions[number] = Port(protocol, int(take()))
        elif word == "--comment":
            text = [take()]
            while position < len(words) and not words[position].startswith("-"):
                text.append(take())
            conditions.append(Comment(" ".join(text)))
        elif word in ("-s", "-d"):
            conditions.append((From if word == "-s" else To)((take(),), negated))
        elif word == "-i":
            name = take()
            conditions.append(FromInterface(name.rstrip("+"), name.endswith("+"), negated))
        elif word == "--ctstate":
            conditions.append(ConnectionState(tuple(take().split(",")), negated))
        elif word in ("--src-type", "--dst-type"):
            take()
            conditions.append(FromLocal() if word == "--src-type" else ToLocal())
        elif word == "--mark":
            take()
            conditions.append(Marked(not negated))
        elif word == "--nfacct-name":
            conditions.append(Counted(take()))
        elif word == "--mode":
            take()
        elif word == "--probability":
            conditions.append(Chance(round(1 / float(take()))))
        elif word in ("--name", "--seconds"):
            recent[word] = take()
        elif word in ("--rcheck", "--set"):
            recent[word] = ""
            if word == "--rcheck":
                place = len(conditions)
        elif word == "-j":
            actions.append(_iptables_target(take(), words[position:]))
            break
        negated = False
    if "--rcheck" in recent:
        conditions.insert(place, Remembered(recent["--name"], int(recent["--seconds"])))
    elif "--set" in recent:
        actions.insert(0, Remember(recent["--name"], 0))
    return Rule(table, chain, tuple(conditions), tuple(actions), code="told")


def _iptables_target(word: str, rest: list[str]) -> Action:
    if word in ("ACCEPT", "DROP", "REJECT", "RETURN"):
        return Verdict(word.lower())
    if word == "MARK":
        return SetMark(rest[0] == "--or-mark" or (rest[0] == "--set-xmark" and not rest[1].endswith("/0x0")))
    if word == "MASQUERADE":
        return Masquerade()
    if word == "DNAT":
        return _dnat(rest[1])
    return Jump(word)


def _dnat(text: str) -> Dnat:
    address, _, port = text.rpartition(":")
    return Dnat(address.strip("[]"), int(port), text)


# -- nftables

_PRIORITY = {"dstnat": -100, "srcnat": 100, "filter": 0}
_NAMES = {"saddr": "saddr", "daddr": "daddr", "l4proto": "proto", "dport": "port"}


def read_nftables(lines: Iterable[str], settings: Settings) -> TextRules:
    """From `add ...` commands, or from what `nft list` prints (elements one a line)."""
    found = TextRules(settings)
    hooks: dict[str, list[tuple[int, str]]] = defaultdict(list)
    chain = name = ""
    for raw in lines:
        line = raw.strip()
        if command := re.match(r"add (\w+) ip6? kube-proxy ?(.*)", line):
            kind, rest = command.groups()
            chain, _, line = rest.partition(" ")
            if kind == "element":
                _add_element(found, chain, line[2:-2])
                continue
            if kind not in ("chain", "rule"):
                continue
        elif opened := re.match(r"(set|map|chain) (\S+) \{", line):
            kind, name = opened.groups()
            chain = name if kind == "chain" else ""
            continue
        elif not chain:
            if re.match(r"[\w:.]+( \. |$| comment| :)", line) and not re.match(
                r"(type|flags|timeout|size|comment) ", line
            ):
                _add_element(found, name, line)
            continue
        if hook := re.search(r"type \w+ hook (\w+) priority (\w+ - \d+|-?\w+)", line):
            hooks[hook[1]].append((_priority(hook[2]), chain))
        elif line and not line.startswith(("comment", "}", "{")):
            found.chains["", chain].append(read_nftables_rule(chain, line))
    found.hooks = {hook: [("", each) for _, each in sorted(chains)] for hook, chains in hooks.items()}
    return found


def _priority(text: str) -> int:
    word, _, less = text.partition(" - ")
    return (_PRIORITY[word] if word in _PRIORITY else int(word)) - int(less or 0)


def _add_element(found: TextRules, name: str, text: str) -> None:
    comment = re.search(r' comment "([^"]*)"', text)
    text = re.sub(r' comment "[^"]*"', "", text)
    key, _, verdict = text.partition(" : ")
    parts = tuple(key.strip().split(" . "))
    action: Action | None = None
    if verdict:
        action = Goto(verdict[5:].strip()) if verdict.startswith("goto ") else Verdict(verdict.strip())
    found.elements[name, parts] = Element(name, parts, action, comment[1] if comment else "", code="told")


_NFT: list[tuple[str, str]] = [
    ("parts", r"((?:(?:ip6? [sd]addr|meta l4proto|th dport)(?: \. )?)+) (?:(vmap) )?@(\S+)"),
    ("range", r"ip6? ([sd])addr (!= )?(?:\{ ([^}]*) \}|([0-9a-f:./]+))"),
    ("interface", r'iifname (!= )?"([^"]*)"'),
    ("dport", r"(tcp|udp|sctp) dport (\d+)"),
    ("proto", r"meta l4proto (tcp|udp|sctp)"),
    ("fib", r"fib ([sd])addr type local"),
    ("state", r"ct state (\w+)"),
    ("status", r"ct status dnat"),
    ("marked", r"(?:meta )?mark (?:and|&) \S+ != \S+"),
    ("mark", r"(?:meta )?mark set (?:meta )?mark (or|xor|\||\^) \S+"),
    ("any_dnat", r"dnat ip6? (?:addr \. port )?to numgen random mod \d+ map \{ ([^}]*) \}"),
    ("any_goto", r"numgen random mod \d+ vmap \{ ([^}]*) \}"),
    ("dnat", r"dnat to (\S+)"),
    ("update", r"update @(\S+) \{ ip6? saddr \}"),
    ("jump", r"jump (\S+)"),
    ("goto", r"goto (\S+)"),
    ("masquerade", r"masquerade(?: fully-random)?"),
    ("verdict", r"(drop|reject|accept|return)\b"),
    ("comment", r'comment "([^"]*)"'),
]


def read_nftables_rule(chain: str, text: str) -> Rule:
    conditions: list[Condition] = []
    actions: list[Action] = []
    while text := text.strip():
        for name, pattern in _NFT:
            if found := re.match(pattern, text):
                item = _nft_word(name, found)
                for each in item if isinstance(item, tuple) else (item,):
                    (actions if isinstance(each, Action) else conditions).append(each)  # type: ignore[arg-type]
                text = text[found.end() :]
                break
        else:
            raise ValueError(f"what is {text!r}?")
    return Rule("", chain, tuple(conditions), tuple(actions), code="told")


def _nft_word(name: str, found: re.Match[str]) -> Condition | Action | tuple[Condition, ...]:
    match name:
        case "parts":
            parts = tuple(_NAMES[part.split()[1]] for part in found[1].split(" . "))
            if found[2]:
                return Lookup(found[3], parts)
            if found[3].startswith("affinity-"):
                return Remembered(found[3], 10800)
            return InSet(found[3], parts)
        case "range":
            ranges = tuple(part.strip() for part in (found[3] or found[4]).split(","))
            return (From if found[1] == "s" else To)(ranges, bool(found[2]))
        case "interface":
            return FromInterface(found[2].rstrip("*"), found[2].endswith("*"), bool(found[1]))
        case "dport":
            return Port(found[1].upper(), int(found[2]))
        case "proto":
            return Port(found[1].upper())
        case "fib":
            return FromLocal() if found[1] == "s" else ToLocal()
        case "state":
            return ConnectionState((found[1],))
        case "status":
            return ConnectionState(("dnat",))
        case "marked":
            return Marked()
        case "mark":
            return SetMark(found[1] in ("or", "|"))
        case "any_dnat":
            choices = [part.partition(" : ")[2].strip().rpartition(" . ") for part in found[1].split(",")]
            return DnatAny(tuple(_dnat(f"[{a}]:{p}" if ":" in a else f"{a}:{p}") for a, _, p in choices))
        case "any_goto":
            return GotoAny(tuple(Goto(part.partition("goto ")[2].strip()) for part in found[1].split(",")))
        case "dnat":
            return _dnat(found[1])
        case "update":
            return Remember(found[1], 10800)
        case "jump":
            return Jump(found[1])
        case "goto":
            return Goto(found[1])
        case "masquerade":
            return Masquerade()
        case "verdict":
            return Verdict(found[1])
        case _:
            return Comment(found[1])
