"""agnhost's sub-commands that do something and end.

Models: test/images/agnhost/connect/connect.go; test/images/agnhost/dns/dns.go
"""

from __future__ import annotations

import re

from playground.cluster.containers.shell.call import Call
from playground.cluster.containers.shell.tools.reach import addresses, dial
from playground.cluster.containers.shell.wishes import Outcome, Sleep, Talk

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_WORDS = {Outcome.REFUSED: "REFUSED", Outcome.SILENT: "TIMEOUT"}


def agnhost(call: Call) -> int | Talk[int]:
    command = call.args[0] if call.args else "pause"
    machine = call.machine
    match command:
        case "connect":
            return _connect(call)
        case "dns-suffix":
            call.out(",".join(machine.resolv.search) + "\n")
        case "dns-server-list":
            call.out(",".join(machine.resolv.nameservers) + "\n")
        case "etc-hosts":
            call.out(machine.files.read("/etc/hosts"))
        case "help" | "--help":
            call.out("Usage:\n  app [command]\n")
        case "pause" | "netexec" | "serve-hostname":
            return _forever(call)
        case _:
            call.err(f'Error: unknown command "{command}" for "app"\nRun \'app --help\' for usage.\n')
            return 1
    return 0


def _forever(call: Call) -> Talk[int]:
    call.out("Paused\n")
    yield Sleep(86400.0)
    return 2


def _connect(call: Call) -> Talk[int]:
    timeout, protocol, target = 0.0, "tcp", ""
    words = list(call.args[1:])
    while words:
        name, equals, value = words.pop(0).partition("=")
        if name in ("--timeout", "--protocol", "--udp-data"):
            value = value if equals else (words.pop(0) if words else "")
            timeout = _seconds(value) if name == "--timeout" else timeout
            protocol = value.lower() if name == "--protocol" else protocol
        elif not name.startswith("--"):
            target = name
    host, colon, port = target.rpartition(":")
    if not colon or not port.isdecimal():
        call.err(f"UNKNOWN: address {target}: missing port in address\n" if not colon else f"UNKNOWN: lookup tcp/{port}: unknown port\n")
        return 1
    found = yield from addresses(call, host.strip("[]"))
    if not found.addresses:
        server = next(iter(call.machine.resolv.nameservers), "")
        call.err(f"DNS: lookup {host} on {server}:53: no such host\n")
        return 1
    data = "hostname\n" if protocol == "udp" else ""
    dialled = yield from dial(call, found.addresses[0], int(port), protocol.upper(), data=data, patience=timeout or 134.0)
    if dialled.outcome is Outcome.ANSWERED and (protocol != "udp" or dialled.text):
        return 0
    if dialled.outcome is Outcome.ANSWERED:
        yield Sleep(timeout)
        word = "TIMEOUT"
    else:
        word = _WORDS.get(dialled.outcome, "OTHER")
    reasons = {"REFUSED": "connection refused", "TIMEOUT": "i/o timeout", "OTHER": "no route to host"}
    more = f": {reasons[word]}" if word == "OTHER" or protocol == "udp" else ""
    call.err(f"{word}{more}\n")
    return 1


def _seconds(text: str) -> float:
    return sum(float(number) * _UNITS[unit] for number, unit in re.findall(r"([\d.]+)(ms|s|m|h)", text))
