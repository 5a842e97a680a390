"""exec and attach: a command's streams on a WebSocket. Port-forward: portforward.py.

Models: pkg/registry/core/pod/rest/subresources.go ExecREST, AttachREST; pkg/kubelet/cri/streaming/remotecommand
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import parse_qs
from uuid import uuid4

from playground.cluster.apiserver.errors import bad_request
from playground.cluster.apiserver.messages import ApiError, Request
from playground.cluster.apiserver.routes import NoSuchPathError, Route, resolve
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import is_finished
from playground.cluster.simulation import execution, processes
from playground.cluster.simulation.acts import Execute, Line, shell
from playground.cluster.simulation.execution import Finished
from playground.cluster.simulation.inside import Inside
from playground.cluster.simulation.lines import SHELLS, Ran
from playground.cluster.simulation.machines import container_of
from playground.kubeapi import channels, portforward
from playground.kubeapi.channels import CLOSE, STDERR, STDIN, STDOUT, V4, V5, Channels, Left
from playground.kubeapi.exchange import Receive, Scope, Send
from playground.kubeapi.host import Host, TooManyStreams
from playground.kubeapi.typing import Typing

logger = logging.getLogger(__name__)

MOST_INPUT = 1 << 20
QUIET = 1.0
"""Seconds without input after which a client that cannot say that its input has ended is taken to have none."""

LOOK_AGAIN = 30.0


async def serve(host: Host, scope: Scope, receive: Receive, send: Send, path: str) -> None:
    """A WebSocket at `path`. Whatever goes wrong before it is open is answered with a Status."""
    query = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    try:
        route = _route(path)
        pod = _pod(host, route)
        if not host.takes():
            raise ApiError(429, "TooManyRequests", "too many requests, please try again later")
        handler = _HANDLERS[route.subresource]
        protocol = _negotiated(scope["subprotocols"], portforward.PROTOCOLS if route.subresource == "portforward" else (V5, V4, *channels.OLDER))
        with host.streams.one():
            socket = await channels.accept(receive, send, protocol)
            await handler(host, socket, Target(route, pod, query, protocol))
    except ApiError as error:
        await channels.refuse(scope, receive, send, error)
    except TooManyStreams:
        await channels.refuse(scope, receive, send, ApiError(429, "TooManyRequests", "too many streams are open"))
    except Left:
        return
    except Exception:
        logger.exception("socket %s", path)
        await send({"type": "websocket.close", "code": 1011})


@dataclass(frozen=True, slots=True)
class Target:
    """What a socket was opened for."""

    route: Route
    pod: Object
    query: dict[str, list[str]]
    protocol: str

    def given(self, name: str) -> bool:
        return self.query.get(name, [""])[0] in ("true", "1")

    @property
    def container(self) -> str:
        """Of the pod: the one that was named, else its default one."""
        named = self.query.get("container", [""])[0]
        found = container_of(self.pod, named)
        return found["name"] if found else named

    @property
    def namespace(self) -> str:
        return self.route.namespace or ""


def _route(path: str) -> Route:
    """Raises ApiError."""
    try:
        route = resolve("GET", path)
    except NoSuchPathError:
        raise ApiError(404, "NotFound", "the server could not find the requested resource", {}) from None
    if route.kind.name != "Pod" or route.subresource not in _HANDLERS:
        raise bad_request("this path is not served over WebSocket")
    return route


def _pod(host: Host, route: Route) -> Object:
    """Raises ApiError."""
    found = host.cluster.api.handle(Request("GET", route.kind.path(route.namespace or "", route.name)))
    if found.body is None or not found.ok:
        body = found.body or {}
        raise ApiError(found.code, body.get("reason", ""), body.get("message", ""), body.get("details"))
    return found.body


def _negotiated(offered: list[str], known: tuple[str, ...]) -> str:
    """Raises ApiError."""
    for protocol in offered:
        if protocol in known:
            return protocol
    raise bad_request(f"unable to upgrade: unable to negotiate protocol: client supports {offered}, server accepts {list(known)}")


# -- exec


async def _exec(host: Host, socket: Channels, target: Target) -> None:
    argv = target.query.get("command") or []
    if not argv:
        await socket.fail("you must specify at least one command for the container")
        return
    if target.given("stdin") and len(argv) == 1 and argv[0].rpartition("/")[2] in SHELLS:
        await _shell(host, socket, target, argv[0])
        return
    tty = target.given("tty")
    act = Execute(target.namespace, target.route.name, target.container, argv, "", tty)
    if target.given("stdin") and _reads(host, act):
        act = Execute(act.namespace, act.pod, act.container, argv, await _input(socket, target), tty)
    done = await host.do(act)
    assert isinstance(done, Finished)
    await _print(socket, target, done.stdout, done.stderr)
    await (socket.fail(done.error) if done.error else socket.finish(done.exit))


def _reads(host: Host, act: Execute) -> bool:
    """Whether a command waits for input: found out on a fork that is thrown away."""
    trial = host.cluster.fork()
    return execution.run(trial, act.namespace, act.pod, act.container, act.argv, None, act.tty).waits


async def _input(socket: Channels, target: Target) -> str:
    """All of standard input. Before version 5 a client can't say that it has ended."""
    typing, parts, size = Typing(), [b""], 0
    while True:
        try:
            async with asyncio.timeout(QUIET if target.protocol != V5 and not target.given("tty") else None):
                channel, data = await socket.frame()
        except TimeoutError:
            break
        if channel == CLOSE and data[:1] == bytes((STDIN,)):
            break
        if channel != STDIN:
            continue
        if target.given("tty"):
            typed = typing.feed(data)
            await socket.write(STDOUT, "".join(each.echo for each in typed).encode())
            data = b"".join(f"{each.line}\n".encode() for each in typed if each.line is not None)
            if any(each.end for each in typed):
                break
        size += len(data)
        if size > MOST_INPUT:
            break
        parts.append(data)
    return b"".join(parts).decode("utf-8", "replace")


