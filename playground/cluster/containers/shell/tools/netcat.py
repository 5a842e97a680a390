"""nc: OpenBSD's, BusyBox's and nmap's, as they are used to try a port or to send one line; and telnet.

Models: netcat-openbsd 1.229; busybox networking/nc.c; Ncat 7.97
"""

from __future__ import annotations

from playground.cluster.containers.shell.call import Call, Options
from playground.cluster.containers.shell.tools.reach import KERNEL_CONNECT, addresses, dial
from playground.cluster.containers.shell.wishes import Dialled, Outcome, Sleep, Talk

_SHORT = "vzw:ulp:tnkN46q:i:s:C"
_WORDS = {Outcome.REFUSED: "Connection refused", Outcome.SILENT: "Operation timed out", Outcome.UNREACHABLE: "No route to host"}
_SERVICES = {22: "ssh", 53: "domain", 80: "http", 443: "https", 3306: "mysql", 5432: "postgresql", 6379: "redis", 8080: "http-alt"}


def nc(call: Call) -> Talk[int]:
    options = call.options(_SHORT, ["wait=", "idle-timeout=", "zero", "udp", "verbose", "listen", "send-only", "recv-only"])
    if options.has("-l", "--listen"):
        yield Sleep(options.number("-w", default=3600.0))
        return 0
    words = options.words
    if len(words) < 2:
        usage = "usage: nc [-46CDdFhklNnrStUuvZz] [-i interval] [-p source_port] [-w timeout] [destination] [port]\n"
        call.err(usage if call.version == "openbsd" else "BusyBox v1.37.0 multi-call binary.\n\nUsage: nc [IPADDR PORT]\n")
        return 1
    host, *ports = words
    wrong = next((text for text in ports if not _ports(text)), "")
    if wrong:
        return _no_port(call, wrong)
    found = yield from addresses(call, host, 4 if "-4" in options else 6 if "-6" in options else 0)
    if not found.addresses:
        return _unknown(call, host, ports[0])
    code = 1
    data = "" if options.has("-z", "--zero") else call.io.stdin.read()
    for port in [number for text in ports for number in _ports(text)]:
        tried = yield from _try(call, options, host, found.addresses[0], port, data)
        code = tried if code else 0
    return code


def _unknown(call: Call, host: str, port: str) -> int:
    match call.version:
        case "openbsd":
            reason = "Name does not resolve" if call.machine.toolbox.shell == "ash" else "Name or service not known"
            call.err(f"nc: getaddrinfo for host \"{host}\" port {port}: {reason}\n")
        case "busybox":
            call.err(f"nc: bad address '{host}'\n")
        case _:
            call.err(f"Ncat: Could not resolve hostname \"{host}\": Name or service not known. QUITTING.\n")
            return 2
    return 1


def _ports(text: str) -> range:
    """A number, two with a dash between, or a service's name. Empty: it is none of them."""
    named = next((number for number, name in _SERVICES.items() if name == text), 0)
    low, dash, high = (str(named), "", "") if named else text.partition("-")
    if not low.isdecimal() or (dash and not high.isdecimal()):
        return range(0)
    return range(int(low), min(int(high or low), 65535) + 1)


def _no_port(call: Call, text: str) -> int:
    match call.version:
        case "openbsd":
            call.err(f"nc: port number invalid: {text}\n")
        case "busybox":
            call.err(f"nc: bad port '{text}'\n")
        case _:
            call.err(f'Ncat: Invalid port number "{text}". QUITTING.\n')
            return 2
    return 1


