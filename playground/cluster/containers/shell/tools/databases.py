"""The databases' own clients, as far as they show that somebody is there.

Models: redis-cli.c; src/bin/scripts/pg_isready.c; client/mysqladmin.cc
"""

from __future__ import annotations

from playground.cluster.containers.shell.call import Call
from playground.cluster.containers.shell.tools.reach import addresses, dial
from playground.cluster.containers.shell.wishes import Outcome, Talk

_WORDS = {Outcome.REFUSED: "Connection refused", Outcome.SILENT: "Connection timed out", Outcome.UNREACHABLE: "No route to host"}


def redis_cli(call: Call) -> Talk[int]:
    options = call.options("h:p:a:n:u:t:", ["no-auth-warning"], mixed=False)
    host, port = options.value("-h", default="127.0.0.1"), int(options.number("-p", default=6379))
    found = yield from addresses(call, host)
    if not found.addresses:
        call.err(f"Could not connect to Redis at {host}:{port}: Name or service not known\n")
        return 1
    words = options.words or ["PING"]
    dialled = yield from dial(call, found.addresses[0], port, data=" ".join(words) + "\r\n")
    if dialled.outcome is not Outcome.ANSWERED:
        call.err(f"Could not connect to Redis at {host}:{port}: {_WORDS[dialled.outcome]}\n")
        return 1
    if not dialled.text.startswith(("+", "-")):
        call.err("Error: Protocol error, got \"H\" as reply type byte\n")
        return 1
    text = dialled.text.strip()
    call.out((text[1:] if text.startswith("+") else f"(error) {text[1:]}") + "\n")
    return 0


def pg_isready(call: Call) -> Talk[int]:
    options = call.options("h:p:U:d:t:q", ["host=", "port=", "username=", "dbname=", "timeout=", "quiet"])
    host = options.value("-h", "--host", default="127.0.0.1")
    port = int(options.number("-p", "--port", default=5432))
    found = yield from addresses(call, host)
    answered = False
    if found.addresses:
        dialled = yield from dial(call, found.addresses[0], port, patience=options.number("-t", "--timeout", default=3.0))
        answered = dialled.outcome is Outcome.ANSWERED
    call.out(f"{host}:{port} - {'accepting connections' if answered else 'no response'}\n")
    return 0 if answered else 2


def mysqladmin(call: Call) -> Talk[int]:
    options = call.options("h:P:u:p", ["host=", "port=", "user=", "password"])
    host = options.value("-h", "--host", default="127.0.0.1")
    port = int(options.number("-P", "--port", default=3306))
    found = yield from addresses(call, host)
    trouble = f"Unknown MySQL server host '{host}' (-2)"
    if found.addresses:
        dialled = yield from dial(call, found.addresses[0], port)
        if dialled.outcome is Outcome.ANSWERED:
            call.out("mysqld is alive\n")
            return 0
        number = {Outcome.REFUSED: 111, Outcome.SILENT: 110}.get(dialled.outcome, 113)
        trouble = f"Can't connect to MySQL server on '{host}:{port}' ({number})"
    call.err(f"{call.name}: connect to server at '{host}' failed\nerror: '{trouble}'\n")
    return 1