async def _print(socket: Channels, target: Target, out: str, err: str) -> None:
    if target.given("tty"):
        out, err = (text.replace("\r\n", "\n").replace("\n", "\r\n") for text in (out, err))
    if out and target.given("stdout"):
        await socket.write(STDOUT, out.encode("utf-8", "replace"))
    if err:
        wanted = target.given("stderr")
        if wanted or target.given("tty"):
            await socket.write(STDERR if wanted else STDOUT, err.encode("utf-8", "replace"))


# -- a shell that is typed at


async def _shell(host: Host, socket: Channels, target: Target, program: str) -> None:
    name = program.rpartition("/")[2]
    line = Line(uuid4().hex, target.namespace, target.route.name, target.container, name, "")
    inside, why = shell(host.cluster, line, {})
    if inside is None:
        missing = f'exec: "{program}": executable file not found in $PATH: unknown'
        await socket.fail(why or f"OCI runtime exec failed: exec failed: unable to start container process: {missing}")
        return
    tty = target.given("tty")
    typing = Typing(echo=tty)
    await _prompt(host, socket, inside, tty)
    while True:
        channel, data = await socket.frame()
        if channel == CLOSE and data[:1] == bytes((STDIN,)):
            if typing.line:
                await _type(host, socket, target, line, typing.line)
            await _type(host, socket, target, line, "exit")
            return
        if channel != STDIN:
            continue
        for typed in typing.feed(data):
            if typed.echo:
                await socket.write(STDOUT, typed.echo.encode())
            text = "exit" if typed.end else typed.line
            if text is None:
                continue
            if await _type(host, socket, target, line, text):
                return
            await _prompt(host, socket, host.shells.get(line.session, inside), tty)


async def _prompt(host: Host, socket: Channels, inside: Inside, tty: bool) -> None:
    if tty:
        await socket.write(STDOUT, inside.prompt(host.cluster).encode())


async def _type(host: Host, socket: Channels, target: Target, line: Line, text: str) -> bool:
    """Whether the shell has ended."""
    done = await host.do(Line(line.session, line.namespace, line.pod, line.container, line.shell, text))
    if isinstance(done, Finished):
        await socket.fail(done.error)
        return True
    assert isinstance(done, Ran)
    for stream, printed in done.printed:
        await _print(socket, target, *((printed, "") if stream == "out" else ("", printed)))
    if done.ended:
        await socket.finish(done.exit)
    return done.ended


# -- attach


async def _attach(host: Host, socket: Channels, target: Target) -> None:
    """A container whose process is a shell that reads its terminal; else what it prints from now on."""
    container = container_of(target.pod, target.container)
    program = processes.main_shell(host.cluster, target.pod, container) if container else ""
    if container is not None and container.get("stdin") and target.given("stdin") and program:
        await _shell(host, socket, target, program)
        return
    log = Request("GET", f"{target.route.kind.path(target.namespace, target.route.name)}/log", f"container={target.container}")
    leaving = asyncio.create_task(_until_left(socket))
    ends = container is not None and bool(processes.printed(host.cluster, target.pod, container))
    told = 0 if ends else len(host.cluster.api.handle(log).text or "")  # a short command's words are not to be missed
    try:
        while not leaving.done():
            pod = host.cluster.store.get("Pod", target.namespace, target.route.name)
            text = host.cluster.api.handle(log).text or ""
            await _print(socket, target, text[told:], "")
            told = max(told, len(text))
            if pod is None or pod["metadata"]["uid"] != target.pod["metadata"]["uid"] or is_finished(pod):
                await socket.finish(0)
                return
            moved = asyncio.create_task(host.moved.wait(LOOK_AGAIN))
            await asyncio.wait((moved, leaving), return_when=asyncio.FIRST_COMPLETED)
            moved.cancel()
    finally:
        leaving.cancel()


async def _until_left(socket: Channels) -> None:
    try:
        while True:
            await socket.frame()
    except Left:
        return


async def _portforward(host: Host, socket: Channels, target: Target) -> None:
    await portforward.serve(host, socket, target.namespace, target.route.name, target.query.get("ports", []), target.protocol)


Handler = Callable[[Host, Channels, Target], Awaitable[None]]
_HANDLERS: dict[str, Handler] = {"exec": _exec, "attach": _attach, "portforward": _portforward}
