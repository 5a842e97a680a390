"""What a container's command comes to: a table from program names to what they do.

A program that no table knows is taken to run for ever, and marked as assumed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from playground.cluster.containers.agnhost import agnhost
from playground.cluster.containers.images import Image
from playground.cluster.containers.model import BadFlag, Flags, Invocation, Listener, Process, ended, flags
from playground.cluster.containers.scripts import run_script
from playground.cluster.containers.servers import SERVERS, nginx
from playground.cluster.controllers.base import Exit

ENTRYPOINTS = ("docker-entrypoint.sh", "entrypoint.sh", "run.sh")
"""Scripts of images that prepare something and then start the words that follow, or the image's own program."""

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def start(call: Invocation, image: Image) -> Process:
    """Start what a container's words say."""
    if call.program in ENTRYPOINTS:
        words = call.args
        if not words or words[0].startswith("-"):
            words = (*image.cmd[:1], *words)
        return run(call.of(*words), by_entrypoint=True) if words else Process(assumed=True)
    return run(call)


def run(call: Invocation, *, by_entrypoint: bool = False) -> Process:
    """One program."""
    server = SERVERS.get(call.program)
    try:
        if server is not None:
            return server.start(call, by_entrypoint=by_entrypoint)
        return PROGRAMS.get(call.program, _assumed)(call)
    except BadFlag as error:
        return ended(2, str(error))


def _assumed(call: Invocation) -> Process:
    return Process(assumed=True)


def _shell(call: Invocation) -> Process:
    """A shell runs its script; without one it reads its input, which ends at once unless it is kept open."""
    for position, word in enumerate(call.args):
        if word.startswith("-") and not word.startswith("--") and word.endswith("c"):
            script = call.args[position + 1] if position + 1 < len(call.args) else ""
            return run_script(call, script, run)
    files = [word for word in call.args if not word.startswith("-")]
    if files:
        return run_script(call, call.files[files[0]], run) if files[0] in call.files else Process(assumed=True)
    return Process() if call.terminal else ended(0)


def _interpreter(call: Invocation) -> Process:
    """python3, node: `-m http.server`, a program's file, or a prompt that ends with its input."""
    words = call.args
    if "-m" in words and "http.server" in words:
        rest = words[words.index("http.server") + 1 :]
        port = next((int(word) for word in rest if word.isdecimal()), 8000)
        given = flags(rest)
        reply = "<title>Directory listing for /</title>\n"
        return Process((Listener("TCP", port, http=True, reply=reply, bind=given.get("bind", given.get("b", ""))),))
    if words:
        return Process(assumed=True)
    return Process() if call.terminal else ended(0)


def _sleep(call: Invocation) -> Process:
    total = 0.0
    for word in call.args:
        if word in ("infinity", "inf"):
            return Process()
        number, unit = (word[:-1], word[-1]) if word[-1:] in _UNITS else (word, "s")
        if not number.replace(".", "", 1).isdecimal():
            return ended(1, f"sleep: invalid number '{word}'\n")
        total += float(number) * _UNITS[unit]
    return Process(exit=Exit(total, 0)) if call.args else ended(1, "sleep: missing operand\n")


def _tail(call: Invocation) -> Process:
    follows = any(word.startswith("-") and "f" in word.lower() for word in call.args)
    return Process() if follows else ended(0)


def _netcat(call: Invocation) -> Process:
    """`nc -l -p 8080`, `nc -lk 8080`, `nc -lu -p 53`: listens for one connection, or with -k for all."""
    short = "".join(word[1:] for word in call.args if word.startswith("-") and not word.startswith("--"))
    ports = [int(word) for word in call.args if word.isdecimal()]
    if "l" not in short or not ports:
        return ended(1)
    return Process((Listener("UDP" if "u" in short else "TCP", ports[-1]),))


def _busybox_httpd(call: Invocation) -> Process:
    """`httpd -f -p 8080 -h /www`; without -f it goes to the background and the command ends."""
    port = Flags(p=flags(call.args).get("p", "80").rpartition(":")[2]).number("p", 80)
    page = next((text for path, text in call.files.items() if path.endswith("/index.html")), "")
    listener = Listener("TCP", port, http=True, reply=page or "404 Not Found\n", status=200 if page else 404)
    return Process((listener,)) if "-f" in call.args else Process((listener,), exit=Exit(0, 0))


