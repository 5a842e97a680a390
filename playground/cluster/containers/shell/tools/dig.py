"""dig and host, of BIND.

Models: bind9 bin/dig/dig.c, dighost.c, host.c (9.18)
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from playground.cluster.containers.shell.call import Call
from playground.cluster.containers.shell.tools.questions import Found, ask, server_address
from playground.cluster.containers.shell.wishes import Outcome, Talk
from playground.cluster.dns.records import Answer, Record, absolute, as_ip, reverse_name

VERSION = "9.18.37"
TYPES = frozenset(["A", "AAAA", "ANY", "AXFR", "CNAME", "MX", "NS", "PTR", "SOA", "SRV", "TXT", "HTTPS", "CAA"])
_SECTIONS = ("cmd", "comments", "question", "answer", "authority", "additional", "stats")
_TROUBLE = {Outcome.REFUSED: "connection refused", Outcome.SILENT: "timed out", Outcome.UNREACHABLE: "host unreachable"}


@dataclass(frozen=True, slots=True)
class _Lookup:
    """What one query of the command line asks for and how its answer is shown."""

    name: str = "."
    type: str = ""
    server: str = ""
    short: bool = False
    search: bool = False
    tcp: bool = False
    patience: float = 5.0
    tries: int = 3
    shown: frozenset[str] = field(default_factory=lambda: frozenset(_SECTIONS))


def dig(call: Call) -> Talk[int]:
    if "-v" in call.args:
        call.err(f"DiG {VERSION}\n")
        return 0
    lookups = _lookups(call.args)
    code = 0
    for number, lookup in enumerate(lookups):
        if number and "cmd" in lookup.shown and not lookup.short:
            call.out("\n")
        code = (yield from _run(call, lookup, first=number == 0)) or code
    return code


def _lookups(args: list[str]) -> list[_Lookup]:
    """Options before the first name hold for all names, later ones for the name that they follow."""
    base, found = _Lookup(), list[_Lookup]()
    words = list(args)
    while words:
        word = words.pop(0)
        current = found[-1] if found else base
        changed = current
        if word.startswith("@"):
            changed = replace(current, server=word[1:])
        elif word.startswith("+"):
            changed = _switched(current, word[1:])
        elif word in ("-x", "-t", "-q", "-p", "-b", "-c") and words:
            value = words.pop(0)
            if word in ("-x", "-q"):
                name = reverse_name(value) if word == "-x" and as_ip(value) else value
                found.append(replace(base, name=name, type="PTR" if word == "-x" else ""))
                continue
            changed = replace(current, type=value.upper()) if word == "-t" else current
        elif word.upper() in TYPES and (word.isupper() or found):
            changed = replace(current, type=word.upper())
        elif word not in ("-4", "-6", "IN", "in", "-u", "-r"):
            found.append(replace(base, name=word))
            continue
        if found:
            found[-1] = changed
        else:
            base = changed
    if found:
        server = next((one.server for one in found if one.server), "")
        return [replace(one, server=one.server or server) for one in found]
    return [replace(base, type=base.type or "NS")]


def _switched(lookup: _Lookup, option: str) -> _Lookup:
    name, _, value = option.partition("=")
    on = not name.startswith("no")
    plain = name if on else name[2:]
    match plain:
        case "short":
            return replace(lookup, short=on)
        case "search" | "defname":
            return replace(lookup, search=on)
        case "tcp" | "vc":
            return replace(lookup, tcp=on)
        case "all":
            return replace(lookup, shown=frozenset(_SECTIONS) if on else frozenset())
        case "time" | "timeout" if value.isdecimal():
            return replace(lookup, patience=max(float(value), 1.0))
        case "tries" if value.isdecimal():
            return replace(lookup, tries=max(int(value), 1))
        case "retry" if value.isdecimal():
            return replace(lookup, tries=int(value) + 1)
        case _ if plain in _SECTIONS:
            return replace(lookup, shown=lookup.shown | {plain} if on else lookup.shown - {plain})
    return lookup


def _run(call: Call, lookup: _Lookup, first: bool) -> Talk[int]:
    server = lookup.server
    if server and as_ip(server) is None:
        server = yield from server_address(call, server)
        if not server:
            call.err(f"dig: couldn't get address for '{lookup.server}': not found\n")
            return 10
    found = yield from ask(
        call, lookup.name, lookup.type or "A", server,
        search=lookup.search, tcp=lookup.tcp, tries=lookup.tries, patience=lookup.patience,
    )  # fmt: skip
    answer = found.queried.answer
    if answer is None:
        return _unanswered(call, lookup, found, first)
    if lookup.short:
        call.out("".join(f"{_rdata(record)}\n" for record in answer.answer))
        return 0
    call.out(_banner(call, lookup, first) + _message(lookup, found, answer) + _stats(call, lookup, found))
    return 0


def _unanswered(call: Call, lookup: _Lookup, found: Found, first: bool) -> int:
    trouble = _TROUBLE[found.queried.outcome]
    lines = f";; communications error to {found.queried.server}#53: {trouble}\n" * lookup.tries
    call.out(lines)
    banner = _banner(call, lookup, first) if not lookup.short else ""
    call.out(f"{banner};; no servers could be reached\n" + ("\n" if not lookup.short else ""))
    return 9


def _banner(call: Call, lookup: _Lookup, first: bool) -> str:
    if "cmd" not in lookup.shown or not first:
        return ""
    return f"\n; <<>> DiG {VERSION} <<>> {' '.join(call.args)}\n;; global options: +cmd\n"


def _message(lookup: _Lookup, found: Found, answer: Answer) -> str:
    out = ""
    shown = lookup.shown
    additional = answer.additional
    if "comments" in shown:
        number = sum(map(ord, found.name)) * 2654435761 % 65536
        aa = " aa" if answer.authoritative else ""
        ra = "" if answer.authoritative else " ra"
        out += ";; Got answer:\n"
        out += f";; ->>HEADER<<- opcode: QUERY, status: {answer.rcode}, id: {number}\n"
        out += f";; flags: qr{aa} rd{ra}; QUERY: 1, ANSWER: {len(answer.answer)}, AUTHORITY: {len(answer.authority)}, ADDITIONAL: {len(additional) + 1}\n"
        out += ";; WARNING: recursion requested but not available\n" if not ra else ""
        out += "\n;; OPT PSEUDOSECTION:\n; EDNS: version: 0, flags:; udp: 1232\n"
    if "question" in shown:
        out += (";; QUESTION SECTION:\n" if "comments" in shown else "") + _row(f";{found.name}", "", lookup.type or "A", "") + "\n"
    sections = (("answer", answer.answer), ("authority", answer.authority), ("additional", additional))
    for name, records in sections:
        if name in shown and records:
            out += f";; {name.upper()} SECTION:\n" if "comments" in shown else ""
            out += "".join(_row(record.name, str(record.ttl), record.type, _rdata(record)) for record in records)
            out += "\n" if "comments" in shown else ""
    return out


def _stats(call: Call, lookup: _Lookup, found: Found) -> str:
    if "stats" not in lookup.shown:
        return ""
    when = datetime.fromtimestamp(call.machine.clock.now, UTC).strftime("%a %b %d %H:%M:%S UTC %Y")
    server = found.queried.server
    size = 12 + 11 + len(found.name) + 5 + sum(len(one.name) + len(one.data) + 11 for one in found.records)
    return (
        f";; Query time: 0 msec\n;; SERVER: {server}#53({server}) ({'TCP' if lookup.tcp else 'UDP'})\n"
        f";; WHEN: {when}\n;; MSG SIZE  rcvd: {size}\n\n"
    )


def _rdata(record: Record) -> str:
    return record.data


def _row(name: str, ttl: str, type_: str, data: str) -> str:
    """One record in the columns of BIND's master style: tabs to 24, 32, 40 and 48, or one blank."""
    line = name
    for column, text in ((24, ttl), (32, "IN"), (40, type_), (48, data)):
        if not text:
            continue
        width = len(line.expandtabs(8))
        if width >= column:
            line += " " + text
        else:
            line += "\t" * ((column - 1) // 8 - width // 8 + (0 if width % 8 == 0 and column % 8 else 1)) + text
    return line + "\n"


# -- host


def host(call: Call) -> Talk[int]:
    options = call.options("t:aW:R:TCvsrdlN:m:i46c:U")
    if not options.words:
        call.err("Usage: host [-aCdilrTvVw] [-c class] [-N ndots] [-t type] [-W time] hostname [server]\n")
        return 1
    name, *rest = options.words
    server = yield from server_address(call, rest[0]) if rest else _nobody()
    if rest:
        call.out(f"Using domain server:\nName: {rest[0]}\nAddress: {server}#53\nAliases: \n\n")
    if as_ip(name) is not None:
        types: tuple[str, ...] = ("PTR",)
        asked = reverse_name(name)
    else:
        types, asked = ((options.value("-t").upper(),) if options.has("-t") else ("A", "AAAA", "MX")), name
    said = False
    for type_ in types:
        found = yield from ask(call, asked, type_, server, search=not asked.endswith("."), tries=2)
        if found.queried.answer is None:
            call.out(f";; communications error to {found.queried.server}#53: {_TROUBLE[found.queried.outcome]}\n" * 2 + ";; no servers could be reached\n")
            return 1
        if found.rcode != "NOERROR":
            number = {"SERVFAIL": 2, "NXDOMAIN": 3, "REFUSED": 5}.get(found.rcode, 2)
            call.out(f"Host {asked.rstrip('.')} not found: {number}({found.rcode})\n")
            return 1
        records = [one for one in found.records if not (said and one.type == "CNAME")]
        call.out("".join(_sentence(record) for record in records))
        if not found.records and options.has("-t"):
            call.out(f"{found.name.rstrip('.')} has no {type_} record\n")
        said = said or bool(found.records)
    return 0


def _nobody() -> Talk[str]:
    yield from ()
    return ""


_SENTENCES = {
    "A": "{name} has address {data}",
    "AAAA": "{name} has IPv6 address {data}",
    "CNAME": "{name} is an alias for {data}",
    "PTR": "{name} domain name pointer {data}",
    "SRV": "{name} has SRV record {data}",
    "TXT": "{name} descriptive text {data}",
    "NS": "{name} name server {data}",
    "SOA": "{name} has SOA record {data}",
    "MX": "{name} mail is handled by {data}",
}


def _sentence(record: Record) -> str:
    form = _SENTENCES.get(record.type, "{name} has " + record.type + " record {data}")
    return form.format(name=record.name.rstrip("."), data=record.data) + "\n"


def shown_name(text: str) -> str:
    return re.sub(r"\.$", "", absolute(text))
