"""Redirections: which open files a command gets instead of its shell's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from playground.cluster.containers.shell import expansion
from playground.cluster.containers.shell import syntax as sh
from playground.cluster.containers.shell.files import FileProblem
from playground.cluster.containers.shell.streams import Input, Nowhere, Output, Streams
from playground.cluster.containers.shell.wishes import Dial, Dialled, Outcome, Resolve, Resolved, Talk

if TYPE_CHECKING:
    from playground.cluster.containers.shell.interpreter import Shell

_WRITES = (">", ">>", ">|", "&>", "&>>", "<>")


class NoRedirect(Exception):
    """A file that can't be opened; the text is the shell's message."""


@dataclass(slots=True)
class Opened:
    """The streams of a command, and what to do when it ends: files are written as one."""

    streams: Streams
    closing: list[Callable[[], None]] = field(default_factory=list)

    def close(self) -> None:
        while self.closing:
            self.closing.pop(0)()


def open_all(shell: Shell, redirects: tuple[sh.Redirect, ...], io: Streams) -> Talk[Opened]:
    """From left to right, as the shell does. Raises NoRedirect."""
    opened = Opened(io)
    if not redirects:
        return opened
    files: dict[int, Input | Output] = {0: io.stdin, 1: io.out, 2: io.err}
    for redirect in redirects:
        target = yield from expansion.text(shell, redirect.target)
        if target.startswith("/dev/tcp/") and shell.flavour == "bash":
            yield from _connect(shell, target)
            files[redirect.number or 0] = Nowhere(shell.budget) if redirect.number else Input()
            continue
        _open(shell, redirect, target, files, opened)
    stdin, out, err = files[0], files[1], files[2]
    opened.streams = Streams(
        stdin if isinstance(stdin, Input) else Input(),
        out if isinstance(out, Output) else Nowhere(shell.budget),
        err if isinstance(err, Output) else Nowhere(shell.budget),
    )
    return opened


def _open(shell: Shell, redirect: sh.Redirect, target: str, files: dict[int, Input | Output], opened: Opened) -> None:
    sign = redirect.operator
    number = redirect.number if redirect.number is not None else (0 if sign.startswith("<") else 1)
    if sign == "<<":
        files[number] = Input(target)
    elif sign == "<<<":
        files[number] = Input(target + "\n")
    elif sign in (">&", "<&") and (target.isdecimal() or target == "-"):
        if target == "-":
            files[number] = Nowhere(shell.budget) if number else Input()
        elif int(target) in files:
            files[number] = files[int(target)]
        else:
            raise NoRedirect(f"{target}: Bad file descriptor")
    elif sign == "<":
        files[number] = _read(shell, target)
    elif sign in _WRITES or sign == ">&":
        file = _write(shell, target, files, sign.endswith(">>"), opened)
        files[number] = file
        if sign.startswith("&") or (sign == ">&" and redirect.number is None):
            files[2] = file


def _read(shell: Shell, target: str) -> Input:
    try:
        return Input(shell.machine.files.read(shell.path(target)))
    except FileProblem as problem:
        can = f"can't open {target}" if shell.flavour == "ash" else f"cannot open {target}"
        if shell.flavour == "bash":
            raise NoRedirect(f"{target}: {problem}") from None
        why = "no such file" if str(problem).startswith("No such") else str(problem)
        raise NoRedirect(f"{can}: {why if shell.flavour == 'ash' else why.capitalize()}") from None


def _write(shell: Shell, target: str, files: dict[int, Input | Output], append: bool, opened: Opened) -> Output:
    path = shell.path(target)
    if path == "/dev/null":
        return Nowhere(shell.budget)
    standard = {"/dev/stdout": 1, "/dev/stderr": 2, "/dev/tty": 1, "/proc/1/fd/1": 1, "/proc/1/fd/2": 2}.get(path)
    found = files.get(standard) if standard else None
    if isinstance(found, Output):
        return found
    try:
        shell.machine.files.write(path, "", append)
    except FileProblem as problem:
        if shell.flavour == "bash":
            raise NoRedirect(f"{target}: {problem}") from None
        why = "nonexistent directory" if str(problem).startswith("No such") else str(problem)
        if shell.flavour == "dash":
            raise NoRedirect(f"cannot create {target}: {why.capitalize()}") from None
        raise NoRedirect(f"can't create {target}: {why}") from None
    file = Output(shell.budget)
    opened.closing.append(lambda: shell.machine.files.write(path, file.text, True))
    return file


def _connect(shell: Shell, target: str) -> Talk[None]:
    """bash's `/dev/tcp/HOST/PORT`. Raises NoRedirect."""
    host, _, port = target.removeprefix("/dev/tcp/").partition("/")
    found: Resolved = yield Resolve(host)
    if not found.addresses:
        raise NoRedirect(f"{host}: Name or service not known")
    dialled: Dialled = yield Dial("TCP", found.addresses[0], int(port) if port.isdecimal() else 0)
    if dialled.outcome is not Outcome.ANSWERED:
        words = {Outcome.REFUSED: "Connection refused", Outcome.SILENT: "Connection timed out"}
        raise NoRedirect(f"{target}: {words.get(dialled.outcome, 'No route to host')}")
