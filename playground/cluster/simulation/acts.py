"""What a client of the workspace's API does to a cluster: values that a log can keep, and the one function that performs them.

Whoever serves clients decides only when an act is performed and on which cluster. Reading is no act.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated

import msgspec
from msgspec import Meta

from playground.cluster.apiserver.messages import Request, Response
from playground.cluster.containers.replies import HttpReply, HttpRequest
from playground.cluster.simulation import execution
from playground.cluster.simulation.client import Learner, ObjectKey
from playground.cluster.simulation.cluster import Cluster
from playground.cluster.simulation.execution import Finished
from playground.cluster.simulation.forwarding import forwarded, said
from playground.cluster.simulation.inside import Inside, enter
from playground.cluster.simulation.lines import Ran

MOST_SHELLS = 16
"""Shells that a cluster's clients are in at a time; the one used longest ago is forgotten first."""


class Act(msgspec.Struct, frozen=True, tag=str.lower):
    """Something that may change the cluster."""


class Call(Act, frozen=True):
    """A request to the API server, as messages.Request has it."""

    method: str
    path: str
    query: str = ""
    content_type: str = ""
    body: bytes = b""
    accept: str = "application/json"
    manager: str = ""


class Execute(Act, frozen=True):
    """A command in a container, to its end. `stdin` None: nothing is known of it yet."""

    namespace: str
    pod: str
    container: str
    argv: Annotated[list[str], Meta(min_length=1)]
    stdin: str | None = ""
    tty: bool = False


class Line(Act, frozen=True):
    """A line typed at a shell in a container, which goes on under the name `session`."""

    session: str
    namespace: str
    pod: str
    container: str
    shell: str
    text: str


class Forward(Act, frozen=True):
    """An HTTP request at a pod's own port, as `kubectl port-forward` carries it there."""

    namespace: str
    pod: str
    port: int
    method: str = "GET"
    path: str = "/"
    host: str = ""
    headers: dict[str, str] = {}
    body: str = ""


class Say(Act, frozen=True):
    """Bytes that are no HTTP, at a pod's own port."""

    namespace: str
    pod: str
    port: int
    data: str = ""


ANY = Call | Execute | Line | Forward | Say
Result = Response | Finished | Ran | HttpReply | str | None
Shells = Mapping[str, Inside]


@dataclass(frozen=True, slots=True)
class Done:
    """`result` is a Response of a Call, Finished of an Execute, Ran of a Line, HttpReply of a Forward (None: nobody
    listens, or the connection is closed without an answer), the text of a Say; `written` are the objects that the act itself wrote."""

    result: Result
    shells: Shells
    written: tuple[ObjectKey, ...] = ()


def perform(cluster: Cluster, act: Act, shells: Shells) -> Done:
    match act:
        case Call():
            learner = Learner(cluster)
            return Done(learner.handle(request(act)), shells, tuple(learner.written))
        case Execute():
            done = execution.run(cluster, act.namespace, act.pod, act.container, act.argv, act.stdin, act.tty)
            cluster.settle()
            return Done(done, shells)
        case Line():
            return _type(cluster, act, shells)
        case Forward():
            wanted = HttpRequest(act.path, act.method, act.host, act.headers, body=act.body, at=cluster.clock.now)
            return Done(forwarded(cluster, act.namespace, act.pod, act.port, wanted), shells)
        case Say():
            return Done(said(cluster, act.namespace, act.pod, act.port, act.data), shells)
    raise TypeError(act)


def request(call: Call) -> Request:
    return Request(call.method, call.path, call.query, call.content_type, call.body, call.accept, call.manager)


def title(act: Act) -> str:
    """In kubectl's and HTTP's own words, for those who watch."""
    match act:
        case Call(method=method, path=path):
            return f"{method} {path}"
        case Execute(pod=pod, argv=argv):
            return f"kubectl exec {pod} -- {' '.join(argv)}"
        case Line(pod=pod, text=text):
            return f"{pod} # {text.strip()}"
        case Forward(pod=pod, port=port, method=method, path=path):
            return f"kubectl port-forward {pod} {port}: {method} {path}"
        case Say(pod=pod, port=port):
            return f"kubectl port-forward {pod} {port}"
    raise TypeError(act)


def shell(cluster: Cluster, line: Line, shells: Shells) -> tuple[Inside | None, str]:
    """The shell that a line is typed at; or why there is none."""
    known = shells.get(line.session)
    return (known, "") if known else enter(cluster, line.namespace, line.pod, line.container, line.shell, "")


def _type(cluster: Cluster, line: Line, shells: Shells) -> Done:
    inside, why = shell(cluster, line, shells)
    others = {name: each for name, each in shells.items() if name != line.session}
    if inside is None:
        return Done(Finished(exit=1, error=why or f"exec: {line.shell}: not found"), others)
    ran = inside.type(cluster, line.text)
    cluster.settle()
    if ran.ended:
        return Done(ran, others)
    kept = dict(list(others.items())[1 - MOST_SHELLS :])
    return Done(ran, {**kept, line.session: replace(inside, shell=ran.kept)})