def _try(call: Call, options: Options, host: str, address: str, port: int, data: str) -> Talk[int]:
    protocol = "UDP" if options.has("-u", "--udp") else "TCP"
    wait = options.number("-w", "--wait", "--idle-timeout")
    verbose = options.has("-v", "--verbose", "-vv")
    source = int(options.number("-p"))
    probes = protocol == "UDP" and verbose and call.version == "openbsd"
    found = yield from dial(
        call, address, port, protocol, data="XXXX" if probes else data, source_port=source, patience=0 if protocol == "UDP" else wait or KERNEL_CONNECT
    )
    if protocol == "TCP" and found.outcome is not Outcome.ANSWERED:
        _refused(call, host, address, port, found, verbose)
        return 1
    if protocol == "UDP" and found.outcome in (Outcome.REFUSED, Outcome.UNREACHABLE):
        if call.version == "ncat" or call.version == "busybox":
            call.err(f"{_prefix(call)}{_WORDS[found.outcome]}{'.' if call.version == 'ncat' else ''}\n")
        return 1
    if verbose:
        _connected(call, host, address, port, protocol)
    if options.has("-z", "--zero"):
        return 0
    call.out(found.text)
    if probes and data:
        found = yield from dial(call, address, port, protocol, data=data, source_port=source, patience=0)
        call.out(found.text)
    if protocol == "UDP":
        yield Sleep(wait or 1.0)
    elif not found.text and wait:
        yield Sleep(wait)
    return 0


def _prefix(call: Call) -> str:
    return "Ncat: " if call.version == "ncat" else "nc: "


def _service(port: int, protocol: str) -> str:
    return f"{port} port [{protocol.lower()}/{_SERVICES.get(port, '*')}]"


def _refused(call: Call, host: str, address: str, port: int, found: Dialled, verbose: bool) -> None:
    words = _WORDS[found.outcome]
    match call.version:
        case "openbsd":
            if verbose:
                place = host if host == address else f"{host} ({address})"
                call.err(f"nc: connect to {place} port {port} (tcp) {'timed out' if found.outcome is Outcome.SILENT else 'failed'}: "
                         f"{'Operation now in progress' if found.outcome is Outcome.SILENT else words}\n")  # fmt: skip
        case "busybox":
            if found.outcome is Outcome.SILENT:
                call.err("nc: timed out\n")
            else:
                place = f"{host} ({address}:{port})" if host != address else f"{address} ({address}:{port})"
                call.err(f"nc: {place}: {words}\n" if verbose else f"nc: can't connect to remote host ({address}): {words}\n")
        case _:
            call.err(f"Ncat: {'TIMEOUT' if found.outcome is Outcome.SILENT else words}.\n")


def _connected(call: Call, host: str, address: str, port: int, protocol: str) -> None:
    match call.version:
        case "openbsd":
            place = host if host == address else f"{host} ({address})"
            call.err(f"Connection to {place} {_service(port, protocol)} succeeded!\n")
        case "busybox":
            call.err(f"{host} ({address}:{port}) open\n")
        case _:
            call.err(f"Ncat: Version 7.97 ( https://nmap.org/ncat )\nNcat: Connected to {address}:{port}.\n")


def telnet(call: Call) -> Talk[int]:
    """telnet: whether somebody answers on the port; what it says first."""
    words = [word for word in call.args if not word.startswith("-")]
    if not words:
        return 0
    host, port = words[0], words[1] if len(words) > 1 else "23"
    found = yield from addresses(call, host)
    if not found.addresses:
        return call.fail(f"bad address '{host}'" if call.machine.toolbox.shell == "ash" else f"could not resolve {host}/{port}: Name or service not known")
    address = found.addresses[0]
    if call.machine.toolbox.shell != "ash":
        call.out(f"Trying {address}...\n")
    dialled = yield from dial(call, address, int(port) if port.isdecimal() else 0, data=call.io.stdin.read())
    if dialled.outcome is not Outcome.ANSWERED:
        words_ = _WORDS[dialled.outcome]
        return call.fail(f"can't connect to remote host ({address}): {words_}" if call.machine.toolbox.shell == "ash" else f"Unable to connect to remote host: {words_}")
    call.out(f"Connected to {host}\n\nEntering character mode\nEscape character is '^]'.\n\n" if call.machine.toolbox.shell == "ash" else f"Connected to {host}.\nEscape character is '^]'.\n")
    call.out(dialled.text)
    call.err("Connection closed by foreign host\n")
    return 1