def _http_echo(call: Invocation) -> Process:
    """hashicorp/http-echo: one text for every path."""
    given = flags(call.args)
    text = given.get("text", call.env.get("ECHO_TEXT", "hello-world"))
    host, _, port = given.get("listen", ":5678").rpartition(":")
    if not port.isdecimal():
        return ended(127, f"listen tcp: address {given['listen']}: missing port in address\n")
    page = text.replace("{", "{{").replace("}", "}}") + "\n"
    status = given.number("status-code", 200)
    return Process((Listener("TCP", int(port), http=True, reply=page, status=status, bind=_host(host)),))


def _host(host: str) -> str:
    return "" if host in ("0.0.0.0", "[::]") else host  # noqa: S104  (what a user's flag says)


def _fails(call: Invocation) -> Process:
    return ended(1)


def _succeeds(call: Invocation) -> Process:
    return ended(0)


def _waits_for_input(call: Invocation) -> Process:
    return Process() if call.terminal and not call.args else ended(0)


def _usage(call: Invocation) -> Process:
    return ended(0) if call.args else ended(2, f"{call.program}: try '{call.program} --help' for more information\n")


def _echo(call: Invocation) -> Process:
    return ended(0, " ".join(word for word in call.args if word not in ("-n", "-e")) + "\n")


def _haproxy(call: Invocation) -> Process:
    """haproxy has no configuration of its own: it listens on the `bind` lines of the one that is mounted."""
    mounted = any(path.endswith(".cfg") for path in call.files)
    ports = [int(found) for text in call.files.values() for found in _bound_ports(text) if found.isdecimal()]
    if not mounted:
        return ended(1, "[ALERT] Cannot open configuration file/directory\n")
    return Process(tuple(Listener("TCP", port, http=True) for port in ports))


def _bound_ports(text: str) -> list[str]:
    return [
        line.split()[1].rpartition(":")[2]
        for line in text.splitlines()
        if line.split()[:1] == ["bind"] and line.split()[1:]
    ]


def _nginx_unprivileged(call: Invocation) -> Process:
    return nginx(call, 8080)


def _exec(call: Invocation) -> Process:
    """`exec`, `nohup`, `env` and the like: the words that follow are the program."""
    words = [word for word in call.args if "=" not in word and not word.startswith("-")]
    return run(call.of(*call.args[call.args.index(words[0]) :])) if words else ended(0)


PROGRAMS: dict[str, Callable[[Invocation], Process]] = {
    "agnhost": agnhost,
    "agnhost-2": agnhost,
    "pause": lambda call: Process(),
    "nginx": nginx,
    "nginx-unprivileged": _nginx_unprivileged,
    "http-echo": _http_echo,
    "haproxy": _haproxy,
    **dict.fromkeys(("sh", "ash", "bash", "dash", "zsh"), _shell),
    **dict.fromkeys(("python", "python3", "node"), _interpreter),
    **dict.fromkeys(("exec", "nohup", "env", "tini", "dumb-init"), _exec),
    **dict.fromkeys(("nc", "ncat", "netcat"), _netcat),
    **dict.fromkeys(
        ("true", ":", "date", "hostname", "ls", "touch", "mkdir", "rm", "cp", "chmod", "chown", "trap"), _succeeds
    ),
    **dict.fromkeys(("ln", "mv", "set", "export", "cd", "printf", "id", "wget", "grep", "sed"), _succeeds),
    **dict.fromkeys(("dns-suffix", "dig", "nslookup", "seq", "test", "[", "read", "apk", "apt-get", "pip"), _succeeds),
    "echo": _echo,
    "false": _fails,
    "sleep": _sleep,
    "tail": _tail,
    "cat": _waits_for_input,
    "curl": _usage,
    "httpd": _busybox_httpd,
}


def with_name(process: Process, container: str) -> Process:
    """The process with its listeners marked as this container's."""
    return replace(process, listeners=tuple(replace(one, container=container) for one in process.listeners))
