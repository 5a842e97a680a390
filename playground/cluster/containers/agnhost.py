"""The sub-commands of agnhost, the image that Kubernetes' own tests are written with.

Models: test/images/agnhost
"""

from __future__ import annotations

import re
from collections.abc import Callable

from playground.cluster.containers.model import Invocation, Listener, Process, ended, flags
from playground.cluster.controllers.base import STOP

AWAITING_DELETION = 60.0
"""Seconds that serve-hostname goes on after TERM."""

_PORTER = re.compile(r"^SERVE_(?:(TCP|TLS|UDP|SCTP)_)?PORT_(\d+)$")


def agnhost(call: Invocation) -> Process:
    """`/agnhost netexec --http-port=80`: the first word is the sub-command, `pause` without one."""
    command = call.args[0] if call.args else "pause"
    start = COMMANDS.get(command)
    if start is None:
        return ended(1, f'Error: unknown command "{command}" for "app"\n')
    return start(call.of(*call.args))


def _netexec(call: Invocation) -> Process:
    given = flags(call.args)
    http = given.number("http-port", 8080)
    options = {"http-port": str(http), "override": given.get("http-override", "")}
    udp, sctp = given.number("udp-port", 8081), given.number("sctp-port", -1)
    options["ready"] = "yes" if udp != -1 or sctp != -1 else ""
    listeners = [
        Listener("TCP", http, http=True, program="netexec", options=options, tls="tls-cert-file" in given),
        Listener("UDP", udp, program="netexec", options=options),
        Listener("SCTP", sctp, program="netexec", options=options),
    ]
    return Process(tuple(one for one in listeners if one.port > 0), stopping=max(STOP, float(given.number("delay-shutdown", 0))))


def _serve_hostname(call: Invocation) -> Process:
    given = flags(call.args)
    port = given.number("port", 9376)
    if given.get("http", "true") != "false":
        return Process((Listener("TCP", port, http=True, reply="{hostname}"),), stopping=AWAITING_DELETION)
    protocols = [name for name in ("tcp", "udp") if name in given and given[name] != "false"]
    return Process(tuple(Listener(name.upper(), port, reply="{hostname}") for name in protocols), stopping=AWAITING_DELETION)


def _porter(call: Invocation) -> Process:
    as_json = "json-response" in flags(call.args)
    listeners = []
    for name, value in sorted(call.env.items()):
        found = _PORTER.match(name)
        if found:
            kind = found[1] or "TCP"
            protocol = "TCP" if kind == "TLS" else kind
            options = {"value": value, **({"json": "yes"} if as_json else {})}
            listeners.append(
                Listener(protocol, int(found[2]), http=protocol == "TCP", program="porter", options=options, tls=kind == "TLS")
            )
    return Process(tuple(listeners))


def _test_webserver(call: Invocation) -> Process:
    port = flags(call.args).number("port", 80)
    return Process((Listener("TCP", port, http=True, reply="404 page not found\n", status=404),))


def _liveness(call: Invocation) -> Process:
    return Process((Listener("TCP", 8080, http=True, reply="ok"),))


def _pause(call: Invocation) -> Process:
    return Process(log="Paused\n")


def _finished(call: Invocation) -> Process:
    return ended(0)


COMMANDS: dict[str, Callable[[Invocation], Process]] = {
    "netexec": _netexec,
    "serve-hostname": _serve_hostname,
    "porter": _porter,
    "test-webserver": _test_webserver,
    "liveness": _liveness,
    "pause": _pause,
    "connect": _finished,
    "dns-suffix": _finished,
    "dns-server-list": _finished,
    "etc-hosts": _finished,
}
