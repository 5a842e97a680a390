"""What a pod answers to one request: its program's reply, the files that commands wrote, and the line in its log."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from playground.cluster.containers.access_log import Served
from playground.cluster.containers.images import name_of
from playground.cluster.containers.model import Listener
from playground.cluster.containers.replies import HttpReply, HttpRequest, reply
from playground.cluster.containers.shell.files import FileProblem, normal
from playground.cluster.containers.shell.wishes import Dial, Outcome
from playground.cluster.objects.kinds import Object
from playground.cluster.simulation import processes
from playground.cluster.simulation.machines import ROOTS, container_of, files
from playground.cluster.trace.model import Branch, Trace
from playground.cluster.trace.network import place_of

if TYPE_CHECKING:
    from playground.cluster.simulation.cluster import Cluster

SERVERS = {"nginx": "nginx/1.29.1", "nginxinc/nginx-unprivileged": "nginx/1.29.1", "nginxdemos/hello": "nginx/1.29.1",
           "httpd": "Apache/2.4.65 (Unix)", "caddy": "Caddy"}  # fmt: skip
_DEEPEST = 3


def serve(cluster: Cluster, pod: Object, listener: Listener, request: HttpRequest, depth: int = 0) -> HttpReply | None:
    """The answer of a listener that speaks HTTP, logged. None: the connection is closed without one."""
    container = container_of(pod, listener.container) or container_of(pod)
    if container is None:
        return None
    answer = reply(listener, pod, request)
    if answer.wish is not None:
        granted = _granted(cluster, pod, container, answer.wish[0], dict(answer.wish[1]), depth)
        if granted is None:
            return None
        answer = granted
    elif not listener.program and request.method in ("GET", "HEAD"):
        answer = _file(cluster, pod, container, listener, request, answer)
    image = container.get("image") or ""
    server = SERVERS.get(name_of(image))
    if server:
        answer = replace(answer, headers={"Server": server, **answer.headers})
    cluster.activity.note(request.at, place_of(pod), Served(listener, request, answer))
    return answer


def served(cluster: Cluster, trace: Trace) -> Trace:
    """Note a trace for the log of the pod that answered it; with what the pod really said, where commands changed that."""
    branch = trace.branch
    if not trace.status or branch is None or not branch.backend.startswith("pod:"):
        return trace
    if not cluster.activity.has_files:
        cluster.activity.note(cluster.clock.now, branch.backend, _brief(trace, branch))
        return trace
    found = as_served(cluster, trace)
    if found is None:
        return trace
    pod, one = found
    answer = serve(cluster, pod, one.listener, one.request)
    return trace if answer is None else replace(trace, status=answer.status, body=answer.body)


def _brief(trace: Trace, branch: Branch) -> Trace:
    """As much of a trace as a log needs: many are noted, and a whole one with all its ways is large."""
    taken = Branch(branch.probability, branch.disposition, (), branch.backend, branch.backend_port, branch.source_seen)
    return Trace(trace.source, trace.target, None, (taken,), 0, trace.disposition, None, trace.status, trace.body)


def as_served(cluster: Cluster, trace: Trace, at: float | None = None) -> tuple[Object, Served] | None:
    """The pod that answered a trace, and the request as its server saw it; None if no server did."""
    branch = trace.branch
    if branch is None:
        return None
    namespace, _, name = branch.backend.removeprefix("pod:").partition("/")
    pod = cluster.store.get("Pod", namespace, name)
    listener = cluster.runtime.listens(pod, "TCP", branch.backend_port, branch.backend == trace.source) if pod else None
    if pod is None or listener is None or not listener.http:
        return None
    target, now = trace.target, cluster.clock.now if at is None else at
    request = HttpRequest(target.path, host=target.host, source=f"{branch.source_seen}:40000", at=now)
    return pod, Served(listener, request, HttpReply(trace.status, trace.body))


def _file(
    cluster: Cluster, pod: Object, container: Object, listener: Listener, request: HttpRequest, answer: HttpReply
) -> HttpReply:
    """A file that a command wrote below the server's root goes before its own page."""
    root = ROOTS.get(name_of(container.get("image") or ""))
    if root == "" and listener.status == 404:
        processes.written(cluster, pod)
    if root is None or not cluster.activity.has_files or (not root and listener.status != 404):
        return answer
    here = files(cluster, pod, container)
    path = normal(f"{root}/{unquote(request.path.partition('?')[0])}")
    if here.is_directory(path):
        path = normal(f"{path}/index.html")
    written = here.disk.written.get(path)
    if written is None and not any(path.startswith(mount + "/") for mount in here.mounts):
        return answer
    try:
        text = here.read(path)
    except FileProblem:
        return answer
    return HttpReply(200, text, "text/html" if path.endswith(".html") else "text/plain; charset=utf-8")


