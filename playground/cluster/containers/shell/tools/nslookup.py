"""nslookup: BusyBox's, which asks all of the search list at once, and BIND's; and getent.

Models: busybox networking/nslookup.c (FEATURE_NSLOOKUP_BIG); bind9 bin/dig/nslookup.c; glibc nss/getent.c
"""

from __future__ import annotations

from playground.cluster.containers.shell.call import Call
from playground.cluster.containers.shell.files import FileProblem
from playground.cluster.containers.shell.tools.dig import TYPES
from playground.cluster.containers.shell.tools.questions import Found, ask, server_address
from playground.cluster.containers.shell.tools.reach import addresses
from playground.cluster.containers.shell.wishes import Outcome, Queried, Talk
from playground.cluster.dns.records import absolute, as_ip, reverse_name


def nslookup(call: Call) -> Talk[int]:
    words, types = [], list[str]()
    for word in call.args:
        lower = word.lower()
        if lower.startswith(("-type=", "-query=", "-q=", "-t=", "-ty=")):
            types.append(word.partition("=")[2].upper())
        elif not word.startswith("-"):
            words.append(word)
    if not words:
        call.err("BusyBox v1.37.0 multi-call binary.\n\nUsage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]\n")
        return 1
    name, server = words[0], ""
    if len(words) > 1:
        server = yield from server_address(call, words[1])
        if not server:
            call.err(f"nslookup: bad address '{words[1]}'\n" if call.version == "busybox" else f"nslookup: couldn't get address for '{words[1]}': not found\n")
            return 1
    types = [one for one in types if one in TYPES]
    return (yield from (_busybox if call.version == "busybox" else _bind)(call, name, server, types))


# -- BusyBox


def _busybox(call: Call, name: str, server: str, types: list[str]) -> Talk[int]:
    if as_ip(name) is not None and not types:
        asked = [(reverse_name(name), "PTR")]
    else:
        search = call.machine.resolv.search if "." not in name else ()
        names = [f"{name}.{path}" for path in search] or [name]
        asked = [(one, type_) for type_ in (types or ["A", "AAAA"]) for one in names]
    found = []
    for one, type_ in asked:
        found.append((one, type_, (yield from ask(call, one, type_, server, tries=1))))
        if found[-1][2].queried.answer is None:
            break
    queried = found[0][2].queried
    if found[-1][2].queried.answer is None:
        if queried.outcome is Outcome.SILENT:
            call.out(";; connection timed out; no servers could be reached\n\n")
        else:
            call.err("nslookup: read: Connection refused\n;; connection timed out; no servers could be reached\n\n")
        return 1
    call.out(f"Server:\t\t{queried.server}\nAddress:\t{_endpoint(queried)}\n\n")
    code = 0
    for one, _type, result in found:
        if result.rcode != "NOERROR":
            call.out(f"** server can't find {one.rstrip('.')}: {result.rcode}\n\n")
            code = 1
        else:
            call.out(("Non-authoritative answer:\n" if not _is_authoritative(result) else "") + _lines(result) + "\n")
    return code


def _endpoint(queried: Queried) -> str:
    return f"[{queried.server}]:53" if ":" in queried.server else f"{queried.server}:53"


def _is_authoritative(found: Found) -> bool:
    return found.queried.answer is not None and found.queried.answer.authoritative


def _lines(found: Found) -> str:
    out = ""
    for record in found.records:
        name, data = record.name.rstrip("."), record.data.rstrip(".")
        match record.type:
            case "A" | "AAAA":
                out += f"Name:\t{name}\nAddress: {data}\n"
            case "CNAME":
                out += f"{name}\tcanonical name = {data}\n"
            case "PTR":
                out += f"{name}\tname = {data}\n"
            case "SRV":
                out += f"{name}\tservice = {data}\n"
            case "TXT":
                out += f"{name}\ttext = {record.data}\n"
            case _:
                out += f"{name}\t{record.type} {data}\n"
    return out


# -- BIND


