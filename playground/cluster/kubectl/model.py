"""What a kubectl command is given, what it answers, and what it wishes for.

kubectl itself only talks to the API server. What needs time to pass or a process to run in a container is a *wish*:
the command stops, `Result.wish` says what is wanted, and whoever called fulfils it and calls `Result.resume` with the
reply. A caller that wants none of this uses `playground.cluster.kubectl.run`, which asks for one function instead.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Protocol

from playground.cluster.apiserver.messages import Request, Response
from playground.cluster.config import Clock


class Api(Protocol):
    """Whoever answers requests: the API server, or something in front of it."""

    def handle(self, request: Request) -> Response: ...


@dataclass(slots=True)
class Session:
    """Where a command runs: the kubeconfig's only context."""

    api: Api
    clock: Clock
    namespace: str = "default"
    context: str = "playground"
    server: str = "https://192.168.1.1:6443"
    user: str = "learner"
    since: str = ""
    """The cursor of a Follow: the command tells only what came after it."""


@dataclass(frozen=True, slots=True)
class Advance:
    """Let logical time pass, with everything that the controllers do meanwhile."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Exec:
    """Run a command in a container of a pod. `stdin` is what is piped in; `tty` asks for a terminal."""

    namespace: str
    pod: str
    container: str
    command: tuple[str, ...]
    stdin: str = ""
    tty: bool = False


@dataclass(frozen=True, slots=True)
class PortForward:
    """Connect ports of the client with ports of a pod. `ports` are (local, remote)."""

    namespace: str
    pod: str
    ports: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Follow:
    """Tell what comes after this, as it comes: run the same command with `Session.since` set to the cursor. Whoever can't
    replies with an error, and the command ends with what there is now."""

    cursor: str


Wish = Advance | Exec | PortForward | Follow


@dataclass(frozen=True, slots=True)
class Reply:
    """How a wish ended. Only Exec has more to say than nothing; `error` is why it could not even begin."""

    stdout: str = ""
    stderr: str = ""
    exit: int = 0
    error: str = ""


Steps = Generator[Wish, Reply, None]
"""A command that wishes for something on its way."""


@dataclass(frozen=True, slots=True)
class Result:
    """What was printed (since the last wish), and either the exit status or a wish and the way on."""

    stdout: str = ""
    stderr: str = ""
    exit: int = 0
    wish: Wish | None = None
    resume: Callable[[Reply], Result] | None = field(default=None, repr=False, compare=False)
