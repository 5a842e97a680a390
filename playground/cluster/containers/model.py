"""A container's process as a value: what it was started with, what it listens on, when it ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from playground.cluster.controllers.base import STOP, Exit

ANY_ADDRESS = ""
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Listener:
    """One listening socket. `reply` is a template: {pod}, {ip}, {node}, {namespace}, {hostname}, {port}.

    A listener of a `program` that replies by path or by command is answered by replies.py instead.
    """

    protocol: str  # TCP, UDP, SCTP
    port: int
    http: bool = False
    reply: str = ""
    status: int = 200
    bind: str = ANY_ADDRESS
    program: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    container: str = ""
    assumed: bool = False  # nothing but the declared port says so
    tls: bool = False

    @property
    def only_local(self) -> bool:
        """Bound to loopback: connections from outside the pod are refused."""
        return self.bind in LOOPBACK


@dataclass(frozen=True, slots=True)
class Process:
    """What a container's command comes to."""

    listeners: tuple[Listener, ...] = ()
    exit: Exit | None = None  # None: runs until it is stopped
    log: str = ""
    assumed: bool = False  # the program is in no table
    stopping: float = STOP  # seconds that it goes on after TERM


@dataclass(frozen=True, slots=True)
class Invocation:
    """How a program is started: its words, its variables, and the files that ConfigMaps put into the container."""

    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    terminal: bool = False  # stdin is kept open

    @property
    def program(self) -> str:
        return self.argv[0].rpartition("/")[2] if self.argv else ""

    @property
    def args(self) -> tuple[str, ...]:
        return self.argv[1:]

    def of(self, *argv: str) -> Invocation:
        """The same surroundings, other words."""
        return Invocation(argv, self.env, self.files, self.terminal)


class BadFlag(ValueError):
    """A flag whose value the program does not take: it ends with code 2."""


class Flags(dict[str, str]):
    def number(self, name: str, default: int) -> int:
        """Raises BadFlag."""
        value = self.get(name, str(default))
        if not value.removeprefix("-").isdecimal():
            raise BadFlag(f'invalid argument "{value}" for "--{name}"\n')
        return int(value)


def flags(args: tuple[str, ...]) -> Flags:
    """`--port=80`, `--port 80`, `-port 80`, `--quiet` -> {"port": "80", "quiet": "true"}; of repeated ones the last."""
    found = Flags()
    for position, word in enumerate(args):
        if not word.startswith("-") or word == "-":
            continue
        name, equals, value = word.lstrip("-").partition("=")
        following = args[position + 1] if position + 1 < len(args) else ""
        found[name] = value if equals else following if following and not following.startswith("--") else "true"
    return found


def ended(code: int, log: str = "", after: float = 0.0) -> Process:
    return Process(exit=Exit(after, code), log=log)