# -- what agnhost's netexec wishes for


def _granted(
    cluster: Cluster, pod: Object, container: Object, wish: str, query: dict[str, str], depth: int
) -> HttpReply | None:
    if depth >= _DEEPEST:
        return HttpReply(508, "too many requests within each other")
    match wish:
        case "dial":
            return _dial(cluster, pod, query, depth)
        case "shell":
            return _shell(cluster, pod, container, query.get("shellCommand") or query.get("cmd", ""))
    return None


def _dial(cluster: Cluster, pod: Object, query: dict[str, str], depth: int) -> HttpReply:
    """Models: test/images/agnhost/netexec/netexec.go dialHandler"""
    from playground.cluster.simulation.fulfilling import Fulfiller

    request, protocol = query.get("request", ""), query.get("protocol", "http").lower()
    if not request:
        return HttpReply(400, "request parameter not specified: invalid argument\n")
    if protocol not in ("http", "udp", "sctp"):
        return HttpReply(400, f"unsupported protocol: {protocol}\n")
    tries = query.get("tries", "1")
    if not tries.isdecimal() or not query.get("port", "").isdecimal():
        return HttpReply(400, f"tries parameter is invalid: {tries}\n")
    wishes = Fulfiller(cluster, pod, depth + 1)
    host = query.get("host", "")
    addresses = wishes.resolve(host)
    if not addresses:
        return HttpReply(400, f"host and/or port param are invalid. {host}:{query['port']}\n")
    responses: list[str] = []
    errors: list[str] = []
    for _ in range(min(int(tries), 200)):
        if protocol == "http":
            wanted = HttpRequest("/" + quote(request, safe="/?=&%"), host=f"{host}:{query['port']}", at=cluster.clock.now)
            found = wishes.dial(Dial("TCP", addresses[0], int(query["port"]), wanted))
            text = found.reply.body if found.reply is not None else ""
        else:
            found = wishes.dial(Dial(protocol.upper(), addresses[0], int(query["port"]), data=request))
            text = found.text
        if found.outcome is Outcome.ANSWERED and (text or found.reply is not None):
            responses.append(text)
        else:
            if found.outcome in (Outcome.SILENT, Outcome.ANSWERED):
                cluster.advance(5)
            words = {Outcome.REFUSED: "connection refused", Outcome.UNREACHABLE: "no route to host"}
            errors.append(f"dial {protocol} {addresses[0]}:{query['port']}: {words.get(found.outcome, 'i/o timeout')}")
    output = {**({"errors": errors} if errors else {}), **({"responses": responses} if responses else {})}
    return HttpReply(200, json.dumps(output, separators=(",", ":")))


def _shell(cluster: Cluster, pod: Object, container: Object, command: str) -> HttpReply:
    """Models: test/images/agnhost/netexec/netexec.go shellHandler"""
    from playground.cluster.simulation.execution import run

    meta = pod["metadata"]
    done = run(cluster, meta["namespace"], meta["name"], container["name"], ("/bin/sh", "-c", command))
    text = done.stdout + done.stderr
    output = {**({"output": text} if text else {}), **({"error": f"exit status {done.exit}"} if done.exit else {})}
    return HttpReply(200, json.dumps(output, separators=(",", ":")))