def _bind(call: Call, name: str, server: str, types: list[str]) -> Talk[int]:
    if as_ip(name) is not None and not types:
        name, types = reverse_name(name), ["PTR"]
    shown = False
    for type_ in types or ["A", "AAAA"]:
        found = yield from ask(call, name, type_, server, search=not name.endswith("."), tries=3)
        queried = found.queried
        if queried.answer is None:
            trouble = "timed out" if queried.outcome is Outcome.SILENT else "connection refused"
            call.out(f";; communications error to {queried.server}#53: {trouble}\n" * 3 + ";; no servers could be reached\n\n\n")
            return 1
        if not shown:
            call.out(f"Server:\t\t{queried.server}\nAddress:\t{queried.server}#53\n\n")
        if found.rcode != "NOERROR":
            if not shown:
                call.out(f"** server can't find {name.rstrip('.')}: {found.rcode}\n\n")
            return int(not shown)
        records = [one for one in found.records if not (shown and one.type == "CNAME")]
        if records and not shown and not queried.answer.authoritative:
            call.out("Non-authoritative answer:\n")
        for record in records:
            match record.type:
                case "A" | "AAAA":
                    call.out(f"Name:\t{record.name.rstrip('.')}\nAddress: {record.data}\n")
                case "CNAME":
                    call.out(f"{record.name.rstrip('.')}\tcanonical name = {record.data}\n")
                case "PTR":
                    call.out(f"{record.name.rstrip('.')}\tname = {record.data}\n")
                case "SRV":
                    call.out(f"{record.name.rstrip('.')}\tservice = {record.data}\n")
                case _:
                    call.out(f"{record.name.rstrip('.')}\t{record.type} = {record.data}\n")
        shown = shown or bool(records)
    if not shown:
        call.out(f"*** Can't find {name.rstrip('.')}: No answer\n")
    call.out("\n")
    return int(not shown)


# -- getent


def getent(call: Call) -> Talk[int]:
    if not call.args:
        call.err("usage: getent database [key]\n")
        return 1
    database, *keys = call.args
    if database in ("passwd", "group", "services", "hosts") and not keys:
        return _whole(call, database)
    code = 0
    for key in keys:
        if database == "hosts":
            code = (yield from _hosts(call, key)) or code
        elif database in ("ahosts", "ahostsv4", "ahostsv6"):
            code = (yield from _ahosts(call, key, database)) or code
        else:
            lines = [line for line in _file(call, database).splitlines() if line.split(":")[0].split("\t")[0] == key]
            call.out("".join(f"{line}\n" for line in lines))
            code = code if lines else 2
    return code


def _whole(call: Call, database: str) -> int:
    call.out(_file(call, database))
    return 0


def _file(call: Call, database: str) -> str:
    try:
        return call.machine.files.read(f"/etc/{database}")
    except FileProblem:
        return ""


def _hosts(call: Call, key: str) -> Talk[int]:
    if as_ip(key) is not None:
        found = yield from ask(call, reverse_name(key), "PTR")
        names = [record.data.rstrip(".") for record in found.records if record.type == "PTR"]
        call.out("".join(f"{key:<15} {name}\n" for name in names[:1]))
        return 0 if names else 2
    resolved = yield from addresses(call, key)
    six = [one for one in resolved.addresses if ":" in one]
    for address in six or resolved.addresses:
        call.out(f"{address:<15} {resolved.canonical or key}\n")
    return 0 if resolved.addresses else 2


def _ahosts(call: Call, key: str, database: str) -> Talk[int]:
    family = {"ahostsv4": 4, "ahostsv6": 6}.get(database, 0)
    resolved = yield from addresses(call, key, family)
    for number, address in enumerate(resolved.addresses):
        name = (resolved.canonical or key) if number == 0 else ""
        call.out(f"{address:<15} STREAM {name}\n{address:<15} DGRAM  \n{address:<15} RAW    \n")
    return 0 if resolved.addresses else 2


def canonical(name: str) -> str:
    return absolute(name)[:-1]
